//! Known-answer hits: what they are made of, when the next one comes, and what people found.

use std::collections::BTreeMap;

use policy::Country;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::hit::{Finding, Stage};
use wire::reviewing::{Answer, Tally};
use wire::{AccountId, HitId, Timestamp};

use super::accounts::{country, site_name};
use super::course::Course;
use super::on_bench::{Laid, What};
use super::{Connection, count, from_word, id, word};
use crate::authorize::Place;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// Adds a known answer: its key, wrapped, and its pair, sealed. A hit that a search found has none.
pub async fn insert(db: &mut Connection, hit: &Laid, wrapped_key: &[u8], pair: &[u8]) -> Result<(), Error> {
    let What::Made { list, list_version } = hit.what else { return Ok(()) };
    let query = sqlx::query(
        "INSERT INTO known_answer (id, encounter, site, list, list_version, people, threshold, opened_at, due_at, \
         shown_due_at, stage, wrapped_key, pair) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(hit.id.to_string())
    .bind(hit.encounter.to_string())
    .bind(hit.place.site.to_string())
    .bind(list.to_string())
    .bind(list_version.cast_signed());
    hit.course.bind(query).bind(wrapped_key.to_vec()).bind(pair.to_vec()).execute(db).await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT k.id, k.encounter, k.list, k.list_version, k.people, k.threshold, k.opened_at, k.due_at, \
             k.shown_due_at, k.stage, k.outcome, k.claimed_by, k.claimed_until, k.site, s.country, \
             s.name AS site_name FROM known_answer k JOIN site s ON s.id = k.site ",
            $rest
        )
    };
}

/// A known answer, if it is there.
pub async fn find(db: &mut Connection, names: &ProgrammeKey, hit: HitId) -> Result<Option<Laid>, Error> {
    let row = sqlx::query(select!("WHERE k.id = $1")).bind(hit.to_string()).fetch_optional(db).await?;
    row.as_ref().map(|row| laid(names, row)).transpose()
}

/// A country's known answers that are not closed.
pub(super) async fn open(
    db: &mut Connection,
    names: &ProgrammeKey,
    country: Country,
    limit: u32,
) -> Result<Vec<Laid>, Error> {
    let rows =
        sqlx::query(select!("WHERE k.stage <> $1 AND s.country = $2 ORDER BY k.shown_due_at, k.id LIMIT $3"))
            .bind(word(Stage::Closed))
            .bind(country.to_string())
            .bind(i64::from(limit))
            .fetch_all(db)
            .await?;
    rows.iter().map(|row| laid(names, row)).collect()
}

/// The closed known answers on which `person` has decided, the newest first.
pub(super) async fn closed_with(
    db: &mut Connection,
    names: &ProgrammeKey,
    person: AccountId,
    limit: u32,
) -> Result<Vec<Laid>, Error> {
    let rows = sqlx::query(select!(
        "WHERE k.stage = $1 AND k.id IN (SELECT x.hit FROM known_answer_examination x \
                                         WHERE x.reviewer = $2 AND x.turn IS NOT NULL) \
         ORDER BY k.id DESC LIMIT $3"
    ))
    .bind(word(Stage::Closed))
    .bind(person.to_string())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| laid(names, row)).collect()
}

/// The key of a known answer, wrapped, and its pair, sealed.
pub async fn pair(db: &mut Connection, hit: HitId) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let row = sqlx::query("SELECT wrapped_key, pair FROM known_answer WHERE id = $1")
        .bind(hit.to_string())
        .fetch_one(db)
        .await?;
    Ok((row.try_get("wrapped_key")?, row.try_get("pair")?))
}

/// Has a known answer come at a moment, after the shape of a hit.
pub async fn plan(db: &mut Connection, after: HitId, at: Timestamp) -> Result<(), Error> {
    sqlx::query("INSERT INTO known_answer_due (hit, at) VALUES ($1, $2)")
        .bind(after.to_string())
        .bind(at.0)
        .execute(db)
        .await?;
    Ok(())
}

