//! From the finger on the platen to the image: reading frames, unscrambling them, keeping the best.

use std::time::Duration;

use super::{
    Purpose, State, Uru4500,
    raw_frame::{self, RawFrame},
    registers::{self, Mode, Register},
    scramble::{Key, Need, Unscrambling},
};
use crate::{
    Condition, Finger, Frame, Output, Transfer,
    press::{Press, contrast},
    session::Wanted,
};

/// How long the reader may take over one frame.
const FRAME_WITHIN: Duration = Duration::from_secs(3);
/// Broken frames in a row before giving up.
const BROKEN_MOST: u32 = 8;
/// The finger counts as lifted when the contrast falls to a quarter of the best in this many frames in a row:
/// while frames come, the reader itself does not say.
const FAINT_MOST: u32 = 2;

impl Uru4500 {
    pub(super) fn start_frames(&mut self) {
        if !std::mem::replace(&mut self.on_platen, true) {
            self.session.tell(Output::Finger(Finger::On));
        }
        (self.session.take, self.broken, self.faint) = (false, 0, 0);
        // Asked for before the sensor starts, so that nothing of the first frame is missed.
        self.read_frame();
        self.control(Mode::CAPTURE.set(), State::StartingFrames);
    }

    fn read_frame(&mut self) {
        self.session.wait(FRAME_WITHIN);
        // One from before trouble may still be out: it cannot be cancelled.
        if !self.session.is_under_way(Purpose::Frame) {
            let transfer = Transfer::BulkIn { endpoint: registers::FRAMES, length: raw_frame::LONGEST };
            self.session.transfer(Purpose::Frame, transfer, None);
        }
    }

    pub(super) fn received(&mut self, bytes: &[u8]) {
        self.session.forget_wait();
        match RawFrame::parse(bytes) {
            Ok(frame) if frame.looks_scrambled() => self.unscramble(Unscrambling::new(frame), None),
            Ok(frame) => self.show(&frame),
            Err(_) => {
                self.broken += 1;
                if self.broken >= BROKEN_MOST {
                    self.session.end(Condition::BrokenFrames);
                } else {
                    self.next_frame();
                }
            }
        }
    }

    pub(super) fn unscramble(&mut self, mut unscrambling: Unscrambling, key: Option<Key>) {
        match unscrambling.advance(key) {
            Need::Key(number) => {
                // Any number will do; it only must not be the same for ever.
                self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let [a, b, c, d] = self.seed.to_le_bytes();
                let write = Register::SCRAMBLE_INDEX.write(&[number, a, b, c, d]);
                self.control(write, State::WritingSeed(unscrambling));
            }
            Need::Nothing => self.show(&unscrambling.into_frame()),
        }
    }

    fn show(&mut self, frame: &RawFrame) {
        self.broken = 0;
        self.picture(frame);
        self.next_frame();
    }

    pub(super) fn picture(&mut self, frame: &RawFrame) {
        let pixels = frame.assemble(self.profile.turned);
        let (width, height) = (raw_frame::WIDTH as u32, raw_frame::HEIGHT as u32);
        let session = &mut self.session;
        if let Some(frame) = Frame::new(width, height, session.identity.native_ppi, pixels) {
            let contrast = contrast(&frame);
            self.faint = if contrast < session.press.best_contrast() / 4 { self.faint + 1 } else { 0 };
            session.press.offer(&frame, contrast);
            session.tell(Output::Frame(frame));
        }
    }

    /// After a frame: the next one, or whatever else is wanted.
    fn next_frame(&mut self) {
        self.state = State::AwaitingFrame;
        if self.troubled {
            self.recover();
            return;
        }
        let session = &mut self.session;
        let enough = self.faint >= FAINT_MOST || session.take && session.press.best_contrast() > 0;
        if session.wanted == Wanted::Print && !enough {
            self.read_frame();
            return;
        }
        session.give_image();
        session.press = Press::default();
        if session.wanted == Wanted::Close {
            self.go_on();
        } else {
            session.wanted = Wanted::Nothing;
            self.await_lift();
        }
    }

    pub(super) fn lifted(&mut self) {
        self.on_platen = false;
        self.session.tell(Output::Finger(Finger::Off));
        self.state = State::Idle;
        self.go_on();
    }
}
