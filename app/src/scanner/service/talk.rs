//! Runs a service's protocol: what it wants done is done, and what it has found out comes out.

use std::collections::HashMap;
use std::time::Duration;

use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use gloo_timers::future::TimeoutFuture;
use leptos::task::spawn_local;
use scanners::TimerId;
use scanners::service::{Event, ExchangeId, HttpError, HttpRequest, Output, Request, Service, UnixTime};
use web_sys::AbortController;

use super::http::Exchange;
use super::socket::Socket;
use crate::clock::Clock;

/// A protocol and its ways to the service. When it is dropped, whatever is under way is broken off.
pub struct Talk {
    service: Box<dyn Service>,
    clock: Clock,
    happens: UnboundedSender<Event>,
    happenings: UnboundedReceiver<Event>,
    exchanges: HashMap<ExchangeId, AbortController>,
    socket: Option<Socket>,
}

impl Talk {
    /// A talk that has not begun. What comes back is dated by `clock`.
    pub fn new(service: Box<dyn Service>, clock: Clock) -> Self {
        let (happens, happenings) = unbounded();
        Self { service, clock, happens, happenings, exchanges: HashMap::new(), socket: None }
    }

    /// Asks the protocol for something.
    pub fn ask(&mut self, request: Request) {
        self.service.ask(request, self.now());
    }

    /// What the protocol has found out next. Dropped before it answers, it has lost nothing.
    pub async fn next(&mut self) -> Output {
        loop {
            while let Some(output) = self.service.poll() {
                if let Some(told) = self.carry_out(output) {
                    return told;
                }
            }
            // This talk holds a sender itself, so there is always a next.
            if let Some(event) = self.happenings.next().await {
                if let Event::Answered { id, .. } | Event::StreamEnded(id) | Event::Failed { id, .. } = &event
                {
                    self.exchanges.remove(id);
                }
                let now = self.now();
                self.service.handle(event, now);
            }
        }
    }

    /// Does what is to be done here; everything else is for whoever listens.
    fn carry_out(&mut self, output: Output) -> Option<Output> {
        match output {
            Output::Http { id, request, timeout } => self.request(id, request, timeout),
            Output::Abandon(id) => {
                if let Some(controller) = self.exchanges.remove(&id) {
                    controller.abort();
                }
            }
            Output::Connect(url) => {
                self.socket = Socket::open(&url, &self.happens);
                if self.socket.is_none() {
                    self.tell(Event::SocketClosed(HttpError::NoAnswer));
                }
            }
            Output::Send(message) => {
                if let Some(socket) = &self.socket {
                    socket.send(&message);
                }
            }
            Output::Disconnect => self.socket = None,
            Output::Wait { timer, duration } => self.wait(timer, duration),
            told => return Some(told),
        }
        None
    }

    fn request(&mut self, id: ExchangeId, request: HttpRequest, timeout: Duration) {
        let Ok(controller) = AbortController::new() else {
            self.tell(Event::Failed { id, error: HttpError::NoAnswer });
            return;
        };
        self.exchanges.insert(id, controller.clone());
        let happens = self.happens.clone();
        spawn_local(Exchange { id, request, timeout, controller, happens }.run());
    }

    fn wait(&self, timer: TimerId, duration: Duration) {
        let happens = self.happens.clone();
        spawn_local(async move {
            TimeoutFuture::new(u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)).await;
            // A session that has ended waits for nothing.
            let _ = happens.unbounded_send(Event::Elapsed(timer));
        });
    }

    fn tell(&self, event: Event) {
        // The receiver is this talk's own.
        let _ = self.happens.unbounded_send(event);
    }

    fn now(&self) -> UnixTime {
        UnixTime(u64::try_from(self.clock.now().0 / 1000).unwrap_or_default())
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.exchanges.values().for_each(AbortController::abort);
    }
}
