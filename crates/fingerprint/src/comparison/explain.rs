use super::side::Side;
use super::{Comparison, Parameters, Probe, Reference, Workspace, compare};
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
    let mut workspace = Workspace::default();
    workspace.likenesses.liken_all(&probe.0.descriptors, &reference.0.descriptors);
    workspace.choose_most_alike(Parameters::default().relaxation.candidates);
    let likely: Vec<LikelyPair> = workspace
        .candidates
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
