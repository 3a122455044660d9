//! Two prints into a calibrated score, with its reasons.

mod alignment;
mod angle;
mod descriptor;
mod evidence;
mod explain;
mod pairing;
mod planes;
mod relaxation;
mod side;
mod sketch;
mod widest;

use std::cell::RefCell;

use alignment::Motion;
use descriptor::Likenesses;
pub use evidence::Evidence;
pub use explain::{explain_comparison, explain_surroundings};
use pairing::Pairing;
use relaxation::{Candidate, Relaxation};
use side::Side;
pub use sketch::{Sketch, SketchProbe};
use widest::with_widest;

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

    /// Bytes of memory that a print takes once it is made ready, as its stored form tells at a glance.
    #[must_use]
    pub fn bytes_of(template: &[u8]) -> usize {
        let (width, height, minutiae) = Template::extent(template).unwrap_or_default();
        size_of::<Self>() + Side::bytes(width, height, minutiae)
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
    /// Where the best supported pair of minutiae has less support, prints have nothing in common: half of all
    /// strangers' end here, and no mates' of the prints that this was tuned on.
    least_support: f32,
    /// Ways of laying the prints on each other that are tried; the best counts.
    hypotheses: usize,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            relaxation: relaxation::Parameters::default(),
            pairing: pairing::Parameters::default(),
            least_support: 0.7,
            hypotheses: 2,
        }
    }
}

/// Compares two prints. Which is the probe makes no difference to the score.
#[must_use]
pub fn compare(probe: &Probe, reference: &Reference) -> Comparison {
    thread_local! {
        static WORKSPACE: RefCell<Workspace> = RefCell::default();
    }
    WORKSPACE.with_borrow_mut(|workspace| {
        // One fixed order of the two, so that ties fall the same way whichever is asked about.
        if probe.0.precedes(&reference.0) {
            compare_fast(workspace, &probe.0, &reference.0)
        } else {
            compare_fast(workspace, &reference.0, &probe.0).swapped()
        }
    })
}

/// What a comparison works in, kept from one to the next: asking for memory would take longer than many a step.
#[derive(Debug, Default)]
struct Workspace {
    likenesses: Likenesses,
    /// Likeness and place of what may be a candidate.
    keys: Vec<u32>,
    candidates: Vec<Candidate>,
    relaxation: Relaxation,
    /// For each candidate, whether it took part in a hypothesis.
    tried: Vec<bool>,
    /// Candidates that agree.
    agreed: Vec<usize>,
    used_probe: Vec<bool>,
    used_reference: Vec<bool>,
    pairing: Pairing,
}

fn compare_fast(workspace: &mut Workspace, probe: &Side, reference: &Side) -> Comparison {
    with_widest!(compare_sides(workspace: &mut Workspace, probe: &Side, reference: &Side) -> Comparison)
}

#[inline(always)]
fn compare_sides(workspace: &mut Workspace, probe: &Side, reference: &Side) -> Comparison {
    let parameters = Parameters::default();
    workspace.likenesses.liken_all(&probe.descriptors, &reference.descriptors);
    workspace.choose_most_alike(parameters.relaxation.candidates);
    let support =
        workspace.relaxation.relax(probe, reference, &mut workspace.candidates, &parameters.relaxation);
    if support < parameters.least_support {
        return Comparison::nothing();
    }
    workspace.tried.clear();
    workspace.tried.resize(workspace.candidates.len(), false);
    let mut best = Comparison::nothing();
    for _ in 0..parameters.hypotheses {
        let Some(motion) = workspace.agreed_motion(probe, reference) else { break };
        if let Some(comparison) = workspace.under(probe, reference, motion, &parameters, &best) {
            best = comparison;
        }
    }
    best
}

