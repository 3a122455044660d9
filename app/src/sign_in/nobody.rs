use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::sign_in::{PasskeySignIn, PasswordSignIn};

use super::authenticator;
use super::fields::{CodeField, PasswordField};
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Heading};
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// What a person sees who is not signed in: the ways in.
#[component]
pub fn Nobody() -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let with_passkey = move |_| {
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let done = async {
                let challenge = api.sign_in_challenge().await?;
                let credential = authenticator::show(&challenge.public_key).await?;
                api.sign_in_with_passkey(&PasskeySignIn { credential }).await
            };
            match done.await {
                Ok(()) => session.ask(),
                Err(refused) => fault.set(Some(refused)),
            }
            busy.set(false);
        });
    };
    view! {
        <div class="page narrow">
            <section class="panel ways-in">
                <Heading>{move || t_string!(i18n, sign_in.nobody)}</Heading>
                <FaultBanner fault=fault />
                <button class="btn go large" prop:disabled=busy on:click=with_passkey>
                    {move || t_string!(i18n, sign_in.with_passkey)}
                </button>
                <p>{move || t_string!(i18n, sign_in.how)}</p>
                <details>
                    <summary>{move || t_string!(i18n, sign_in.with_password)}</summary>
                    <PasswordForm busy=busy fault=fault />
                </details>
            </section>
        </div>
    }
}

/// Name, password and code, for those whom an administrator lets sign in so.
#[component]
fn PasswordForm(busy: RwSignal<bool>, fault: RwSignal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let [name, password, code] = [(); 3].map(|()| RwSignal::new(String::new()));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        fault.set(None);
        let given =
            untrack(|| PasswordSignIn { name: name.get(), password: password.get(), code: code.get() });
        spawn_local(async move {
            match api.sign_in_with_password(&given).await {
                Ok(()) => session.ask(),
                Err(refused) => fault.set(Some(refused)),
            }
            // A code is good once, whatever came of it.
            code.set(String::new());
            busy.set(false);
        });
    };
    view! {
        <form class="fields" on:submit=submit>
            <label class="field">
                <span>{move || t_string!(i18n, sign_in.name)}</span>
                <input
                    autocomplete="username"
                    required
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </label>
            <PasswordField password=password />
            <CodeField code=code label=Signal::derive(move || t_string!(i18n, sign_in.code)) />
            <button class="btn" prop:disabled=busy>
                {move || t_string!(i18n, sign_in.sign_in)}
            </button>
        </form>
    }
}
