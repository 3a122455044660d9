//! A reader of the family in software.

use std::collections::VecDeque;

use raster::Grey;

use super::{
    command::{Command, Geometry, PACKET},
    flip,
};
use crate::{Event, Simulator, Transfer, TransferError, TransferId, simulator::seen};

const GEOMETRY: Geometry = Geometry { width: 320, height: 480 };
/// A Futronic reader in software: one queue of replies, which a dead page may have left full.
#[derive(Debug)]
pub struct FutronicSimulator {
    print: Option<Grey>,
    inverted: bool,
    lamp: bool,
    /// What the reader has to say, oldest first.
    queue: VecDeque<u8>,
    /// Bytes of the queue that a dead page asked for; until they are read, no command gets in.
    stale: usize,
    /// The most that one read of a frame brings.
    read_most: usize,
    endless: bool,
    silent: bool,
    commands: VecDeque<(TransferId, Vec<u8>)>,
    reads: VecDeque<(TransferId, usize)>,
}

impl Default for FutronicSimulator {
    fn default() -> Self {
        Self::new()
    }
}

impl FutronicSimulator {
    /// A reader just plugged in.
    #[must_use]
    pub fn new() -> Self {
        Self {
            print: None,
            inverted: false,
            lamp: false,
            queue: VecDeque::new(),
            stale: 0,
            read_most: 32 * PACKET,
            endless: false,
            silent: false,
            commands: VecDeque::new(),
            reads: VecDeque::new(),
        }
    }

    /// One whose reads of a frame end after `bytes` bytes.
    #[must_use]
    pub fn in_reads_of(mut self, bytes: usize) -> Self {
        self.read_most = bytes;
        self
    }

    /// One whose ridges are bright on a dark platen.
    #[must_use]
    pub fn inverted(mut self) -> Self {
        self.inverted = true;
        self
    }

    /// One that a page left `packets` packets before the end of a frame.
    #[must_use]
    pub fn left_behind(mut self, packets: usize) -> Self {
        self.stale = packets * PACKET;
        self.queue = self.frame().into_iter().cycle().take(self.stale).collect();
        self
    }

    /// One that a page left so, with pixels so dark that they look like the sides of a frame.
    #[must_use]
    pub fn left_behind_dark(mut self, packets: usize) -> Self {
        self.stale = packets * PACKET;
        self.queue =
            (0..self.stale as u32).map(|at| 1 + (at.wrapping_mul(0x9e37_79b1) >> 29) as u8 % 7).collect();
        self
    }

    /// One that goes on sending pixels for ever.
    #[must_use]
    pub fn endless(mut self) -> Self {
        self.endless = true;
        self.left_behind(300)
    }

    /// Answers nothing from now on.
    pub fn fall_silent(&mut self) {
        self.silent = true;
    }

    /// Whether the light under the platen is on.
    #[must_use]
    pub fn is_lit(&self) -> bool {
        self.lamp
    }

    fn frame(&self) -> Vec<u8> {
        let mut pixels = seen(self.print.as_ref(), GEOMETRY.width.into(), GEOMETRY.height.into(), 500);
        flip(&mut pixels, GEOMETRY.width.into());
        if self.inverted {
            pixels.iter_mut().for_each(|grey| *grey = 255 - *grey);
        }
        pixels
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Describe => {
                let (width, height) = (GEOMETRY.width.to_be_bytes(), GEOMETRY.height.to_be_bytes());
                let mut reply = [0; PACKET];
                reply[4..6].copy_from_slice(&width);
                reply[6..8].copy_from_slice(&height);
                self.queue.extend(reply);
            }
            Command::OpenFirst | Command::OpenSecond => self.queue.extend([0x5a; PACKET]),
            Command::Lamp(on) => self.lamp = on,
            Command::FirstFrame | Command::Frame => self.queue.extend(self.frame()),
        }
    }
}

impl Simulator for FutronicSimulator {
    fn submit(&mut self, id: TransferId, transfer: &Transfer) {
        match transfer {
            Transfer::BulkOut { bytes, .. } => self.commands.push_back((id, bytes.clone())),
            Transfer::BulkIn { length, .. } => self.reads.push_back((id, *length)),
            Transfer::ControlIn { .. } | Transfer::ControlOut { .. } | Transfer::InterruptIn { .. } => {}
        }
    }

    fn outcome(&mut self) -> Option<Event> {
        if self.silent {
            return None;
        }
        if self.stale == 0
            && let Some((id, bytes)) = self.commands.pop_front()
        {
            return Some(match Command::of(&bytes) {
                Some(command) => {
                    self.obey(command);
                    Event::Completed { id, bytes: Vec::new() }
                }
                None => Event::Failed { id, error: TransferError::Stalled },
            });
        }
        if self.queue.is_empty() {
            return None;
        }
        let (id, length) = self.reads.pop_front()?;
        let length = length.min(self.read_most.max(PACKET)).min(self.queue.len());
        if self.endless {
            self.queue.extend(vec![255; length]);
        } else {
            self.stale = self.stale.saturating_sub(length);
        }
        Some(Event::Completed { id, bytes: self.queue.drain(..length).collect() })
    }

    fn touch(&mut self, print: &Grey) {
        self.print = Some(print.clone());
    }

    fn lift(&mut self) {
        self.print = None;
    }
}
