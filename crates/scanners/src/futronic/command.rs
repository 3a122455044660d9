//! What the reader is told, and what it says of itself.

use std::time::Duration;

use crate::Transfer;

const COMMANDS: u8 = 0x01;
const REPLIES: u8 = 0x82;
/// Bytes of a packet, and of every reply that is not a frame.
pub(super) const PACKET: usize = 512;
/// A reply that takes longer never comes.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// One command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Asks for the [`Geometry`].
    Describe,
    /// Needed when opening; what the packet answered means is not known.
    OpenFirst,
    /// Needed when opening, too.
    OpenSecond,
    /// Light under the platen; no reply.
    Lamp(bool),
    /// The first frame after opening.
    FirstFrame,
    /// Every later one.
    Frame,
}

impl Command {
    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Describe => &[0xe0],
            Self::OpenFirst => &[0x6c],
            Self::OpenSecond => &[0x50],
            Self::Lamp(true) => &[0xdd, 0x32, 0x00],
            Self::Lamp(false) => &[0xdd, 0x00, 0x00],
            Self::FirstFrame => &[0xfe],
            Self::Frame => &[0x6e],
        }
    }

    #[cfg(any(test, feature = "simulators"))]
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        [
            Self::Describe,
            Self::OpenFirst,
            Self::OpenSecond,
            Self::Lamp(true),
            Self::Lamp(false),
            Self::FirstFrame,
            Self::Frame,
        ]
        .into_iter()
        .find(|command| command.bytes() == bytes)
    }

    pub(super) fn send(self) -> Transfer {
        Transfer::BulkOut { endpoint: COMMANDS, bytes: self.bytes().to_vec() }
    }
}

/// Reads what is still missing, in whole packets.
pub(super) fn receive(missing: usize) -> Transfer {
    Transfer::BulkIn { endpoint: REPLIES, length: missing.next_multiple_of(PACKET) }
}

/// The sides of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Geometry {
    pub(super) width: u16,
    pub(super) height: u16,
}

impl Geometry {
    const SIDES: std::ops::RangeInclusive<u16> = 64..=2048;

    /// From the reply to [`Command::Describe`]; pixels that a dead page left behind are hardly ever plausible.
    pub(super) fn parse(reply: &[u8]) -> Option<Self> {
        let &[_, _, _, _, a, b, c, d, ..] = reply else { return None };
        let (width, height) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        let plausible =
            reply.len() == PACKET && Self::SIDES.contains(&width) && Self::SIDES.contains(&height);
        plausible.then_some(Self { width, height })
    }

    pub(super) fn pixels(self) -> usize {
        usize::from(self.width) * usize::from(self.height)
    }
}
