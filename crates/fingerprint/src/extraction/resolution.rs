use raster::{Grey, Ppi};
use serde::{Deserialize, Serialize};

use super::grid::Grid;
use super::mask::Mask;
use super::resample::resample;
use super::{Parameters, SIDE, contrast, mask, orientation, period, phase};

/// Whether the ridges are as far apart as a finger's can be at the resolution that was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// They are, or there are too few to tell.
    Plausible,
    /// They are not: the statement is wrong, or these are no ridges of a finger.
    Doubtful {
        /// The resolution that the ridges speak for, where they speak for one.
        likely: Option<Ppi>,
    },
}

/// Mean ridge period of adults in pixels at 500 ppi: 0.46 mm (0.48 in men, 0.43 in women).
const ADULT: f32 = 9.0;
/// Mean periods, in pixels at 500 ppi, that a person may have: from a child of six (0.33 mm) to the widest thumb.
const HUMAN: std::ops::RangeInclusive<f32> = 6.2..=12.8;
/// So many times off, and the statement cannot be right.
const OFF: f32 = 1.3;
/// Resolutions that scanners have, to which an estimate is rounded when it lies within a third.
const USUAL: [u16; 3] = [250, 500, 1000];
const ROUNDED: f32 = 1.3;
/// Cells of ridges from which a period is told: about 5 x 5 mm.
const ENOUGH: usize = 600;
/// Estimating looks at no more than so many pixels a side, from the middle.
const WINDOW: usize = 700;

/// Whether the ridges of `image` can have been captured at `ppi`, given their period there in pixels at 500 ppi.
pub(crate) fn resolution(image: &Grey, ppi: Ppi, mask: &Mask, period: &Grid) -> Resolution {
    match median(mask, period) {
        Some(period) if !HUMAN.contains(&period) => {
            let likely = estimated_ppi(image);
            let off = likely.map_or(OFF, |likely| f32::from(likely.get()) / f32::from(ppi.get()));
            if off.max(1.0 / off) >= OFF { Resolution::Doubtful { likely } } else { Resolution::Plausible }
        }
        _ => Resolution::Plausible,
    }
}

/// The resolution at which the ridges of `image` would be as far apart as an adult's, where nobody states one: people
/// differ by a fifth, so no better than that, and rounded to 250, 500 or 1,000 where that near. None where no ridges
/// are found.
#[must_use]
pub fn estimated_ppi(image: &Grey) -> Option<Ppi> {
    // The ridges answer most strongly where they are resampled to their true size.
    let (_, estimate) =
        USUAL.iter().filter_map(|&ppi| likeness(image, Ppi::new(ppi)?)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let usual = USUAL.map(f32::from).into_iter().find(|u| (estimate / u).max(u / estimate) < ROUNDED);
    Ppi::from_f64(f64::from(usual.unwrap_or(estimate)))
}

/// How well ridges answer to waves as far apart as an adult's if `image` was captured at `ppi`, and the resolution that
/// their period then speaks for.
fn likeness(image: &Grey, ppi: Ppi) -> Option<(f32, f32)> {
    let scale = f32::from(ppi.get()) / f32::from(Ppi::P500.get());
    let (window, scale_back) = (middle(image, (WINDOW as f32 * scale) as usize)?, scale);
    let least = (*SIDE.start() as f32 * scale_back) as u32;
    if window.width() < least || window.height() < least {
        return None;
    }
    let parameters = Parameters::default();
    let print = resample(&window, ppi);
    let evened = contrast::even_out(&print, &parameters.contrast);
    let (orientation, steepness) = orientation::orientation(&evened, &parameters.orientation);
    let mask = mask::mask(&evened, &steepness, &orientation, &parameters.mask);
    let padded = phase::Padded::new(&evened.pixels, print.width, print.height);
    let periods = period::period(&padded, &mask, &orientation, &parameters.period);
    let period = median(&mask, &periods)?;
    let phase = phase::phase(&padded, &mask, &orientation, &periods);
    let answers = phase.even.iter().zip(&phase.odd).zip(&phase.valid).filter(|(_, valid)| **valid);
    let (sum, count) = answers.fold((0.0, 0.0), |(sum, count), ((even, odd), _)| {
        (sum + libm::hypotf(*even, *odd).min(1.5), count + 1.0)
    });
    // Periods beyond what can be measured seem to lie at its limits: the nearer to an adult's, the likelier.
    let likeness = sum / f32::max(count, 1.0) - libm::logf(period / ADULT).abs();
    Some((likeness, f32::from(ppi.get()) * period / ADULT))
}

/// The middle of an image, no more than `side` pixels wide and high.
fn middle(image: &Grey, side: usize) -> Option<Grey> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let (columns, rows) = (width.min(side), height.min(side));
    let (left, top) = ((width - columns) / 2, (height - rows) / 2);
    let pixels = image.pixels().chunks_exact(width).skip(top).take(rows);
    let pixels = pixels.flat_map(|row| row[left..left + columns].iter().copied()).collect();
    Grey::new(columns as u32, rows as u32, None, pixels).ok()
}

/// The median period where there are ridges, if there are enough.
fn median(mask: &Mask, period: &Grid) -> Option<f32> {
    let inside = period.values.iter().zip(&mask.ridged).filter(|(_, ridged)| **ridged);
    let mut periods: Vec<f32> = inside.map(|(period, _)| *period).collect();
    if periods.len() < ENOUGH {
        return None;
    }
    let at = periods.len() / 2;
    Some(*periods.select_nth_unstable_by(at, f32::total_cmp).1)
}
