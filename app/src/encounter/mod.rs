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
mod keep;
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
mod say;
mod scanner_choice;
mod sent;
mod simulator;
mod slap;
mod step_prints;
mod steps;
mod taking;

pub use current::CurrentEncounter;
use draft::Step;
pub use image::Image;
use leptos::prelude::*;
use wire::session::Session;

use crate::routes::SignedIn;
use crate::session::CurrentSession;

/// `/encounter`: goes on with the encounter under way, or begins one.
#[component]
pub fn EncounterPage() -> impl IntoView {
    let session = CurrentSession::expect();
    view! {
        <SignedIn>
            {move || session.untracked().map(|session| view! { <Encounter session=session /> })}
        </SignedIn>
    }
}

#[component]
fn Encounter(session: Session) -> impl IntoView {
    let encounter = CurrentEncounter::expect();
    let current::UnderWay { draft, intake, taking } = encounter.go_on(session.site.policy.capture);
    provide_context(draft);
    provide_context(intake);
    provide_context(taking);
    provide_context(session.site.clone());
    preliminary::follow(draft, session.site.policy.lead_threshold);
    view! {
        <div class="page encounter">
            <steps::Steps />
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
