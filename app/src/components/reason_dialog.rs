use leptos::prelude::*;

use super::{Dialog, FaultBanner, Reason, ReasonField};
use crate::api::Fault;
use crate::texts::i18n::*;

/// A step that is taken for a reason: what it does, why, and the way back.
#[component]
pub fn ReasonDialog(
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// What the step does.
    #[prop(optional)]
    words: Option<Signal<&'static str>>,
    /// What is asked.
    label: Signal<&'static str>,
    /// What is said when the reason is too short.
    fault: Signal<&'static str>,
    /// What the button says that takes the step.
    act: Signal<&'static str>,
    /// How many letters and digits the server takes for a reason.
    #[prop(default = 1)]
    letters: usize,
    /// Takes the step, for this reason.
    on_reason: Callback<String>,
    /// When the person goes back.
    on_cancel: Callback<()>,
    /// Whether the step is being taken.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why it was refused.
    #[prop(optional, into)]
    refused: Signal<Option<Fault>>,
    /// What else is asked, before the reason.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    let reason = Reason::of_letters(letters);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(why) = reason.given() {
            on_reason.run(why);
        }
    };
    view! {
        <Dialog title=title on_cancel=move || on_cancel.run(())>
            <form novalidate on:submit=submit>
                {words.map(|words| view! { <p>{words}</p> })}
                {children.map(|children| children())}
                <ReasonField reason=reason label=label fault=fault />
                <FaultBanner fault=refused />
                <div class="actions">
                    <button class="btn" type="button" on:click=move |_| on_cancel.run(())>
                        {move || t_string!(i18n, shell.cancel)}
                    </button>
                    <button class="btn go" type="submit" prop:disabled=busy>
                        {act}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
