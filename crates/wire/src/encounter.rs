//! A person at a site at a time: what a device seals and what the officer then sees of it.

use std::collections::BTreeMap;

use capture::{Exception, Impression, OverrideReason};
use fingerprint::{FingerPosition, Quality};
use policy::Sequence;
use raster::Ppi;
use serde::{Deserialize, Serialize};

use crate::alert::Alert;
use crate::biography::Biography;
use crate::list::SearchAnswer;
use crate::{Bytes, CaptureId, EncounterId, EntryId, Sha256, SiteId, Timestamp};

/// `POST /api/encounters?urgency=person_present` ([`crate::list::Urgency`]): the manifest. It is small, so that the search can be answered before the images,
/// which follow by `PUT /api/encounters/{id}/parts/{sha256}`, larger ones in pieces by
/// `POST /api/encounters/{id}/parts/{sha256}/pieces`. Sending it again changes nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Made by the device.
    pub id: EncounterId,
    /// Where.
    pub site: SiteId,
    /// When the officer began.
    pub started_at: Timestamp,
    /// When the officer sent it.
    pub sealed_at: Timestamp,
    /// What was answered to the questions that decide whether a record may exist.
    pub permission: policy::Answers,
    /// The version of the site's policy the device asked by.
    pub policy_version: u32,
    /// The notice the person was given.
    pub notice: Notice,
    /// The sequence that was followed, where a scanner took the prints.
    #[serde(default)]
    pub sequence: Option<Sequence>,
    /// The fingers that give no print, and why.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
    /// The prints, at least one.
    pub fingers: Vec<FingerCapture>,
    /// The pictures of several fingers that prints were cut out of, whole.
    #[serde(default)]
    pub slaps: Vec<SlapCapture>,
    /// What the person is called, when and where born; all of it optional.
    #[serde(default)]
    pub biography: Biography,
    /// Photographs for the file, of the person and of marks. No face is ever searched for in them.
    #[serde(default)]
    pub photographs: Vec<Photograph>,
    /// What the device's own copies said, if it held any.
    pub preliminary: Option<SearchAnswer>,
}

/// That the person was told, in which words, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// BCP 47: `es`.
    pub language: String,
    /// Of the words in that language.
    #[serde(default = "first_version")]
    pub version: u32,
    /// How they were given.
    #[serde(default)]
    pub manner: Manner,
    /// When.
    pub given_at: Timestamp,
}

fn first_version() -> u32 {
    1
}

/// How a notice was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// The person read it on the screen.
    #[default]
    OnScreen,
    /// A recording was played.
    Recording,
    /// The browser's voice read it out.
    Voice,
    /// The officer read it out.
    ReadOut,
    /// Somebody interpreted it, also into a language that there are no words in.
    Interpreter,
}

/// One print.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FingerCapture {
    /// Made by the device.
    pub id: CaptureId,
    /// Which finger.
    pub position: FingerPosition,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// From what.
    pub source: Source,
    /// Laid flat, or rolled.
    #[serde(default)]
    pub impression: Impression,
    /// How it came to this print; none for a file.
    #[serde(default)]
    pub taking: Option<Taking>,
    /// The [`SlapCapture`] it was cut out of; none where it was taken by itself, or the scanner cut it out.
    #[serde(default)]
    pub slap: Option<CaptureId>,
    /// Umbral's quality.
    pub quality: Quality,
    /// `fingerprint::Template` in its binary form.
    pub template: Bytes,
    /// Pixels per inch of the image.
    pub ppi: Ppi,
    /// Columns of the image.
    pub width: u32,
    /// Rows of the image.
    pub height: u32,
    /// The image, by its content: a grey PNG, or WSQ where the policy packs prints ([`policy::Packing`]).
    pub image: Sha256,
}

/// A picture of several fingers laid down together, kept whole: what was cut out of it can be cut out again, and who
/// lay how beside whom can be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlapCapture {
    /// Made by the device.
    pub id: CaptureId,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// From what.
    pub source: Source,
    /// Pixels per inch of the image.
    pub ppi: Ppi,
    /// Columns of the image.
    pub width: u32,
    /// Rows of the image.
    pub height: u32,
    /// The image, by its content: a grey PNG, or WSQ where the policy packs prints ([`policy::Packing`]).
    pub image: Sha256,
}

