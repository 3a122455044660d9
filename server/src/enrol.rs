//! Files into watchlist prints: images, and finger minutiae records.

use std::path::Path;

use fingerprint::{FingerPosition, Quality, extract};
use isobio::FingerMinutiaeRecord;
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
    /// It is a finger minutiae record that cannot be read.
    #[error("{0}")]
    Record(String),
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

/// The same, of a file's bytes: an image, or a finger minutiae record (ISO/IEC 19794-2, ANSI INCITS 378).
///
/// # Errors
/// As [`print_from_file`].
pub fn print_from_bytes(
    bytes: &[u8],
    position: FingerPosition,
    ppi: Option<Ppi>,
) -> Result<NewPrint, EnrolError> {
    if bytes.starts_with(b"FMR\0") {
        return print_from_record(bytes, position);
    }
    let (mut grey, _) = raster::decode(bytes)?;
    let ppi = grey.ppi.or(ppi).ok_or(EnrolError::NoResolution)?;
    grey.ppi = Some(ppi);
    print_from_image(&grey, position, ppi)
}

/// The first finger of a minutiae record; it counts as the one that the record says where nobody says otherwise.
fn print_from_record(bytes: &[u8], position: FingerPosition) -> Result<NewPrint, EnrolError> {
    let unread = |error: &dyn std::fmt::Display| EnrolError::Record(error.to_string());
    let record = FingerMinutiaeRecord::parse(bytes).map_err(|error| unread(&error))?;
    let view = record.views.first().ok_or_else(|| unread(&"the record holds no finger"))?;
    let template = view.to_template().map_err(|error| unread(&error))?;
    Ok(NewPrint {
        position: if position == FingerPosition::Unknown { view.position } else { position },
        quality: Quality { score: view.quality.unwrap_or(0).min(100), reasons: vec![] },
        ppi: Ppi::P500,
        width: u32::from(template.width()),
        height: u32::from(template.height()),
        template,
        image: None,
    })
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
