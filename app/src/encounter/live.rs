use capture::Guidance;
use leptos::prelude::*;

use super::draft::Draft;
use super::enough;
use super::say::Say;
use super::step_prints::FingerCards;
use super::taking::Taking;
use crate::components::{Meter, Tone};
use crate::scanner::{CurrentScanner, LivePicture};
use crate::texts::i18n::*;

/// What lies on the platen now: each finger outlined, and how good each is.
#[component]
pub fn Live(
    /// What is being taken.
    title: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (draft, taking, scanner) = (Draft::expect(), Taking::expect(), CurrentScanner::expect());
    let qualities = Memo::new(move |_| {
        let step = taking.step()?;
        let scores: Vec<u8> = scanner.judged().with(|judged| {
            let judgement = &judged.as_ref()?.judgement;
            Some(match step.expected.len() {
                1 => judgement.largest().map(|print| print.quality.score).into_iter().collect(),
                _ => judgement.prints.iter().map(|print| print.quality.score).collect(),
            })
        })?;
        (scores.len() == step.expected.len()).then_some(scores)
    });
    let tones = Signal::derive(move || {
        let rules = draft.course.with(|course| *course.rules());
        let (Some(step), Some(scores)) = (taking.step(), qualities.get()) else { return Vec::new() };
        let seen = step.expected.iter().zip(scores);
        seen.map(|(finger, score)| enough::tone(score, *finger, &rules)).collect()
    });
    let held = move || (100.0 * taking.held()) as u8;
    view! {
        <figure class="paper live" class:good=move || taking.said() == Some(Guidance::Hold)>
            <LivePicture preview=scanner.preview() judged=scanner.judged() label=title tones=tones />
        </figure>
        <Show when=move || !scanner.takes_by_itself()>
            <Meter
                value=Signal::derive(held)
                tone=Tone::Good
                label=Signal::derive(move || t_string!(i18n, take.held).to_owned())
            />
        </Show>
        <Say />
        <FingerCards live=qualities />
    }
}
