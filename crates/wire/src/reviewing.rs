//! How well hits are decided, and how those who decide fare.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::hit::Finding;

/// What is known of a known-answer hit: one that was made of synthetic prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Both sides are of one person.
    Mated,
    /// They are of two people whose prints are much alike.
    NonMated,
}

/// `GET /api/error-rates`: what people decided on closed known-answer hits within the last twelve months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorRates {
    /// From when on they are counted.
    pub since: Timestamp,
    /// Of everybody in the country: to supervisors and programme managers.
    pub everybody: Option<Tally>,
    /// Person by person, by name: to supervisors and programme managers all, to a reviewer their own.
    pub people: Vec<PersonTally>,
}

/// What one person decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonTally {
    /// Who.
    pub name: String,
    /// What they decided.
    pub tally: Tally,
}

/// What was decided, by the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// On mated pairs.
    pub mated: Findings,
    /// On non-mated pairs.
    pub non_mated: Findings,
}

/// How often each finding was decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct Findings {
    pub identification: u32,
    pub exclusion: u32,
    pub inconclusive: u32,
}

impl Tally {
    /// Counts one more decision.
    pub fn count(&mut self, answer: Answer, finding: Finding) {
        let findings = match answer {
            Answer::Mated => &mut self.mated,
            Answer::NonMated => &mut self.non_mated,
        };
        match finding {
            Finding::Identification => findings.identification += 1,
            Finding::Exclusion => findings.exclusion += 1,
            Finding::Inconclusive => findings.inconclusive += 1,
        }
    }

    /// Adds another's.
    pub fn add(&mut self, other: &Self) {
        for (own, theirs) in [(&mut self.mated, &other.mated), (&mut self.non_mated, &other.non_mated)] {
            own.identification += theirs.identification;
            own.exclusion += theirs.exclusion;
            own.inconclusive += theirs.inconclusive;
        }
    }

    /// Non-mated pairs that were identified.
    #[must_use]
    pub fn false_identifications(&self) -> Share {
        Share { count: self.non_mated.identification, of: self.non_mated.all() }
    }

    /// Mated pairs that were excluded.
    #[must_use]
    pub fn missed_identifications(&self) -> Share {
        Share { count: self.mated.exclusion, of: self.mated.all() }
    }

    /// Pairs of either kind on which no decision was possible: no errors, and no answers.
    #[must_use]
    pub fn inconclusive(&self) -> Share {
        let count = self.mated.inconclusive + self.non_mated.inconclusive;
        Share { count, of: self.mated.all() + self.non_mated.all() }
    }
}

impl Findings {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.identification + self.exclusion + self.inconclusive
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub count: u32,
    /// Of how many.
    pub of: u32,
}

impl Share {
    /// Where the share of all there could be lies with 95 % confidence, each end 0 to 1 (Wilson, "Probable inference,
    /// the law of succession, and statistical inference", 1927); none where nothing was counted.
    #[must_use]
    pub fn interval(self) -> Option<(f64, f64)> {
        const Z: f64 = 1.959_963_984_540_054;
        if self.of == 0 {
            return None;
        }
        let (all, share) = (f64::from(self.of), f64::from(self.count) / f64::from(self.of));
        let middle = share + Z * Z / (2.0 * all);
        let reach = Z * (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
        let scale = 1.0 + Z * Z / all;
        Some((((middle - reach) / scale).max(0.0), ((middle + reach) / scale).min(1.0)))
    }
}

/// `GET /api/workload`: who is at the bench, and for how long. Counts of people, nobody's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workload {
    /// How many people are at the bench now.
    pub at_work: u32,
    /// How many hits were decided within the last hour, by the reader if that is a reviewer, else by everybody.
    pub decided_in_hour: u32,
    /// The reader's own time at the bench; none while they are not at work there.
    pub mine: Option<Stint>,
    /// How many of those at work have a break due: to supervisors and programme managers.
    pub breaks_due: Option<u32>,
}

/// Examining without a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stint {
    /// Since when.
    pub began_at: Timestamp,
    /// Hits decided since then.
    pub decided: u32,
    /// Whether the site's rules suggest a break.
    pub break_due: bool,
    /// Minutes away from the bench that count as one.
    pub break_minutes: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_wide_while_little_was_counted_and_never_leaves_what_a_share_can_be() {
        assert_eq!(Share { count: 0, of: 0 }.interval(), None);
        let near = |count, of, low: f64, high: f64| {
            let (a, b) = Share { count, of }.interval().unwrap();
            assert!((a - low).abs() < 5e-4 && (b - high).abs() < 5e-4, "{count} of {of}: {a} to {b}");
        };
        // By the formula, worked out elsewhere.
        near(0, 10, 0.0, 0.2775);
        near(10, 10, 0.7225, 1.0);
        near(1, 20, 0.0089, 0.2361);
        near(50, 1000, 0.0381, 0.0653);
    }

    #[test]
    fn an_inconclusive_decision_is_no_error_of_either_kind() {
        let mut tally = Tally::default();
        tally.count(Answer::Mated, Finding::Inconclusive);
        tally.count(Answer::NonMated, Finding::Inconclusive);
        tally.count(Answer::NonMated, Finding::Identification);
        tally.count(Answer::Mated, Finding::Exclusion);
        assert_eq!(tally.false_identifications(), Share { count: 1, of: 2 });
        assert_eq!(tally.missed_identifications(), Share { count: 1, of: 2 });
        assert_eq!(tally.inconclusive(), Share { count: 2, of: 4 });
    }
}
