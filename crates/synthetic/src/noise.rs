//! Smooth noise: random values on a square lattice, blended between.

use crate::random::Random;

/// Smooth noise over a rectangle, mean 0, within `-1..1`.
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
        let columns = (width as f32 * per_pixel) as usize + 3;
        let rows = (height as f32 * per_pixel) as usize + 3;
        let lattice = (0..columns * rows).map(|_| random.within(1.0)).collect();
        Self { per_pixel, columns, rows, lattice }
    }

    /// The noise at a point; outside the rectangle, that of the nearest border.
    pub(crate) fn at(&self, x: f32, y: f32) -> f32 {
        let u = (x * self.per_pixel).clamp(0.0, (self.columns - 2) as f32);
        let v = (y * self.per_pixel).clamp(0.0, (self.rows - 2) as f32);
        let (column, row) = ((u as usize).min(self.columns - 2), (v as usize).min(self.rows - 2));
        let (a, b) = (ease(u - column as f32), ease(v - row as f32));
        let at = row * self.columns + column;
        let above = blend(self.lattice[at], self.lattice[at + 1], a);
        let below = blend(self.lattice[at + self.columns], self.lattice[at + self.columns + 1], a);
        blend(above, below, b)
    }
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
