//! The review of a hit: who may take it, and what decisions come to. Pure rules; [`crate::bench`] applies them.

use wire::hit::{Claim, Finding, Outcome, Stage};
use wire::session::Role;
use wire::{AccountId, Code, Problem, Timestamp};

/// How long a claim holds without activity.
pub const CLAIM_SECONDS: i64 = 15 * 60;

/// All that decides who may do what with a hit.
#[derive(Debug, Clone)]
pub struct Standing {
    /// How far it has come.
    pub stage: Stage,
    /// Who captured the encounter; of a link, both.
    pub captured_by: Vec<AccountId>,
    /// Who has decided, in order.
    pub deciders: Vec<AccountId>,
    /// Who claimed it, until when.
    pub lock: Option<(AccountId, Timestamp)>,
}

impl Standing {
    /// Who has it open at `now`, as `person` is told.
    #[must_use]
    pub fn claim_for(&self, person: AccountId, now: Timestamp) -> Claim {
        match self.lock {
            Some((by, until)) if until > now => {
                if by == person {
                    Claim::Mine
                } else {
                    Claim::Other
                }
            }
            _ => Claim::Free,
        }
    }

    /// Whether `person` may take it.
    ///
    /// # Errors
    /// The first rule against it.
    pub fn may_claim(&self, person: AccountId, role: Role, now: Timestamp) -> Result<(), Problem> {
        let refuse = |code, detail: &str| Err(Problem::new(code, detail));
        let role_of_stage = match self.stage {
            Stage::Closed => return refuse(Code::Conflict, "This hit is closed."),
            Stage::FirstReview | Stage::SecondReview => Role::Reviewer,
            Stage::WithSupervisor => Role::Supervisor,
        };
        if self.captured_by.contains(&person) {
            return refuse(Code::NotAllowed, "You captured this encounter, so others review it.");
        }
        if self.deciders.contains(&person) {
            return refuse(Code::NotAllowed, "You have decided on this hit; another person must now.");
        }
        if role != role_of_stage {
            return refuse(Code::NotAllowed, "At this stage the hit is not for your role.");
        }
        if self.claim_for(person, now) == Claim::Other {
            return refuse(Code::Conflict, "Somebody else has this hit open.");
        }
        Ok(())
    }
}

/// Where a hit stands after a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Another person decides, without knowing of the first.
    SecondReview,
    /// The two differ.
    WithSupervisor,
    /// It is over.
    Closed(Outcome),
}

impl Step {
    /// The stage it leads to, and the outcome if there is one.
    #[must_use]
    pub fn stage(self) -> (Stage, Option<Outcome>) {
        match self {
            Self::SecondReview => (Stage::SecondReview, None),
            Self::WithSupervisor => (Stage::WithSupervisor, None),
            Self::Closed(outcome) => (Stage::Closed, Some(outcome)),
        }
    }
}

/// What `finding` comes to after the `earlier` ones.
///
/// A supervisor settles a conflict, but even a supervisor does not identify alone: one of the two reviewers must
/// have identified too.
///
/// # Errors
/// [`Code::Conflict`] where a supervisor would identify alone, or everything was decided before.
pub fn step(earlier: &[Finding], finding: Finding) -> Result<Step, Problem> {
    match *earlier {
        [] => Ok(Step::SecondReview),
        [first] => Ok(match Outcome::of(first, finding) {
            Outcome::Conflict => Step::WithSupervisor,
            outcome => Step::Closed(outcome),
        }),
        [first, second] => match finding {
            Finding::Exclusion => Ok(Step::Closed(Outcome::Exclusion)),
            Finding::Inconclusive => Ok(Step::Closed(Outcome::Inconclusive)),
            Finding::Identification if [first, second].contains(&Finding::Identification) => {
                Ok(Step::Closed(Outcome::Identification))
            }
            Finding::Identification => Err(Problem::new(
                Code::Conflict,
                "Neither reviewer identified, so yours would stand alone, and it takes two people to identify. \
                 Decide exclusion or inconclusive.",
            )),
        },
        _ => Err(Problem::new(Code::Conflict, "This hit has been decided.")),
    }
}

