use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};

use crate::{Grey, GreyError, Ppi, jpeg2000::Jpeg2000, resolution_of};

/// The most pixels an image may have: a 1000-ppi palm (5 x 5 inches) with room to spare.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Bytes that an image may take as its file has it, before it becomes grey: with that copy, within 256 MiB.
const MAX_BYTES: u64 = 192 << 20;

/// A kind of image file that [`decode`] reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Format {
    Png,
    Tiff,
    Bmp,
    Jpeg,
    Jpeg2000,
    Pnm,
    Wsq,
}

/// Why an image file was refused.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// Not one of the known kinds, by its first bytes.
    #[error("this is not a PNG, TIFF, BMP, JPEG, JPEG 2000, PGM or WSQ image")]
    UnknownFormat,
    /// The file's header or its pixels cannot be read.
    #[error("the {format:?} file is damaged or cut short: {detail}")]
    Damaged {
        /// What the file says it is.
        format: Format,
        /// What the decoder met.
        detail: String,
    },
    /// More pixels than anything this system captures.
    #[error("{width} x {height} pixels is more than an image of a finger, palm or eye can have")]
    TooLarge {
        /// Columns the header claims.
        width: u32,
        /// Rows the header claims.
        height: u32,
    },
    /// The decoder's numbers do not fit together.
    #[error(transparent)]
    Shape(#[from] GreyError),
}

