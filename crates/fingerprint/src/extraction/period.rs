use super::grid::{CELL, Grid};
use super::mask::Mask;
use super::orientation::Orientation;
use super::phase::Padded;
use super::wave::{ORIENTATIONS, PERIODS, RADIUS, ROW, SIDE, Waves};
use std::sync::OnceLock;

/// How the ridge period is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters {
    /// Standard deviation in pixels over which answers are averaged: the period changes slowly over a finger.
    pub sigma: f32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { sigma: 20.0 }
    }
}

/// The ridge period in pixels at each cell: that of the pure wave to which the kernels would answer most as they do
/// around there.
pub(crate) fn period(
    image: &Padded,
    mask: &Mask,
    orientation: &Orientation,
    parameters: &Parameters,
) -> Grid {
    let mut answers: Vec<Grid> = (0..PERIODS.len())
        .map(|_| Grid { columns: mask.columns, rows: mask.rows, values: vec![0.0; mask.ridged.len()] })
        .collect();
    let waves = Waves::get();
    // Every other cell of every other row is enough for so smooth a field.
    for row in (0..mask.rows).step_by(2) {
        for column in (0..mask.columns).step_by(2) {
            let cell = row * mask.columns + column;
            if !mask.ridged[cell] {
                continue;
            }
            let index = nearest_orientation(orientation.cos2.values[cell], orientation.sin2.values[cell]);
            let (x, y) = (image.width.min(column * CELL + CELL / 2), image.height.min(row * CELL + CELL / 2));
            for (p, answer) in answers.iter_mut().enumerate() {
                let (even, odd) =
                    image.apply(waves.kernel(index, p), x.min(image.width - 1), y.min(image.height - 1));
                answer.values[cell] = even * even + odd * odd;
            }
        }
    }
    let answers: Vec<Grid> = answers.iter().map(|a| a.smoothed(parameters.sigma)).collect();
    let spectra = Spectra::get();
    let values = (0..mask.ridged.len())
        .map(|cell| spectra.likest(&std::array::from_fn(|p| libm::sqrtf(answers[p].values[cell].max(0.0)))))
        .collect();
    Grid { columns: mask.columns, rows: mask.rows, values }
}

/// How strongly each kernel answers to waves of many periods. The kernels overlap, and the longest are cut off by
/// their window and answer to nearly everything: the strongest answer alone does not tell the period, all of them
/// together do.
struct Spectra {
    spectra: Vec<(f32, Amplitudes)>,
}

type Amplitudes = [f32; PERIODS.len()];

/// Periods that are told apart, pixels: a little beyond the kernels' own, in steps of 3 %.
const LIKELY: std::ops::RangeInclusive<f32> = 4.8..=15.5;
const STEP: f32 = 1.03;

impl Spectra {
    /// The table, computed once.
    fn get() -> &'static Self {
        static SPECTRA: OnceLock<Spectra> = OnceLock::new();
        SPECTRA.get_or_init(|| Self {
            spectra: std::iter::successors(Some(*LIKELY.start()), |period| Some(period * STEP))
                .take_while(|period| LIKELY.contains(period))
                .map(|period| (period, Self::of(period)))
                .collect(),
        })
    }

    /// The kernels' amplitudes for a pure wave, of length 1.
    fn of(period: f32) -> Amplitudes {
        let wave = std::f32::consts::TAU / period;
        let window = |shift: f32| -> Vec<f32> {
            (0..SIDE * ROW).map(|i| libm::cosf(((i % ROW) as f32 - RADIUS as f32) * wave + shift)).collect()
        };
        let (crest, flank) = (window(0.0), window(std::f32::consts::FRAC_PI_2));
        let amplitudes: Amplitudes = std::array::from_fn(|p| {
            let kernel = Waves::get().kernel(0, p);
            libm::hypotf(kernel.apply(&crest, ROW).0, kernel.apply(&flank, ROW).1)
        });
        let length = libm::sqrtf(amplitudes.iter().map(|a| a * a).sum());
        amplitudes.map(|a| a / length)
    }

    /// The period whose amplitudes are most like these; in the middle where there are none.
    fn likest(&self, seen: &Amplitudes) -> f32 {
        let mut best = (0.0, MIDDLE);
        for (period, amplitudes) in &self.spectra {
            let likeness = amplitudes.iter().zip(seen).map(|(a, b)| a * b).sum();
            if likeness > best.0 {
                best = (likeness, *period);
            }
        }
        best.1
    }
}

