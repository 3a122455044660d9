//! The reviewer's queue and bench.

use capture::{Exception, Impression};
use examination::{Mark, MarkedPair};
use fingerprint::{FingerPosition, Minutia, Quality, Score};
use raster::Ppi;
use serde::{Deserialize, Serialize};

use crate::biography::Stated;
use crate::encounter::{Source, Taking};
use crate::reviewing::Answer;
use crate::{EncounterId, HitId, PrintId, Timestamp};

/// `GET /api/hits`: the queue, in the order in which the hits are asked for; behind it the closed hits that this person
/// decided on. It tells nothing of another's decision, nor the category, nor by any time or order its severity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueueItem {
    /// Its identifier.
    pub id: HitId,
    /// The encounter's reference.
    pub reference: String,
    /// The name of the site.
    pub site: String,
    /// Whom the person resembles: somebody on a list, or somebody who was recorded.
    pub against: Against,
    /// Whether the entry came after the encounter: nobody of them stands at the desk any more.
    #[serde(default)]
    pub later: bool,
    /// When the search found it.
    pub opened_at: Timestamp,
    /// When it should be decided: while it is open the same time after opening for every severity, afterwards its own.
    pub due_at: Timestamp,
    /// First or second review, or closed.
    pub stage: Stage,
    /// Who has it open.
    pub claim: Claim,
    /// Whether this reviewer may take it (not if they decided it, captured it, or another has it open).
    pub open_to_me: bool,
    /// Whether this reviewer has passed it on to others: they are not offered it next.
    pub skipped: bool,
    /// Whether it was a known-answer hit: told once it is closed, and never before.
    #[serde(default)]
    pub known_answer: bool,
}

/// Whom the person of a hit resembles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// Somebody on a list: an identification raises an alert.
    SomebodyListed,
    /// Somebody who was recorded before: an identification links the two encounters, and raises nothing.
    SomebodyRecorded,
}

/// How far a hit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has decided.
    FirstReview,
    /// One person has decided; what, nobody is told.
    SecondReview,
    /// Two people disagree.
    WithSupervisor,
    /// Two people agree.
    Closed,
}

/// Who has a hit open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// Nobody.
    Free,
    /// This reviewer.
    Mine,
    /// Somebody else.
    Other,
}

/// `GET /api/hits/{id}`: the bench. `POST /api/hits/{id}/claim` first; `DELETE` of the same lets go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// As in the queue.
    pub item: QueueItem,
    /// The prints of the encounter.
    pub probe: Vec<Print>,
    /// The fingers that gave no print, and why.
    pub exceptions: Vec<Exception>,
    /// This reviewer's analysis of the probe, once saved.
    pub analysis: Option<Analysis>,
    /// The candidate: only once the analysis is saved.
    pub candidate: Option<Candidate>,
    /// Every hit of the same encounter that this reviewer may open or has decided on, this one among them, in an order
    /// that is the reviewer's own and tells nothing of score or rank: only once the analysis is saved.
    pub candidates: Vec<HitId>,
    /// Where two reviewers differ: what each analysed and decided, in no order that tells who was first. Only to the
    /// supervisor, and only once their own analysis is saved.
    pub differing: Vec<Examination>,
    /// This reviewer's own decision, once made.
    pub decision: Option<Decision>,
    /// What two people came to: only once the hit is closed.
    pub outcome: Option<Outcome>,
    /// What the answer was: only of a known-answer hit, and only once it is closed.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// Of a hundred searches of lists of this size, how many bring up a stranger by chance.
    pub chance_per_hundred_searches: f64,
}

/// A print on the bench.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Print {
    /// Names it in [`ComparisonView`] and in `GET /api/hits/{hit}/prints/{id}` (its PNG).
    pub id: PrintId,
    /// Which finger.
    pub position: FingerPosition,
    /// Umbral's quality.
    pub quality: Quality,
    /// Of the image.
    pub ppi: Ppi,
    /// Columns of the image.
    pub width: u32,
    /// Rows of the image.
    pub height: u32,
    /// Whether there is an image (it may be under way, or only a template may be held).
    pub image: bool,
    /// At 500 ppi: multiply by `ppi / 500` to draw on the image.
    pub minutiae: Vec<Minutia>,
    /// How it was taken; none for an entry's.
    pub capture: Option<Circumstances>,
}

