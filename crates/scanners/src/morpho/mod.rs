//! IDEMIA (Morpho, Sagem) MorphoSmart: MSO 300, MSO 1300, CBM and their kin.
//!
//! The reader is a serial line: over USB where no driver holds it, else over the port the system made of it.
//! It takes the print by itself, waiting up to 7 seconds for a finger and sending live images meanwhile, so
//! [`Request::Take`] does nothing and no [`Output::Finger`] comes. Its images are processed and state their
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
    Claim, Condition, Control, Event, Frame, Identity, Output, Recipient, Request, RequestKind, Scanner,
    TimerId, Transfer, TransferError, TransferId,
    output::Outbox,
    press::{Press, contrast},
    wanted::Wanted,
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
    identity: Identity,
    line: Line,
    out: Outbox,
    state: State,
    wanted: Wanted,
    /// The transfer to the reader that the state waits for.
    sending: Option<TransferId>,
    reading: Option<TransferId>,
    timer: Option<TimerId>,
    envelopes: Envelopes,
    stale: u32,
    fruitless: usize,
    cancelled: bool,
    press: Press,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    RaisingLine,
    SettingLine,
    Pinging,
    AwaitingPong,
    Idle,
    Starting,
    Capturing,
    Pausing,
    Ended,
}

impl Morpho {
    /// A session with a device whose interfaces were claimed, or whose port was opened.
    #[must_use]
    pub fn new(profile: Profile, serial: Option<String>, line: Line) -> Self {
        Self {
            identity: profile.identity(serial),
            line,
            out: Outbox::default(),
            state: State::Closed,
            wanted: Wanted::Nothing,
            sending: None,
            reading: None,
            timer: None,
            envelopes: Envelopes::default(),
            stale: 0,
            fruitless: 0,
            cancelled: false,
            press: Press::default(),
        }
    }

    fn set_up(&mut self, request: u8, value: u16, bytes: Vec<u8>, state: State) {
        let control =
            Control { kind: RequestKind::Class, recipient: Recipient::Interface, request, value, index: 0 };
        self.state = state;
        self.sending = Some(self.out.transfer(Transfer::ControlOut { control, bytes }, Some(ANSWER_WITHIN)));
    }

    fn send(&mut self, message: &[u8]) -> TransferId {
        let transfer = Transfer::BulkOut { endpoint: TO_READER, bytes: seal(message) };
        self.out.transfer(transfer, Some(ANSWER_WITHIN))
    }

    fn ping(&mut self) {
        self.state = State::Pinging;
        self.sending = Some(self.send(&ilv(id::PING, &[2])));
    }

    fn capture(&mut self) {
        (self.state, self.cancelled) = (State::Starting, false);
        self.sending = Some(self.send(&ilv::take_a_print()));
    }

    fn read(&mut self) {
        let transfer = Transfer::BulkIn { endpoint: FROM_READER, length: READ };
        self.reading = Some(self.out.transfer(transfer, Some(ANSWER_WITHIN)));
    }

    fn sent(&mut self) {
        match self.state {
            State::RaisingLine => {
                // SET_LINE_CODING: 38,400 baud, 1 stop bit, no parity, 8 data bits.
                let [a, b, c, d] = 38_400u32.to_le_bytes();
                self.set_up(0x20, 0, vec![a, b, c, d, 0, 0, 8], State::SettingLine);
            }
            State::SettingLine => self.ping(),
            State::Pinging => {
                self.state = State::AwaitingPong;
                self.read();
            }
            State::Starting => {
                self.state = State::Capturing;
                self.read();
                if self.wanted != Wanted::Print {
                    self.cancel();
                }
            }
            State::Closed
            | State::AwaitingPong
            | State::Idle
            | State::Capturing
            | State::Pausing
            | State::Ended => {}
        }
    }

    /// That the reader obeys is not certain; if it does not, it gives up by itself.
    fn cancel(&mut self) {
        if self.state == State::Capturing && !self.cancelled {
            self.cancelled = true;
            self.send(&ilv(id::CANCEL, &[]));
        }
    }

