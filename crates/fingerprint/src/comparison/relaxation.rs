use super::angle::apart;
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

/// How well two pairs go together, 0 to 1: as far apart, turned as much and lying in the same direction from each
/// other in both prints (Feng 2008; relaxation labelling: Rosenfeld, Hummel & Zucker 1976).
pub(crate) fn compatibility(
    (p1, r1): (&Point, &Point),
    (p2, r2): (&Point, &Point),
    parameters: &Parameters,
) -> f32 {
    let turn = apart(p2.direction.wrapping_sub(p1.direction), r2.direction.wrapping_sub(r1.direction));
    let turned = 1.0 - f32::from(turn) / parameters.turn;
    if turned <= 0.0 {
        return 0.0;
    }
    let u = (p2.x - p1.x, p2.y - p1.y);
    let v = (r2.x - r1.x, r2.y - r1.y);
    let (du, dv) = ((u.0 * u.0 + u.1 * u.1).sqrt(), (v.0 * v.0 + v.1 * v.1).sqrt());
    let mean = (du + dv) / 2.0;
    let stretched = 1.0 - (du - dv).abs() / (parameters.distance.0 + parameters.distance.1 * mean);
    if stretched <= 0.0 || mean < 1.0 {
        return 0.0;
    }
    // Seen from either end, so that neither is favoured.
    let allowed = parameters.bearing.0 + parameters.bearing.1 / mean;
    let bearing =
        bearing_error(u, p1.direction, v, r1.direction).max(bearing_error(u, p2.direction, v, r2.direction));
    let seen = 1.0 - bearing / allowed;
    if seen <= 0.0 { 0.0 } else { turned.min(stretched).min(seen) }
}

/// Half the squared chord between the directions of `u` and `v` in the frames of `a` and `b`, made linear: about
/// the sine of the angle between them.
fn bearing_error(u: (f32, f32), a: u8, v: (f32, f32), b: u8) -> f32 {
    // Turning u by b - a brings it into b's frame.
    let (cos, sin) = super::angle::unit(b.wrapping_sub(a));
    let turned = (cos * u.0 - sin * u.1, sin * u.0 + cos * u.1);
    let lengths = ((u.0 * u.0 + u.1 * u.1) * (v.0 * v.0 + v.1 * v.1)).sqrt().max(1e-6);
    let cross = (turned.0 * v.1 - turned.1 * v.0).abs() / lengths;
    let dot = (turned.0 * v.0 + turned.1 * v.1) / lengths;
    if dot <= 0.0 { f32::INFINITY } else { cross }
}

/// The candidates with their weights after mutual support, and the compatibilities, row by row.
pub(crate) fn relax(
    probe: &Side,
    reference: &Side,
    mut candidates: Vec<Candidate>,
    parameters: &Parameters,
) -> (Vec<Candidate>, Vec<f32>) {
    let n = candidates.len();
    let mut support = vec![0f32; n * n];
    for i in 0..n {
        for j in i + 1..n {
            let (a, b) = (&candidates[i], &candidates[j]);
            if a.probe == b.probe || a.reference == b.reference {
                continue;
            }
            let value = compatibility(
                (&probe.points[a.probe], &reference.points[a.reference]),
                (&probe.points[b.probe], &reference.points[b.reference]),
                parameters,
            );
            support[i * n + j] = value;
            support[j * n + i] = value;
        }
    }
    // Weights in proportion to what they are supported with: the principal direction of the support matrix,
    // started from the likenesses.
    let mut weights: Vec<f32> = candidates.iter().map(|c| c.weight).collect();
    for _ in 0..parameters.rounds {
        let next: Vec<f32> = (0..n)
            .map(|i| {
                let supported: f32 =
                    support[i * n..(i + 1) * n].iter().zip(&weights).map(|(s, w)| s * w).sum();
                candidates[i].weight * supported
            })
            .collect();
        let most = next.iter().copied().fold(1e-9, f32::max);
        weights = next.iter().map(|w| w / most).collect();
    }
    for (candidate, weight) in candidates.iter_mut().zip(weights) {
        candidate.weight = weight;
    }
    (candidates, support)
}
