use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::session::Role;

use super::device::Device;
use super::unlock_page::{Pin, Why};
use super::unlocking::Shut;
use crate::components::{Banner, Tone};
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// On an enrolled device: a passkey of the officer's that opens their key here beside their PIN.
#[component]
pub fn DevicePasskey() -> impl IntoView {
    let i18n = use_i18n();
    let (device, session) = (Device::expect(), CurrentSession::expect());
    let officer = Memo::new(move |_| {
        let session = session.get().filter(|session| session.role == Role::Officer && !session.enrolling)?;
        (device.record().is_some() && device.is_open_for(session.account)).then_some(session.account)
    });
    let (pin, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let shut = RwSignal::new(None::<Shut>);
    let make = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(account) = officer.get_untracked() else { return };
        busy.set(true);
        shut.set(None);
        spawn_local(async move {
            let outcome = device.add_passkey(account, &pin.get_untracked()).await;
            pin.try_set(String::new());
            busy.try_set(false);
            shut.try_set(outcome.err());
        });
    };
    let remove = move |_| {
        let Some(account) = officer.get_untracked() else { return };
        spawn_local(async move {
            shut.try_set(device.remove_passkey(account).await.err());
        });
    };
    let has = move || officer.get().is_some_and(|account| device.has_passkey(account));
    view! {
        <Show when=move || officer.get().is_some()>
            <section class="panel" aria-labelledby="device-passkey" data-testid="device-passkey">
                <h2 id="device-passkey">{move || t_string!(i18n, enrolled.passkey)}</h2>
                <p class="soft">{move || t_string!(i18n, enrolled.passkey_what)}</p>
                {move || shut.get().map(|why| view! { <Why why=why /> })}
                {move || match has() {
                    true => view! {
                        <Banner tone=Tone::Good>{move || t_string!(i18n, enrolled.passkey_there)}</Banner>
                        <div class="actions">
                            <button class="btn" on:click=remove>
                                {move || t_string!(i18n, enrolled.passkey_remove)}
                            </button>
                        </div>
                    }
                        .into_any(),
                    false => view! {
                        <form class="fields inline" on:submit=make aria-busy=move || busy.get().to_string()>
                            <Pin label=|i18n| t_string!(i18n, enrolled.pin) pin=pin />
                            <button class="btn go" prop:disabled=move || busy.get() || pin.with(String::is_empty)>
                                {move || match busy.get() {
                                    true => t_string!(i18n, shell.one_moment),
                                    false => t_string!(i18n, enrolled.passkey_make),
                                }}
                            </button>
                        </form>
                    }
                        .into_any(),
                }}
            </section>
        </Show>
    }
}
