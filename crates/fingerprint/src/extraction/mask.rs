use super::contrast::Evened;
use super::grid::{CELL, Grid};
use super::orientation::Orientation;

/// What counts as ridges.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters {
    /// Contrast needed, as a share of the print's own strong contrast (its 90 % quantile).
    pub relative_contrast: f32,
    /// Contrast needed in grey levels whatever the rest looks like: what rounding to whole levels leaves of a wave.
    pub least_contrast: f32,
    /// Below so much contrast in grey levels it may be the sensor's noise, and ridges must be more parallel.
    pub sure_contrast: f32,
    /// Standard deviation, in pixels, over which it is measured: two thirds of a ridge period.
    pub sharpness: f32,
    /// Coherence needed where contrast is sure, and how much more where there is hardly any.
    pub least_coherence: f32,
    pub more_coherence: f32,
    /// Standard deviation in pixels of the smoothing that closes gaps and takes specks away.
    pub smoothing: f32,
    /// The smallest piece kept, in pixels.
    pub least_area: usize,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            relative_contrast: 0.25,
            least_contrast: 1.0,
            sure_contrast: 6.0,
            sharpness: 6.0,
            least_coherence: 0.15,
            more_coherence: 0.25,
            smoothing: 12.0,
            least_area: 2500,
        }
    }
}

/// Standard deviation, in grey levels, of ridges of 9 pixels whose root mean square gradient, as the orientation step
/// measures it, is 1: Scharr weighs 32, and a wave of 9 pixels rises by 0.64 of its height a pixel.
const GREY_PER_GRADIENT: f32 = 1.0 / (32.0 * 0.64);

/// Where there are ridges, cell by cell.
#[derive(Debug, Clone)]
pub(crate) struct Mask {
    pub columns: usize,
    pub rows: usize,
    pub ridged: Vec<bool>,
}

/// Cells with enough contrast and a common direction, smoothed into whole areas without holes.
pub(crate) fn mask(
    image: &Evened,
    steepness: &Grid,
    orientation: &Orientation,
    parameters: &Parameters,
) -> Mask {
    let mut share = steepness.clone();
    for (value, contrast) in share.values.iter_mut().zip(&image.contrast.values) {
        *value *= (contrast + image.floor).powi(2);
    }
    let mut share = share.smoothed(parameters.sharpness).map(|energy| energy.sqrt() * GREY_PER_GRADIENT);
    let strong = share.quantile(0.9);
    let needed = (parameters.relative_contrast * strong).max(parameters.least_contrast);
    for (value, coherence) in share.values.iter_mut().zip(&orientation.coherence.values) {
        let doubt = (1.0 - *value / parameters.sure_contrast).max(0.0);
        let parallel = *coherence >= parameters.least_coherence + parameters.more_coherence * doubt;
        *value = f32::from(u8::from(*value >= needed && parallel));
    }
    let share = share.smoothed(parameters.smoothing);
    let mut mask = Mask {
        columns: share.columns,
        rows: share.rows,
        ridged: share.values.iter().map(|&s| s > 0.5).collect(),
    };
    mask.drop_pieces(true, parameters.least_area);
    mask.fill_holes();
    mask
}

impl Mask {
    /// Whether a pixel position is on ridges; nothing outside the image is.
    pub(crate) fn at(&self, x: f32, y: f32) -> bool {
        if x < 0.0 || y < 0.0 {
            return false;
        }
        let (column, row) = (x as usize / CELL, y as usize / CELL);
        column < self.columns && row < self.rows && self.ridged[row * self.columns + column]
    }

    /// As 0 and 1.
    pub(crate) fn grid(&self) -> Grid {
        let values = self.ridged.iter().map(|&r| f32::from(u8::from(r))).collect();
        Grid { columns: self.columns, rows: self.rows, values }
    }

    /// Turns connected pieces of `value` smaller than `least` pixels into the opposite.
    pub(crate) fn drop_pieces(&mut self, value: bool, least: usize) {
        self.each_piece(value, |piece, _| piece.len() * CELL * CELL < least);
    }

    /// Turns background that does not reach the image's edge into ridges.
    fn fill_holes(&mut self) {
        self.each_piece(false, |_, at_edge| !at_edge);
    }

    fn each_piece(&mut self, value: bool, turn: impl Fn(&[usize], bool) -> bool) {
        let mut seen = vec![false; self.ridged.len()];
        for start in 0..self.ridged.len() {
            if seen[start] || self.ridged[start] != value {
                continue;
            }
            seen[start] = true;
            let mut piece = vec![start];
            let mut at_edge = false;
            let mut next = 0;
            while let Some(&cell) = piece.get(next) {
                next += 1;
                let (column, row) = (cell % self.columns, cell / self.columns);
                at_edge |= column == 0 || row == 0 || column + 1 == self.columns || row + 1 == self.rows;
                let neighbours = [
                    (column > 0).then(|| cell - 1),
                    (column + 1 < self.columns).then(|| cell + 1),
                    (row > 0).then(|| cell - self.columns),
                    (row + 1 < self.rows).then(|| cell + self.columns),
                ];
                for neighbour in neighbours.into_iter().flatten() {
                    if !seen[neighbour] && self.ridged[neighbour] == value {
                        seen[neighbour] = true;
                        piece.push(neighbour);
                    }
                }
            }
            if turn(&piece, at_edge) {
                piece.iter().for_each(|&cell| self.ridged[cell] = !value);
            }
        }
    }
}
