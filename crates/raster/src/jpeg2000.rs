//! JPEG 2000: one channel of grey, as a bare codestream or in a JP2 file (ISO/IEC 15444-1).
//!
//! Only the codestream goes to the decoder. Its sides, channels and tiles are looked at first, so that a header
//! that claims too much costs nothing, and of the file around it only the resolution is read.

use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};

use crate::{DecodeError, Format, Grey, MAX_PIXELS, Ppi, resolution::bytes};

const SIGNATURE: &[u8] = b"\0\0\0\x0CjP  \r\n\x87\n";
/// Start of codestream, and the marker of the sizes that must follow it.
const CODESTREAM: &[u8] = b"\xFF\x4F\xFF\x51";
/// The standard's own limit.
const TILES_MOST: u64 = 65_535;

/// A codestream whose header was looked at.
pub(crate) struct Jpeg2000<'a> {
    codestream: &'a [u8],
    ppi: Option<Ppi>,
}

impl<'a> Jpeg2000<'a> {
    /// `None` if `file` is of another kind.
    pub(crate) fn of(file: &'a [u8]) -> Option<Result<Self, DecodeError>> {
        let (codestream, ppi) = if file.starts_with(SIGNATURE) {
            (Boxes(file).find(b"jp2c"), resolution(file))
        } else if file.starts_with(CODESTREAM) {
            (Some(file), None)
        } else {
            return None;
        };
        Some(match codestream.filter(|codestream| codestream.starts_with(CODESTREAM)) {
            Some(codestream) => check(codestream).map(|()| Self { codestream, ppi }),
            None => Err(damaged("it holds no codestream")),
        })
    }

    pub(crate) fn decode(self) -> Result<Grey, DecodeError> {
        let broken = |error: hayro_jpeg2000::DecodeError| damaged(&error.to_string());
        let image = Image::new(self.codestream, &DecodeSettings::default()).map_err(broken)?;
        let mut context = DecoderContext::default();
        let decoded = image.decode(&mut context).map_err(broken)?;
        if decoded.components().len() != 1 {
            return Err(damaged("it is in colour"));
        }
        Ok(Grey::new(image.width(), image.height(), self.ppi, decoded.data_u8())?)
    }
}

fn damaged(detail: &str) -> DecodeError {
    DecodeError::Damaged { format: Format::Jpeg2000, detail: detail.to_owned() }
}

/// Looks at the sizes: the image's and the tiles' far corners and offsets, then the number of channels.
fn check(codestream: &[u8]) -> Result<(), DecodeError> {
    let size = |n: usize| bytes(codestream, 8 + 4 * n).map(u32::from_be_bytes);
    let sizes = || Some([size(0)?, size(1)?, size(2)?, size(3)?, size(4)?, size(5)?, size(6)?, size(7)?]);
    let cut = || damaged("its header is cut short");
    let [right, bottom, left, top, tile_width, tile_height, tiles_left, tiles_top] =
        sizes().ok_or_else(cut)?;
    let channels = bytes(codestream, 40).map(u16::from_be_bytes).ok_or_else(cut)?;
    let [_, across, down] = bytes(codestream, 42).ok_or_else(cut)?;

    let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
    if u64::from(width) * u64::from(height) > MAX_PIXELS || right > 1 << 20 || bottom > 1 << 20 {
        return Err(DecodeError::TooLarge { width, height });
    }
    if channels != 1 || (across, down) != (1, 1) {
        return Err(damaged("it is not one channel of grey"));
    }
    let tiles = |end: u32, start: u32, side: u32| match side {
        0 => u64::MAX,
        side => u64::from(end.saturating_sub(start).div_ceil(side)),
    };
    let tiles = tiles(right, tiles_left, tile_width).saturating_mul(tiles(bottom, tiles_top, tile_height));
    if width == 0 || height == 0 || tiles > TILES_MOST {
        return Err(damaged("its sizes do not fit together"));
    }
    Ok(())
}

