//! What the desk can do about a record: put a fact right, freeze it, erase it.

use leptos::prelude::*;
use policy::Age;
use wire::redress::{Case, Correction, Fact, Held, Restriction};

use super::case_page::Work;
use crate::components::{Dialog, Reason, ReasonField};
use crate::texts::i18n::*;
use crate::words;

#[component]
pub(super) fn Acting(case: Case, work: Work) -> impl IntoView {
    let held = case.held;
    held.map(|held| {
        let frozen = held.restricted_at.is_some();
        view! {
            <Correcting held=held work=work />
            <Freezing frozen=frozen work=work />
            <Erasing work=work />
        }
    })
}

/// Why something is done: without it nothing is.
#[component]
fn Why(reason: Reason) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="look-why">
            <ReasonField
                reason=reason
                label=Signal::derive(move || t_string!(i18n, redress.reason))
                fault=Signal::derive(move || t_string!(i18n, remedy.field_reason))
                rows=1
            />
        </div>
    }
}

#[component]
fn Correcting(held: Held, work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let reason = Reason::of_letters(1);
    // Everything that can be put right, but for what is so already.
    let choices: Vec<Fact> = [true, false]
        .map(Fact::HostNational)
        .into_iter()
        .chain(Age::ALL.map(Fact::Age))
        .chain(notice::LANGUAGES.map(|language| Fact::NoticeLanguage(language.tag.to_owned())))
        .filter(|fact| !is_so(&held, fact))
        .collect();
    let chosen = RwSignal::new(choices.first().cloned());
    let offered = StoredValue::new(choices);
    let correct = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let (Some(fact), Some(reason)) = (chosen.get_untracked(), reason.given()) else { return };
        let correction = Correction { fact, reason };
        work.run(move || work.api.correct(work.id, correction.clone()), || ());
    };
    view! {
        <section class="panel" aria-labelledby="correct">
            <h2 id="correct">{move || t_string!(i18n, redress.correct)}</h2>
            <p class="soft">{move || t_string!(i18n, redress.correct_why)}</p>
            <form class="look" novalidate on:submit=correct>
                <label class="field">
                    <span>{move || t_string!(i18n, redress.fact)}</span>
                    <select on:change=move |event| {
                        let at = event_target_value(&event).parse::<usize>().ok();
                        chosen.set(offered.with_value(|all| all.get(at?).cloned()));
                    }>
                        {offered
                            .with_value(|all| {
                                all.iter()
                                    .enumerate()
                                    .map(|(at, fact)| {
                                        let fact = fact.clone();
                                        view! {
                                            <option value=at.to_string()>
                                                {move || words::fact(i18n, &fact)}
                                            </option>
                                        }
                                    })
                                    .collect_view()
                            })}
                    </select>
                </label>
                <Why reason=reason />
                <button class="btn" prop:disabled=work.busy>
                    {move || t_string!(i18n, redress.do_correct)}
                </button>
            </form>
        </section>
    }
}

fn is_so(held: &Held, fact: &Fact) -> bool {
    match fact {
        Fact::HostNational(national) => held.permission.host_national == *national,
        Fact::Age(age) => held.permission.age == *age,
        Fact::NoticeLanguage(tag) => held.notice.language == *tag,
    }
}

#[component]
fn Freezing(frozen: bool, work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let reason = Reason::of_letters(1);
    let restrict = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(reason) = reason.given() else { return };
        let restriction = Restriction { restricted: !frozen, reason };
        work.run(move || work.api.restrict(work.id, restriction.clone()), || ());
    };
    view! {
        <section class="panel" aria-labelledby="freeze">
            <h2 id="freeze">{move || t_string!(i18n, redress.freeze)}</h2>
            <p class="soft">{move || t_string!(i18n, redress.freeze_why)}</p>
            <form class="look" novalidate on:submit=restrict>
                <Why reason=reason />
                <button class="btn" prop:disabled=work.busy>
                    {move || match frozen {
                        true => t_string!(i18n, redress.do_lift),
                        false => t_string!(i18n, redress.do_freeze),
                    }}
                </button>
            </form>
        </section>
    }
}

#[component]
fn Erasing(work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let reason = Reason::of_letters(1);
    let asking = RwSignal::new(false);
    let erase = move |_| {
        asking.set(false);
        let Some(reason) = reason.given() else { return };
        work.run(move || work.api.erase_record(work.id, reason.clone()), || ());
    };
    view! {
        <section class="panel" aria-labelledby="erase">
            <h2 id="erase">{move || t_string!(i18n, redress.erase)}</h2>
            <p class="soft">{move || t_string!(i18n, redress.erase_why)}</p>
            <form
                class="look"
                novalidate
                on:submit=move |event: web_sys::SubmitEvent| {
                    event.prevent_default();
                    asking.set(reason.given().is_some());
                }
            >
                <Why reason=reason />
                <button class="btn" prop:disabled=work.busy>
                    {move || t_string!(i18n, redress.do_erase)}
                </button>
            </form>
            <Show when=move || asking.get()>
                <Dialog
                    title=Signal::derive(move || t_string!(i18n, redress.erase_sure).to_owned())
                    on_cancel=move || asking.set(false)
                >
                    <p>{move || t_string!(i18n, redress.erase_sure_words)}</p>
                    <div class="actions">
                        <button class="btn" on:click=move |_| asking.set(false)>
                            {move || t_string!(i18n, shell.cancel)}
                        </button>
                        <button class="btn go" on:click=erase>
                            {move || t_string!(i18n, redress.erase_yes)}
                        </button>
                    </div>
                </Dialog>
            </Show>
        </section>
    }
}
