//! What stands around every page: the services, the bar on top, the alerts.

use leptos::prelude::*;
use leptos_router::components::{A, Router};
use leptos_router::hooks::use_location;
use wire::session::Role;

use crate::alerts::{Alerts, Banners};
use crate::api::Api;
use crate::bench;
use crate::clock::Clock;
use crate::components::{Banner, Chip, Tone};
use crate::encounter::CurrentEncounter;
use crate::encounters::Encounters;
use crate::enrolled::{CalledBackBanner, Device};
use crate::events::{Events, Link};
use crate::installed::Installed;
use crate::language;
use crate::lists::Lists;
use crate::matcher::Matcher;
use crate::navigation::Navigation;
use crate::outbox::Outbox;
use crate::precedence::Precedence;
use crate::receipts::Receipts;
use crate::routes::Pages;
use crate::scanner::CurrentScanner;
use crate::session::CurrentSession;
use crate::sign_in::Confirm;
use crate::store::Store;
use crate::texts::i18n::*;
use crate::words;

/// The page that anybody may open: nobody is signed in there.
const PUBLIC: &str = "/redress";

/// The whole application.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <I18nContextProvider>
            <Services>
                <Router>
                    <a class="skip" href="#main">
                        <SkipWords />
                    </a>
                    <Bar />
                    <SessionEnded />
                    <Confirm />
                    <Banners />
                    <NewVersion />
                    <CalledBackBanner />
                    <main id="main" tabindex="-1">
                        <Pages />
                    </main>
                </Router>
            </Services>
        </I18nContextProvider>
    }
}

/// Each service asks for those that were given before it.
#[component]
fn Services(children: Children) -> impl IntoView {
    language::take_up(use_i18n());
    Clock::provide();
    Api::provide();
    Precedence::provide();
    Store::provide();
    Installed::provide();
    Events::provide();
    Matcher::provide();
    Lists::provide();
    Device::provide();
    let session = CurrentSession::provide();
    CurrentScanner::provide();
    // A link that is about to be spent answers who is signed in.
    if window().location().pathname().is_ok_and(|path| path != "/enter" && path != PUBLIC) {
        session.ask();
    }
    Encounters::provide();
    Alerts::provide();
    bench::provide();
    Receipts::provide();
    Outbox::provide();
    CurrentEncounter::provide();
    ask_before_leaving();
    children()
}

/// The browser asks before it closes a page that holds what neither the server nor this device has.
fn ask_before_leaving() {
    let (outbox, encounter, drafts) = (Outbox::expect(), CurrentEncounter::expect(), bench::Drafts::expect());
    let handle = window_event_listener(leptos::ev::beforeunload, move |event| {
        if untrack(|| outbox.would_lose() || encounter.unsaved() || drafts.any()) {
            event.prevent_default();
        }
    });
    // For as long as the page lives.
    std::mem::forget(handle);
}

#[component]
fn SkipWords() -> impl IntoView {
    let i18n = use_i18n();
    move || t_string!(i18n, shell.skip)
}

/// The bar: where, how fresh, how well connected, where else to go.
#[component]
fn Bar() -> impl IntoView {
    let i18n = use_i18n();
    let session = CurrentSession::expect();
    let officer = move || session.role() == Some(Role::Officer);
    // Whoever asks about their record has no desk here.
    let path = use_location().pathname;
    let is_public = move || path.with(|path| path == PUBLIC);
    view! {
        <header class="bar" class:unseen=is_public>
            <A href="/" attr:class="mark" attr:aria-label=move || t_string!(i18n, shell.home)>
                "Um"
                <i>"bral"</i>
            </A>
            <span class="bar-site">{move || session.get().map(|session| session.site.name)}</span>
            <Show when=officer>
                <div class="bar-state">
                    <ListsChip />
                    <WaitingChip />
                </div>
            </Show>
            <Show when=move || session.role().is_some()>
                <LinkChip />
            </Show>
            <Navigation />
        </header>
    }
}

