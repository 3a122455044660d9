//! Asking about one's record with the code of a receipt, and how the redress desk answers.

mod case;
mod code;
mod lost;

pub use case::{
    Answer, Case, CaseItem, Correction, Fact, Held, HeldAgainst, HeldHit, NewRecipient, Reason, Recipient,
    Restriction, Step, Telling, Trace,
};
pub use code::{NoCode, RedressCode};
pub use lost::{LostReceipt, NewLostReceipt, NewReceipt};

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// `PUT /api/encounters/{id}/redress-code`: the code that the device printed on the receipt. Sending it again changes
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenCode {
    /// Made by the device.
    pub code: RedressCode,
}

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// To be told what is held.
    See,
    /// To have something put right.
    Correct,
    /// To have it neither used nor shared for now.
    Restrict,
    /// To have it erased.
    Erase,
    /// To complain.
    Complain,
}

impl Ask {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::See, Self::Correct, Self::Restrict, Self::Erase, Self::Complain];
}

/// `POST /api/redress`, by anybody: opens a case, or adds to the one that is open. The answer is the same whether there is
/// such a code or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRequest {
    /// From the receipt.
    pub code: RedressCode,
    /// At least one.
    pub asks: Vec<Ask>,
    /// In the person's own words; at most 2,000 characters.
    pub words: String,
    /// How to reach them; at most 300 characters.
    pub contact: String,
    /// The language of the page, which the answer will be in.
    pub language: String,
}

/// The answer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// When an answer is due, if there is such a code.
    pub due_at: Timestamp,
}

/// `POST /api/redress/standing`, by anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup {
    /// From the receipt.
    pub code: RedressCode,
}

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has begun.
    Received,
    /// Somebody has done something about it.
    InProgress,
    /// The letter is written.
    Answered,
}

/// What was done about a case: nothing that says anything about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// A fact was put right.
    Corrected,
    /// The record is frozen.
    Restricted,
    /// It is frozen no more.
    Lifted,
    /// It is gone.
    Erased,
    /// Notices to those who had received it are written.
    Told,
}

/// How a person's newest case stands, without anything about the person. The same for a code that there is not and for one
/// under which nothing was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The case; none where nothing is known.
    pub case: Option<OwnCase>,
}

/// A case as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCase {
    /// How far it has come.
    pub state: State,
    /// What was asked for.
    pub asks: Vec<Ask>,
    /// When.
    pub opened_at: Timestamp,
    /// When an answer is due.
    pub due_at: Timestamp,
    /// When it was answered.
    pub closed_at: Option<Timestamp>,
    /// What was done, each once, in the order of doing.
    pub done: Vec<Done>,
}
