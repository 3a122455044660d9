//! What lies on the bench: the hits that searches found, and the known answers that are mixed in. This is the one place
//! that reads both; everything else in this folder reads what was found alone.

use std::collections::HashSet;

use policy::Country;
use sqlx::Row as _;
use wire::hit::{Against, Outcome, Stage};
use wire::{AccountId, EncounterId, HitId, ListId, Timestamp};

use super::course::Course;
use super::examinations::{ExaminationRow, examination_row};
use super::hits::{self, HitRow, Reference};
use super::{Connection, count, id, known_answers, word};
use crate::authorize::Place;
use crate::events::Audience;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// A hit as it lies on the bench. Only what a search found has a [`HitRow`], which all that may follow from a hit asks for:
/// alerts, cases, hand-overs, reports.
#[derive(Debug, Clone)]
pub struct Laid {
    /// Its identifier.
    pub id: HitId,
    /// Whom it is about; of a known answer an identifier that no encounter has.
    pub encounter: EncounterId,
    /// Whether the entry came after the encounter.
    pub later: bool,
    /// How it goes over the bench.
    pub course: Course,
    /// Where the encounter was.
    pub place: Place,
    /// That site's name.
    pub site_name: String,
    /// Where it comes from.
    pub what: What,
}

/// Where a hit on the bench comes from.
#[derive(Debug, Clone)]
pub enum What {
    /// A search found it.
    Found(Box<HitRow>),
    /// It was made: a known answer that passes for a hit on this list.
    Made {
        /// On which list.
        list: ListId,
        /// In which version.
        list_version: u64,
    },
}

impl From<HitRow> for Laid {
    fn from(row: HitRow) -> Self {
        Self {
            id: row.id,
            encounter: row.encounter,
            later: row.later,
            course: row.course.clone(),
            place: row.place,
            site_name: row.site_name.clone(),
            what: What::Found(Box::new(row)),
        }
    }
}

impl Laid {
    /// What is told of its reference while nothing else is.
    pub fn against(&self) -> Against {
        match &self.what {
            What::Found(row) => row.reference.against(),
            What::Made { .. } => Against::SomebodyListed,
        }
    }

    /// Where what it is about was: who looks at a link sees both encounters.
    pub fn places(&self) -> Vec<Place> {
        match &self.what {
            What::Found(row) => row.places().collect(),
            What::Made { .. } => vec![self.place],
        }
    }

    /// Who captured what it is about, and so does not review it.
    pub fn captured_by(&self) -> Vec<AccountId> {
        match &self.what {
            What::Found(row) => row.captured_by(),
            What::Made { .. } => vec![],
        }
    }

    /// Who is told when something happens to it.
    pub fn audience(&self) -> Audience {
        match self.what {
            What::Found(_) => Audience::Reviewers(self.place),
            What::Made { .. } => Audience::OwnReviewers(self.place),
        }
    }

    /// The past encounter of a link.
    pub fn past(&self) -> Option<EncounterId> {
        match &self.what {
            What::Found(row) => match row.reference {
                Reference::Encounter { past, .. } => Some(past),
                Reference::Entry { .. } => None,
            },
            What::Made { .. } => None,
        }
    }

    fn origin(&self) -> Origin {
        match self.what {
            What::Found(_) => Origin::Found,
            What::Made { .. } => Origin::Made,
        }
    }

    /// What names it in storage.
    pub fn key(&self) -> (Origin, HitId) {
        (self.origin(), self.id)
    }
}

/// In which tables a hit lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A search found it.
    Found,
    /// It was made: a known answer.
    Made,
}

const BOTH: [Origin; 2] = [Origin::Found, Origin::Made];

macro_rules! table {
    (Found hit) => {
        "hit"
    };
    (Made hit) => {
        "known_answer"
    };
    (Found examination) => {
        "examination"
    };
    (Made examination) => {
        "known_answer_examination"
    };
    (Found skip) => {
        "hit_skip"
    };
    (Made skip) => {
        "known_answer_skip"
    };
    ($origin:ident $text:literal) => {
        $text
    };
}

/// The same statement on either's tables: they have these columns in common.
macro_rules! on {
    ($origin:expr, $($part:tt)*) => {
        match $origin {
            Origin::Found => concat!($(table!(Found $part)),*),
            Origin::Made => concat!($(table!(Made $part)),*),
        }
    };
}

