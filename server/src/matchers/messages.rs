//! What server and matchers say to each other.

use fingerprint::{FingerPosition, Score, Template};
use gallery::{Alike, Candidate, Extent, Graded, PersonId, SearchOptions};
use serde::{Deserialize, Serialize};
use wire::list::Cursor;
use wire::{Bytes, EntryId, ListId};

use super::Layout;
use super::assignment::Part;

/// Where the server is asked.
pub const LIBRARY: &str = "library";

/// Where a matcher is asked.
pub fn subject_of(matcher: &str) -> String {
    format!("matcher.{matcher}")
}

/// What a matcher asks the server.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToLibrary {
    /// Which lists there are.
    Lists,
    /// A page of a part.
    Page {
        /// Which.
        part: Part,
        /// From where on.
        from: From,
    },
}

/// How far a matcher has come with a part.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum From {
    /// All of it, after this entry.
    Whole(Option<EntryId>),
    /// What changed since a version, after this change.
    Version(u64, Option<Cursor>),
}

/// What the server answers.
#[derive(Debug, Serialize, Deserialize)]
pub enum OfLibrary {
    /// The lists with their versions.
    Lists { layout: Layout, lists: Vec<(ListId, u64)> },
    /// Who entered (the body: a shard of them) and who left; where the next page begins, if there is one.
    Page { version: u64, left: Vec<EntryId>, next: Option<From> },
    /// It could not.
    Failed,
}

/// What the server asks a matcher of some parts of a list in one version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToMatcher {
    pub list: ListId,
    /// For [`Question::Extents`] the least that will do.
    pub version: u64,
    pub parts: Vec<u16>,
    pub question: Question,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Question {
    /// How much each holds.
    Extents,
    /// A round of a search.
    Search(Round),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Round {
    /// Who is most alike by sketches.
    Alike(Sought),
    /// Who scores best by a few fingers, of those in the body or of everybody.
    Graded { sought: Sought, chosen: bool },
    /// What comparing all fingers gives, of those in the body or of everybody.
    Compare { sought: Sought, chosen: bool },
}

/// A search, so that every part makes the same of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sought {
    prints: Vec<(FingerPosition, Bytes)>,
    limit: usize,
    threshold: Score,
    /// Of all parts that are searched.
    pub extent: Extent,
}

impl Sought {
    pub fn new(prints: &[(FingerPosition, Template)], options: &SearchOptions, extent: Extent) -> Self {
        let prints = prints.iter().map(|(position, print)| (*position, Bytes(print.to_bytes()))).collect();
        Self { prints, limit: options.limit, threshold: options.threshold, extent }
    }

    /// The probe and how to search with it; none where it is of another version of the program.
    pub fn read(&self, threads: usize) -> Option<(Vec<(FingerPosition, Template)>, SearchOptions)> {
        let read = |(position, bytes): &(FingerPosition, Bytes)| {
            Some((*position, Template::from_bytes(&bytes.0).ok()?))
        };
        let prints = self.prints.iter().map(read).collect::<Option<Vec<_>>>()?;
        Some((prints, SearchOptions { limit: self.limit, threshold: self.threshold, threads }))
    }
}

/// What a matcher answers.
#[derive(Debug, Serialize, Deserialize)]
pub enum OfMatcher {
    /// Of each part asked for, in that order: in this version, or a later one where it has gone on; none where it does
    /// not hold it.
    Extents(Vec<Option<(u64, Extent)>>),
    /// In the body, with what their sketches say.
    Alike,
    /// In the body, with what a few fingers score.
    Graded,
    Compared(Vec<Candidate>),
    /// It does not hold all of these parts in this version.
    NotHeld,
}

/// People who are alike, as bytes: there may be a hundred thousand of them.
pub fn alike_to_bytes(alike: &[Alike]) -> Vec<u8> {
    alike.iter().flat_map(|one| record(one.evidence.to_le_bytes(), one.person)).collect()
}

/// People who were graded, as bytes.
pub fn graded_to_bytes(graded: &[Graded]) -> Vec<u8> {
    graded.iter().flat_map(|one| record(one.score.to_le_bytes(), one.person)).collect()
}

fn record(number: [u8; 4], person: PersonId) -> impl Iterator<Item = u8> {
    number.into_iter().chain(person.0)
}

/// The same out of bytes.
pub fn alike_from_bytes(bytes: &[u8]) -> Vec<Alike> {
    let read = |(number, person)| Alike { evidence: i32::from_le_bytes(number), person };
    records(bytes).map(read).collect()
}

/// The same out of bytes.
pub fn graded_from_bytes(bytes: &[u8]) -> Vec<Graded> {
    records(bytes).map(|(number, person)| Graded { score: f32::from_le_bytes(number), person }).collect()
}

fn records(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], PersonId)> {
    bytes.as_chunks::<20>().0.iter().filter_map(|record| {
        let (number, person) = record.split_first_chunk::<4>()?;
        Some((*number, PersonId(person.try_into().ok()?)))
    })
}

/// Identifiers as bytes.
pub fn people_to_bytes(people: &[PersonId]) -> Vec<u8> {
    people.iter().flat_map(|person| person.0).collect()
}

/// The same out of bytes.
pub fn people_from_bytes(bytes: &[u8]) -> Vec<PersonId> {
    bytes.as_chunks::<16>().0.iter().map(|id| PersonId(*id)).collect()
}
