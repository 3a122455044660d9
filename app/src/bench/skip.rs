use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::open_hit::OpenHit;
use super::queue::Queue;
use crate::components::{Dialog, Reason, ReasonField};
use crate::texts::i18n::*;

/// Passes the hit on to others, with a reason.
#[component]
pub fn SkipDialog(
    /// Whether it is shown.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (open, queue) = (OpenHit::expect(), Queue::expect());
    let reason = Reason::of_letters(1);
    let navigate = use_navigate();
    let skip = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(why) = reason.given() else { return };
        shown.set(false);
        let navigate = navigate.clone();
        open.skip(why, move || {
            let next = untrack(|| queue.next(Some(open.id)));
            let path = next.map_or("/queue".to_owned(), |next| format!("/bench/{next}"));
            navigate(&path, Default::default());
        });
    };
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, bench.skip_title).to_owned())
            on_cancel=move || shown.set(false)
        >
            <form novalidate on:submit=skip>
                <p>{move || t_string!(i18n, bench.skip_words)}</p>
                <ReasonField
                    reason=reason
                    label=Signal::derive(move || t_string!(i18n, bench.skip_reason))
                    fault=Signal::derive(move || t_string!(i18n, bench.skip_missing))
                />
                <div class="actions">
                    <button type="button" class="btn" on:click=move |_| shown.set(false)>
                        {move || t_string!(i18n, bench.confirm_back)}
                    </button>
                    <button class="btn go">{move || t_string!(i18n, bench.skip)}</button>
                </div>
            </form>
        </Dialog>
    }
}
