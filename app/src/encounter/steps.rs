use leptos::prelude::*;

use super::draft::{Draft, Step};
use crate::I18n;
use crate::components::{Icon, Shape};
use crate::texts::i18n::*;

/// Where the officer is, of how much.
#[component]
pub fn Steps() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <nav class="steps" aria-label=move || t_string!(i18n, encounter.steps)>
            <ol>
                {[Step::Permission, Step::Notice, Step::Fingers, Step::Send]
                    .map(|step| view! { <StepMark step=step /> })}
            </ol>
        </nav>
    }
}

#[component]
fn StepMark(step: Step) -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let now = move || draft.step.get() == step;
    let done = move || draft.step.get() > step;
    // Prints may be looked at again until they are sent; what was asked and told stands.
    let open = move || step == Step::Fingers && draft.step.get() == Step::Send;
    view! {
        <li
            class="step"
            class:now=now
            class:done=done
            aria-current=move || now().then_some("step")
        >
            <Show when=done>
                <Icon shape=Shape::Tick />
            </Show>
            <Show when=open fallback=move || view! { <span>{name(i18n, step)}</span> }>
                <button class="btn plain" on:click=move |_| draft.step.set(step)>
                    {move || name(i18n, step)}
                </button>
            </Show>
            <Show when=done>
                <span class="unseen">{move || t_string!(i18n, encounter.done)}</span>
            </Show>
        </li>
    }
}

fn name(i18n: I18n, step: Step) -> &'static str {
    match step {
        Step::Permission => t_string!(i18n, permission.step),
        Step::Notice => t_string!(i18n, notice.step),
        Step::Fingers => t_string!(i18n, fingers.step),
        Step::Send | Step::Sent => t_string!(i18n, send.step),
    }
}
