//! `/requests`: what people ask about their records, the one due first first.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use wire::redress::{CaseItem, State};

use super::lost_receipts::LostReceipts;
use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::components::{Chip, FaultBanner, Heading, Tone};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

#[component]
pub fn RedressPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Requests />
        </SignedIn>
    }
}

#[component]
fn Requests() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (cases, fault) = (RwSignal::new(None::<Vec<CaseItem>>), RwSignal::new(None::<Fault>));
    spawn_local(async move {
        match api.redress_cases().await {
            Ok(found) => cases.set(Some(found)),
            Err(refused) => fault.set(Some(refused)),
        }
    });
    view! {
        <div class="page requests">
            <header>
                <Heading>{move || t_string!(i18n, redress.title)}</Heading>
                <p class="soft">{move || t_string!(i18n, redress.why)}</p>
            </header>
            <FaultBanner fault=fault />
            <Show when=move || cases.with(Option::is_none) && fault.with(Option::is_none)>
                <p class="soft" role="status">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            <LostReceipts />
            <Show when=move || cases.with(|cases| cases.as_ref().is_some_and(Vec::is_empty))>
                <p class="empty">{move || t_string!(i18n, redress.none)}</p>
            </Show>
            <ul class="rows">
                <For each=move || cases.get().unwrap_or_default() key=|case| case.id let:case>
                    <Row case=case />
                </For>
            </ul>
        </div>
    }
}

#[component]
fn Row(case: CaseItem) -> impl IntoView {
    let i18n = use_i18n();
    let asks = case.asks.clone();
    let (opened_at, item, record) = (case.opened_at, case.clone(), case.record.clone());
    view! {
        <li class="row panel" data-testid="request" data-record=record>
            <span class="row-name">
                <A href=format!("/request/{}", case.id) attr:class="reference">
                    {case.record.clone()}
                </A>
                <span class="soft">
                    {case.site.clone()} " · " {move || words::moment(i18n, opened_at)}
                </span>
            </span>
            <span class="row-state">
                <StateChips case=item />
                <span class="soft">{move || words::asks(i18n, &asks)}</span>
            </span>
        </li>
    }
}

/// How far a case has come, and how long there is left.
#[component]
pub(super) fn StateChips(case: CaseItem) -> impl IntoView {
    let i18n = use_i18n();
    let clock = Clock::expect();
    let tone = match case.state {
        State::Received => Tone::Warn,
        State::InProgress => Tone::Now,
        State::Answered => Tone::Good,
    };
    // A day that has begun counts: none is left once it is over.
    let left = move || (case.due_at.seconds_since(clock.following()) + 86_399).div_euclid(86_400);
    let late = Signal::derive(move || if left() < 0 { Tone::Stop } else { Tone::Quiet });
    view! {
        <Chip tone=tone>{move || words::redress_state(i18n, case.state)}</Chip>
        {case
            .closed_at
            .is_none()
            .then(|| {
                view! {
                    <Chip tone=late>
                        {move || match left() {
                            days if days < 0 => t_string!(i18n, redress.late, count = days.unsigned_abs() as u32),
                            days => t_string!(i18n, redress.left, count = days as u32),
                        }}
                    </Chip>
                }
            })}
    }
}
