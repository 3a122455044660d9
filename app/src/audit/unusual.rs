//! Who stood out in the last day: a question to ask, not a verdict.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::audit::Unusual;

use super::looking::{Kind, Looking};
use crate::I18n;
use crate::api::{Api, Fault};
use crate::components::FaultBanner;
use crate::texts::i18n::*;

#[component]
pub(super) fn Unusuals(looking: Looking) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (found, fault) = (RwSignal::new(None::<Vec<Unusual>>), RwSignal::new(None::<Fault>));
    spawn_local(async move {
        match api.unusual().await {
            Ok(unusual) => found.set(Some(unusual)),
            Err(refused) => fault.set(Some(refused)),
        }
    });
    view! {
        <section class="panel" aria-labelledby="unusual">
            <h2 id="unusual">{move || t_string!(i18n, audit.unusual)}</h2>
            <p class="soft">{move || t_string!(i18n, audit.unusual_words)}</p>
            <FaultBanner fault=fault />
            <Show when=move || found.with(|found| found.as_ref().is_some_and(Vec::is_empty))>
                <p>{move || t_string!(i18n, audit.nobody_stood_out)}</p>
            </Show>
            <ul class="kept">
                <For each=move || found.get().unwrap_or_default() key=|one| one.account let:one>
                    <Row one=one looking=looking />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Row(one: Unusual, looking: Looking) -> impl IntoView {
    let i18n = use_i18n();
    let (name, whose) = (one.name.clone(), one.name.clone());
    view! {
        <li data-testid="unusual">
            <span class="kept-words">
                <b>{name}</b>
                <span>{move || reasons(i18n, &one)}</span>
            </span>
            <button class="btn" on:click=move |_| looking.ask_for(Kind::Worker, &whose)>
                {move || t_string!(i18n, audit.their_lines)}
            </button>
        </li>
    }
}

/// Why somebody stood out; there is at least one reason.
fn reasons(i18n: I18n, one: &Unusual) -> String {
    let mut reasons = vec![t_string!(i18n, audit.looks, count = one.looks as u32)];
    if one.far_more {
        reasons.push(t_string!(i18n, audit.far_more, usual = one.usual));
    }
    if one.abroad > 0 {
        reasons.push(t_string!(i18n, audit.abroad, count = one.abroad as u32));
    }
    if one.out_of_hours > 0 {
        reasons.push(t_string!(i18n, audit.out_of_hours, count = one.out_of_hours as u32));
    }
    if let Some(limit) = one.over_rule {
        reasons.push(t_string!(i18n, audit.over_rule, limit = limit));
    }
    reasons.join("; ")
}
