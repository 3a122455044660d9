//! Scanners' protocols: sessions with a device that lies, stalls, stops and is pulled out.

use scanners::futronic::FutronicSimulator;
use scanners::morpho::MorphoSimulator;
use scanners::nb1010::Nb1010Simulator;
use scanners::uru4500::Uru4500Simulator;
use scanners::{Event, Model, Output, Request, Scanner, Simulator, TransferError, TransferId};
use synthetic::{Conditions, FingerSeed, Master, impression};

/// Whatever the device does, the session never panics, never runs in circles, and nothing follows its end.
pub(crate) fn run(bytes: &[u8]) {
    let Some((&device, script)) = bytes.split_first() else { return };
    let models: Vec<Model> = Model::ids().filter_map(Model::of).collect();
    let model = models[usize::from(device) % models.len()];
    let mut session = Session {
        scanner: model.scanner(None),
        device: simulator(model),
        waiting: Vec::new(),
        open: Vec::new(),
        script: script.iter().copied(),
        ended: false,
    };
    session.device.touch(&impression_once());
    session.scanner.ask(Request::Open);
    session.drain();
    // Sound answers to the end of the script, each byte of which may spoil one.
    for _ in 0..MOST_STEPS {
        if !session.step() {
            break;
        }
    }
    session.scanner.handle(Event::Unplugged);
    session.drain();
}

/// A session takes fewer steps; one that runs in circles is cut off by the script's end.
const MOST_STEPS: usize = 4_000;

struct Session<I> {
    scanner: Box<dyn Scanner>,
    device: Box<dyn Simulator>,
    /// Timers, the oldest first.
    waiting: Vec<scanners::TimerId>,
    open: Vec<TransferId>,
    script: I,
    ended: bool,
}

impl<I: Iterator<Item = u8>> Session<I> {
    /// Lets one thing happen, as the script says; false at its end.
    fn step(&mut self) -> bool {
        let Some(act) = self.script.next() else { return false };
        match act {
            0..=7 => self.scanner.ask(match act {
                0 => Request::Open,
                1..=3 => Request::Capture,
                4 | 5 => Request::Take,
                6 => Request::Stop,
                _ => Request::Close,
            }),
            8 => self.scanner.handle(Event::Unplugged),
            9 => self.device.lift(),
            10 => self.device.touch(&impression_once()),
            11..=16 => {
                if let Some(id) = self.open.pop() {
                    let error = [
                        TransferError::Stalled,
                        TransferError::TimedOut,
                        TransferError::Aborted,
                        TransferError::Babble,
                        TransferError::Other,
                        TransferError::Unplugged,
                    ][usize::from(act - 11)];
                    self.scanner.handle(Event::Failed { id, error });
                }
            }
            17..=60 => {
                if !self.waiting.is_empty() {
                    let timer = self.waiting.remove(0);
                    self.scanner.handle(Event::Elapsed(timer));
                }
            }
            _ => self.answer(act),
        }
        self.drain();
        true
    }

    /// The device's next answer, spoilt if `act` says so.
    fn answer(&mut self, act: u8) {
        let Some(event) = self.device.outcome() else { return };
        let event = match event {
            Event::Completed { id, mut bytes } => {
                self.open.retain(|open| *open != id);
                match act {
                    61..=70 => bytes.truncate(self.number() * bytes.len() / 256),
                    71..=80 => {
                        let (at, value) = (self.number() * bytes.len() / 256, self.number());
                        if let Some(byte) = bytes.get_mut(at) {
                            *byte ^= value as u8;
                        }
                    }
                    81..=90 => {
                        let count = self.number();
                        bytes = self.script.by_ref().take(count).collect();
                    }
                    91..=95 => {
                        let more = self.number() * 300;
                        bytes.resize(bytes.len() + more, act);
                    }
                    _ => {}
                }
                Event::Completed { id, bytes }
            }
            other => other,
        };
        self.scanner.handle(event);
    }

    fn number(&mut self) -> usize {
        self.script.next().map_or(0, usize::from)
    }

    fn drain(&mut self) {
        for _ in 0..10_000 {
            let Some(output) = self.scanner.poll() else { return };
            assert!(!self.ended, "nothing follows the end, but {output:?}");
            match output {
                Output::Transfer { id, transfer, .. } => {
                    self.open.push(id);
                    self.device.submit(id, &transfer);
                }
                Output::Wait { timer, .. } => self.waiting.push(timer),
                Output::Ended => self.ended = true,
                _ => {}
            }
        }
        assert!(self.scanner.poll().is_none(), "a session without end between two events");
    }
}

fn simulator(model: Model) -> Box<dyn Simulator> {
    match model {
        Model::Uru4500(profile) => Box::new(Uru4500Simulator::new(profile)),
        Model::Futronic(_) => Box::new(FutronicSimulator::new()),
        Model::Morpho(_) => Box::new(MorphoSimulator::new()),
        Model::Nb1010 => Box::new(Nb1010Simulator::new()),
    }
}

fn impression_once() -> raster::Grey {
    static PRINT: std::sync::OnceLock<raster::Grey> = std::sync::OnceLock::new();
    PRINT.get_or_init(|| impression(&Master::grow(FingerSeed(3)), &Conditions::perfect(3))).clone()
}

/// For each device: a session that opens, captures, takes and closes, with answers and waits between.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let answers = [200u8, 200, 200, 20].repeat(60);
    (0..Model::ids().count() as u8)
        .map(|device| {
            [&[device], answers.as_slice(), &[1], &answers, &[4], &answers, &[7], &answers[..40]].concat()
        })
        .collect()
}
