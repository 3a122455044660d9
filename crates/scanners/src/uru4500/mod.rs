//! DigitalPersona and HID U.are.U 4000, 4000B, 4500, and the Microsoft readers built on them.
//!
//! Registers over control transfers, one interrupt report always awaited, frames over one bulk endpoint: 384 by
//! 290 pixels, nominally 512 ppi, neither calibrated nor corrected for distortion. While the sensor captures,
//! each bulk read is a new frame, under 10 a second.

mod capture;
mod power_up;
mod profile;
mod raw_frame;
mod registers;
mod scramble;
#[cfg(any(test, feature = "simulators"))]
mod simulator;
#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

pub use profile::Profile;
#[cfg(any(test, feature = "simulators"))]
pub use simulator::Uru4500Simulator;

use crate::{
    Claim, Condition, Finger, Output, Transfer, TransferError,
    session::{Protocol, Session, Wanted},
};
use power_up::{Act, Outcome, PowerUp};
use raw_frame::RawFrame;
use registers::{Interrupt, Mode, Register};
use scramble::{Key, Unscrambling};

/// Which interface to claim.
pub(crate) const CLAIM: Claim = Claim::Class(0xff, 0xff, 0xff);

/// A session with a reader of the family.
// Not `Debug`: what it holds of a print must not reach a log.
pub struct Uru4500 {
    profile: Profile,
    session: Session<Purpose>,
    state: State,
    /// A frame that came before the transfer that asked for it was acknowledged.
    early: Option<Zeroizing<Vec<u8>>>,
    /// Interrupts that came before the step that waits for them.
    powered: bool,
    finger: Option<Finger>,
    seed: u32,
    /// A finger was told of, and not yet that it left.
    on_platen: bool,
    /// It must leave before the next print is taken.
    lift_first: bool,
    /// Trouble was reported while a frame was being unscrambled, which comes first.
    troubled: bool,
    broken: u32,
    faint: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A register access: one at a time.
    Register,
    /// A frame: it cannot be cancelled, and may stay out for long.
    Frame,
    /// The interrupt report, always awaited.
    Interrupt,
}

enum State {
    /// At rest, before opening too.
    Idle,
    PoweringUp(PowerUp),
    ReadingInfo,
    ArmingOn,
    AwaitingOn,
    StartingFrames,
    AwaitingFrame,
    WritingSeed(Unscrambling),
    ReadingKey(Unscrambling),
    ArmingOff,
    AwaitingOff,
    TurningOff,
}

impl Uru4500 {
    /// A session with a device that was opened and its interface claimed.
    #[must_use]
    pub fn new(profile: Profile, serial: Option<String>) -> Self {
        Self {
            profile,
            session: Session::new(profile.identity(serial)),
            state: State::Idle,
            early: None,
            powered: false,
            finger: None,
            seed: 0x6d2b_79f5,
            on_platen: false,
            lift_first: false,
            troubled: false,
            broken: 0,
            faint: 0,
        }
    }

    fn control(&mut self, transfer: Transfer, state: State) {
        self.state = state;
        self.session.transfer(Purpose::Register, transfer, Some(registers::ANSWER_WITHIN));
    }

    fn await_interrupt(&mut self) {
        let transfer = Transfer::InterruptIn { endpoint: registers::INTERRUPTS, length: registers::REPORT };
        self.session.transfer(Purpose::Interrupt, transfer, None);
    }

    fn power_up(&mut self) {
        self.powered = false;
        let (power_up, act) = PowerUp::start(self.profile.challenged);
        self.act(power_up, act);
    }

    fn act(&mut self, mut power_up: PowerUp, act: Act) {
        match act {
            Act::Read(register, length) => self.control(register.read(length), State::PoweringUp(power_up)),
            Act::Write(register, bytes) => self.control(register.write(&bytes), State::PoweringUp(power_up)),
            Act::Wait(_) if self.powered && power_up.awaits_scan_power() => {
                let act = power_up.next(Outcome::Powered);
                self.act(power_up, act);
            }
            Act::Wait(duration) => {
                self.session.wait(duration);
                self.state = State::PoweringUp(power_up);
            }
            Act::Done => self.control(Register::DEVICE_INFO.read(16), State::ReadingInfo),
            Act::Asleep => self.session.end(Condition::PowerSave),
            Act::Strange => self.session.end(Condition::UnsupportedFirmware),
        }
    }

