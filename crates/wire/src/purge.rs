//! What is erased by itself when its time is over: announced first, then done, with a certificate of it.

use std::collections::BTreeMap;

use policy::{Class, Country, Ruling};
use serde::{Deserialize, Serialize};

use crate::{EncounterId, PurgeId, RedressId, Sha256, Timestamp};

/// `GET /api/purges`: how the own country's records are forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purges {
    /// What is announced or under way.
    pub announced: Option<Announcement>,
    /// What stands under legal hold.
    pub holds: Vec<Hold>,
    /// Of what was erased, the newest first.
    pub certificates: Vec<SignedCertificate>,
    /// Whether who asks may set and lift holds.
    pub may_hold: bool,
}

/// A purge that was announced and is not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Its identifier.
    pub id: PurgeId,
    /// When it was announced.
    pub planned_at: Timestamp,
    /// When it begins: until then, people can object.
    pub begins_at: Timestamp,
    /// What it is to erase.
    pub records: Vec<Due>,
    /// How many of them are done with.
    pub done: u32,
}

/// `GET /api/purges/preview`: a dry run. Nothing is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// As of when.
    pub at: Timestamp,
    /// What would be erased, the longest due first.
    pub erase: Vec<Due>,
    /// What is due but kept, and by which rule.
    pub kept: Vec<Due>,
    /// What would be erased, by class.
    pub counts: BTreeMap<Class, u32>,
    /// When the time of the next record is over, if that is within 30 days.
    pub next_due: Option<Timestamp>,
}

/// What has a time after which it is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A person who was recorded.
    Encounter(EncounterId),
    /// What somebody asked the redress desk about a record, and was answered.
    Redress(RedressId),
}

impl std::fmt::Display for Record {
    /// As the audit log names it: `encounter/0190...`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Encounter(id) => write!(f, "encounter/{id}"),
            Self::Redress(id) => write!(f, "redress/{id}"),
        }
    }
}

/// A record whose time is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// What people call it; a request is called by the record that it is about.
    pub reference: String,
    /// Its class.
    pub class: Class,
    /// The rule that erases or keeps it, in the version that it is judged by.
    pub ruling: Ruling,
    /// Since when its time is over.
    pub due_at: Timestamp,
}

/// A record that is kept whatever its age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Which.
    pub encounter: EncounterId,
    /// What people call it.
    pub reference: String,
    /// Since when.
    pub set_at: Timestamp,
    /// By whom.
    pub set_by: String,
    /// Why.
    pub reason: String,
}

/// `POST /api/holds`: keeps a record whatever its age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewHold {
    /// Which: its reference or its identifier.
    pub record: String,
    /// Why, as the log will say it.
    pub reason: String,
}

/// `POST /api/holds/{encounter}/lift`: lets its time run again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lift {
    /// Why, as the log will say it.
    pub reason: String,
}

/// What a purge erased: identifiers, and hashes of what lay sealed. No data, and nobody's class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeCertificate {
    /// Of which purge.
    pub id: PurgeId,
    /// Of which country.
    pub country: Country,
    /// When it was announced.
    pub planned_at: Timestamp,
    /// When it was done.
    pub finished_at: Timestamp,
    /// How many records of each class were erased.
    pub counts: BTreeMap<Class, u32>,
    /// What was erased.
    pub erased: Vec<ErasedRecord>,
    /// What was announced and then kept after all: held, or asked about, in between.
    pub kept: Vec<EncounterId>,
    /// The same of requests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_requests: Vec<RedressId>,
    /// The hash of the country's certificate before this one.
    pub previous: Option<Sha256>,
}

/// A record that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedRecord {
    /// Which it was.
    #[serde(flatten)]
    pub record: Record,
    /// SHA-256 of its wrapped data key and of each sealed value, by what it was.
    pub values: Vec<(String, Sha256)>,
    /// Images removed.
    pub images: u64,
}

/// A certificate, its hash, and the log's Ed25519 signature over that. The audit log holds the hash too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedCertificate {
    /// What it says.
    pub certificate: PurgeCertificate,
    /// SHA-256 of it as JSON, fields in their order.
    pub sha256: Sha256,
    /// The public key, in hexadecimal: `umbral audit key` prints the same.
    pub key: String,
    /// In hexadecimal, over the line "umbral purge certificate" and the hash, each with its line end.
    pub signature: String,
}
