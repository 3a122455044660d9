use raster::{DecodeError, Format, Grey, Ppi};
use sha2::{Digest as _, Sha256};
use wire::matcher::{Print, Shape};
use wire::{Bytes, Code, Problem};

/// Reads an image file: the print, and the grey PNG that is stored in place of the file, so that one lossless
/// form is kept and nothing the file says beside its pixels.
///
/// `ppi` is the page's word and goes before the file's.
pub(crate) fn read_print(file: &[u8], ppi: Option<Ppi>) -> Result<(Print, Vec<u8>), Problem> {
    let (grey, ppi, format) = decoded(file, ppi)?;
    print_of(&grey, ppi, format!("{format:?}").to_lowercase())
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

/// Reads what a scanner took.
pub(crate) fn read_scan(shape: Shape, pixels: Vec<u8>) -> Result<(Print, Vec<u8>), Problem> {
    print_of(&grey(shape, pixels)?, shape.ppi, "scan".to_owned())
}

/// Grey values as an image of `shape`.
pub(crate) fn grey(shape: Shape, pixels: Vec<u8>) -> Result<Grey, Problem> {
    Grey::new(shape.width, shape.height, Some(shape.ppi), pixels)
        .map_err(|error| Problem::invalid("shape", error.to_string()))
}

fn print_of(grey: &Grey, ppi: Ppi, format: String) -> Result<(Print, Vec<u8>), Problem> {
    let extraction =
        fingerprint::extract(grey, ppi).map_err(|error| Problem::new(Code::NoPrint, error.to_string()))?;
    if extraction.template.minutiae().is_empty() {
        let detail = "no ridge ends or splits in this image: it holds no print that could be compared";
        return Err(Problem::new(Code::NoPrint, detail));
    }
    let png = raster::encode_png(grey).map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    let print = Print {
        format,
        width: grey.width(),
        height: grey.height(),
        ppi,
        quality: extraction.quality,
        minutiae: extraction.template.minutiae().to_vec(),
        template: Bytes(extraction.template.to_bytes()),
        image: wire::Sha256::from_digest(&Sha256::digest(&png).into()),
        took_ms: 0.0,
    };
    Ok((print, png))
}

fn refusal(error: &DecodeError) -> Problem {
    let code = match error {
        DecodeError::TooLarge { .. } => Code::TooLarge,
        _ => Code::UnreadableImage,
    };
    Problem::new(code, error.to_string())
}
