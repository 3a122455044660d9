//! Two prints into a calibrated score, with its reasons.

mod alignment;
mod angle;
mod descriptor;
mod evidence;
mod explain;
mod pairing;
mod relaxation;
mod side;
mod sketch;

use alignment::Motion;
pub use evidence::Evidence;
pub use explain::{explain_comparison, explain_surroundings};
use pairing::Pair;
use relaxation::{Candidate, Placed};
use side::Side;
pub use sketch::{Sketch, SketchProbe};

use crate::{Score, Template, calibration};

/// The print to be searched for, prepared for many comparisons.
#[derive(Debug, Clone)]
pub struct Probe(Side);

/// A print that is held, prepared for many comparisons.
#[derive(Debug, Clone)]
pub struct Reference(Side);

impl Probe {
    /// Prepares `template`.
    #[must_use]
    pub fn new(template: &Template) -> Self {
        Self(Side::new(template))
    }
}

impl Reference {
    /// Prepares `template`.
    #[must_use]
    pub fn new(template: &Template) -> Self {
        Self(Side::new(template))
    }

    /// Bytes of memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.0.bytes()
    }
}

/// How alike two prints are, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// `-10 log10(FMR)`: a lead, never an identity.
    pub score: Score,
    /// Corresponding minutiae: indices into the probe's and the reference's [`Template::minutiae`], the surest
    /// first, each minutia in at most one pair.
    pub pairs: Vec<(u16, u16)>,
    /// The motion that lays the probe on the reference; none where nothing corresponds.
    pub alignment: Option<Alignment>,
    /// The parts of the score.
    pub evidence: Evidence,
}

/// A rigid motion: turn about the origin (the top left corner), then shift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alignment {
    /// Radians, counter-clockwise as seen on screen.
    pub rotation: f32,
    /// Pixels at 500 ppi to the right.
    pub dx: f32,
    /// Pixels at 500 ppi down.
    pub dy: f32,
}

impl Alignment {
    /// Where the probe's point (`x`, `y`, in pixels at 500 ppi, y down) lies on the reference.
    #[must_use]
    pub fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        let (sin, cos) = libm::sincosf(self.rotation);
        (cos * x + sin * y + self.dx, cos * y - sin * x + self.dy)
    }

    /// Back from the reference to the probe.
    fn inverse(&self) -> Self {
        let back = Self { rotation: -self.rotation, dx: 0.0, dy: 0.0 };
        let (dx, dy) = back.apply(-self.dx, -self.dy);
        Self { dx, dy, ..back }
    }
}

/// The parameters of every step.
#[derive(Debug, Clone, Copy)]
struct Parameters {
    relaxation: relaxation::Parameters,
    pairing: pairing::Parameters,
    /// Ways of laying the prints on each other that are tried; the best counts.
    hypotheses: usize,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            relaxation: relaxation::Parameters::default(),
            pairing: pairing::Parameters::default(),
            hypotheses: 2,
        }
    }
}

/// Compares two prints. Which is the probe makes no difference to the score.
#[must_use]
pub fn compare(probe: &Probe, reference: &Reference) -> Comparison {
    // One fixed order of the two, so that ties fall the same way whichever is asked about.
    if probe.0.precedes(&reference.0) {
        compare_fast(&probe.0, &reference.0)
    } else {
        compare_fast(&reference.0, &probe.0).swapped()
    }
}

/// [`compare_sides`] by the best instructions this processor has. All of them compute the same to the bit: only how
/// many numbers are worked on at once differs.
fn compare_fast(probe: &Side, reference: &Side) -> Comparison {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        #[expect(unsafe_code, reason = "counting bits many at a time makes comparison three times as fast")]
        // SAFETY: each function is called only where the processor has just said that it has the features that
        // the function is compiled for.
        unsafe {
            if has!("avx512f") && has!("avx512vl") && has!("avx512vpopcntdq") && has!("popcnt") {
                return compare_avx512(probe, reference);
            }
            if has!("avx2") && has!("popcnt") {
                return compare_avx2(probe, reference);
            }
        }
    }
    compare_sides(probe, reference)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512vpopcntdq,avx2,popcnt")]
