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

/// Pairs of minutiae, column by column in groups, so that one is set against many at a time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Placed {
    count: usize,
    groups: Vec<Group>,
}

/// As many pairs as are looked at together.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    px: [f32; LANES],
    py: [f32; LANES],
    rx: [f32; LANES],
    ry: [f32; LANES],
    /// From the probe's direction to the reference's: 256ths of a turn, and as a unit vector.
    turn: [f32; LANES],
    cos: [f32; LANES],
    sin: [f32; LANES],
}

/// Numbers of 32 bits in the widest registers there are.
const LANES: usize = 16;

impl Placed {
    /// Puts `pairs` in place of what was here.
    #[inline(always)]
    pub(crate) fn fill<'a>(&mut self, pairs: impl Iterator<Item = (&'a Point, &'a Point)>) {
        self.count = 0;
        self.groups.clear();
        for (probe, reference) in pairs {
            let lane = self.count % LANES;
            if lane == 0 {
                self.groups.push(Group::default());
            }
            let turn = reference.direction.wrapping_sub(probe.direction);
            if let Some(group) = self.groups.last_mut() {
                (group.px[lane], group.py[lane]) = (probe.x, probe.y);
                (group.rx[lane], group.ry[lane]) = (reference.x, reference.y);
                group.turn[lane] = f32::from(turn);
                (group.cos[lane], group.sin[lane]) = unit(turn);
            }
            self.count += 1;
        }
    }

    /// How many numbers a row of [`Self::compatibility`] has: whole groups.
    pub(crate) fn stride(&self) -> usize {
        LANES * self.groups.len()
    }

    /// How well pair `i` goes together with each, 0 to 1: as far apart, turned as much and lying in the same
    /// direction from each other in both prints (Feng 2008; relaxation labelling: Rosenfeld, Hummel & Zucker 1976).
    /// A minutia is one minutia: pairs that share it do not go together. From the group that `i` is in onwards.
    #[inline(always)]
    pub(crate) fn compatibility(&self, i: usize, row: &mut [f32], parameters: &Parameters) {
        let (first, lane) = (i / LANES, i % LANES);
        let one = &self.groups[first];
        let (px0, py0, rx0, ry0) = (one.px[lane], one.py[lane], one.rx[lane], one.ry[lane]);
        let (turn0, cos0, sin0) = (one.turn[lane], one.cos[lane], one.sin[lane]);
        let (row, _) = row.as_chunks_mut::<LANES>();
        for (group, values) in self.groups.iter().zip(row).skip(first) {
            for (j, value) in values.iter_mut().enumerate() {
                let apart = (group.turn[j] - turn0).abs();
                let turned = least(apart, 256.0 - apart) / parameters.turn;

                let (ux, uy) = (group.px[j] - px0, group.py[j] - py0);
                let (vx, vy) = (group.rx[j] - rx0, group.ry[j] - ry0);
                let (u, v) = (ux * ux + uy * uy, vx * vx + vy * vy);
                // The two distances differ little, or it does not matter how much: one mean serves for both.
                let square = most(0.5 * (u + v), 1.0);
                let mean = square.sqrt();
                let stretched = (u - v).abs();
                let may_stretch = 2.0 * mean * (parameters.distance.0 + parameters.distance.1 * mean);

                // The sine of the angle between, as seen from either end, so that neither is favoured.
                let (ax, ay) = (cos0 * ux - sin0 * uy, sin0 * ux + cos0 * uy);
                let (cos, sin) = (group.cos[j], group.sin[j]);
                let (bx, by) = (cos * ux - sin * uy, sin * ux + cos * uy);
                let ahead = least(ax * vx + ay * vy, bx * vx + by * vy);
                let across = most((ax * vy - ay * vx).abs(), (bx * vy - by * vx).abs());
                let may_cross = parameters.bearing.0 * square + parameters.bearing.1 * mean;

                // The larger of two fractions with one division.
                let stretch_is_worse = stretched * may_cross > across * may_stretch;
                let (part, whole) =
                    if stretch_is_worse { (stretched, may_stretch) } else { (across, may_cross) };
                let left = 1.0 - most(turned, part / whole);
                let together = (ahead > 0.0) & (u > 0.0) & (v > 0.0) & (left > 0.0);
                *value = if together { left } else { 0.0 };
            }
        }
    }
}

