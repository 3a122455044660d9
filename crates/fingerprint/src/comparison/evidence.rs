use serde::Serialize;

use super::alignment::Motion;
use super::angle::unit;
use super::pairing::Pair;
use super::side::{Point, Side};

/// The parts of a score: what speaks for and against one finger, once the prints lie on each other.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Evidence {
    /// Paired minutiae, each by how close they lie: 1 on top of each other, 0 at [`FARTHEST`].
    pub pairs: f32,
    /// Minutiae of the probe and of the reference, on average, where both prints are, each by its reliability.
    pub in_overlap: f32,
    /// Mean likeness of the paired minutiae's surroundings, -1 to 1.
    pub likeness: f32,
    /// Mean agreement of the ridges' course where both prints are, -1 to 1; [`UNKNOWN_FLOW`] where unknown.
    pub flow: f32,
    /// Area where both prints are, in flow cells.
    pub overlap: f32,
    /// Mean distance of paired minutiae, pixels.
    pub distance: f32,
    /// Mutual support of the pairs: mean compatibility of each with the others, 0 to 1.
    pub support: f32,
}

impl Evidence {
    /// All parts in one number, 0 for nothing in common: it grows with the pairs and their share of what could have
    /// been paired, the likeness of their surroundings, their mutual support and the agreement of the ridges' course.
    /// [`crate::Curve`] says which score it is.
    #[must_use]
    pub fn strength(&self) -> f32 {
        10.0 * self.pairs * self.pairs / (self.in_overlap + 3.0)
            * (0.3 + self.likeness.max(0.0))
            * (0.3 + self.support)
            * (0.2 + self.flow.max(0.0))
    }
}

/// Pixels between paired minutiae at which they count no more.
const FARTHEST: f32 = 12.0;
/// The agreement that strangers' flows usually have, once turned to fit.
const UNKNOWN_FLOW: f32 = 0.6;

/// Gathers the evidence for `pairs` under `motion`.
#[inline(always)]
pub(crate) fn gather(
    probe: &Side,
    reference: &Side,
    pairs: &[Pair],
    motion: &Motion,
    support: f32,
) -> Evidence {
    let back = motion.inverse();
    let inside = |from: &Side, onto: &Side, motion: &Motion| -> f32 {
        let covered = |p: &&Point| {
            let (x, y) = motion.apply(p.x, p.y);
            onto.covers(x, y)
        };
        from.points.iter().filter(covered).map(|p| p.reliability).sum()
    };
    let (mut cells, mut agreement) = (0f32, 0f32);
    if let (Some(from), Some(onto)) = (&probe.flow, &reference.flow) {
        // Turning by an angle turns doubled angles by twice that.
        let twice = Motion {
            cos: motion.cos * motion.cos - motion.sin * motion.sin,
            sin: 2.0 * motion.cos * motion.sin,
            ..*motion
        };
        for (x, y, doubled) in from.ridged() {
            let (x, y) = motion.apply(x, -y);
            if let Some(other) = onto.doubled(x, -y) {
                cells += 1.0;
                agreement += twice.agreement(unit(doubled), unit(other));
            }
        }
    }
    let count = pairs.len() as f32;
    let mean = |part: fn(&Pair) -> f32| pairs.iter().map(part).sum::<f32>() / count.max(1.0);
    Evidence {
        pairs: pairs.iter().map(|p| 1.0 - (p.distance / FARTHEST).powi(2)).sum(),
        in_overlap: (inside(probe, reference, motion) + inside(reference, probe, &back)) / 2.0,
        likeness: mean(|p| p.likeness),
        flow: if cells > 0.0 { agreement / cells } else { UNKNOWN_FLOW },
        overlap: cells,
        distance: mean(|p| p.distance),
        support,
    }
}
