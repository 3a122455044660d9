//! The reader itself: transfers in, outcomes out, at the pace of its bus, and whoever touches it.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use fingerprint::FingerPosition;
use raster::Grey;
use scanners::futronic::FutronicSimulator;
use scanners::morpho::MorphoSimulator;
use scanners::nb1010::Nb1010Simulator;
use scanners::uru4500::Uru4500Simulator;
use scanners::{Control, Event, Model, Recipient, RequestKind, Simulator, Transfer};
use synthetic::{Conditions, Difficulty, Master, Person, Placement};

use crate::descriptors::{Descriptors, FUTRONIC, MORPHO, NB1010, URU4500};
use crate::message::{Kind, Submission};

/// Which reader.
#[derive(Debug, Clone, Copy)]
pub struct Kit {
    /// What its descriptors say.
    pub descriptors: Descriptors,
    /// Bytes a second that its bus and its sensor together bring.
    pub rate: u32,
}

impl Kit {
    /// The reader of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        // A full-speed bus brings about a megabyte a second: nine U.are.U frames. Futronic's takes 100 ms a frame.
        let (descriptors, rate) = match name {
            "uru4500" => (URU4500, 1_000_000),
            "futronic" => (FUTRONIC, 1_536_000),
            "morpho" => (MORPHO, 1_000_000),
            "nb1010" => (NB1010, 500_000),
            _ => return None,
        };
        Some(Self { descriptors, rate })
    }

    fn simulator(self) -> Option<Box<dyn Simulator>> {
        Some(match Model::of(self.descriptors.id)? {
            Model::Uru4500(profile) => Box::new(Uru4500Simulator::new(profile)),
            Model::Futronic(_) => Box::new(FutronicSimulator::new()),
            Model::Morpho(_) => Box::new(MorphoSimulator::new()),
            Model::Nb1010 => Box::new(Nb1010Simulator::new()),
        })
    }
}

/// A reader that is plugged in.
pub struct Reader {
    kit: Kit,
    simulator: Box<dyn Simulator>,
    /// Reads that their host gave up, by endpoint: the reader still waits in them, and the next read takes their place.
    given_up: HashMap<u8, Vec<u32>>,
    /// The endpoints of reads under way, and whose they are now.
    reads: HashMap<u32, (u8, u32)>,
    /// How the finger lies from beat to beat.
    coming_down: VecDeque<Grey>,
}

/// A synthetic person's finger coming down on a platen, from its first touch. Growing it takes a while.
#[must_use]
pub fn coming_down(person: u64, position: FingerPosition) -> Vec<Grey> {
    let finger = Person { seed: person }.finger(position);
    let placement = Placement::new(Master::grow(finger), Conditions::draw(finger.0 ^ 1, Difficulty::Good));
    let pictures = (0..Placement::FRAMES).map(|n| placement.frame(n));
    pictures.skip_while(|picture| picture.pixels().iter().all(|&grey| grey >= 128)).collect()
}

/// What came of a transfer.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// As the host named it.
    pub id: u32,
    /// Whether the reader took it.
    pub ok: bool,
    /// What was read.
    pub data: Vec<u8>,
    /// How long the bus was busy with it.
    pub takes: Duration,
}

impl Reader {
    /// Plugs a reader in; none if no simulator answers for it.
    #[must_use]
    pub fn plug(kit: Kit) -> Option<Self> {
        Some(Self {
            simulator: kit.simulator()?,
            kit,
            given_up: HashMap::new(),
            reads: HashMap::new(),
            coming_down: VecDeque::new(),
        })
    }

    /// Lets a finger come down on it: picture by picture, as [`Self::beat`] goes on.
    pub fn touch(&mut self, pictures: Vec<Grey>) {
        self.coming_down = pictures.into();
        self.beat();
    }

    /// Takes the finger away.
    pub fn lift(&mut self) {
        self.coming_down.clear();
        self.simulator.lift();
    }

    /// Lets the finger come down further, once every [`Placement::FRAME_INTERVAL_MS`].
    pub fn beat(&mut self) {
        if let Some(picture) = self.coming_down.pop_front() {
            self.simulator.touch(&picture);
        }
    }

    /// Takes a transfer; one that the reader itself has no part in is answered at once.
    pub fn submit(&mut self, submission: Submission) -> Option<Outcome> {
        let id = submission.id;
        if submission.kind == Kind::Control && submission.setup[0] & 0x60 == 0 {
            return Some(self.standard(id, submission.setup));
        }
        let transfer = transfer_of(submission);
        if let Transfer::BulkIn { endpoint, .. } | Transfer::InterruptIn { endpoint, .. } = transfer {
            if let Some(waiting) = self.given_up.get_mut(&endpoint).and_then(take_first) {
                self.reads.insert(waiting, (endpoint, id));
                return None;
            }
            self.reads.insert(id, (endpoint, id));
        }
        self.simulator.submit(id.into(), &transfer);
        None
    }

