use std::num::NonZeroU16;

use fingerprint::FingerPosition;

use crate::{Direction, ImpressionType};

/// Which layout the bytes of a record have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// ISO/IEC 19794-2:2005, record format: `"FMR\0 20\0"`, header of 24 bytes, angles in 256ths of a turn.
    Iso2005,
    /// ISO/IEC 19794-2:2011, record format: `"FMR\0030\0"`, a header for each representation, angles in 256ths.
    Iso2011,
    /// ANSI INCITS 378-2004: `"FMR\0 20\0"`, header of 26 or 30 bytes, angles in 180ths of a turn.
    Ansi378,
}

/// The finger views of one record, whichever format it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FingerMinutiaeRecord {
    /// At least one; 255 at most, in [`Format::Iso2011`] 176. [`Format::Iso2005`] and [`Format::Ansi378`] want
    /// the same size and resolution in all.
    pub views: Vec<View>,
}

/// One impression of one finger (in :2011 a "representation").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The finger. Codes of several fingers at once, which :2011 knows, are refused.
    pub position: FingerPosition,
    /// Counts the views of the same finger: 0 to 15.
    pub number: u8,
    /// How the impression was made.
    pub impression: ImpressionType,
    /// 0 to 100, higher is better; `None` where not reported, which only [`Format::Iso2011`] can say.
    pub quality: Option<u8>,
    /// Columns of the image, in its own pixels; at least 1.
    pub width: u16,
    /// Rows of the image; at least 1.
    pub height: u16,
    /// Pixels per centimetre across; 197 stands for 500 ppi.
    pub x_resolution: NonZeroU16,
    /// Pixels per centimetre down.
    pub y_resolution: NonZeroU16,
    /// At most 255; [`Format::Iso2011`] wants at least one.
    pub minutiae: Vec<RecordMinutia>,
}

/// A minutia as a record has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordMinutia {
    /// Pixels of the record from its left column, below [`View::width`] and 2^14.
    pub x: u16,
    /// Pixels of the record from its top row, below [`View::height`] and 2^14.
    pub y: u16,
    /// Along the ridge that ends, or the valley between the branches.
    pub direction: Direction,
    /// Ending, bifurcation or neither.
    pub kind: MinutiaType,
    /// 0 to 100; `None` where not reported. [`Format::Iso2005`] and [`Format::Ansi378`] say "not reported" with
    /// 0, so a 0 is written to them as 1, the lowest they know.
    pub quality: Option<u8>,
}

/// The 2-bit type of a minutia.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MinutiaType {
    /// Neither, or either: 00.
    Other,
    /// A ridge ends: 01.
    Ending,
    /// A ridge splits: 10.
    Bifurcation,
}
