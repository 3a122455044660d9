//! Error rates of a comparison from its genuine and impostor scores (ISO/IEC 19795-1).

use serde::Serialize;

/// Fractions, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ErrorRates {
    /// Where false matches and false non-matches are equally frequent.
    pub eer: f64,
    /// The lowest FNMR at an FMR of at most 1 in 100.
    pub fmr100: f64,
    /// The lowest FNMR at an FMR of at most 1 in 1,000.
    pub fmr1000: f64,
    /// The lowest FNMR without any false match.
    pub zero_fmr: f64,
}

impl ErrorRates {
    /// From scores, higher for more alike; a failed extraction's are zero, never left out.
    pub fn of(genuine: &[f32], impostor: &[f32]) -> Self {
        let sorted = |scores: &[f32]| {
            let mut scores = scores.to_vec();
            scores.sort_by(f32::total_cmp);
            scores
        };
        let (genuine, impostor) = (sorted(genuine), sorted(impostor));
        let share = |scores: &[f32], below: usize| below as f64 / scores.len().max(1) as f64;
        let fnmr = |threshold: f32| share(&genuine, genuine.partition_point(|&s| s < threshold));
        let fmr = |threshold: f32| 1.0 - share(&impostor, impostor.partition_point(|&s| s < threshold));

        // Thresholds between which anything can change: each score, and one above all.
        let mut thresholds: Vec<f32> = genuine.iter().chain(&impostor).copied().collect();
        thresholds.sort_by(f32::total_cmp);
        thresholds.dedup();
        thresholds.push(f32::INFINITY);

        let at = |most: f64| thresholds.iter().find(|&&t| fmr(t) <= most).map_or(1.0, |&t| fnmr(t));
        let eer = match thresholds.iter().position(|&t| fnmr(t) >= fmr(t)) {
            // Between the last threshold with FMR > FNMR and the first without, the curve is a step: its middle.
            Some(0) => (fnmr(thresholds[0]) + fmr(thresholds[0])) / 2.0,
            Some(i) => {
                let (before, after) = (thresholds[i - 1], thresholds[i]);
                let low = fnmr(before).max(fmr(after));
                let high = fmr(before).min(fnmr(after));
                (low + high) / 2.0
            }
            None => 0.0,
        };
        Self { eer, fmr100: at(0.01), fmr1000: at(0.001), zero_fmr: at(0.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separated_scores_make_no_errors() {
        let rates = ErrorRates::of(&[5.0, 6.0], &[1.0, 2.0]);
        assert_eq!(rates, ErrorRates { eer: 0.0, fmr100: 0.0, fmr1000: 0.0, zero_fmr: 0.0 });
    }

    #[test]
    fn one_in_four_wrong_on_either_side_is_a_quarter() {
        let rates = ErrorRates::of(&[1.0, 6.0, 7.0, 8.0], &[0.0, 0.5, 0.7, 5.0]);
        assert!((rates.eer - 0.25).abs() < 1e-9);
        assert_eq!(rates.zero_fmr, 0.25);
    }

    #[test]
    fn a_score_that_tells_nothing_errs_half_the_time() {
        assert!((ErrorRates::of(&[0.0; 10], &[0.0; 30]).eer - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_tie_with_the_best_impostor_is_no_match_at_zero_fmr() {
        assert_eq!(ErrorRates::of(&[5.0, 9.0], &[1.0, 5.0]).zero_fmr, 0.5);
    }
}
