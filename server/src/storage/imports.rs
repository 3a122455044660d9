//! Whom imports have put on lists.

use std::collections::BTreeMap;

use sqlx::Row as _;
use wire::{EntryId, ListId, Sha256};

use super::{Connection, id};
use crate::problem::Error;

/// Notes who is in: people of a sheet, by a keyed hash of its name for them.
pub async fn note(
    db: &mut Connection,
    list: ListId,
    sheet: &Sha256,
    person: &str,
    entry: EntryId,
) -> Result<(), Error> {
    sqlx::query("INSERT INTO import_person (list, sheet, person, entry) VALUES ($1, $2, $3, $4)")
        .bind(list.to_string())
        .bind(sheet.as_str())
        .bind(person)
        .bind(entry.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Who of a sheet is in.
pub async fn of(
    db: &mut Connection,
    list: ListId,
    sheet: &Sha256,
) -> Result<BTreeMap<String, EntryId>, Error> {
    let rows = sqlx::query("SELECT person, entry FROM import_person WHERE list = $1 AND sheet = $2")
        .bind(list.to_string())
        .bind(sheet.as_str())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("person")?, id("entry", row.try_get("entry")?)?))).collect()
}