/// Reads an image file of any of the [`Format`]s into 8-bit grey, turned upright if it says how.
///
/// Memory is bounded before anything is unpacked, by what the header claims.
///
/// # Errors
/// [`DecodeError`], each with words an officer can act on.
pub fn decode(file: &[u8]) -> Result<(Grey, Format), DecodeError> {
    if let Some(jpeg2000) = Jpeg2000::of(file) {
        return Ok((jpeg2000?.decode()?, Format::Jpeg2000));
    }
    if wsq::Header::begins(file) {
        return Ok((unpack_wsq(file)?, Format::Wsq));
    }
    let (kind, format) = format_of(file).ok_or(DecodeError::UnknownFormat)?;
    let damaged = |error: image::ImageError| DecodeError::Damaged { format, detail: error.to_string() };

    let mut reader = ImageReader::with_format(Cursor::new(file), kind);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_BYTES);
    reader.limits(limits);

    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_BYTES {
        return Err(DecodeError::TooLarge { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // Grey first: turning needs a second copy.
    let mut picture =
        DynamicImage::ImageLuma8(DynamicImage::from_decoder(decoder).map_err(damaged)?.into_luma8());
    picture.apply_orientation(orientation);
    let grey = picture.into_luma8();
    let (width, height) = grey.dimensions();
    let ppi = resolution_of(file, format);
    Ok((Grey::new(width, height, ppi, grey.into_raw())?, format))
}

/// `grey` as a PNG that states its resolution.
///
/// # Errors
/// None in practice: the encoder writes to memory; its error is passed on all the same.
pub fn encode_png(grey: &Grey) -> Result<Vec<u8>, image::ImageError> {
    let mut file = Vec::new();
    image::codecs::png::PngEncoder::new(&mut file).write_image(
        grey.pixels(),
        grey.width(),
        grey.height(),
        image::ExtendedColorType::L8,
    )?;
    if let Some(ppi) = grey.ppi {
        insert_phys(&mut file, ppi);
    }
    Ok(file)
}

/// PNG's `pHYs` chunk belongs after the header, whose length is fixed: 8 bytes of signature, 25 of `IHDR`.
fn insert_phys(file: &mut Vec<u8>, ppi: Ppi) {
    const AFTER_HEADER: usize = 33;
    let per_metre = (u32::from(ppi.get()) * 10_000 + 127) / 254;
    let mut chunk = Vec::with_capacity(21);
    chunk.extend_from_slice(&9u32.to_be_bytes());
    chunk.extend_from_slice(b"pHYs");
    chunk.extend_from_slice(&per_metre.to_be_bytes());
    chunk.extend_from_slice(&per_metre.to_be_bytes());
    chunk.push(1);
    let sum = crc32(&chunk[4..]);
    chunk.extend_from_slice(&sum.to_be_bytes());
    file.splice(AFTER_HEADER..AFTER_HEADER, chunk);
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, &byte| {
        (0..8).fold(
            sum ^ u32::from(byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 },
        )
    })
}

fn unpack_wsq(file: &[u8]) -> Result<Grey, DecodeError> {
    let image = wsq::decode(file, MAX_PIXELS as usize).map_err(|error| match error {
        wsq::Error::TooLarge { width, height } => {
            DecodeError::TooLarge { width: width.into(), height: height.into() }
        }
        error => DecodeError::Damaged { format: Format::Wsq, detail: error.to_string() },
    })?;
    let ppi = image.ppi.and_then(Ppi::new);
    Ok(Grey::new(image.width.into(), image.height.into(), ppi, image.pixels)?)
}

/// `grey` packed with WSQ into at most `most_bytes`: some of its detail is lost.
///
/// # Errors
/// [`wsq::Error::Shape`] for an image of more than 65,535 columns or rows.
pub fn encode_wsq(grey: &Grey, most_bytes: usize) -> Result<Vec<u8>, wsq::Error> {
    let side = |length: u32| u16::try_from(length).map_err(|_| wsq::Error::Shape);
    let (width, height) = (side(grey.width())?, side(grey.height())?);
    let image = wsq::Image { width, height, ppi: grey.ppi.map(Ppi::get), pixels: grey.pixels().to_vec() };
    wsq::encode(&image, most_bytes)
}

fn format_of(file: &[u8]) -> Option<(ImageFormat, Format)> {
    let starts = |magic: &[u8]| file.starts_with(magic);
    Some(match file {
        _ if starts(b"\x89PNG\r\n\x1a\n") => (ImageFormat::Png, Format::Png),
        _ if starts(b"II*\0") || starts(b"MM\0*") => (ImageFormat::Tiff, Format::Tiff),
        _ if starts(b"BM") => (ImageFormat::Bmp, Format::Bmp),
        _ if starts(b"\xFF\xD8\xFF") => (ImageFormat::Jpeg, Format::Jpeg),
        [b'P', b'1'..=b'7', ..] => (ImageFormat::Pnm, Format::Pnm),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(ppi: Option<Ppi>) -> Grey {
        Grey::new(20, 10, ppi, (0..200).collect()).unwrap()
    }

    #[test]
    fn a_png_comes_back_with_its_pixels_and_its_resolution() {
        let grey = ramp(Ppi::new(500));
        let (back, format) = decode(&encode_png(&grey).unwrap()).unwrap();
        assert_eq!(back, grey);
        assert_eq!(format, Format::Png);
    }

    #[test]
    fn what_was_packed_with_wsq_comes_back_nearly_and_with_its_resolution() {
        let pixels =
            (0..80 * 60u32).map(|at| (128.0 + 90.0 * (f64::from(at % 80) * 0.7).sin()) as u8).collect();
        let grey = Grey::new(80, 60, Ppi::new(500), pixels).unwrap();
        let (back, format) = decode(&encode_wsq(&grey, 2500).unwrap()).unwrap();
        assert_eq!((format, back.ppi, back.width(), back.height()), (Format::Wsq, grey.ppi, 80, 60));
        let apart = back.pixels().iter().zip(grey.pixels()).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(apart < Some(12), "{apart:?}");
    }

    #[test]
    fn every_kind_of_file_is_read() {
        let grey = ramp(None);
        let picture = image::GrayImage::from_raw(20, 10, grey.pixels().to_vec()).unwrap();
        for (kind, lossless) in [
            (ImageFormat::Png, true),
            (ImageFormat::Bmp, true),
            (ImageFormat::Tiff, true),
            (ImageFormat::Pnm, true),
            (ImageFormat::Jpeg, false),
        ] {
            let mut file = Cursor::new(Vec::new());
            picture.write_to(&mut file, kind).unwrap();
            let (back, _) = decode(file.get_ref()).unwrap();
            assert_eq!((back.width(), back.height()), (20, 10), "{kind:?}");
            assert!(!lossless || back.pixels() == grey.pixels(), "{kind:?}");
        }
    }

    #[test]
    fn a_header_that_claims_too_much_is_refused_before_memory_is_taken() {
        let file = b"P5\n100000 100000\n255\n";
        assert!(matches!(decode(file), Err(DecodeError::TooLarge { .. } | DecodeError::Damaged { .. })));
    }

    #[test]
    fn a_cut_file_is_damaged_and_text_is_unknown() {
        let file = encode_png(&ramp(None)).unwrap();
        assert!(matches!(decode(&file[..60]), Err(DecodeError::Damaged { format: Format::Png, .. })));
        assert!(matches!(decode(b"not an image"), Err(DecodeError::UnknownFormat)));
        assert!(matches!(
            decode(b"\xFF\xA0\xFF\xA4\0\x3A"),
            Err(DecodeError::Damaged { format: Format::Wsq, .. })
        ));
    }

    proptest::proptest! {
        #[test]
        fn altered_files_never_panic(at in 0usize..120, value: u8, cut in 0usize..400) {
            for kind in [ImageFormat::Png, ImageFormat::Bmp, ImageFormat::Tiff, ImageFormat::Pnm, ImageFormat::Jpeg] {
                let mut file = Cursor::new(Vec::new());
                image::GrayImage::from_raw(20, 10, ramp(None).into_pixels()).unwrap()
                    .write_to(&mut file, kind).unwrap();
                let mut file = file.into_inner();
                if let Some(byte) = file.get_mut(at) { *byte = value; }
                file.truncate(cut.max(1));
                let _ = decode(&file);
            }
        }
    }
}
