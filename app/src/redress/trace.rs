//! What was asked and done, the oldest first; what went with an erased record is told as gone.

use leptos::prelude::*;
use wire::redress::{Fact, Step, Trace};

use crate::I18n;
use crate::texts::i18n::*;
use crate::words;

#[component]
pub(super) fn TraceOf(steps: Vec<Step>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="panel" aria-labelledby="trace">
            <h2 id="trace">{move || t_string!(i18n, redress.trace)}</h2>
            <ol class="trace">
                {steps
                    .into_iter()
                    .map(|step| {
                        let at = step.at;
                        let by = step.by.clone();
                        let person = by.is_empty();
                        view! {
                            <li>
                                <span class="soft">
                                    {move || words::moment(i18n, at)} " · " {by}
                                    {person.then(|| view! { {move || t_string!(i18n, redress.by_person)} })}
                                </span>
                                <span dir="auto">{move || sentence(i18n, step.what.as_ref())}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
}

fn sentence(i18n: I18n, what: Option<&Trace>) -> String {
    match what {
        None => t_string!(i18n, redress.gone_with_record).to_owned(),
        Some(Trace::Asked { asks, words }) if words.trim().is_empty() => words::asks(i18n, asks),
        Some(Trace::Asked { asks, words }) => format!("{}: {words}", words::asks(i18n, asks)),
        Some(Trace::Corrected { old, new, reason }) => t_string!(
            i18n,
            redress.did_correct,
            old = fact(i18n, old),
            new = fact(i18n, new),
            reason = reason.clone()
        ),
        Some(Trace::Restricted { reason }) => t_string!(i18n, redress.did_restrict, reason = reason.clone()),
        Some(Trace::Lifted { reason }) => t_string!(i18n, redress.did_lift, reason = reason.clone()),
        Some(Trace::Erased { reason, values, images }) => {
            t_string!(i18n, redress.did_erase, values = *values, images = *images, reason = reason.clone())
        }
        Some(Trace::Recipient { name }) => t_string!(i18n, redress.did_name, name = name.clone()),
        Some(Trace::Answered { reasons }) => t_string!(i18n, redress.did_answer, reasons = reasons.clone()),
    }
}

/// A fact in a few words.
fn fact(i18n: I18n, fact: &Fact) -> String {
    match fact {
        Fact::HostNational(national) => words::national(i18n, *national).to_owned(),
        Fact::Age(age) => words::age_answer(i18n, *age).to_owned(),
        Fact::NoticeLanguage(tag) => {
            notice::language(tag).map_or_else(|| tag.clone(), |language| language.name.to_owned())
        }
    }
}
