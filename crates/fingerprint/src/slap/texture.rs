use raster::{Grey, Ppi};

use crate::extraction::{CELL, Grid, Mask, Orientation};

/// How ridges are told from everything else on a large platen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameters {
    /// Standard deviation, in pixels at 500 ppi, over which the steepness is averaged: half a ridge period, so that
    /// the white between two close fingers stays open.
    pub sharpness: f32,
    /// Standard deviation, in pixels at 500 ppi, over which the ridge direction is averaged.
    pub sigma: f32,
    /// Where between the empty platen and the strongest ridges a ridge begins, as a share.
    pub share: f32,
    /// Contrast needed in grey levels a pixel at 250 ppi, whatever the rest looks like.
    pub least: f32,
    /// Coherence needed.
    pub coherence: f32,
    /// The largest hole that is still part of a finger, in square pixels at 500 ppi: 3 x 3 mm.
    pub hole: usize,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { sharpness: 7.0, sigma: 10.0, share: 0.22, least: 4.0, coherence: 0.12, hole: 4000 }
    }
}

/// Where on the platen there are ridges, and which way they run: one cell for 4 x 4 pixels at 500 ppi.
pub(super) struct Texture {
    pub mask: Mask,
    pub orientation: Orientation,
    /// Root mean square steepness, grey levels a pixel at 250 ppi.
    pub steepness: Grid,
}

/// Pixels at 500 ppi in one pixel that the texture is measured on. A ridge period has four and a half of them: enough
/// for its direction, at a quarter of the work.
const SHRINK: usize = 2;

impl Texture {
    pub(super) fn of(image: &Grey, ppi: Ppi, parameters: &Parameters) -> Self {
        let small = Small::of(image, ppi);
        let [difference, product, energy] = small.squared_gradients();
        let steepness = energy.smoothed(parameters.sharpness).map(|e| e.max(0.0).sqrt());
        let [difference, product, energy] =
            [difference, product, energy].map(|g| g.smoothed(parameters.sigma));
        let orientation = Orientation::of(difference, product, &energy);

        let (empty, strong) = (steepness.quantile(0.2), steepness.quantile(0.97));
        let needed = (empty + parameters.share * (strong - empty)).max(parameters.least);
        let cells = steepness.values.iter().zip(&orientation.coherence.values);
        let mut mask = Mask {
            columns: steepness.columns,
            rows: steepness.rows,
            ridged: cells.map(|(&s, &c)| s >= needed && c >= parameters.coherence).collect(),
        };
        mask.drop_pieces(false, parameters.hole);
        Self { mask, orientation, steepness }
    }
}

/// The image at 250 ppi.
struct Small {
    width: usize,
    height: usize,
    pixels: Vec<f32>,
}

impl Small {
    /// Each pixel is the mean of the area it covers.
    fn of(image: &Grey, ppi: Ppi) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let scale = f32::from(ppi.get()) / (500.0 / SHRINK as f32);
        let (columns, rows) = (covered(width, scale), covered(height, scale));
        let mut pixels = Vec::with_capacity(columns.len() * rows.len());
        let mut line = vec![0f32; width];
        for shares in &rows {
            line.fill(0.0);
            for &(y, share) in shares {
                for (sum, &pixel) in line.iter_mut().zip(&image.pixels()[y * width..(y + 1) * width]) {
                    *sum += f32::from(pixel) * share;
                }
            }
            pixels.extend(columns.iter().map(|c| c.iter().map(|&(x, share)| line[x] * share).sum::<f32>()));
        }
        Self { width: columns.len(), height: rows.len(), pixels }
    }

    /// The mean over each cell of the gradient squared as a complex number (real part, imaginary part), and of its
    /// squared length.
    fn squared_gradients(&self) -> [Grid; 3] {
        let cell = CELL / SHRINK;
        let mut grids: [Grid; 3] =
            std::array::from_fn(|_| Grid::covering(self.width * SHRINK, self.height * SHRINK));
        let columns = grids[0].columns;
        let mut squares: [Vec<f32>; 3] = std::array::from_fn(|_| vec![0f32; self.width]);
        for y in 1..self.height.saturating_sub(1) {
            let row = |y: usize| &self.pixels[y * self.width..][..self.width];
            let (above, here, below) = (row(y - 1), row(y), row(y + 1));
            let windows = above.windows(3).zip(here.windows(3)).zip(below.windows(3));
            let [difference, product, energy] = &mut squares;
            let out = difference[1..].iter_mut().zip(&mut product[1..]).zip(&mut energy[1..]);
            for (((d, p), e), ((a, h), b)) in out.zip(windows) {
                // Scharr's derivative, nearly isotropic, per pixel.
                let gx = (3.0 * (a[2] - a[0] + b[2] - b[0]) + 10.0 * (h[2] - h[0])) / 32.0;
                let gy = (3.0 * (b[0] - a[0] + b[2] - a[2]) + 10.0 * (b[1] - a[1])) / 32.0;
                *d = gx * gx - gy * gy;
                *p = 2.0 * gx * gy;
                *e = gx * gx + gy * gy;
            }
            for (grid, squares) in grids.iter_mut().zip(&squares) {
                let out = &mut grid.values[y / cell * columns..][..columns];
                for (o, s) in out.iter_mut().zip(squares.chunks(cell)) {
                    *o += s.iter().sum::<f32>() / (cell * cell) as f32;
                }
            }
        }
        grids
    }
}

/// For each new position, the old ones under it and their shares, which add up to 1.
fn covered(old: usize, scale: f32) -> Vec<Vec<(usize, f32)>> {
    let new = ((old as f32 / scale).round() as usize).max(1);
    (0..new)
        .map(|i| {
            let (from, to) = (i as f32 * scale, (i + 1) as f32 * scale);
            let first = (from as usize).min(old - 1);
            let last = (to.ceil() as usize).clamp(first + 1, old.max(first + 1));
            let mut shares: Vec<(usize, f32)> =
                (first..last).map(|at| (at, ((at + 1) as f32).min(to) - (at as f32).max(from))).collect();
            let sum: f32 = shares.iter().map(|s| s.1).sum();
            shares.iter_mut().for_each(|s| s.1 = if sum > 0.0 { s.1 / sum } else { 1.0 });
            shares
        })
        .collect()
}
