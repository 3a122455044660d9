use capture::Step;
use leptos::html;
use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::draft::{Choice, Draft};
use super::fingers::OneAtATime;
use super::taking::Taking;
use crate::components::{Icon, Shape};
use crate::texts::i18n::*;
use crate::words;

/// The steps of the course: which are done, which is under way. Each is a button that goes there.
#[component]
pub fn Rail() -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let one_at_a_time = expect_context::<OneAtATime>().0;
    let steps = Memo::new(move |_| draft.course.with(|course| course.plan().steps.clone()));
    let instead = move || draft.course.with(|course| course.plan().instead) && !one_at_a_time.get();
    view! {
        <nav class="rail" aria-label=move || t_string!(i18n, take.steps)>
            <ol>
                {move || steps.get().into_iter().map(|step| view! { <RailStep step=step /> }).collect_view()}
            </ol>
            <Show when=instead>
                <p class="rail-note" role="status">
                    <Icon shape=Shape::Triangle />
                    {move || {
                        let sequence = draft.course.with(|course| course.rules().sequence);
                        t_string!(i18n, take.instead, sequence = words::sequence(i18n, sequence))
                    }}
                </p>
            </Show>
        </nav>
    }
}

#[component]
fn RailStep(step: Step) -> impl IntoView {
    let i18n = use_i18n();
    let (draft, taking) = (Draft::expect(), Taking::expect());
    let (this, name, first) = (step.clone(), step.clone(), step.expected.first().copied());
    let done = Memo::new(move |_| draft.course.with(|course| course.is_done(&step)));
    let now = Memo::new(move |_| taking.step().is_some_and(|under_way| under_way.is_same(&this)));
    let item = NodeRef::<html::Li>::new();
    Effect::new(move || {
        if let (Some(item), true) = (item.get(), now.get()) {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            nearest.set_inline(ScrollLogicalPosition::Nearest);
            item.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    let go = move |_| {
        taking.rest();
        if let Some(finger) = first {
            draft.course.update(|course| course.go_to(finger));
        }
        draft.choice.set(Choice::Step);
    };
    view! {
        <li node_ref=item class="rail-step" class:now=now class:done=done aria-current=move || now.get().then_some("step")>
            <button class="rail-key" on:click=go>
                <Icon shape=Signal::derive(move || match (done.get(), now.get()) {
                    (true, _) => Shape::Tick,
                    (false, true) => Shape::Dot,
                    (false, false) => Shape::Ring,
                }) />
                <span>{move || words::step(i18n, &name)}</span>
                <Show when=move || done.get()>
                    <span class="unseen">{move || t_string!(i18n, encounter.done)}</span>
                </Show>
            </button>
        </li>
    }
}
