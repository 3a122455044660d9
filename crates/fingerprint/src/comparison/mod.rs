//! Two prints into a calibrated score, with its reasons.

mod alignment;
mod angle;
mod descriptor;
mod evidence;
mod pairing;
mod relaxation;
mod side;

use alignment::Motion;
pub use evidence::Evidence;
use pairing::Pair;
use relaxation::{Candidate, compatibility};
use side::Side;

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
        let (sin, cos) = self.rotation.sin_cos();
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
        compare_sides(&probe.0, &reference.0)
    } else {
        compare_sides(&reference.0, &probe.0).swapped()
    }
}

fn compare_sides(probe: &Side, reference: &Side) -> Comparison {
    let parameters = Parameters::default();
    let candidates = alike(probe, reference, parameters.relaxation.candidates);
    let (candidates, support) = relaxation::relax(probe, reference, candidates, &parameters.relaxation);
    let mut tried = vec![false; candidates.len()];
    let mut best = Comparison::nothing();
    for _ in 0..parameters.hypotheses {
        let Some(motion) = agreed_motion(probe, reference, &candidates, &support, &mut tried) else { break };
        let comparison = under(probe, reference, motion, &parameters);
        if best.alignment.is_none() || comparison.score > best.score {
            best = comparison;
        }
    }
    best
}

/// The comparison, given how the prints lie on each other.
fn under(probe: &Side, reference: &Side, motion: Motion, parameters: &Parameters) -> Comparison {
    let (pairs, motion) = pairing::pair_up(probe, reference, motion, &parameters.pairing);
    let support = mutual_support(probe, reference, &pairs, &parameters.relaxation);
    let evidence = evidence::gather(probe, reference, &pairs, &motion, support);
    Comparison {
        score: calibration::calibrate(&evidence),
        pairs: pairs.iter().map(|pair| (pair.probe as u16, pair.reference as u16)).collect(),
        alignment: Some(Alignment::from(motion)),
        evidence,
    }
}

/// The pairs of minutiae with the most alike surroundings, best first.
fn alike(probe: &Side, reference: &Side, most: usize) -> Vec<Candidate> {
    let mut candidates = Vec::with_capacity(probe.points.len() * reference.points.len());
    for (i, a) in probe.descriptors.iter().enumerate() {
        for (j, b) in reference.descriptors.iter().enumerate() {
            let weight = descriptor::liken(a, b).rank();
            if weight > 0.0 {
                candidates.push(Candidate { probe: i, reference: j, weight });
            }
        }
    }
    candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    candidates.truncate(most);
    candidates
}

/// The motion that the best supported candidate not yet `tried` and those that go with it agree on; those are then
/// tried.
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
fn mutual_support(
    probe: &Side,
    reference: &Side,
    pairs: &[Pair],
    parameters: &relaxation::Parameters,
) -> f32 {
    let at = |pair: &Pair| (&probe.points[pair.probe], &reference.points[pair.reference]);
    let mut sum = 0.0;
    for (i, a) in pairs.iter().enumerate() {
        sum += pairs[i + 1..].iter().map(|b| compatibility(at(a), at(b), parameters)).sum::<f32>();
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
        Self { rotation: motion.sin.atan2(motion.cos), dx: motion.dx, dy: -motion.dy }
    }
}
