//! ISO/IEC 19794-4:2011, finger image record: `"FIR\0020\0"`, length of record, number of representations,
//! certification flag, number of distinct positions; then each representation with a header of its own.

use std::collections::BTreeSet;

use fingerprint::FingerPosition;

use crate::iso2011::{capture_details, certified, framed, written_capture_details};
use crate::parse::{Reader, check_end, check_length, impression, value};
use crate::{Field, Format, ImpressionType, ParseError};

const IDENTIFIER: u32 = u32::from_be_bytes(*b"FIR\0");
const VERSION: u32 = u32::from_be_bytes(*b"020\0");
/// Of all fingers, 16 impressions each, and as many again of combinations.
const MOST: u16 = 672;

/// Finger images in one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FingerImageRecord {
    /// At least one; 672 at most.
    pub images: Vec<FingerImage>,
}

/// One image (a "representation"). Segmentation, annotations and comments that follow it are skipped.
#[derive(Clone, PartialEq, Eq)]
pub struct FingerImage {
    /// What it shows.
    pub position: PrintPosition,
    /// Counts the images of the same position: 0 to 15.
    pub number: u8,
    /// How the impression was made.
    pub impression: ImpressionType,
    /// 0 to 100, higher is better; `None` where not reported.
    pub quality: Option<u8>,
    /// At what resolution the sensor scanned.
    pub scanned: Sampling,
    /// The image's own resolution.
    pub sampling: Sampling,
    /// Bits of a pixel, 1 to 16; 8 where anything else would surprise.
    pub bit_depth: u8,
    /// How [`Self::data`] is packed.
    pub compression: Compression,
    /// Columns; at least 1.
    pub width: u16,
    /// Rows; at least 1.
    pub height: u16,
    /// The image, packed. Grey values row by row from the top left, 0 black, where not compressed.
    pub data: Vec<u8>,
}

// No pixels in logs.
impl std::fmt::Debug for FingerImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FingerImage")
            .field("position", &self.position)
            .field("impression", &self.impression)
            .field("quality", &self.quality)
            .field("sampling", &self.sampling)
            .field("compression", &self.compression)
            .field("sides", &(self.width, self.height))
            .field("bytes", &self.data.len())
            .finish_non_exhaustive()
    }
}

/// What an image shows. Palms and other combinations of fingers are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrintPosition {
    /// One finger.
    Finger(FingerPosition),
    /// The four fingers of the right hand (13).
    RightFour,
    /// The four fingers of the left hand (14).
    LeftFour,
    /// Both thumbs (15).
    Thumbs,
}

impl PrintPosition {
    /// Its code, as in ANSI/NIST-ITL.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Finger(position) => position.code(),
            Self::RightFour => 13,
            Self::LeftFour => 14,
            Self::Thumbs => 15,
        }
    }

    fn read(code: u8) -> Result<Self, ParseError> {
        match code {
            13 => Ok(Self::RightFour),
            14 => Ok(Self::LeftFour),
            15 => Ok(Self::Thumbs),
            _ => FingerPosition::try_from(code).map(Self::Finger).map_err(|_| {
                value(Field::Position, code, "one finger, 0 (unknown) to 10 (left little), or 13 to 15")
            }),
        }
    }
}

/// Pixels per unit of length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// The unit; one for both samplings of an image.
    pub units: ScaleUnits,
    /// Across.
    pub x: u16,
    /// Down.
    pub y: u16,
}

/// What resolutions are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScaleUnits {
    /// Pixels per inch.
    Inch,
    /// Pixels per centimetre.
    Centimetre,
}

impl Sampling {
    /// Pixels per inch, the same across and down.
    #[must_use]
    pub fn per_inch(ppi: u16) -> Self {
        Self { units: ScaleUnits::Inch, x: ppi, y: ppi }
    }

    /// Pixels per inch across and down.
    #[must_use]
    pub fn ppi(self) -> (f64, f64) {
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        match self.units {
            ScaleUnits::Inch => (x, y),
            ScaleUnits::Centimetre => (2.54 * x, 2.54 * y),
        }
    }
}

