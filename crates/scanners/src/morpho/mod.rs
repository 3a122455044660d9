//! IDEMIA (Morpho, Sagem) MorphoSmart: MSO 300, MSO 1300, CBM and their kin.
//!
//! The reader is a serial line: over USB where no driver holds it, else over the port the system made of it.
//! It takes the print by itself, waiting up to 7 seconds for a finger and sending live images meanwhile, so
//! [`crate::Request::Take`] does nothing and no [`Output::Finger`] comes. Its images are processed and state their
//! resolution.

mod envelope;
mod ilv;
mod image;
mod profile;
#[cfg(any(test, feature = "simulators"))]
mod simulator;
#[cfg(test)]
mod tests;

use std::time::Duration;

use raster::Ppi;
use zeroize::Zeroizing;

pub use profile::Profile;
#[cfg(any(test, feature = "simulators"))]
pub use simulator::MorphoSimulator;

use crate::{
    Claim, Condition, Control, Frame, Output, Recipient, RequestKind, Transfer, TransferError,
    press::{Press, contrast},
    session::{Protocol, Session, Wanted},
};
use envelope::{Envelopes, seal};
use ilv::{Ilv, id, ilv, status};

/// Which interfaces to claim: control and data of a CDC pair.
pub(crate) const CLAIM: Claim = Claim::Numbers(&[0, 1]);

const TO_READER: u8 = 0x02;
const FROM_READER: u8 = 0x83;
/// What one read asks for: a multiple of every packet size.
const READ: usize = 16_384;
/// More than the 7 seconds that the reader waits for a finger.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// After a try that came to nothing.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(500);
/// Messages of a dead page to read away: the live images of one capture.
const STALE_MOST: u32 = 400;
/// Bytes in a row that may bring no message: twice the longest. A read of nothing counts as a full one.
const FRUITLESS_MOST: usize = 8 << 20;

/// What carries the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// USB itself: the line is set up by control transfers.
    Usb,
    /// A serial port that the transport opened at 38,400 baud, 8 data bits, no parity, 1 stop bit, with DTR and
    /// RTS raised; bulk transfers are its writes and reads.
    Serial,
}

/// A session with a reader of the family.
// Not `Debug`: what it holds of a print must not reach a log.
pub struct Morpho {
    session: Session<Purpose>,
    line: Line,
    state: State,
    envelopes: Envelopes,
    stale: u32,
    fruitless: usize,
    cancelled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// What the state waits to have said.
    Say,
    Hear,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    RaisingLine,
    SettingLine,
    Pinging,
    AwaitingPong,
    Starting,
    Capturing,
    Pausing,
}

impl Morpho {
    /// A session with a device whose interfaces were claimed, or whose port was opened.
    #[must_use]
    pub fn new(profile: Profile, serial: Option<String>, line: Line) -> Self {
        Self {
            session: Session::new(profile.identity(serial)),
            line,
            state: State::Idle,
            envelopes: Envelopes::default(),
            stale: 0,
            fruitless: 0,
            cancelled: false,
        }
    }

    fn set_up(&mut self, request: u8, value: u16, bytes: Vec<u8>, state: State) {
        let control =
            Control { kind: RequestKind::Class, recipient: Recipient::Interface, request, value, index: 0 };
        self.state = state;
        self.session.transfer(Purpose::Say, Transfer::ControlOut { control, bytes }, Some(ANSWER_WITHIN));
    }

    fn say(&mut self, message: &[u8]) {
        self.session.transfer(Purpose::Say, to_reader(message), Some(ANSWER_WITHIN));
    }

    fn ping(&mut self) {
        self.state = State::Pinging;
        self.say(&ilv(id::PING, &[2]));
    }

    fn capture(&mut self) {
        (self.state, self.cancelled) = (State::Starting, false);
        self.say(&ilv::take_a_print());
    }

    fn hear(&mut self) {
        let transfer = Transfer::BulkIn { endpoint: FROM_READER, length: READ };
        self.session.transfer(Purpose::Hear, transfer, Some(ANSWER_WITHIN));
    }

    fn said(&mut self) {
        match self.state {
            State::RaisingLine => {
                // SET_LINE_CODING: 38,400 baud, 1 stop bit, no parity, 8 data bits.
                let [a, b, c, d] = 38_400u32.to_le_bytes();
                self.set_up(0x20, 0, vec![a, b, c, d, 0, 0, 8], State::SettingLine);
            }
            State::SettingLine => self.ping(),
            State::Pinging => {
                self.state = State::AwaitingPong;
                self.hear();
            }
            State::Starting => {
                self.state = State::Capturing;
                self.hear();
                if self.session.wanted != Wanted::Print {
                    self.cancel();
                }
            }
            State::Idle | State::AwaitingPong | State::Capturing | State::Pausing => {}
        }
    }

    /// That the reader obeys is not certain; if it does not, it gives up by itself.
    fn cancel(&mut self) {
        if self.state == State::Capturing && !self.cancelled {
            self.cancelled = true;
            self.session.transfer_unheeded(to_reader(&ilv(id::CANCEL, &[])), Some(ANSWER_WITHIN));
        }
    }

