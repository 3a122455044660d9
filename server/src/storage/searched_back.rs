//! How far lists have been searched for among past encounters.

use sqlx::Row as _;
use wire::list::Cursor;
use wire::{EntryId, ListId};

use super::{Connection, count, id};
use crate::problem::Error;

/// Behind which change of a list nothing has been searched for yet.
pub async fn reached(db: &mut Connection, list: ListId) -> Result<Cursor, Error> {
    let row = sqlx::query("SELECT version, entry FROM searched_back WHERE list = $1")
        .bind(list.to_string())
        .fetch_optional(db)
        .await?;
    row.map_or(Ok(Cursor { version: 0, entry: EntryId(uuid::Uuid::nil()) }), |row| {
        Ok(Cursor { version: count(row.try_get("version")?), entry: id("entry", row.try_get("entry")?)? })
    })
}

/// Notes that everything up to this change has been searched for.
pub async fn set_reached(db: &mut Connection, list: ListId, reached: Cursor) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO searched_back (list, version, entry) VALUES ($1, $2, $3) \
         ON CONFLICT (list) DO UPDATE SET version = excluded.version, entry = excluded.entry",
    )
    .bind(list.to_string())
    .bind(reached.version.cast_signed())
    .bind(reached.entry.to_string())
    .execute(db)
    .await?;
    Ok(())
}
