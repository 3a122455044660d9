//! Case reports as PDF: encounters with their hits and alerts, the prints, what was charted on them, who decided what and
//! why, what a case holds beside, and what the audit log says of it. Who did something is told as what they were to it:
//! their names stay in the log.
//!
//! [`CaseReport`] is plain data that the caller has opened; [`CaseReport::to_pdf`] lays it out. No clock, no database: the
//! same data give the same bytes.

mod alert;
mod case;
mod file;
mod helvetica;
mod hit;
mod moment;
mod prints;
mod script;
mod sheet;
mod words;

use fingerprint::{FingerPosition, Score};
use policy::{BaseRate, Reach};
use raster::Grey;
use wire::case::LinkCause;
use wire::handover::HandoverWords;
use wire::hit::{Finding, Outcome, Value};
use wire::session::Role;
use wire::{Sha256, Timestamp};

/// The languages a report can be in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

/// A report on one case: whichever encounters are held to be of one person.
#[derive(Debug, Clone)]
pub struct CaseReport {
    /// Of its words; what people wrote stays as they wrote it.
    pub language: Language,
    /// What the case is called: its own reference, or that of the encounter of the one hit that is told.
    pub reference: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// For whom.
    pub made_by: String,
    /// The encounters, in the order in which they are told.
    pub encounters: Vec<Encounter>,
    /// What the case holds beside them; none in a report on one hit.
    pub file: Option<CaseFile>,
    /// What the log says of them, the oldest first.
    pub log: Vec<LogLine>,
}

/// A person at a site at a time.
#[derive(Debug, Clone)]
pub struct Encounter {
    /// What people call it.
    pub reference: String,
    /// The name of the site.
    pub site: String,
    /// When the device sealed it.
    pub sealed_at: Timestamp,
    /// What the person said they are called.
    pub names: Vec<String>,
    /// Since when the redress desk keeps it frozen: nothing else is told of it then.
    pub frozen: Option<Timestamp>,
    /// The prints that were taken.
    pub prints: Vec<Print>,
    /// The hits that are told.
    pub hits: Vec<Hit>,
    /// Hits that are not closed: nothing is told of them but how many they are.
    pub open_hits: usize,
    /// The alerts that came of the hits.
    pub alerts: Vec<Alert>,
}

/// What an identification told the site, and what became of it.
#[derive(Debug, Clone)]
pub struct Alert {
    /// Why the person is on the list.
    pub category: String,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// How far it went because nobody acknowledged, and when.
    pub further: Vec<(Reach, Timestamp)>,
    /// When the site said that it saw it.
    pub acknowledged_at: Option<Timestamp>,
    /// That it was taken back: when and why.
    pub taken_back: Option<(Timestamp, String)>,
    /// What was last written of a hand-over.
    pub handover: Option<HandoverWords>,
}

/// What a case holds beside its encounters.
#[derive(Debug, Clone, Default)]
pub struct CaseFile {
    /// Every link that there ever was, the newest first.
    pub links: Vec<Link>,
    /// What people wrote down, the newest first.
    pub notes: Vec<Note>,
    /// What was laid in, the newest first.
    pub documents: Vec<Document>,
}

/// That an encounter belongs to the case, and how that came.
#[derive(Debug, Clone)]
pub struct Link {
    /// Which, by its reference.
    pub encounter: String,
    /// By what.
    pub cause: LinkCause,
    /// When it was made.
    pub at: Timestamp,
    /// Why, where a person made it.
    pub reason: String,
    /// That it ended: when, to which case the encounter went, why.
    pub ended: Option<(Timestamp, String, String)>,
}

/// A note.
#[derive(Debug, Clone)]
pub struct Note {
    /// When it was written.
    pub at: Timestamp,
    /// What whoever wrote it works as, where they still have an account.
    pub by: Option<Role>,
    /// What it says.
    pub text: String,
}

/// A document, which the report names and does not hold.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it was called when it was laid in.
    pub name: String,
    /// Of its content.
    pub sha256: Sha256,
    /// How large.
    pub bytes: u64,
    /// When it was laid in.
    pub at: Timestamp,
}

/// A print, with its image where it is held.
#[derive(Debug, Clone)]
pub struct Print {
    /// Which finger.
    pub position: FingerPosition,
    /// Umbral's quality, 0 to 100.
    pub quality: u8,
    /// Of the image, in pixels per inch.
    pub ppi: u16,
    /// The image.
    pub image: Option<Grey>,
}

/// An encounter and a watchlist entry, and what two people made of them.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The list's name.
    pub list: String,
    /// In the version that was searched.
    pub list_version: u64,
    /// How many people were searched.
    pub people: u64,
    /// Of a hundred such searches, how many bring up a stranger by chance.
    pub chance_per_hundred_searches: f64,
    /// How often a lead to this category is right; none for a link between encounters.
    pub base_rate: Option<BaseRate>,
    /// The entry's category.
    pub category: String,
    /// Who vouches for the entry.
    pub sources: Vec<String>,
    /// The criterion it meets.
    pub criterion: String,
    /// When it was found.
    pub opened_at: Timestamp,
    /// What it came to.
    pub outcome: Outcome,
    /// That an identification was taken back: when and why.
    pub taken_back: Option<(Timestamp, String)>,
    /// What people decided, in their order.
    pub decisions: Vec<Decision>,
    /// The entry's prints that somebody charted pairs on.
    pub compared: Vec<Compared>,
}

/// What whoever decided was to the hit: nobody is two of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Examiner {
    /// Who decided first.
    FirstReviewer,
    /// Who decided without knowing of the first.
    SecondReviewer,
    /// Who settled what these two disagreed on.
    Supervisor,
}

impl Examiner {
    /// Who made the decision that has so many before it.
    #[must_use]
    pub fn after(earlier: usize) -> Self {
        match earlier {
            0 => Self::FirstReviewer,
            1 => Self::SecondReviewer,
            _ => Self::Supervisor,
        }
    }
}

/// One person's work.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Who.
    pub by: Examiner,
    /// When they decided.
    pub at: Timestamp,
    /// What they made of the probe alone, and their note.
    pub analysis: Option<(Value, String)>,
    /// What they found.
    pub finding: Finding,
    /// Why.
    pub reason: String,
}

/// Two prints side by side with what one person charted on them.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Who charted.
    pub by: Examiner,
    /// Of the encounter.
    pub probe: Print,
    /// Of the entry.
    pub reference: Print,
    /// How alike the engine finds the two, where both can be compared.
    pub score: Option<Score>,
    /// Points on the two that correspond, at 500 ppi.
    pub pairs: Vec<((f32, f32), (f32, f32))>,
}

/// Who did what the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person, by what they work as.
    Person(Role),
    /// A program, or an account that is gone: as the log has it.
    Named(String),
}

/// A line of the audit log.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// Its number.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What they did.
    pub action: String,
    /// To what.
    pub object: String,
    /// Why.
    pub why: String,
    /// The SHA-256 by which the chain holds, in hexadecimal.
    pub hash: String,
}
