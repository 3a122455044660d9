use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::sign_in::Confirmation;

use super::authenticator;
use super::fields::{CodeField, PasswordField};
use crate::api::{Api, Fault};
use crate::components::{Dialog, FaultBanner};
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// Asks a person once more who they are, whenever a call needs it; the call then goes on by itself.
#[component]
pub fn Confirm() -> impl IntoView {
    let asked = Api::expect().confirming();
    view! {
        <Show when=move || asked.get()>
            <Question />
        </Show>
    }
}

#[component]
fn Question() -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let [password, code] = [(); 2].map(|()| RwSignal::new(String::new()));
    let has =
        move |way: fn(&wire::session::Session) -> bool| session.get().is_some_and(|session| way(&session));
    let send = move |confirmation: Confirmation| async move {
        match api.confirm(&confirmation).await {
            Ok(()) => api.confirmed_as(true),
            Err(refused) => fault.set(Some(refused)),
        }
        busy.set(false);
    };
    let with_passkey = move |_| {
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let shown = async {
                let challenge = api.confirmation_challenge().await?;
                authenticator::show(&challenge.public_key).await
            };
            match shown.await {
                Ok(credential) => send(Confirmation::Passkey { credential }).await,
                Err(refused) => {
                    fault.set(Some(refused));
                    busy.set(false);
                }
            }
        });
    };
    let with_password = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        fault.set(None);
        let given = untrack(|| Confirmation::Password { password: password.get(), code: code.get() });
        spawn_local(send(given));
    };
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, sign_in.confirm).to_owned())
            on_cancel=move || api.confirmed_as(false)
        >
            <p>{move || t_string!(i18n, sign_in.confirm_why)}</p>
            <FaultBanner fault=fault />
            <Show when=move || has(|session| session.has_password)>
                <form on:submit=with_password>
                    <PasswordField password=password />
                    <CodeField code=code label=Signal::derive(move || t_string!(i18n, sign_in.code)) />
                    <button class="btn" prop:disabled=busy>
                        {move || t_string!(i18n, sign_in.confirm_with_password)}
                    </button>
                </form>
            </Show>
            <div class="actions">
                <button class="btn" on:click=move |_| api.confirmed_as(false)>
                    {move || t_string!(i18n, sign_in.not_now)}
                </button>
                <Show when=move || has(|session| session.has_passkey)>
                    <button class="btn go" prop:disabled=busy on:click=with_passkey>
                        {move || t_string!(i18n, sign_in.confirm_with_passkey)}
                    </button>
                </Show>
            </div>
        </Dialog>
    }
}
