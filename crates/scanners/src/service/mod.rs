//! Capture services: a maker's program on this computer that owns the scanner and speaks HTTP or WebSocket over
//! loopback.
//!
//! A [`Service`] does no I/O, knows no clock and draws no random numbers: requests, messages and waits come out
//! as [`Output`]s, what came of them goes in as [`Event`]s, always with the time. So the app's transport is thin,
//! and the same code runs against the doubles of the tests.

mod capture;
mod device;
mod io;
pub(crate) mod json;
mod order;
mod picture;
mod time;

pub use capture::{Biometric, Capture, HashForm, Proof, Site};
pub use device::{Device, Status};
pub(crate) use io::Outbox;
pub use io::{
    Advice, Event, ExchangeId, HttpError, HttpRequest, HttpResponse, Method, Output, SocketMessage,
};
pub use order::{Eye, Order, Target};
pub use picture::{Encoding, Picture};
pub use time::UnixTime;

/// What a session with a service may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Look for the service and its scanners; [`Output::Found`] follows. Asked again, looks again.
    Open,
    /// Take what the order says from one of the scanners found. One order at a time: while one is under way,
    /// another is ignored.
    Capture(Order),
    /// What was ordered is not wanted after all. No capture comes.
    Stop,
    /// End; [`Output::Ended`] follows.
    Close,
}

/// A service's protocol: told what was asked for and what happened, it says what to do next.
///
/// After each [`ask`](Self::ask) and [`handle`](Self::handle), call [`poll`](Self::poll) until it is empty.
/// Whatever a service sends, it never panics. A [`crate::Condition`] that is not followed by [`Output::Ended`]
/// leaves the session open: the order under way is over, the next may be given.
pub trait Service {
    /// Asks for something; what makes no sense now is ignored.
    fn ask(&mut self, request: Request, now: UnixTime);
    /// Tells what happened; what no longer matters is ignored.
    fn handle(&mut self, event: Event, now: UnixTime);
    /// The next thing to do or to know.
    fn poll(&mut self) -> Option<Output>;
}
