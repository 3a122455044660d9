//! `/request/:id`: what a person asks, all that is held about them, and what can be done.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use wire::RedressId;
use wire::redress::Case;

use super::acting::Acting;
use super::held::WhatIsHeld;
use super::letter::AnswerLetter;
use super::queue_page::StateChips;
use super::recipients::Recipients;
use super::trace::TraceOf;
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Heading};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

#[component]
pub fn RedressCasePage() -> impl IntoView {
    let params = use_params_map();
    view! {
        <SignedIn>
            {move || {
                let id = params.with(|params| params.get("id")).and_then(|id| id.parse().ok());
                id.map(|id| view! { <Request id=id /> })
            }}
        </SignedIn>
    }
}

/// The case on the page, and what is being done about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    pub api: Api,
    pub id: RedressId,
    pub case: RwSignal<Option<Case>>,
    pub fault: RwSignal<Option<Fault>>,
    pub busy: RwSignal<bool>,
}

impl Work {
    /// Does something about the case, which the server answers as it then is; a fresh proof of who is there is asked for
    /// where it is needed. `then` runs if it was done.
    pub fn run<F>(self, call: impl Fn() -> F + 'static, then: impl FnOnce() + 'static)
    where
        F: Future<Output = Result<Case, Fault>> + 'static,
    {
        self.busy.set(true);
        self.fault.set(None);
        spawn_local(async move {
            match self.api.confirmed(call).await {
                Ok(case) => {
                    self.case.set(Some(case));
                    then();
                }
                Err(fault) => self.fault.set(Some(fault)),
            }
            self.busy.set(false);
        });
    }
}

#[component]
fn Request(id: RedressId) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let work =
        Work { api, id, case: RwSignal::new(None), fault: RwSignal::new(None), busy: RwSignal::new(false) };
    work.run(move || api.redress_case(id), || ());
    view! {
        <div class="page requests">
            <A href="/requests" attr:class="back">
                {move || t_string!(i18n, redress.back)}
            </A>
            <Show when=move || work.case.with(Option::is_some)>
                {move || {
                    let record = work.case.with_untracked(|case| case.as_ref().map(|case| case.item.record.clone()));
                    view! {
                        <Heading>
                            {move || t_string!(i18n, redress.one)} " "
                            <span class="reference">{record.clone()}</span>
                        </Heading>
                    }
                }}
            </Show>
            <FaultBanner fault=work.fault />
            {move || work.case.get().map(|case| view! { <Whole case=case work=work /> })}
        </div>
    }
}

#[component]
fn Whole(case: Case, work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let asks = case.item.asks.clone();
    let name = notice::language(&case.item.language).map_or("", |language| language.name);
    let contact = case.contact.clone();
    let nowhere = contact.trim().is_empty();
    view! {
        <section class="panel request-head">
            <p class="chips">
                <StateChips case=case.item.clone() />
            </p>
            <dl class="facts">
                <dt>{move || t_string!(i18n, redress.asks)}</dt>
                <dd>{move || words::asks(i18n, &asks)}</dd>
                <dt>{move || t_string!(i18n, redress.language)}</dt>
                <dd lang=case.item.language.clone()>{name}</dd>
                <dt>{move || t_string!(i18n, redress.contact)}</dt>
                <dd dir="auto">
                    {contact}
                    {nowhere.then(|| view! { <span class="soft">{move || t_string!(i18n, redress.no_contact)}</span> })}
                </dd>
            </dl>
        </section>
        <TraceOf steps=case.trace.clone() />
        <WhatIsHeld held=case.held.clone() />
        <Recipients recipients=case.recipients.clone() open=case.item.closed_at.is_none() work=work />
        {case.item.closed_at.is_none().then(|| view! { <Acting case=case.clone() work=work /> })}
        <AnswerLetter case=case work=work />
    }
}
