use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::sign_in::{CodeSecret, FirstCode, NewPassword};

use super::fields::CodeField;
use crate::api::{Api, Fault};
use crate::components::{Banner, FaultBanner, Tone};
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// The password with one-time codes, for those whom an administrator allows it.
#[component]
pub fn OwnPassword() -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let secret = RwSignal::new(None::<CodeSecret>);
    let [password, code] = [(); 2].map(|()| RwSignal::new(String::new()));
    let has_password = move || session.get().is_some_and(|session| session.has_password);
    let set = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        fault.set(None);
        let new = NewPassword { password: password.get_untracked() };
        spawn_local(async move {
            match api.confirmed(|| api.set_password(&new)).await {
                Ok(shown) => secret.set(Some(shown)),
                Err(refused) => fault.set(Some(refused)),
            }
            password.set(String::new());
            busy.set(false);
        });
    };
    let first = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        fault.set(None);
        let first = FirstCode { code: code.get_untracked() };
        spawn_local(async move {
            match api.confirm_password(&first).await {
                Ok(()) => {
                    secret.set(None);
                    session.ask();
                }
                Err(refused) => fault.set(Some(refused)),
            }
            code.set(String::new());
            busy.set(false);
        });
    };
    view! {
        <section class="panel" aria-labelledby="password">
            <h2 id="password">{move || t_string!(i18n, account.password)}</h2>
            <p class="soft">
                {move || match has_password() {
                    true => t_string!(i18n, account.password_kept),
                    false => t_string!(i18n, account.password_none),
                }}
            </p>
            <FaultBanner fault=fault />
            {move || match secret.get() {
                None => {
                    view! {
                        <form class="fields inline" on:submit=set>
                            <label class="field">
                                <span>{move || t_string!(i18n, account.new_password)}</span>
                                <input
                                    type="password"
                                    autocomplete="new-password"
                                    minlength="12"
                                    maxlength="128"
                                    required
                                    prop:value=password
                                    on:input=move |event| password.set(event_target_value(&event))
                                />
                            </label>
                            <button class="btn" prop:disabled=busy>
                                {move || t_string!(i18n, account.set_password)}
                            </button>
                        </form>
                    }
                        .into_any()
                }
                Some(secret) => {
                    view! {
                        <Banner tone=Tone::Quiet>
                            {move || t_string!(i18n, account.secret_what)} " "
                            <a href=secret.address>{move || t_string!(i18n, account.secret_open)}</a>
                            <p class="reference secret" data-testid="secret">
                                {secret.secret}
                            </p>
                        </Banner>
                        <form class="fields inline" on:submit=first>
                            <CodeField code=code label=Signal::derive(move || t_string!(i18n, account.first_code)) />
                            <button class="btn go" prop:disabled=busy>
                                {move || t_string!(i18n, account.confirm_code)}
                            </button>
                        </form>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}
