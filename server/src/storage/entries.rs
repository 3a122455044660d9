//! Watchlist entries: the particulars and the prints, each sealed under the entry's key.

use sqlx::Row as _;
use wire::{EntryId, ListId, Timestamp};

use super::{Connection, count, id};
use crate::problem::Error;

/// An entry as it lies in the database.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// Its identifier.
    pub id: EntryId,
    /// On which list.
    pub list: ListId,
    /// The version of the list in which it last changed.
    pub list_version: u64,
    /// Whether it is searched and alerted on.
    pub active: bool,
    /// From when it is no longer.
    pub expires_at: Option<Timestamp>,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
    /// [`crate::watch::Particulars`], sealed.
    pub particulars: Vec<u8>,
    /// [`crate::watch::ReferencePrint`]s, sealed.
    pub prints: Vec<u8>,
}

/// Adds an entry.
pub async fn insert(db: &mut Connection, entry: &EntryRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO entry (id, list, list_version, active, expires_at, wrapped_key, particulars, prints) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(entry.id.to_string())
    .bind(entry.list.to_string())
    .bind(entry.list_version.cast_signed())
    .bind(i64::from(entry.active))
    .bind(entry.expires_at.map(|moment| moment.0))
    .bind(&entry.wrapped_key[..])
    .bind(&entry.particulars[..])
    .bind(&entry.prints[..])
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, list, list_version, active, expires_at, wrapped_key, particulars, prints FROM entry ",
            $rest
        )
    };
}

/// An entry.
pub async fn find(db: &mut Connection, entry: EntryId) -> Result<EntryRow, Error> {
    let row = sqlx::query(select!("WHERE id = $1")).bind(entry.to_string()).fetch_one(db).await?;
    entry_row(&row)
}

/// The active entries of a list.
pub async fn active(db: &mut Connection, list: ListId) -> Result<Vec<EntryRow>, Error> {
    let rows = sqlx::query(select!("WHERE list = $1 AND active = 1 ORDER BY id"))
        .bind(list.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(entry_row).collect()
}

/// Lists with an active entry whose time is over.
pub async fn lists_with_expired(db: &mut Connection, now: Timestamp) -> Result<Vec<ListId>, Error> {
    let rows = sqlx::query("SELECT DISTINCT list FROM entry WHERE active = 1 AND expires_at <= $1")
        .bind(now.0)
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| id("watchlist", row.try_get("list")?)).collect()
}

/// Takes the entries of a list whose time is over out of search; how many.
pub async fn retire_expired(
    db: &mut Connection,
    list: ListId,
    list_version: u64,
    now: Timestamp,
) -> Result<u64, Error> {
    let done = sqlx::query(
        "UPDATE entry SET active = 0, list_version = $1 WHERE list = $2 AND active = 1 AND expires_at <= $3",
    )
    .bind(list_version.cast_signed())
    .bind(list.to_string())
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

fn entry_row(row: &sqlx::any::AnyRow) -> Result<EntryRow, Error> {
    Ok(EntryRow {
        id: id("entry", row.try_get("id")?)?,
        list: id("watchlist", row.try_get("list")?)?,
        list_version: count(row.try_get("list_version")?),
        active: row.try_get::<i64, _>("active")? != 0,
        expires_at: row.try_get::<Option<i64>, _>("expires_at")?.map(Timestamp),
        wrapped_key: row.try_get("wrapped_key")?,
        particulars: row.try_get("particulars")?,
        prints: row.try_get("prints")?,
    })
}
