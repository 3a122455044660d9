use fingerprint::{Quality, QualityReason};

use crate::I18n;
use crate::components::Tone;
use crate::texts::i18n::*;

/// A quality in steps that call for different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Take it again if the person is still there.
    Poor,
    /// Will do; another try may be better.
    Fair,
    /// Nothing to gain.
    Good,
}

impl Grade {
    /// Of a quality score, 0 to 100.
    pub fn of(score: u8) -> Self {
        match score {
            0..30 => Self::Poor,
            30..60 => Self::Fair,
            _ => Self::Good,
        }
    }

    /// The colour and shape it is shown in.
    pub fn tone(self) -> Tone {
        match self {
            Self::Poor => Tone::Stop,
            Self::Fair => Tone::Warn,
            Self::Good => Tone::Good,
        }
    }
}

/// "good", "fair", "poor".
pub fn grade(i18n: I18n, grade: Grade) -> &'static str {
    match grade {
        Grade::Poor => t_string!(i18n, quality.poor),
        Grade::Fair => t_string!(i18n, quality.fair),
        Grade::Good => t_string!(i18n, quality.good),
    }
}

/// One plain sentence on how to do better, or that nothing is to be done.
pub fn advice(i18n: I18n, quality: &Quality) -> &'static str {
    match quality.reasons.first() {
        Some(&reason) => remedy_for(i18n, reason),
        None => match Grade::of(quality.score) {
            Grade::Good => t_string!(i18n, advice.none),
            Grade::Fair | Grade::Poor => t_string!(i18n, advice.again),
        },
    }
}

/// What to do about one thing that is wrong with a print.
pub fn remedy_for(i18n: I18n, reason: QualityReason) -> &'static str {
    match reason {
        QualityReason::TooDry => t_string!(i18n, advice.too_dry),
        QualityReason::TooWet => t_string!(i18n, advice.too_wet),
        QualityReason::TooSmall => t_string!(i18n, advice.too_small),
        QualityReason::OffCentre => t_string!(i18n, advice.off_centre),
        QualityReason::Smudged => t_string!(i18n, advice.smudged),
        QualityReason::TipOnly => t_string!(i18n, advice.tip_only),
        QualityReason::Ghost => t_string!(i18n, advice.ghost),
        QualityReason::FewMinutiae => t_string!(i18n, advice.few_minutiae),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn grades_cover_the_whole_scale_in_order() {
        let grades: Vec<_> = (0..=100).map(Grade::of).collect();
        assert!(grades.is_sorted());
        assert_eq!((grades[0], grades[30], grades[100]), (Grade::Poor, Grade::Fair, Grade::Good));
    }
}
