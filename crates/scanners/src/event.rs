use crate::{TimerId, TransferError, TransferId};

/// What happened, as told to a [`crate::Scanner`].
///
/// Outcomes are told in the order they happened: what had arrived before the plug was pulled comes before
/// [`Event::Unplugged`], so a frame that was complete is never lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A transfer is done.
    Completed {
        /// Which.
        id: TransferId,
        /// What was read; empty for a transfer that sends.
        bytes: Vec<u8>,
    },
    /// A transfer came to nothing.
    Failed {
        /// Which.
        id: TransferId,
        /// Why.
        error: TransferError,
    },
    /// A wait is over.
    Elapsed(TimerId),
    /// The device is gone.
    Unplugged,
}

/// What a session may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Wake the device, which the transport has opened and claimed as [`crate::Model::claim`] says.
    Open,
    /// Take one print: preview frames follow once a finger is there, then one image.
    Capture,
    /// The print on the platen is good: once the read in flight ends, the best frame of this press becomes the
    /// image.
    Take,
    /// No print is wanted after all. A read in flight still ends first; no image comes.
    Stop,
    /// Turn the device off; [`crate::Output::Ended`] follows.
    Close,
}
