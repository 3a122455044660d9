//! What an identification by two people raises.

use serde::{Deserialize, Serialize};

use crate::{AlertId, EncounterId, Timestamp};

/// On the officer's screen at once. `POST /api/alerts/{id}/acknowledgement` says it was seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Its identifier.
    pub id: AlertId,
    /// Whom it is about.
    pub encounter: EncounterId,
    /// The encounter's reference.
    pub reference: String,
    /// When the second reviewer identified.
    pub raised_at: Timestamp,
    /// The list's name.
    pub list: String,
    /// Why the person is on it: the category's name.
    pub category: String,
    /// What to do, whom to call.
    pub instructions: String,
    /// Who put the entry there.
    pub source: String,
    /// Who has seen it, and when.
    pub acknowledged: Option<Acknowledgement>,
}

/// That somebody saw the alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}
