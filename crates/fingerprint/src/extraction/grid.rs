/// Values on a coarse grid over an image: one for each cell of [`CELL`] x [`CELL`] pixels, at the cell's centre.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grid {
    pub columns: usize,
    pub rows: usize,
    pub values: Vec<f32>,
}

/// Pixels in a cell's side: fine beside the ridge period (5 to 14 pixels) over which fields are smoothed anyway.
pub(crate) const CELL: usize = 4;

impl Grid {
    /// A grid that covers `width` x `height` pixels.
    pub(crate) fn covering(width: usize, height: usize) -> Self {
        let (columns, rows) = (width.div_ceil(CELL), height.div_ceil(CELL));
        Self { columns, rows, values: vec![0.0; columns * rows] }
    }

    pub(crate) fn map(&self, f: impl Fn(f32) -> f32) -> Self {
        Self { values: self.values.iter().map(|&v| f(v)).collect(), ..*self }
    }

    /// The value at a pixel position, bilinear between the cells' centres, level beyond the outermost.
    pub(crate) fn at(&self, x: f32, y: f32) -> f32 {
        let place = Place::of(self, x, y);
        place.interpolate(&self.values)
    }

    /// Smoothed with a Gaussian of standard deviation `sigma` pixels; the border is continued level.
    pub(crate) fn smoothed(&self, sigma: f32) -> Self {
        let sigma = sigma / CELL as f32;
        let radius = (2.5 * sigma).ceil() as usize;
        let mut kernel: Vec<f32> = (0..=2 * radius)
            .map(|i| libm::expf(-((i as f32 - radius as f32) / sigma).powi(2) / 2.0))
            .collect();
        let sum: f32 = kernel.iter().sum();
        kernel.iter_mut().for_each(|k| *k /= sum);

        let mut across = vec![0.0; self.values.len()];
        let mut padded = vec![0.0; self.columns + 2 * radius];
        for (row, out) in self.values.chunks_exact(self.columns).zip(across.chunks_exact_mut(self.columns)) {
            padded[..radius].fill(row[0]);
            padded[radius..radius + self.columns].copy_from_slice(row);
            padded[radius + self.columns..].fill(row[self.columns - 1]);
            for (i, &weight) in kernel.iter().enumerate() {
                for (o, &v) in out.iter_mut().zip(&padded[i..]) {
                    *o += v * weight;
                }
            }
        }
        let mut down = vec![0.0; self.values.len()];
        for (row, out) in down.chunks_exact_mut(self.columns).enumerate() {
            for (i, &weight) in kernel.iter().enumerate() {
                let from = (row + i).saturating_sub(radius).min(self.rows - 1);
                for (o, &v) in out.iter_mut().zip(&across[from * self.columns..]) {
                    *o += v * weight;
                }
            }
        }
        Self { values: down, ..*self }
    }

    /// The value below which the share `part` of all values lies.
    pub(crate) fn quantile(&self, part: f32) -> f32 {
        let mut sorted = self.values.clone();
        let at = ((sorted.len() - 1) as f32 * part) as usize;
        *sorted.select_nth_unstable_by(at, f32::total_cmp).1
    }
}

/// Where a pixel lies between four cells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    corners: [usize; 4],
    weights: [f32; 4],
}

impl Place {
    #[inline(always)]
    pub(crate) fn of(grid: &Grid, x: f32, y: f32) -> Self {
        let axis = |pixel: f32, cells: usize| {
            let cell = ((pixel + 0.5) / CELL as f32 - 0.5).clamp(0.0, (cells - 1) as f32);
            let first = (cell as usize).min(cells.saturating_sub(2));
            (first, (first + 1).min(cells - 1), cell - first as f32)
        };
        let (left, right, fx) = axis(x, grid.columns);
        let (top, bottom, fy) = axis(y, grid.rows);
        let (top, bottom) = (top * grid.columns, bottom * grid.columns);
        Self {
            corners: [top + left, top + right, bottom + left, bottom + right],
            weights: [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy],
        }
    }

    #[inline(always)]
    pub(crate) fn interpolate(&self, values: &[f32]) -> f32 {
        self.corners.iter().zip(self.weights).map(|(&corner, weight)| values[corner] * weight).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_is_read_back_between_cells_and_kept_by_smoothing() {
        let mut grid = Grid::covering(80, 60);
        for (i, v) in grid.values.iter_mut().enumerate() {
            *v = (i % 20) as f32;
        }
        assert!((grid.at(1.5 + 4.0 * 7.25, 30.0) - 7.25).abs() < 1e-4);
        let smooth = grid.smoothed(5.0);
        assert!((smooth.at(1.5 + 4.0 * 10.0, 30.0) - 10.0).abs() < 1e-3);
        assert!((grid.quantile(0.5) - 9.0).abs() <= 1.0);
    }
}
