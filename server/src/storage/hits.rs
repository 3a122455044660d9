//! Hits, and who has them open.

use std::collections::BTreeSet;

use policy::{Country, Ruling, SitePolicy};
use sqlx::Row as _;
use wire::hit::{Against, Outcome, Stage};
use wire::{AccountId, EncounterId, EntryId, HitId, ListId, Timestamp};

use super::accounts::{country, site_name};
use super::course::Course;
use super::encounters::EncounterRow;
use super::{Connection, count, from_word, id, word};
use crate::authorize::Place;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// Whom the person of a hit resembles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// Somebody on a list: a hit that may become an alert.
    Entry {
        /// Who.
        entry: EntryId,
        /// On which list.
        list: ListId,
        /// In the version that was searched.
        list_version: u64,
    },
    /// Somebody who was recorded: a link between two encounters, and never an alert.
    Encounter {
        /// When they were recorded.
        past: EncounterId,
        /// Where.
        place: Place,
        /// By whom.
        officer: AccountId,
    },
}

impl Reference {
    /// What is told of it while nothing else is.
    pub fn against(&self) -> Against {
        match self {
            Self::Entry { .. } => Against::SomebodyListed,
            Self::Encounter { .. } => Against::SomebodyRecorded,
        }
    }
}

/// A hit, with what the queue needs of its encounter.
#[derive(Debug, Clone)]
pub struct HitRow {
    /// Its identifier.
    pub id: HitId,
    /// Whom it is about.
    pub encounter: EncounterId,
    /// Whom they resemble.
    pub reference: Reference,
    /// Whether the entry came after the encounter.
    pub later: bool,
    /// How it goes over the bench.
    pub course: Course,
    /// Where the encounter was.
    pub place: Place,
    /// That site's name.
    pub site_name: String,
    /// Who captured the encounter.
    pub officer: AccountId,
}

/// What opens a hit.
#[derive(Debug, Clone, Copy)]
pub struct Cause {
    /// Whom the encounter resembles.
    pub entry: EntryId,
    /// On which list.
    pub list: ListId,
    /// In the version that was searched.
    pub list_version: u64,
    /// How many people were searched.
    pub people: u64,
    /// Whether the entry came after the encounter.
    pub later: bool,
}

impl HitRow {
    /// A hit on an entry that nobody has looked at, with the ruling on when it is due.
    pub fn open(
        encounter: &EncounterRow,
        policy: &SitePolicy,
        cause: Cause,
        severity: u8,
        now: Timestamp,
    ) -> (Self, Ruling) {
        let Cause { entry, list, list_version, people, later } = cause;
        let (minutes, ruling) = policy.decide_within(severity);
        let reference = Reference::Entry { entry, list, list_version };
        let due = (minutes, policy.ask_within());
        (Self { later, ..Self::about(encounter, reference, policy, people, due, now) }, ruling)
    }

    /// A link to a past encounter that nobody has looked at. It waits like a hit on the least of categories, and no
    /// deadline need hide that: that it is no more than a link is told anyway.
    pub fn link(
        encounter: &EncounterRow,
        past: &EncounterRow,
        policy: &SitePolicy,
        people: u64,
        now: Timestamp,
    ) -> Self {
        let reference = Reference::Encounter { past: past.id, place: past.place(), officer: past.officer };
        let (minutes, _) = policy.decide_within(1);
        Self::about(encounter, reference, policy, people, (minutes, minutes), now)
    }

    fn about(
        encounter: &EncounterRow,
        reference: Reference,
        policy: &SitePolicy,
        people: u64,
        due: (u16, u16),
        now: Timestamp,
    ) -> Self {
        Self {
            id: HitId::new(),
            encounter: encounter.id,
            reference,
            later: false,
            course: Course::begin(policy, people, due, now),
            place: encounter.place(),
            site_name: String::new(),
            officer: encounter.officer,
        }
    }

