//! How much a print can be relied on in comparison, and what the officer can do about it. `docs/quality.md` says
//! what the numbers mean and how they were found.

mod ghost;
mod measures;
mod model;
mod outlook;
mod reasons;

pub use measures::Measures;
pub(crate) use measures::measure;
pub use model::QualityModel;
pub use outlook::Outlook;
pub use reasons::QualityReason;
use serde::{Deserialize, Serialize};

/// How much a print can be relied on in comparison, with the reasons an officer can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// 0 to 100; higher predicts lower comparison error (ISO/IEC 29794-1). Umbral's own score, not NFIQ.
    pub score: u8,
    /// What is wrong, the most helpful first; empty for a good print.
    pub reasons: Vec<QualityReason>,
}

/// The quality that the measures of a print speak for.
pub(crate) fn assess(measures: &Measures) -> Quality {
    let score = QualityModel::CURRENT.score(measures).round() as u8;
    Quality { score, reasons: reasons::reasons(measures) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: Measures = Measures {
        area: 200.0,
        aspect: 1.3,
        off_centre: 0.0,
        minutiae: 45.0,
        expected: 30.0,
        parallel: 1.0,
        ridge_share: 0.42,
        blurred: 0.0,
        ghost: 0.0,
    };

    #[test]
    fn a_fine_print_scores_high_without_reasons() {
        let quality = assess(&FINE);
        assert!(quality.score > 80 && quality.reasons.is_empty());
    }

    #[test]
    fn nothing_seen_scores_zero() {
        assert_eq!(assess(&Measures::default()).score, 0);
    }

    #[test]
    fn each_predictor_moves_the_score_its_way() {
        let fine = QualityModel::CURRENT.score(&FINE);
        for worse in [
            Measures { expected: 12.0, ..FINE },
            Measures { parallel: 0.9, ..FINE },
            Measures { ridge_share: 0.55, ..FINE },
        ] {
            assert!(QualityModel::CURRENT.score(&worse) < fine, "{worse:?}");
        }
    }

    #[test]
    fn the_scale_is_used_from_end_to_end() {
        let empty = Measures { minutiae: 2.0, expected: 1.0, parallel: 0.7, ..FINE };
        let best = Measures { minutiae: 90.0, expected: 60.0, ridge_share: 0.35, ..FINE };
        assert!(assess(&empty).score < 10);
        assert!(assess(&best).score > 90);
    }
}