/// The capture resolution: numerator, denominator and decimal exponent of the pixels per metre.
fn resolution(file: &[u8]) -> Option<Ppi> {
    let resolutions = Boxes(Boxes(file).find(b"jp2h")?).find(b"res ")?;
    let captured = Boxes(resolutions).find(b"resc")?;
    let across = u16::from_be_bytes(bytes(captured, 4)?);
    let by = u16::from_be_bytes(bytes(captured, 6)?);
    let [exponent] = bytes::<1>(captured, 9)?.map(|byte| byte as i8);
    Ppi::from_f64(f64::from(across) / f64::from(by) * 10f64.powi(exponent.into()) * 0.0254)
}

/// Boxes one after the other: length, kind, content.
struct Boxes<'a>(&'a [u8]);

impl<'a> Boxes<'a> {
    /// The content of the first of this kind. One that claims to be longer than the file ends with it.
    fn find(mut self, wanted: &[u8; 4]) -> Option<&'a [u8]> {
        loop {
            let stated = u32::from_be_bytes(bytes(self.0, 0)?);
            let kind = bytes::<4>(self.0, 4)?;
            let (header, length) = match stated {
                0 => (8, self.0.len()),
                1 => (16, usize::try_from(u64::from_be_bytes(bytes(self.0, 8)?)).ok()?),
                length => (8, usize::try_from(length).ok()?),
            };
            if length < header {
                return None;
            }
            if kind == *wanted {
                return self.0.get(header..length.min(self.0.len()));
            }
            self.0 = self.0.get(length..)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    const WIDTH: u32 = 67;
    const HEIGHT: u32 = 45;
    // Packed by OpenJPEG 2.5, the standard's reference software, without loss.
    const CODESTREAM: &[u8] = include_bytes!("../fixtures/grey.j2k");
    const FILE: &[u8] = include_bytes!("../fixtures/grey.jp2");
    const COLOUR: &[u8] = include_bytes!("../fixtures/colour.j2k");

    fn pixels() -> Vec<u8> {
        (0..WIDTH * HEIGHT).map(|at| (at.wrapping_mul(at) >> 7) as u8).collect()
    }

    #[test]
    fn what_the_reference_software_packed_without_loss_comes_back_to_the_pixel() {
        for file in [CODESTREAM, FILE] {
            let (grey, format) = decode(file).unwrap();
            assert_eq!((grey.width(), grey.height(), format), (WIDTH, HEIGHT, Format::Jpeg2000));
            assert_eq!(grey.pixels(), pixels());
        }
    }

    #[test]
    fn the_capture_resolution_of_a_file_is_read() {
        let boxed = |kind: &[u8; 4], content: &[u8]| {
            [(8 + content.len() as u32).to_be_bytes().as_slice(), kind, content].concat()
        };
        // 19,685 pixels per metre: 1969/100 times 10^3.
        let captured = [1969u16, 100, 1969, 100].map(u16::to_be_bytes).concat();
        let captured = boxed(b"resc", &[captured.as_slice(), &[3, 3]].concat());
        let header = boxed(b"jp2h", &[boxed(b"ihdr", &[0; 14]), boxed(b"res ", &captured)].concat());
        let file = [SIGNATURE, &header, &boxed(b"jp2c", CODESTREAM)].concat();
        assert_eq!(decode(&file).unwrap().0.ppi, Ppi::new(500));
    }

    #[test]
    fn what_is_not_grey_or_claims_too_much_is_refused() {
        assert!(matches!(decode(COLOUR), Err(DecodeError::Damaged { .. })));
        let mut wide = CODESTREAM.to_vec();
        wide[8..12].copy_from_slice(&1_000_000u32.to_be_bytes());
        wide[12..16].copy_from_slice(&1_000_000u32.to_be_bytes());
        assert!(matches!(decode(&wide), Err(DecodeError::TooLarge { .. })));
        let mut tiled = CODESTREAM.to_vec();
        tiled[24..28].copy_from_slice(&0u32.to_be_bytes());
        assert!(matches!(decode(&tiled), Err(DecodeError::Damaged { .. })));
    }

    proptest::proptest! {
        #[test]
        fn altered_files_never_panic(
            changes in proptest::collection::vec((0usize..400, 0u8..), 1..4),
            cut in 0usize..6_000,
        ) {
            for file in [CODESTREAM, FILE] {
                let mut file = file.to_vec();
                for (at, value) in &changes {
                    if let Some(byte) = file.get_mut(*at) { *byte = *value; }
                }
                file.truncate(cut);
                let _ = decode(&file);
            }
        }
    }
}
