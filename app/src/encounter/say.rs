use leptos::prelude::*;

use super::draft::Draft;
use super::intake::Intake;
use super::taking::{State, Taking, Told};
use crate::components::{Icon, Shape, Tone};
use crate::scanner::CurrentScanner;
use crate::texts::i18n::*;
use crate::words;

/// The one sentence that matters now.
#[component]
pub fn Say() -> impl IntoView {
    let said = Memo::new({
        let i18n = use_i18n();
        let (draft, intake, taking) = (Draft::expect(), Intake::expect(), Taking::expect());
        let scanner = CurrentScanner::expect();
        move |_| sentence(i18n, draft, intake, taking, scanner)
    });
    view! {
        <p class=move || format!("say {}", said.with(|(tone, _)| tone.class())) role="status" data-testid="say">
            <Icon shape=Signal::derive(move || Shape::from(said.with(|(tone, _)| *tone))) />
            <span>{move || said.with(|(_, words)| words.clone())}</span>
        </p>
    }
}

fn sentence(
    i18n: crate::I18n,
    draft: Draft,
    intake: Intake,
    taking: Taking,
    scanner: CurrentScanner,
) -> (Tone, String) {
    let reading = intake.reading() as u32;
    if reading != 0 {
        return (Tone::Now, t_string!(i18n, fingers.reading, count = reading));
    }
    let Some(step) = taking.step() else {
        return (Tone::Good, t_string!(i18n, take.complete).to_owned());
    };
    match taking.state() {
        State::Resting if scanner.device().with(Option::is_none) => {
            (Tone::Quiet, t_string!(i18n, take.no_scanner).to_owned())
        }
        State::Resting => (Tone::Quiet, t_string!(i18n, take.ready, step = words::step(i18n, &step))),
        State::Watching if scanner.device().with(Option::is_none) => {
            (Tone::Warn, t_string!(i18n, take.waiting_for_scanner).to_owned())
        }
        State::Watching => match taking.said() {
            Some(said) => {
                let tone = match said {
                    capture::Guidance::Hold | capture::Guidance::Taken => Tone::Good,
                    capture::Guidance::Place => Tone::Now,
                    capture::Guidance::OtherHand => Tone::Stop,
                    _ => Tone::Warn,
                };
                (tone, words::guidance(i18n, said, &step))
            }
            None => match scanner.advice().get() {
                Some(advice) => (Tone::Warn, words::finger_advice(i18n, advice).to_owned()),
                None => (Tone::Now, words::guidance(i18n, capture::Guidance::Place, &step)),
            },
        },
        State::Reading => (Tone::Now, t_string!(i18n, take.reading).to_owned()),
        State::Told(told) => match told {
            Told::Good if draft.course.with(capture::Course::is_complete) => {
                (Tone::Good, t_string!(i18n, take.complete).to_owned())
            }
            Told::Good => (Tone::Good, t_string!(i18n, take.good, step = words::step(i18n, &step))),
            Told::Again(finger) => (Tone::Warn, poor(i18n, draft, finger, t_string!(i18n, take.again))),
            Told::MayOverride(finger) => {
                (Tone::Warn, poor(i18n, draft, finger, t_string!(i18n, take.may_override)))
            }
            Told::Complaint(complaint) => (Tone::Stop, words::complaint(i18n, complaint)),
            Told::TimedOut => (Tone::Warn, t_string!(i18n, guidance.timed_out).to_owned()),
            Told::Fault(fault) => {
                (Tone::Stop, format!("{} {}", words::fault(i18n, &fault), words::remedy(i18n, &fault)))
            }
        },
    }
}

/// What is wrong with the best print of a finger, and then `what`.
fn poor(i18n: crate::I18n, draft: Draft, finger: fingerprint::FingerPosition, what: &str) -> String {
    let quality = draft.print_of(finger).map(|print| print.print.quality.clone());
    let reason = quality.and_then(|quality| quality.reasons.first().copied());
    let why = reason.map_or(t_string!(i18n, take.not_good_enough), |reason| words::remedy_for(i18n, reason));
    format!("{}: {why} {what}", words::finger(i18n, finger))
}