    /// The host gives a transfer up.
    pub fn cancel(&mut self, id: u32) {
        let waiting = self.reads.iter().find(|(_, (_, whose))| *whose == id);
        if let Some((&waiting, &(endpoint, _))) = waiting {
            self.reads.remove(&waiting);
            self.given_up.entry(endpoint).or_default().push(waiting);
        }
    }

    /// What is due. A read that nobody waits for any more keeps what it brings from nobody: it is simply gone, as on
    /// the bus.
    pub fn outcome(&mut self) -> Option<Outcome> {
        loop {
            let (id, ok, data) = match self.simulator.outcome()? {
                Event::Completed { id, bytes } => (id.get(), true, bytes),
                Event::Failed { id, .. } => (id.get(), false, Vec::new()),
                Event::Elapsed(_) | Event::Unplugged => continue,
            };
            if let Some(given_up) = self.given_up.values_mut().find(|ids| ids.contains(&id)) {
                given_up.retain(|waiting| *waiting != id);
                continue;
            }
            let id = self.reads.remove(&id).map_or(id, |(_, whose)| whose);
            let takes = Duration::from_secs_f64(data.len() as f64 / f64::from(self.kit.rate));
            return Some(Outcome { id, ok, data, takes });
        }
    }

    /// Requests that every device answers alike (USB 2.0, chapter 9.4).
    fn standard(&self, id: u32, setup: [u8; 8]) -> Outcome {
        const GET_DESCRIPTOR: u8 = 6;
        let length = usize::from(u16::from_le_bytes([setup[6], setup[7]]));
        let (ok, mut data) = match (setup[1], setup[3]) {
            (GET_DESCRIPTOR, 1) => (true, self.kit.descriptors.device().to_vec()),
            (GET_DESCRIPTOR, 2) => (true, self.kit.descriptors.configuration()),
            (GET_DESCRIPTOR, _) => (false, Vec::new()),
            _ => (true, Vec::new()),
        };
        data.truncate(length);
        Outcome { id, ok, data, takes: Duration::ZERO }
    }
}

fn take_first(ids: &mut Vec<u32>) -> Option<u32> {
    (!ids.is_empty()).then(|| ids.remove(0))
}

fn transfer_of(submission: Submission) -> Transfer {
    let Submission { kind, endpoint, setup, length, data, .. } = submission;
    let reads = |address: u8| address & 0x80 != 0;
    match kind {
        Kind::Control => {
            let control = Control {
                kind: if setup[0] & 0x60 == 0x20 { RequestKind::Class } else { RequestKind::Vendor },
                recipient: if setup[0] & 0x1f == 0 { Recipient::Device } else { Recipient::Interface },
                request: setup[1],
                value: u16::from_le_bytes([setup[2], setup[3]]),
                index: u16::from_le_bytes([setup[4], setup[5]]),
            };
            match reads(setup[0]) {
                true => Transfer::ControlIn { control, length: u16::from_le_bytes([setup[6], setup[7]]) },
                false => Transfer::ControlOut { control, bytes: data },
            }
        }
        Kind::Bulk if reads(endpoint) => Transfer::BulkIn { endpoint, length: length as usize },
        Kind::Interrupt if reads(endpoint) => Transfer::InterruptIn { endpoint, length: length as usize },
        Kind::Bulk | Kind::Interrupt => Transfer::BulkOut { endpoint, bytes: data },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(id: u32, kind: Kind, endpoint: u8) -> Submission {
        Submission { id, kind, endpoint, setup: [0; 8], length: 64, data: Vec::new() }
    }

    #[test]
    fn a_read_that_was_given_up_takes_nothing_from_the_next() {
        let mut reader = Reader::plug(Kit::named("uru4500").unwrap()).unwrap();
        assert_eq!(reader.submit(read(1, Kind::Interrupt, 0x81)), None);
        reader.cancel(1);
        assert_eq!(reader.submit(read(2, Kind::Interrupt, 0x81)), None);
        // Power on: the sensor says so by an interrupt.
        let setup = [0x40, 4, 0x07, 0, 0, 0, 1, 0];
        let write = Submission { id: 3, kind: Kind::Control, endpoint: 0, setup, length: 0, data: vec![0] };
        assert_eq!(reader.submit(write), None);
        let outcomes: Vec<u32> = std::iter::from_fn(|| reader.outcome()).map(|outcome| outcome.id).collect();
        assert_eq!(outcomes, [2, 3]);
    }

    #[test]
    fn every_device_tells_its_descriptors() {
        let mut reader = Reader::plug(Kit::named("futronic").unwrap()).unwrap();
        let setup = [0x80, 6, 0, 1, 0, 0, 18, 0];
        let ask = Submission { setup, ..read(1, Kind::Control, 0) };
        assert_eq!(reader.submit(ask).unwrap().data[..4], [18, 1, 0, 2]);
    }
}
