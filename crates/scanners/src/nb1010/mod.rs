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
    Caveat, Claim, Condition, Finger, Frame, Identity, Output, UsbId,
    press::contrast,
    session::{Protocol, Session, Wanted},
};
use packet::{ANSWER_WITHIN, Command, HEIGHT, LOOK_EVERY, WIDTH};

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
    session: Session<()>,
    state: State,
    sequence: u8,
    ready: bool,
    stale: u32,
    broken: u32,
    touched: bool,
    /// The print of this press was given out.
    given: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Sending(Command),
    Receiving(Command),
    ReceivingRows,
    Pausing,
}

/// What a record says of the reader.
pub(crate) fn identity(serial: Option<String>) -> Identity {
    Identity {
        make: "NEXT Biometrics".into(),
        model: "NB-1010-U".into(),
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
            session: Session::new(identity(serial)),
            state: State::Idle,
            sequence: 0,
            ready: false,
            stale: 0,
            broken: 0,
            touched: false,
            given: false,
        }
    }

    fn send(&mut self, command: Command) {
        self.sequence = self.sequence.wrapping_add(1);
        self.state = State::Sending(command);
        self.session.transfer((), command.send(self.sequence), Some(ANSWER_WITHIN));
    }

    fn receive(&mut self, state: State) {
        self.state = state;
        self.session.transfer((), packet::receive(), Some(ANSWER_WITHIN));
    }

    fn pause(&mut self) {
        self.state = State::Pausing;
        self.session.wait(LOOK_EVERY);
    }

    /// A packet that answers something else: what a dead page or a broken frame left behind.
    fn dropped(&mut self, command: Command) {
        if self.stale == 0 && !self.ready {
            self.session.tell(Output::Condition(Condition::StaleBacklog));
        }
        self.stale += 1;
        if self.stale <= STALE_MOST {
            self.receive(State::Receiving(command));
        } else {
            let left = if self.ready { Condition::BrokenFrames } else { Condition::StaleBacklogRemains };
            self.session.end(left);
        }
    }

    fn looked(&mut self, touched: bool) {
        if !self.ready {
            self.ready = true;
            self.session.ready();
        }
        let was = std::mem::replace(&mut self.touched, touched);
        match (was, touched) {
            (false, true) => {
                (self.given, self.session.take) = (false, false);
                self.session.tell(Output::Finger(Finger::On));
            }
            (true, false) => {
                self.session.give_image();
                self.session.tell(Output::Finger(Finger::Off));
            }
            _ => {}
        }
        match self.session.wanted {
            Wanted::Close => self.session.finish(),
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

    fn received(&mut self, bytes: &[u8]) {
        let Some(rows) = packet::rows(bytes) else {
            self.broken += 1;
            if self.broken >= BROKEN_MOST {
                self.session.end(Condition::BrokenFrames);
            } else {
                self.send(Command::Look);
            }
            return;
        };
        match self.session.add_to_frame(rows, WIDTH * HEIGHT) {
            Ok(pixels) => self.picture(pixels),
            Err(_) => self.receive(State::ReceivingRows),
        }
    }

    fn picture(&mut self, pixels: Zeroizing<Vec<u8>>) {
        self.broken = 0;
        let session = &mut self.session;
        if let Some(frame) = Frame::new(WIDTH as u32, HEIGHT as u32, session.identity.native_ppi, pixels)
            && session.wanted == Wanted::Print
        {
            session.press.offer(&frame, contrast(&frame));
            session.tell(Output::Frame(frame));
        }
        if session.take {
            self.given = session.give_image();
        }
        if session.wanted == Wanted::Close {
            session.finish();
        } else {
            self.send(Command::Look);
        }
    }
}

impl Protocol for Nb1010 {
    type Purpose = ();

    fn session(&self) -> &Session<()> {
        &self.session
    }

    fn session_mut(&mut self) -> &mut Session<()> {
        &mut self.session
    }

    fn open(&mut self) {
        self.send(Command::Look);
    }

    /// An answer or a frame in flight comes first, or the next page would find it.
    fn turn(&mut self) {
        match (self.session.wanted, self.state) {
            (Wanted::Close, State::Idle | State::Pausing) => self.session.finish(),
            (Wanted::Print, State::Idle) => self.send(Command::Look),
            _ => {}
        }
    }

    fn may_take(&self) -> bool {
        self.touched
    }

    fn completed(&mut self, (): (), bytes: Zeroizing<Vec<u8>>) {
        match self.state {
            State::Sending(command) => self.receive(State::Receiving(command)),
            State::Receiving(command) if !command.answered_by(&bytes, self.sequence) => self.dropped(command),
            State::Receiving(command) => {
                self.stale = 0;
                match command {
                    Command::Look => self.looked(packet::touched(&bytes)),
                    Command::Prepare => self.send(Command::Scan),
                    Command::Scan => {
                        self.session.begin_frame(WIDTH * HEIGHT);
                        self.receive(State::ReceivingRows);
                    }
                }
            }
            State::ReceivingRows => self.received(&bytes),
            State::Idle | State::Pausing => {}
        }
    }

    fn elapsed(&mut self) {
        self.send(Command::Look);
    }
}
