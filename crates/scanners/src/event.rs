use crate::{TimerId, TransferError, TransferId};

/// What happened, as told to a [`crate::Scanner`].
///
/// Outcomes are told in the order they happened: what had arrived before the plug was pulled comes before
/// [`Event::Unplugged`], so a frame that was complete is never lost.
#[derive(Clone, PartialEq, Eq)]
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

// What was read may be pixels, which have no place in logs.
impl std::fmt::Debug for Event {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Completed { id, bytes } => {
                write!(formatter, "Completed({}, {} bytes)", id.get(), bytes.len())
            }
            Self::Failed { id, error } => write!(formatter, "Failed({}, {error:?})", id.get()),
            Self::Elapsed(timer) => write!(formatter, "Elapsed({timer:?})"),
            Self::Unplugged => formatter.write_str("Unplugged"),
        }
    }
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

#[cfg(test)]
mod tests {
    use crate::{Event, Output, rig::print};

    #[test]
    fn no_pixel_reaches_a_log() {
        let event = Event::Completed { id: 3.into(), bytes: print().pixels().to_vec() };
        assert_eq!(format!("{event:?}"), "Completed(3, 172800 bytes)");
        assert_eq!(format!("{:?}", Output::Image(print().clone())), "Image(360 x 480)");
    }
}
