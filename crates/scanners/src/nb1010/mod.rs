//! NEXT Biometrics NB-1010-U: a thermal sensor of 256 by 180 pixels at a nominal 385 ppi.
//!
//! Too small and too coarse for enrolment; its prints may be searched with. It does not stream: it is asked
//! every 50 ms whether it is touched, and while it is, for one frame after the other.

mod packet;
#[cfg(any(test, feature = "simulators"))]
mod simulator;
#[cfg(test)]
mod tests;

use raster::Ppi;
use zeroize::Zeroizing;

#[cfg(any(test, feature = "simulators"))]
pub use simulator::Nb1010Simulator;

use crate::{
    Caveat, Claim, Condition, Event, Finger, Frame, Identity, Output, Request, Scanner, TimerId, TransferId,
    UsbId,
    output::Outbox,
    press::{Press, contrast},
    wanted::Wanted,
};
use packet::{ANSWER_WITHIN, Command, FRAME_PACKETS, HEIGHT, LOOK_EVERY, WIDTH};

/// The reader's numbers.
pub(crate) const ID: UsbId = UsbId { vendor: 0x298d, product: 0x1010 };
/// Which interface to claim.
pub(crate) const CLAIM: Claim = Claim::Numbers(&[0]);

/// Packets of a dead page to drop: one frame, and the replies around it.
const STALE_MOST: u32 = 100;
/// Broken frames in a row before giving up.
const BROKEN_MOST: u32 = 8;

/// A session with the reader.
// Not `Debug`: what it holds of a print must not reach a log.
pub struct Nb1010 {
    identity: Identity,
    out: Outbox,
    state: State,
    wanted: Wanted,
    pending: Option<TransferId>,
    timer: Option<TimerId>,
    sequence: u8,
    ready: bool,
    stale: u32,
    broken: u32,
    rows: Zeroizing<Vec<u8>>,
    touched: bool,
    /// The print of this press was given out.
    given: bool,
    take: bool,
    press: Press,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    Sending(Command),
    Receiving(Command),
    ReceivingRows { packet: usize },
    Pausing,
    Idle,
    Ended,
}

/// What a record says of the reader.
pub(crate) fn identity(serial: Option<String>) -> Identity {
    Identity {
        make: "NEXT Biometrics",
        model: "NB-1010-U",
        serial,
        firmware: None,
        native_ppi: Ppi::new(385),
        caveats: &[
            Caveat::Under500Ppi,
            Caveat::UnderFap10,
            Caveat::UncalibratedResolution,
            Caveat::ThirdPartyDriver,
        ],
    }
}

impl Nb1010 {
    /// A session with a device that was opened and its interface claimed.
    #[must_use]
    pub fn new(serial: Option<String>) -> Self {
        Self {
            identity: identity(serial),
            out: Outbox::default(),
            state: State::Closed,
            wanted: Wanted::Nothing,
            pending: None,
            timer: None,
            sequence: 0,
            ready: false,
            stale: 0,
            broken: 0,
            rows: Zeroizing::default(),
            touched: false,
            given: false,
            take: false,
            press: Press::default(),
        }
    }

    fn send(&mut self, command: Command) {
        self.sequence = self.sequence.wrapping_add(1);
        self.state = State::Sending(command);
        self.pending = Some(self.out.transfer(command.send(self.sequence), Some(ANSWER_WITHIN)));
    }

    fn receive(&mut self, state: State) {
        self.state = state;
        self.pending = Some(self.out.transfer(packet::receive(), Some(ANSWER_WITHIN)));
    }

    fn pause(&mut self) {
        self.state = State::Pausing;
        self.timer = Some(self.out.wait(LOOK_EVERY));
    }

    fn completed(&mut self, bytes: &[u8]) {
        match self.state {
            State::Sending(command) => self.receive(State::Receiving(command)),
            State::Receiving(command) if !command.answered_by(bytes, self.sequence) => self.dropped(command),
            State::Receiving(command) => {
                self.stale = 0;
                match command {
                    Command::Look => self.looked(packet::touched(bytes)),
                    Command::Prepare => self.send(Command::Scan),
                    Command::Scan => {
                        self.rows = Zeroizing::new(Vec::with_capacity(WIDTH * HEIGHT));
                        self.receive(State::ReceivingRows { packet: 0 });
                    }
                }
            }
            State::ReceivingRows { packet } => self.received(packet, bytes),
            State::Closed | State::Pausing | State::Idle | State::Ended => {}
        }
    }

