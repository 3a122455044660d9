use fingerprint::FingerPosition;
use raster::{DecodeError, Format, Grey, Ppi};
use sha2::{Digest as _, Sha256};
use wire::matcher::{Answer, Print, Shape};
use wire::{Bytes, Code, Problem};
use zeroize::Zeroize as _;

use crate::slap;

/// Reads an image file: the prints, and the grey PNGs that are stored in place of the file, so that one lossless
/// form is kept and nothing the file says beside its pixels.
///
/// `ppi` is the page's word and goes before the file's.
pub(crate) fn read_file(
    file: &[u8],
    ppi: Option<Ppi>,
    took_ms: impl Fn() -> f64,
) -> Result<(Answer, Vec<u8>), Problem> {
    let (grey, ppi, format) = decoded(file, ppi)?;
    let format = format!("{format:?}").to_lowercase();
    if slap::may_be_several(&grey, ppi) {
        let found = slap::find(&grey, ppi, &[])?;
        if found.segments.len() > 1 {
            return slap::read(&grey, ppi, &found, &format, took_ms);
        }
    }
    let (mut print, png) = print_of(&grey, ppi, format)?;
    print.took_ms = took_ms();
    Ok((Answer::Print { print }, png))
}

/// An image file's pixels and their resolution: `ppi` goes before the file's word.
pub(crate) fn decoded(file: &[u8], ppi: Option<Ppi>) -> Result<(Grey, Ppi, Format), Problem> {
    let (mut grey, format) = raster::decode(file).map_err(|error| refusal(&error))?;
    let ppi = ppi.or(grey.ppi).ok_or_else(|| {
        Problem::new(
            Code::ResolutionNeeded,
            "the file does not say its resolution: give the scanner's pixels per inch",
        )
    })?;
    grey.ppi = Some(ppi);
    Ok((grey, ppi, format))
}

/// Cuts what a scanner took of several fingers into its fingertips.
pub(crate) fn read_slap(
    shape: Shape,
    pixels: Vec<u8>,
    fingers: &[FingerPosition],
    took_ms: impl Fn() -> f64,
) -> Result<(Answer, Vec<u8>), Problem> {
    let picture = grey(shape, pixels)?;
    let found = slap::find(&picture, shape.ppi, fingers)?;
    slap::read(&picture, shape.ppi, &found, "scan", took_ms)
}

/// An image file's grey values; the file is wiped.
pub(crate) fn unpack(mut file: Vec<u8>) -> Result<(Answer, Vec<u8>), Problem> {
    let decoded = raster::decode(&file).map_err(|error| refusal(&error));
    file.zeroize();
    let (grey, _) = decoded?;
    let answer = Answer::Unpacked { width: grey.width(), height: grey.height(), ppi: grey.ppi };
    Ok((answer, grey.into_pixels()))
}

/// An image file packed with WSQ; the file is wiped.
pub(crate) fn pack(mut file: Vec<u8>, ratio: usize) -> Result<(Answer, Vec<u8>), Problem> {
    let decoded = raster::decode(&file).map_err(|error| refusal(&error));
    file.zeroize();
    let (grey, _) = decoded?;
    let most = grey.pixels().len() / ratio.max(1);
    let packed =
        raster::encode_wsq(&grey, most).map_err(|error| Problem::new(Code::TooLarge, error.to_string()))?;
    let image = wire::Sha256::from_digest(&Sha256::digest(&packed).into());
    Ok((Answer::Packed { image }, packed))
}

/// What a photograph is, without looking at what it shows.
pub(crate) fn photograph(file: &[u8]) -> Result<Answer, Problem> {
    let (picture, _) = raster::decode(file).map_err(|error| refusal(&error))?;
    let image = wire::Sha256::from_digest(&Sha256::digest(file).into());
    Ok(Answer::Photograph { width: picture.width(), height: picture.height(), image })
}

/// Reads what a scanner took.
pub(crate) fn read_scan(shape: Shape, pixels: Vec<u8>) -> Result<(Print, Vec<u8>), Problem> {
    print_of(&grey(shape, pixels)?, shape.ppi, "scan".to_owned())
}

/// Grey values as an image of `shape`.
pub(crate) fn grey(shape: Shape, pixels: Vec<u8>) -> Result<Grey, Problem> {
    Grey::new(shape.width, shape.height, Some(shape.ppi), pixels)
        .map_err(|error| Problem::invalid("shape", error.to_string()))
}

pub(crate) fn print_of(grey: &Grey, ppi: Ppi, format: String) -> Result<(Print, Vec<u8>), Problem> {
    let extraction =
        fingerprint::extract(grey, ppi).map_err(|error| Problem::new(Code::NoPrint, error.to_string()))?;
    if extraction.template.minutiae().is_empty() {
        let detail = "no ridge ends or splits in this image: it holds no print that could be compared";
        return Err(Problem::new(Code::NoPrint, detail));
    }
    let (png, image) = packed(grey)?;
    let print = Print {
        format,
        width: grey.width(),
        height: grey.height(),
        ppi,
        quality: extraction.quality,
        minutiae: extraction.template.minutiae().to_vec(),
        template: Bytes(extraction.template.to_bytes()),
        image,
        took_ms: 0.0,
    };
    Ok((print, png))
}

/// An image as it is stored, and its name.
pub(crate) fn packed(grey: &Grey) -> Result<(Vec<u8>, wire::Sha256), Problem> {
    let png = raster::encode_png(grey).map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    let name = wire::Sha256::from_digest(&Sha256::digest(&png).into());
    Ok((png, name))
}

fn refusal(error: &DecodeError) -> Problem {
    let code = match error {
        DecodeError::TooLarge { .. } => Code::TooLarge,
        _ => Code::UnreadableImage,
    };
    Problem::new(code, error.to_string())
}
