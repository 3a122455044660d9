//! What the server pushes, as signals that say "read this again".

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};
use wire::event::Event;

use crate::api::{Api, Fault};

/// How the page stands with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Not tried yet, or trying again.
    Connecting,
    /// Changes arrive as they happen.
    Up,
    /// The network or the server is gone; tried again by itself.
    Down,
}

/// Counters that grow when something must be read again: follow the one you show.
#[derive(Debug, Clone, Copy)]
pub struct Events {
    /// The reviewer's queue.
    pub hits: RwSignal<u32>,
    /// The site's encounters and their alerts.
    pub encounters: RwSignal<u32>,
    /// What asks this person to act.
    pub alerts: RwSignal<u32>,
    /// The lists that a device may hold.
    pub lists: RwSignal<u32>,
    /// How the page stands with the server.
    pub link: RwSignal<Link>,
    api: Api,
    stream: StoredValue<Option<Stream>, LocalStorage>,
}

impl Events {
    /// Milliseconds until a stream that the browser gave up is opened again.
    const TRY_AGAIN_MS: u32 = 3_000;

    /// Gives the signals to everything below; nothing is followed before [`open`](Self::open).
    pub fn provide() -> Self {
        let events = Self {
            hits: RwSignal::new(0),
            encounters: RwSignal::new(0),
            alerts: RwSignal::new(0),
            lists: RwSignal::new(0),
            link: RwSignal::new(Link::Connecting),
            api: Api::expect(),
            stream: StoredValue::new_local(None),
        };
        provide_context(events);
        events
    }

    /// The events of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Follows the server until [`close`](Self::close).
    pub fn open(self) {
        self.stream.set_value(Stream::open(self));
    }

    /// Lets go.
    pub fn close(self) {
        self.stream.set_value(None);
        self.link.set(Link::Connecting);
    }

    fn read_again(self, event: Event) {
        let grow = |signal: RwSignal<u32>| signal.update(|count| *count = count.wrapping_add(1));
        match event {
            Event::Hit { .. } => grow(self.hits),
            Event::Encounter { .. } => grow(self.encounters),
            Event::Alert { .. } => [self.alerts, self.encounters].into_iter().for_each(grow),
            Event::List { .. } => grow(self.lists),
            Event::Lagged => [self.hits, self.encounters, self.alerts, self.lists].into_iter().for_each(grow),
        }
    }

    fn lost(self) {
        self.link.set(Link::Down);
        let gave_up = self.stream.with_value(|stream| {
            stream.as_ref().is_some_and(|stream| stream.source.ready_state() == EventSource::CLOSED)
        });
        // The browser comes back by itself unless the server answered with an error.
        if gave_up {
            let again = Timeout::new(Self::TRY_AGAIN_MS, move || {
                spawn_local(async move {
                    // With the session over there is nothing to follow until somebody signs in again.
                    if !matches!(self.api.session().await, Err(Fault::Refused(_))) {
                        self.open();
                    }
                });
            });
            self.stream.update_value(|stream| {
                if let Some(stream) = stream {
                    stream.again = Some(again);
                }
            });
        }
    }
}

/// An open stream; it closes when dropped.
#[derive(Debug)]
struct Stream {
    source: EventSource,
    again: Option<Timeout>,
    _opened: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut()>,
}

impl Stream {
    fn open(events: Events) -> Option<Self> {
        let source = EventSource::new("/api/events").ok()?;
        // Whatever happened while the stream was down was missed.
        let opened = Closure::<dyn FnMut()>::new(move || {
            events.link.set(Link::Up);
            events.read_again(Event::Lagged);
        });
        let message = Closure::<dyn FnMut(_)>::new(move |message: MessageEvent| {
            let text = message.data().as_string().unwrap_or_default();
            // An event of a newer server is news of some kind: read everything again.
            events.read_again(serde_json::from_str(&text).unwrap_or(Event::Lagged));
        });
        let error = Closure::<dyn FnMut()>::new(move || events.lost());
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Self { source, again: None, _opened: opened, _message: message, _error: error })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onopen(None);
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}
