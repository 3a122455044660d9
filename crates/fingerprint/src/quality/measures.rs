use serde::Serialize;

use crate::extraction::{Evened, Mask, Orientation, Phase};
use crate::transparency::{FoundMinutia, Removal};

/// What quality is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Measures {
    /// Area with ridges, square millimetres.
    pub area: f32,
    /// Part of it where ridges answer clearly to the wave they are filtered with, square millimetres.
    pub clear_area: f32,
    /// Mean strength of that answer, 0 to about 1.3.
    pub clarity: f32,
    /// Mean parallelism of the gradients before enhancement, 0 to 1.
    pub coherence: f32,
    /// Minutiae kept, each by its reliability.
    pub minutiae: f32,
    /// Gaps, bridges and spots among everything found inside the print, 0 to 1.
    pub breaks: f32,
    /// Share of the ridged area darker than its surroundings: low for dry, high for wet skin.
    pub ridge_share: f32,
    /// Mean contrast in grey levels.
    pub contrast: f32,
    /// Share of the image's edge that ridges cross, the bottom left out: fingers end there.
    pub edge: f32,
    /// Height of the ridged area over its width.
    pub aspect: f32,
}

/// A cell's area in square millimetres: 4 x 4 pixels at 19.685 pixels per millimetre.
const CELL_AREA: f32 = 16.0 / (19.685 * 19.685);
/// The answer from which ridges are clear.
const CLEAR: f32 = 0.6;

/// Takes the measures of a print.
pub(crate) fn measure(
    evened: &Evened,
    mask: &Mask,
    first: &Orientation,
    phase: &Phase,
    found: &[FoundMinutia],
) -> Measures {
    let cells = mask.ridged.iter().filter(|&&r| r).count();
    if cells == 0 {
        return Measures::default();
    }
    let mean = |values: &[f32]| {
        values.iter().zip(&mask.ridged).filter(|(_, r)| **r).map(|(v, _)| v).sum::<f32>() / cells as f32
    };
    let (mut strength, mut clear, mut samples) = (0f32, 0usize, 0usize);
    for ((even, odd), _) in phase.even.iter().zip(&phase.odd).zip(&phase.valid).filter(|(_, valid)| **valid) {
        let answer = libm::hypotf(*even, *odd);
        strength += answer.min(1.3);
        clear += usize::from(answer > CLEAR);
        samples += 1;
    }
    let (mut dark, mut pixels) = (0usize, 0usize);
    for (y, row) in evened.pixels.chunks_exact(evened.width).enumerate().step_by(2) {
        for (x, &p) in row.iter().enumerate().step_by(2) {
            if mask.at(x as f32, y as f32) {
                dark += usize::from(p < 0.0);
                pixels += 1;
            }
        }
    }
    let kept = found.iter().filter(|m| m.removed.is_none());
    let breaks = found.iter().filter(|m| m.removed == Some(Removal::Facing)).count() as f32;
    let at = |column: usize, row: usize| mask.ridged[row * mask.columns + column];
    let rows_with = (0..mask.rows).filter(|&row| (0..mask.columns).any(|c| at(c, row))).count();
    let columns_with = (0..mask.columns).filter(|&c| (0..mask.rows).any(|row| at(c, row))).count();
    let crossed = (0..mask.rows).filter(|&row| at(0, row)).count()
        + (0..mask.rows).filter(|&row| at(mask.columns - 1, row)).count()
        + (0..mask.columns).filter(|&c| at(c, 0)).count();
    Measures {
        area: cells as f32 * CELL_AREA,
        clear_area: cells as f32 * CELL_AREA * clear as f32 / samples.max(1) as f32,
        clarity: strength / samples.max(1) as f32,
        coherence: mean(&first.coherence.values),
        minutiae: kept.clone().map(|m| m.clarity.min(1.0)).sum(),
        breaks: breaks / (breaks + kept.count() as f32).max(1.0),
        ridge_share: dark as f32 / pixels.max(1) as f32,
        contrast: mean(&evened.contrast.values),
        edge: crossed as f32 / (2 * mask.rows + mask.columns) as f32,
        aspect: rows_with as f32 / columns_with.max(1) as f32,
    }
}
