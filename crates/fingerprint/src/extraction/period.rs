use super::grid::{CELL, Grid};
use super::mask::Mask;
use super::orientation::Orientation;
use super::phase::Padded;
use super::wave::{ORIENTATIONS, PERIODS, Waves};

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

/// The ridge period in pixels at each cell: that of the wave which answers strongest around there, between the
/// tabulated periods by a parabola.
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
    let step = libm::logf(PERIODS[PERIODS.len() - 1] / PERIODS[0]) / (PERIODS.len() - 1) as f32;
    let values = (0..mask.ridged.len())
        .map(|cell| {
            let answer = |p: usize| answers[p].values[cell];
            let best = (0..PERIODS.len()).fold(0, |best, p| if answer(p) > answer(best) { p } else { best });
            let top = best.clamp(1, PERIODS.len() - 2);
            let (a, b, c) = (answer(top - 1), answer(top), answer(top + 1));
            let bend = a - 2.0 * b + c;
            let shift =
                if bend < -1e-9 { (0.5 * (a - c) / bend).clamp(-1.0, 1.0) } else { best as f32 - top as f32 };
            PERIODS[top] * libm::expf(shift * step)
        })
        .collect();
    Grid { columns: mask.columns, rows: mask.rows, values }
}

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
