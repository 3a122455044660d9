use fingerprint::FingerPosition;
use leptos::prelude::*;

use super::draft::{Choice, Draft, TakenPrint};
use super::enough;
use super::taking::Taking;
use crate::components::{Chip, Icon, Shape, Tone};
use crate::texts::i18n::*;
use crate::words::{self, Grade};

/// The fingers of the step, each with its best print so far.
#[component]
pub fn StepPrints() -> impl IntoView {
    let (draft, taking) = (Draft::expect(), Taking::expect());
    let fingers = Memo::new(move |_| taking.step().map(|step| step.expected).unwrap_or_default());
    view! {
        <div class="step-prints" data-count=move || fingers.with(Vec::len)>
            {move || {
                fingers
                    .get()
                    .into_iter()
                    .map(|finger| {
                        let address = Memo::new(move |_| {
                            draft.print_of(finger).map(|print| print.image.address.clone())
                        });
                        view! { <figure class="step-print">{move || picture(address.get())}</figure> }
                    })
                    .collect_view()
            }}
        </div>
    }
}

fn picture(address: Option<String>) -> AnyView {
    match address {
        Some(address) => view! { <img src=address alt="" /> }.into_any(),
        None => view! { <Icon shape=Shape::Finger /> }.into_any(),
    }
}

/// Each finger of the step in words: how good it is now in the live picture, or how good its best print is.
#[component]
pub fn FingerCards(
    /// Qualities in the live picture, from left to right, if every finger is seen.
    live: Memo<Option<Vec<u8>>>,
) -> impl IntoView {
    let taking = Taking::expect();
    let fingers = Memo::new(move |_| taking.step().map(|step| step.expected).unwrap_or_default());
    view! {
        <ul class="finger-cards">
            {move || {
                fingers
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, finger)| {
                        let now = Memo::new(move |_| live.with(|live| live.as_ref().map(|live| live[at])));
                        view! { <FingerCard finger=finger now=now /> }
                    })
                    .collect_view()
            }}
        </ul>
    }
}

#[component]
fn FingerCard(finger: FingerPosition, now: Memo<Option<u8>>) -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let taken = Memo::new(move |_| draft.print_of(finger).map(|print: TakenPrint| print.print.quality.score));
    let score = move || now.get().or(taken.get());
    let tone = Signal::derive(move || match score() {
        None => Tone::Quiet,
        Some(score) => draft.course.with(|course| enough::tone(score, finger, course.rules())),
    });
    view! {
        <li class="finger-card">
            <button class="btn plain" on:click=move |_| draft.choose(Choice::Finger(finger))>
                {move || words::finger(i18n, finger)}
            </button>
            <Chip tone=tone>
                {move || match score() {
                    None => t_string!(i18n, fingers.not_taken).to_owned(),
                    Some(score) => format!("{score} {}", words::grade(i18n, Grade::of(score))),
                }}
            </Chip>
        </li>
    }
}
