use super::{Measures, Outlook};

/// From what is measured to the score: first how many of the minutiae another impression of the finger can be expected
/// to show, then what that number and the state of the ridges foretell of comparison scores.
///
/// Few parameters, each with one sign, so that a sensor never seen gets no surprises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QualityModel {
    /// The log odds of a minutia showing again: a constant, then the weight of each of [`Outlook::predictors`].
    pub recurrence: [f32; 1 + Outlook::PREDICTORS],
    /// The weight of each of [`Measures::predictors`].
    pub weights: [f32; Measures::PREDICTORS],
    /// The weighted sum that scores 50.
    pub middle: f32,
    /// What is added to the sum for the score's odds to grow e-fold.
    pub spread: f32,
}

impl QualityModel {
    /// The model in use.
    pub const CURRENT: Self = include!("fitted.rs");

    /// The chance that another impression of the finger shows the minutia, 0 to 1.
    #[must_use]
    pub fn chance(&self, outlook: &Outlook) -> f32 {
        let [constant, weights @ ..] = self.recurrence;
        logistic(constant + dot(&weights, &outlook.predictors()))
    }

    /// The weighted sum of the predictors: what quality orders prints by, without limits.
    #[must_use]
    pub fn sum(&self, measures: &Measures) -> f32 {
        dot(&self.weights, &measures.predictors())
    }

    /// The score, 0 to 100; 0 without a print.
    #[must_use]
    pub fn score(&self, measures: &Measures) -> f32 {
        if measures.area == 0.0 {
            return 0.0;
        }
        100.0 * logistic((self.sum(measures) - self.middle) / self.spread)
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}