    /// A packet that answers something else: what a dead page or a broken frame left behind.
    fn dropped(&mut self, command: Command) {
        if self.stale == 0 && !self.ready {
            self.out.push(Output::Condition(Condition::StaleBacklog));
        }
        self.stale += 1;
        if self.stale <= STALE_MOST {
            self.receive(State::Receiving(command));
        } else {
            self.end(if self.ready { Condition::BrokenFrames } else { Condition::StaleBacklogRemains });
        }
    }

    fn looked(&mut self, touched: bool) {
        if !self.ready {
            self.ready = true;
            self.out.push(Output::Ready(self.identity.clone()));
        }
        let was = std::mem::replace(&mut self.touched, touched);
        match (was, touched) {
            (false, true) => {
                (self.given, self.take) = (false, false);
                self.out.push(Output::Finger(Finger::On));
            }
            (true, false) => {
                self.give_image();
                self.out.push(Output::Finger(Finger::Off));
            }
            _ => {}
        }
        match self.wanted {
            Wanted::Close => self.finish(),
            Wanted::Print if touched && !self.given => self.send(Command::Prepare),
            Wanted::Print => self.pause(),
            Wanted::Nothing if touched => {
                // What lies there now is no later print.
                self.given = true;
                self.pause();
            }
            Wanted::Nothing => self.state = State::Idle,
        }
    }

    fn received(&mut self, packet: usize, bytes: &[u8]) {
        let Some(rows) = packet::rows(bytes) else {
            self.broken += 1;
            if self.broken >= BROKEN_MOST {
                self.end(Condition::BrokenFrames);
            } else {
                self.send(Command::Look);
            }
            return;
        };
        self.rows.extend_from_slice(rows);
        if packet + 1 < FRAME_PACKETS {
            self.receive(State::ReceivingRows { packet: packet + 1 });
            return;
        }
        self.broken = 0;
        let pixels = std::mem::take(&mut self.rows);
        if let Some(frame) = Frame::new(WIDTH as u32, HEIGHT as u32, self.identity.native_ppi, pixels)
            && self.wanted == Wanted::Print
        {
            self.press.offer(&frame, contrast(&frame));
            self.out.push(Output::Frame(frame));
        }
        if self.take {
            self.give_image();
        }
        if self.wanted == Wanted::Close {
            self.finish();
        } else {
            self.send(Command::Look);
        }
    }

    /// Gives out the best of this press if it is wanted still.
    fn give_image(&mut self) {
        let image = self.press.release();
        if self.wanted == Wanted::Print
            && let Some(image) = image
        {
            self.out.push(Output::Image(image));
            (self.wanted, self.given) = (Wanted::Nothing, true);
        }
    }

    /// Ends for a reason that the person must know, giving out first what was taken.
    fn end(&mut self, condition: Condition) {
        self.give_image();
        self.out.push(Output::Condition(condition));
        self.finish();
    }

    fn finish(&mut self) {
        (self.pending, self.timer) = (None, None);
        self.rows = Zeroizing::default();
        self.state = State::Ended;
        self.out.push(Output::Ended);
    }
}

impl Scanner for Nb1010 {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn ask(&mut self, request: Request) {
        match (request, self.state) {
            (_, State::Ended) => {}
            (Request::Open, State::Closed) => self.send(Command::Look),
            (Request::Close, State::Closed | State::Idle | State::Pausing) => self.finish(),
            (_, State::Closed) | (Request::Open, _) => {}
            // The answer or the frame in flight comes first, or the next page would find it.
            (Request::Close, _) => self.wanted = Wanted::Close,
            (Request::Capture, state) if self.wanted == Wanted::Nothing => {
                (self.wanted, self.take) = (Wanted::Print, false);
                if state == State::Idle {
                    self.send(Command::Look);
                }
            }
            (Request::Take, _) => self.take = self.touched && self.wanted == Wanted::Print,
            (Request::Stop, _) if self.wanted == Wanted::Print => {
                self.wanted = Wanted::Nothing;
                self.press = Press::default();
            }
            (Request::Capture | Request::Stop, _) => {}
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            _ if matches!(self.state, State::Closed | State::Ended) => {}
            Event::Completed { id, bytes } if self.pending == Some(id) => {
                self.pending = None;
                self.completed(&Zeroizing::new(bytes));
            }
            Event::Failed { id, error } if self.pending == Some(id) => self.end(Condition::of(error)),
            Event::Elapsed(timer) if self.timer == Some(timer) => {
                self.timer = None;
                self.send(Command::Look);
            }
            Event::Unplugged => self.end(Condition::Unplugged),
            Event::Completed { .. } | Event::Failed { .. } | Event::Elapsed(_) => {}
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }
}
