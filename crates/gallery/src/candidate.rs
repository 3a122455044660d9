use fingerprint::{FingerPosition, Score};
use serde::{Deserialize, Serialize};

use crate::PersonId;

/// What a search returns, and how it works.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SearchOptions {
    /// The most candidates.
    pub limit: usize,
    /// The fused score from which a person is a candidate.
    pub threshold: Score,
    /// Threads that share the work; they make no difference to what is found. One where there are no threads, as in
    /// a browser's worker.
    pub threads: usize,
}

/// A person whose prints look like the probe's: a lead, never an identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who, by pseudonymous id.
    pub person: PersonId,
    /// Fused over the fingers compared: `-10 log10` of the share of strangers that score this high.
    pub score: Score,
    /// The share of searches for people who are not in the shard that would give a candidate of this score all the
    /// same: the false positive identification rate (ISO/IEC 19795-1) for the number of people searched, taking them
    /// for strangers to each other.
    pub fpir: f64,
    /// One for each probe print that had something to be compared with, in the probe's order.
    pub fingers: Vec<FingerScore>,
}

impl Candidate {
    /// The `limit` best, in order; those who score the same are in the order of their ids.
    pub(crate) fn best(mut all: Vec<Self>, limit: usize) -> Vec<Self> {
        all.sort_by(|a, b| b.score.get().total_cmp(&a.score.get()).then(a.person.cmp(&b.person)));
        all.truncate(limit);
        all
    }
}

/// The best comparison of one probe print with a person's prints.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FingerScore {
    /// Index into the probe's prints.
    pub probe_index: usize,
    /// The position of the person's print that scored best.
    pub position: FingerPosition,
    /// The score of that one comparison.
    pub score: Score,
}
