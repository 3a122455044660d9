//! What an identification by two people raises, and what takes it back.

use policy::{Approach, BaseRate, Reach};
use serde::{Deserialize, Serialize};

use crate::handover::{Contact, Handover};
use crate::hit::Finding;
use crate::{AlertId, EncounterId, HitId, Timestamp};

/// `GET /api/alerts`: on the screens of those who are told at once, the newest first.
/// `POST /api/alerts/{id}/acknowledgement` says that it was seen, or that its taking back was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Its identifier.
    pub id: AlertId,
    /// Whom it is about.
    pub encounter: EncounterId,
    /// The encounter's reference.
    pub reference: String,
    /// The hit that was identified.
    pub hit: HitId,
    /// The name of the site where they are.
    pub site: String,
    /// When the second reviewer identified.
    pub raised_at: Timestamp,
    /// The list's name.
    pub list: String,
    /// Why the person is on it: the category's name.
    pub category: String,
    /// What it asks of the officer.
    pub approach: Approach,
    /// What to do, whom to call.
    pub instructions: String,
    /// The number to call; empty where neither category nor site names one.
    pub phone: String,
    /// Who put the entry there.
    pub source: String,
    /// How often such a lead is right.
    pub base_rate: BaseRate,
    /// How far it has gone because nobody acknowledged.
    pub reach: Reach,
    /// Who has seen it, and when.
    pub acknowledged: Option<Acknowledgement>,
    /// What became of the finding afterwards.
    pub taken_back: Option<TakenBack>,
    /// What it asks of whoever reads it.
    #[serde(default)]
    pub asks: Option<Asks>,
}

/// `GET /api/alerts/{id}`: one alert with all that was done about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlertFile {
    /// The alert.
    pub alert: Alert,
    /// Who has been given it, the first first.
    pub witnesses: Vec<Witness>,
    /// What is written of a hand-over.
    pub handover: Option<Handover>,
}

/// What an alert asks of whoever reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// To say that it was seen: once anybody has, nobody is asked.
    Acknowledge,
    /// To say that its taking back was seen: everybody who saw the alert is asked.
    AcknowledgeTakingBack,
}

/// That somebody saw the alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The name of the site they work at; empty where that was not kept.
    #[serde(default)]
    pub from: String,
}

/// That the alert no longer stands: nobody may act on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// When.
    pub at: Timestamp,
    /// What happened to the finding.
    pub cause: Cause,
    /// Why, as whoever did it says.
    pub why: String,
    /// Who did it.
    pub by: String,
    /// Whom to call because the person is with them, or on the way.
    #[serde(default)]
    pub call: Option<Contact>,
}

/// What takes an alert back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The watchlist entry was withdrawn.
    EntryWithdrawn,
    /// A supervisor found that the identification was wrong.
    FindingCorrected,
    /// The encounter was taken out of the case that it had been put into.
    CaseSplit,
}

/// `POST /api/alerts/{id}/correction`: a supervisor says that the identification was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What holds in its place: anything but an identification.
    pub finding: Finding,
    /// What shows it; never empty.
    pub reason: String,
}

/// `GET /api/erased-alerts`: what is left of alerts that the person saw and whose record or entry was erased since, until
/// they say that they know: `POST /api/erased-alerts/{id}/acknowledgement`. Nothing else may be said of them any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedAlert {
    /// The alert's identifier.
    pub id: AlertId,
    /// What people called the encounter.
    pub reference: String,
    /// The name of the site where it was raised.
    pub site: String,
    /// When it was erased.
    pub at: Timestamp,
}

/// Somebody who saw an alert: whom its taking back concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Their name.
    pub name: String,
    /// When they first saw the alert.
    pub seen_at: Timestamp,
    /// When they said that they saw its taking back.
    pub answered_at: Option<Timestamp>,
}