/// An adult's mean ridge period, pixels.
const MIDDLE: f32 = 9.0;

/// The tabulated orientation nearest to an angle across the ridges, given as a vector of any length at twice the
/// angle.
#[inline(always)]
pub(crate) fn nearest_orientation(cos2: f32, sin2: f32) -> usize {
    // The arc tangent within 0.3 degrees (Rajan et al. 2006), a tenth of a step; the exact one takes as long as the
    // rest of the sample.
    let (x, y) = (cos2.abs(), sin2.abs());
    let ratio = x.min(y) / x.max(y).max(1e-12);
    let octant = ratio * (0.125 + 0.0439 * (1.0 - ratio));
    let quadrant = if y > x { 0.25 - octant } else { octant };
    let half = if cos2 < 0.0 { 0.5 - quadrant } else { quadrant };
    let turn = if sin2 < 0.0 { 1.0 - half } else { half };
    (turn * ORIENTATIONS as f32 + 0.5) as usize % ORIENTATIONS
}

/// The tabulated period nearest to a period in pixels.
pub(crate) fn nearest_period(period: f32) -> usize {
    PERIODS.windows(2).position(|p| period * period < p[0] * p[1]).unwrap_or(PERIODS.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_of_a_wave_is_found_at_every_orientation() {
        for (step, expected) in (0..20).map(|step| (step, 5.5 + 0.4 * step as f32)) {
            let (sin, cos) = (step as f32 * 0.31).sin_cos();
            let amplitudes = std::array::from_fn(|p| {
                let wave = |shift: f32| -> Vec<f32> {
                    let at = |i: usize| cos * (i % ROW) as f32 + sin * (i / ROW) as f32;
                    (0..SIDE * ROW)
                        .map(|i| (at(i) * std::f32::consts::TAU / expected + shift).cos())
                        .collect()
                };
                let kernel =
                    Waves::get().kernel(nearest_orientation((2.0 * cos * cos) - 1.0, 2.0 * sin * cos), p);
                let energies = [0.0, 1.0, 2.0, 3.0].map(|shift: f32| {
                    let (even, odd) = kernel.apply(&wave(shift * std::f32::consts::FRAC_PI_4), ROW);
                    even * even + odd * odd
                });
                (energies.iter().sum::<f32>() / 4.0).sqrt()
            });
            let found = Spectra::get().likest(&amplitudes);
            assert!((found / expected).ln().abs() < 0.06, "{found} for {expected}");
        }
    }

    #[test]
    fn the_nearest_kernel_is_chosen() {
        assert_eq!(nearest_period(1.0), 0);
        assert_eq!(nearest_period(99.0), PERIODS.len() - 1);
        for (p, &period) in PERIODS.iter().enumerate() {
            assert_eq!(nearest_period(period), p);
        }
        for step in 0..ORIENTATIONS * 10 {
            let steps = step as f32 / 10.0;
            let (sin2, cos2) = (steps / ORIENTATIONS as f32 * std::f32::consts::TAU).sin_cos();
            let found = nearest_orientation(cos2 * 3.0, sin2 * 3.0) as f32;
            let off = (found - steps).rem_euclid(ORIENTATIONS as f32);
            assert!(off.min(ORIENTATIONS as f32 - off) < 0.6);
        }
    }
}