    /// Where what it is about was: who looks at a link sees both encounters.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let past = match self.reference {
            Reference::Entry { .. } => None,
            Reference::Encounter { place, .. } => Some(place),
        };
        std::iter::once(self.place).chain(past)
    }

    /// Who captured what it is about, and so does not review it.
    pub fn captured_by(&self) -> Vec<AccountId> {
        match self.reference {
            Reference::Entry { .. } => vec![self.officer],
            Reference::Encounter { officer, .. } => vec![self.officer, officer],
        }
    }
}

/// How far the hits on entries have come: links say nothing of lists.
pub fn standings(rows: &[HitRow]) -> Vec<(Stage, Option<Outcome>)> {
    rows.iter()
        .filter(|row| matches!(row.reference, Reference::Entry { .. }))
        .map(|row| (row.course.stage, row.course.outcome))
        .collect()
}

/// Adds a hit; the columns that belong to the encounter are already there.
pub async fn insert(db: &mut Connection, hit: &HitRow) -> Result<(), Error> {
    let (entry, past) = match hit.reference {
        Reference::Entry { entry, list, list_version } => (Some((entry, list, list_version)), None),
        Reference::Encounter { past, .. } => (None, Some(past)),
    };
    let query = sqlx::query(
        "INSERT INTO hit \
         (id, encounter, entry, list, list_version, past, people, threshold, opened_at, due_at, shown_due_at, \
         stage, later) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(hit.id.to_string())
    .bind(hit.encounter.to_string())
    .bind(entry.map(|(entry, ..)| entry.to_string()))
    .bind(entry.map(|(_, list, _)| list.to_string()))
    .bind(entry.map(|(.., version)| version.cast_signed()))
    .bind(past.map(|past| past.to_string()));
    hit.course.bind(query).bind(i64::from(hit.later)).execute(db).await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT h.id, h.encounter, h.entry, h.list, h.list_version, h.past, h.people, h.threshold, h.opened_at, \
             h.later, h.due_at, h.shown_due_at, h.stage, h.outcome, h.claimed_by, h.claimed_until, e.site, s.country, \
             s.name AS site_name, e.officer, p.site AS past_site, q.country AS past_country, p.officer AS past_officer \
             FROM hit h JOIN encounter e ON e.id = h.encounter JOIN site s ON s.id = e.site \
             LEFT JOIN encounter p ON p.id = h.past LEFT JOIN site q ON q.id = p.site ",
            $rest
        )
    };
}

/// A hit, if it is there.
pub async fn find(db: &mut Connection, names: &ProgrammeKey, hit: HitId) -> Result<Option<HitRow>, Error> {
    let row = sqlx::query(select!("WHERE h.id = $1")).bind(hit.to_string()).fetch_optional(db).await?;
    row.as_ref().map(|row| hit_row(names, row)).transpose()
}

/// A country's hits that are not closed nor of a frozen record, the one asked for first first.
pub async fn open(
    db: &mut Connection,
    names: &ProgrammeKey,
    country: Country,
    limit: u32,
) -> Result<Vec<HitRow>, Error> {
    let rows = sqlx::query(select!(
        "WHERE h.stage <> $1 AND s.country = $2 AND e.restricted_at IS NULL AND p.restricted_at IS NULL \
             ORDER BY h.shown_due_at, h.id LIMIT $3"
    ))
    .bind(word(Stage::Closed))
    .bind(country.to_string())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| hit_row(names, row)).collect()
}

/// The closed hits on which `person` has decided, the newest first.
pub async fn closed_with(
    db: &mut Connection,
    names: &ProgrammeKey,
    person: AccountId,
    limit: u32,
) -> Result<Vec<HitRow>, Error> {
    let rows = sqlx::query(select!(
        "WHERE h.stage = $1 AND h.id IN (SELECT x.hit FROM examination x WHERE x.reviewer = $2 AND x.turn IS NOT NULL) \
         ORDER BY h.id DESC LIMIT $3"
    ))
    .bind(word(Stage::Closed))
    .bind(person.to_string())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| hit_row(names, row)).collect()
}

/// Whether an encounter has a hit on an entry, open or closed.
pub async fn is_there(db: &mut Connection, encounter: EncounterId, entry: EntryId) -> Result<bool, Error> {
    let row = sqlx::query("SELECT 1 AS one FROM hit WHERE encounter = $1 AND entry = $2")
        .bind(encounter.to_string())
        .bind(entry.to_string())
        .fetch_optional(db)
        .await?;
    Ok(row.is_some())
}

