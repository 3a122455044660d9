use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::AccountId;

use super::device::Device;
use super::officer::{SHORTEST_PIN, is_good};
use super::unlocking::Shut;
use crate::I18n;
use crate::components::{Banner, Heading, Tone};
use crate::matcher::Matcher;
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// An officer who has signed in on this device before opens it with their PIN: with a network or without.
#[component]
pub fn Unlock(
    /// Whose PIN; any of the device's officers', where nobody is signed in.
    officer: Option<AccountId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (device, session) = (Device::expect(), CurrentSession::expect());
    // The lists are opened as soon as the officer is in: what holds them starts while they type.
    Matcher::expect().warm_up();
    let officers = device.officers.get_untracked();
    let chosen = RwSignal::new(officer.or_else(|| officers.first().map(|officer| officer.account)));
    let name = move |account| officers.iter().find(|it| it.account == account).map(|it| it.name.clone());
    let own_name = officer.and_then(name.clone());
    let choices = device.officers.get_untracked();
    let (pin, busy, shut) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(None::<Shut>));
    let open = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(account) = chosen.get_untracked() else { return };
        busy.set(true);
        shut.set(None);
        spawn_local(async move {
            // What is behind this page is built anew once it is open.
            let outcome = device.unlock(account, &pin.get_untracked(), officer.is_some()).await;
            pin.try_set(String::new());
            busy.try_set(false);
            match outcome {
                Ok(()) => session.ask(),
                Err(why) => {
                    shut.try_set(Some(why));
                }
            }
        });
    };
    let has_passkey = move || chosen.get().is_some_and(|account| device.has_passkey(account));
    let takes_pin = move || chosen.get().is_none_or(|account| device.takes_pin(account));
    let by_passkey = move |_| {
        let Some(account) = chosen.get_untracked() else { return };
        busy.set(true);
        shut.set(None);
        spawn_local(async move {
            let outcome = device.unlock_by_passkey(account, officer.is_some()).await;
            busy.try_set(false);
            match outcome {
                Ok(()) => session.ask(),
                Err(why) => {
                    shut.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <div class="page narrow">
            <section class="panel" data-testid="unlock">
                <Heading>{move || t_string!(i18n, enrolled.locked)}</Heading>
                {move || shut.get().map(|why| view! { <Why why=why /> })}
                <form class="fields" on:submit=open aria-busy=move || busy.get().to_string()>
                    {match own_name {
                        Some(name) => view! { <p><b>{name}</b></p> }.into_any(),
                        None => {
                            view! {
                                <p>{move || t_string!(i18n, enrolled.locked_offline)}</p>
                                <fieldset class="options stacked">
                                    <legend class="unseen">{move || t_string!(i18n, enrolled.who)}</legend>
                                    {choices
                                        .into_iter()
                                        .map(|each| {
                                            view! {
                                                <label class="option">
                                                    <input
                                                        type="radio"
                                                        name="officer"
                                                        prop:checked=move || chosen.get() == Some(each.account)
                                                        on:change=move |_| chosen.set(Some(each.account))
                                                    />
                                                    <span>{each.name}</span>
                                                </label>
                                            }
                                        })
                                        .collect_view()}
                                </fieldset>
                            }
                                .into_any()
                        }
                    }}
                    <Show when=has_passkey>
                        <button type="button" class="btn go large" prop:disabled=busy on:click=by_passkey>
                            {move || t_string!(i18n, enrolled.unlock_by_passkey)}
                        </button>
                    </Show>
                    <Show when=takes_pin>
                        <Pin label=|i18n| t_string!(i18n, enrolled.pin) pin=pin />
                        <button
                            class="btn large"
                            class:go=move || !has_passkey()
                            prop:disabled=move || busy.get() || pin.with(String::is_empty)
                        >
                            {move || match busy.get() {
                                true => t_string!(i18n, shell.one_moment),
                                false => t_string!(i18n, enrolled.unlock),
                            }}
                        </button>
                    </Show>
                </form>
                <Show when=takes_pin>
                    <p class="soft">{move || t_string!(i18n, enrolled.forgotten)}</p>
                </Show>
            </section>
        </div>
    }
}

/// The first time that an officer is signed in on a device they choose a PIN for it.
#[component]
pub fn ChoosePin() -> impl IntoView {
    let i18n = use_i18n();
    let (device, session) = (Device::expect(), CurrentSession::expect());
    let [pin, again] = [(); 2].map(|()| RwSignal::new(String::new()));
    let (busy, shut) = (RwSignal::new(false), RwSignal::new(None::<Shut>));
    let good = move || pin.with(|pin| is_good(pin) && again.with(|again| again == pin));
    let choose = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(signed_in) = session.untracked() else { return };
        busy.set(true);
        shut.set(None);
        spawn_local(async move {
            let outcome = device.choose(&signed_in, &pin.get_untracked()).await;
            busy.try_set(false);
            match outcome {
                Ok(()) => session.ask(),
                Err(why) => {
                    shut.try_set(Some(why));
                }
            }
        });
    };
    let unlike = move || again.with(|again| !again.is_empty()) && pin.get() != again.get();
    let plain = move || pin.with(|pin| pin.len() >= SHORTEST_PIN && !is_good(pin));
    view! {
        <div class="page narrow">
            <section class="panel" data-testid="choose-pin">
                <Heading>{move || t_string!(i18n, enrolled.choose)}</Heading>
                <p>{move || t_string!(i18n, enrolled.choose_why)}</p>
                {move || shut.get().map(|why| view! { <Why why=why /> })}
                <form class="fields" on:submit=choose>
                    <Pin label=|i18n| t_string!(i18n, enrolled.pin) pin=pin />
                    <Pin label=|i18n| t_string!(i18n, enrolled.pin_again) pin=again />
                    <p class="soft" role="status">
                        {move || match (plain(), unlike()) {
                            (true, _) => t_string!(i18n, enrolled.too_plain),
                            (false, true) => t_string!(i18n, enrolled.unlike),
                            (false, false) => t_string!(i18n, enrolled.pin_rule),
                        }}
                    </p>
                    <button class="btn go large" prop:disabled=move || busy.get() || !good()>
                        {move || match busy.get() {
                            true => t_string!(i18n, shell.one_moment),
                            false => t_string!(i18n, enrolled.choose_do),
                        }}
                    </button>
                </form>
            </section>
        </div>
    }
}

/// The device has been silent for too long: it opens for nobody until it has heard from the server.
#[component]
pub fn LockedOut() -> impl IntoView {
    let i18n = use_i18n();
    let device = Device::expect();
    let busy = RwSignal::new(false);
    let connect = move |_| {
        busy.set(true);
        spawn_local(async move {
            device.report().await;
            busy.try_set(false);
        });
    };
    view! {
        <div class="page narrow">
            <section class="panel" data-testid="silent">
                <Heading>{move || t_string!(i18n, enrolled.silent)}</Heading>
                <Banner tone=Tone::Stop>{move || t_string!(i18n, enrolled.silent_what)}</Banner>
                <button class="btn go" prop:disabled=busy on:click=connect>
                    {move || t_string!(i18n, shell.try_again)}
                </button>
            </section>
        </div>
    }
}

#[component]
pub(super) fn Pin(label: fn(I18n) -> &'static str, pin: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="field">
            <span>{move || label(i18n)}</span>
            <input
                type="password"
                inputmode="numeric"
                autocomplete="off"
                required
                prop:value=pin
                on:input=move |event| pin.set(event_target_value(&event))
            />
        </label>
    }
}

#[component]
pub(super) fn Why(why: Shut) -> impl IntoView {
    let i18n = use_i18n();
    let tone = if why == Shut::Erased { Tone::Stop } else { Tone::Warn };
    let words = move || match why {
        Shut::Wrong { left } => t_string!(i18n, enrolled.wrong, count = left),
        Shut::Wait(seconds) => {
            t_string!(i18n, enrolled.wait, count = u32::try_from(seconds).unwrap_or(u32::MAX))
        }
        Shut::Erased => t_string!(i18n, enrolled.pin_erased).to_owned(),
        Shut::TooPlain => t_string!(i18n, enrolled.too_plain).to_owned(),
        Shut::TooLong => t_string!(i18n, enrolled.too_long).to_owned(),
        Shut::NoPasskey => t_string!(i18n, enrolled.no_passkey).to_owned(),
        Shut::Failed => t_string!(i18n, enrolled.failed).to_owned(),
    };
    view! { <Banner tone=tone>{words}</Banner> }
}