/// A country's hits that are not closed nor of a frozen record, the one asked for first first.
pub async fn open(
    db: &mut Connection,
    names: &ProgrammeKey,
    country: Country,
    limit: u32,
) -> Result<Vec<Laid>, Error> {
    let found = hits::open(db, names, country, limit).await?;
    let mut rows: Vec<Laid> = found.into_iter().map(Laid::from).collect();
    rows.extend(known_answers::open(db, names, country, limit).await?);
    rows.sort_by_key(|row| (row.course.shown_due_at, row.id));
    Ok(rows)
}

/// The closed hits on which `person` has decided, the newest first.
pub async fn closed_with(
    db: &mut Connection,
    names: &ProgrammeKey,
    person: AccountId,
    limit: u32,
) -> Result<Vec<Laid>, Error> {
    let found = hits::closed_with(db, names, person, limit).await?;
    let mut rows: Vec<Laid> = found.into_iter().map(Laid::from).collect();
    rows.extend(known_answers::closed_with(db, names, person, limit).await?);
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    rows.truncate(limit as usize);
    Ok(rows)
}

/// A hit, if it is there, kept from everybody else's changes until the transaction ends (an update that changes
/// nothing is the one row lock that every database has).
pub async fn hold(db: &mut Connection, names: &ProgrammeKey, hit: HitId) -> Result<Option<Laid>, Error> {
    for origin in BOTH {
        sqlx::query(on!(origin, "UPDATE " hit " SET stage = stage WHERE id = $1"))
            .bind(hit.to_string())
            .execute(&mut *db)
            .await?;
    }
    match hits::find(db, names, hit).await? {
        Some(row) => Ok(Some(row.into())),
        None => known_answers::find(db, names, hit).await,
    }
}

/// The hits of the same encounter, the hit itself among them.
pub async fn of_encounter(db: &mut Connection, names: &ProgrammeKey, hit: &Laid) -> Result<Vec<Laid>, Error> {
    match hit.origin() {
        Origin::Found => Ok(hits::of(db, names, hit.encounter).await?.into_iter().map(Laid::from).collect()),
        Origin::Made => Ok(vec![hit.clone()]),
    }
}

