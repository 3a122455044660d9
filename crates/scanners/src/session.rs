use std::time::Duration;

use zeroize::Zeroizing;

use crate::{
    Condition, Event, Identity, Output, Request, Scanner, TimerId, Transfer, TransferError, TransferId,
    output::Outbox, press::Press,
};

/// What a session is to do as soon as it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Rest.
    Nothing,
    /// Take a print.
    Print,
    /// Turn the device off and end.
    Close,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    Closed,
    Open,
    Ended,
}

/// What every protocol keeps of its session: what is wanted, what is under way and for what, what came in, and
/// what is to go out. `Purpose` tells the transfers apart that may be under way at once.
// Not `Debug`: what it holds of a print must not reach a log.
pub(crate) struct Session<Purpose> {
    pub(crate) identity: Identity,
    pub(crate) wanted: Wanted,
    /// The print on the platen is good enough: take it.
    pub(crate) take: bool,
    pub(crate) press: Press,
    out: Outbox,
    life: Life,
    under_way: Vec<(Purpose, TransferId)>,
    timer: Option<TimerId>,
    /// Pixels of a frame that comes in several reads.
    received: Zeroizing<Vec<u8>>,
}

impl<Purpose: Copy + PartialEq> Session<Purpose> {
    pub(crate) fn new(identity: Identity) -> Self {
        Self {
            identity,
            wanted: Wanted::Nothing,
            take: false,
            press: Press::default(),
            out: Outbox::default(),
            life: Life::Closed,
            under_way: Vec::new(),
            timer: None,
            received: Zeroizing::default(),
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.life == Life::Open
    }

    /// Asks for a transfer. An earlier one for the same purpose no longer matters.
    pub(crate) fn transfer(&mut self, purpose: Purpose, transfer: Transfer, timeout: Option<Duration>) {
        self.forget(purpose);
        let id = self.out.transfer(transfer, timeout);
        self.under_way.push((purpose, id));
    }

    /// Asks for a transfer whose outcome does not matter.
    pub(crate) fn transfer_unheeded(&mut self, transfer: Transfer, timeout: Option<Duration>) {
        self.out.transfer(transfer, timeout);
    }

    pub(crate) fn is_under_way(&self, purpose: Purpose) -> bool {
        self.under_way.iter().any(|(known, _)| *known == purpose)
    }

    /// The outcome of the transfer for this purpose no longer matters.
    pub(crate) fn forget(&mut self, purpose: Purpose) {
        self.under_way.retain(|(known, _)| *known != purpose);
    }

    /// Asks for a wait. An earlier one no longer matters.
    pub(crate) fn wait(&mut self, duration: Duration) {
        self.timer = Some(self.out.wait(duration));
    }

    pub(crate) fn forget_wait(&mut self) {
        self.timer = None;
    }

    pub(crate) fn tell(&mut self, output: Output) {
        self.out.push(output);
    }

    pub(crate) fn ready(&mut self) {
        self.out.push(Output::Ready(self.identity.clone()));
    }

    /// Begins a frame of `bytes` bytes.
    pub(crate) fn begin_frame(&mut self, bytes: usize) {
        self.received = Zeroizing::new(Vec::with_capacity(bytes));
    }

    /// Adds to the frame what it still lacks; whole, it is given away, else the bytes it lacks are told.
    pub(crate) fn add_to_frame(&mut self, bytes: &[u8], whole: usize) -> Result<Zeroizing<Vec<u8>>, usize> {
        let lacking = whole.saturating_sub(self.received.len());
        self.received.extend_from_slice(&bytes[..bytes.len().min(lacking)]);
        match whole.saturating_sub(self.received.len()) {
            0 => Ok(std::mem::take(&mut self.received)),
            missing => Err(missing),
        }
    }

    /// Ends the press; whether its best frame was wanted still, and so given out.
    pub(crate) fn give_image(&mut self) -> bool {
        match self.press.release() {
            Some(image) if self.wanted == Wanted::Print => {
                self.out.push(Output::Image(image));
                (self.wanted, self.take) = (Wanted::Nothing, false);
                true
            }
            _ => false,
        }
    }

    /// Ends for a reason that the person must know, giving out first what was taken.
    pub(crate) fn end(&mut self, condition: Condition) {
        self.give_image();
        self.out.push(Output::Condition(condition));
        self.finish();
    }

    pub(crate) fn finish(&mut self) {
        self.under_way.clear();
        self.timer = None;
        self.received = Zeroizing::default();
        self.press = Press::default();
        self.life = Life::Ended;
        self.out.push(Output::Ended);
    }

    fn arrived(&mut self, id: TransferId) -> Option<Purpose> {
        let at = self.under_way.iter().position(|(_, known)| *known == id)?;
        Some(self.under_way.swap_remove(at).0)
    }
}

/// What is a protocol's own; [`Scanner`] follows from it.
pub(crate) trait Protocol {
    /// What a transfer under way is for.
    type Purpose: Copy + PartialEq;