/// Without regard to not-a-number, which is what processors have instructions for.
#[inline(always)]
fn least(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

#[inline(always)]
fn most(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// What relaxation works in, kept from one comparison to the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Relaxation {
    placed: Placed,
    /// The compatibility of all candidates with each other, row by row.
    support: Vec<f32>,
    stride: usize,
    weights: Vec<f32>,
    next: Vec<f32>,
}

impl Relaxation {
    /// How well two candidates go together.
    #[inline(always)]
    pub(crate) fn support(&self, i: usize, j: usize) -> f32 {
        self.support[i * self.stride + j]
    }

    /// Gives the candidates their weights after mutual support, and returns that of the best supported: how much the
    /// others that go with it are alike, 1 for one perfect likeness.
    #[inline(always)]
    pub(crate) fn relax(
        &mut self,
        probe: &Side,
        reference: &Side,
        candidates: &mut [Candidate],
        parameters: &Parameters,
    ) -> f32 {
        let n = candidates.len();
        let pairs = candidates.iter().map(|c| (&probe.points[c.probe], &reference.points[c.reference]));
        self.placed.fill(pairs);
        let stride = self.placed.stride();
        self.stride = stride;
        self.support.clear();
        self.support.resize(n * stride, 0.0);
        for (i, row) in self.support.chunks_exact_mut(stride.max(1)).enumerate() {
            self.placed.compatibility(i, row, parameters);
            // What fills up the last group is nobody.
            row[n..].fill(0.0);
        }
        for i in LANES..n {
            for j in 0..i / LANES * LANES {
                self.support[i * stride + j] = self.support[j * stride + i];
            }
        }

        // Weights in proportion to what they are supported with: the principal direction of the support matrix,
        // started from the likenesses.
        self.weights.clear();
        self.weights.extend(candidates.iter().map(|c| c.weight));
        let mut highest = 0.0;
        for _ in 0..parameters.rounds {
            self.next.clear();
            self.next.resize(stride, 0.0);
            // Row by row, as the matrix is symmetric: all sums grow at once.
            for (row, &weight) in self.support.chunks_exact(stride.max(1)).zip(&self.weights) {
                if weight > 0.0 {
                    let (sums, _) = self.next.as_chunks_mut::<LANES>();
                    for (sums, row) in sums.iter_mut().zip(row.as_chunks::<LANES>().0) {
                        for j in 0..LANES {
                            sums[j] += row[j] * weight;
                        }
                    }
                }
            }
            highest = 1e-9;
            for (sum, candidate) in self.next.iter_mut().zip(candidates.iter()) {
                *sum *= candidate.weight;
                highest = most(highest, *sum);
            }
            for (weight, &sum) in self.weights.iter_mut().zip(&self.next) {
                *weight = sum / highest;
            }
        }
        for (candidate, &weight) in candidates.iter_mut().zip(&self.weights) {
            candidate.weight = weight;
        }
        highest
    }

    /// The mean compatibility of all `pairs` with each other.
    #[inline(always)]
    pub(crate) fn mutual_support<'a>(
        &mut self,
        pairs: impl Iterator<Item = (&'a Point, &'a Point)>,
        parameters: &Parameters,
    ) -> f32 {
        self.placed.fill(pairs);
        let n = self.placed.count;
        self.next.clear();
        self.next.resize(self.placed.stride(), 0.0);
        let mut sums = [0f32; LANES];
        for i in 0..n {
            self.placed.compatibility(i, &mut self.next, parameters);
            self.next[n..].fill(0.0);
            let first = i / LANES;
            for (number, values) in self.next.as_chunks::<LANES>().0.iter().enumerate().skip(first) {
                // Each two once.
                let passed = if number == first { i % LANES + 1 } else { 0 };
                for j in 0..LANES {
                    sums[j] += if j < passed { 0.0 } else { values[j] };
                }
            }
        }
        let count = (n * n.saturating_sub(1) / 2) as f32;
        sums.iter().sum::<f32>() / count.max(1.0)
    }
}
