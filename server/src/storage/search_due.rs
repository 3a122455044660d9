//! Encounters that are still to be searched for in the background.

use sqlx::Row as _;
use wire::EncounterId;

use super::{Connection, id};
use crate::problem::Error;

/// Among whom an encounter is still to be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Past encounters.
    Past,
    /// The lists, of which not every part could be searched when it came.
    Lists,
}

impl Among {
    fn word(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Lists => "lists",
        }
    }
}

/// Notes that an encounter is to be searched for.
pub async fn insert(db: &mut Connection, encounter: EncounterId, among: Among) -> Result<(), Error> {
    sqlx::query("INSERT INTO search_due (encounter, among) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(encounter.to_string())
        .bind(among.word())
        .execute(db)
        .await?;
    Ok(())
}

/// The encounters to be searched for that are not frozen, those that came first first.
pub async fn first(db: &mut Connection, among: Among, limit: u32) -> Result<Vec<EncounterId>, Error> {
    let rows = sqlx::query(
        "SELECT d.encounter FROM search_due d JOIN encounter e ON e.id = d.encounter \
         WHERE d.among = $1 AND e.restricted_at IS NULL ORDER BY e.received_at, e.id LIMIT $2",
    )
    .bind(among.word())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| id("encounter", row.try_get("encounter")?)).collect()
}

/// Whether an encounter is still to be searched for.
pub async fn is_there(db: &mut Connection, encounter: EncounterId, among: Among) -> Result<bool, Error> {
    let row = sqlx::query("SELECT 1 AS one FROM search_due WHERE encounter = $1 AND among = $2")
        .bind(encounter.to_string())
        .bind(among.word())
        .fetch_optional(db)
        .await?;
    Ok(row.is_some())
}

/// Notes that an encounter was searched for; whether it still was to be.
pub async fn done(db: &mut Connection, encounter: EncounterId, among: Among) -> Result<bool, Error> {
    let done = sqlx::query("DELETE FROM search_due WHERE encounter = $1 AND among = $2")
        .bind(encounter.to_string())
        .bind(among.word())
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}
