//! Importing a partner's folder of prints with its sheet: a preview of what would be accepted, refused and why, and who is
//! there already; then whole batches, each all or nothing, behind those that are in.

mod sheet;

use std::path::Path;

use fingerprint::{FingerPosition, Score, Template};
use gallery::{PersonId, SearchOptions, Shard};
use policy::{Country, Missing};
use raster::Ppi;
use sha2::{Digest, Sha256 as Hasher};
use wire::{EntryId, Sha256, Timestamp};

use crate::enrol::print_from_bytes;
use crate::problem::{Error, invalid, not_found};
use crate::service::Service;
use crate::storage::lists::{self, Watchlist};
use crate::storage::{entries, imports};
use crate::watch::{Entry, NewEntry, NewPrint, OfSheet, Particulars};

use sheet::Row;
pub use sheet::SheetError;

/// People in one transaction.
const BATCH: usize = 500;
/// The score from which somebody counts as there already: one stranger in ten thousand scores this high.
const DUPLICATE: f32 = 40.0;

/// What would become of one person of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// They would be enrolled with so many prints.
    Accepted {
        /// How many.
        prints: usize,
    },
    /// They would not: which row, which column, and what to do.
    Refused {
        /// Counted from 1, without the heading.
        row: usize,
        /// The column at fault.
        field: &'static str,
        /// Why, and the remedy.
        why: String,
    },
    /// An earlier run of the same sheet enrolled them.
    In {
        /// What people call their entry.
        reference: String,
    },
    /// Their prints look like those of somebody on the list.
    OnTheList {
        /// What people call that entry.
        reference: String,
        /// How alike.
        score: Score,
    },
    /// Their prints look like those of somebody earlier in the sheet.
    InTheSheet {
        /// Who, by the sheet's own name for them.
        person: String,
        /// How alike.
        score: Score,
    },
}

/// A person of the sheet and what would become of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The sheet's own name for them.
    pub person: String,
    /// What would.
    pub verdict: Verdict,
}

/// An import that has been looked at and can be done.
pub struct Import {
    /// Everybody of the sheet, in its order.
    pub lines: Vec<Line>,
    list: Watchlist,
    keeper: Country,
    sheet: Sha256,
    /// Each by a keyed hash of the sheet's name for them.
    accepted: Vec<(String, NewEntry)>,
}

impl Import {
    /// How many people would be enrolled.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.accepted.len()
    }
}

impl Service {
    /// Looks at a folder and its sheet; nothing is changed. `validator` stands for the entries as their second person;
    /// empty, they are drafts. `progress` is told how many people have been looked at, and of how many.
    ///
    /// # Errors
    /// [`Error::Refused`] for a list that is not there and a sheet that cannot be read; [`Error::Database`].
    pub async fn look_at_import(
        &self,
        keeper: Country,
        list: &str,
        (folder, sheet): (&Path, &[u8]),
        validator: &str,
        progress: impl Fn(usize, usize),
    ) -> Result<Import, Error> {
        let people = sheet::read(sheet).map_err(|error| invalid("sheet", error.to_string()))?;
        let mut snapshot = self.storage.snapshot().await?;
        let list = lists::named(&mut snapshot, &self.programme_key, keeper, list)
            .await?
            .ok_or_else(|| not_found("list"))?;
        let sum = Sha256::from_digest(&Hasher::digest(sheet).into());
        let mut known = self.everybody(&mut snapshot, &list).await?;
        let in_before = imports::of(&mut snapshot, list.id, &sum).await?;
        drop(snapshot);
        let now = self.clock.now();
        let mut names = Vec::new();
        let (mut lines, mut accepted) = (Vec::new(), Vec::new());
        let all = people.len();
        for (at, rows) in people.into_iter().enumerate() {
            let person = rows.first().map(|(_, row)| row.person.clone()).unwrap_or_default();
            let tag = self.programme_key.tag("person of a sheet", &person);
            if let Some(entry) = in_before.get(&tag) {
                lines.push(Line { person, verdict: Verdict::In { reference: entry.reference() } });
                continue;
            }
            let verdict = match read_person(&list, folder, &rows, validator, now) {
                Err((row, field, why)) => Verdict::Refused { row, field, why },
                Ok(entry) => {
                    let prints: Vec<_> =
                        entry.prints.iter().map(|print| (print.position, print.template.clone())).collect();
                    match nearest(&known, &prints) {
                        Some((id, score)) => match names.get(place_in_sheet(id)) {
                            Some(name) if is_of_sheet(id) => {
                                Verdict::InTheSheet { person: String::clone(name), score }
                            }
                            _ => Verdict::OnTheList { reference: entry_of(id).reference(), score },
                        },
                        None => {
                            known.insert(id_in_sheet(names.len()), &prints);
                            names.push(person.clone());
                            let prints = entry.prints.len();
                            accepted.push((tag, entry));
                            Verdict::Accepted { prints }
                        }
                    }
                }
            };
            lines.push(Line { person, verdict });
            progress(at + 1, all);
        }
        Ok(Import { lines, list, keeper, sheet: sum, accepted })
    }

    /// Enrols those who were accepted, batch by batch: each is in as a whole or not at all; when the same sheet is
    /// imported again, it goes on behind those who are in. How many were enrolled.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Objects`]: then the batches before are in.
    pub async fn import(
        &self,
        import: Import,
        by: &str,
        progress: impl Fn(usize, usize),
    ) -> Result<usize, Error> {
        let all = import.accepted.len();
        let mut people = import.accepted.into_iter();
        let mut enrolled = 0;
        loop {
            let (tags, batch): (Vec<String>, Vec<NewEntry>) = people.by_ref().take(BATCH).unzip();
            if batch.is_empty() {
                return Ok(enrolled);
            }
            let of_sheet = OfSheet { sheet: &import.sheet, people: &tags };
            let list = &import.list.terms.name;
            enrolled += self.enrol_from(import.keeper, list, batch, by, Some(of_sheet)).await?.len();
            progress(enrolled, all);
        }
    }

