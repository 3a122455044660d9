use crate::{Evidence, Score};

/// How scores follow from the strength of the evidence.
///
/// The curve goes through points (strength, score): so strong is the evidence of one stranger in `10^(score / 10)`.
/// Between them it is straight. Beyond the last, more strangers would be needed than were compared: from there it
/// rises half as steeply as it did last and ever less, towards [`Score::CEILING`]. So it always rises, and what ranks
/// higher stays higher, but no score claims much that nobody has seen.
#[derive(Debug, Clone, Copy)]
pub struct Curve<'a>(pub &'a [(f32, f32)]);

impl Curve<'static> {
    /// The curve in use, as `cargo xtask eval calibrate` made it.
    ///
    /// Fitted on 2026-11-23 to 910,020 pairs of strangers: 600 synthetic fingers (seeds 7,000,000 on; 718,800 pairs of
    /// field quality, 179,700 of poor) and FVC2002 DB1-4 B (2,880 each). Every point is that of the source in which
    /// strangers are most alike, so that the score overstates in none: DB4 up to 25, beyond that, where only
    /// synthetic strangers are enough, as much further as theirs. What scores say where the FMR was observed to be:
    ///
    /// | observed | 10 % | 1 % | 0.1 % | 0.01 % |
    /// |---|---|---|---|---|
    /// | should say | 10 | 20 | 30 | 40 |
    /// | synthetic, field | 7.3 | 16.6 | 27.9 | 37.2 |
    /// | synthetic, poor | 6.5 | 15.4 | 26.2 | 34.7 |
    /// | DB1 | 5.4 | 12.3 | - | - |
    /// | DB2 | 6.5 | 13.9 | - | - |
    /// | DB3 | 5.0 | 12.4 | - | - |
    /// | DB4 | 9.9 | 19.9 | - | - |
    /// | DB4, had it not been there | 12.8 | 23.5 | - | - |
    ///
    /// The last row is what to expect of a sensor worse than any seen here. Fitted to every other finger, scores of the
    /// rest overstate nowhere (DB4: 9.0 at 10 %).
    pub const CURRENT: Self = Self(&[
        (5.7, 5.0),
        (9.0, 10.0),
        (12.3, 15.0),
        (15.7, 20.0),
        (17.8, 25.0),
        (21.1, 30.0),
        (24.8, 35.0),
        (28.1, 40.0),
        (30.7, 45.0),
    ]);
}

impl Curve<'_> {
    /// The score of evidence of such strength.
    #[must_use]
    pub fn score(&self, strength: f32) -> Score {
        let mut before = (0.0, 0.0);
        let mut slope = 0.0;
        for &(to, score) in self.0 {
            slope = (score - before.1) / (to - before.0);
            if strength < to {
                return Score::new(before.1 + slope * (strength - before.0));
            }
            before = (to, score);
        }
        Score::beyond(before.1, 0.5 * slope * (strength - before.0))
    }
}

/// The score of a comparison.
pub(crate) fn calibrate(evidence: &Evidence) -> Score {
    Curve::CURRENT.score(evidence.strength())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stronger_evidence_always_scores_higher_and_nothing_reaches_the_ceiling() {
        let scores: Vec<f32> = (0..200).map(|strength| Curve::CURRENT.score(strength as f32).get()).collect();
        assert!(scores.is_sorted_by(|one, other| one < other), "{scores:?}");
        assert!(scores.iter().all(|&score| score < Score::CEILING));
        assert_eq!(scores[0], 0.0);
    }

    #[test]
    fn the_curve_goes_through_its_points_and_flattens_beyond_them() {
        let curve = Curve(&[(5.0, 10.0), (15.0, 30.0)]);
        assert_eq!([0.0, 5.0, 10.0, 15.0].map(|strength| curve.score(strength)), [0.0, 10.0, 20.0, 30.0]);
        let further = curve.score(25.0).get();
        assert!((39.0..40.0).contains(&further), "{further}");
    }
}