/// Of a hundred searches of a list of `people`, how many bring up a stranger by chance: each search gives each
/// stranger one chance of the threshold's false match rate (scores are fused over fingers before the threshold).
#[must_use]
pub fn chance_per_hundred_searches(threshold: fingerprint::Score, people: u64) -> f64 {
    let none = people as f64 * (-threshold.false_match_rate()).ln_1p();
    -none.exp_m1() * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use Finding::{Exclusion, Identification, Inconclusive};

    const NOW: Timestamp = Timestamp(1_000_000);

    fn standing(stage: Stage) -> Standing {
        Standing { stage, captured_by: vec![AccountId::new()], deciders: vec![], lock: None }
    }

    #[test]
    fn two_who_agree_close_the_case_and_two_who_differ_send_it_to_a_supervisor() {
        assert_eq!(step(&[], Identification), Ok(Step::SecondReview));
        assert_eq!(step(&[Identification], Identification), Ok(Step::Closed(Outcome::Identification)));
        assert_eq!(step(&[Exclusion], Exclusion), Ok(Step::Closed(Outcome::Exclusion)));
        assert_eq!(step(&[Exclusion], Inconclusive), Ok(Step::WithSupervisor));
    }

    #[test]
    fn nobody_identifies_alone_not_even_a_supervisor() {
        let all = [Identification, Exclusion, Inconclusive];
        for first in all {
            for second in all {
                let one_identified = first == Identification || second == Identification;
                assert_eq!(step(&[first, second], Identification).is_ok(), one_identified);
                assert_eq!(step(&[first, second], Exclusion), Ok(Step::Closed(Outcome::Exclusion)));
            }
        }
        assert!(step(&[Exclusion, Identification, Exclusion], Identification).is_err());
    }

    #[test]
    fn a_claim_ends_by_itself() {
        let (one, other) = (AccountId::new(), AccountId::new());
        let hit = Standing { lock: Some((one, NOW.plus_seconds(60))), ..standing(Stage::FirstReview) };
        assert_eq!(hit.claim_for(one, NOW), Claim::Mine);
        assert_eq!(hit.claim_for(other, NOW), Claim::Other);
        assert!(hit.may_claim(other, Role::Reviewer, NOW).is_err());
        assert_eq!(hit.claim_for(other, NOW.plus_seconds(60)), Claim::Free);
        assert!(hit.may_claim(other, Role::Reviewer, NOW.plus_seconds(60)).is_ok());
    }

    #[test]
    fn neither_the_capturing_officer_nor_an_earlier_decider_may_review() {
        let (officer, first) = (AccountId::new(), AccountId::new());
        let hit =
            Standing { captured_by: vec![officer], deciders: vec![first], ..standing(Stage::SecondReview) };
        for person in [officer, first] {
            assert_eq!(hit.may_claim(person, Role::Reviewer, NOW).unwrap_err().code, Code::NotAllowed);
        }
        assert!(hit.may_claim(AccountId::new(), Role::Reviewer, NOW).is_ok());
    }

    #[test]
    fn conflicts_are_for_supervisors_and_reviews_for_reviewers() {
        let person = AccountId::new();
        let may = |stage, role| standing(stage).may_claim(person, role, NOW).is_ok();
        assert!(may(Stage::FirstReview, Role::Reviewer) && !may(Stage::FirstReview, Role::Supervisor));
        assert!(may(Stage::WithSupervisor, Role::Supervisor) && !may(Stage::WithSupervisor, Role::Reviewer));
        assert!(!may(Stage::Closed, Role::Reviewer) && !may(Stage::FirstReview, Role::Officer));
    }

    #[test]
    fn a_thousand_people_at_one_in_ten_thousand_is_nearly_one_search_in_ten() {
        let chance = chance_per_hundred_searches(fingerprint::Score::new(40.0), 1000);
        assert!((chance - 9.516).abs() < 0.01, "{chance}");
        assert_eq!(chance_per_hundred_searches(fingerprint::Score::ZERO, 5), 100.0);
        assert_eq!(chance_per_hundred_searches(fingerprint::Score::new(40.0), 0), 0.0);
    }
}