    /// Everybody on a list who was not withdrawn, to be searched for duplicates: drafts too.
    async fn everybody(&self, db: &mut crate::storage::Connection, list: &Watchlist) -> Result<Shard, Error> {
        const PAGE: u32 = 500;
        let mut shard = Shard::new();
        let mut after = None;
        loop {
            let rows =
                entries::page(db, list.id, entries::Wanted { after, ..Default::default() }, PAGE).await?;
            for row in rows.iter().filter(|row| row.standing.state != policy::EntryState::Withdrawn) {
                let entry = Entry::open(&self.vault, row)?;
                shard.insert(PersonId(row.id.0.into_bytes()), &entry.templates()?);
            }
            after = rows.last().map(|row| row.id);
            if rows.len() < PAGE as usize {
                return Ok(shard);
            }
        }
    }
}

/// People of the sheet are told from entries by the nil version of their identifiers.
fn id_in_sheet(place: usize) -> PersonId {
    PersonId((place as u128).to_be_bytes())
}

fn is_of_sheet(person: PersonId) -> bool {
    u128::from_be_bytes(person.0) >> 64 == 0
}

fn place_in_sheet(person: PersonId) -> usize {
    usize::try_from(u128::from_be_bytes(person.0)).unwrap_or(usize::MAX)
}

fn entry_of(person: PersonId) -> EntryId {
    EntryId(uuid::Uuid::from_bytes(person.0))
}

fn nearest(known: &Shard, prints: &[(FingerPosition, Template)]) -> Option<(PersonId, Score)> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let options = SearchOptions { limit: 1, threshold: Score::new(DUPLICATE), threads };
    known.search(prints, &options).first().map(|candidate| (candidate.person, candidate.score))
}

/// One person of the sheet, or the row and the column that stand against it.
fn read_person(
    list: &Watchlist,
    folder: &Path,
    rows: &sheet::Person,
    validator: &str,
    now: Timestamp,
) -> Result<NewEntry, (usize, &'static str, String)> {
    let Some((first, row)) = rows.first() else {
        return Err((0, "person", "There is no row.".into()));
    };
    let refused = |field: &'static str, why: &str| (*first, field, why.to_owned());
    let Some(category) = list.terms.categories.iter().find(|category| category.name == row.category) else {
        return Err(refused("category", "The list has no such category: use one of its own, by its name."));
    };
    let own = row.instructions.trim();
    let particulars = Particulars {
        subject: row.subject.trim().to_owned(),
        category: category.name.clone(),
        severity: category.severity,
        instructions: if own.is_empty() { category.instructions.clone() } else { own.to_owned() },
        sources: row.sources.split(';').map(|source| source.trim().to_owned()).collect(),
        criterion: row.criterion.trim().to_owned(),
        evidence_at: Some(
            sheet::day(&row.evidence)
                .ok_or_else(|| refused("evidence", "Write the day of the evidence as 2026-05-31."))?,
        ),
        validator: validator.to_owned(),
    };
    let expires_at = sheet::day(&row.expires)
        .ok_or_else(|| refused("expires", "Write the day from which it no longer counts as 2027-05-31."))?;
    let mut prints = Vec::with_capacity(rows.len());
    for (number, other) in rows {
        let same = Row { file: row.file.clone(), finger: row.finger, ppi: row.ppi, ..other.clone() } == *row;
        if !same {
            return Err((
                *number,
                "person",
                "Rows of one person must say the same but for the print.".into(),
            ));
        }
        prints.push(read_print(folder, other).map_err(|(field, why)| (*number, field, why))?);
    }
    let missing = particulars.grounds(list, Some(expires_at.0), prints.len()).missing(now.0);
    match missing.first() {
        None => Ok(NewEntry { particulars, expires_at: Some(expires_at), prints }),
        Some(Missing::Source) => Err(refused("sources", "Name the source: who vouches for this person.")),
        Some(Missing::FurtherSource) => {
            Err(refused("sources", "This category asks for more sources: part them by semicolons."))
        }
        Some(Missing::Criterion) => Err(refused("criterion", "Name the criterion that the person meets.")),
        Some(Missing::EvidenceDate | Missing::EvidenceAhead) => {
            Err(refused("evidence", "The evidence cannot be of the future: check its day."))
        }
        Some(Missing::Expiry | Missing::Expired) => {
            Err(refused("expires", "This day is over: give one that lies ahead."))
        }
        Some(Missing::Print) => Err(refused("file", "There is no print.")),
    }
}

/// A print of a row: an image, or a finger minutiae record (ISO/IEC 19794-2, ANSI INCITS 378).
fn read_print(folder: &Path, row: &Row) -> Result<NewPrint, (&'static str, String)> {
    let position = FingerPosition::try_from(row.finger.unwrap_or(0)).map_err(|error| ("finger", error))?;
    let ppi = row.ppi.map(Ppi::try_from).transpose().map_err(|error| ("ppi", error.to_string()))?;
    let inside =
        Path::new(&row.file).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !inside {
        return Err(("file", "Name a file of the folder, without a path that leads out of it.".into()));
    }
    let bytes = std::fs::read(folder.join(&row.file)).map_err(|error| ("file", error.to_string()))?;
    print_from_bytes(&bytes, position, ppi).map_err(|error| ("file", error.to_string()))
}
