//! A reader of the family in software.

use std::collections::VecDeque;

use raster::Grey;

use super::{
    Profile,
    power_up::respond,
    raw_frame::{Block, HEIGHT, WIDTH, compose},
    registers::{Interrupt, Mode, Register, hwstat},
    scramble::Key,
};
use crate::{Event, Simulator, Transfer, TransferError, TransferId, simulator::seen};

/// Rows that the real reader sends.
const ROWS: usize = HEIGHT - 1;
const CHALLENGE: [u8; 16] = *b"sixteen bytes, 0";

/// A U.are.U reader in software: registers, power, interrupts, frames scrambled under changing keys.
#[derive(Debug)]
pub struct Uru4500Simulator {
    profile: Profile,
    status: u8,
    /// Reads of the status until a confused reader is awake.
    drowsy: u32,
    answered: bool,
    mode: Mode,
    masked_key: u32,
    key_number: u8,
    scrambles: bool,
    print: Option<Grey>,
    interrupts: VecDeque<Interrupt>,
    interrupt_reads: VecDeque<TransferId>,
    frame_reads: VecDeque<TransferId>,
    outcomes: VecDeque<Event>,
    empty_frames: u32,
    silent: bool,
}

impl Uru4500Simulator {
    /// A reader just plugged in.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            status: hwstat::ASLEEP | hwstat::AWAKE,
            drowsy: 0,
            answered: false,
            mode: Mode::OFF,
            masked_key: 0,
            key_number: 7,
            scrambles: true,
            print: None,
            interrupts: VecDeque::new(),
            interrupt_reads: VecDeque::new(),
            frame_reads: VecDeque::new(),
            outcomes: VecDeque::new(),
            empty_frames: 0,
            silent: false,
        }
    }

    /// One that lost its bearings in a power save and must be woken first.
    #[must_use]
    pub fn confused(mut self) -> Self {
        (self.status, self.drowsy) = (hwstat::ASLEEP | hwstat::CONFUSED, 3);
        self
    }

    /// One that sends frames as they are.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.scrambles = false;
        self
    }

    /// Whether its sensor was turned off.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.mode == Mode::OFF
    }

    /// Reports trouble; the next frame is empty.
    pub fn trouble(&mut self) {
        self.empty_frames = 1;
        self.interrupt(Interrupt::Trouble);
    }

    /// Answers nothing from now on.
    pub fn fall_silent(&mut self) {
        self.silent = true;
    }

    fn read(&mut self, register: Register) -> Option<Vec<u8>> {
        match register {
            Register::HWSTAT => {
                let status = self.status;
                self.drowsy = self.drowsy.saturating_sub(1);
                if self.drowsy == 0 {
                    self.status |= hwstat::AWAKE;
                }
                Some(vec![status])
            }
            Register::SCRAMBLE_KEY => Some(self.masked_key.to_le_bytes().to_vec()),
            Register::DEVICE_INFO => Some(vec![0, 0, 0, 0, 1, 0x15, 0, 0, 0, 0, 0x21, 0x11, 0, 0, 0, 0]),
            Register::CHALLENGE if self.profile.challenged => Some(CHALLENGE.to_vec()),
            _ => None,
        }
    }

    fn write(&mut self, register: Register, bytes: &[u8]) -> bool {
        match (register, bytes) {
            (Register::HWSTAT, &[status]) => {
                let held = self.profile.challenged && !self.answered;
                let was_asleep = self.status & hwstat::ASLEEP != 0;
                self.status = status | if held { hwstat::ASLEEP } else { 0 };
                if self.drowsy == 0 {
                    self.status |= hwstat::AWAKE;
                }
                if was_asleep && self.status & hwstat::ASLEEP == 0 {
                    // The real one says so more than once.
                    self.interrupt(Interrupt::ScanPower);
                    self.interrupt(Interrupt::ScanPower);
                }
                true
            }
            (Register::SCRAMBLE_INDEX, &[number, a, b, c, d]) => {
                self.masked_key = Self::key(number).0 ^ u32::from_le_bytes([a, b, c, d]);
                true
            }
            (Register::MODE, &[mode]) => {
                self.mode = Mode(mode);
                match (self.mode, &self.print) {
                    (Mode::AWAIT_ON, Some(_)) => self.interrupt(Interrupt::FingerOn),
                    (Mode::AWAIT_OFF, None) => self.interrupt(Interrupt::FingerOff),
                    _ => {}
                }
                true
            }
            (Register::RESPONSE, response) if self.profile.challenged => {
                self.answered = response == respond(CHALLENGE);
                self.answered
            }
            _ => false,
        }
    }

    fn interrupt(&mut self, interrupt: Interrupt) {
        self.interrupts.push_back(interrupt);
    }

    fn key(number: u8) -> Key {
        Key((u32::from(number) + 1).wrapping_mul(0x9e37_79b9))
    }

    fn blocks(&self) -> Vec<Block> {
        let layout: &[(u8, usize)] = if self.scrambles {
            &[
                (Block::SCRAMBLED, 100),
                (Block::SCRAMBLED | Block::CHANGE_KEY, 60),
                (0, 40),
                (Block::KEY_RESTS, 29),
                (Block::SCRAMBLED, 60),
            ]
        } else {
            &[(0, 240), (0, 49)]
        };
        layout.iter().map(|&(flags, rows)| Block { flags, rows }).collect()
    }

    fn frame(&mut self) -> Vec<u8> {
        if self.empty_frames > 0 {
            self.empty_frames -= 1;
            return Vec::new();
        }
        let mut pixels = seen(self.print.as_ref(), WIDTH, HEIGHT, 512);
        if self.profile.turned {
            pixels.reverse();
        }
        pixels.truncate(ROWS * WIDTH);
        for grey in &mut pixels {
            *grey = 255 - *grey;
        }
        let blocks = self.blocks();
        let first = self.key_number;
        let (mut number, mut key, mut done) = (first, Self::key(first), 0);
        for block in &blocks {
            let region = &mut pixels[done * WIDTH..(done + block.rows) * WIDTH];
            done += block.rows;
            if block.flags & Block::CHANGE_KEY != 0 {
                number = number.wrapping_add(1);
                key = Self::key(number);
            }
            match block.flags & (Block::SCRAMBLED | Block::KEY_RESTS) {
                Block::SCRAMBLED => key.mask_block(region),
                0 => key = region.iter().fold(key, |key, _| key.step()),
                _ => {}
            }
        }
        self.key_number = number.wrapping_add(1);
        compose(first, &blocks, &pixels)
    }
}

