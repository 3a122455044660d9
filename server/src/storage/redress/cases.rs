use policy::Country;
use sqlx::Row as _;
use wire::redress::State;
use wire::{EncounterId, RedressId, SiteId, Timestamp};

use crate::authorize::{Object, Place};
use crate::problem::Error;
use crate::storage::accounts::country;
use crate::storage::{Connection, from_word, id, word};

/// A case as it lies in the database.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// Its identifier.
    pub id: RedressId,
    /// The code it was opened with, by its keyed hash.
    pub tag: String,
    /// The record, which may be erased by now.
    pub encounter: EncounterId,
    /// Where that was made.
    pub site: SiteId,
    /// That site's country.
    pub country: Country,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When an answer is due.
    pub due_at: Timestamp,
    /// When it was answered.
    pub closed_at: Option<Timestamp>,
    /// How far it has come.
    pub state: State,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
    /// What is asked for, in which language, and how to reach the person; sealed.
    pub request: Vec<u8>,
}

impl CaseRow {
    /// What it is to [`crate::authorize`]: something of the site where the record was made.
    pub fn object(&self) -> Object {
        Object::Site(Place { site: self.site, country: self.country })
    }
}

/// Adds a case.
pub async fn insert(db: &mut Connection, case: &CaseRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO redress (id, tag, encounter, site, opened_at, due_at, state, wrapped_key, request) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(case.id.to_string())
    .bind(&case.tag)
    .bind(case.encounter.to_string())
    .bind(case.site.to_string())
    .bind(case.opened_at.0)
    .bind(case.due_at.0)
    .bind(word(case.state))
    .bind(&case.wrapped_key[..])
    .bind(&case.request[..])
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.tag, r.encounter, r.site, s.country, r.opened_at, r.due_at, r.closed_at, r.state, \
             r.wrapped_key, r.request FROM redress r JOIN site s ON s.id = r.site ",
            $rest
        )
    };
}

/// A case, if it is there.
pub async fn find(db: &mut Connection, case: RedressId) -> Result<Option<CaseRow>, Error> {
    let row = sqlx::query(select!("WHERE r.id = $1")).bind(case.to_string()).fetch_optional(db).await?;
    row.as_ref().map(case_row).transpose()
}

/// The newest case of a code.
pub async fn newest_of(db: &mut Connection, tag: &str) -> Result<Option<CaseRow>, Error> {
    let row = sqlx::query(select!("WHERE r.tag = $1 ORDER BY r.opened_at DESC, r.id DESC LIMIT 1"))
        .bind(tag)
        .fetch_optional(db)
        .await?;
    row.as_ref().map(case_row).transpose()
}

/// Every case: open ones first, the one due first first; then the answered ones, the newest first.
pub async fn all(db: &mut Connection, limit: u32) -> Result<Vec<CaseRow>, Error> {
    let rows = sqlx::query(select!(
        "ORDER BY CASE WHEN r.closed_at IS NULL THEN 0 ELSE 1 END, \
         CASE WHEN r.closed_at IS NULL THEN r.due_at ELSE -r.closed_at END, r.id LIMIT $1"
    ))
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(case_row).collect()
}

/// Notes how far a case has come.
pub async fn set_state(
    db: &mut Connection,
    case: RedressId,
    state: State,
    closed_at: Option<Timestamp>,
) -> Result<(), Error> {
    sqlx::query("UPDATE redress SET state = $1, closed_at = $2 WHERE id = $3")
        .bind(word(state))
        .bind(closed_at.map(|at| at.0))
        .bind(case.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps what is asked for, after more was asked.
pub async fn set_request(db: &mut Connection, case: RedressId, request: &[u8]) -> Result<(), Error> {
    sqlx::query("UPDATE redress SET request = $1 WHERE id = $2")
        .bind(request)
        .bind(case.to_string())
        .execute(db)
        .await?;
    Ok(())
}

fn case_row(row: &sqlx::any::AnyRow) -> Result<CaseRow, Error> {
    Ok(CaseRow {
        id: id("redress case", row.try_get("id")?)?,
        tag: row.try_get("tag")?,
        encounter: id("encounter", row.try_get("encounter")?)?,
        site: id("site", row.try_get("site")?)?,
        country: country(row)?,
        opened_at: Timestamp(row.try_get("opened_at")?),
        due_at: Timestamp(row.try_get("due_at")?),
        closed_at: row.try_get::<Option<i64>, _>("closed_at")?.map(Timestamp),
        state: from_word("case's state", row.try_get("state")?)?,
        wrapped_key: row.try_get("wrapped_key")?,
        request: row.try_get("request")?,
    })
}
