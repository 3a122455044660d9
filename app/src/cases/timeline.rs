//! All that happened to a subject, the newest first.

use leptos::prelude::*;
use leptos_router::components::A;
use policy::Reach;
use wire::case::{Among, LinkCause, Moment, What};
use wire::handover::HandoverState;
use wire::hit::Against;

use crate::I18n;
use crate::components::{Icon, Shape, Tone};
use crate::texts::i18n::*;
use crate::words;

#[component]
pub(super) fn Timeline(moments: Vec<Moment>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="panel" aria-labelledby="timeline">
            <h2 id="timeline">{move || t_string!(i18n, cases.timeline)}</h2>
            <ol class="timeline">{moments.into_iter().map(|moment| view! { <One moment=moment /> }).collect_view()}</ol>
        </section>
    }
}

#[component]
fn One(moment: Moment) -> impl IntoView {
    let i18n = use_i18n();
    let Moment { at, by, encounter, written_in, what } = moment;
    let shape = Shape::from(tone(&what));
    let page = match &what {
        What::Alerted { alert, .. } | What::HandedOver { alert, .. } => *alert,
        _ => None,
    };
    let text = match &what {
        What::HandedOver { outcome, .. } => Some(outcome.clone()),
        What::Note { text } => Some(text.clone()),
        What::Linked { reason, .. } | What::Unlinked { reason, .. } | What::TakenBack { reason, .. } => {
            Some(reason.clone())
        }
        _ => None,
    }
    .filter(|text| !text.is_empty());
    let kind = kind(&what);
    view! {
        <li data-what=kind>
            <Icon shape=shape />
            <div>
                <b dir="auto">{move || sentence(i18n, &what)}</b>
                {text.map(|text| view! { <p class="said" dir="auto">{text}</p> })}
                {page
                    .map(|alert| {
                        let handover = kind == "handed_over";
                        let place = if handover { "#handover" } else { "" };
                        view! {
                            <p>
                                <A href=format!("/alerts/{alert}{place}")>
                                    {move || match handover {
                                        true => t_string!(i18n, cases.open_handover),
                                        false => t_string!(i18n, alert.open),
                                    }}
                                </A>
                            </p>
                        }
                    })}
                <p class="soft">
                    <time>{move || words::moment(i18n, at)}</time>
                    {by.map(|by| format!(" · {by}"))}
                    {encounter
                        .map(|encounter| {
                            view! {
                                " · "
                                {move || t_string!(i18n, cases.of_encounter)}
                                " "
                                <span class="reference">{encounter}</span>
                            }
                        })}
                    {written_in
                        .map(|case| {
                            view! {
                                " · "
                                {move || t_string!(i18n, cases.written_in)}
                                " "
                                <span class="reference">{case}</span>
                            }
                        })}
                </p>
            </div>
        </li>
    }
}

/// Names the kind of thing for styles and tests.
fn kind(what: &What) -> &'static str {
    match what {
        What::Recorded { .. } => "recorded",
        What::Found { .. } => "found",
        What::Decided { .. } => "decided",
        What::Alerted { .. } => "alerted",
        What::TakenFurther { .. } => "taken_further",
        What::HandedOver { .. } => "handed_over",
        What::Acknowledged => "acknowledged",
        What::TakenBack { .. } => "taken_back",
        What::Linked { .. } => "linked",
        What::Unlinked { .. } => "unlinked",
        What::Note { .. } => "note",
        What::Document { .. } => "document",
        What::Frozen => "frozen",
    }
}

fn tone(what: &What) -> Tone {
    match what {
        What::Alerted { .. } => Tone::Stop,
        What::Unlinked { .. } | What::Frozen | What::TakenBack { .. } | What::TakenFurther { .. } => {
            Tone::Warn
        }
        What::HandedOver { state: HandoverState::Done, .. } => Tone::Good,
        What::Decided { outcome, .. } => words::ending_tone(*outcome),
        What::Acknowledged => Tone::Good,
        What::Linked { .. } => Tone::Now,
        _ => Tone::Quiet,
    }
}

fn sentence(i18n: I18n, what: &What) -> String {
    match what {
        What::Recorded { site, fingers } => {
            t_string!(i18n, cases.recorded, site = site.clone(), count = *fingers)
        }
        What::Found { among: None, .. } => t_string!(i18n, cases.found_open).to_owned(),
        What::Found { among: Some(Among::List(list)), later: false } => {
            t_string!(i18n, cases.found_on, list = list.clone())
        }
        What::Found { among: Some(Among::List(list)), later: true } => {
            t_string!(i18n, cases.found_later, list = list.clone())
        }
        What::Found { among: Some(Among::Encounter(past)), .. } => {
            t_string!(i18n, cases.found_past, past = past.clone())
        }
        What::Decided { among, outcome, findings } => {
            let each: Vec<&str> = findings.iter().map(|finding| words::finding(i18n, *finding)).collect();
            let each = each.join(", ");
            let ending = |against| words::ending(i18n, against, *outcome).0;
            match among {
                Among::List(list) => {
                    let ending = ending(Against::SomebodyListed);
                    t_string!(i18n, cases.decided, ending = ending, list = list.clone(), findings = each)
                }
                Among::Encounter(past) => {
                    let ending = ending(Against::SomebodyRecorded);
                    t_string!(i18n, cases.decided_past, ending = ending, past = past.clone(), findings = each)
                }
            }
        }
        What::Alerted { category, .. } => t_string!(i18n, cases.alerted, category = category.clone()),
        What::Acknowledged => t_string!(i18n, cases.acknowledged).to_owned(),
        What::TakenFurther { to: Reach::ProgrammeManagers } => t_string!(i18n, cases.to_managers).to_owned(),
        What::TakenFurther { .. } => t_string!(i18n, cases.to_supervisors).to_owned(),
        What::TakenBack { cause, told, know, .. } => {
            let back = t_string!(i18n, cases.taken_back, told = *told, know = *know);
            format!("{} {back}", words::cause(i18n, *cause))
        }
        What::HandedOver { state, authority, when, .. } => {
            let state = words::handover_state(i18n, *state);
            let to = Some(authority.clone()).filter(|name| !name.is_empty());
            let when = when.map(|when| words::moment(i18n, when));
            let parts: Vec<String> = to.into_iter().chain(when).collect();
            match parts.is_empty() {
                true => t_string!(i18n, cases.handed_over, state = state),
                false => t_string!(i18n, cases.handed_over_to, state = state, parts = parts.join(", ")),
            }
        }
        What::Linked { cause: LinkCause::Identification, .. } => {
            t_string!(i18n, cases.linked_identification).to_owned()
        }
        What::Linked { cause: LinkCause::Merge, .. } => t_string!(i18n, cases.linked_merge).to_owned(),
        What::Linked { cause: LinkCause::Split, .. } => t_string!(i18n, cases.linked_split).to_owned(),
        What::Unlinked { moved_to, .. } => t_string!(i18n, cases.unlinked, case = moved_to.clone()),
        What::Note { .. } => t_string!(i18n, cases.note).to_owned(),
        What::Document { name } => t_string!(i18n, cases.document, name = name.clone()),
        What::Frozen => t_string!(i18n, cases.frozen).to_owned(),
    }
}
