//! A MorphoSmart reader in software.

use std::collections::VecDeque;

use raster::Grey;

use super::{
    envelope::{Envelopes, seal},
    id,
    ilv::{Ilv, ilv},
    image, status,
};
use crate::{Event, Simulator, Transfer, TransferError, TransferId, simulator::seen};

const WIDTH: u16 = 256;
const HEIGHT: u16 = 400;
const LIVE_IMAGES: usize = 3;

/// A MorphoSmart reader in software: takes a print by itself once asked, sending live images meanwhile.
pub struct MorphoSimulator {
    print: Option<Grey>,
    /// Whether the line was raised and set: before, it is deaf.
    raised: bool,
    set: bool,
    capturing: bool,
    /// How the next captures end.
    refusals: VecDeque<u8>,
    received: Envelopes,
    sent: VecDeque<u8>,
    acknowledged: VecDeque<Event>,
    reads: VecDeque<(TransferId, usize)>,
    read_most: usize,
}

impl Default for MorphoSimulator {
    fn default() -> Self {
        Self::new()
    }
}

impl MorphoSimulator {
    /// A reader just plugged in.
    #[must_use]
    pub fn new() -> Self {
        Self {
            print: None,
            raised: false,
            set: false,
            capturing: false,
            refusals: VecDeque::new(),
            received: Envelopes::default(),
            sent: VecDeque::new(),
            acknowledged: VecDeque::new(),
            reads: VecDeque::new(),
            read_most: usize::MAX,
        }
    }

    /// One behind a serial port that was opened already.
    #[must_use]
    pub fn behind_a_port(mut self) -> Self {
        (self.raised, self.set) = (true, true);
        self
    }

    /// One whose reads bring at most `bytes` bytes.
    #[must_use]
    pub fn in_reads_of(mut self, bytes: usize) -> Self {
        self.read_most = bytes.max(1);
        self
    }

    /// One that a page left in the middle of a live image, with another to follow.
    #[must_use]
    pub fn left_behind(mut self) -> Self {
        self.live();
        let half = self.sent.len() / 2;
        self.sent.drain(..half);
        self.live();
        self
    }

    /// The next capture ends with this status instead of a print.
    pub fn refuse(&mut self, status: u8) {
        self.refusals.push_back(status);
    }

    fn image(&self) -> Vec<u8> {
        let pixels = seen(self.print.as_ref(), WIDTH.into(), HEIGHT.into(), 500);
        image::compose(WIDTH, HEIGHT, 500, &pixels)
    }

    fn live(&mut self) {
        let value = [&[status::OK], ilv(id::LIVE, &self.image()).as_slice()].concat();
        self.say(&ilv(id::ASYNC, &value));
    }

    fn say(&mut self, message: &[u8]) {
        self.sent.extend(seal(message));
    }

    fn take(&mut self) {
        if !self.capturing {
            return;
        }
        if let Some(status) = self.refusals.pop_front() {
            self.capturing = false;
            self.say(&ilv(id::ENROL, &[status]));
        } else if self.print.is_some() {
            self.capturing = false;
            self.say(&ilv(id::ASYNC, &[status::OK, 1, 4, 0, 0, 0, 0, 0]));
            for _ in 0..LIVE_IMAGES {
                self.live();
            }
            let image = ilv(id::IMAGE, &self.image());
            self.say(&ilv(id::ENROL, &[&[status::OK, 0, 0, 0, 0, 0], image.as_slice()].concat()));
        }
    }

    fn obey(&mut self, message: &[u8]) {
        match Ilv::parse(message) {
            Some((Ilv { id: id::PING, .. }, _)) => self.say(&ilv(id::PING, &[status::OK])),
            Some((Ilv { id: id::ENROL, .. }, _)) => {
                self.capturing = true;
                self.take();
            }
            Some((Ilv { id: id::CANCEL, .. }, _)) => {
                if std::mem::take(&mut self.capturing) {
                    self.say(&ilv(id::ENROL, &[status::ABORTED]));
                }
            }
            _ => self.say(&ilv(id::INVALID, &[])),
        }
    }
}

impl Simulator for MorphoSimulator {
    fn submit(&mut self, id: TransferId, transfer: &Transfer) {
        let known = match transfer {
            Transfer::BulkIn { length, .. } => return self.reads.push_back((id, *length)),
            Transfer::ControlOut { control, bytes } => match (control.request, control.value, bytes.len()) {
                (0x22, 3, 0) => {
                    self.raised = true;
                    true
                }
                (0x20, 0, 7) => {
                    self.set = true;
                    true
                }
                _ => false,
            },
            Transfer::BulkOut { bytes, .. } => {
                if self.raised && self.set {
                    self.received.push(bytes);
                    while let Some(message) = self.received.next() {
                        self.obey(&message);
                    }
                }
                true
            }
            Transfer::ControlIn { .. } | Transfer::InterruptIn { .. } => false,
        };
        self.acknowledged.push_back(if known {
            Event::Completed { id, bytes: Vec::new() }
        } else {
            Event::Failed { id, error: TransferError::Stalled }
        });
    }

    fn outcome(&mut self) -> Option<Event> {
        if let Some(event) = self.acknowledged.pop_front() {
            return Some(event);
        }
        if self.sent.is_empty() {
            return None;
        }
        let (id, length) = self.reads.pop_front()?;
        let length = length.min(self.read_most).min(self.sent.len());
        Some(Event::Completed { id, bytes: self.sent.drain(..length).collect() })
    }

    fn touch(&mut self, print: &Grey) {
        self.print = Some(print.clone());
        self.take();
    }

    fn lift(&mut self) {
        self.print = None;
    }
}
