//! An encounter, step by step: may we record, the notice, the fingers, check and send.

mod ability;
mod actions;
mod cues;
mod current;
mod draft;
mod drop;
mod enough;
mod eyes;
mod fingers;
mod hand;
mod hands;
mod held_against;
mod image;
mod intake;
mod journal;
mod keep;
mod kept;
mod lead;
mod live;
mod missing;
mod notice;
mod pane;
mod permission;
mod photographs;
mod preliminary;
mod print_pane;
mod rail;
mod reading;
mod receipt;
mod refused;
mod resolution;
mod review_and_send;
mod saved;
mod say;
mod scanner_choice;
mod sealing;
mod sent;
mod simulator;
mod slap;
mod stated;
mod step_prints;
mod steps;
mod taking;

pub use current::CurrentEncounter;
use draft::Step;
pub use image::Image;
use leptos::prelude::*;
pub use receipt::ReceiptPage;
use wire::session::Session;

use crate::components::{Banner, Tone};
use crate::routes::{SignedIn, Waiting};
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// `/encounter`: goes on with the encounter under way, or begins one.
#[component]
pub fn EncounterPage() -> impl IntoView {
    let (session, encounter) = (CurrentSession::expect(), CurrentEncounter::expect());
    view! {
        <SignedIn>
            <Show when=move || !encounter.looking() fallback=Waiting>
                {move || session.untracked().map(|session| view! { <Encounter session=session /> })}
            </Show>
        </SignedIn>
    }
}

#[component]
fn Encounter(session: Session) -> impl IntoView {
    let encounter = CurrentEncounter::expect();
    let current::UnderWay { draft, intake, taking, journal } = encounter.go_on(&session);
    provide_context(draft);
    provide_context(intake);
    provide_context(taking);
    provide_context(journal);
    provide_context(session.site.clone());
    preliminary::follow(draft, session.site.policy.lead_threshold);
    view! {
        <div class="page encounter">
            <steps::Steps />
            <saved::SavedSign />
            <LostImages />
            {move || match draft.step.get() {
                Step::Permission => view! { <permission::PermissionStep /> }.into_any(),
                Step::Notice => view! { <notice::NoticeStep /> }.into_any(),
                Step::Fingers => view! { <fingers::FingersStep /> }.into_any(),
                Step::Send => view! { <review_and_send::ReviewAndSend /> }.into_any(),
                Step::Sent => view! { <sent::Sent /> }.into_any(),
            }}
        </div>
    }
}

/// Something of the encounter could not be read from this device's disk: it has to be taken again.
#[component]
fn LostImages() -> impl IntoView {
    let i18n = use_i18n();
    let encounter = CurrentEncounter::expect();
    view! {
        <Show when=move || encounter.lost() != 0>
            <Banner tone=Tone::Stop>{move || t_string!(i18n, saved.lost, count = encounter.lost())}</Banner>
        </Show>
    }
}