    fn session(&self) -> &Session<Self::Purpose>;
    fn session_mut(&mut self) -> &mut Session<Self::Purpose>;

    /// Wakes the device.
    fn open(&mut self);
    /// [`Session::wanted`] changed: does what can be done at once; the rest follows once the device is at rest.
    fn turn(&mut self);
    /// Whether [`Request::Take`] makes sense now.
    fn may_take(&self) -> bool {
        true
    }
    /// A transfer is done.
    fn completed(&mut self, purpose: Self::Purpose, bytes: Zeroizing<Vec<u8>>);
    /// A transfer came to nothing.
    fn failed(&mut self, _purpose: Self::Purpose, error: TransferError) {
        self.session_mut().end(Condition::of(error));
    }
    /// The wait is over.
    fn elapsed(&mut self) {}
    /// The device is lost: shows what came before, if that needs nothing more of it.
    fn salvage(&mut self) {}
    /// Overwrites what is held of a print beside the session.
    fn wipe(&mut self) {}
}

impl<P: Protocol> Scanner for P {
    fn identity(&self) -> &Identity {
        &self.session().identity
    }

    fn ask(&mut self, request: Request) {
        let may_take = self.may_take();
        let session = self.session_mut();
        match (request, session.life, session.wanted) {
            (Request::Open, Life::Closed, _) => {
                session.life = Life::Open;
                self.open();
            }
            (Request::Close, Life::Closed, _) => session.finish(),
            (_, Life::Closed | Life::Ended, _) | (Request::Open, ..) => {}
            (Request::Capture, _, Wanted::Nothing) => {
                (session.wanted, session.take) = (Wanted::Print, false);
                self.turn();
            }
            (Request::Take, _, Wanted::Print) => session.take = may_take,
            (Request::Stop, _, Wanted::Print) => {
                (session.wanted, session.press) = (Wanted::Nothing, Press::default());
                self.turn();
            }
            (Request::Close, ..) => {
                session.wanted = Wanted::Close;
                self.turn();
            }
            (Request::Capture | Request::Take | Request::Stop, ..) => {}
        }
    }

    fn handle(&mut self, event: Event) {
        let session = self.session_mut();
        if !session.is_open() {
            return;
        }
        match event {
            Event::Completed { id, bytes } => {
                let bytes = Zeroizing::new(bytes);
                if let Some(purpose) = session.arrived(id) {
                    self.completed(purpose, bytes);
                }
            }
            Event::Failed { id, error } => {
                if let Some(purpose) = session.arrived(id) {
                    self.salvage();
                    self.failed(purpose, error);
                }
            }
            Event::Elapsed(timer) if session.timer == Some(timer) => {
                session.timer = None;
                self.elapsed();
            }
            Event::Elapsed(_) => {}
            Event::Unplugged => {
                self.salvage();
                self.session_mut().end(Condition::Unplugged);
            }
        }
        if !self.session().is_open() {
            self.wipe();
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.session_mut().out.pop()
    }
}
