//! The reader's commands and what it answers.

use std::time::Duration;

use crate::Transfer;

const COMMANDS: u8 = 0x02;
const REPLIES: u8 = 0x83;
/// How long any transfer may take.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_millis(500);
/// Between two looks for a finger.
pub(super) const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Columns of a frame.
pub(super) const WIDTH: usize = 256;
/// Rows of a frame.
pub(super) const HEIGHT: usize = 180;

const START: u8 = 0x80;
const ROWS_CODE: u8 = 0x21;
const ROWS_HEADER: usize = 25;
const ROWS: usize = 2 * WIDTH;
/// A packet of rows ends with three bytes of nothing.
pub(super) const ROWS_PACKET: usize = ROWS_HEADER + ROWS + 3;
/// The least that holds a packet of rows in whole USB packets of 64.
const READ: usize = 576;
/// Bytes of every reply but rows.
pub(super) const REPLY: usize = 16;
const LEVEL_AT: usize = 12;
/// Contact level above which a finger is there; 0xF7 was seen with one.
const FINGER_ABOVE: u8 = 0x30;

/// One command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// How much of the sensor is touched.
    Look,
    /// Comes before [`Self::Scan`].
    Prepare,
    /// One frame.
    Scan,
}

impl Command {
    /// The command's number, the reply's, and what follows the header.
    fn parts(self) -> (u8, u8, &'static [u8]) {
        const SCAN: [u8; 24] = [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0];
        match self {
            Self::Look => (0x38, 0x37, &[]),
            Self::Prepare => (0x0d, 0x20, &[0, 4, 0, 0]),
            Self::Scan => (0x12, 0x20, &SCAN),
        }
    }

    /// The command under a number that its reply repeats.
    pub(super) fn bytes(self, sequence: u8) -> Vec<u8> {
        let (command, _, payload) = self.parts();
        let length = 8 + payload.len() as u32;
        [&[START, command, sequence, 0], length.to_le_bytes().as_slice(), payload].concat()
    }

    pub(super) fn send(self, sequence: u8) -> Transfer {
        Transfer::BulkOut { endpoint: COMMANDS, bytes: self.bytes(sequence) }
    }

    /// Whether `reply` answers this command under `sequence`.
    pub(super) fn answered_by(self, reply: &[u8], sequence: u8) -> bool {
        let (_, code, _) = self.parts();
        reply.len() == REPLY && reply.starts_with(&[START, code, 0, sequence])
    }

    #[cfg(any(test, feature = "simulators"))]
    pub(super) fn of(bytes: &[u8]) -> Option<(Self, u8)> {
        let sequence = *bytes.get(2)?;
        let command =
            [Self::Look, Self::Prepare, Self::Scan].into_iter().find(|it| it.bytes(sequence) == bytes)?;
        Some((command, sequence))
    }

    #[cfg(any(test, feature = "simulators"))]
    pub(super) fn reply(self, sequence: u8, level: u8) -> Vec<u8> {
        let (_, code, _) = self.parts();
        let mut reply = vec![0; REPLY];
        reply[..8].copy_from_slice(&[START, code, 0, sequence, REPLY as u8, 0, 0, 0]);
        reply[LEVEL_AT] = level;
        reply
    }
}

/// Reads the next packet, whatever it is.
pub(super) fn receive() -> Transfer {
    Transfer::BulkIn { endpoint: REPLIES, length: READ }
}

/// Whether the reply to [`Command::Look`] tells of a finger.
pub(super) fn touched(reply: &[u8]) -> bool {
    reply.get(LEVEL_AT).is_some_and(|level| *level > FINGER_ABOVE)
}

/// The two rows of a packet.
pub(super) fn rows(packet: &[u8]) -> Option<&[u8]> {
    let whole = packet.len() == ROWS_PACKET && packet.starts_with(&[START, ROWS_CODE]);
    whole.then(|| &packet[ROWS_HEADER..ROWS_HEADER + ROWS])
}

/// Packet number `at` of a frame.
#[cfg(any(test, feature = "simulators"))]
pub(super) fn rows_packet(at: usize, rows: &[u8]) -> Vec<u8> {
    let mut packet = vec![0; ROWS_PACKET];
    packet[..8].copy_from_slice(&[START, ROWS_CODE, 0, 0, 0x1c, 0x02, 0, 0]);
    packet[16] = (2 * at + 1) as u8;
    packet[ROWS_HEADER..ROWS_HEADER + ROWS].copy_from_slice(rows);
    packet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_the_bytes_that_were_recorded() {
        assert_eq!(Command::Look.bytes(1), [0x80, 0x38, 1, 0, 8, 0, 0, 0]);
        assert_eq!(Command::Prepare.bytes(3), [0x80, 0x0d, 3, 0, 12, 0, 0, 0, 0, 4, 0, 0]);
        let mut scan = vec![0x80, 0x12, 4, 0, 0x20, 0, 0, 0, 2];
        scan.extend([0; 19]);
        scan.extend([0x20, 0, 0, 0]);
        assert_eq!(Command::Scan.bytes(4), scan);
    }
}
