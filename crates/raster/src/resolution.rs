use serde::{Deserialize, Serialize};

use crate::Format;

/// Pixels per inch.
///
/// Only 100 to 2,000 is believable for a print, an iris or a mark; 72 and 96, which image editors write into
/// everything they touch, say nothing about the capture and count as not stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Ppi(u16);

impl Ppi {
    /// The resolution every fingerprint comparison happens at (ISO/IEC 19794-4: 19.7 pixels per millimetre).
    pub const P500: Self = Self(500);
    const RANGE: std::ops::RangeInclusive<u16> = 100..=2000;

    /// `value` in pixels per inch, if it is believable.
    #[must_use]
    pub fn new(value: u16) -> Option<Self> {
        Self::RANGE.contains(&value).then_some(Self(value))
    }

    /// From a file's pixels per metre (PNG `pHYs`, BMP).
    #[must_use]
    pub fn from_per_metre(value: u32) -> Option<Self> {
        Self::from_f64(f64::from(value) * 0.0254)
    }

    /// From a file's pixels per centimetre (JFIF, TIFF).
    #[must_use]
    pub fn from_per_centimetre(value: f64) -> Option<Self> {
        Self::from_f64(value * 2.54)
    }

    /// From a file's own pixels per inch.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        let rounded = value.round();
        // Out of range, NaN included, is refused before the cast can saturate.
        (rounded >= f64::from(*Self::RANGE.start()) && rounded <= f64::from(*Self::RANGE.end()))
            .then_some(Self(rounded as u16))
    }

    /// Pixels per inch.
    #[must_use]
    pub fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Ppi {
    type Error = String;
    fn try_from(value: u16) -> Result<Self, String> {
        Self::new(value).ok_or_else(|| format!("a resolution of {value} ppi is outside 100 to 2,000"))
    }
}

impl From<Ppi> for u16 {
    fn from(ppi: Ppi) -> u16 {
        ppi.0
    }
}

/// The resolution that the headers of `file` state, if they state one that is believable.
///
/// Read here because the image decoders keep it to themselves. A header that cannot be followed states nothing.
pub(crate) fn resolution_of(file: &[u8], format: Format) -> Option<Ppi> {
    match format {
        Format::Png => png(file),
        Format::Bmp => Ppi::from_per_metre(little32(file, 38)?),
        Format::Jpeg => jpeg(file),
        Format::Tiff => tiff(file),
        // These two find their own on the way to the pixels.
        Format::Pnm | Format::Jpeg2000 | Format::Wsq => None,
    }
}

pub(crate) fn bytes<const N: usize>(file: &[u8], at: usize) -> Option<[u8; N]> {
    file.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn little32(file: &[u8], at: usize) -> Option<u32> {
    bytes(file, at).map(u32::from_le_bytes)
}

/// `pHYs`: pixels per unit in x and y, unit 1 is the metre.
fn png(file: &[u8]) -> Option<Ppi> {
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes(file, at)?) as usize;
        match &bytes::<4>(file, at + 4)? {
            b"pHYs" if bytes::<1>(file, at + 16)? == [1] => {
                return Ppi::from_per_metre(u32::from_be_bytes(bytes(file, at + 8)?));
            }
            b"IDAT" | b"IEND" => return None,
            _ => at = at.checked_add(length)?.checked_add(12)?,
        }
    }
}

/// JFIF's `APP0`: unit 1 is dots per inch, 2 dots per centimetre.
fn jpeg(file: &[u8]) -> Option<Ppi> {
    let mut at = 2;
    loop {
        let [0xFF, marker] = bytes(file, at)? else { return None };
        if marker == 0xDA {
            return None;
        }
        if marker == 0xE0 && bytes(file, at + 4)? == *b"JFIF\0" {
            let density = f64::from(u16::from_be_bytes(bytes(file, at + 12)?));
            return match bytes(file, at + 11)? {
                [1] => Ppi::from_f64(density),
                [2] => Ppi::from_per_centimetre(density),
                _ => None,
            };
        }
        at += 2 + usize::from(u16::from_be_bytes(bytes(file, at + 2)?));
    }
}

/// `XResolution` (282, a rational) and `ResolutionUnit` (296: 2 inch, 3 centimetre) of the first directory.
fn tiff(file: &[u8]) -> Option<Ppi> {
    let big = file.starts_with(b"MM");
    let short = |at| bytes(file, at).map(if big { u16::from_be_bytes } else { u16::from_le_bytes });
    let long = |at| bytes(file, at).map(if big { u32::from_be_bytes } else { u32::from_le_bytes });

    let directory = long(4)? as usize;
    let (mut value, mut unit) = (None, 2);
    for entry in 0..usize::from(short(directory)?) {
        let at = directory.checked_add(2 + entry * 12)?;
        match short(at)? {
            282 => {
                let rational = long(at + 8)? as usize;
                let (top, bottom) = (long(rational)?, long(rational.checked_add(4)?)?);
                value = Some(f64::from(top) / f64::from(bottom));
            }
            296 => unit = short(at + 8)?,
            _ => {}
        }
    }
    match unit {
        2 => Ppi::from_f64(value?),
        3 => Ppi::from_per_centimetre(value?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_write_by_habit_is_not_a_resolution() {
        assert_eq!(Ppi::from_f64(72.0), None);
        assert_eq!(Ppi::from_per_metre(3780), None, "96 ppi");
        assert_eq!(Ppi::from_per_metre(19_685), Ppi::new(500));
        assert_eq!(Ppi::from_per_centimetre(197.0), Ppi::new(500));
        assert_eq!(Ppi::from_f64(f64::NAN), None);
    }

    #[test]
    fn jfif_states_dots_per_inch_or_centimetre() {
        let header = |unit: u8, density: u8| {
            [b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x02".as_slice(), &[unit, 0, density, 0, density, 0, 0]]
                .concat()
        };
        assert_eq!(resolution_of(&header(1, 250), Format::Jpeg), Ppi::new(250));
        assert_eq!(resolution_of(&header(2, 197), Format::Jpeg), Ppi::new(500));
        assert_eq!(resolution_of(&header(0, 250), Format::Jpeg), None);
    }

    #[test]
    fn tiff_states_a_rational_in_either_byte_order() {
        let mut file = b"II*\0\x08\0\0\0\x01\0".to_vec();
        file.extend_from_slice(&[26, 1, 5, 0, 1, 0, 0, 0, 22, 0, 0, 0]);
        file.extend_from_slice(&[0xF4, 1, 0, 0, 1, 0, 0, 0]);
        assert_eq!(resolution_of(&file, Format::Tiff), Ppi::new(500));
    }
}