/// Whether there is a link between two encounters, open or closed, whichever came first.
pub async fn is_linked(db: &mut Connection, one: EncounterId, other: EncounterId) -> Result<bool, Error> {
    let row = sqlx::query(
        "SELECT 1 AS one FROM hit WHERE (encounter = $1 AND past = $2) OR (encounter = $2 AND past = $1)",
    )
    .bind(one.to_string())
    .bind(other.to_string())
    .fetch_optional(db)
    .await?;
    Ok(row.is_some())
}

/// The encounters that two people have linked with one, directly or by way of others; itself among them.
pub async fn linked_with(
    db: &mut Connection,
    encounter: EncounterId,
) -> Result<BTreeSet<EncounterId>, Error> {
    let mut group = BTreeSet::from([encounter]);
    let mut to_follow = vec![encounter];
    while let Some(next) = to_follow.pop() {
        let rows = sqlx::query(
            "SELECT encounter, past FROM hit \
             WHERE past IS NOT NULL AND outcome = $1 AND (encounter = $2 OR past = $2)",
        )
        .bind(word(Outcome::Identification))
        .bind(next.to_string())
        .fetch_all(&mut *db)
        .await?;
        for row in rows {
            for column in ["encounter", "past"] {
                let linked = id("encounter", row.try_get(column)?)?;
                if group.insert(linked) {
                    to_follow.push(linked);
                }
            }
        }
    }
    Ok(group)
}

/// The later matches of an encounter: with which entries, on which lists, found when.
pub async fn later(
    db: &mut Connection,
    encounter: EncounterId,
) -> Result<Vec<(EntryId, ListId, Timestamp)>, Error> {
    let rows =
        sqlx::query("SELECT entry, list, opened_at FROM hit WHERE encounter = $1 AND later = 1 ORDER BY id")
            .bind(encounter.to_string())
            .fetch_all(db)
            .await?;
    rows.iter()
        .map(|row| {
            Ok((
                id("entry", row.try_get("entry")?)?,
                id("watchlist", row.try_get("list")?)?,
                Timestamp(row.try_get("opened_at")?),
            ))
        })
        .collect()
}

/// The hits of an encounter.
pub async fn of(
    db: &mut Connection,
    names: &ProgrammeKey,
    encounter: EncounterId,
) -> Result<Vec<HitRow>, Error> {
    let rows = sqlx::query(select!("WHERE h.encounter = $1 ORDER BY h.id"))
        .bind(encounter.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| hit_row(names, row)).collect()
}

/// The hits of an encounter, and the links to it.
pub async fn about(
    db: &mut Connection,
    names: &ProgrammeKey,
    encounter: EncounterId,
) -> Result<Vec<HitRow>, Error> {
    let rows = sqlx::query(select!("WHERE h.encounter = $1 OR h.past = $1 ORDER BY h.id"))
        .bind(encounter.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| hit_row(names, row)).collect()
}

fn hit_row(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<HitRow, Error> {
    let site = id("site", row.try_get("site")?)?;
    let past: Option<String> = row.try_get("past")?;
    let reference = match past {
        None => Reference::Entry {
            entry: id("entry", row.try_get("entry")?)?,
            list: id("watchlist", row.try_get("list")?)?,
            list_version: count(row.try_get("list_version")?),
        },
        Some(past) => Reference::Encounter {
            past: id("encounter", &past)?,
            place: Place {
                site: id("site", row.try_get("past_site")?)?,
                country: from_word("country", row.try_get("past_country")?)?,
            },
            officer: id("account", row.try_get("past_officer")?)?,
        },
    };
    Ok(HitRow {
        id: id("hit", row.try_get("id")?)?,
        encounter: id("encounter", row.try_get("encounter")?)?,
        reference,
        later: row.try_get::<i64, _>("later")? != 0,
        course: Course::read(row)?,
        place: Place { site, country: country(row)? },
        site_name: site_name(names, site, row)?,
        officer: id("account", row.try_get("officer")?)?,
    })
}
