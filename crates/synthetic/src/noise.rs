//! Smooth noise, and the curves that shape it.

use crate::random::Random;

/// Smooth noise over a rectangle: mean 0, deviation about 0.43, never beyond ±1.36.
///
/// Random values on a square lattice under a quadratic B-spline, which unlike blending between neighbours
/// shows neither the lattice's lines nor its points.
#[derive(Debug, Clone)]
pub(crate) struct Noise {
    per_pixel: f32,
    columns: usize,
    rows: usize,
    lattice: Vec<f32>,
}

impl Noise {
    /// Noise for `0..width` by `0..height` pixels whose features are about `cell` pixels wide.
    pub(crate) fn new(width: usize, height: usize, cell: f32, random: &mut Random) -> Self {
        let per_pixel = 1.0 / cell;
        let columns = (width as f32 * per_pixel) as usize + 4;
        let rows = (height as f32 * per_pixel) as usize + 4;
        let lattice = (0..columns * rows).map(|_| random.within(1.36)).collect();
        Self { per_pixel, columns, rows, lattice }
    }

    /// The noise at a point; outside the rectangle, that of the nearest border.
    pub(crate) fn at(&self, x: f32, y: f32) -> f32 {
        let u = (x * self.per_pixel).clamp(0.0, (self.columns - 3) as f32);
        let v = (y * self.per_pixel).clamp(0.0, (self.rows - 3) as f32);
        let (column, row) = ((u as usize).min(self.columns - 3), (v as usize).min(self.rows - 3));
        let (across, down) = (spline(u - column as f32), spline(v - row as f32));
        let line = |row: usize| {
            let at = &self.lattice[row * self.columns + column..][..3];
            across[0] * at[0] + across[1] * at[1] + across[2] * at[2]
        };
        down[0] * line(row) + down[1] * line(row + 1) + down[2] * line(row + 2)
    }
}

/// Weights of three neighbours in a quadratic B-spline.
fn spline(t: f32) -> [f32; 3] {
    [0.5 * (1.0 - t) * (1.0 - t), 0.5 + t * (1.0 - t), 0.5 * t * t]
}

/// From `from` at 0 to `to` at 1.
pub(crate) fn blend(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// A step from 0 to 1 with level ends, for `t` in `0..=1`.
pub(crate) fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

/// An odd curve from -1 to 1 with slope 1 at 0, from exactly rounded operations only.
pub(crate) fn squash(t: f32) -> f32 {
    t / (1.0 + t * t).sqrt()
}