    fn received(&mut self, bytes: &[u8]) {
        self.envelopes.push(bytes);
        self.fruitless += if bytes.is_empty() { READ } else { bytes.len() };
        while let Some(message) = self.envelopes.next() {
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
        if !matches!(self.state, State::AwaitingPong | State::Capturing) {
            return;
        }
        if self.state == State::AwaitingPong && self.stale == 0 && self.envelopes.skipped > 0 {
            self.stale();
        }
        if self.fruitless >= FRUITLESS_MOST {
            self.end(Condition::UnsupportedFirmware);
        } else if matches!(self.state, State::AwaitingPong | State::Capturing) {
            self.read();
        }
    }

    fn while_pinging(&mut self, ilv: Ilv<'_>) {
        match (ilv.id, ilv.value) {
            (id::PING, [status::OK, ..]) => {
                self.state = State::Idle;
                self.out.push(Output::Ready(self.identity.clone()));
                self.go_on();
            }
            (id::PING | id::INVALID, _) => self.end(Condition::UnsupportedFirmware),
            _ => self.stale(),
        }
    }

    /// Something came that a dead page asked for.
    fn stale(&mut self) {
        if self.stale == 0 {
            self.out.push(Output::Condition(Condition::StaleBacklog));
        }
        self.stale += 1;
        if self.stale > STALE_MOST {
            self.end(Condition::StaleBacklogRemains);
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
                    Some(image) if self.wanted == Wanted::Print => {
                        self.wanted = Wanted::Nothing;
                        self.out.push(Output::Image(image));
                        self.rest();
                    }
                    Some(_) => self.rest(),
                    None => self.end(Condition::UnsupportedFirmware),
                }
            }
            (id::ENROL, [status::ABORTED, ..]) if self.cancelled => self.rest(),
            (id::ENROL, [status::FALSE_FINGER, ..]) => self.try_again(Condition::FalseFinger),
            (id::ENROL, [status::MOIST_FINGER, ..]) => self.try_again(Condition::MoistFinger),
            (id::ENROL, _) => self.try_again(Condition::NoFinger),
            (id::INVALID, _) => self.end(Condition::UnsupportedFirmware),
            _ => {}
        }
    }

    fn live(&mut self, frame: Frame) {
        if self.wanted == Wanted::Print {
            // Coarser ones are for the screen only.
            if frame.ppi() >= Some(Ppi::P500) {
                self.press.offer(&frame, contrast(&frame));
            }
            self.out.push(Output::Frame(frame));
        }
    }

    fn try_again(&mut self, condition: Condition) {
        self.press = Press::default();
        if self.wanted == Wanted::Print {
            self.out.push(Output::Condition(condition));
            self.state = State::Pausing;
            self.timer = Some(self.out.wait(TRY_AGAIN_AFTER));
        } else {
            self.rest();
        }
    }

    /// The reader does nothing now: does what is wanted.
    fn rest(&mut self) {
        self.press = Press::default();
        self.state = State::Idle;
        self.go_on();
    }

    fn go_on(&mut self) {
        match self.wanted {
            Wanted::Nothing => {}
            Wanted::Print => self.capture(),
            Wanted::Close => self.finish(),
        }
    }

    fn failed(&mut self, error: TransferError) {
        match (self.state, error) {
            (State::AwaitingPong, TransferError::TimedOut) if self.stale > 0 => {
                self.end(Condition::StaleBacklogRemains);
            }
            _ => self.end(Condition::of(error)),
        }
    }

    /// Ends for a reason that the person must know, giving out first the best of what was taken.
    fn end(&mut self, condition: Condition) {
        if self.wanted == Wanted::Print
            && let Some(image) = self.press.release()
        {
            self.out.push(Output::Image(image));
        }
        self.out.push(Output::Condition(condition));
        self.finish();
    }

    fn finish(&mut self) {
        (self.sending, self.reading, self.timer) = (None, None, None);
        self.envelopes = Envelopes::default();
        self.state = State::Ended;
        self.out.push(Output::Ended);
    }
}

impl Scanner for Morpho {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn ask(&mut self, request: Request) {
        match (request, self.state) {
            (_, State::Ended) => {}
            (Request::Open, State::Closed) => match self.line {
                // SET_CONTROL_LINE_STATE: DTR and RTS.
                Line::Usb => self.set_up(0x22, 3, Vec::new(), State::RaisingLine),
                Line::Serial => self.ping(),
            },
            (Request::Close, State::Closed | State::Idle | State::Pausing) => self.finish(),
            (_, State::Closed) | (Request::Open | Request::Take, _) => {}
            (Request::Close, _) => {
                self.wanted = Wanted::Close;
                self.cancel();
            }
            (Request::Capture, state) if self.wanted == Wanted::Nothing => {
                self.wanted = Wanted::Print;
                if state == State::Idle {
                    self.capture();
                }
            }
            (Request::Stop, state) if self.wanted == Wanted::Print => {
                self.wanted = Wanted::Nothing;
                self.press = Press::default();
                self.cancel();
                if state == State::Pausing {
                    self.state = State::Idle;
                }
            }
            (Request::Capture | Request::Stop, _) => {}
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            _ if matches!(self.state, State::Closed | State::Ended) => {}
            Event::Completed { id, .. } if self.sending == Some(id) => {
                self.sending = None;
                self.sent();
            }
            Event::Completed { id, bytes } if self.reading == Some(id) => {
                self.reading = None;
                self.received(&Zeroizing::new(bytes));
            }
            Event::Failed { id, error } if [self.sending, self.reading].contains(&Some(id)) => {
                self.failed(error);
            }
            Event::Elapsed(timer) if self.timer == Some(timer) => {
                self.timer = None;
                if self.state == State::Pausing {
                    self.rest();
                }
            }
            Event::Unplugged => self.end(Condition::Unplugged),
            Event::Completed { .. } | Event::Failed { .. } | Event::Elapsed(_) => {}
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }
}
