//! What becomes of the people of a sheet: whose row or file is at fault, who is there already, who is accepted.

use std::path::{Component, Path};

use fingerprint::{FingerPosition, Score, Template};
use gallery::{Candidate, PersonId, ReadyProbe, SearchOptions, Shard};
use policy::Missing;
use raster::Ppi;
use wire::biography::Biography;
use wire::import::{Flaw, Verdict};
use wire::{EntryId, Timestamp};

use super::Files;
use super::looking::Looking;
use super::sheet::{self, Person, PrintOf, Row};
use crate::enrol::{EnrolError, print_from_bytes};
use crate::storage::lists::Watchlist;
use crate::watch::{NewEntry, NewPrint, Particulars};

/// Somebody looks like somebody else who is there where so few searches for strangers would find anybody so alike: in
/// an import of 100,000 people some hundred are then asked about for nothing.
const DUPLICATE_FPIR: f64 = 0.001;
/// And never below: one stranger in ten thousand scores this high.
const DUPLICATE: f32 = 40.0;
const LONGEST_TEXT: usize = 2000;
/// Ten fingers, each twice.
const PRINTS: usize = 20;

/// Somebody of the sheet who was looked at.
pub(super) struct Judged {
    pub place: u32,
    /// The sheet's own name for them.
    pub person: String,
    pub verdict: Verdict,
    /// What they are to be, where they are accepted.
    pub accepted: Option<NewEntry>,
}

/// Somebody of whom nothing is at fault, before anybody looked whether they are there already.
struct Read {
    entry: NewEntry,
    prints: Vec<(FingerPosition, Template)>,
    probe: ReadyProbe,
}

/// Whose turn it was, by place, and whether row or file are at fault.
type Looked<'a> = (u32, &'a Person, Result<Read, (u32, Flaw)>);

impl Looking {
    /// Judges people; from now on they are known, so that nobody after them is enrolled a second time.
    pub(super) fn judge(
        &mut self,
        list: &Watchlist,
        files: &Files,
        places: &[u32],
        now: Timestamp,
    ) -> Vec<Judged> {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let read = self.read_each(list, files, places, now, threads);
        let probes: Vec<ReadyProbe> =
            read.iter().filter_map(|(_, _, read)| Some(read.as_ref().ok()?.probe.clone())).collect();
        // All at once: whoever is known is looked at for all of them while at hand.
        let mut known = likeliest(&self.known, 0, &probes, threads).into_iter();
        let mut of_piece = Shard::packed();
        let mut judged = Vec::with_capacity(read.len());
        for (place, person, outcome) in read {
            let (verdict, accepted) = match outcome {
                Err((row, flaw)) => (Verdict::Refused { row, flaw }, None),
                Ok(Read { entry, prints, probe }) => {
                    let in_piece = || likeliest(&of_piece, self.known.people(), &[probe], 1).pop().flatten();
                    match known.next().flatten().or_else(in_piece) {
                        Some((other, score)) => (self.as_duplicate(other, score), None),
                        None => {
                            of_piece.insert(id_in_sheet(place), &prints);
                            let prints = u32::try_from(prints.len()).unwrap_or(u32::MAX);
                            (Verdict::Accepted { prints }, Some(entry))
                        }
                    }
                }
            };
            judged.push(Judged { place, person: person.row.person.clone(), verdict, accepted });
        }
        let accepted = judged.iter().filter(|one| one.accepted.is_some());
        for id in accepted.map(|one| id_in_sheet(one.place)) {
            self.known.insert_held(id, of_piece.held(&id));
        }
        judged
    }

    /// What the sheet and the files say of people, read by several threads.
    fn read_each(
        &self,
        list: &Watchlist,
        files: &Files,
        places: &[u32],
        now: Timestamp,
        threads: usize,
    ) -> Vec<Looked<'_>> {
        let read = |place: &u32| {
            let person = self.people.get(*place as usize)?;
            Some((*place, person, read(list, files, person, now)))
        };
        let each = places.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let parts: Vec<_> = places
                .chunks(each)
                .map(|part| (part, scope.spawn(|| part.iter().filter_map(read).collect::<Vec<_>>())))
                .collect();
            // A thread that could not finish is no reason to have no answer: its part is done here.
            let finish = |(part, thread): (&[u32], std::thread::ScopedJoinHandle<'_, Vec<_>>)| {
                thread.join().unwrap_or_else(|_| part.iter().filter_map(read).collect())
            };
            parts.into_iter().flat_map(finish).collect()
        })
    }

    fn as_duplicate(&self, other: PersonId, score: Score) -> Verdict {
        match place_in_sheet(other).and_then(|place| self.people.get(place)) {
            Some(person) => Verdict::InTheSheet { other: person.row.person.clone(), score },
            None => {
                let entry = EntryId(uuid::Uuid::from_bytes(other.0));
                Verdict::OnTheList { listed: entry, reference: entry.reference(), score }
            }
        }
    }
}

/// How people of the sheet are known: entries are told from them by the version that every UUID has.
pub(super) fn id_in_sheet(place: u32) -> PersonId {
    PersonId(u128::from(place).to_be_bytes())
}