impl Simulator for Uru4500Simulator {
    fn submit(&mut self, id: TransferId, transfer: &Transfer) {
        let answer = match transfer {
            Transfer::InterruptIn { .. } => return self.interrupt_reads.push_back(id),
            Transfer::BulkIn { .. } => return self.frame_reads.push_back(id),
            Transfer::ControlIn { control, length } => Register::of(*control)
                .and_then(|register| self.read(register))
                .filter(|bytes| bytes.len() == usize::from(*length)),
            Transfer::ControlOut { control, bytes } => {
                Register::of(*control).filter(|register| self.write(*register, bytes)).map(|_| Vec::new())
            }
            Transfer::BulkOut { .. } => None,
        };
        self.outcomes.push_back(match answer {
            Some(bytes) => Event::Completed { id, bytes },
            None => Event::Failed { id, error: TransferError::Stalled },
        });
    }

    fn outcome(&mut self) -> Option<Event> {
        if self.silent {
            return None;
        }
        // Interrupts overtake, as in the recording.
        if let (Some(id), Some(interrupt)) = (self.interrupt_reads.front(), self.interrupts.front()) {
            let event = Event::Completed { id: *id, bytes: interrupt.report() };
            self.interrupt_reads.pop_front();
            self.interrupts.pop_front();
            return Some(event);
        }
        if self.mode == Mode::CAPTURE
            && let Some(id) = self.frame_reads.pop_front()
        {
            return Some(Event::Completed { id, bytes: self.frame() });
        }
        self.outcomes.pop_front()
    }

    fn touch(&mut self, print: &Grey) {
        let came = self.print.replace(print.clone()).is_none();
        if came && self.mode == Mode::AWAIT_ON {
            self.interrupt(Interrupt::FingerOn);
        }
    }

    fn lift(&mut self) {
        let went = self.print.take().is_some();
        if went && self.mode == Mode::AWAIT_OFF {
            self.interrupt(Interrupt::FingerOff);
        }
    }
}
