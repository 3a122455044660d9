use serde::Serialize;

use super::ghost::ghost;
use super::{Outlook, QualityModel};
use crate::extraction::{Evened, Mask, Orientation};
use crate::transparency::{FoundMinutia, Transparency};

/// What quality is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Measures {
    /// Area with ridges, square millimetres.
    pub area: f32,
    /// Height of the ridged area over its width.
    pub aspect: f32,
    /// How far the print's middle lies from the image's towards an edge that ridges run over, as a share of the
    /// image's side: 0 (nothing lost) to 0.5.
    pub off_centre: f32,
    /// Minutiae kept.
    pub minutiae: f32,
    /// How many of them another impression of the finger can be expected to show.
    pub expected: f32,
    /// How far the gradients before enhancement are parallel: the mean, 0 to 1, of their coherence up to 0.4, from
    /// which ridges can be followed.
    pub parallel: f32,
    /// Share of the ridged area darker than its surroundings: low for dry, high for wet skin.
    pub ridge_share: f32,
    /// Share of the ridged area that is as dark as the rest but has little of its contrast.
    pub blurred: f32,
    /// Share of the ridged area under which a second print, across the first, shows.
    pub ghost: f32,
}

impl Measures {
    /// As numbers that a linear model takes. What foretells comparison errors best is how many minutiae can be
    /// expected to show again; then how far ridges run together, and how far they can be followed at all.
    #[must_use]
    pub fn predictors(&self) -> [f32; Self::PREDICTORS] {
        let merging = self.ridge_share.clamp(MERGING.start, MERGING.end) - MERGING.start;
        [libm::logf(2.0 + self.expected), -merging, self.parallel]
    }

    /// How many numbers [`Self::predictors`] gives.
    pub const PREDICTORS: usize = 3;
}

/// The share of ridges from which on more means that they run together, and that from which on it makes no difference.
const MERGING: std::ops::Range<f32> = 0.33..0.5;
/// A cell's area in square millimetres: 4 x 4 pixels at 19.685 pixels per millimetre.
const CELL_AREA: f32 = 16.0 / (19.685 * 19.685);
/// The coherence from which ridges can be followed.
const FOLLOWED: f32 = 0.4;
/// The contrast, as a share of the print's best, below which ridges are blurred, unless they are lighter than the rest
/// by a fifth of that best: then they hardly touch.
const BLURRED: f32 = 0.5;
const LIGHTER: f32 = 0.2;

/// Takes the measures of a print, `first` being the orientation before refinement, and shows the outlook of each minutia
/// kept.
pub(crate) fn measure(
    evened: &Evened,
    mask: &Mask,
    first: &Orientation,
    found: &[FoundMinutia],
    show: &mut impl Transparency,
) -> Measures {
    let cells = mask.ridged.iter().filter(|&&ridged| ridged).count();
    if cells == 0 {
        return Measures::default();
    }
    let (mut minutiae, mut expected) = (0.0, 0.0);
    for minutia in found.iter().filter(|minutia| minutia.removed.is_none()) {
        let outlook = Outlook::of(minutia, mask, found);
        show.outlook(minutia, &outlook);
        minutiae += 1.0;
        expected += QualityModel::CURRENT.chance(&outlook);
    }
    let parallel = ridged(mask, &first.coherence.values).map(|c| c.min(FOLLOWED)).sum::<f32>();
    Measures {
        area: cells as f32 * CELL_AREA,
        aspect: aspect(mask),
        off_centre: off_centre(mask),
        minutiae,
        expected,
        parallel: parallel / (cells as f32 * FOLLOWED),
        ridge_share: ridge_share(evened, mask),
        blurred: blurred(evened, mask),
        ghost: ghost(evened, mask),
    }
}

/// The values of ridged cells.
fn ridged<'a>(mask: &'a Mask, values: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
    values.iter().zip(&mask.ridged).filter(|(_, ridged)| **ridged).map(|(value, _)| *value)
}

fn ridge_share(evened: &Evened, mask: &Mask) -> f32 {
    let (mut dark, mut pixels) = (0usize, 0usize);
    for (y, row) in evened.pixels.chunks_exact(evened.width).enumerate().step_by(2) {
        for (x, &p) in row.iter().enumerate().step_by(2) {
            if mask.at(x as f32, y as f32) {
                dark += usize::from(p < 0.0);
                pixels += 1;
            }
        }
    }
    dark as f32 / pixels.max(1) as f32
}

fn blurred(evened: &Evened, mask: &Mask) -> f32 {
    let cells = || ridged(mask, &evened.contrast.values).zip(ridged(mask, &evened.mean.values));
    let mut contrast: Vec<f32> = cells().map(|(contrast, _)| contrast).collect();
    let at = (contrast.len() - 1) * 9 / 10;
    let best = *contrast.select_nth_unstable_by(at, f32::total_cmp).1;
    let weak = |contrast: f32| contrast < BLURRED * best;
    let (sum, clear) = cells()
        .filter(|&(contrast, _)| !weak(contrast))
        .fold((0.0, 0.0), |(sum, count), (_, mean)| (sum + mean, count + 1.0));
    let hardly_touches = sum / f32::max(clear, 1.0) + LIGHTER * best;
    let blurred = cells().filter(|&(contrast, mean)| weak(contrast) && mean < hardly_touches);
    blurred.count() as f32 / contrast.len() as f32
}

fn aspect(mask: &Mask) -> f32 {
    let (across, down) = profiles(mask);
    let reach = |profile: &[usize]| profile.iter().filter(|&&cells| cells > 0).count() as f32;
    reach(&down) / reach(&across).max(1.0)
}

fn off_centre(mask: &Mask) -> f32 {
    let towards_crossed_edge = |profile: &[usize]| {
        let cells: usize = profile.iter().sum();
        let middle =
            profile.iter().enumerate().map(|(i, &n)| (i as f32 + 0.5) * n as f32).sum::<f32>() / cells as f32;
        let off = middle / profile.len() as f32 - 0.5;
        let edge = if off < 0.0 { profile.first() } else { profile.last() };
        if edge.is_some_and(|&crossing| crossing > 0) { off.abs() } else { 0.0 }
    };
    let (across, down) = profiles(mask);
    towards_crossed_edge(&across).max(towards_crossed_edge(&down))
}

/// Ridged cells in each column and in each row.
fn profiles(mask: &Mask) -> (Vec<usize>, Vec<usize>) {
    let (mut across, mut down) = (vec![0; mask.columns], vec![0; mask.rows]);
    for (at, _) in mask.ridged.iter().enumerate().filter(|(_, ridged)| **ridged) {
        across[at % mask.columns] += 1;
        down[at / mask.columns] += 1;
    }
    (across, down)
}
