use super::angle::unit;
use super::side::{Point, Side};

/// How pairs support each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters {
    /// The most candidate pairs that take part.
    pub candidates: usize,
    /// Rounds of re-weighting.
    pub rounds: usize,
    /// Distances between two minutiae may differ by so many pixels, plus this share of the distance.
    pub distance: (f32, f32),
    /// Their directions' difference may differ by so many 256ths of a turn.
    pub turn: f32,
    /// The direction from one to the other, seen from each, may differ by this sine, plus so many pixels' worth.
    pub bearing: (f32, f32),
}

impl Default for Parameters {
    fn default() -> Self {
        Self { candidates: 50, rounds: 5, distance: (6.0, 0.08), turn: 28.0, bearing: (0.35, 6.0) }
    }
}

/// A probe minutia that may be a reference minutia.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub probe: usize,
    pub reference: usize,
    pub weight: f32,
}

/// Pairs of minutiae, column by column, so that one is set against many at a time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Placed {
    px: Vec<f32>,
    py: Vec<f32>,
    rx: Vec<f32>,
    ry: Vec<f32>,
    /// From the probe's direction to the reference's: 256ths of a turn, and as a unit vector.
    turn: Vec<f32>,
    cos: Vec<f32>,
    sin: Vec<f32>,
}

impl<'a> FromIterator<(&'a Point, &'a Point)> for Placed {
    fn from_iter<T: IntoIterator<Item = (&'a Point, &'a Point)>>(pairs: T) -> Self {
        let mut placed = Self::default();
        for (probe, reference) in pairs {
            let turn = reference.direction.wrapping_sub(probe.direction);
            let (cos, sin) = unit(turn);
            placed.px.push(probe.x);
            placed.py.push(probe.y);
            placed.rx.push(reference.x);
            placed.ry.push(reference.y);
            placed.turn.push(f32::from(turn));
            placed.cos.push(cos);
            placed.sin.push(sin);
        }
        placed
    }
}

impl Placed {
    /// How well pair `i` goes together with each, 0 to 1: as far apart, turned as much and lying in the same
    /// direction from each other in both prints (Feng 2008; relaxation labelling: Rosenfeld, Hummel & Zucker 1976).
    #[inline(always)]
    pub(crate) fn compatibility(&self, i: usize, row: &mut [f32], parameters: &Parameters) {
        let n = row.len();
        let [px, py, rx, ry, turn, cos, sin] =
            [&self.px, &self.py, &self.rx, &self.ry, &self.turn, &self.cos, &self.sin].map(|c| &c[..n]);
        let (px0, py0, rx0, ry0) = (px[i], py[i], rx[i], ry[i]);
        let (turn0, cos0, sin0) = (turn[i], cos[i], sin[i]);
        for j in 0..n {
            let apart = (turn[j] - turn0).abs();
            let turned = 1.0 - apart.min(256.0 - apart) / parameters.turn;

            let (ux, uy) = (px[j] - px0, py[j] - py0);
            let (vx, vy) = (rx[j] - rx0, ry[j] - ry0);
            let (du, dv) = ((ux * ux + uy * uy).sqrt(), (vx * vx + vy * vy).sqrt());
            let mean = ((du + dv) / 2.0).max(1.0);
            let stretched = 1.0 - (du - dv).abs() / (parameters.distance.0 + parameters.distance.1 * mean);

            // The sine of the angle between, as seen from either end, so that neither is favoured.
            let (ax, ay) = (cos0 * ux - sin0 * uy, sin0 * ux + cos0 * uy);
            let (bx, by) = (cos[j] * ux - sin[j] * uy, sin[j] * ux + cos[j] * uy);
            let ahead = (ax * vx + ay * vy).min(bx * vx + by * vy);
            let across = (ax * vy - ay * vx).abs().max((bx * vy - by * vx).abs());
            let allowed = parameters.bearing.0 + parameters.bearing.1 / mean;
            let seen = 1.0 - across / ((du * dv).max(1e-6) * allowed);
            let seen = if ahead > 0.0 { seen } else { 0.0 };

            row[j] = turned.min(stretched).min(seen).max(0.0);
        }
    }
}

/// The compatibility of all candidates with each other, row by row.
#[inline(always)]
fn support(probe: &Side, reference: &Side, candidates: &[Candidate], parameters: &Parameters) -> Vec<f32> {
    let pairs = candidates.iter().map(|c| (&probe.points[c.probe], &reference.points[c.reference]));
    let placed: Placed = pairs.collect();
    let n = candidates.len();
    let mut support = vec![0f32; n * n];
    for (i, row) in support.chunks_exact_mut(n).enumerate() {
        placed.compatibility(i, row, parameters);
        // A minutia is one minutia: pairs that share it do not support each other.
        for (value, other) in row.iter_mut().zip(candidates) {
            if other.probe == candidates[i].probe || other.reference == candidates[i].reference {
                *value = 0.0;
            }
        }
    }
    support
}

/// The candidates with their weights after mutual support, and the compatibilities, row by row.
#[inline(always)]
pub(crate) fn relax(
    probe: &Side,
    reference: &Side,
    mut candidates: Vec<Candidate>,
    parameters: &Parameters,
) -> (Vec<Candidate>, Vec<f32>) {
    let n = candidates.len();
    if n == 0 {
        return (candidates, Vec::new());
    }
    let support = support(probe, reference, &candidates, parameters);
    // Weights in proportion to what they are supported with: the principal direction of the support matrix,
    // started from the likenesses.
    let mut weights: Vec<f32> = candidates.iter().map(|c| c.weight).collect();
    let mut next = vec![0f32; n];
    for _ in 0..parameters.rounds {
        next.fill(0.0);
        // Row by row, as the matrix is symmetric: all sums grow at once.
        for (row, &weight) in support.chunks_exact(n).zip(&weights) {
            for (sum, &s) in next.iter_mut().zip(row) {
                *sum += s * weight;
            }
        }
        let mut most = 1e-9f32;
        for (sum, candidate) in next.iter_mut().zip(&candidates) {
            *sum *= candidate.weight;
            most = most.max(*sum);
        }
        for (weight, &sum) in weights.iter_mut().zip(&next) {
            *weight = sum / most;
        }
    }
    for (candidate, weight) in candidates.iter_mut().zip(weights) {
        candidate.weight = weight;
    }
    (candidates, support)
}
