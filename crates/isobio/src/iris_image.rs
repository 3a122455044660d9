//! ISO/IEC 19794-6:2011, iris image record, as far as to hand its images over: `"IIR\0020\0"`, length of record,
//! number of representations, certification flag, number of eyes; then each representation.

use crate::iso2011::{capture_details, framed};
use crate::parse::{Reader, check_end, value};
use crate::{Field, ParseError};

const IDENTIFIER: u32 = u32::from_be_bytes(*b"IIR\0");

/// Iris images in one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IrisImageRecord {
    /// At least one.
    pub images: Vec<IrisImage>,
}

/// One image of one eye.
#[derive(Clone, PartialEq, Eq)]
pub struct IrisImage {
    /// Which eye.
    pub eye: EyeLabel,
    /// 0 to 100, higher is better; `None` where not reported.
    pub quality: Option<u8>,
    /// Columns; at least 1.
    pub width: u16,
    /// Rows; at least 1.
    pub height: u16,
    /// Whether [`Self::data`] is 8-bit grey row by row; otherwise it is an image file that says itself what it is.
    pub raw: bool,
    /// The image.
    pub data: Vec<u8>,
}

/// Which eye, as a record states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum EyeLabel {
    Unspecified,
    Right,
    Left,
}

// No pixels in logs.
impl std::fmt::Debug for IrisImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IrisImage({:?}, {} x {}, {} bytes)", self.eye, self.width, self.height, self.data.len())
    }
}

impl IrisImageRecord {
    /// Reads one record. Total: any bytes give a record or an error. Colour is refused.
    ///
    /// # Errors
    /// [`ParseError`], naming the field that does not hold.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        let count = reader.general_header(IDENTIFIER, "\"IIR\" and a zero byte", bytes.len())?;
        if count == 0 {
            return Err(value(Field::ViewCount, count, "at least 1"));
        }
        reader.u8(Field::CertificationFlag)?;
        reader.u8(Field::DistinctPositions)?;
        let images = (0..count).map(|_| IrisImage::read(&mut reader)).collect::<Result<_, _>>()?;
        check_end(&reader, Field::RecordLength, bytes.len() as u32)?;
        Ok(Self { images })
    }
}

impl IrisImage {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        let (mut reader, _) = framed(reader)?;
        // Irises have no certification blocks, whatever the flag says.
        let quality = capture_details(&mut reader, false)?;
        reader.u16(Field::ViewNumber)?;
        let eye = match reader.u8(Field::EyeLabel)? {
            0 => EyeLabel::Unspecified,
            1 => EyeLabel::Right,
            2 => EyeLabel::Left,
            other => return Err(value(Field::EyeLabel, other, "0 to 2")),
        };
        reader.u8(Field::ImageFormat)?; // Cropped, masked or whole.
        let raw = match reader.u8(Field::ImageFormat)? {
            2 => true,
            6 | 10 | 14 => false,
            other => {
                return Err(value(Field::ImageFormat, other, "grey: 2 raw, 6 JPEG, 10 JPEG 2000, 14 PNG"));
            }
        };
        reader.u8(Field::ImageFormat)?; // Orientation and former compression.
        let (width, height) = (reader.side(Field::Width)?, reader.side(Field::Height)?);
        match reader.u8(Field::BitDepth)? {
            8 => {}
            other => return Err(value(Field::BitDepth, other, "8")),
        }
        reader.take(18, Field::ExtendedData)?; // Range, roll angle, where the iris may lie.
        let length = reader.u32(Field::ImageLength)?;
        let data = reader.take(length as usize, Field::ImageLength)?.to_vec();
        if raw && length != u32::from(width) * u32::from(height) {
            return Err(value(Field::ImageLength, length, "the image's width times its height"));
        }
        Ok(Self { eye, quality, width, height, raw, data })
    }
}
