//! Case reports as PDF: encounters with their hits, the prints, what was charted on them, who decided what and why, and
//! what the audit log says of it.
//!
//! [`CaseReport`] is plain data that the caller has opened; [`CaseReport::to_pdf`] lays it out. No clock, no database: the
//! same data give the same bytes.

mod case;
mod helvetica;
mod moment;
mod prints;
mod sheet;
mod words;

use fingerprint::FingerPosition;
use raster::Grey;
use wire::Timestamp;
use wire::hit::{Finding, Outcome, Value};

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
    /// What the case is called: an encounter's reference.
    pub reference: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// For whom.
    pub made_by: String,
    /// The encounters, in the order in which they are told.
    pub encounters: Vec<Encounter>,
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
    /// The prints that were taken.
    pub prints: Vec<Print>,
    /// The hits that are told.
    pub hits: Vec<Hit>,
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
    /// That an identification was taken back: when, by whom, why.
    pub taken_back: Option<(Timestamp, String, String)>,
    /// What people decided, in their order.
    pub decisions: Vec<Decision>,
    /// The entry's prints that somebody charted pairs on.
    pub compared: Vec<Compared>,
}

/// One person's work.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Who.
    pub by: String,
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
    pub by: String,
    /// Of the encounter.
    pub probe: Print,
    /// Of the entry.
    pub reference: Print,
    /// The score, calibrated, where it is known.
    pub score: Option<f32>,
    /// Points on the two that correspond, at 500 ppi.
    pub pairs: Vec<((f32, f32), (f32, f32))>,
}

/// A line of the audit log.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// Its number.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What they did.
    pub action: String,
    /// To what.
    pub object: String,
    /// Why.
    pub why: String,
    /// The SHA-256 by which the chain holds, in hexadecimal.
    pub hash: String,
}
