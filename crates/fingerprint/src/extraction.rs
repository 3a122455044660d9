use fprint_mindtct::{GrayImage, detect_minutiae};
use raster::{Grey, Ppi};

use crate::resample::{Print, resample};
use crate::{Minutia, MinutiaKind, Quality, Template, quality};

/// What one image of a finger gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extraction {
    /// How much the print can be relied on, with reasons.
    pub quality: Quality,
    /// What is kept for comparison. It may be empty of minutiae: quality says so.
    pub template: Template,
}

/// Why an image cannot be a finger's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// Fewer pixels than any print has.
    #[error(
        "{width} x {height} pixels at 500 ppi is too small for a fingerprint: capture at least 8 x 8 mm, and check the resolution"
    )]
    TooSmall {
        /// Columns at 500 ppi.
        width: usize,
        /// Rows at 500 ppi.
        height: usize,
    },
    /// More pixels than four fingers have.
    #[error("{width} x {height} pixels at 500 ppi is too large for fingerprints: check the resolution")]
    TooLarge {
        /// Columns at 500 ppi.
        width: usize,
        /// Rows at 500 ppi.
        height: usize,
    },
}

/// The shortest and longest side of an image at 500 ppi.
const SIDE: std::ops::RangeInclusive<usize> = 90..=2000;

/// Finds the minutiae of the print in `image`, captured at `ppi`, and judges its quality.
///
/// # Errors
/// [`ExtractError`] when the image's size cannot be a print's. An image without a print gives an empty template
/// and quality 0.
pub fn extract(image: &Grey, ppi: Ppi) -> Result<Extraction, ExtractError> {
    let side = |pixels: u32| (f64::from(pixels) * 500.0 / f64::from(ppi.get())).round() as usize;
    let (width, height) = (side(image.width()), side(image.height()));
    if width < *SIDE.start() || height < *SIDE.start() {
        return Err(ExtractError::TooSmall { width, height });
    }
    if width > *SIDE.end() || height > *SIDE.end() {
        return Err(ExtractError::TooLarge { width, height });
    }
    let print = resample(image, ppi);
    let minutiae = minutiae(&print);
    let quality = quality::assess(&print, &minutiae);
    let template = Template::new(print.width as u16, print.height as u16, minutiae);
    template
        .map(|template| Extraction { quality, template })
        .map_err(|_| ExtractError::TooLarge { width, height })
}

fn minutiae(print: &Print) -> Vec<Minutia> {
    let pixels: Vec<u8> = print.pixels.iter().map(|p| p.round().clamp(0.0, 255.0) as u8).collect();
    let Ok(image) = GrayImage::new(&pixels, print.width, print.height, 500) else { return Vec::new() };
    detect_minutiae(image)
        .into_iter()
        .map(|m| Minutia {
            x: (m.x.clamp(0, print.width as i32 - 1) * 16) as u16,
            y: ((print.height as i32 - 1 - m.y).clamp(0, print.height as i32 - 1) * 16) as u16,
            direction: (m.theta.rem_euclid(360) * 256 / 360) as u8,
            kind: MinutiaKind::Ending,
            reliability: m.quality.clamp(0, 100) as u8,
        })
        .collect()
}
