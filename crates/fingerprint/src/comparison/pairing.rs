use super::alignment::Motion;
use super::angle::unit;
use super::side::Side;

/// How minutiae are paired once the prints lie on each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters {
    /// The farthest two may lie apart, in pixels, before and after local distortion is followed.
    pub rough: f32,
    pub fine: f32,
    /// The least cosine between their directions.
    pub agreement: f32,
    /// Pixels over which distortion is alike.
    pub reach: f32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { rough: 16.0, fine: 11.0, agreement: 0.8, reach: 60.0 }
    }
}

/// Two minutiae that lie on each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub probe: usize,
    pub reference: usize,
    /// Pixels still between them.
    pub distance: f32,
    /// Cosine between their directions.
    pub agreement: f32,
    /// How alike their surroundings are.
    pub likeness: f32,
}

/// Pairs minutiae under `motion`, first roughly, then following the local distortion that the rough pairs show
/// (skin is elastic: Cappelli, Maio & Maltoni 2001). Returns the pairs and the motion refitted to them.
#[inline(always)]
pub(crate) fn pair_up(
    probe: &Side,
    reference: &Side,
    likenesses: &[f32],
    motion: Motion,
    parameters: &Parameters,
) -> (Vec<Pair>, Motion) {
    let rough =
        nearest(probe, reference, likenesses, &motion, parameters.rough, parameters.agreement, |x, y| (x, y));
    let motion = refit(probe, reference, &rough).unwrap_or(motion);
    let shifts: Vec<(f32, f32, f32, f32)> = rough
        .iter()
        .map(|pair| {
            let (p, r) = (probe.points[pair.probe], reference.points[pair.reference]);
            let (x, y) = motion.apply(p.x, p.y);
            (x, y, r.x - x, r.y - y)
        })
        .collect();
    let bent = |x: f32, y: f32| {
        // One imagined pair without distortion keeps lone pairs from explaining themselves away.
        let (mut weight, mut sx, mut sy) = (1.0f32, 0f32, 0f32);
        for &(px, py, dx, dy) in &shifts {
            let squared = ((px - x).powi(2) + (py - y).powi(2)) / (parameters.reach * parameters.reach);
            if squared < 1e-6 {
                continue; // itself
            }
            let w = 1.0 / ((1.0 + squared) * (1.0 + squared));
            weight += w;
            sx += w * dx;
            sy += w * dy;
        }
        (x + sx / weight, y + sy / weight)
    };
    let fine = nearest(probe, reference, likenesses, &motion, parameters.fine, parameters.agreement, bent);
    let motion = refit(probe, reference, &fine).unwrap_or(motion);
    (fine, motion)
}

fn refit(probe: &Side, reference: &Side, pairs: &[Pair]) -> Option<Motion> {
    Motion::fit(
        pairs
            .iter()
            .map(|p| (probe.points[p.probe], reference.points[p.reference], 0.2 + p.likeness.max(0.0))),
    )
}

/// The closest pairs, each minutia in at most one.
#[inline(always)]
fn nearest(
    probe: &Side,
    reference: &Side,
    likenesses: &[f32],
    motion: &Motion,
    farthest: f32,
    least_agreement: f32,
    bent: impl Fn(f32, f32) -> (f32, f32),
) -> Vec<Pair> {
    let mut possible = Vec::new();
    for (i, p) in probe.points.iter().enumerate() {
        let (x, y) = motion.apply(p.x, p.y);
        let (x, y) = bent(x, y);
        // In reading order y falls: only a band of the reference can be near.
        let first = reference.points.partition_point(|r| r.y > y + farthest);
        for (j, r) in reference.points.iter().enumerate().skip(first) {
            if r.y < y - farthest {
                break;
            }
            let squared = (r.x - x).powi(2) + (r.y - y).powi(2);
            if squared > farthest * farthest {
                continue;
            }
            let agreement = motion.agreement(unit(p.direction), unit(r.direction));
            if agreement < least_agreement {
                continue;
            }
            let likeness = likenesses[i * reference.points.len() + j];
            let distance = squared.sqrt();
            let cost = distance / farthest + (1.0 - agreement) * 2.0 - likeness;
            possible.push((cost, Pair { probe: i, reference: j, distance, agreement, likeness }));
        }
    }
    possible.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut used_p, mut used_r) = (vec![false; probe.points.len()], vec![false; reference.points.len()]);
    let mut pairs = Vec::new();
    for (_, pair) in possible {
        if !used_p[pair.probe] && !used_r[pair.reference] {
            used_p[pair.probe] = true;
            used_r[pair.reference] = true;
            pairs.push(pair);
        }
    }
    pairs
}
