//! The form that makes a new version: what to change, the change in words, why.

use leptos::prelude::*;
use leptos::task::spawn_local;
use policy::{Differences, Modality, SitePolicy};
use wire::SiteId;
use wire::rules::{NewVersion, Policy, Rules};

use super::sentences::{changes, modality};
use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::components::{Banner, FaultBanner, Tone};
use crate::texts::i18n::*;

const DAY_SECONDS: i64 = 86_400;

/// Changes the newest version, everywhere or at one site, into the next.
#[component]
pub fn Editor(rules: Rules, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, clock) = (Api::expect(), Clock::expect());
    let Some(newest) = rules.versions.into_iter().next() else { return ().into_any() };
    let policy = StoredValue::new(newest.policy);
    let site = RwSignal::new(None::<SiteId>);
    let before = Memo::new(move |_| policy.with_value(|policy| at(policy, site.get())));
    let edited = RwSignal::new(before.get_untracked());
    let reason = RwSignal::new(String::new());
    let in_days = RwSignal::new(0u16);
    let fault = RwSignal::new(None::<Fault>);
    let choose = move |event| {
        site.set(event_target_value(&event).parse().ok());
        edited.set(before.get_untracked());
    };
    let changed = move || changes(i18n, &before.get(), &edited.get());
    let put = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        fault.set(None);
        let days = i64::from(in_days.get_untracked());
        let new = NewVersion {
            policy: policy.with_value(|policy| next(policy, site.get_untracked(), edited.get_untracked())),
            effective_from: (days > 0).then(|| clock.now().plus_seconds(days * DAY_SECONDS)),
            reason: reason.get_untracked(),
        };
        let country = new.policy.everywhere.host_country;
        spawn_local(async move {
            match api.confirmed(|| api.change_rules(country, &new)).await {
                Ok(_) => done.run(()),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let sites = rules.sites;
    let what_is_wrong = move || match fault.get() {
        Some(Fault::Refused(problem)) => problem.field.map(|field| format!("{field}: {}", problem.detail)),
        _ => None,
    };
    view! {
        <details class="panel" data-testid="editor">
            <summary>{move || t_string!(i18n, rules.change)}</summary>
            <form class="fields" on:submit=put>
                <label class="field">
                    <span>{move || t_string!(i18n, rules.where_)}</span>
                    <select on:change=choose>
                        <option value="">{move || t_string!(i18n, rules.everywhere)}</option>
                        {sites
                            .into_iter()
                            .map(|site| view! { <option value=site.id.to_string()>{site.name}</option> })
                            .collect_view()}
                    </select>
                </label>
                <Fields edited=edited />
                <label class="field">
                    <span>{move || t_string!(i18n, rules.languages)}</span>
                    <input
                        type="text"
                        prop:value=move || edited.with(|rules| rules.notice_languages.join(", "))
                        on:change=move |event| {
                            let languages = listed(&event_target_value(&event));
                            edited.update(|rules| rules.notice_languages = languages);
                        }
                    />
                </label>
                <label class="field">
                    <span>{move || t_string!(i18n, rules.withheld)}</span>
                    <input
                        type="text"
                        prop:value=move || {
                            edited
                                .with(|rules| {
                                    rules.devices.withheld_lists.iter().cloned().collect::<Vec<_>>().join(", ")
                                })
                        }
                        on:change=move |event| {
                            let lists = listed(&event_target_value(&event)).into_iter().collect();
                            edited.update(|rules| rules.devices.withheld_lists = lists);
                        }
                    />
                </label>
                <Show when=move || !changed().is_empty()>
                    <section data-testid="change">
                        <h3>{move || t_string!(i18n, rules.the_change)}</h3>
                        <dl class="facts">
                            {move || {
                                changed()
                                    .into_iter()
                                    .map(|(before, after)| {
                                        view! {
                                            <dt>{move || t_string!(i18n, rules.before)}</dt>
                                            <dd>{before}</dd>
                                            <dt>{move || t_string!(i18n, rules.after)}</dt>
                                            <dd>
                                                <b>{after}</b>
                                            </dd>
                                        }
                                    })
                                    .collect_view()
                            }}
                        </dl>
                    </section>
                    <Number
                        words=Signal::derive(move || t_string!(i18n, rules.in_days).to_owned())
                        value=Signal::derive(move || in_days.get())
                        set=Callback::new(move |days| in_days.set(days))
                    />
                    <label class="field">
                        <span>{move || t_string!(i18n, rules.reason)}</span>
                        <input
                            type="text"
                            required
                            prop:value=reason
                            on:input=move |event| reason.set(event_target_value(&event))
                        />
                    </label>
                    <FaultBanner fault=fault />
                    {move || what_is_wrong().map(|words| view! { <Banner tone=Tone::Warn>{words}</Banner> })}
                    <button class="btn go">{move || t_string!(i18n, rules.put)}</button>
                </Show>
            </form>
        </details>
    }
    .into_any()
}

/// The limits, as numbers and choices.
#[component]
fn Fields(edited: RwSignal<SitePolicy>) -> impl IntoView {
    let i18n = use_i18n();
    let words = move |words: fn(crate::I18n) -> &'static str| Signal::derive(move || words(i18n).to_owned());
    type Get = fn(&SitePolicy) -> u16;
    type Set = fn(&mut SitePolicy, u16);
    let number = move |label: fn(crate::I18n) -> &'static str, get: Get, set: Set| {
        view! {
            <Number
                words=words(label)
                value=Signal::derive(move || edited.with(get))
                set=Callback::new(move |value| edited.update(|rules| set(rules, value)))
            />
        }
    };
    type Is = fn(&SitePolicy) -> bool;
    type Flip = fn(&mut SitePolicy, bool);
    let choice = move |label: fn(crate::I18n) -> &'static str, is: Is, flip: Flip| {
        view! {
            <label class="option">
                <input
                    type="checkbox"
                    prop:checked=move || edited.with(is)
                    on:change=move |event| edited.update(|rules| flip(rules, event_target_checked(&event)))
                />
                <span>{move || label(i18n)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="options">
            <legend>{move || t_string!(i18n, rules.who)}</legend>
            {choice(
                |i18n| t_string!(i18n, rules.record_nationals),
                |rules| rules.record_host_nationals,
                |rules, yes| rules.record_host_nationals = yes,
            )}
            {choice(
                |i18n| t_string!(i18n, rules.need_guardian),
                |rules| rules.minors.guardian,
                |rules, yes| rules.minors.guardian = yes,
            )}
            {choice(
                |i18n| t_string!(i18n, rules.need_trained),
                |rules| rules.minors.trained_officer,
                |rules, yes| rules.minors.trained_officer = yes,
            )}
        </fieldset>
        {number(
            |i18n| t_string!(i18n, rules.minimum_age),
            |rules| rules.minimum_age.into(),
            |rules, value| rules.minimum_age = byte(value),
        )}
        {number(
            |i18n| t_string!(i18n, rules.adult_from),
            |rules| rules.minors.adult_from.into(),
            |rules, value| rules.minors.adult_from = byte(value),
        )}
        <fieldset class="options">
            <legend>{move || t_string!(i18n, rules.may_capture)}</legend>
            {Modality::ALL
                .map(|each| {
                    view! {
                        <label class="option">
                            <input
                                type="checkbox"
                                prop:checked=move || edited.with(|rules| rules.modalities.contains(&each))
                                on:change=move |event| {
                                    let on = event_target_checked(&event);
                                    edited
                                        .update(|rules| {
                                            if on {
                                                rules.modalities.insert(each);
                                            } else {
                                                rules.modalities.remove(&each);
                                            }
                                        });
                                }
                            />
                            <span>{move || modality(i18n, each)}</span>
                        </label>
                    }
                })}
        </fieldset>
        {number(
            |i18n| t_string!(i18n, rules.threshold),
            |rules| rules.lead_threshold,
            |rules, value| rules.lead_threshold = value,
        )}
        {number(
            |i18n| t_string!(i18n, rules.within_1),
            |rules| rules.decide_within_minutes[0],
            |rules, value| rules.decide_within_minutes[0] = value,
        )}
        {number(
            |i18n| t_string!(i18n, rules.within_2),
            |rules| rules.decide_within_minutes[1],
            |rules, value| rules.decide_within_minutes[1] = value,
        )}
        {number(
            |i18n| t_string!(i18n, rules.within_3),
            |rules| rules.decide_within_minutes[2],
            |rules, value| rules.decide_within_minutes[2] = value,
        )}
        {number(
            |i18n| t_string!(i18n, rules.within_4),
            |rules| rules.decide_within_minutes[3],
            |rules, value| rules.decide_within_minutes[3] = value,
        )}
        {number(
            |i18n| t_string!(i18n, rules.keep_no_hit),
            |rules| rules.retention.no_hit_days,
            |rules, value| rules.retention.no_hit_days = value,
        )}
        {number(
            |i18n| t_string!(i18n, rules.keep_excluded),
            |rules| rules.retention.excluded_days,
            |rules, value| rules.retention.excluded_days = value,
        )}
        {number(
            |i18n| t_string!(i18n, rules.keep_identified),
            |rules| rules.retention.identified_days,
            |rules, value| rules.retention.identified_days = value,
        )}
        {number(
            |i18n| t_string!(i18n, rules.keep_minor),
            |rules| rules.retention.minor_days,
            |rules, value| rules.retention.minor_days = value,
        )}
        {number(
            |i18n| t_string!(i18n, rules.contact_days),
            |rules| rules.devices.days_without_contact.into(),
            |rules, value| rules.devices.days_without_contact = byte(value),
        )}
    }
}

#[component]
fn Number(words: Signal<String>, value: Signal<u16>, set: Callback<u16>) -> impl IntoView {
    view! {
        <label class="field">
            <span>{words}</span>
            <input
                type="number"
                min="0"
                prop:value=move || value.get().to_string()
                on:input=move |event| {
                    if let Ok(number) = event_target_value(&event).parse() {
                        set.run(number);
                    }
                }
            />
        </label>
    }
}

/// More than fits is refused by name, as is everything that no policy can have.
fn byte(value: u16) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

/// What stands between commas.
fn listed(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|each| !each.is_empty()).map(str::to_owned).collect()
}

/// The rules that are edited: everywhere, or those of one site.
fn at(policy: &Policy, site: Option<SiteId>) -> SitePolicy {
    site.map_or_else(|| policy.everywhere.clone(), |site| policy.at(&site))
}

/// The next version, with `edited` in its place.
fn next(policy: &Policy, site: Option<SiteId>, edited: SitePolicy) -> Policy {
    let mut next = policy.clone();
    match site {
        None => next.everywhere = edited,
        Some(site) => {
            let differences = Differences::between(&next.everywhere, &edited);
            if differences.is_empty() {
                next.sites.remove(&site);
            } else {
                next.sites.insert(site, differences);
            }
        }
    }
    next.everywhere.version += 1;
    next
}
