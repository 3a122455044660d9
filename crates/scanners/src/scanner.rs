use crate::{Event, Identity, Output, Request};

/// A scanner's protocol: told what was asked for and what happened, it says what to do next.
///
/// After each [`ask`](Self::ask) and [`handle`](Self::handle), call [`poll`](Self::poll) until it is empty. Bytes
/// from the device never make it panic, whatever they are.
pub trait Scanner {
    /// What a record says of this device; the firmware is known after [`Output::Ready`].
    fn identity(&self) -> &Identity;
    /// Asks for something; what makes no sense now is ignored.
    fn ask(&mut self, request: Request);
    /// Tells what happened; outcomes of transfers and waits that no longer matter are ignored.
    fn handle(&mut self, event: Event);
    /// The next thing to do or to know.
    fn poll(&mut self) -> Option<Output>;
}
