use leptos::prelude::*;
use policy::{Approach, Category};
use wire::watchlist::Terms;

use crate::texts::i18n::*;

/// What a list is: owner, legal basis, and its categories with all they ask for.
#[component]
pub fn TermsForm(
    /// To begin with.
    terms: Terms,
    /// Whether the name can still be chosen.
    new: bool,
    /// When the person keeps it.
    on_save: Callback<Terms>,
    /// When they do not.
    on_cancel: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let terms = RwSignal::new(terms);
    let tried = RwSignal::new(false);
    let lacks =
        move |field: fn(&Terms) -> &String| tried.get() && terms.with(|terms| field(terms).trim().is_empty());
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let whole = terms.with_untracked(|terms| {
            let texts = [&terms.name, &terms.owner, &terms.legal_basis];
            texts.iter().all(|text| !text.trim().is_empty())
                && terms.categories.iter().all(|category| !category.name.trim().is_empty())
        });
        if whole {
            on_save.run(terms.get_untracked());
        }
    };
    view! {
        <form class="entry-form" novalidate on:submit=save>
            <Show when=move || new>
                <Text
                    label=Signal::derive(move || t_string!(i18n, watchlists.name))
                    remedy=Signal::derive(move || t_string!(i18n, watchlists.name_missing))
                    lacking=Signal::derive(move || lacks(|terms| &terms.name))
                    value=Signal::derive(move || terms.with(|terms| terms.name.clone()))
                    on_input=Callback::new(move |text| terms.update(|terms| terms.name = text))
                />
            </Show>
            <Text
                label=Signal::derive(move || t_string!(i18n, watchlists.owner))
                remedy=Signal::derive(move || t_string!(i18n, watchlists.owner_missing))
                lacking=Signal::derive(move || lacks(|terms| &terms.owner))
                value=Signal::derive(move || terms.with(|terms| terms.owner.clone()))
                on_input=Callback::new(move |text| terms.update(|terms| terms.owner = text))
            />
            <Text
                label=Signal::derive(move || t_string!(i18n, watchlists.legal_basis))
                remedy=Signal::derive(move || t_string!(i18n, watchlists.legal_basis_missing))
                lacking=Signal::derive(move || lacks(|terms| &terms.legal_basis))
                value=Signal::derive(move || terms.with(|terms| terms.legal_basis.clone()))
                on_input=Callback::new(move |text| terms.update(|terms| terms.legal_basis = text))
            />
            <fieldset>
                <legend>{move || t_string!(i18n, watchlists.categories)}</legend>
                <div class="categories">
                    {move || {
                        let count = terms.with(|terms| terms.categories.len());
                        (0..count).map(|at| view! { <OneCategory terms=terms at=at /> }).collect_view()
                    }}
                </div>
                <button
                    class="btn"
                    type="button"
                    on:click=move |_| {
                        let fresh = Category::usual()
                            .into_iter()
                            .next()
                            .map(|usual| Category { name: String::new(), ..usual });
                        terms.update(|terms| terms.categories.extend(fresh));
                    }
                >
                    {move || t_string!(i18n, watchlists.add_category)}
                </button>
            </fieldset>
            <div class="actions">
                <button class="btn go" type="submit">
                    {move || t_string!(i18n, watchlists.save)}
                </button>
                <button class="btn" type="button" on:click=move |_| on_cancel.run(())>
                    {move || t_string!(i18n, shell.cancel)}
                </button>
            </div>
        </form>
    }
}

/// A line of text that must not be empty.
#[component]
fn Text(
    label: Signal<&'static str>,
    remedy: Signal<&'static str>,
    lacking: Signal<bool>,
    value: Signal<String>,
    on_input: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                maxlength="120"
                autocomplete="off"
                aria-invalid=move || lacking.get().then_some("true")
                prop:value=value
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            <Show when=move || lacking.get()>
                <span class="field-fault" role="alert">{remedy}</span>
            </Show>
        </label>
    }
}

#[component]
fn OneCategory(terms: RwSignal<Terms>, at: usize) -> impl IntoView {
    let i18n = use_i18n();
    let Some(category) = terms.with_untracked(|terms| terms.categories.get(at).cloned()) else {
        return ().into_any();
    };
    // The fields are drawn once: what is typed goes into the terms without drawing them again.
    let change = move |change: &dyn Fn(&mut Category)| {
        terms.update_untracked(|terms| {
            if let Some(category) = terms.categories.get_mut(at) {
                change(category);
            }
        });
    };
    view! {
        <div class="category" role="group" aria-label=category.name.clone()>
            <label class="field wide">
                <span>{move || t_string!(i18n, watchlists.category)}</span>
                <input
                    maxlength="120"
                    value=category.name.clone()
                    on:input=move |event| change(&|category| category.name = event_target_value(&event))
                />
            </label>
            <label class="field">
                <span>{move || t_string!(i18n, watchlists.severity)}</span>
                <select on:change=move |event| {
                    let severity = event_target_value(&event).parse().unwrap_or(1);
                    change(&|category| category.severity = severity);
                }>
                    {Category::SEVERITIES
                        .map(|severity| {
                            view! {
                                <option value=severity selected=severity == category.severity>
                                    {severity}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <label class="field">
                <span>{move || t_string!(i18n, watchlists.sources_needed)}</span>
                <select on:change=move |event| {
                    let sources = event_target_value(&event).parse().unwrap_or(1);
                    change(&|category| category.sources = sources);
                }>
                    {(1..=3u8)
                        .map(|sources| {
                            view! {
                                <option value=sources selected=sources == category.sources>
                                    {sources}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <label class="field">
                <span>{move || t_string!(i18n, watchlists.validation_days)}</span>
                <input
                    inputmode="numeric"
                    value=category.validation_days.to_string()
                    on:input=move |event| {
                        let days = event_target_value(&event).parse().unwrap_or(0);
                        change(&|category| category.validation_days = days);
                    }
                />
            </label>
            <label class="field">
                <span>{move || t_string!(i18n, watchlists.approach)}</span>
                <select on:change=move |event| {
                    let named = event_target_value(&event);
                    let chosen = Approach::ALL.into_iter().find(|each| format!("{each:?}") == named);
                    change(&|category| category.approach = chosen.unwrap_or_default());
                }>
                    {Approach::ALL
                        .map(|each| {
                            view! {
                                <option value=format!("{each:?}") selected=each == category.approach>
                                    {move || match each {
                                        Approach::Help => t_string!(i18n, watchlists.approach_help),
                                        Approach::Inform => t_string!(i18n, watchlists.approach_inform),
                                        Approach::Caution => t_string!(i18n, watchlists.approach_caution),
                                    }}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <label class="field">
                <span>{move || t_string!(i18n, watchlists.phone)}</span>
                <input
                    type="tel"
                    maxlength="40"
                    value=category.phone.clone()
                    on:input=move |event| change(&|category| category.phone = event_target_value(&event))
                />
            </label>
            <label class="field wide">
                <span>{move || t_string!(i18n, watchlists.instructions)}</span>
                <textarea
                    rows="2"
                    maxlength="2000"
                    prop:value=category.instructions.clone()
                    on:input=move |event| change(&|category| category.instructions = event_target_value(&event))
                />
            </label>
        </div>
    }
    .into_any()
}