/// How an image is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Compression {
    /// A byte or two for each pixel.
    None,
    /// Pixels of less than 8 bits, without gaps.
    BitPacked,
    Wsq,
    Jpeg,
    Jpeg2000Lossy,
    Jpeg2000Lossless,
    Png,
}

impl Compression {
    const ALL: [Self; 7] = [
        Self::None,
        Self::BitPacked,
        Self::Wsq,
        Self::Jpeg,
        Self::Jpeg2000Lossy,
        Self::Jpeg2000Lossless,
        Self::Png,
    ];
}

/// Why a record cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageWriteError {
    /// No image, or more than a record may hold.
    #[error("a finger image record holds 1 to {MOST} images, not {0}")]
    Count(usize),
    /// A field's value has no place in the record.
    #[error("the {field} is {found}; it must be {expected}")]
    Value {
        /// The field.
        field: Field,
        /// The value.
        found: usize,
        /// What it may be.
        expected: &'static str,
    },
}

impl FingerImageRecord {
    /// Reads one record. Total: any bytes give a record or an error.
    ///
    /// # Errors
    /// [`ParseError`], naming the field that does not hold.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        let count = reader.general_header(IDENTIFIER, "\"FIR\" and a zero byte", bytes.len())?;
        if !(1..=MOST).contains(&count) {
            return Err(value(Field::ViewCount, count, "1 to 672"));
        }
        let certified = certified(&mut reader)?;
        // Some makers count wrongly here, and nothing follows from it.
        reader.u8(Field::DistinctPositions)?;
        let images =
            (0..count).map(|_| FingerImage::read(&mut reader, certified)).collect::<Result<_, _>>()?;
        check_end(&reader, Field::RecordLength, bytes.len() as u32)?;
        Ok(Self { images })
    }

    /// The record's bytes. Capture device and time are left unspecified.
    ///
    /// # Errors
    /// [`ImageWriteError`], naming the field that has no place in a record.
    pub fn write(&self) -> Result<Vec<u8>, ImageWriteError> {
        const BEFORE: usize = 16;
        let count = u16::try_from(self.images.len()).ok().filter(|count| (1..=MOST).contains(count));
        let count = count.ok_or(ImageWriteError::Count(self.images.len()))?;
        let mut body = Vec::new();
        for image in &self.images {
            let representation = image.written()?;
            body.extend((4 + representation.len() as u32).to_be_bytes());
            body.extend(representation);
        }
        let positions: BTreeSet<_> = self.images.iter().map(|image| image.position).collect();
        let mut out = [IDENTIFIER.to_be_bytes(), VERSION.to_be_bytes()].concat();
        out.extend(((BEFORE + body.len()) as u32).to_be_bytes());
        out.extend(count.to_be_bytes());
        out.extend([0, positions.len() as u8]);
        out.append(&mut body);
        Ok(out)
    }
}

