//! Finger minutiae records, both ways: ISO/IEC 19794-2:2005 (record format), ISO/IEC 19794-2:2011 and
//! ANSI INCITS 378-2004, and what they share with [`fingerprint::Template`]. Finger image records, both ways:
//! ISO/IEC 19794-4:2011. Iris image records, to hand their images over: ISO/IEC 19794-6:2011.
//!
//! All numbers in the records are big-endian. Extended data (ridge counts, cores and deltas, vendors' own) is
//! skipped by its length, and so is what the headers say about the capture device; neither is written.

mod ansi378;
mod direction;
mod field;
mod finger_image;
mod impression;
mod iris_image;
mod iso2005;
mod iso2011;
mod parse;
mod record;
mod template;
mod view_2004;
mod write;

pub use direction::Direction;
pub use field::Field;
pub use finger_image::{
    Compression, FingerImage, FingerImageRecord, ImageWriteError, PrintPosition, Sampling, ScaleUnits,
};
pub use impression::ImpressionType;
pub use iris_image::{EyeLabel, IrisImage, IrisImageRecord};
pub use parse::ParseError;
pub use record::{FingerMinutiaeRecord, Format, MinutiaType, RecordMinutia, View};
pub use write::WriteError;
