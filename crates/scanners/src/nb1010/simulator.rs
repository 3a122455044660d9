//! The reader in software.

use std::collections::VecDeque;

use raster::Grey;

use super::packet::{Command, HEIGHT, WIDTH, rows_packet};
use crate::{Event, Simulator, Transfer, TransferError, TransferId, simulator::seen};

/// An NB-1010-U in software.
#[derive(Debug, Default)]
pub struct Nb1010Simulator {
    print: Option<Grey>,
    commands: VecDeque<Event>,
    packets: VecDeque<Vec<u8>>,
    reads: VecDeque<TransferId>,
}

impl Nb1010Simulator {
    /// A reader just plugged in.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One that a page left `packets` packets before the end of a frame.
    #[must_use]
    pub fn left_behind(mut self, packets: usize) -> Self {
        self.scan();
        self.packets.truncate(packets);
        self
    }

    /// Packets not read yet.
    #[must_use]
    pub fn packets_waiting(&self) -> usize {
        self.packets.len()
    }

    /// The last packet not read yet arrives empty.
    pub fn spoil_a_packet(&mut self) {
        if let Some(packet) = self.packets.back_mut() {
            packet.clear();
        }
    }

    fn scan(&mut self) {
        let pixels = seen(self.print.as_ref(), WIDTH, HEIGHT, 385);
        self.packets
            .extend(pixels.chunks_exact(2 * WIDTH).enumerate().map(|(at, rows)| rows_packet(at, rows)));
    }

    fn obey(&mut self, command: Command, sequence: u8) {
        let level = if self.print.is_some() { 0xf7 } else { 0x04 };
        self.packets.push_back(command.reply(sequence, level));
        if command == Command::Scan {
            self.scan();
        }
    }
}

impl Simulator for Nb1010Simulator {
    fn submit(&mut self, id: TransferId, transfer: &Transfer) {
        match transfer {
            Transfer::BulkOut { bytes, .. } => {
                let event = match Command::of(bytes) {
                    Some((command, sequence)) => {
                        self.obey(command, sequence);
                        Event::Completed { id, bytes: Vec::new() }
                    }
                    None => Event::Failed { id, error: TransferError::Stalled },
                };
                self.commands.push_back(event);
            }
            Transfer::BulkIn { .. } => self.reads.push_back(id),
            Transfer::ControlIn { .. } | Transfer::ControlOut { .. } | Transfer::InterruptIn { .. } => {}
        }
    }

    fn outcome(&mut self) -> Option<Event> {
        if let Some(event) = self.commands.pop_front() {
            return Some(event);
        }
        let id = *self.reads.front()?;
        let bytes = self.packets.pop_front()?;
        self.reads.pop_front();
        Some(Event::Completed { id, bytes })
    }

    fn touch(&mut self, print: &Grey) {
        self.print = Some(print.clone());
    }

    fn lift(&mut self) {
        self.print = None;
    }
}
