//! An image of a finger into its quality and its template, step by step.

mod contrast;
mod grid;
mod mask;
mod orientation;
mod period;
mod phase;
mod polarity;
mod resample;
mod residue;
mod resolution;
mod selection;
mod singular;
mod skeleton;
mod wave;

pub(crate) use contrast::Evened;
pub(crate) use grid::{CELL, Grid};
pub(crate) use mask::Mask;
pub(crate) use orientation::Orientation;
use raster::{Grey, Ppi};

pub use polarity::Polarity;
pub use resample::resampled;
use resample::{Print, resample};
use residue::Found;
pub use resolution::{Resolution, estimated_ppi};

use crate::transparency::{FoundMinutia, Step, Transparency};
use crate::{Measures, Minutia, Quality, Template, quality};

/// What one image of a finger gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extraction {
    /// How much the print can be relied on, with reasons.
    pub quality: Quality,
    /// What is kept for comparison. It may be empty of minutiae: quality says so.
    pub template: Template,
    /// Whether ridges were dark or light in the image; the template is the same either way.
    pub polarity: Polarity,
    /// Whether the stated resolution can be right.
    pub resolution: Resolution,
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

/// The image's sides at 500 ppi, if they can be those of fingers.
pub(crate) fn sides(image: &Grey, ppi: Ppi) -> Result<(usize, usize), ExtractError> {
    let side = |pixels: u32| (f64::from(pixels) * 500.0 / f64::from(ppi.get())).round() as usize;
    let (width, height) = (side(image.width()), side(image.height()));
    if width < *SIDE.start() || height < *SIDE.start() {
        return Err(ExtractError::TooSmall { width, height });
    }
    if width > *SIDE.end() || height > *SIDE.end() {
        return Err(ExtractError::TooLarge { width, height });
    }
    Ok((width, height))
}

/// Finds the minutiae of the print in `image`, captured at `ppi`, and judges its quality.
///
/// # Errors
/// [`ExtractError`] when the image's size cannot be a print's. An image without a print gives an empty template
/// and quality 0.
pub fn extract(image: &Grey, ppi: Ppi) -> Result<Extraction, ExtractError> {
    explain(image, ppi, &mut ())
}

/// [`extract`], showing every intermediate to `transparency`.
///
/// # Errors
/// As [`extract`].
pub fn explain(
    image: &Grey,
    ppi: Ppi,
    transparency: &mut impl Transparency,
) -> Result<Extraction, ExtractError> {
    let (width, height) = sides(image, ppi)?;
    let print = resample(image, ppi);
    let Steps { minutiae, mask, orientation, period, polarity, measures } =
        steps(print, &Parameters::default(), transparency);
    transparency.measures(&measures);
    let quality = quality::assess(&measures);
    let resolution = resolution::resolution(image, ppi, &mask, &period);
    // From across the ridges, clockwise, to along them, counter-clockwise.
    let flow = |x: f32, y: f32| mask.at(x, y).then(|| std::f32::consts::FRAC_PI_2 - orientation.across(x, y));
    let template = Template::new(width as u16, height as u16, minutiae);
    template
        .map(|template| Extraction { quality, template: template.with_flow(flow), polarity, resolution })
        .map_err(|_| ExtractError::TooLarge { width, height })
}

/// The parameters of every step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Parameters {
    pub contrast: contrast::Parameters,
    pub orientation: orientation::Parameters,
    pub mask: mask::Parameters,
    pub period: period::Parameters,
    pub selection: selection::Parameters,
    pub singular: singular::Parameters,
}

/// What the steps lead to.
struct Steps {
    minutiae: Vec<Minutia>,
    mask: Mask,
    orientation: Orientation,
    period: Grid,
    polarity: Polarity,
    measures: Measures,
}

fn steps(print: Print, parameters: &Parameters, show: &mut impl Transparency) -> Steps {
    let (width, height) = (print.width, print.height);
    show.plane(Step::Resampled, width, height, &print.pixels);

    let mut evened = contrast::even_out(&print, &parameters.contrast);
    show.plane(Step::Evened, width, height, &evened.pixels);

    let (first_orientation, steepness) = orientation::orientation(&evened, &parameters.orientation);
    let (columns, rows) = (first_orientation.coherence.columns, first_orientation.coherence.rows);
    show.plane(Step::Coherence, columns, rows, &first_orientation.coherence.values);

    let mask = mask::mask(&evened, &steepness, &first_orientation, &parameters.mask);
    show.plane(Step::Mask, columns, rows, &mask.grid().values);

    let image = phase::Padded::new(&evened.pixels, width, height);
    let period = period::period(&image, &mask, &first_orientation, &parameters.period);
    show.plane(Step::Period, columns, rows, &period.values);

    let mut orientation = first_orientation.clone();
    let mut phase = phase::phase(&image, &mask, &orientation, &period);
    for _ in 0..parameters.orientation.refinements {
        orientation = orientation::refined(&phase, &parameters.orientation);
        phase = phase::phase(&image, &mask, &orientation, &period);
    }
    let polarity = polarity::Signs::of(&print, &mask, &orientation, &phase).polarity();
    if polarity == Polarity::LightRidges {
        // The direction and the strength of a wave are those of its negative: nothing need be measured again.
        evened.negate();
        phase.negate();
    }
    show.plane(Step::Orientation, columns, rows, &orientation.angles());
    show.plane(Step::Enhanced, phase.columns, phase.rows, &phase.even);
    if show.wants(Step::Phase) {
        show.plane(Step::Phase, phase.columns, phase.rows, &phase.angles());
    }

    if show.wants(Step::Skeleton) {
        show.plane(Step::Skeleton, width, height, &skeleton::skeleton(&phase, width, height));
    }
    if show.wants_singular_points() {
        show.singular_points(&singular::singular_points(&orientation, &mask, &parameters.singular));
    }

    let found = residue::residues(&phase, &orientation, &period);
    let removals = selection::select(&found, &mask, &parameters.selection);
    let found: Vec<FoundMinutia> = found
        .iter()
        .zip(removals)
        .map(|(&Found { x, y, direction, kind, clarity, .. }, removed)| FoundMinutia {
            x,
            y,
            direction,
            kind,
            clarity,
            removed,
        })
        .collect();
    found.iter().for_each(|minutia| show.minutia(minutia));
    let kept = found.iter().filter(|minutia| minutia.removed.is_none());
    let minutiae = kept.map(|found| rounded(found, width, height)).collect();
    let measures = quality::measure(&evened, &mask, &first_orientation, &found, show);
    Steps { minutiae, mask, orientation, period, polarity, measures }
}

/// As stored: inside the print, in sixteenths of a pixel and 256ths of a turn.
fn rounded(found: &FoundMinutia, width: usize, height: usize) -> Minutia {
    let place =
        |v: f32, side: usize| (v * Minutia::PER_PIXEL).round().clamp(0.0, (side * 16 - 1) as f32) as u16;
    Minutia {
        x: place(found.x, width),
        y: place(found.y, height),
        direction: (found.direction / std::f32::consts::TAU * 256.0).round().rem_euclid(256.0) as u8,
        kind: found.kind,
        reliability: (found.clarity * 100.0).clamp(0.0, 100.0) as u8,
    }
}
