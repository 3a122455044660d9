//! Futronic FS80, FS81 and what answers like them: 320 by 480 pixels at a nominal 500 ppi, bulk transfers only.
//!
//! Replies carry no name of what they answer: whoever reads next gets them. So a page that died mid-frame leaves
//! pixels that the next one must read away before it understands anything. The reader does not tell when a
//! finger comes; frames are taken all the time and looked at.

mod command;
mod profile;
#[cfg(any(test, feature = "simulators"))]
mod simulator;
#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

pub use profile::Profile;
#[cfg(any(test, feature = "simulators"))]
pub use simulator::FutronicSimulator;

use crate::{
    Claim, Condition, Finger, Frame, Output, TransferError,
    press::{Press, contrast},
    session::{Protocol, Session, Wanted},
};
use command::{ANSWER_WITHIN, Command, Geometry};

/// Which interface to claim.
pub(crate) const CLAIM: Claim = Claim::Numbers(&[0]);

/// Packets of a dead page to read away: one frame is 300.
const STALE_MOST: u32 = 400;
/// Contrast that a finger has (about 2100) and an empty platen has not (about 48).
const FINGER_ABOVE: u32 = 300;
/// Contrast below which the finger is gone.
const EMPTY_BELOW: u32 = 150;
/// Reads in a row that may bring nothing.
const EMPTY_READS_MOST: u32 = 8;

/// A session with a reader of the family.
// Not `Debug`: what it holds of a print must not reach a log.
pub struct Futronic {
    session: Session<()>,
    state: State,
    geometry: Option<Geometry>,
    empty_reads: u32,
    first_taken: bool,
    /// Whether an empty platen is dark, once one was seen: then ridges are bright.
    dark_platen: Option<bool>,
    finger: Touch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Touch {
    None,
    /// One frame looked like a finger.
    Maybe,
    Sure,
    /// Its print was given out, or is not wanted.
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Describing { stale: u32, first: Option<Geometry>, asked_twice: bool },
    Sending(Command),
    Receiving(Command),
}

impl Futronic {
    /// A session with a device that was opened and its interface claimed.
    #[must_use]
    pub fn new(profile: Profile, serial: Option<String>) -> Self {
        Self {
            session: Session::new(profile.identity(serial)),
            state: State::Idle,
            geometry: None,
            empty_reads: 0,
            first_taken: false,
            dark_platen: None,
            finger: Touch::None,
        }
    }

    fn send(&mut self, command: Command) {
        self.state = State::Sending(command);
        self.session.transfer((), command.send(), Some(ANSWER_WITHIN));
    }

    fn receive(&mut self, missing: usize, state: State) {
        self.state = state;
        self.session.transfer((), command::receive(missing), Some(ANSWER_WITHIN));
    }

    /// The command itself may be stuck behind a dead page's backlog, so nothing waits for it.
    fn describe(&mut self) {
        self.session.transfer_unheeded(Command::Describe.send(), None);
        self.receive(command::PACKET, State::Describing { stale: 0, first: None, asked_twice: false });
    }

    /// Dark pixels may look like a geometry, so it is asked for twice, and only two equal answers in a row count.
    fn described(&mut self, stale: u32, first: Option<Geometry>, asked_twice: bool, reply: &[u8]) {
        let geometry = Geometry::parse(reply);
        if geometry.is_some() && geometry == first {
            self.geometry = geometry;
            self.send(Command::OpenFirst);
            return;
        }
        // A first plausible answer is not stale yet; one that displaces another shows that the other was.
        let stale_now = geometry.is_none() || first.is_some();
        if stale_now && stale == 0 {
            self.session.tell(Output::Condition(Condition::StaleBacklog));
        }
        let stale = stale + u32::from(stale_now);
        if stale > STALE_MOST {
            self.session.end(Condition::StaleBacklogRemains);
            return;
        }
        if geometry.is_some() && !asked_twice {
            self.session.transfer_unheeded(Command::Describe.send(), None);
        }
        let asked_twice = asked_twice || geometry.is_some();
        self.receive(command::PACKET, State::Describing { stale, first: geometry, asked_twice });
    }

    fn sent(&mut self, command: Command) {
        match (command, self.geometry) {
            (Command::Lamp(true), _) if self.first_taken => self.send(Command::Frame),
            (Command::Lamp(true), _) => self.send(Command::FirstFrame),
            (Command::Lamp(false), _) if self.session.wanted == Wanted::Close => self.session.finish(),
            (Command::Lamp(false), _) => {
                self.state = State::Idle;
                self.go_on();
            }
            (Command::FirstFrame | Command::Frame, Some(geometry)) => {
                self.first_taken = true;
                self.empty_reads = 0;
                self.session.begin_frame(geometry.pixels());
                self.receive(geometry.pixels(), State::Receiving(command));
            }
            _ => self.receive(command::PACKET, State::Receiving(command)),
        }
    }

