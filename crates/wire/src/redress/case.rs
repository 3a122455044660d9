use policy::{Age, Answers};
use serde::{Deserialize, Serialize};

use super::{Ask, Done, State};
use crate::alert::Alert;
use crate::encounter::{EncounterStatus, Notice};
use crate::hit::{Outcome, Stage};
use crate::{EncounterId, RecipientId, RedressId, Timestamp};

/// `GET /api/redress/cases`: the cases of a country, open ones first, the one due first first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseItem {
    /// Its identifier.
    pub id: RedressId,
    /// What people call the record.
    pub record: String,
    /// Where the record was made.
    pub site: String,
    /// The host country's name.
    pub country: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When an answer is due.
    pub due_at: Timestamp,
    /// When it was answered.
    pub closed_at: Option<Timestamp>,
    /// How far it has come.
    pub state: State,
    /// What is asked for.
    pub asks: Vec<Ask>,
    /// The language of the answer.
    pub language: String,
}

/// `GET /api/redress/cases/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// As the queue has it.
    pub item: CaseItem,
    /// How to reach the person; may be empty.
    pub contact: String,
    /// What is held; none once it was erased.
    pub held: Option<Held>,
    /// To whom it went, and whether they are told.
    pub recipients: Vec<Recipient>,
    /// What was asked and done, the oldest first.
    pub trace: Vec<Step>,
    /// What the letter gives as reasons, once it is written.
    pub reasons: Option<String>,
    /// What was done, each once, in the order of doing.
    pub done: Vec<Done>,
}

/// What is held about a person under one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// The record.
    pub encounter: EncounterId,
    /// When it was made.
    pub sealed_at: Timestamp,
    /// Who made it.
    pub officer: String,
    /// Where it stands.
    pub status: EncounterStatus,
    /// Since when it is frozen.
    pub restricted_at: Option<Timestamp>,
    /// What was answered before it was made.
    pub permission: Answers,
    /// How the person was told.
    pub notice: Notice,
    /// How many prints.
    pub prints: u32,
    /// How many fingers were told as missing.
    pub missing: u32,
    /// How many photographs.
    pub photographs: u32,
    /// How many images have arrived.
    pub images: u32,
    /// What was found, and what people made of it.
    pub hits: Vec<HeldHit>,
    /// The alert, if one was raised.
    pub alert: Option<Alert>,
    /// How often people looked at it.
    pub looks: u64,
}

/// A hit of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldHit {
    /// Whom they were held against.
    pub against: HeldAgainst,
    /// When it was found.
    pub opened_at: Timestamp,
    /// How far it has come.
    pub stage: Stage,
    /// What people came to.
    pub outcome: Option<Outcome>,
}

/// Whom a person was held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HeldAgainst {
    /// Somebody on a list.
    Listed {
        /// On which list.
        list: String,
        /// What the entry is on it for.
        category: String,
    },
    /// Somebody recorded at another time.
    Recorded {
        /// What that record is called.
        reference: String,
        /// Where it was made: the site's name.
        site: String,
    },
}

/// Somebody who received something of the record, and the notices to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Its identifier.
    pub id: RecipientId,
    /// Who: a country of the programme, or whoever the desk names.
    pub name: String,
    /// What they are to be told, each with where it stands.
    pub notices: Vec<(Done, Telling)>,
}

/// Where a notice to a recipient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// It waits to be sent.
    Waiting,
    /// It was sent.
    Sent,
    /// The recipient has confirmed it.
    Confirmed,
    /// It could not be sent, and somebody should look.
    Failed,
}

/// One thing that was asked or done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who: an account's name; empty for the person.
    pub by: String,
    /// What; none where it went with the record that was erased.
    pub what: Option<Trace>,
}

/// What was asked or done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trace {
    /// The person asked.
    Asked {
        /// For what.
        asks: Vec<Ask>,
        /// In their own words.
        words: String,
    },
    /// A fact was put right.
    Corrected {
        /// As it was.
        old: Fact,
        /// As it is.
        new: Fact,
        /// Why.
        reason: String,
    },
    /// The record was frozen.
    Restricted {
        /// Why.
        reason: String,
    },
    /// It was let go of.
    Lifted {
        /// Why.
        reason: String,
    },
    /// It was erased.
    Erased {
        /// Why.
        reason: String,
        /// Sealed values that are gone.
        values: u32,
        /// Images that are gone.
        images: u64,
    },
    /// Somebody who had received it was named.
    Recipient {
        /// Who.
        name: String,
    },
    /// The letter was written.
    Answered {
        /// What it gives as reasons.
        reasons: String,
    },
}

/// A fact of a record that can be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", content = "value", rename_all = "snake_case")]
pub enum Fact {
    /// Whether the person is a national of the host country.
    HostNational(bool),
    /// Their age against the limit.
    Age(Age),
    /// The language they were told in.
    NoticeLanguage(String),
}

/// `POST /api/redress/cases/{id}/corrections`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// As it is.
    pub fact: Fact,
    /// Why.
    pub reason: String,
}

/// `PUT /api/redress/cases/{id}/restriction`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// Whether the record is to be frozen; else it is let go of.
    pub restricted: bool,
    /// Why.
    pub reason: String,
}

/// `POST /api/redress/cases/{id}/erasure`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Why.
    pub reason: String,
}

/// `POST /api/redress/cases/{id}/recipients`: somebody the server does not know of, such as who was handed a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRecipient {
    /// Who.
    pub name: String,
}

/// `POST /api/redress/cases/{id}/answer`: writes the letter, which closes the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The reasons, in the person's language.
    pub reasons: String,
}
