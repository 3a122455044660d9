//! Agreements between countries: the only way by which one sees anything of another's.

use policy::Country;
use serde::{Deserialize, Serialize};

use crate::{AgreementId, Timestamp};

/// What an agreement gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    /// The giver's lists are searched at the taker's sites, and held on their devices.
    Lists,
    /// The giver's hits are reviewed by the taker's reviewers and supervisors.
    Hits,
}

/// What a country is given at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// By whom.
    pub giver: Country,
    /// What.
    pub covers: Covers,
}

/// `GET /api/agreements`: those that the country has given or been given, ended ones included, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Its identifier.
    pub id: AgreementId,
    /// Who gives.
    pub giver: Country,
    /// Who is given.
    pub taker: Country,
    /// What.
    pub covers: Covers,
    /// Since when.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: String,
    /// From when it no longer counts.
    pub expires_at: Timestamp,
    /// When it was ended before its time. `DELETE /api/agreements/{id}` ends it.
    pub ended_at: Option<Timestamp>,
}

/// `POST /api/agreements`: gives another country something of the own one's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAgreement {
    /// Who is given.
    pub taker: Country,
    /// What.
    pub covers: Covers,
    /// From when it no longer counts: at most two years ahead.
    pub expires_at: Timestamp,
    /// The instrument it rests on, as the log will say it.
    pub reason: String,
}
