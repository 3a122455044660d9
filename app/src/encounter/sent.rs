use leptos::prelude::*;
use leptos_router::components::A;
use wire::encounter::{EncounterStatus, EncounterView};
use wire::session::Site;

use super::current::CurrentEncounter;
use super::draft::Draft;
use super::receipt::ReceiptPaper;
use crate::components::{Heading, Icon, Shape};
use crate::desk::{Outgoing, outcome};
use crate::encounters::Encounters;
use crate::receipts::Receipts;
use crate::texts::i18n::*;
use crate::words;

/// What the server says, as soon as it says it; the images follow meanwhile.
#[component]
pub fn Sent() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, encounters) = (Draft::expect(), Encounters::expect());
    let current = CurrentEncounter::expect();
    let site = expect_context::<Site>();
    let receipts = Receipts::expect();
    // Drawn anew only when it is another, however the clock goes on.
    let receipt = Memo::new(move |_| receipts.of(draft.id));
    let answer = Memo::new(move |_| encounters.get(draft.id));
    on_cleanup(move || current.discard());
    view! {
        <section class="panel sent">
            <p class="soft">
                {move || t_string!(i18n, send.reference)} " " <b class="reference">{draft.id.reference()}</b>
            </p>
            {move || match answer.get() {
                Some(view) => view! { <ServerAnswer view=view /> }.into_any(),
                None => {
                    view! { <Heading>{move || t_string!(i18n, send.on_the_way)}</Heading> }.into_any()
                }
            }}
            <Outgoing id=draft.id />
            {move || {
                let receipt = receipt.get()?;
                Some(view! { <ReceiptPaper receipt=receipt site=site.clone() /> })
            }}
            <div class="actions">
                <A href="/" attr:class="btn go">
                    {move || t_string!(i18n, encounter.to_desk)}
                </A>
            </div>
        </section>
    }
}

#[component]
fn ServerAnswer(view: EncounterView) -> impl IntoView {
    let i18n = use_i18n();
    let status = view.status;
    let tone = words::status_tone(status);
    view! {
        <div class=format!("sent-status {}", tone.class())>
            <Icon shape=Shape::from(tone) />
            <Heading>{move || words::status(i18n, status)}</Heading>
        </div>
        <p class="big">{move || outcome(i18n, &view)}</p>
        <Show when=move || status == EncounterStatus::UnderReview>
            <p class="soft">{move || t_string!(i18n, send.wait)}</p>
        </Show>
    }
}
