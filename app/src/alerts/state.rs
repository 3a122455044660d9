use leptos::prelude::*;
use wire::alert::{Alert, TakenBack};

use super::banner::Phone;
use crate::components::{Chip, Tone};
use crate::texts::i18n::*;
use crate::words;

/// Where an alert stands, in a chip and a sentence.
#[component]
pub fn State(alert: Alert) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, name) = match (&alert.taken_back, &alert.acknowledged) {
        (Some(_), _) => (Tone::Stop, 0),
        (None, Some(_)) => (Tone::Good, 1),
        (None, None) => (Tone::Warn, 2),
    };
    let reach = alert.reach;
    let acknowledged = alert.acknowledged;
    view! {
        <Chip tone=tone>
            {move || match name {
                0 => t_string!(i18n, alert.state_back),
                1 => t_string!(i18n, alert.state_seen),
                _ => t_string!(i18n, alert.state_open),
            }}
        </Chip>
        {match (alert.taken_back, acknowledged) {
            (Some(taken_back), _) => {
                view! { <span class="soft">{move || words::cause(i18n, taken_back.cause)}</span> }.into_any()
            }
            (None, Some(seen)) => {
                let words = move || {
                    let (name, place, time) = (seen.by.clone(), seen.from.clone(), words::moment(i18n, seen.at));
                    match place.is_empty() {
                        true => t_string!(i18n, alert.seen, name = name, time = time),
                        false => t_string!(i18n, alert.seen_from, name = name, place = place, time = time),
                    }
                };
                view! { <span class="soft">{words}</span> }.into_any()
            }
            (None, None) => view! { <span class="soft">{move || words::reach(i18n, reach)}</span> }.into_any(),
        }}
    }
}

/// That nobody may act on an alert any more, why, and who says so.
#[component]
pub fn TakenBackWords(taken_back: TakenBack) -> impl IntoView {
    let i18n = use_i18n();
    let TakenBack { at, cause, why, by, call } = taken_back;
    view! {
        <p class="alert-category">{move || t_string!(i18n, alert.do_not_act)}</p>
        <p class="alert-instructions">{move || words::cause(i18n, cause)} " " {move || t_string!(i18n, alert.release)}</p>
        {call
            .map(|contact| {
                view! {
                    <p class="alert-instructions">
                        {move || t_string!(i18n, alert.call_authority)} " " <b>{contact.name}</b> " "
                        <Phone number=contact.phone />
                    </p>
                }
            })}
        <p class="alert-source">
            {why} " · "
            {move || t_string!(i18n, alert.back_by, name = by.clone(), time = words::moment(i18n, at))}
        </p>
    }
}
