use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::sign_in::{NewPasskey, Passkey};

use super::authenticator;
use crate::api::{Api, Fault};
use crate::components::FaultBanner;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;

/// One's passkeys, and the making of another.
#[component]
pub fn OwnPasskeys() -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let held = RwSignal::new(Vec::<Passkey>::new());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let name = RwSignal::new(String::new());
    let read = move || async move {
        match api.passkeys().await {
            Ok(passkeys) => held.set(passkeys),
            Err(refused) => fault.set(Some(refused)),
        }
    };
    spawn_local(read());
    let make = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        fault.set(None);
        let name_given = name.get_untracked();
        spawn_local(async move {
            let made = async {
                let challenge = api.confirmed(|| api.passkey_challenge()).await?;
                let credential = authenticator::make(&challenge.public_key).await?;
                api.make_passkey(&NewPasskey { name: name_given, credential }).await
            };
            match made.await {
                Ok(_) => {
                    name.set(String::new());
                    read().await;
                    // The session may do everything now, where it could do nothing but this before.
                    session.ask();
                }
                Err(refused) => fault.set(Some(refused)),
            }
            busy.set(false);
        });
    };
    let remove = move |id| {
        fault.set(None);
        spawn_local(async move {
            match api.confirmed(|| api.remove_passkey(id)).await {
                Ok(()) => read().await,
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    view! {
        <section class="panel" aria-labelledby="passkeys">
            <h2 id="passkeys">{move || t_string!(i18n, account.passkeys)}</h2>
            <p class="soft">{move || t_string!(i18n, account.passkeys_what)}</p>
            <FaultBanner fault=fault />
            <ul class="kept">
                <For each=move || held.get() key=|passkey| passkey.id let:passkey>
                    <li data-testid="passkey">
                        <span class="kept-words">
                            <b>{passkey.name.clone()}</b>
                            " "
                            <span class="soft">
                                {move || match (passkey.used_at, passkey.device_bound) {
                                    (Some(used), _) => {
                                        t_string!(i18n, account.last_used, when = words::moment(i18n, used))
                                    }
                                    (None, true) => t_string!(i18n, account.device_bound).to_owned(),
                                    (None, false) => t_string!(i18n, account.synced).to_owned(),
                                }}
                            </span>
                        </span>
                        <button class="btn" on:click=move |_| remove(passkey.id)>
                            {move || t_string!(i18n, account.remove)}
                        </button>
                    </li>
                </For>
            </ul>
            <form class="fields inline" on:submit=make>
                <label class="field">
                    <span>{move || t_string!(i18n, account.passkey_name)}</span>
                    <input
                        autocomplete="off"
                        maxlength="60"
                        required
                        prop:value=name
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </label>
                <button class="btn go" prop:disabled=busy>
                    {move || t_string!(i18n, account.make_passkey)}
                </button>
            </form>
        </section>
    }
}