/// Where an image came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// A file that the officer chose. Its name is not kept: it may name a person.
    File {
        /// `png`, `tiff`, `bmp`, `jpeg`, `pnm`.
        format: String,
    },
    /// The simulated scanner of the demo programme.
    SimulatedScanner,
    /// A scanner.
    Scanner(Device),
}

/// What a scanner says it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Who made it.
    pub make: String,
    /// Its model, as its maker names it.
    pub model: String,
    /// Its serial number, where it states one.
    pub serial: Option<String>,
    /// Its firmware's version, where it states one.
    pub firmware: Option<String>,
    /// Pixels per inch of its sensor, where known; the image's own may be another.
    pub native_ppi: Option<Ppi>,
}

/// How a scanner came to a print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taking {
    /// The FGP code of what was laid down at once: 14 for a finger out of the left four.
    pub step: u8,
    /// Tries at it.
    pub tries: u8,
    /// When the first began.
    pub began_at: Timestamp,
    /// Whether the picture was taken by itself, not by the officer's hand.
    pub automatic: bool,
    /// Why it was kept though it is not good enough.
    pub override_reason: Option<OverrideReason>,
}

/// A photograph for the file: a JPEG.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photograph {
    /// Made by the device.
    pub id: CaptureId,
    /// What it shows.
    pub subject: PhotographSubject,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Columns of the image.
    pub width: u32,
    /// Rows of the image.
    pub height: u32,
    /// The image, by its content.
    pub image: Sha256,
}

/// What a photograph shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotographSubject {
    /// The person.
    Person,
    /// A scar, a mark or a tattoo.
    Mark,
}

/// The answer to the manifest: what the server found, and which parts it still lacks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// As the officer now sees it.
    pub encounter: EncounterView,
    /// Parts to send.
    pub parts_wanted: Vec<Sha256>,
    /// How many bytes are here already of those that a link broke off in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts_begun: BTreeMap<Sha256, u64>,
}

/// The most bytes of a piece of an image.
pub const PIECE_BYTES: usize = 256 * 1024;

/// What follows `POST /api/encounters/{id}/parts/{sha256}/pieces`; the body is the piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Where in the image it begins, in bytes.
    pub from: u64,
    /// The image's bytes in all.
    pub of: u64,
}

/// The answer to a piece: where the next begins. One that begins elsewhere changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartProgress {
    /// Bytes of the image that are here; all of them once it was found to be whole.
    pub have: u64,
}

/// `GET /api/encounters` (own site, newest first) and `GET /api/encounters/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncounterView {
    /// Its identifier.
    pub id: EncounterId,
    /// What people call it: "7F3K-92QD".
    pub reference: String,
    /// When it was sent.
    pub sealed_at: Timestamp,
    /// How many prints.
    pub fingers: u32,
    /// Whether every image has arrived.
    pub images_complete: bool,
    /// Where it stands.
    pub status: EncounterStatus,
    /// What the server searched.
    pub answer: SearchAnswer,
    /// Entries that came after it and resemble it: reviewers look at them as at its leads.
    #[serde(default)]
    pub later: Vec<LaterMatch>,
    /// The entries of its leads that were taken back or erased since.
    #[serde(default)]
    pub withdrawn: Vec<EntryId>,
    /// The alert, once two people have identified.
    pub alert: Option<Alert>,
}

/// Somebody who entered a list after the encounter and resembles its person. A lead, never an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterMatch {
    /// Who, by pseudonym.
    pub entry: EntryId,
    /// The list's name.
    pub list: String,
    /// When it was found.
    pub at: Timestamp,
}

/// Where an encounter stands, for the officer. Never "clear".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EncounterStatus {
    /// No match in the lists of the answer, as of its moment.
    NoMatch,
    /// No list holds prints of any of the fingers taken: nothing could be compared.
    NotCompared,
    /// No match in what was searched, but parts of a list could not be: see [`SearchAnswer::incomplete`].
    Incomplete,
    /// Reviewers are looking at a lead.
    UnderReview,
    /// Two reviewers disagree; a supervisor decides.
    WithSupervisor,
    /// Two reviewers identified: see the alert.
    Identified,
    /// Every lead was excluded by two people.
    Excluded,
    /// Reviewers could not tell.
    Inconclusive,
    /// The redress desk has frozen the record: nobody reviews it, and no alert is shown.
    Restricted,
}

/// `POST /api/refusals`: policy let nothing be recorded; only this count is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The rule that refused.
    pub rule: policy::Rule,
}