impl Workspace {
    /// The comparison, given how the prints lie on each other; none when it is no better than the `best` so far.
    #[inline(always)]
    fn under(
        &mut self,
        probe: &Side,
        reference: &Side,
        motion: Motion,
        parameters: &Parameters,
        best: &Comparison,
    ) -> Option<Comparison> {
        let motion = self.pairing.pair_up(probe, reference, &self.likenesses, motion, &parameters.pairing);
        let pairs = &self.pairing.pairs;
        let placed = pairs.iter().map(|pair| (&probe.points[pair.probe], &reference.points[pair.reference]));
        let support = self.relaxation.mutual_support(placed, &parameters.relaxation);
        let evidence = evidence::gather(probe, reference, pairs, &motion, support);
        let score = calibration::calibrate(&evidence);
        (best.alignment.is_none() || score > best.score).then(|| Comparison {
            score,
            pairs: pairs.iter().map(|pair| (pair.probe as u16, pair.reference as u16)).collect(),
            alignment: Some(Alignment::from(motion)),
            evidence,
        })
    }

    /// The `most` pairs of minutiae with the most alike surroundings, best first.
    #[inline(always)]
    fn choose_most_alike(&mut self, most: usize) {
        /// Below this, surroundings are hardly more alike than by chance; neighbours alone reach half as far.
        const LEAST: f32 = 0.15;
        // Likeness and place in one word, which sorts fast: 160 minutiae fit 8 bits.
        const SCALE: f32 = 65_535.0;
        // Halving finds how alike they must be for a little more than `most` to remain.
        let (mut least, mut above) = (LEAST, 1.0);
        for _ in 0..6 {
            let middle = 0.5 * (least + above);
            let enough = self.likenesses.count_at_least(middle) >= most;
            (least, above) = if enough { (middle, above) } else { (least, middle) };
        }
        let keys = &mut self.keys;
        keys.clear();
        for (i, row) in self.likenesses.rows().enumerate() {
            for (number, group) in row.iter().enumerate() {
                // Mostly none.
                if descriptor::count_at_least(group, least) == 0 {
                    continue;
                }
                for (lane, &likeness) in group.iter().enumerate() {
                    if likeness >= least {
                        let j = number * descriptor::LANES + lane;
                        keys.push(((likeness * SCALE) as u32) << 16 | (i << 8 | j) as u32);
                    }
                }
            }
        }
        keep_highest(keys, most);
        keys.sort_unstable_by(|a, b| b.cmp(a));
        self.candidates.clear();
        self.candidates.extend(keys.iter().map(|key| {
            let (probe, reference) = ((key >> 8 & 0xFF) as usize, (key & 0xFF) as usize);
            Candidate { probe, reference, weight: self.likenesses.get(probe, reference) }
        }));
    }

    /// The motion that the best supported candidate not yet tried and those that go with it agree on; those are then
    /// tried.
    #[inline(always)]
    fn agreed_motion(&mut self, probe: &Side, reference: &Side) -> Option<Motion> {
        let Self { candidates, relaxation, tried, agreed, used_probe, used_reference, .. } = self;
        let seed = (0..candidates.len())
            .filter(|&i| !tried[i])
            .max_by(|&a, &b| candidates[a].weight.total_cmp(&candidates[b].weight))?;
        agreed.clear();
        agreed.extend((0..candidates.len()).filter(|&i| i == seed || relaxation.support(seed, i) > 0.0));
        for &i in agreed.iter() {
            tried[i] = true;
        }
        agreed.sort_by(|&a, &b| candidates[b].weight.total_cmp(&candidates[a].weight));
        for (used, side) in [(&mut *used_probe, probe), (&mut *used_reference, reference)] {
            used.clear();
            used.resize(side.points.len(), false);
        }
        agreed.retain(|&i| {
            let c = &candidates[i];
            let free = !used_probe[c.probe] && !used_reference[c.reference];
            used_probe[c.probe] = true;
            used_reference[c.reference] = true;
            free
        });
        Motion::fit(agreed.iter().map(|&i| {
            let c = &candidates[i];
            (probe.points[c.probe], reference.points[c.reference], c.weight)
        }))
    }
}

/// Leaves the `most` highest, in no order.
fn keep_highest(keys: &mut Vec<u32>, most: usize) {
    if keys.len() > most {
        keys.select_nth_unstable_by(most, |a, b| b.cmp(a));
        keys.truncate(most);
    }
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
