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

    /// `value` limited to `0..=200`; not-a-number is zero.
    #[must_use]
    pub fn new(value: f32) -> Self {
        if value.is_nan() { Self::ZERO } else { Self(value.clamp(0.0, 200.0)) }
    }

    /// `-10 log10(FMR)`.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }

    /// The share of strangers that score at least this high.
    #[must_use]
    pub fn false_match_rate(self) -> f64 {
        10f64.powf(-f64::from(self.0) / 10.0)
    }
}

impl Eq for Score {}

impl PartialEq<f32> for Score {
    fn eq(&self, other: &f32) -> bool {
        self.0 == *other
    }
}
