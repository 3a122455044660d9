use super::contrast::{Evened, cell_means};
use super::grid::{CELL, Grid, Place};
use super::phase::{Phase, STEP};

/// How ridge orientation is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters {
    /// Standard deviation, in pixels, over which gradients are averaged: wide enough for two or three ridges,
    /// narrow enough for a core.
    pub sigma: f32,
    /// Standard deviation, in pixels, of the smoothing before: pores, dust and sensor noise are finer than ridges
    /// and have every direction.
    pub speck_sigma: f32,
    /// How often orientation is measured again on the enhanced print.
    pub refinements: usize,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { sigma: 7.0, speck_sigma: 1.0, refinements: 2 }
    }
}

/// Across the ridges, everywhere: unit vectors at twice the angle, so that opposite directions are one.
#[derive(Debug, Clone)]
pub(crate) struct Orientation {
    pub cos2: Grid,
    pub sin2: Grid,
    /// 0 (no preferred direction) to 1 (parallel ridges).
    pub coherence: Grid,
}

/// The angle across the ridges from averaged squared gradients (Kass & Witkin 1987; Bazen & Gerez 2002). Also the
/// mean squared gradient of each cell.
pub(crate) fn orientation(image: &Evened, parameters: &Parameters) -> (Orientation, Grid) {
    let (width, height) = (image.width, image.height);
    let pixels = without_specks(&image.pixels, width, height, parameters.speck_sigma);
    let cells = squared_gradients(&pixels, width, height).map(|s| cell_means(&s, width, height));
    let [difference, product, energy] = cells.each_ref().map(|grid| grid.smoothed(parameters.sigma));
    let [.., steepness] = cells;
    (Orientation::of(difference, product, &energy), steepness)
}

/// The same from the enhanced print, in which noise between the ridges' frequencies is gone.
pub(crate) fn refined(phase: &Phase, parameters: &Parameters) -> Orientation {
    let (width, height) = (phase.columns, phase.rows);
    let squares = squared_gradients(&phase.even, width, height);
    let [difference, product, energy] =
        squares.map(|s| pair_means(&s, width, height).smoothed(parameters.sigma));
    Orientation::of(difference, product, &energy)
}

/// The gradient squared as a complex number (real part, imaginary part), and its squared length.
fn squared_gradients(pixels: &[f32], width: usize, height: usize) -> [Vec<f32>; 3] {
    let (mut difference, mut product, mut energy) =
        (vec![0f32; width * height], vec![0f32; width * height], vec![0f32; width * height]);
    for y in 1..height.saturating_sub(1) {
        let above = &pixels[(y - 1) * width..][..width];
        let here = &pixels[y * width..][..width];
        let below = &pixels[(y + 1) * width..][..width];
        let out = y * width + 1..(y + 1) * width - 1;
        let outs = difference[out.clone()].iter_mut().zip(&mut product[out.clone()]).zip(&mut energy[out]);
        let windows = above.windows(3).zip(here.windows(3)).zip(below.windows(3));
        for (((d, p), e), ((a, h), b)) in outs.zip(windows) {
            // Scharr's derivative, nearly isotropic.
            let gx = 3.0 * (a[2] - a[0] + b[2] - b[0]) + 10.0 * (h[2] - h[0]);
            let gy = 3.0 * (b[0] - a[0] + b[2] - a[2]) + 10.0 * (b[1] - a[1]);
            *d = gx * gx - gy * gy;
            *p = 2.0 * gx * gy;
            *e = gx * gx + gy * gy;
        }
    }
    [difference, product, energy]
}

/// `pixels` smoothed with a Gaussian of standard deviation `sigma` pixels.
fn without_specks(pixels: &[f32], width: usize, height: usize, sigma: f32) -> Vec<f32> {
    let radius = (2.5 * sigma).ceil() as usize;
    let mut kernel: Vec<f32> =
        (0..=2 * radius).map(|i| libm::expf(-((i as f32 - radius as f32) / sigma).powi(2) / 2.0)).collect();
    let sum: f32 = kernel.iter().sum();
    kernel.iter_mut().for_each(|k| *k /= sum);
    let mut across = vec![0f32; pixels.len()];
    let mut padded = vec![0f32; width + 2 * radius];
    for (row, out) in pixels.chunks_exact(width).zip(across.chunks_exact_mut(width)) {
        padded[radius..radius + width].copy_from_slice(row);
        for (i, &weight) in kernel.iter().enumerate() {
            for (o, &p) in out.iter_mut().zip(&padded[i..]) {
                *o += p * weight;
            }
        }
    }
    let mut down = vec![0f32; pixels.len()];
    for (y, out) in down.chunks_exact_mut(width).enumerate() {
        for (i, &weight) in kernel.iter().enumerate() {
            let Some(from) = (y + i).checked_sub(radius).filter(|&from| from < height) else { continue };
            for (o, &p) in out.iter_mut().zip(&across[from * width..]) {
                *o += p * weight;
            }
        }
    }
    down
}

/// The mean of the phase samples in each cell.
fn pair_means(samples: &[f32], width: usize, height: usize) -> Grid {
    const SIDE: usize = CELL / STEP;
    let mut grid = Grid::covering(width * STEP, height * STEP);
    let columns = grid.columns;
    for (rows, out) in samples.chunks(width * SIDE).zip(grid.values.chunks_exact_mut(columns)) {
        for row in rows.chunks_exact(width) {
            for (cell, o) in row.chunks(SIDE).zip(out.iter_mut()) {
                *o += cell.iter().sum::<f32>() / (SIDE * SIDE) as f32;
            }
        }
    }
    grid
}

impl Orientation {
    /// From smoothed doubled-angle components and the energy they are part of.
    pub(crate) fn of(mut cos2: Grid, mut sin2: Grid, energy: &Grid) -> Self {
        let mut coherence = energy.clone();
        for ((c, s), e) in cos2.values.iter_mut().zip(&mut sin2.values).zip(&mut coherence.values) {
            let length = libm::hypotf(*c, *s);
            if length > 1e-12 {
                *c /= length;
                *s /= length;
            } else {
                (*c, *s) = (1.0, 0.0);
            }
            *e = if *e > 1e-9 { (length / *e).min(1.0) } else { 0.0 };
        }
        Self { cos2, sin2, coherence }
    }

    /// The angle across the ridges in every cell.
    pub(crate) fn angles(&self) -> Vec<f32> {
        self.sin2.values.iter().zip(&self.cos2.values).map(|(s, c)| libm::atan2f(*s, *c) / 2.0).collect()
    }

    /// The angle across the ridges at a pixel, -PI/2 to PI/2, from the x axis towards y (down).
    pub(crate) fn across(&self, x: f32, y: f32) -> f32 {
        let place = Place::of(&self.cos2, x, y);
        libm::atan2f(place.interpolate(&self.sin2.values), place.interpolate(&self.cos2.values)) / 2.0
    }
}
