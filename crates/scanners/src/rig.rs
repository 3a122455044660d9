//! A scanner's session wired to a simulator, with faults on order: what every device's tests run in.

use std::{sync::OnceLock, time::Duration};

use raster::Grey;
use synthetic::{Conditions, FingerSeed, Master, impression};

use crate::{
    Condition, Event, Finger, Model, Output, Request, Scanner, Simulator, TimerId, TransferError, TransferId,
    UsbId,
};

/// More events than any test needs: a session that runs longer runs in circles.
const EVENTS_MOST: usize = 20_000;

pub(crate) struct Rig<S, D> {
    pub(crate) scanner: S,
    pub(crate) device: D,
    /// All that came out, transfers and waits apart.
    pub(crate) outputs: Vec<Output>,
    /// Outcomes told so far.
    pub(crate) told: usize,
    /// The plug is pulled after this many outcomes...
    pub(crate) pull_after: Option<usize>,
    /// ...the last of which is cut to this many bytes.
    pub(crate) cut: Option<usize>,
    now: Duration,
    timers: Vec<(Duration, Alarm)>,
    open: Vec<TransferId>,
}

/// What is due at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Alarm {
    Elapsed(TimerId),
    TimedOut(TransferId),
}

impl<S: Scanner, D: Simulator> Rig<S, D> {
    pub(crate) fn new(scanner: S, device: D) -> Self {
        Self {
            scanner,
            device,
            outputs: Vec::new(),
            told: 0,
            pull_after: None,
            cut: None,
            now: Duration::ZERO,
            timers: Vec::new(),
            open: Vec::new(),
        }
    }

    pub(crate) fn ask(&mut self, request: Request) -> &mut Self {
        self.scanner.ask(request);
        self
    }

    /// Runs until nothing is left to happen without a person.
    pub(crate) fn settle(&mut self) -> &mut Self {
        self.run(|_| false);
        self
    }

