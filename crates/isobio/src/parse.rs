use std::num::NonZeroU16;

use fingerprint::FingerPosition;

use crate::{Field, FingerMinutiaeRecord, Format, ImpressionType, MinutiaType, ansi378, iso2005, iso2011};

/// Why bytes are no finger minutiae record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The bytes end inside a field.
    #[error("the record ends inside the {field}, {missing} bytes short: ask for the whole record")]
    Short {
        /// The field.
        field: Field,
        /// Bytes that it lacks.
        missing: usize,
    },
    /// A field has a value that the format does not know.
    #[error("the {field} is {found}; it must be {expected}: ask the record's maker to correct it")]
    Value {
        /// The field.
        field: Field,
        /// What it holds.
        found: u32,
        /// What it may hold.
        expected: &'static str,
    },
}

impl FingerMinutiaeRecord {
    /// Reads one record of any of the three formats. Total: any bytes give a record or an error.
    ///
    /// # Errors
    /// [`ParseError`], naming the field that does not hold.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        let identifier = reader.u32(Field::FormatIdentifier)?;
        if identifier != u32::from_be_bytes(*b"FMR\0") {
            return Err(value(Field::FormatIdentifier, identifier, "\"FMR\" and a zero byte"));
        }
        let version = reader.u32(Field::Version)?;
        let views = match &version.to_be_bytes() {
            b"030\0" => iso2011::read(&mut reader, bytes.len()),
            b" 20\0" => match format_of_version_20(reader.rest()) {
                Format::Ansi378 => ansi378::read(&mut reader, bytes.len()),
                Format::Iso2005 | Format::Iso2011 => iso2005::read(&mut reader, bytes.len()),
            },
            _ => Err(value(Field::Version, version, "\" 20\" or \"030\" and a zero byte")),
        }?;
        Ok(Self { views })
    }
}

/// ISO/IEC 19794-2:2005 and ANSI INCITS 378-2004 start alike, so the length of record tells them apart. ISO has
/// four bytes, at least 24. ANSI has two, at least 26, or two zero bytes and then four for 65536 and more.
fn format_of_version_20(rest: &[u8]) -> Format {
    match rest {
        [0, 0, high, low, ..] if u16::from_be_bytes([*high, *low]) >= 24 => Format::Iso2005,
        [0, 1..=25, ..] => Format::Iso2005,
        _ => Format::Ansi378,
    }
}

/// Takes fields off the front of bytes, each with its name.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn take(&mut self, count: usize, field: Field) -> Result<&'a [u8], ParseError> {
        let missing = count.saturating_sub(self.0.len());
        let (taken, rest) = self.0.split_at_checked(count).ok_or(ParseError::Short { field, missing })?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self, size: usize, field: Field) -> Result<u32, ParseError> {
        Ok(self.take(size, field)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    pub(crate) fn u8(&mut self, field: Field) -> Result<u8, ParseError> {
        Ok(self.number(1, field)? as u8)
    }

    pub(crate) fn u16(&mut self, field: Field) -> Result<u16, ParseError> {
        Ok(self.number(2, field)? as u16)
    }

    pub(crate) fn u32(&mut self, field: Field) -> Result<u32, ParseError> {
        self.number(4, field)
    }

    /// A side of an image.
    pub(crate) fn side(&mut self, field: Field) -> Result<u16, ParseError> {
        match self.u16(field)? {
            0 => Err(value(field, 0u8, "at least 1 pixel")),
            side => Ok(side),
        }
    }

    pub(crate) fn resolution(&mut self, field: Field) -> Result<NonZeroU16, ParseError> {
        NonZeroU16::new(self.u16(field)?).ok_or(value(field, 0u8, "at least 1 pixel per centimetre"))
    }

    pub(crate) fn position(&mut self) -> Result<FingerPosition, ParseError> {
        let code = self.u8(Field::Position)?;
        FingerPosition::try_from(code)
            .map_err(|_| value(Field::Position, code, "one finger, 0 (unknown) to 10 (left little)"))
    }

    /// Type and x share the first two bytes of a minutia; y has the low 14 bits of the next two.
    pub(crate) fn place(&mut self, width: u16, height: u16) -> Result<(MinutiaType, u16, u16), ParseError> {
        let (first, second) = (self.u16(Field::MinutiaX)?, self.u16(Field::MinutiaY)?);
        let kind = match first >> 14 {
            0 => MinutiaType::Other,
            1 => MinutiaType::Ending,
            2 => MinutiaType::Bifurcation,
            code => return Err(value(Field::MinutiaKind, code, "0 other, 1 ending or 2 bifurcation")),
        };
        let (x, y) = (first & 0x3fff, second & 0x3fff);
        if x >= width {
            return Err(value(Field::MinutiaX, x, "less than the image width"));
        }
        if y >= height {
            return Err(value(Field::MinutiaY, y, "less than the image height"));
        }
        Ok((kind, x, y))
    }

    /// Two bytes of length, then as many that are skipped.
    pub(crate) fn skip_extended_data(&mut self) -> Result<(), ParseError> {
        let length = self.u16(Field::ExtendedData)?;
        self.take(length.into(), Field::ExtendedData)?;
        Ok(())
    }
}

pub(crate) fn value(field: Field, found: impl Into<u32>, expected: &'static str) -> ParseError {
    ParseError::Value { field, found: found.into(), expected }
}

pub(crate) fn impression(code: u8, format: Format) -> Result<ImpressionType, ParseError> {
    let known = match format {
        Format::Iso2005 => "0 to 8",
        Format::Iso2011 => "0 to 9, 24, 28 or 29",
        Format::Ansi378 => "0 to 3, 8 or 9",
    };
    ImpressionType::from_code(code, format).ok_or(value(Field::Impression, code, known))
}

/// The length of record counts all bytes, from the format identifier to the last.
pub(crate) fn check_length(stated: u32, actual: usize) -> Result<(), ParseError> {
    if usize::try_from(stated) == Ok(actual) {
        Ok(())
    } else {
        Err(value(Field::RecordLength, stated, "the number of bytes given"))
    }
}

/// After the last view nothing may follow.
pub(crate) fn check_end(reader: &Reader<'_>, field: Field, length: u32) -> Result<(), ParseError> {
    if reader.rest().is_empty() { Ok(()) } else { Err(value(field, length, "what its parts add up to")) }
}
