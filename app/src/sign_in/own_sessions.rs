use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::session::{Method, OwnSession};

use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner, Tone};
use crate::texts::i18n::*;
use crate::words;

/// Where one is signed in, with a way to end each.
#[component]
pub fn OwnSessions() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let held = RwSignal::new(Vec::<OwnSession>::new());
    let fault = RwSignal::new(None::<Fault>);
    let read = move || async move {
        match api.own_sessions().await {
            Ok(sessions) => held.set(sessions),
            Err(refused) => fault.set(Some(refused)),
        }
    };
    spawn_local(read());
    let end = move |id| {
        spawn_local(async move {
            match api.end_session(id).await {
                Ok(()) => read().await,
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let method = move |method| match method {
        Method::Link => t_string!(i18n, account.by_link),
        Method::Passkey => t_string!(i18n, account.by_passkey),
        Method::Password => t_string!(i18n, account.by_password),
    };
    view! {
        <section class="panel" aria-labelledby="sessions">
            <h2 id="sessions">{move || t_string!(i18n, account.sessions)}</h2>
            <FaultBanner fault=fault />
            <ul class="kept">
                <For each=move || held.get() key=|session| (session.id, session.method) let:session>
                    <li data-testid="session">
                        <span class="kept-words">
                            <b>{move || method(session.method)}</b>
                            " "
                            {move || {
                                let (opened, seen) = (session.opened_at, session.last_seen_at);
                                let (opened, seen) = (words::moment(i18n, opened), words::moment(i18n, seen));
                                t_string!(i18n, account.opened_and_seen, opened = opened, seen = seen)
                            }}
                            <span class="soft">{session.from.clone()} " " {session.browser.clone()}</span>
                        </span>
                        {match session.current {
                            true => {
                                view! {
                                    <Chip tone=Tone::Good>
                                        {move || t_string!(i18n, account.this_one)}
                                    </Chip>
                                }
                                    .into_any()
                            }
                            false => {
                                view! {
                                    <button class="btn" on:click=move |_| end(session.id)>
                                        {move || t_string!(i18n, account.end_session)}
                                    </button>
                                }
                                    .into_any()
                            }
                        }}
                    </li>
                </For>
            </ul>
        </section>
    }
}
