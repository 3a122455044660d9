use fingerprint::FingerPosition;
use leptos::prelude::*;

use super::actions::Actions;
use super::draft::{Choice, Draft};
use super::live::Live;
use super::print_pane::Shown;
use super::say::Say;
use super::step_prints::{FingerCards, StepPrints};
use super::taking::Taking;
use crate::components::ConditionBanner;
use crate::scanner::CurrentScanner;
use crate::texts::i18n::*;
use crate::words;

/// What is being taken, or the print that the officer looks at; what to say about it; and what can be done.
#[component]
pub fn Pane() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, taking, scanner) = (Draft::expect(), Taking::expect(), CurrentScanner::expect());
    let live = Memo::new(move |_| taking.busy() && scanner.preview().with(Option::is_some));
    let chosen = Memo::new(move |_| draft.choice.get());
    let title = move || match chosen.get() {
        Choice::Finger(position) => words::finger(i18n, position).to_owned(),
        Choice::Loose(_) => words::finger(i18n, FingerPosition::Unknown).to_owned(),
        Choice::Step => match taking.step() {
            Some(step) => words::step(i18n, &step),
            None => t_string!(i18n, take.all_done).to_owned(),
        },
    };
    view! {
        <section class="panel pane" aria-labelledby="pane-title">
            <h2 id="pane-title" class="pane-title">
                {title}
            </h2>
            {move || match (live.get(), draft.shown()) {
                (true, _) => view! { <Live title=Signal::derive(title) /> }.into_any(),
                (false, Some(print)) => view! { <Shown print=print /> }.into_any(),
                (false, None) => {
                    view! {
                        <StepPrints />
                        <Say />
                        <FingerCards live=Memo::new(|_| None) />
                    }
                        .into_any()
                }
            }}
            {move || {
                let condition = scanner.condition().get()?;
                Some(view! { <ConditionBanner condition=condition /> })
            }}
            <Actions />
        </section>
    }
}
