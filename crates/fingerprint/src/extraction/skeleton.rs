use super::phase::{Phase, STEP};

/// The ridges as lines one pixel wide, on the print's own pixels: 1 on a line, else 0.
///
/// Minutiae are not read from it; it shows a person the ridges that the wave follows. Ridges are where the wave is
/// negative; they are thinned from both sides in turn (Guo & Hall 1989), which keeps them connected.
pub(crate) fn skeleton(phase: &Phase, width: usize, height: usize) -> Vec<f32> {
    let mut lines = Lines::ridges(phase, width, height);
    while lines.peel(true) | lines.peel(false) {}
    lines.pixels.iter().map(|&p| f32::from(p)).collect()
}

struct Lines {
    width: usize,
    /// Pixels that are still ridge, and so may still go.
    left: Vec<usize>,
    /// 1 on a ridge; the outermost rows and columns are not.
    pixels: Vec<u8>,
}

impl Lines {
    /// Where the wave, interpolated between its samples, is below zero.
    fn ridges(phase: &Phase, width: usize, height: usize) -> Self {
        let mut pixels = vec![0u8; width * height];
        let mut left = Vec::new();
        for y in 1..height.saturating_sub(1) {
            for x in 1..width.saturating_sub(1) {
                let (column, row) = (x / STEP, y / STEP);
                let (right, below) = ((column + 1).min(phase.columns - 1), (row + 1).min(phase.rows - 1));
                let corners = [
                    row * phase.columns + column,
                    row * phase.columns + right,
                    below * phase.columns + column,
                    below * phase.columns + right,
                ];
                if corners.iter().any(|&c| !phase.valid[c]) {
                    continue;
                }
                let [a, b, c, d] = corners.map(|c| phase.even[c]);
                let (fx, fy) = ((x % STEP) as f32 / STEP as f32, (y % STEP) as f32 / STEP as f32);
                let (upper, lower) = (a + (b - a) * fx, c + (d - c) * fx);
                if upper + (lower - upper) * fy < 0.0 {
                    pixels[y * width + x] = 1;
                    left.push(y * width + x);
                }
            }
        }
        Self { width, left, pixels }
    }

    /// Takes away what lies on one pair of sides and is not needed to hold a line together; whether there was any.
    fn peel(&mut self, first: bool) -> bool {
        let (width, pixels) = (self.width, &self.pixels);
        let goes: Vec<usize> =
            self.left.iter().copied().filter(|&at| peels(pixels, width, at, first)).collect();
        for &at in &goes {
            self.pixels[at] = 0;
        }
        let pixels = &self.pixels;
        self.left.retain(|&at| pixels[at] == 1);
        !goes.is_empty()
    }
}

/// Guo and Hall's conditions for a pixel to go in the first or the second half of a pass.
fn peels(pixels: &[u8], width: usize, at: usize, first: bool) -> bool {
    let is = |at: usize| pixels[at] == 1;
    // From the pixel above, clockwise.
    let around = [
        is(at - width),
        is(at - width + 1),
        is(at + 1),
        is(at + width + 1),
        is(at + width),
        is(at + width - 1),
        is(at - 1),
        is(at - width - 1),
    ];
    let [n, ne, e, se, s, sw, w, nw] = around;
    let crossings = u8::from(!n && (ne || e))
        + u8::from(!e && (se || s))
        + u8::from(!s && (sw || w))
        + u8::from(!w && (nw || n));
    let pairs = [(nw, n), (ne, e), (se, s), (sw, w)].iter().filter(|p| p.0 || p.1).count();
    let others = [(n, ne), (e, se), (s, sw), (w, nw)].iter().filter(|p| p.0 || p.1).count();
    let neighbours = pairs.min(others);
    let side = if first { (n || ne || !se) && e } else { (s || sw || !nw) && w };
    crossings == 1 && (2..=3).contains(&neighbours) && !side
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ridges `period` pixels apart, as a phase.
    fn parallel(period: f32, columns: usize, rows: usize) -> Phase {
        let wave = |i: usize| {
            let x = (i % columns * STEP) as f32 + 0.7 * (i / columns * STEP) as f32;
            (x * std::f32::consts::TAU / period).cos()
        };
        let even = (0..columns * rows).map(wave).collect();
        Phase {
            columns,
            rows,
            even,
            odd: vec![0.0; columns * rows],
            orientation: vec![0; columns * rows],
            valid: vec![true; columns * rows],
        }
    }

    #[test]
    fn parallel_ridges_thin_to_as_many_lines_one_pixel_wide() {
        let (width, height) = (200, 160);
        let lines = skeleton(&parallel(10.0, width / STEP, height / STEP), width, height);
        for y in 20..140 {
            let row = &lines[y * width..][..width];
            let runs = row.windows(2).filter(|w| w[0] == 0.0 && w[1] == 1.0).count();
            assert!((18..=22).contains(&runs), "row {y} crosses {runs} lines");
            assert!(row.windows(4).all(|w| w.iter().sum::<f32>() < 4.0), "row {y} has a thick line");
        }
        // No 2 x 2 block is full.
        let full = |at: usize| lines[at] + lines[at + 1] + lines[at + width] + lines[at + width + 1] > 3.5;
        assert!(!(0..(height - 1) * width - 1).any(full));
    }
}
