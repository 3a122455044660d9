use std::{collections::VecDeque, time::Duration};

use raster::Grey;

use crate::{Condition, Frame, Identity, Transfer, TransferId};

/// Names one wait of a session. A wait that no longer matters is ignored when it ends: there is no cancelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimerId(pub(crate) u32);

/// Whether a finger is on the platen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finger {
    /// It touches.
    On,
    /// It was lifted.
    Off,
}

/// What a [`crate::Scanner`] wants done, or has found out.
#[derive(PartialEq)]
pub enum Output {
    /// Make this transfer, and tell its outcome. Transfers on one endpoint are made in the order given.
    Transfer {
        /// To be named in the outcome.
        id: TransferId,
        /// What to do.
        transfer: Transfer,
        /// Report [`crate::TransferError::TimedOut`] after this long; `None` waits for as long as it takes.
        timeout: Option<Duration>,
    },
    /// Tell [`crate::Event::Elapsed`] after this long.
    Wait {
        /// To be named in the event.
        timer: TimerId,
        /// How long.
        duration: Duration,
    },
    /// The device is awake and can capture; this is what it says it is. Comes again after
    /// [`Condition::Recovering`].
    Ready(Identity),
    /// A finger came or went, where the device tells.
    Finger(Finger),
    /// A live picture, for the screen and never to be stored.
    Frame(Frame),
    /// The print, at the resolution it carries: dark ridges on light ground, the fingertip up.
    Image(Grey),
    /// Something the person at the desk must know.
    Condition(Condition),
    /// The session is over: close the device. Nothing follows.
    Ended,
}

// No pixels in logs.
impl std::fmt::Debug for Output {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Transfer { id, transfer, timeout } => {
                write!(formatter, "Transfer({}, {transfer:?}, {timeout:?})", id.0)
            }
            Self::Wait { timer, duration } => write!(formatter, "Wait({}, {duration:?})", timer.0),
            Self::Ready(identity) => write!(formatter, "Ready({identity:?})"),
            Self::Finger(finger) => write!(formatter, "Finger({finger:?})"),
            Self::Frame(frame) => frame.fmt(formatter),
            Self::Image(image) => write!(formatter, "Image({} x {})", image.width(), image.height()),
            Self::Condition(condition) => write!(formatter, "Condition({condition:?})"),
            Self::Ended => formatter.write_str("Ended"),
        }
    }
}

/// Outputs in order, and the numbers already given away.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    queue: VecDeque<Output>,
    numbers: u32,
}

impl Outbox {
    pub(crate) fn push(&mut self, output: Output) {
        self.queue.push_back(output);
    }

    pub(crate) fn pop(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }

    pub(crate) fn transfer(&mut self, transfer: Transfer, timeout: Option<Duration>) -> TransferId {
        let id = TransferId(self.number());
        self.push(Output::Transfer { id, transfer, timeout });
        id
    }

    pub(crate) fn wait(&mut self, duration: Duration) -> TimerId {
        let timer = TimerId(self.number());
        self.push(Output::Wait { timer, duration });
        timer
    }

    fn number(&mut self) -> u32 {
        self.numbers = self.numbers.wrapping_add(1);
        self.numbers
    }
}