#[component]
fn LinkChip() -> impl IntoView {
    let i18n = use_i18n();
    let link = Events::expect().link;
    let tone = Signal::derive(move || match link.get() {
        Link::Up => Tone::Good,
        Link::Connecting => Tone::Quiet,
        Link::Down => Tone::Warn,
    });
    view! {
        <span class="bar-link" role="status">
            <Chip tone=tone>
                {move || match link.get() {
                    Link::Up => t_string!(i18n, shell.link_up),
                    Link::Connecting => t_string!(i18n, shell.link_connecting),
                    Link::Down => t_string!(i18n, shell.link_down),
                }}
            </Chip>
        </span>
    }
}

/// Copies are confirmed every minute while there is a link; older than this, something is wrong with it.
const STALE_AFTER_SECONDS: i64 = 15 * 60;

/// How many lists this device holds, and how old the oldest copy is.
#[component]
fn ListsChip() -> impl IntoView {
    let i18n = use_i18n();
    let (lists, clock) = (Lists::expect(), Clock::expect());
    let oldest = move || lists.held().with(|held| held.iter().map(|list| list.as_of).min());
    let stale =
        move || oldest().is_some_and(|oldest| clock.following().seconds_since(oldest) > STALE_AFTER_SECONDS);
    let tone = Signal::derive(move || match lists.held().with(Vec::is_empty) {
        true if lists.loading() => Tone::Quiet,
        true => Tone::Warn,
        false if lists.fault().is_some() || stale() => Tone::Warn,
        false => Tone::Good,
    });
    let words = move || match oldest() {
        Some(oldest) => {
            let (age, held) = (words::age(i18n, oldest, clock.following()), lists.held().with(Vec::len));
            t_string!(i18n, shell.lists_held, count = held as u32, age = age)
        }
        None if lists.loading() => t_string!(i18n, shell.lists_loading).to_owned(),
        None => t_string!(i18n, shell.lists_none).to_owned(),
    };
    view! { <Chip tone=tone>{words}</Chip> }
}

/// How many records the server does not have yet; nothing while there is none.
#[component]
fn WaitingChip() -> impl IntoView {
    let i18n = use_i18n();
    let outbox = Outbox::expect();
    let waiting = move || outbox.ids().len() as u32;
    view! {
        <Show when=move || waiting() != 0>
            <Chip tone=Tone::Warn>{move || t_string!(i18n, outbox.waiting, count = waiting())}</Chip>
        </Show>
    }
}

/// A newer version of the pages is on the device: it takes over on somebody's word, and never in mid-encounter.
#[component]
fn NewVersion() -> impl IntoView {
    let i18n = use_i18n();
    let (installed, encounter) = (Installed::expect(), CurrentEncounter::expect());
    let outbox = Outbox::expect();
    view! {
        <Show when=move || installed.waits() && encounter.draft().is_none() && !outbox.would_lose()>
            <Banner tone=Tone::Quiet>
                {move || t_string!(i18n, shell.new_version)}
                " "
                <button class="btn" on:click=move |_| installed.change_over()>
                    {move || t_string!(i18n, shell.change_over)}
                </button>
            </Banner>
        </Show>
    }
}

/// The session is over but the page is kept: somebody may have work on it.
#[component]
fn SessionEnded() -> impl IntoView {
    let i18n = use_i18n();
    let (session, ended) = (CurrentSession::expect(), Api::expect().ended());
    view! {
        <Show when=move || ended.get() && session.role().is_some()>
            <Banner tone=Tone::Stop>
                <b>{move || t_string!(i18n, shell.session_ended)}</b>
                " "
                {move || t_string!(i18n, shell.session_ended_remedy)}
                " "
                <button class="btn" on:click=move |_| session.ask()>
                    {move || t_string!(i18n, shell.signed_in_again)}
                </button>
            </Banner>
        </Show>
    }
}