    fn heard(&mut self, bytes: &[u8]) {
        self.envelopes.push(bytes);
        self.fruitless += if bytes.is_empty() { READ } else { bytes.len() };
        while self.session.is_open()
            && let Some(message) = self.envelopes.next()
        {
            self.fruitless = 0;
            if let Some((ilv, _)) = Ilv::parse(&message) {
                match self.state {
                    State::AwaitingPong => self.while_pinging(ilv),
                    State::Capturing => self.while_capturing(ilv),
                    // What is left over when the answer is there answers nothing.
                    _ => {}
                }
            }
        }
        let listening = |morpho: &Self| {
            morpho.session.is_open() && matches!(morpho.state, State::AwaitingPong | State::Capturing)
        };
        if !listening(self) {
            return;
        }
        if self.state == State::AwaitingPong && self.stale == 0 && self.envelopes.skipped > 0 {
            self.stale();
        }
        if self.fruitless >= FRUITLESS_MOST {
            self.session.end(Condition::UnsupportedFirmware);
        } else if listening(self) {
            self.hear();
        }
    }

    fn while_pinging(&mut self, ilv: Ilv<'_>) {
        match (ilv.id, ilv.value) {
            (id::PING, [status::OK, ..]) => {
                self.state = State::Idle;
                self.session.ready();
                self.go_on();
            }
            (id::PING | id::INVALID, _) => self.session.end(Condition::UnsupportedFirmware),
            _ => self.stale(),
        }
    }

    /// Something came that a dead page asked for.
    fn stale(&mut self) {
        if self.stale == 0 {
            self.session.tell(Output::Condition(Condition::StaleBacklog));
        }
        self.stale += 1;
        if self.stale > STALE_MOST {
            self.session.end(Condition::StaleBacklogRemains);
        }
    }

    fn while_capturing(&mut self, ilv: Ilv<'_>) {
        match (ilv.id, ilv.value) {
            (id::ASYNC, [status::OK, nested @ ..]) => {
                Ilv::all(nested)
                    .filter(|ilv| ilv.id == id::LIVE)
                    .filter_map(|ilv| image::parse(ilv.value))
                    .for_each(|frame| self.live(frame));
            }
            // Enrolment's own status and the database's index come before the image.
            (id::ENROL, [status::OK, _, _, _, _, _, nested @ ..]) => {
                let found = Ilv::all(nested).find(|ilv| ilv.id == id::IMAGE);
                match found.and_then(|ilv| image::parse(ilv.value)).and_then(Frame::keep) {
                    Some(image) if self.session.wanted == Wanted::Print => {
                        self.session.wanted = Wanted::Nothing;
                        self.session.tell(Output::Image(image));
                        self.rest();
                    }
                    Some(_) => self.rest(),
                    None => self.session.end(Condition::UnsupportedFirmware),
                }
            }
            (id::ENROL, [status::ABORTED, ..]) if self.cancelled => self.rest(),
            (id::ENROL, [status::FALSE_FINGER, ..]) => self.try_again(Condition::FalseFinger),
            (id::ENROL, [status::MOIST_FINGER, ..]) => self.try_again(Condition::MoistFinger),
            (id::ENROL, _) => self.try_again(Condition::NoFinger),
            (id::INVALID, _) => self.session.end(Condition::UnsupportedFirmware),
            _ => {}
        }
    }

    fn live(&mut self, frame: Frame) {
        let session = &mut self.session;
        if session.wanted == Wanted::Print {
            // Coarser ones are for the screen only.
            if frame.ppi() >= Some(Ppi::P500) {
                session.press.offer(&frame, contrast(&frame));
            }
            session.tell(Output::Frame(frame));
        }
    }

    fn try_again(&mut self, condition: Condition) {
        self.session.press = Press::default();
        if self.session.wanted == Wanted::Print {
            self.session.tell(Output::Condition(condition));
            self.state = State::Pausing;
            self.session.wait(TRY_AGAIN_AFTER);
        } else {
            self.rest();
        }
    }

    /// The reader does nothing now: does what is wanted.
    fn rest(&mut self) {
        self.session.press = Press::default();
        self.state = State::Idle;
        self.go_on();
    }

    fn go_on(&mut self) {
        match self.session.wanted {
            Wanted::Nothing => {}
            Wanted::Print => self.capture(),
            Wanted::Close => self.session.finish(),
        }
    }
}

impl Protocol for Morpho {
    type Purpose = Purpose;

    fn session(&self) -> &Session<Purpose> {
        &self.session
    }

    fn session_mut(&mut self) -> &mut Session<Purpose> {
        &mut self.session
    }

    fn open(&mut self) {
        match self.line {
            // SET_CONTROL_LINE_STATE: DTR and RTS.
            Line::Usb => self.set_up(0x22, 3, Vec::new(), State::RaisingLine),
            Line::Serial => self.ping(),
        }
    }

    fn turn(&mut self) {
        match (self.session.wanted, self.state) {
            (Wanted::Print, State::Idle) => self.capture(),
            (Wanted::Print, _) | (Wanted::Nothing, State::Idle) => {}
            (Wanted::Nothing, State::Pausing) => self.state = State::Idle,
            (Wanted::Close, State::Idle | State::Pausing) => self.session.finish(),
            (Wanted::Nothing | Wanted::Close, _) => self.cancel(),
        }
    }

    fn completed(&mut self, purpose: Purpose, bytes: Zeroizing<Vec<u8>>) {
        match purpose {
            Purpose::Say => self.said(),
            Purpose::Hear => self.heard(&bytes),
        }
    }

    fn failed(&mut self, _: Purpose, error: TransferError) {
        let left = self.state == State::AwaitingPong && self.stale > 0;
        self.session.end(match error {
            TransferError::TimedOut if left => Condition::StaleBacklogRemains,
            _ => Condition::of(error),
        });
    }

    fn elapsed(&mut self) {
        if self.state == State::Pausing {
            self.rest();
        }
    }

    fn wipe(&mut self) {
        self.envelopes = Envelopes::default();
    }
}

fn to_reader(message: &[u8]) -> Transfer {
    Transfer::BulkOut { endpoint: TO_READER, bytes: seal(message) }
}
