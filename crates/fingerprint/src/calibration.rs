use crate::{Evidence, Score};

/// The calibrated score of the evidence.
///
/// The raw score grows with the pairs and their share of what could have been paired, the likeness of their
/// surroundings, their mutual support and the agreement of the ridges' course. The line to `-10 log10 FMR` was
/// fitted to FVC2002 DB1-4 B (11,520 pairs, all impressions of different fingers, 2026-11-23): FMR 10 % at 7.5,
/// 1 % at 13.3, 0.1 % at 17.9, 0.01 % at 22.1. Beyond that it extrapolates, on the cautious side.
pub(crate) fn calibrate(evidence: &Evidence) -> Score {
    let raw = 10.0 * evidence.pairs * evidence.pairs / (evidence.in_overlap + 3.0)
        * (0.3 + evidence.likeness.max(0.0))
        * (0.3 + evidence.support)
        * (0.2 + evidence.flow.max(0.0));
    Score::new(1.72 * raw - 2.8)
}