impl FingerImage {
    fn read(reader: &mut Reader<'_>, certified: bool) -> Result<Self, ParseError> {
        let (mut reader, _) = framed(reader)?;
        let quality = capture_details(&mut reader, certified)?;
        let position = PrintPosition::read(reader.u8(Field::Position)?)?;
        let number = reader.u8(Field::ViewNumber)?;
        if number > 15 {
            return Err(value(Field::ViewNumber, number, "0 to 15"));
        }
        let units = match reader.u8(Field::ScaleUnits)? {
            1 => ScaleUnits::Inch,
            2 => ScaleUnits::Centimetre,
            other => return Err(value(Field::ScaleUnits, other, "1 (inch) or 2 (centimetre)")),
        };
        let mut sampling = || {
            let x = reader.u16(Field::XResolution)?;
            Ok(Sampling { units, x, y: reader.u16(Field::YResolution)? })
        };
        let (scanned, sampling) = (sampling()?, sampling()?);
        let bit_depth = reader.u8(Field::BitDepth)?;
        if !(1..=16).contains(&bit_depth) {
            return Err(value(Field::BitDepth, bit_depth, "1 to 16"));
        }
        let code = reader.u8(Field::Compression)?;
        let compression = Compression::ALL.get(usize::from(code)).copied();
        let compression = compression.ok_or(value(Field::Compression, code, "0 to 6"))?;
        let impression = impression(reader.u8(Field::Impression)?, Format::Iso2011)?;
        let (width, height) = (reader.side(Field::Width)?, reader.side(Field::Height)?);
        let length = reader.u32(Field::ImageLength)?;
        let data = reader.take(length as usize, Field::ImageLength)?.to_vec();
        let pixels = u32::from(width) * u32::from(height);
        if compression == Compression::None && bit_depth == 8 && length != pixels {
            return Err(value(Field::ImageLength, length, "the image's width times its height"));
        }
        Ok(Self {
            position,
            number,
            impression,
            quality,
            scanned,
            sampling,
            bit_depth,
            compression,
            width,
            height,
            data,
        })
    }

    fn written(&self) -> Result<Vec<u8>, ImageWriteError> {
        let check = |field, found: usize, holds: bool, expected| {
            if holds { Ok(()) } else { Err(ImageWriteError::Value { field, found, expected }) }
        };
        let pixels = usize::from(self.width) * usize::from(self.height);
        let (quality, depth) = (self.quality.unwrap_or(0), self.bit_depth);
        check(Field::ViewNumber, self.number.into(), self.number <= 15, "0 to 15")?;
        check(Field::Quality, quality.into(), quality <= 100, "0 to 100")?;
        check(Field::BitDepth, depth.into(), (1..=16).contains(&depth), "1 to 16")?;
        check(Field::Width, self.width.into(), pixels > 0, "at least 1, and the height too")?;
        let raw = self.compression == Compression::None && depth == 8;
        let length = self.data.len();
        check(Field::ImageLength, length, !raw || length == pixels, "the image's width times its height")?;
        check(Field::ImageLength, length, length < 1 << 30, "less than a gibibyte")?;
        check(
            Field::ScaleUnits,
            0,
            self.scanned.units == self.sampling.units,
            "the same for the sensor and the image",
        )?;
        let impression = self.impression.code(Format::Iso2011);
        let impression = impression.ok_or(ImageWriteError::Value {
            field: Field::Impression,
            found: 0,
            expected: "one that ISO/IEC 19794:2011 has a code for",
        })?;

        let mut out = written_capture_details(self.quality);
        let units = match self.sampling.units {
            ScaleUnits::Inch => 1,
            ScaleUnits::Centimetre => 2,
        };
        out.extend([self.position.code(), self.number, units]);
        for rate in [self.scanned.x, self.scanned.y, self.sampling.x, self.sampling.y] {
            out.extend(rate.to_be_bytes());
        }
        let compression = Compression::ALL.iter().position(|known| *known == self.compression);
        out.extend([depth, compression.unwrap_or_default() as u8, impression]);
        out.extend(self.width.to_be_bytes());
        out.extend(self.height.to_be_bytes());
        out.extend((length as u32).to_be_bytes());
        out.extend(&self.data);
        Ok(out)
    }
}

impl Reader<'_> {
    /// What image records of ISO/IEC 19794:2011 begin with: identifier, version, length, number of
    /// representations, which is given.
    pub(crate) fn general_header(
        &mut self,
        identifier: u32,
        expected: &'static str,
        actual: usize,
    ) -> Result<u16, ParseError> {
        let found = self.u32(Field::FormatIdentifier)?;
        if found != identifier {
            return Err(value(Field::FormatIdentifier, found, expected));
        }
        let version = self.u32(Field::Version)?;
        if version != VERSION {
            return Err(value(Field::Version, version, "\"020\" and a zero byte"));
        }
        check_length(self.u32(Field::RecordLength)?, actual)?;
        self.u16(Field::ViewCount)
    }
}
