//! Watchlists, as their managers keep them.

use std::collections::BTreeMap;

use fingerprint::{FingerPosition, Quality};
use policy::{Category, EntryState, EntryStep, Missing};
use raster::Ppi;
use serde::{Deserialize, Serialize};

use crate::biography::Biography;
use crate::{Bytes, EntryId, ListId, PrintId, Timestamp};

/// What a list is: `POST /api/watchlists` makes one, `PUT /api/watchlists/{id}` changes all but its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Its name; no two of a country are alike.
    pub name: String,
    /// Who answers for it.
    pub owner: String,
    /// What it rests on in law.
    pub legal_basis: String,
    /// Why people may be on it.
    pub categories: Vec<Category>,
}

/// `GET /api/watchlists`: the lists of the country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchlistView {
    /// Its identifier.
    pub id: ListId,
    /// Grows with every change.
    pub version: u64,
    /// What it is.
    #[serde(flatten)]
    pub terms: Terms,
    /// How many entries are in each state; none where there is none.
    pub entries: BTreeMap<EntryState, u32>,
    /// When active entries go stale unless somebody validates or revises them: the beginning of the day (UTC), and
    /// how many.
    pub due: Vec<(Timestamp, u32)>,
}

/// What somebody writes of a person on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryWords {
    /// Whom the source means, as it names them; it never leaves the server but to the list's managers.
    pub subject: String,
    /// Other names, when and where born: so that they may be found by name beside their prints.
    #[serde(default)]
    pub biography: Biography,
    /// One of the list's categories, by its name.
    pub category: String,
    /// What the officer is to do, whom to call; empty for what the category says.
    pub instructions: String,
    /// Who vouches for it: one, or as many as the category asks for.
    pub sources: Vec<String>,
    /// The criterion it meets.
    pub criterion: String,
    /// The date of the evidence.
    pub evidence_at: Option<Timestamp>,
    /// From when it no longer counts.
    pub expires_at: Option<Timestamp>,
}

/// `POST /api/watchlists/{id}/entries` makes a draft; `PUT /api/entries/{id}` writes an entry anew, which makes it a
/// draft again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryDraft {
    /// What it says.
    #[serde(flatten)]
    pub words: EntryWords,
    /// Prints that are there and stay; the others are let go of.
    #[serde(default)]
    pub keep: Vec<PrintId>,
    /// Prints to add.
    #[serde(default)]
    pub add: Vec<PrintFile>,
}

/// A print as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintFile {
    /// Which finger.
    pub position: FingerPosition,
    /// Pixels per inch, where the file does not say.
    pub ppi: Option<Ppi>,
    /// An image of one finger.
    pub file: Bytes,
}

/// A row of `GET /api/watchlists/{id}/entries?state=&due_from=&due_until=&after=`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntrySummary {
    /// Its identifier.
    pub id: EntryId,
    /// What people call it.
    pub reference: String,
    /// Whom the source means.
    pub subject: String,
    /// Why they are on the list.
    pub category: String,
    /// 1 (least) to 4.
    pub severity: u8,
    /// Where it stands now.
    pub state: EntryState,
    /// Who wrote it last.
    pub author: String,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Until when the last validation holds.
    pub valid_until: Option<Timestamp>,
    /// From when it no longer counts.
    pub expires_at: Option<Timestamp>,
    /// How many prints it has.
    pub prints: u32,
}

/// `GET /api/watchlists/{id}/entries`, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPage {
    /// Up to 50.
    pub entries: Vec<EntrySummary>,
    /// Where to read on: `after`.
    pub next: Option<EntryId>,
}

/// `GET /api/entries/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// As in the list.
    #[serde(flatten)]
    pub summary: EntrySummary,
    /// On which list.
    pub list: ListId,
    /// That list's name.
    pub list_name: String,
    /// What it says.
    pub words: EntryWords,
    /// Who validated it last.
    pub validator: Option<String>,
    /// Whether somebody is to validate it now, by the rules of its category.
    pub validation_due: bool,
    /// Its prints.
    pub prints_held: Vec<ReferenceView>,
    /// What it lacks.
    pub missing: Vec<Missing>,
    /// What this person may do to it now.
    pub may: Vec<EntryStep>,
    /// What was done to it, the newest first.
    pub history: Vec<Change>,
}

/// A print of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceView {
    /// Its identifier.
    pub id: PrintId,
    /// Which finger.
    pub position: FingerPosition,
    /// Umbral's quality.
    pub quality: Quality,
    /// Whether its image is held; else only what is compared.
    pub image: bool,
}

/// `POST /api/watchlists/{id}/search`: looks for entries by whom the source means, or by reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntrySearch {
    /// A reference, or words that the subject's name has, in any order; accents and capitals do not matter.
    pub words: String,
    /// Why this person is looked for.
    pub reason: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntriesFound {
    /// Up to 50, the newest first.
    pub entries: Vec<EntrySummary>,
    /// Whether there are more: then better words find fewer.
    pub more: bool,
    /// How many entries were looked through.
    pub searched: u32,
}

/// One thing that was done to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The version of the list that it made.
    pub version: u64,
    /// What.
    pub step: ChangeStep,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Why, where somebody said so.
    pub reason: Option<String>,
}

/// What can be done to an entry, by people and by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeStep {
    /// It was made.
    Draft,
    /// It was written anew.
    Revise,
    /// A second person stood for it.
    Validate,
    /// It was given to search.
    Publish,
    /// It was taken back.
    Withdraw,
    /// Its validation or its time ran out.
    Stale,
    /// Its category has another severity or other instructions, and so has it.
    Category,
    /// It was forgotten, with everything it said.
    Erase,
}

impl From<EntryStep> for ChangeStep {
    fn from(step: EntryStep) -> Self {
        match step {
            EntryStep::Revise => Self::Revise,
            EntryStep::Validate => Self::Validate,
            EntryStep::Publish => Self::Publish,
            EntryStep::Withdraw => Self::Withdraw,
        }
    }
}

/// `POST /api/entries/{id}/withdrawal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Why: never empty.
    pub reason: String,
}

/// `GET /api/watchlists/{id}/holders`: the devices with a session in force that were given the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Who is signed in there.
    pub account: String,
    /// Where they work.
    pub site: String,
    /// The browser, as it calls itself.
    pub browser: String,
    /// Which version it was given last.
    pub version: u64,
    /// How many entries have entered or left search since that version.
    pub behind: u64,
    /// Since when the first of them waits for the device.
    pub behind_since: Option<Timestamp>,
    /// Whether that is longer than a device in contact should take ([`policy::is_far_behind`]).
    pub far_behind: bool,
    /// When.
    pub given_at: Timestamp,
    /// When it was last heard of, to the minute.
    pub last_seen_at: Timestamp,
}