fn compare_avx512(probe: &Side, reference: &Side) -> Comparison {
    compare_sides(probe, reference)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt")]
fn compare_avx2(probe: &Side, reference: &Side) -> Comparison {
    compare_sides(probe, reference)
}

#[inline(always)]
fn compare_sides(probe: &Side, reference: &Side) -> Comparison {
    let parameters = Parameters::default();
    let likenesses = descriptor::liken_all(&probe.descriptors, &reference.descriptors);
    let candidates = most_alike(&likenesses, reference.points.len(), parameters.relaxation.candidates);
    let (candidates, support) = relaxation::relax(probe, reference, candidates, &parameters.relaxation);
    let mut tried = vec![false; candidates.len()];
    let mut best = Comparison::nothing();
    for _ in 0..parameters.hypotheses {
        let Some(motion) = agreed_motion(probe, reference, &candidates, &support, &mut tried) else { break };
        let comparison = under(probe, reference, &likenesses, motion, &parameters);
        if best.alignment.is_none() || comparison.score > best.score {
            best = comparison;
        }
    }
    best
}

/// The comparison, given how the prints lie on each other.
#[inline(always)]
fn under(
    probe: &Side,
    reference: &Side,
    likenesses: &[f32],
    motion: Motion,
    parameters: &Parameters,
) -> Comparison {
    let (pairs, motion) = pairing::pair_up(probe, reference, likenesses, motion, &parameters.pairing);
    let support = mutual_support(probe, reference, &pairs, &parameters.relaxation);
    let evidence = evidence::gather(probe, reference, &pairs, &motion, support);
    Comparison {
        score: calibration::calibrate(&evidence),
        pairs: pairs.iter().map(|pair| (pair.probe as u16, pair.reference as u16)).collect(),
        alignment: Some(Alignment::from(motion)),
        evidence,
    }
}

/// The `most` pairs of minutiae with the most alike surroundings, best first. `likenesses` has `columns` columns, one
/// for each reference minutia.
#[inline(always)]
fn most_alike(likenesses: &[f32], columns: usize, most: usize) -> Vec<Candidate> {
    /// Below this, surroundings are hardly more alike than by chance; neighbours alone reach half as far.
    const LEAST: f32 = 0.15;
    // Likeness and place in one word, which sorts fast: at most 160 x 160 minutiae fit 16 bits.
    let mut keys: Vec<u32> = Vec::with_capacity(likenesses.len());
    for (place, &likeness) in likenesses.iter().enumerate() {
        if likeness > LEAST {
            keys.push(((likeness * 65_535.0) as u32) << 16 | place as u32);
        }
    }
    if keys.len() > most {
        keys.select_nth_unstable_by(most, |a, b| b.cmp(a));
        keys.truncate(most);
    }
    keys.sort_unstable_by(|a, b| b.cmp(a));
    keys.iter()
        .map(|key| {
            let place = (key & 0xFFFF) as usize;
            Candidate { probe: place / columns, reference: place % columns, weight: likenesses[place] }
        })
        .collect()
}

/// The motion that the best supported candidate not yet `tried` and those that go with it agree on; those are then
/// tried.
#[inline(always)]
fn agreed_motion(
    probe: &Side,
    reference: &Side,
    candidates: &[Candidate],
    support: &[f32],
    tried: &mut [bool],
) -> Option<Motion> {
    let n = candidates.len();
    let seed = (0..n)
        .filter(|&i| !tried[i])
        .max_by(|&a, &b| candidates[a].weight.total_cmp(&candidates[b].weight))?;
    let mut order: Vec<usize> = (0..n).filter(|&i| i == seed || support[seed * n + i] > 0.0).collect();
    for &i in &order {
        tried[i] = true;
    }
    order.sort_by(|&a, &b| candidates[b].weight.total_cmp(&candidates[a].weight));
    let (mut used_p, mut used_r) = (vec![false; probe.points.len()], vec![false; reference.points.len()]);
    order.retain(|&i| {
        let c = &candidates[i];
        let free = !used_p[c.probe] && !used_r[c.reference];
        used_p[c.probe] = true;
        used_r[c.reference] = true;
        free
    });
    Motion::fit(order.iter().map(|&i| {
        let c = &candidates[i];
        (probe.points[c.probe], reference.points[c.reference], c.weight)
    }))
}

/// The mean compatibility of all pairs with each other.
#[inline(always)]
fn mutual_support(
    probe: &Side,
    reference: &Side,
    pairs: &[Pair],
    parameters: &relaxation::Parameters,
) -> f32 {
    let at = |pair: &Pair| (&probe.points[pair.probe], &reference.points[pair.reference]);
    let placed: Placed = pairs.iter().map(at).collect();
    let mut row = vec![0f32; pairs.len()];
    let mut sum = 0.0;
    for i in 0..pairs.len() {
        placed.compatibility(i, &mut row, parameters);
        sum += row[i + 1..].iter().sum::<f32>();
    }
    let count = (pairs.len() * pairs.len().saturating_sub(1) / 2) as f32;
    sum / count.max(1.0)
}

impl Comparison {
    fn nothing() -> Self {
        Self { score: Score::ZERO, pairs: Vec::new(), alignment: None, evidence: Evidence::default() }
    }

    /// The same with probe and reference exchanged.
    fn swapped(self) -> Self {
        Self {
            pairs: self.pairs.iter().map(|&(probe, reference)| (reference, probe)).collect(),
            alignment: self.alignment.map(|alignment| alignment.inverse()),
            ..self
        }
    }
}

impl From<Motion> for Alignment {
    /// From y up to y down: the turn stays counter-clockwise as seen.
    fn from(motion: Motion) -> Self {
        Self { rotation: libm::atan2f(motion.sin, motion.cos), dx: motion.dx, dy: -motion.dy }
    }
}