    /// The sensor has power: the version numbers are bytes 4, 5 and 10, 11.
    fn ready(&mut self, info: &[u8]) {
        if let [_, _, _, _, a, b, _, _, _, _, c, d, ..] = info {
            self.session.identity.firmware = Some(format!("{a:02x}{b:02x}-{c:02x}{d:02x}"));
        }
        self.state = State::Idle;
        self.session.ready();
        if std::mem::take(&mut self.lift_first) && self.session.wanted != Wanted::Close {
            self.await_lift();
        } else {
            self.go_on();
        }
    }

    /// Does what is wanted, from a state where nothing is in flight that forbids it.
    fn go_on(&mut self) {
        match (self.session.wanted, &self.state) {
            (Wanted::Close, _) => self.control(Mode::OFF.set(), State::TurningOff),
            (Wanted::Print, State::Idle) => {
                self.finger = None;
                self.control(Mode::AWAIT_ON.set(), State::ArmingOn);
            }
            _ => {}
        }
    }

    fn await_lift(&mut self) {
        self.finger = None;
        self.control(Mode::AWAIT_OFF.set(), State::ArmingOff);
    }

    fn interrupted(&mut self, interrupt: Interrupt) {
        match interrupt {
            Interrupt::ScanPower => {
                self.powered = true;
                if matches!(&self.state, State::PoweringUp(power_up) if power_up.awaits_scan_power()) {
                    self.session.forget_wait();
                    self.power_went_on(Outcome::Powered);
                }
            }
            Interrupt::FingerOn => {
                self.finger = Some(Finger::On);
                if matches!(self.state, State::AwaitingOn) {
                    self.start_frames();
                }
            }
            Interrupt::FingerOff => {
                self.finger = Some(Finger::Off);
                if matches!(self.state, State::AwaitingOff) {
                    self.lifted();
                }
            }
            Interrupt::Trouble => self.recover(),
        }
    }

    /// Powers up anew, once the frame at hand is plain.
    ///
    /// A press that has frames ends here with its best: afterwards it might be another finger's.
    fn recover(&mut self) {
        match &self.state {
            State::PoweringUp(_) | State::ReadingInfo | State::TurningOff => return,
            State::WritingSeed(_) | State::ReadingKey(_) => {
                self.troubled = true;
                return;
            }
            State::StartingFrames if self.early.is_some() => {
                self.troubled = true;
                return;
            }
            _ => {}
        }
        self.troubled = false;
        let done = matches!(self.state, State::ArmingOff | State::AwaitingOff)
            || self.session.press.best_contrast() > 0
            || self.session.wanted != Wanted::Print;
        self.lift_first = self.on_platen && done;
        self.session.give_image();
        self.session.tell(Output::Condition(Condition::Recovering));
        // The outcome of what is in flight no longer matters, except that a frame's read stays out.
        self.session.forget(Purpose::Register);
        self.session.forget_wait();
        self.power_up();
    }

    fn power_went_on(&mut self, outcome: Outcome<'_>) {
        if let State::PoweringUp(mut power_up) = std::mem::replace(&mut self.state, State::Idle) {
            let act = power_up.next(outcome);
            self.act(power_up, act);
        }
    }

