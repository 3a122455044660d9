use serde::{Deserialize, Serialize};

use crate::Flaw;
use crate::flaw::within;

/// How the reviewers' work is measured, and how they are kept fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewing {
    /// Known-answer hits that are mixed in for each hundred that searches find; 0 for none.
    pub known_answers: u8,
    /// A known-answer hit comes at a moment that nobody can foresee within so many minutes.
    pub known_answers_within: u16,
    /// Minutes of examining without a break after which one is suggested.
    pub break_after_minutes: u16,
    /// Decisions without a break after which one is suggested.
    pub break_after_hits: u16,
    /// Minutes away from the bench that count as a break.
    pub break_minutes: u8,
}

impl Default for Reviewing {
    /// One in twenty: what laboratories that test their examiners blind aim at. Short breaks often: 5 to 10 minutes
    /// after 50 to 60 at a screen (Health and Safety Executive, "Work with display screen equipment", L26).
    fn default() -> Self {
        Self {
            known_answers: 5,
            known_answers_within: 30,
            break_after_minutes: 50,
            break_after_hits: 30,
            break_minutes: 5,
        }
    }
}

impl Reviewing {
    /// Whether a break is due to somebody who has examined for so many minutes and decided so many hits since the last.
    #[must_use]
    pub fn break_is_due(&self, minutes: u64, decided: u32) -> bool {
        minutes >= u64::from(self.break_after_minutes) || decided >= u32::from(self.break_after_hits)
    }

    pub(crate) fn check(&self) -> Result<(), Flaw> {
        within(self.known_answers, 0..=100, "reviewing.known_answers")?;
        within(self.known_answers_within, 1..=240, "reviewing.known_answers_within")?;
        within(self.break_after_minutes, 10..=240, "reviewing.break_after_minutes")?;
        within(self.break_after_hits, 1..=500, "reviewing.break_after_hits")?;
        within(self.break_minutes, 1..=60, "reviewing.break_minutes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_is_due_after_long_enough_or_after_hits_enough() {
        let rules = Reviewing { break_after_minutes: 50, break_after_hits: 30, ..Reviewing::default() };
        assert!(!rules.break_is_due(49, 29));
        assert!(rules.break_is_due(50, 0) && rules.break_is_due(0, 30));
    }

    #[test]
    fn known_answers_come_at_most_as_often_as_hits_and_not_all_at_the_same_distance() {
        let usual = Reviewing::default();
        assert_eq!(usual.check(), Ok(()));
        for (rules, field) in [
            (Reviewing { known_answers: 101, ..usual }, "reviewing.known_answers"),
            (Reviewing { known_answers_within: 0, ..usual }, "reviewing.known_answers_within"),
            (Reviewing { break_after_minutes: 5, ..usual }, "reviewing.break_after_minutes"),
            (Reviewing { break_minutes: 0, ..usual }, "reviewing.break_minutes"),
        ] {
            assert_eq!(rules.check().unwrap_err().field, field);
        }
    }
}
