//! The officer's desk: start an encounter, see where the recent ones stand.

mod outgoing;
mod recent;
mod rejected;
mod start;
mod under_way;

use leptos::prelude::*;
use leptos_router::components::A;
pub use outgoing::Outgoing;
use recent::Recent;
pub use recent::outcome;
use start::Start;
use under_way::UnderWay;
use wire::EncounterId;

use crate::components::{Banner, Tone};
use crate::enrolled::OnMedium;
use crate::outbox::Outbox;
use crate::receipts::Receipts;
use crate::texts::i18n::*;

/// The desk.
#[component]
pub fn Desk() -> impl IntoView {
    view! {
        <div class="page desk">
            <Start />
            <div class="desk-records">
                <UnderWay />
                <OnTheirWay />
                <OnMedium />
                <Recent />
            </div>
        </div>
    }
}

/// What the server does not have yet.
#[component]
fn OnTheirWay() -> impl IntoView {
    let i18n = use_i18n();
    let outbox = Outbox::expect();
    view! {
        <Show when=move || !outbox.ids().is_empty()>
            <section class="panel" aria-labelledby="on-their-way">
                <h2 id="on-their-way">{move || t_string!(i18n, outbox.title)}</h2>
                <ul class="rows">
                    <For each=move || outbox.ids() key=|id| *id let:id>
                        <li class="row">
                            <b class="row-name reference">{id.reference()}</b>
                            <div class="row-state">
                                <Outgoing id=id />
                                <ToReceipt id=id />
                            </div>
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
        <Show when=move || outbox.of_others() != 0>
            <Banner tone=Tone::Quiet>
                {move || t_string!(i18n, outbox.of_others, count = outbox.of_others())}
            </Banner>
        </Show>
    }
}

/// The way to an encounter's receipt, while this device has it.
#[component]
fn ToReceipt(id: EncounterId) -> impl IntoView {
    let i18n = use_i18n();
    let receipts = Receipts::expect();
    let there = Memo::new(move |_| receipts.of(id).is_some());
    view! {
        <Show when=move || there.get()>
            <A href=format!("/receipts/{id}")>
                {move || t_string!(i18n, desk.receipt)}
                <span class="unseen">" " {id.reference()}</span>
            </A>
        </Show>
    }
}