/// The hits after whose shape one is due.
pub async fn due(db: &mut Connection, now: Timestamp) -> Result<Vec<HitId>, Error> {
    let rows = sqlx::query("SELECT hit FROM known_answer_due WHERE at <= $1 ORDER BY at, hit")
        .bind(now.0)
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| id("hit", row.try_get("hit")?)).collect()
}

/// Notes that one has come, or that none will; whether it was still due.
pub async fn came(db: &mut Connection, after: HitId) -> Result<bool, Error> {
    let done = sqlx::query("DELETE FROM known_answer_due WHERE hit = $1")
        .bind(after.to_string())
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps what somebody found, beside what the answer was.
pub async fn insert_result(
    db: &mut Connection,
    hit: HitId,
    reviewer: AccountId,
    answer: Answer,
    (finding, at): (Finding, Timestamp),
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO known_answer_result (hit, reviewer, answer, finding, decided_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(hit.to_string())
    .bind(reviewer.to_string())
    .bind(word(answer))
    .bind(word(finding))
    .bind(at.0)
    .execute(db)
    .await?;
    Ok(())
}

/// What each person of a country found since a moment.
pub async fn results(
    db: &mut Connection,
    of: Country,
    since: Timestamp,
) -> Result<BTreeMap<AccountId, Tally>, Error> {
    let rows = sqlx::query(
        "SELECT r.reviewer, r.answer, r.finding FROM known_answer_result r JOIN account a ON a.id = r.reviewer \
         JOIN site s ON s.id = a.site WHERE s.country = $1 AND r.decided_at >= $2",
    )
    .bind(of.to_string())
    .bind(since.0)
    .fetch_all(db)
    .await?;
    let mut results = BTreeMap::<AccountId, Tally>::new();
    for row in &rows {
        let answer = from_word("known answer", row.try_get("answer")?)?;
        let finding = from_word("finding", row.try_get("finding")?)?;
        results.entry(id("account", row.try_get("reviewer")?)?).or_default().count(answer, finding);
    }
    Ok(results)
}

/// The known answers that were opened before a moment and are closed: with what their images lie under.
pub async fn over(db: &mut Connection, before: Timestamp) -> Result<Vec<HitId>, Error> {
    let rows = sqlx::query("SELECT id FROM known_answer WHERE stage = $1 AND opened_at < $2")
        .bind(word(Stage::Closed))
        .bind(before.0)
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| id("hit", row.try_get("id")?)).collect()
}

/// Forgets a known answer; what people found stays.
pub async fn forget(db: &mut Connection, hit: HitId) -> Result<(), Error> {
    for statement in [
        "DELETE FROM known_answer_examination WHERE hit = $1",
        "DELETE FROM known_answer_skip WHERE hit = $1",
        "DELETE FROM known_answer WHERE id = $1",
    ] {
        sqlx::query(statement).bind(hit.to_string()).execute(&mut *db).await?;
    }
    Ok(())
}

/// Forgets what people found before a moment.
pub async fn forget_results(db: &mut Connection, before: Timestamp) -> Result<(), Error> {
    sqlx::query("DELETE FROM known_answer_result WHERE decided_at < $1").bind(before.0).execute(db).await?;
    Ok(())
}

fn laid(names: &ProgrammeKey, row: &AnyRow) -> Result<Laid, Error> {
    let site = id("site", row.try_get("site")?)?;
    Ok(Laid {
        id: id("hit", row.try_get("id")?)?,
        encounter: id("encounter", row.try_get("encounter")?)?,
        later: false,
        course: Course::read(row)?,
        place: Place { site, country: country(row)? },
        site_name: site_name(names, site, row)?,
        what: What::Made {
            list: id("watchlist", row.try_get("list")?)?,
            list_version: count(row.try_get("list_version")?),
        },
    })
}
