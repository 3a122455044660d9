//! Known-answer hits: made of synthetic prints whose answer is known, mixed in with what searches find, decided like any
//! other hit by people who do not know which they are. They measure how often hits are decided wrongly.
//!
//! What keeps them from everybody else: they lie in tables of their own (`storage::known_answers`), which the bench alone
//! reads beside the hits (`storage::on_bench`), and there is no `HitRow` of one, without which no alert is raised, no case
//! linked, no report made. What keeps them from those who decide: [`making`] gives them the shape of a hit that a search
//! found, [`coming`] their moment, and the answer stays sealed until two people have decided.

mod coming;
mod making;
mod rates;

use serde::{Deserialize, Serialize};
use wire::biography::Biography;
use wire::encounter::FingerCapture;
use wire::hit::{Decision, Finding, Outcome, Stage};
use wire::reviewing::Answer;
use wire::{EntryId, HitId};

use crate::bench::sealed_as;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::on_bench::Laid;
use crate::storage::{Connection, known_answers, on_bench};
use crate::vault::DataKey;
use crate::watch::{Entry, Particulars, ReferencePrint};

/// Both sides of a known answer, and the answer. Sealed where it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pair {
    pub answer: Answer,
    /// The probe's prints.
    pub fingers: Vec<FingerCapture>,
    /// What is stated of the probe's person.
    pub biography: Biography,
    /// An identifier that no entry has: what the candidate's images lie under.
    entry: EntryId,
    /// What would be an entry's words.
    particulars: Particulars,
    /// The candidate's prints.
    prints: Vec<ReferencePrint>,
}

impl Pair {
    /// The candidate, as if it were on a list.
    pub fn candidate(&self, key: &DataKey) -> Entry {
        Entry {
            id: self.entry,
            key: key.clone(),
            particulars: self.particulars.clone(),
            prints: self.prints.clone(),
            standing: policy::Standing {
                state: policy::EntryState::Draft,
                author: String::new(),
                valid_until: None,
                expires_at: None,
            },
        }
    }
}

fn subject(id: HitId) -> String {
    format!("known-answer/{id}")
}

/// Where a known answer stands after `finding`, which follows the `earlier` ones. Two people decide, each by themselves;
/// where they differ no supervisor is asked, for the answer is known.
pub(crate) fn after(earlier: &[Finding], finding: Finding) -> (Stage, Option<Outcome>) {
    match earlier {
        [] => (Stage::SecondReview, None),
        [first, ..] => (Stage::Closed, Some(Outcome::of(*first, finding))),
    }
}

impl Service {
    /// The key of a known answer, and its pair.
    pub(crate) async fn pair(&self, db: &mut Connection, id: HitId) -> Result<(DataKey, Pair), Error> {
        let (wrapped, sealed) = known_answers::pair(db, id).await?;
        let key = self.vault.unwrap_key(&subject(id), &wrapped)?;
        let pair = serde_json::from_slice(&key.open("pair", &sealed)?)
            .map_err(Error::stored("known answer's pair"))?;
        Ok((key, pair))
    }

    /// Keeps what each person found beside what the answer was, now that the hit is closed: any earlier, somebody's rates
    /// would tell them what it was.
    pub(crate) async fn keep_results(
        &self,
        db: &mut Connection,
        hit: &Laid,
        (key, answer): (&DataKey, Answer),
    ) -> Result<(), Error> {
        for examination in on_bench::examinations(db, hit.key()).await? {
            let (Some(sealed), Some(at)) = (&examination.decision, examination.decided_at) else { continue };
            let decision: Decision =
                serde_json::from_slice(&key.open(&sealed_as("decision", hit.id), sealed)?)
                    .map_err(Error::stored("decision"))?;
            let found = (decision.finding, at);
            known_answers::insert_result(db, hit.id, examination.reviewer, answer, found).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_decide_and_no_supervisor() {
        use Finding::{Exclusion, Identification, Inconclusive};
        for first in [Identification, Exclusion, Inconclusive] {
            assert_eq!(after(&[], first), (Stage::SecondReview, None));
            for second in [Identification, Exclusion, Inconclusive] {
                assert_eq!(after(&[first], second), (Stage::Closed, Some(Outcome::of(first, second))));
            }
        }
    }
}
