use serde::{Deserialize, Serialize};

/// A calibrated comparison score: `-10 log10(FMR)`.
///
/// 40 means that one stranger in 10,000 scores this high. A score is a lead, never an identity.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(f32);

impl Score {
    /// Nothing in common, and what a failed extraction scores.
    pub const ZERO: Self = Self(0.0);

    /// No score is higher: one stranger in 10,000 million is more than there are people.
    pub const CEILING: f32 = 100.0;

    /// `value` limited to `0..=100`; not-a-number is zero.
    #[must_use]
    pub fn new(value: f32) -> Self {
        if value.is_nan() { Self::ZERO } else { Self(value.clamp(0.0, Self::CEILING)) }
    }

    /// A score that goes `further` than what was `measured`: up to there scores say what was observed of strangers,
    /// beyond they rise ever more slowly towards [`Self::CEILING`], so that the order is kept and less and less is
    /// claimed.
    #[must_use]
    pub fn beyond(measured: f32, further: f32) -> Self {
        let room = Self::CEILING - measured;
        Self::new(measured + room * -libm::expm1f(-further.max(0.0) / room))
    }

    /// `-10 log10(FMR)`.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }

    /// The share of strangers that score at least this high.
    #[must_use]
    pub fn false_match_rate(self) -> f64 {
        libm::pow(10.0, -f64::from(self.0) / 10.0)
    }

    /// The share of searches for strangers among `people` that give a candidate who scores at least this high:
    /// false positive identification rate, when each person may give one independently.
    #[must_use]
    pub fn false_positive_identification_rate(self, people: usize) -> f64 {
        if people == 0 {
            return 0.0;
        }
        // ln(1 - p) loses all digits for small p; log1p does not.
        -libm::expm1(people as f64 * libm::log1p(-self.false_match_rate()))
    }
}

impl Eq for Score {}

impl PartialEq<f32> for Score {
    fn eq(&self, other: &f32) -> bool {
        self.0 == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_stranger_in_a_million_scores_one_search_in_a_thousand_people_in_a_thousand_gives() {
        let rate = Score::new(60.0).false_positive_identification_rate(1000);
        assert!((rate - 1e-3).abs() < 1e-6, "{rate}");
        assert_eq!(Score::ZERO.false_positive_identification_rate(1), 1.0);
        assert_eq!(Score::new(60.0).false_positive_identification_rate(0), 0.0);
    }
}
