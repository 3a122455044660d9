//! What people write down in cases; never changed.

use sqlx::Row as _;
use wire::{AccountId, CaseId, NoteId, Timestamp};

use crate::problem::Error;
use crate::storage::{Connection, id};

/// A note as it lies in the database.
#[derive(Debug, Clone)]
pub struct NoteRow {
    /// Its identifier.
    pub id: NoteId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: AccountId,
    /// What, sealed.
    pub words: Vec<u8>,
}

/// Adds a note.
pub async fn insert(db: &mut Connection, case: CaseId, note: &NoteRow) -> Result<(), Error> {
    sqlx::query("INSERT INTO case_note (id, subject_case, at, who, words) VALUES ($1, $2, $3, $4, $5)")
        .bind(note.id.to_string())
        .bind(case.to_string())
        .bind(note.at.0)
        .bind(note.who.to_string())
        .bind(&note.words[..])
        .execute(db)
        .await?;
    Ok(())
}

/// The notes of a case, the oldest first.
pub async fn of(db: &mut Connection, case: CaseId) -> Result<Vec<NoteRow>, Error> {
    let rows =
        sqlx::query("SELECT id, at, who, words FROM case_note WHERE subject_case = $1 ORDER BY at, id")
            .bind(case.to_string())
            .fetch_all(db)
            .await?;
    rows.iter()
        .map(|row| {
            Ok(NoteRow {
                id: id("note", row.try_get("id")?)?,
                at: Timestamp(row.try_get("at")?),
                who: id("account", row.try_get("who")?)?,
                words: row.try_get("words")?,
            })
        })
        .collect()
}
