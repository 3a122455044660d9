//! The peer that `--baseline` runs beside our engine: the crates fprint-mindtct and fprint-bozorth3.

use fprint_bozorth3::{Minutia, match_score};
use fprint_mindtct::{GrayImage, detect_minutiae};

use super::dataset::Impression;
use super::fingerprint::Engine;

/// NBIS's extractor and comparator in Rust. They know no resolution but 500 ppi, so they get our resampled image.
pub struct Baseline;

impl Engine for Baseline {
    type Print = Vec<Minutia>;

    fn name(&self) -> &'static str {
        "fprint-mindtct + fprint-bozorth3"
    }

    fn extract(&self, impression: &Impression) -> Option<Self::Print> {
        let image = fingerprint::resampled(&impression.image, impression.ppi);
        let image =
            GrayImage::new(image.pixels(), image.width() as usize, image.height() as usize, 500).ok()?;
        let minutiae = detect_minutiae(image);
        Some(minutiae.iter().map(|m| Minutia { x: m.x, y: m.y, theta: m.theta }).collect())
    }

    fn compare(&self, probe: &Self::Print, reference: &Self::Print) -> f32 {
        match_score(probe, reference) as f32
    }
}
