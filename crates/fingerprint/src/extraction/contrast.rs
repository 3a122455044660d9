use super::grid::{CELL, Grid};
use super::resample::Print;

/// How the grey levels are evened out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters {
    /// Standard deviation, in pixels, over which the mean grey is taken away: about a ridge period, so that ridges
    /// stay and pressure and shading go.
    pub mean_sigma: f32,
    /// Standard deviation, in pixels, over which contrast is measured.
    pub contrast_sigma: f32,
    /// Contrast, as a share of the print's own strong contrast (its 90 % quantile), that is added to the measured one:
    /// keeps blank areas blank.
    pub floor: f32,
    /// And no less than this, in grey levels: what rounding to whole levels alone makes.
    pub least_floor: f32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { mean_sigma: 9.0, contrast_sigma: 12.0, floor: 0.04, least_floor: 0.3 }
    }
}

/// The print with its local mean and contrast evened out.
#[derive(Debug, Clone)]
pub(crate) struct Evened {
    pub width: usize,
    pub height: usize,
    /// In units of the local standard deviation, row by row; valleys (light) positive.
    pub pixels: Vec<f32>,
    /// Local mean in grey levels.
    pub mean: Grid,
    /// Local standard deviation in grey levels.
    pub contrast: Grid,
    /// What was added to it before dividing.
    pub floor: f32,
}

/// Takes the local mean away and divides by the local contrast (Hong, Wan & Jain 1998, made local).
pub(crate) fn even_out(print: &Print, parameters: &Parameters) -> Evened {
    let (width, height) = (print.width, print.height);
    let mean = cell_means(&print.pixels, width, height).smoothed(parameters.mean_sigma);
    let mut pixels = print.pixels.clone();
    combine(&mut pixels, width, &mean, |p, m| p - m);
    let squares: Vec<f32> = pixels.iter().map(|p| p * p).collect();
    let contrast = cell_means(&squares, width, height).smoothed(parameters.contrast_sigma).map(f32::sqrt);
    let floor = (parameters.floor * contrast.quantile(0.9)).max(parameters.least_floor);
    let gain = contrast.map(|c| 1.0 / (c + floor));
    combine(&mut pixels, width, &gain, |p, g| (p * g).clamp(-2.5, 2.5));
    Evened { width, height, pixels, mean, contrast, floor }
}

impl Evened {
    /// Makes dark light and light dark.
    pub(crate) fn negate(&mut self) {
        self.pixels.iter_mut().for_each(|pixel| *pixel = -*pixel);
        self.mean = self.mean.map(|grey| 255.0 - grey);
    }
}

/// The mean of each cell's pixels.
pub(crate) fn cell_means(pixels: &[f32], width: usize, height: usize) -> Grid {
    let mut grid = Grid::covering(width, height);
    let columns = grid.columns;
    for (rows, out) in pixels.chunks(width * CELL).zip(grid.values.chunks_exact_mut(columns)) {
        for row in rows.chunks_exact(width) {
            for (cell, o) in row.chunks(CELL).zip(out.iter_mut()) {
                *o += cell.iter().sum::<f32>();
            }
        }
        let tall = rows.len() / width;
        for (i, o) in out.iter_mut().enumerate() {
            let wide = CELL.min(width - i * CELL);
            *o /= (wide * tall) as f32;
        }
    }
    grid
}

/// Applies `f` to each pixel and the grid's value there.
fn combine(pixels: &mut [f32], width: usize, grid: &Grid, f: impl Fn(f32, f32) -> f32) {
    // One row of the grid interpolated downwards, then along the row in fixed quarter steps.
    let mut line = vec![0f32; grid.columns];
    let along: Vec<(usize, usize, f32)> = (0..width)
        .map(|x| {
            let cell = ((x as f32 + 0.5) / CELL as f32 - 0.5).clamp(0.0, (grid.columns - 1) as f32);
            let left = cell as usize;
            (left, (left + 1).min(grid.columns - 1), cell - left as f32)
        })
        .collect();
    for (y, row) in pixels.chunks_exact_mut(width).enumerate() {
        let cell = ((y as f32 + 0.5) / CELL as f32 - 0.5).clamp(0.0, (grid.rows - 1) as f32);
        let (top, part) = (cell as usize, cell.fract());
        let bottom = (top + 1).min(grid.rows - 1);
        let rows = grid.values[top * grid.columns..].iter().zip(&grid.values[bottom * grid.columns..]);
        for (l, (&a, &b)) in line.iter_mut().zip(rows) {
            *l = a + (b - a) * part;
        }
        for (pixel, &(left, right, part)) in row.iter_mut().zip(&along) {
            *pixel = f(*pixel, line[left] + (line[right] - line[left]) * part);
        }
    }
}
