//! Merging and splitting: each asks for its reason, and the server for a fresh proof of who is there.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::EncounterId;

use super::case_page::Work;
use crate::components::{Dialog, FaultBanner, Reason, ReasonField};
use crate::texts::i18n::*;

/// Brings another case into this one.
#[component]
pub(super) fn MergeDialog(shown: RwSignal<bool>, work: Work) -> impl IntoView {
    let i18n = use_i18n();
    // Where an identification names the other case, it is filled in.
    let proposed = work.case.with_untracked(|case| {
        let next = case.as_ref().map(|case| case.item.next.clone()).unwrap_or_default();
        next.into_iter().find_map(|next| match next {
            wire::case::Next::Merge { reference, .. } => Some(reference),
            _ => None,
        })
    });
    let with = RwSignal::new(proposed.unwrap_or_default());
    let reason = Reason::of_letters(1);
    let merge = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(why) = reason.given() else { return };
        work.run(
            move || work.api.merge_cases(work.id, with.get_untracked(), why.clone()),
            move |case| {
                shown.set(false);
                work.show(case);
            },
        );
    };
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, cases.merge_title).to_owned())
            on_cancel=move || shown.set(false)
        >
            <form novalidate on:submit=merge>
                <p>{move || t_string!(i18n, cases.merge_words)}</p>
                <label class="field">
                    <span>{move || t_string!(i18n, cases.merge_with)}</span>
                    <input
                        class="reference"
                        maxlength="36"
                        autocomplete="off"
                        prop:value=with
                        on:input=move |event| with.set(event_target_value(&event))
                    />
                </label>
                <ReasonField
                    reason=reason
                    label=Signal::derive(move || t_string!(i18n, cases.link_reason))
                    fault=Signal::derive(move || t_string!(i18n, cases.link_reason_missing))
                />
                <FaultBanner fault=work.fault />
                <div class="actions">
                    <button type="button" class="btn" on:click=move |_| shown.set(false)>
                        {move || t_string!(i18n, shell.cancel)}
                    </button>
                    <button class="btn go" disabled=work.busy>{move || t_string!(i18n, cases.merge)}</button>
                </div>
            </form>
        </Dialog>
    }
}

/// Takes the chosen encounters out of the case, and goes to the new one.
#[component]
pub(super) fn SplitDialog(
    shown: RwSignal<bool>,
    chosen: RwSignal<BTreeSet<EncounterId>>,
    work: Work,
) -> impl IntoView {
    let i18n = use_i18n();
    let reason = Reason::of_letters(1);
    let navigate = use_navigate();
    let split = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(why) = reason.given() else { return };
        let navigate = navigate.clone();
        work.run(
            move || {
                let encounters = chosen.with_untracked(|chosen| chosen.iter().copied().collect());
                work.api.split_case(work.id, encounters, why.clone())
            },
            move |case| {
                shown.set(false);
                navigate(&format!("/cases/{}", case.item.id), Default::default());
            },
        );
    };
    let count = chosen.with_untracked(BTreeSet::len) as u32;
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, cases.split_title, count = count))
            on_cancel=move || shown.set(false)
        >
            <form novalidate on:submit=split>
                <p>{move || t_string!(i18n, cases.split_words)}</p>
                <ReasonField
                    reason=reason
                    label=Signal::derive(move || t_string!(i18n, cases.link_reason))
                    fault=Signal::derive(move || t_string!(i18n, cases.link_reason_missing))
                />
                <FaultBanner fault=work.fault />
                <div class="actions">
                    <button type="button" class="btn" on:click=move |_| shown.set(false)>
                        {move || t_string!(i18n, shell.cancel)}
                    </button>
                    <button class="btn go" disabled=work.busy>{move || t_string!(i18n, cases.split)}</button>
                </div>
            </form>
        </Dialog>
    }
}
