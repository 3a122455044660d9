use crate::Score;

/// The calibrated score of a raw Bozorth3 score.
///
/// A line through the impostor distribution of FVC2002 DB1-4 B (11,520 pairs, all impressions of different
/// fingers, 2026-11-23): FMR 10 % at 13, 1 % at 21, 0.1 % at 28, 0.01 % at 42. Beyond that it extrapolates.
pub(crate) fn calibrate(raw: f32) -> Score {
    Score::new(1.2 * raw - 5.0)
}
