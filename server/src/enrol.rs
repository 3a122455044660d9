//! Image files into watchlist prints.

use std::path::Path;

use fingerprint::{FingerPosition, extract};
use raster::{Grey, Ppi};

use crate::watch::NewPrint;

/// Why a file makes no reference print.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// It cannot be read from disk.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// It is no image.
    #[error("{0}")]
    Image(#[from] raster::DecodeError),
    /// It does not say its resolution.
    #[error("the file does not say its resolution: give its pixels per inch (--ppi), 500 for most scanners")]
    NoResolution,
    /// It can be no finger's.
    #[error("{0}")]
    Print(#[from] fingerprint::ExtractError),
    /// There is no print in it.
    #[error("no print with minutiae was found in it")]
    NoPrint,
    /// It could not be written as PNG.
    #[error("the image could not be kept: {0}")]
    Keep(String),
}

/// The print in an image file. `ppi` counts where the file does not state its resolution.
///
/// # Errors
/// [`EnrolError`], each with words the person at the command line can act on.
pub fn print_from_file(
    path: &Path,
    position: FingerPosition,
    ppi: Option<Ppi>,
) -> Result<NewPrint, EnrolError> {
    print_from_bytes(&std::fs::read(path)?, position, ppi)
}

/// The same, of a file's bytes.
///
/// # Errors
/// As [`print_from_file`].
pub fn print_from_bytes(
    bytes: &[u8],
    position: FingerPosition,
    ppi: Option<Ppi>,
) -> Result<NewPrint, EnrolError> {
    let (mut grey, _) = raster::decode(bytes)?;
    let ppi = grey.ppi.or(ppi).ok_or(EnrolError::NoResolution)?;
    grey.ppi = Some(ppi);
    print_from_image(&grey, position, ppi)
}

/// The print in an image, which is kept beside it.
///
/// # Errors
/// As [`print_from_file`].
pub fn print_from_image(grey: &Grey, position: FingerPosition, ppi: Ppi) -> Result<NewPrint, EnrolError> {
    let extraction = extract(grey, ppi)?;
    if extraction.template.minutiae().is_empty() {
        return Err(EnrolError::NoPrint);
    }
    let image = raster::encode_png(grey).map_err(|error| EnrolError::Keep(error.to_string()))?;
    Ok(NewPrint {
        position,
        quality: extraction.quality,
        ppi,
        width: grey.width(),
        height: grey.height(),
        template: extraction.template,
        image: Some(image),
    })
}