/// How a print of the encounter was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    /// From what.
    pub source: Source,
    /// Laid flat, or rolled.
    pub impression: Impression,
    /// When.
    pub taken_at: Timestamp,
    /// Tries, override; none for a file.
    pub taking: Option<Taking>,
}

/// The candidate, after the analysis. Category and instructions stay hidden until the hit is closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Where it comes from.
    pub provenance: Provenance,
    /// How what is stated of both people agrees. It has opened no hit, and decides none.
    pub stated: Stated,
    /// Its prints.
    pub references: Vec<Print>,
    /// Probe against reference, finger by finger, best first.
    pub comparisons: Vec<ComparisonView>,
}

/// Where a candidate comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Provenance {
    /// An entry of a list.
    List {
        /// The list's name.
        name: String,
        /// The version that was searched.
        version: u64,
    },
    /// A past encounter.
    Encounter {
        /// Which.
        id: EncounterId,
        /// What people call it: "7F3K-92QD".
        reference: String,
        /// Where: the site's name.
        site: String,
        /// When it was sent.
        sealed_at: Timestamp,
    },
}

/// Two prints side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonView {
    /// In [`Hit::probe`].
    pub probe: PrintId,
    /// In [`Candidate::references`].
    pub reference: PrintId,
    /// Calibrated.
    pub score: Score,
    /// Indices of minutiae that the engine holds for the same: (probe, reference).
    pub pairs: Vec<(u16, u16)>,
}

/// `POST /api/hits/{id}/analysis`: what the reviewer makes of the probe alone, before the candidate is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analysis {
    /// Whether the probe can be compared at all.
    pub value: Value,
    /// Anything worth keeping; may be empty.
    pub note: String,
    /// What was marked, print by print; a print without marks may be left out.
    #[serde(default)]
    pub charts: Vec<PrintChart>,
}

/// The minutiae that a reviewer stands for on one print of the probe (9.331).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintChart {
    /// In [`Hit::probe`].
    pub print: PrintId,
    /// At 500 ppi.
    pub marks: Vec<Mark>,
}

/// The pairs that a reviewer stands for on one pair of prints (9.361).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairChart {
    /// In [`Hit::probe`].
    pub probe: PrintId,
    /// In [`Candidate::references`].
    pub reference: PrintId,
    /// At 500 ppi.
    pub pairs: Vec<MarkedPair>,
}

/// One person's work on a hit, without their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examination {
    /// Of the probe alone.
    pub analysis: Analysis,
    /// With the candidate.
    pub decision: Decision,
}

/// `POST /api/hits/{id}/skip`: others should take it. It stays in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// Why: never empty.
    pub reason: String,
}

/// Whether a print is of value for comparison (ACE-V, 9.353).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// It can be compared.
    Sufficient,
    /// It cannot.
    Insufficient,
}

/// `POST /api/hits/{id}/decision`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What the person found.
    pub finding: Finding,
    /// Why: never empty.
    pub reason: String,
    /// What the decision rests on, finger by finger.
    #[serde(default)]
    pub charts: Vec<PairChart>,
}

/// What one person finds (9.362).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Finding {
    Identification,
    Exclusion,
    Inconclusive,
}

/// What two people's findings come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Both identified: the alert is raised.
    Identification,
    /// Both excluded.
    Exclusion,
    /// Both could not tell.
    Inconclusive,
    /// They differ: a supervisor decides, unless the answer was known.
    Conflict,
}

impl Outcome {
    /// The one rule of the review: two people agree, or a supervisor decides.
    #[must_use]
    pub fn of(first: Finding, second: Finding) -> Self {
        match (first, second) {
            (Finding::Identification, Finding::Identification) => Self::Identification,
            (Finding::Exclusion, Finding::Exclusion) => Self::Exclusion,
            (Finding::Inconclusive, Finding::Inconclusive) => Self::Inconclusive,
            _ => Self::Conflict,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_identifications_identify() {
        use Finding::{Exclusion, Identification, Inconclusive};
        let findings = [Identification, Exclusion, Inconclusive];
        for first in findings {
            for second in findings {
                let identified = Outcome::of(first, second) == Outcome::Identification;
                assert_eq!(identified, first == Identification && second == Identification);
                assert_eq!(Outcome::of(first, second) == Outcome::Conflict, first != second);
            }
        }
    }
}
