use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::{AccountId, EncounterId, LostReceiptId, Timestamp};

use crate::problem::Error;
use crate::storage::{Connection, id};

/// A new receipt that was asked for and waits for a second person.
#[derive(Debug, Clone)]
pub struct LostReceiptRow {
    /// Its identifier.
    pub id: LostReceiptId,
    /// Of which record.
    pub encounter: EncounterId,
    /// Who asks.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Timestamp,
    /// [`wire::redress::NewLostReceipt`], sealed.
    pub words: Vec<u8>,
}

/// Keeps what was asked for; whether nothing waits for the record yet.
pub async fn insert(db: &mut Connection, lost: &LostReceiptRow) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO lost_receipt (id, encounter, asked_by, asked_at, words) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (encounter) DO NOTHING",
    )
    .bind(lost.id.to_string())
    .bind(lost.encounter.to_string())
    .bind(lost.asked_by.to_string())
    .bind(lost.asked_at.0)
    .bind(&lost.words[..])
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What waits, if it is there.
pub async fn find(db: &mut Connection, wanted: LostReceiptId) -> Result<Option<LostReceiptRow>, Error> {
    let query = "SELECT id, encounter, asked_by, asked_at, words FROM lost_receipt WHERE id = $1";
    let row = sqlx::query(query).bind(wanted.to_string()).fetch_optional(db).await?;
    row.as_ref().map(lost_receipt_row).transpose()
}

/// All that waits, the oldest first.
pub async fn all(db: &mut Connection) -> Result<Vec<LostReceiptRow>, Error> {
    let query = "SELECT id, encounter, asked_by, asked_at, words FROM lost_receipt ORDER BY id";
    sqlx::query(query).fetch_all(db).await?.iter().map(lost_receipt_row).collect()
}

/// Takes away what was confirmed or declined; whether it still waited.
pub async fn delete(db: &mut Connection, wanted: LostReceiptId) -> Result<bool, Error> {
    let done =
        sqlx::query("DELETE FROM lost_receipt WHERE id = $1").bind(wanted.to_string()).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

fn lost_receipt_row(row: &AnyRow) -> Result<LostReceiptRow, Error> {
    Ok(LostReceiptRow {
        id: id("lost receipt", row.try_get("id")?)?,
        encounter: id("encounter", row.try_get("encounter")?)?,
        asked_by: id("account", row.try_get("asked_by")?)?,
        asked_at: Timestamp(row.try_get("asked_at")?),
        words: row.try_get("words")?,
    })
}
