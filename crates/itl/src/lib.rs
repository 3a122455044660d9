//! ANSI/NIST-ITL 1-2011 files in their traditional encoding: bytes in, records out, and back.
//!
//! [`Transaction`] is any such file: tagged records field by field, binary ones (3 to 8) as they lie. On it stand the
//! records whose fields are known here: [`Header`] (Type-1) and [`Features`] (Type-9, the extended feature set). What a
//! reader meets beyond these is kept as it is. Strict when writing; when reading, tolerant of what real files do: tags with
//! leading zeroes, records that state less than they should.

mod features;
mod header;
mod read;
mod record;
mod write;

pub use features::{Assessment, Feature, FeatureKind, Features, FeaturesError, Region, ValueForComparison};
pub use header::{Header, HeaderError};
pub use read::{ReadError, ReadFault};
pub use record::{Field, Record, Subfield, Transaction};
pub use write::WriteError;

/// Ends a record.
const FS: u8 = 0x1C;
/// Between fields.
const GS: u8 = 0x1D;
/// Between subfields.
const RS: u8 = 0x1E;
/// Between information items.
const US: u8 = 0x1F;
/// The field whose bytes are data, separators among them.
const DATA: u32 = 999;
/// The types of fixed layout: no tags, no separators.
const BINARY: std::ops::RangeInclusive<u8> = 3..=8;
