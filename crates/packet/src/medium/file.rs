use uuid::Uuid;
use wire::DeviceId;

use super::hpke::Context;
use super::record::{NotARecord, Record};
use crate::key::PublicKey;

const MAGIC: &[u8; 8] = b"UMBRALM1";
/// Four fingers at 1000 ppi take 12 MiB.
const LONGEST_RECORD: usize = 16 << 20;

/// Which way a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From a device: what it would send over a link.
    Out,
    /// To a device: what the server answers.
    Back,
}

/// What anybody can read of a file: which way it goes, and which device it is from or for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Which way.
    pub direction: Direction,
    /// Which device.
    pub device: DeviceId,
    /// The sender's key of this file.
    pub ephemeral: PublicKey,
}

/// Why a file cannot be read, or not to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is another kind of file.
    #[error("this is no file of sealed packets")]
    NotOurs,
    /// A record does not open: it was altered, or is of other keys, or not in its place.
    #[error("record {0} does not open: the file was altered, or is from or for another device")]
    DoesNotOpen(u64),
    /// It ends before its end.
    #[error("the file was cut off: copy it once more")]
    CutOff,
    /// There is something after its end.
    #[error("something was put behind the file's end")]
    Trailing,
    /// A record of another version.
    #[error(transparent)]
    Record(#[from] NotARecord),
}

impl Header {
    /// Its length.
    pub const BYTES: usize = MAGIC.len() + 1 + 16 + PublicKey::BYTES;

    /// As the file begins.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.info()[..], self.ephemeral.as_bytes()].concat()
    }

    /// What both sides know of the file: no part of it opens under another.
    #[must_use]
    pub fn info(&self) -> Vec<u8> {
        let direction = match self.direction {
            Direction::Out => 1,
            Direction::Back => 2,
        };
        [&MAGIC[..], &[direction], self.device.0.as_bytes()].concat()
    }

    /// How a file begins.
    ///
    /// # Errors
    /// [`Unreadable::NotOurs`].
    pub fn of(file: &[u8]) -> Result<Self, Unreadable> {
        let header = file.get(..Self::BYTES).ok_or(Unreadable::NotOurs)?;
        let direction = match (&header[..8] == MAGIC, header[8]) {
            (true, 1) => Direction::Out,
            (true, 2) => Direction::Back,
            _ => return Err(Unreadable::NotOurs),
        };
        let device = Uuid::from_slice(&header[9..25]).map_err(|_| Unreadable::NotOurs)?;
        let ephemeral = PublicKey::from_bytes(&header[25..]).map_err(|_| Unreadable::NotOurs)?;
        Ok(Self { direction, device: DeviceId(device), ephemeral })
    }
}

/// Writes a file.
#[derive(Debug)]
pub struct Writer {
    context: Context,
    file: Vec<u8>,
}

impl Writer {
    /// Begins it.
    #[must_use]
    pub fn new(header: &Header, context: Context) -> Self {
        Self { context, file: header.to_bytes() }
    }

    /// Adds a record; false where it is longer than any is.
    #[must_use]
    pub fn add(&mut self, record: &Record) -> bool {
        let plain = record.to_bytes();
        if plain.len() > LONGEST_RECORD {
            return false;
        }
        let Some(sealed) = self.context.seal(&plain) else { return false };
        self.file.extend_from_slice(&(sealed.len() as u32).to_be_bytes());
        self.file.extend_from_slice(&sealed);
        true
    }

    /// Bytes till now.
    #[must_use]
    pub fn written(&self) -> usize {
        self.file.len()
    }

    /// Ends it.
    #[must_use]
    pub fn end(mut self) -> Vec<u8> {
        // The end is a byte long: it always fits.
        let _ = self.add(&Record::End);
        self.file
    }
}

/// Reads a file's records, up to its end or the first that is wrong.
#[derive(Debug)]
pub struct Reader<'f> {
    context: Context,
    rest: &'f [u8],
    number: u64,
    over: bool,
}

impl<'f> Reader<'f> {
    /// Of a whole file, its header included.
    #[must_use]
    pub fn new(file: &'f [u8], context: Context) -> Self {
        Self { context, rest: file.get(Header::BYTES..).unwrap_or_default(), number: 0, over: false }
    }

    fn record(&mut self) -> Result<Option<Record>, Unreadable> {
        let (length, rest) = self.rest.split_first_chunk::<4>().ok_or(Unreadable::CutOff)?;
        let length = u32::from_be_bytes(*length) as usize;
        if length > LONGEST_RECORD + 16 {
            return Err(Unreadable::DoesNotOpen(self.number));
        }
        let (sealed, rest) = rest.split_at_checked(length).ok_or(Unreadable::CutOff)?;
        let plain = self.context.open(sealed).ok_or(Unreadable::DoesNotOpen(self.number))?;
        self.rest = rest;
        self.number += 1;
        match Record::from_bytes(&plain)? {
            Record::End if self.rest.is_empty() => Ok(None),
            Record::End => Err(Unreadable::Trailing),
            record => Ok(Some(record)),
        }
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Record, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let next = self.record();
        self.over = !matches!(next, Ok(Some(_)));
        next.transpose()
    }
}
