use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::open_hit::OpenHit;
use super::queue::Queue;
use crate::components::ReasonDialog;
use crate::texts::i18n::*;

/// Passes the hit on to others, with a reason.
#[component]
pub fn SkipDialog(
    /// Whether it is shown.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (open, queue) = (OpenHit::expect(), Queue::expect());
    let navigate = use_navigate();
    let skip = Callback::new(move |why: String| {
        shown.set(false);
        let navigate = navigate.clone();
        open.skip(why, move || {
            let next = untrack(|| queue.next(Some(open.id)));
            let path = next.map_or("/queue".to_owned(), |next| format!("/bench/{next}"));
            navigate(&path, Default::default());
        });
    });
    view! {
        <ReasonDialog
            title=Signal::derive(move || t_string!(i18n, bench.skip_title).to_owned())
            words=Signal::derive(move || t_string!(i18n, bench.skip_words))
            label=Signal::derive(move || t_string!(i18n, bench.skip_reason))
            fault=Signal::derive(move || t_string!(i18n, bench.skip_missing))
            act=Signal::derive(move || t_string!(i18n, bench.skip))
            on_reason=skip
            on_cancel=Callback::new(move |()| shown.set(false))
        />
    }
}
