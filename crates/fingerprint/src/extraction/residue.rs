use super::grid::Grid;
use super::orientation::Orientation;
use super::phase::{Phase, STEP};
use super::wave::{ORIENTATIONS, angle};
use crate::MinutiaKind;

/// A minutia as found, before it is weighed and rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    /// Pixels at 500 ppi from the left and top edge.
    pub x: f32,
    pub y: f32,
    /// Radians, counter-clockwise as seen on screen, as in [`crate::Minutia::direction`].
    pub direction: f32,
    pub kind: MinutiaKind,
    /// How clear the ridges around it are: 0 to about 1.
    pub clarity: f32,
    /// Ridge period there, pixels.
    pub period: f32,
}

/// Finds minutiae as the points around which the phase turns once: there a ridge pair begins (Larkin & Fletcher
/// 2007, "A coherent framework for fingerprint analysis"; Feng & Jain 2011). The sense of turning tells which
/// side the extra ridge is on, and the phase on that side whether it is a ridge or a valley.
pub(crate) fn residues(phase: &Phase, orientation: &Orientation, period: &Grid) -> Vec<Found> {
    let mut found = Vec::new();
    for row in 0..phase.rows.saturating_sub(1) {
        for column in 0..phase.columns.saturating_sub(1) {
            let at = row * phase.columns + column;
            // Around the square in the sense from x to y.
            let corners = [at, at + 1, at + phase.columns + 1, at + phase.columns];
            if corners.iter().any(|&c| !phase.valid[c]) {
                continue;
            }
            let wave = corners.map(|c| phase.relative(c, phase.orientation[at]));
            let turns = winding(&wave);
            if turns == 0 {
                continue;
            }
            let (fx, fy) = zero(&wave);
            let (x, y) = ((column as f32 + fx) * STEP as f32, (row as f32 + fy) * STEP as f32);
            // The phase increases along `n`; `t` is a quarter turn on. A turn in the same sense thins the
            // ridges out on the side of `t`: the extra one lies on the other.
            let mut n = orientation.across(x, y);
            if libm::cosf(n - angle(usize::from(phase.orientation[at]))) < 0.0 {
                n += std::f32::consts::PI;
            }
            let side = if turns > 0 { -1.0 } else { 1.0 };
            let (dx, dy) = (-libm::sinf(n) * side, libm::cosf(n) * side);
            let period = period.at(x, y);
            let kind = if phase.brightness(x + dx * period * 0.7, y + dy * period * 0.7) < 0.0 {
                MinutiaKind::Ending
            } else {
                MinutiaKind::Bifurcation
            };
            let clarity = phase.clarity(x, y, period) * orientation.coherence.at(x, y).sqrt();
            found.push(Found { x, y, direction: libm::atan2f(-dy, dx), kind, clarity, period });
        }
    }
    found
}

impl Phase {
    /// The complex value at a sample, seen with the phase running along `orientation` rather than against it.
    fn relative(&self, sample: usize, orientation: u8) -> (f32, f32) {
        let against = self.orientation[sample].abs_diff(orientation) > ORIENTATIONS as u8 / 2;
        (self.even[sample], if against { -self.odd[sample] } else { self.odd[sample] })
    }

    /// The sample nearest to a pixel position, if there is a print.
    fn sample(&self, x: f32, y: f32) -> Option<usize> {
        let (column, row) = ((x / STEP as f32).round(), (y / STEP as f32).round());
        if column < 0.0 || row < 0.0 || column as usize >= self.columns || row as usize >= self.rows {
            return None;
        }
        let at = row as usize * self.columns + column as usize;
        self.valid[at].then_some(at)
    }

    /// Below zero on a ridge.
    fn brightness(&self, x: f32, y: f32) -> f32 {
        self.sample(x, y).map_or(0.0, |at| self.even[at])
    }

    /// The wave's mean strength on a circle of one period.
    fn clarity(&self, x: f32, y: f32, period: f32) -> f32 {
        const DIRECTIONS: usize = 12;
        let strengths = (0..DIRECTIONS).map(|i| {
            let (sin, cos) = libm::sincosf(i as f32 * std::f32::consts::TAU / DIRECTIONS as f32);
            self.sample(x + cos * period, y + sin * period)
                .map_or(0.0, |at| libm::hypotf(self.even[at], self.odd[at]))
        });
        strengths.sum::<f32>() / DIRECTIONS as f32
    }
}

/// How often the phase turns around the square's corners: -1, 0 or 1.
pub(super) fn winding(wave: &[(f32, f32); 4]) -> i32 {
    // Without a change of sign in both parts there is no zero inside.
    let mixed = |part: fn(&(f32, f32)) -> f32| {
        wave.iter().any(|w| part(w) < 0.0) && wave.iter().any(|w| part(w) >= 0.0)
    };
    if !mixed(|w| w.0) || !mixed(|w| w.1) {
        return 0;
    }
    let mut turn = 0.0;
    for (i, &(a, b)) in wave.iter().enumerate() {
        let (c, d) = wave[(i + 1) % 4];
        // The angle of next / this.
        turn += libm::atan2f(a * d - b * c, a * c + b * d);
    }
    (turn / std::f32::consts::TAU).round() as i32
}

/// Where in the unit square the wave vanishes, by the plane through its corners.
pub(super) fn zero(wave: &[(f32, f32); 4]) -> (f32, f32) {
    let plane = |v: [f32; 4]| {
        let [a, b, c, d] = v;
        let (gx, gy) = ((b + c - a - d) / 2.0, (c + d - a - b) / 2.0);
        ((a + b + c + d) / 4.0, gx, gy)
    };
    let (e0, ex, ey) = plane(wave.map(|w| w.0));
    let (o0, ox, oy) = plane(wave.map(|w| w.1));
    let determinant = ex * oy - ey * ox;
    if determinant.abs() < 1e-12 {
        return (0.5, 0.5);
    }
    let x = (ey * o0 - e0 * oy) / determinant;
    let y = (e0 * ox - ex * o0) / determinant;
    ((0.5 + x).clamp(0.0, 1.0), (0.5 + y).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vortex_turns_once_and_its_zero_is_found() {
        let vortex = |sense: f32| {
            [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| (x - 0.3f32, sense * (y - 0.6f32)))
        };
        assert_eq!(winding(&vortex(1.0)), 1);
        assert_eq!(winding(&vortex(-1.0)), -1);
        assert_eq!(winding(&[(1.0, 0.0), (0.5, 0.5), (1.0, 1.0), (1.0, -1.0)]), 0);
        let (x, y) = zero(&vortex(-1.0));
        assert!((x - 0.3).abs() < 1e-5 && (y - 0.6).abs() < 1e-5);
    }
}
