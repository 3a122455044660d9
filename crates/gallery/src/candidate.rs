use fingerprint::{FingerPosition, Score};
use serde::{Deserialize, Serialize};

use crate::PersonId;

/// What a search returns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SearchOptions {
    /// The most candidates.
    pub limit: usize,
    /// The fused score from which a person is a candidate.
    pub threshold: Score,
}

/// A person whose prints look like the probe's: a lead, never an identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who, by pseudonymous id.
    pub person: PersonId,
    /// Fused over the fingers compared: `-10 log10` of the share of strangers that score this high.
    pub score: Score,
    /// One for each probe print that had something to be compared with, in the probe's order.
    pub fingers: Vec<FingerScore>,
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
