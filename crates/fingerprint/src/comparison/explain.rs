use super::descriptor::liken_all;
use super::side::Side;
use super::{Comparison, Parameters, Probe, Reference, compare, most_alike};
use crate::Template;
use crate::transparency::{LikelyPair, Transparency};

/// Shows to `transparency` what surrounds each minutia of `template`, as comparison sees it.
pub fn explain_surroundings(template: &Template, transparency: &mut impl Transparency) {
    let side = Side::new(template);
    for (i, point) in side.points.iter().enumerate() {
        transparency.surroundings(i, &side.descriptors.seen_around(i, point));
    }
}

/// [`compare`], showing to `transparency` which pairs of minutiae it starts from, and what it comes to.
#[must_use]
pub fn explain_comparison(
    probe: &Probe,
    reference: &Reference,
    transparency: &mut impl Transparency,
) -> Comparison {
    let likenesses = liken_all(&probe.0.descriptors, &reference.0.descriptors);
    let most = Parameters::default().relaxation.candidates;
    let likely: Vec<LikelyPair> = most_alike(&likenesses, reference.0.points.len(), most)
        .iter()
        .map(|candidate| LikelyPair {
            probe: candidate.probe as u16,
            reference: candidate.reference as u16,
            likeness: candidate.weight,
        })
        .collect();
    transparency.likely_pairs(&likely);
    let comparison = compare(probe, reference);
    transparency.comparison(&comparison);
    comparison
}
