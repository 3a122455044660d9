use fingerprint::{Comparison, LikelyPair, Probe, Reference, Transparency, explain_comparison};

use crate::ExplainedPrint;

/// A comparison and what it started from.
#[derive(Debug, Clone)]
pub struct ExplainedPair {
    /// What it came to.
    pub comparison: Comparison,
    /// The pairs of minutiae with the most alike surroundings, before it was asked whether they fit together.
    pub likely: Vec<LikelyPair>,
}

impl ExplainedPair {
    /// Compares two prints and keeps what it went by.
    #[must_use]
    pub fn of(probe: &ExplainedPrint, reference: &ExplainedPrint) -> Self {
        let mut seen = Seen::default();
        let (probe, reference) =
            (Probe::new(&probe.extraction.template), Reference::new(&reference.extraction.template));
        let comparison = explain_comparison(&probe, &reference, &mut seen);
        Self { comparison, likely: seen.0 }
    }
}

#[derive(Default)]
struct Seen(Vec<LikelyPair>);

impl Transparency for Seen {
    fn likely_pairs(&mut self, pairs: &[LikelyPair]) {
        self.0 = pairs.to_vec();
    }
}
