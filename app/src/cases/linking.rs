//! Merging and splitting: each asks for its reason, and the server for a fresh proof of who is there.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::EncounterId;

use super::case_page::Work;
use crate::components::ReasonDialog;
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
    let merge = Callback::new(move |why: String| {
        work.run(
            move || work.api.merge_cases(work.id, with.get_untracked(), why.clone()),
            move |case| {
                shown.set(false);
                work.show(case);
            },
        );
    });
    view! {
        <ReasonDialog
            title=Signal::derive(move || t_string!(i18n, cases.merge_title).to_owned())
            words=Signal::derive(move || t_string!(i18n, cases.merge_words))
            label=Signal::derive(move || t_string!(i18n, cases.link_reason))
            fault=Signal::derive(move || t_string!(i18n, cases.link_reason_missing))
            act=Signal::derive(move || t_string!(i18n, cases.merge))
            on_reason=merge
            on_cancel=Callback::new(move |()| shown.set(false))
            busy=work.busy
            refused=work.fault
        >
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
        </ReasonDialog>
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
    let navigate = use_navigate();
    let split = Callback::new(move |why: String| {
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
    });
    let count = chosen.with_untracked(BTreeSet::len) as u32;
    view! {
        <ReasonDialog
            title=Signal::derive(move || t_string!(i18n, cases.split_title, count = count))
            words=Signal::derive(move || t_string!(i18n, cases.split_words))
            label=Signal::derive(move || t_string!(i18n, cases.link_reason))
            fault=Signal::derive(move || t_string!(i18n, cases.link_reason_missing))
            act=Signal::derive(move || t_string!(i18n, cases.split))
            on_reason=split
            on_cancel=Callback::new(move |()| shown.set(false))
            busy=work.busy
            refused=work.fault
        />
    }
}
