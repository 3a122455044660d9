use leptos::prelude::*;

use super::own_notifications::OwnNotifications;
use super::own_passkeys::OwnPasskeys;
use super::own_password::OwnPassword;
use super::own_sessions::OwnSessions;
use crate::components::{Banner, Heading, Tone};
use crate::enrolled::DevicePasskey;
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// `/account`: what one signs in with, and where one is signed in.
#[component]
pub fn AccountPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Own enrolling=false />
        </SignedIn>
    }
}

/// The same for who came by a link that only opens the door.
#[component]
pub fn Enrol() -> impl IntoView {
    view! { <Own enrolling=true /> }
}

#[component]
fn Own(enrolling: bool) -> impl IntoView {
    let i18n = use_i18n();
    let session = CurrentSession::expect();
    let password = move || session.get().is_some_and(|session| session.password_allowed);
    view! {
        <div class="page account">
            <Heading>{move || t_string!(i18n, account.title)}</Heading>
            <Show when=move || enrolling>
                <Banner tone=Tone::Warn>
                    <b>{move || t_string!(i18n, account.enrol)}</b>
                    " "
                    {move || t_string!(i18n, account.enrol_why)}
                </Banner>
            </Show>
            <OwnPasskeys />
            <DevicePasskey />
            <Show when=password>
                <OwnPassword />
            </Show>
            <Show when=move || !enrolling>
                <OwnNotifications />
            </Show>
            <OwnSessions />
        </div>
    }
}