    fn replied(&mut self, command: Command, reply: &[u8]) {
        match (command, self.geometry) {
            (Command::OpenFirst, _) => self.send(Command::OpenSecond),
            (Command::FirstFrame | Command::Frame, Some(geometry)) => {
                self.empty_reads = if reply.is_empty() { self.empty_reads + 1 } else { 0 };
                match self.session.add_to_frame(reply, geometry.pixels()) {
                    Ok(pixels) => {
                        self.picture(geometry, pixels);
                        self.go_on();
                    }
                    Err(missing) if self.empty_reads < EMPTY_READS_MOST => {
                        self.receive(missing, State::Receiving(command));
                    }
                    Err(_) => self.session.end(Condition::BrokenFrames),
                }
            }
            _ => {
                self.state = State::Idle;
                self.session.ready();
                self.go_on();
            }
        }
    }

    /// A frame is complete: looks for a finger in it.
    fn picture(&mut self, geometry: Geometry, mut pixels: Zeroizing<Vec<u8>>) {
        self.state = State::Idle;
        flip(&mut pixels, usize::from(geometry.width));
        let dark = self.dark_platen.unwrap_or_else(|| mostly_dark(&pixels));
        if dark {
            pixels.iter_mut().for_each(|grey| *grey = 255 - *grey);
        }
        let (width, height) = (u32::from(geometry.width), u32::from(geometry.height));
        let ppi = self.session.identity.native_ppi;
        let Some(frame) = Frame::new(width, height, ppi, pixels) else { return };
        let contrast = contrast(&frame);
        if contrast < EMPTY_BELOW && self.dark_platen.is_none() {
            self.dark_platen = Some(dark);
        }
        match self.finger {
            Touch::None | Touch::Maybe if contrast > FINGER_ABOVE => {
                if self.finger == Touch::None {
                    self.finger = Touch::Maybe;
                } else {
                    self.finger = Touch::Sure;
                    self.session.tell(Output::Finger(Finger::On));
                }
                self.show(frame, contrast);
            }
            Touch::None | Touch::Maybe => {
                self.finger = Touch::None;
                self.session.press = Press::default();
            }
            Touch::Sure if contrast >= EMPTY_BELOW => self.show(frame, contrast),
            Touch::Sure => {
                self.session.give_image();
                self.lifted();
            }
            Touch::Done if contrast < EMPTY_BELOW => self.lifted(),
            Touch::Done => {}
        }
    }

    fn show(&mut self, frame: Frame, contrast: u32) {
        let session = &mut self.session;
        if session.wanted == Wanted::Print {
            session.press.offer(&frame, contrast);
            session.tell(Output::Frame(frame));
        }
        if self.finger == Touch::Sure && (session.take || session.wanted == Wanted::Nothing) {
            session.give_image();
            self.finger = Touch::Done;
        }
    }

    fn lifted(&mut self) {
        self.finger = Touch::None;
        self.session.tell(Output::Finger(Finger::Off));
    }

    /// Between two frames: the next, or whatever else is wanted.
    fn go_on(&mut self) {
        match (self.session.wanted, self.finger) {
            (Wanted::Close, _) => self.send(Command::Lamp(false)),
            (Wanted::Print, _) | (Wanted::Nothing, Touch::Sure | Touch::Done) => {
                self.send(Command::Lamp(true));
            }
            (Wanted::Nothing, Touch::None | Touch::Maybe) => {
                self.session.press = Press::default();
                self.finger = Touch::None;
                self.state = State::Idle;
            }
        }
    }
}

impl Protocol for Futronic {
    type Purpose = ();

    fn session(&self) -> &Session<()> {
        &self.session
    }

    fn session_mut(&mut self) -> &mut Session<()> {
        &mut self.session
    }

    fn open(&mut self) {
        self.describe();
    }

    fn turn(&mut self) {
        if self.state == State::Idle {
            self.go_on();
        }
    }

    fn may_take(&self) -> bool {
        self.finger == Touch::Sure
    }

    fn completed(&mut self, (): (), bytes: Zeroizing<Vec<u8>>) {
        match self.state {
            State::Describing { stale, first, asked_twice } => {
                self.described(stale, first, asked_twice, &bytes);
            }
            State::Sending(command) => self.sent(command),
            State::Receiving(command) => self.replied(command, &bytes),
            State::Idle => {}
        }
    }

    fn failed(&mut self, (): (), error: TransferError) {
        match (self.state, error) {
            (State::Sending(Command::Lamp(false)), error) if error != TransferError::Unplugged => {
                self.session.finish();
            }
            (State::Describing { stale: 1.., .. }, TransferError::TimedOut) => {
                self.session.end(Condition::StaleBacklogRemains);
            }
            _ => self.session.end(Condition::of(error)),
        }
    }
}

/// Puts the last row first: the reader sends from the bottom.
fn flip(pixels: &mut [u8], width: usize) {
    pixels.reverse();
    pixels.chunks_exact_mut(width).for_each(<[u8]>::reverse);
}

/// Whether most of a frame, and so its background, is dark.
fn mostly_dark(pixels: &[u8]) -> bool {
    pixels.iter().filter(|grey| **grey < 128).count() * 2 > pixels.len()
}