fn place_in_sheet(person: PersonId) -> Option<usize> {
    usize::try_from(u128::from_be_bytes(person.0)).ok()
}

fn read(list: &Watchlist, files: &Files, person: &Person, now: Timestamp) -> Result<Read, (u32, Flaw)> {
    let entry = read_person(list, files, person, now)?;
    let prints: Vec<_> = entry.prints.iter().map(|print| (print.position, print.template.clone())).collect();
    let probe = ReadyProbe::new(&prints);
    Ok(Read { entry, prints, probe })
}

/// For each probe who looks most like it, if that is too alike to be chance among so many people, and `others` besides.
fn likeliest(
    known: &Shard,
    others: usize,
    probes: &[ReadyProbe],
    threads: usize,
) -> Vec<Option<(PersonId, Score)>> {
    let options = SearchOptions { limit: 1, threshold: Score::new(DUPLICATE), threads };
    let people = known.people() + others;
    let alike = |found: &Candidate| found.score.false_positive_identification_rate(people) <= DUPLICATE_FPIR;
    let found = known.likeliest(probes, &options).into_iter();
    found.map(|found| found.filter(alike).map(|found| (found.person, found.score))).collect()
}

/// One person of the sheet, or the row and the flaw that stand against them. Their second person comes later.
fn read_person(
    list: &Watchlist,
    files: &Files,
    person: &Person,
    now: Timestamp,
) -> Result<NewEntry, (u32, Flaw)> {
    let row = &person.row;
    let flaw = |flaw| (person.number, flaw);
    if let Some(row) = person.differs {
        return Err((row, Flaw::Differs));
    }
    if person.prints.len() > PRINTS {
        return Err(flaw(Flaw::TooManyPrints));
    }
    let texts = [&row.subject, &row.sources, &row.criterion, &row.instructions];
    if texts.iter().any(|text| text.chars().count() > LONGEST_TEXT) {
        return Err(flaw(Flaw::TooLong));
    }
    let category = list.terms.categories.iter().find(|category| category.name == row.category);
    let category = category.ok_or_else(|| flaw(Flaw::Category))?;
    let own = row.instructions.trim();
    let particulars = Particulars {
        subject: row.subject.trim().to_owned(),
        biography: biography(row).map_err(flaw)?,
        category: category.name.clone(),
        severity: category.severity,
        instructions: if own.is_empty() { category.instructions.clone() } else { own.to_owned() },
        sources: row.sources.split(';').map(|source| source.trim().to_owned()).collect(),
        criterion: row.criterion.trim().to_owned(),
        evidence_at: Some(sheet::day(&row.evidence).ok_or_else(|| flaw(Flaw::EvidenceDay))?),
        validator: String::new(),
    };
    let expires_at = sheet::day(&row.expires).ok_or_else(|| flaw(Flaw::ExpiryDay))?;
    // The rows come before the files: what they lack is told without reading any.
    let missing = particulars.grounds(list, Some(expires_at.0), person.prints.len()).missing(now.0);
    if let Some(missing) = missing.first() {
        return Err(flaw(match missing {
            Missing::Source => Flaw::Source,
            Missing::FurtherSource => Flaw::FurtherSource,
            Missing::Criterion => Flaw::Criterion,
            Missing::EvidenceDate | Missing::EvidenceAhead => Flaw::EvidenceAhead,
            Missing::Expiry | Missing::Expired => Flaw::Expired,
            Missing::Print => Flaw::NoPrint,
        }));
    }
    let prints = person
        .prints
        .iter()
        .map(|print| read_print(files, print).map_err(|flaw| (print.number, flaw)))
        .collect::<Result<_, _>>()?;
    Ok(NewEntry { particulars, expires_at: Some(expires_at), prints })
}

/// What else the sheet says of the person.
fn biography(row: &Row) -> Result<Biography, Flaw> {
    let names: Vec<String> =
        row.names.split(';').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let place = row.birthplace.trim().to_owned();
    let long = |text: &String| text.chars().count() > Biography::CHARACTERS;
    if names.len() > Biography::NAMES || names.iter().any(long) {
        return Err(Flaw::Names);
    }
    if long(&place) {
        return Err(Flaw::Birthplace);
    }
    let born = match row.born.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| Flaw::Born)?),
    };
    Ok(Biography { names, born, place })
}

fn read_print(files: &Files, print: &PrintOf) -> Result<NewPrint, Flaw> {
    let position = FingerPosition::try_from(print.finger.unwrap_or(0)).map_err(|_| Flaw::Finger)?;
    let ppi = print.ppi.map(Ppi::try_from).transpose().map_err(|_| Flaw::Ppi)?;
    if !Path::new(&print.file).components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(Flaw::Outside);
    }
    let bytes = files.read(&print.file)?;
    print_from_bytes(&bytes, position, ppi).map_err(|error| match error {
        EnrolError::NoResolution => Flaw::NoPpi,
        EnrolError::Print(_) | EnrolError::NoPrint => Flaw::NoPrint,
        EnrolError::Io(_) => Flaw::NoFile,
        EnrolError::Image(_) | EnrolError::Record(_) | EnrolError::Keep(_) => Flaw::Unread,
    })
}