/// Locks a hit for somebody, or lets go of it.
pub async fn set_lock(
    db: &mut Connection,
    hit: &Laid,
    lock: Option<(AccountId, Timestamp)>,
) -> Result<(), Error> {
    sqlx::query(on!(hit.origin(), "UPDATE " hit " SET claimed_by = $1, claimed_until = $2 WHERE id = $3"))
        .bind(lock.map(|(by, _)| by.to_string()))
        .bind(lock.map(|(_, until)| until.0))
        .bind(hit.id.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Moves a hit on after a decision, and lets go of it.
pub async fn advance(
    db: &mut Connection,
    (origin, hit): (Origin, HitId),
    stage: Stage,
    outcome: Option<Outcome>,
) -> Result<(), Error> {
    sqlx::query(on!(
        origin,
        "UPDATE " hit " SET stage = $1, outcome = $2, claimed_by = NULL, claimed_until = NULL WHERE id = $3"
    ))
    .bind(word(stage))
    .bind(outcome.map(word))
    .bind(hit.to_string())
    .execute(db)
    .await?;
    Ok(())
}

/// The examinations of a hit: the decided ones first, in their order.
pub async fn examinations(
    db: &mut Connection,
    (origin, hit): (Origin, HitId),
) -> Result<Vec<ExaminationRow>, Error> {
    let rows = sqlx::query(on!(
        origin,
        "SELECT reviewer, analysis, decision, decided_at FROM " examination " WHERE hit = $1 \
         ORDER BY CASE WHEN turn IS NULL THEN 1 ELSE 0 END, turn, reviewer"
    ))
    .bind(hit.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(examination_row).collect()
}

/// The open hits on which somebody has decided.
pub async fn decided_by(db: &mut Connection, reviewer: AccountId) -> Result<HashSet<HitId>, Error> {
    let mut decided = HashSet::new();
    for origin in BOTH {
        let rows = sqlx::query(on!(
            origin,
            "SELECT x.hit FROM " examination " x JOIN " hit " h ON h.id = x.hit \
             WHERE x.reviewer = $1 AND x.turn IS NOT NULL AND h.outcome IS NULL"
        ))
        .bind(reviewer.to_string())
        .fetch_all(&mut *db)
        .await?;
        for row in rows {
            decided.insert(id("hit", row.try_get("hit")?)?);
        }
    }
    Ok(decided)
}

/// How many hits somebody has decided since a moment, or everybody of a country.
pub async fn decisions_since(
    db: &mut Connection,
    since: Timestamp,
    (reviewer, country): (Option<AccountId>, Country),
) -> Result<u32, Error> {
    let mut decided = 0;
    for origin in BOTH {
        let row = sqlx::query(on!(
            origin,
            "SELECT COUNT(*) AS decided FROM " examination " x JOIN account a ON a.id = x.reviewer \
             JOIN site s ON s.id = a.site \
             WHERE x.decided_at > $1 AND (x.reviewer = $2 OR ($2 = '' AND s.country = $3))"
        ))
        .bind(since.0)
        .bind(reviewer.map(|reviewer| reviewer.to_string()).unwrap_or_default())
        .bind(country.to_string())
        .fetch_one(&mut *db)
        .await?;
        decided += count::<u32>(row.try_get("decided")?);
    }
    Ok(decided)
}

/// What somebody saved of a hit's probe, sealed for one of the hits of its encounter.
pub async fn analysis_of(
    db: &mut Connection,
    hit: &Laid,
    reviewer: AccountId,
) -> Result<Option<(HitId, Vec<u8>)>, Error> {
    let row = sqlx::query(on!(
        hit.origin(),
        "SELECT x.hit, x.analysis FROM " examination " x JOIN " hit " h ON h.id = x.hit \
         WHERE h.encounter = $1 AND x.reviewer = $2 AND x.analysis IS NOT NULL ORDER BY x.hit LIMIT 1"
    ))
    .bind(hit.encounter.to_string())
    .bind(reviewer.to_string())
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok((id("hit", row.try_get("hit")?)?, row.try_get("analysis")?))).transpose()
}

/// Keeps an analysis.
pub async fn insert_analysis(
    db: &mut Connection,
    hit: &Laid,
    reviewer: AccountId,
    analysis: &[u8],
) -> Result<(), Error> {
    let statement =
        on!(hit.origin(), "INSERT INTO " examination " (hit, reviewer, analysis) VALUES ($1, $2, $3)");
    sqlx::query(statement)
        .bind(hit.id.to_string())
        .bind(reviewer.to_string())
        .bind(analysis)
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps a decision.
pub async fn set_decision(
    db: &mut Connection,
    hit: &Laid,
    reviewer: AccountId,
    turn: usize,
    decision: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(on!(
        hit.origin(),
        "UPDATE " examination " SET turn = $1, decision = $2, decided_at = $3 WHERE hit = $4 AND reviewer = $5"
    ))
    .bind(i64::try_from(turn).unwrap_or(i64::MAX))
    .bind(decision)
    .bind(now.0)
    .bind(hit.id.to_string())
    .bind(reviewer.to_string())
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that somebody has passed on a hit; once is enough.
pub async fn skip(db: &mut Connection, hit: &Laid, by: AccountId, now: Timestamp) -> Result<(), Error> {
    sqlx::query(on!(
        hit.origin(),
        "INSERT INTO " skip " (hit, account, skipped_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    ))
    .bind(hit.id.to_string())
    .bind(by.to_string())
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(())
}

/// The hits that somebody has passed on and that are still open.
pub async fn skipped_by(db: &mut Connection, by: AccountId) -> Result<HashSet<HitId>, Error> {
    let mut skipped = HashSet::new();
    for origin in BOTH {
        let rows = sqlx::query(on!(
            origin,
            "SELECT k.hit FROM " skip " k JOIN " hit " h ON h.id = k.hit \
             WHERE k.account = $1 AND h.outcome IS NULL"
        ))
        .bind(by.to_string())
        .fetch_all(&mut *db)
        .await?;
        for row in rows {
            skipped.insert(id("hit", row.try_get("hit")?)?);
        }
    }
    Ok(skipped)
}
