use capture::{Exception, Impression};
use leptos::prelude::*;
use wire::encounter::{Source, Taking};

use crate::texts::i18n::*;
use crate::words;

/// How a print was taken: with what, at which try, and why it was kept if it is not good enough.
#[component]
pub fn HowTaken(
    /// From what.
    source: Source,
    /// Laid flat, or rolled.
    impression: Impression,
    /// Tries and override; none for a file.
    taking: Option<Taking>,
) -> impl IntoView {
    let i18n = use_i18n();
    let from = move || match &source {
        Source::File { format } => t_string!(i18n, how_taken.file, format = format.to_uppercase()),
        Source::SimulatedScanner => t_string!(i18n, scanner.title).to_owned(),
        Source::Scanner(device) => {
            let serial = device.serial.iter().map(|serial| format!(" · {serial}"));
            let sensor = device.native_ppi.iter().map(|ppi| format!(" · {} ppi", ppi.get()));
            format!("{} {}", device.make, device.model) + &serial.chain(sensor).collect::<String>()
        }
    };
    let tries = taking.as_ref().map(|taking| u32::from(taking.tries));
    let by_itself = taking.as_ref().map(|taking| taking.automatic);
    let reason = taking.and_then(|taking| taking.override_reason);
    view! {
        <dl class="how-taken">
            <dt>{move || t_string!(i18n, how_taken.with)}</dt>
            <dd>{from}</dd>
            <dt>{move || t_string!(i18n, how_taken.how)}</dt>
            <dd>
                {move || words::impression(i18n, impression)}
                {move || by_itself.map(|by_itself| {
                    let words = if by_itself {
                        t_string!(i18n, how_taken.automatic)
                    } else {
                        t_string!(i18n, how_taken.by_hand)
                    };
                    format!(", {words}")
                })}
            </dd>
            {tries
                .map(|tries| {
                    view! {
                        <dt>{move || t_string!(i18n, how_taken.tries)}</dt>
                        <dd>{tries}</dd>
                    }
                })}
            {reason
                .map(|reason| {
                    view! {
                        <dt>{move || t_string!(i18n, how_taken.kept)}</dt>
                        <dd>{move || words::override_reason(i18n, reason)}</dd>
                    }
                })}
        </dl>
    }
}

/// The fingers that gave no print, each with the reason; nothing where there is none.
#[component]
pub fn MissingFingers(
    /// What was told.
    exceptions: Vec<Exception>,
) -> impl IntoView {
    let i18n = use_i18n();
    (!exceptions.is_empty()).then(|| {
        view! {
            <ul class="missing-fingers">
                {exceptions
                    .into_iter()
                    .map(|Exception { finger, why }| {
                        view! {
                            <li>
                                <b>{move || words::finger(i18n, finger)}</b>
                                ": "
                                {move || words::why_missing(i18n, why)}
                                " (" {why.code()} ")"
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
    })
}
