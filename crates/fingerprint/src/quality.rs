use serde::{Deserialize, Serialize};

use crate::Minutia;
use crate::extraction::Print;

/// How much a print can be relied on in comparison, with the reasons an officer can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// 0 to 100; higher predicts lower comparison error (ISO/IEC 29794-1). Umbral's own score, not NFIQ.
    pub score: u8,
    /// What is wrong, the most helpful first; empty for a good print.
    pub reasons: Vec<QualityReason>,
}

/// Something about a print that the officer, or the person, can put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityReason {
    /// Ridges broken and faint: breathe on the finger, press a little harder.
    TooDry,
    /// Ridges run together: dry the finger, press lighter.
    TooWet,
    /// Too little of the finger touches.
    TooSmall,
    /// The print touches the edge of the image.
    OffCentre,
    /// The finger moved.
    Smudged,
    /// Only the tip was placed: lay the finger flat.
    TipOnly,
    /// Another print shows underneath: clean the platen.
    Ghost,
    /// Too few ridge details to compare.
    FewMinutiae,
}

/// A first estimate: the number of reliable minutiae, and the area with ridges.
pub(crate) fn assess(print: &Print, minutiae: &[Minutia]) -> Quality {
    const BLOCK: usize = 16;
    let (mut ridged, mut mean_dark) = (0usize, 0f32);
    for y in (0..print.height.saturating_sub(BLOCK)).step_by(BLOCK) {
        for x in (0..print.width.saturating_sub(BLOCK)).step_by(BLOCK) {
            let block = (y..y + BLOCK).flat_map(|y| &print.pixels[y * print.width + x..][..BLOCK]);
            let (sum, squares) = block.fold((0f32, 0f32), |(s, q), p| (s + p, q + p * p));
            let mean = sum / (BLOCK * BLOCK) as f32;
            if squares / (BLOCK * BLOCK) as f32 - mean * mean > 200.0 {
                ridged += 1;
                mean_dark += 255.0 - mean;
            }
        }
    }
    let reliable: f32 = minutiae.iter().map(|m| f32::from(m.reliability) / 100.0).sum();
    let area = ridged as f32 / 250.0;
    let score = (100.0 * (reliable / 25.0).min(1.0).sqrt() * area.min(1.0).sqrt()).round() as u8;
    let mean_dark = mean_dark / ridged.max(1) as f32;
    let mut reasons = Vec::new();
    if ridged < 120 {
        reasons.push(QualityReason::TooSmall);
    }
    if reliable < 8.0 {
        reasons.push(QualityReason::FewMinutiae);
    }
    if score < 60 && mean_dark > 150.0 {
        reasons.push(QualityReason::TooWet);
    }
    if score < 60 && mean_dark < 60.0 {
        reasons.push(QualityReason::TooDry);
    }
    Quality { score, reasons }
}
