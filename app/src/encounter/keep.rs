use capture::OverrideReason;
use leptos::prelude::*;

use super::taking::Taking;
use crate::components::Dialog;
use crate::texts::i18n::*;
use crate::words;

/// Asks why prints are kept that are not good enough. The reason goes into the record.
#[component]
pub fn KeepDialog(
    /// Whether it is asked.
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let taking = Taking::expect();
    let reason = RwSignal::new(None::<OverrideReason>);
    let keep = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(reason) = reason.get_untracked() {
            open.set(false);
            taking.keep(reason);
        }
    };
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, keep.title).to_owned())
            on_cancel=move || open.set(false)
        >
            <form on:submit=keep>
                <p>{move || t_string!(i18n, keep.words)}</p>
                <fieldset class="options reasons">
                    <legend class="unseen">{move || t_string!(i18n, keep.title)}</legend>
                    {OverrideReason::ALL
                        .map(|each| {
                            view! {
                                <label class="option">
                                    <input
                                        type="radio"
                                        name="reason"
                                        prop:checked=move || reason.get() == Some(each)
                                        on:change=move |_| reason.set(Some(each))
                                    />
                                    <span>{move || words::override_reason(i18n, each)}</span>
                                </label>
                            }
                        })}
                </fieldset>
                <div class="actions">
                    <button type="button" class="btn plain" on:click=move |_| open.set(false)>
                        {move || t_string!(i18n, shell.cancel)}
                    </button>
                    <button class="btn go" prop:disabled=move || reason.get().is_none()>
                        {move || t_string!(i18n, keep.keep)}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