    /// Runs until something that `wanted` accepts comes out; everything before and it are in `outputs`.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Output) -> bool) -> &mut Self {
        assert!(self.run(wanted), "the session came to rest without it: {:?}", self.outputs);
        self
    }

    /// Runs until `frames` more frames came out.
    pub(crate) fn frames(&mut self, frames: usize) -> &mut Self {
        for _ in 0..frames {
            self.until(|output| matches!(output, Output::Frame(_)));
        }
        self
    }

    /// Whether what `wanted` accepts came before the session came to rest.
    pub(crate) fn run(&mut self, wanted: impl Fn(&Output) -> bool) -> bool {
        for _ in 0..EVENTS_MOST {
            if self.drain(&wanted) {
                return true;
            }
            if !self.step() {
                return false;
            }
        }
        panic!("the session runs in circles: {:?}", self.outputs);
    }

    /// Takes what the session puts out, up to what `wanted` accepts.
    fn drain(&mut self, wanted: &impl Fn(&Output) -> bool) -> bool {
        while let Some(output) = self.scanner.poll() {
            match output {
                Output::Transfer { id, transfer, timeout } => {
                    self.open.push(id);
                    if let Some(timeout) = timeout {
                        self.timers.push((self.now + timeout, Alarm::TimedOut(id)));
                    }
                    self.device.submit(id, &transfer);
                }
                Output::Wait { timer, duration } => {
                    self.timers.push((self.now + duration, Alarm::Elapsed(timer)));
                }
                output => {
                    let found = wanted(&output);
                    self.outputs.push(output);
                    if found {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Lets one thing happen, if anything can.
    fn step(&mut self) -> bool {
        if self.pull_after.is_some_and(|after| self.told >= after) {
            return self.pull();
        }
        if let Some(mut event) = self.device.outcome() {
            self.told += 1;
            if self.pull_after == Some(self.told)
                && let (Some(cut), Event::Completed { bytes, .. }) = (self.cut, &mut event)
            {
                bytes.truncate(cut);
            }
            if let Event::Completed { id, .. } | Event::Failed { id, .. } = &event {
                self.open.retain(|open| open != id);
            }
            self.now += Duration::from_millis(1);
            self.scanner.handle(event);
            return true;
        }
        let Some(first) = (0..self.timers.len()).min_by_key(|at| self.timers[*at]) else { return false };
        let (deadline, alarm) = self.timers.remove(first);
        match alarm {
            Alarm::Elapsed(timer) => {
                self.now = self.now.max(deadline);
                self.scanner.handle(Event::Elapsed(timer));
            }
            Alarm::TimedOut(id) if self.open.contains(&id) => {
                self.now = self.now.max(deadline);
                self.open.retain(|open| *open != id);
                self.scanner.handle(Event::Failed { id, error: TransferError::TimedOut });
            }
            Alarm::TimedOut(_) => {}
        }
        true
    }

    /// Lets one thing happen; whether anything but a transfer or a wait came of it.
    pub(crate) fn step_quietly(&mut self) -> bool {
        let before = self.outputs.len();
        self.drain(&|_| false);
        self.step();
        self.drain(&|_| false);
        self.outputs.len() > before
    }

    /// Pulls the plug: what is in flight fails, as a browser tells it.
    fn pull(&mut self) -> bool {
        let open = std::mem::take(&mut self.open);
        let happened = !open.is_empty();
        for id in open {
            self.scanner.handle(Event::Failed { id, error: TransferError::Unplugged });
        }
        self.scanner.handle(Event::Unplugged);
        happened
    }

    pub(crate) fn images(&self) -> Vec<&Grey> {
        self.outputs
            .iter()
            .filter_map(|output| if let Output::Image(image) = output { Some(image) } else { None })
            .collect()
    }

    pub(crate) fn frame_count(&self) -> usize {
        self.outputs.iter().filter(|output| matches!(output, Output::Frame(_))).count()
    }

    pub(crate) fn fingers(&self) -> Vec<Finger> {
        self.outputs
            .iter()
            .filter_map(|output| if let Output::Finger(finger) = output { Some(*finger) } else { None })
            .collect()
    }

    pub(crate) fn conditions(&self) -> Vec<Condition> {
        self.outputs
            .iter()
            .filter_map(
                |output| if let Output::Condition(condition) = output { Some(*condition) } else { None },
            )
            .collect()
    }

    pub(crate) fn ended(&self) -> bool {
        let ends = self.outputs.iter().filter(|output| matches!(output, Output::Ended)).count();
        assert!(
            ends <= 1 && (ends == 0 || self.outputs.last() == Some(&Output::Ended)),
            "nothing follows the end"
        );
        ends == 1
    }
}

/// The device of these numbers.
pub(crate) fn model(vendor: u16, product: u16) -> Model {
    Model::of(UsbId { vendor, product }).unwrap()
}

/// Pulls the plug after each outcome of `session` in turn: it must end once, say so, and keep what was shown.
/// Gives the number of images kept for each moment.
pub(crate) fn unplugged_at_any_transfer<S: Scanner, D: Simulator>(
    rig: impl Fn() -> Rig<S, D>,
    session: impl Fn(Rig<S, D>) -> Rig<S, D>,
) -> Vec<usize> {
    (0..session(rig()).told)
        .map(|pull_after| {
            let mut rig = rig();
            rig.pull_after = Some(pull_after);
            let rig = session(rig);
            assert_eq!(rig.conditions(), [Condition::Unplugged], "pulled after {pull_after}");
            kept(&rig)
        })
        .collect()
}

/// Pulls the plug after `pull_after` outcomes of `session`, the last of them cut to `cut` bytes.
pub(crate) fn unplugged_at<S: Scanner, D: Simulator>(
    mut rig: Rig<S, D>,
    (pull_after, cut): (usize, usize),
    session: impl Fn(Rig<S, D>) -> Rig<S, D>,
) {
    (rig.pull_after, rig.cut) = (Some(pull_after), Some(cut));
    kept(&session(rig));
}

fn kept<S: Scanner, D: Simulator>(rig: &Rig<S, D>) -> usize {
    assert!(rig.ended(), "pulled after {:?}", rig.pull_after);
    assert_eq!(rig.images().len(), rig.frame_count().min(1), "pulled after {:?}", rig.pull_after);
    rig.images().len()
}

pub(crate) fn is_ready(output: &Output) -> bool {
    matches!(output, Output::Ready(_))
}

pub(crate) fn is_image(output: &Output) -> bool {
    matches!(output, Output::Image(_))
}

pub(crate) fn is_lift(output: &Output) -> bool {
    *output == Output::Finger(Finger::Off)
}

/// One print, grown once.
pub(crate) fn print() -> &'static Grey {
    static PRINT: OnceLock<Grey> = OnceLock::new();
    PRINT.get_or_init(|| impression(&Master::grow(FingerSeed(11)), &Conditions::perfect(11)))
}

/// Tells a session whatever a broken or hostile device might: it must come to no harm, and end at most once.
pub(crate) fn survive(mut scanner: impl Scanner, told: Vec<(u8, Vec<u8>)>) {
    let (mut open, mut timers, mut ends) = (Vec::new(), Vec::new(), 0);
    scanner.ask(Request::Open);
    scanner.ask(Request::Capture);
    for (kind, bytes) in told {
        while let Some(output) = scanner.poll() {
            match output {
                Output::Transfer { id, .. } => open.push(id),
                Output::Wait { timer, .. } => timers.push(timer),
                Output::Ended => ends += 1,
                _ => {}
            }
        }
        let at = usize::from(kind) % open.len().max(1);
        match kind % 32 {
            0 => scanner.ask(Request::Take),
            1 => scanner.ask(Request::Stop),
            2..4 => scanner.ask(Request::Capture),
            4..8 => timers.drain(..).for_each(|timer| scanner.handle(Event::Elapsed(timer))),
            _ if open.is_empty() => {}
            _ => scanner.handle(Event::Completed { id: open.remove(at), bytes }),
        }
    }
    scanner.handle(Event::Unplugged);
    while let Some(output) = scanner.poll() {
        ends += usize::from(output == Output::Ended);
    }
    assert_eq!(ends, 1);
}