    /// A register access came back.
    fn answered(&mut self, bytes: &[u8]) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::PoweringUp(mut power_up) => {
                let outcome = if bytes.is_empty() { Outcome::Written } else { Outcome::Read(bytes) };
                let act = power_up.next(outcome);
                self.act(power_up, act);
            }
            State::ReadingInfo => self.ready(bytes),
            State::ArmingOn => {
                self.state = State::AwaitingOn;
                match (self.session.wanted, self.finger) {
                    (Wanted::Print, Some(Finger::On)) => self.start_frames(),
                    (Wanted::Print, _) => {}
                    (Wanted::Nothing, _) => self.state = State::Idle,
                    (Wanted::Close, _) => self.go_on(),
                }
            }
            State::StartingFrames => {
                self.state = State::AwaitingFrame;
                if let Some(frame) = self.early.take() {
                    self.received(&frame);
                }
            }
            State::WritingSeed(unscrambling) => {
                self.control(Register::SCRAMBLE_KEY.read(4), State::ReadingKey(unscrambling));
            }
            State::ReadingKey(unscrambling) => match <[u8; 4]>::try_from(bytes) {
                Ok(masked) => {
                    let key = Key(u32::from_le_bytes(masked) ^ self.seed);
                    self.unscramble(unscrambling, Some(key));
                }
                Err(_) => self.session.end(Condition::UnsupportedFirmware),
            },
            State::ArmingOff => {
                self.state = State::AwaitingOff;
                match (self.session.wanted, self.finger) {
                    (Wanted::Close, _) => self.go_on(),
                    (_, Some(Finger::Off)) => self.lifted(),
                    _ => {}
                }
            }
            State::TurningOff => self.session.finish(),
            // No other state has an access in flight.
            state => self.state = state,
        }
    }
}

impl Protocol for Uru4500 {
    type Purpose = Purpose;

    fn session(&self) -> &Session<Purpose> {
        &self.session
    }

    fn session_mut(&mut self) -> &mut Session<Purpose> {
        &mut self.session
    }

    fn open(&mut self) {
        self.await_interrupt();
        self.power_up();
    }

    fn turn(&mut self) {
        match (self.session.wanted, &self.state) {
            // A reader that is still armed from a print no longer wanted is armed afresh.
            (Wanted::Nothing, State::AwaitingOn) => self.state = State::Idle,
            (Wanted::Print, State::Idle)
            | (Wanted::Close, State::Idle | State::AwaitingOn | State::AwaitingOff) => self.go_on(),
            _ => {}
        }
    }

    fn completed(&mut self, purpose: Purpose, bytes: Zeroizing<Vec<u8>>) {
        match (purpose, &self.state) {
            (Purpose::Interrupt, _) => {
                self.await_interrupt();
                if let Some(interrupt) = Interrupt::of(&bytes) {
                    self.interrupted(interrupt);
                }
            }
            (Purpose::Frame, State::AwaitingFrame) => self.received(&bytes),
            (Purpose::Frame, State::StartingFrames) => self.early = Some(bytes),
            // A read from before trouble: it brings nothing.
            (Purpose::Frame, _) => {}
            (Purpose::Register, _) => self.answered(&bytes),
        }
    }

    fn failed(&mut self, purpose: Purpose, error: TransferError) {
        let opening = matches!(self.state, State::PoweringUp(_) | State::ReadingInfo);
        match error {
            _ if matches!(self.state, State::TurningOff) && error != TransferError::Unplugged => {
                self.session.finish();
            }
            // A reader that refuses its registers speaks another protocol.
            TransferError::Stalled if opening && purpose == Purpose::Register => {
                self.session.end(Condition::UnsupportedFirmware);
            }
            _ => self.session.end(Condition::of(error)),
        }
    }

    fn elapsed(&mut self) {
        match self.state {
            State::PoweringUp(_) => self.power_went_on(Outcome::Elapsed),
            State::StartingFrames | State::AwaitingFrame => {
                self.salvage();
                self.session.end(Condition::NotResponding);
            }
            _ => {}
        }
    }

    /// A frame that came early and is plain needs nothing more of the reader.
    fn salvage(&mut self) {
        let early = self.early.take().and_then(|bytes| RawFrame::parse(&bytes).ok());
        if let Some(frame) = early.filter(|frame| !frame.looks_scrambled()) {
            self.picture(&frame);
        }
    }

    fn wipe(&mut self) {
        (self.early, self.state) = (None, State::Idle);
    }
}
