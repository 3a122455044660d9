//! Legal holds, and purges: announced, carried out record by record, certified.

use policy::Country;
use sqlx::Row as _;
use wire::purge::Record;
use wire::{EncounterId, PurgeId, RedressId, Timestamp};

use super::{Connection, count, id};
use crate::problem::Error;

/// A record that is kept whatever its age.
pub struct HoldRow {
    /// Which.
    pub encounter: EncounterId,
    /// Since when.
    pub set_at: Timestamp,
    /// Who set it and why, sealed under the encounter's key.
    pub words: Vec<u8>,
    /// That key, wrapped.
    pub wrapped_key: Vec<u8>,
}

/// Whether a record is under legal hold.
pub async fn is_held(db: &mut Connection, encounter: EncounterId) -> Result<bool, Error> {
    let row = sqlx::query("SELECT encounter FROM legal_hold WHERE encounter = $1")
        .bind(encounter.to_string())
        .fetch_optional(db)
        .await?;
    Ok(row.is_some())
}

/// Puts a record under legal hold; whether it was not before.
pub async fn hold(
    db: &mut Connection,
    encounter: EncounterId,
    words: &[u8],
    now: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO legal_hold (encounter, set_at, words) VALUES ($1, $2, $3) \
         ON CONFLICT (encounter) DO NOTHING",
    )
    .bind(encounter.to_string())
    .bind(now.0)
    .bind(words)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets a record's time run again; whether it was held.
pub async fn lift(db: &mut Connection, encounter: EncounterId) -> Result<bool, Error> {
    let done = sqlx::query("DELETE FROM legal_hold WHERE encounter = $1")
        .bind(encounter.to_string())
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The holds of a country, the newest first.
pub async fn holds(db: &mut Connection, country: Country) -> Result<Vec<HoldRow>, Error> {
    let rows = sqlx::query(
        "SELECT h.encounter, h.set_at, h.words, e.wrapped_key FROM legal_hold h \
         JOIN encounter e ON e.id = h.encounter JOIN site s ON s.id = e.site \
         WHERE s.country = $1 ORDER BY h.set_at DESC, h.encounter",
    )
    .bind(country.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(HoldRow {
                encounter: id("encounter", row.try_get("encounter")?)?,
                set_at: Timestamp(row.try_get("set_at")?),
                words: row.try_get("words")?,
                wrapped_key: row.try_get("wrapped_key")?,
            })
        })
        .collect()
}

/// A country's records that were received before a moment, the oldest first.
pub async fn received_before(
    db: &mut Connection,
    country: Country,
    moment: Timestamp,
) -> Result<Vec<EncounterId>, Error> {
    let rows = sqlx::query(
        "SELECT e.id FROM encounter e JOIN site s ON s.id = e.site \
         WHERE s.country = $1 AND e.received_at <= $2 ORDER BY e.received_at, e.id",
    )
    .bind(country.to_string())
    .bind(moment.0)
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| id("encounter", row.try_get("id")?)).collect()
}

/// A country's requests to the redress desk that were answered before a moment, the oldest first.
pub async fn answered_before(
    db: &mut Connection,
    country: Country,
    moment: Timestamp,
) -> Result<Vec<RedressId>, Error> {
    let rows = sqlx::query(
        "SELECT r.id FROM redress r JOIN site s ON s.id = r.site \
         WHERE s.country = $1 AND r.closed_at <= $2 ORDER BY r.closed_at, r.id",
    )
    .bind(country.to_string())
    .bind(moment.0)
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| id("redress case", row.try_get("id")?)).collect()
}

/// Whether a hit on a record is not decided (a link keeps no record longer than its time), and whether its person has asked for something that is not answered.
pub async fn open_on(db: &mut Connection, encounter: EncounterId) -> Result<(bool, bool), Error> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM hit WHERE encounter = $1 AND entry IS NOT NULL AND stage <> 'closed') AS hits, \
         (SELECT COUNT(*) FROM redress WHERE encounter = $1 AND closed_at IS NULL) AS cases",
    )
    .bind(encounter.to_string())
    .fetch_one(db)
    .await?;
    let any = |column: &str| Ok::<bool, Error>(row.try_get::<i64, _>(column)? > 0);
    Ok((any("hits")?, any("cases")?))
}

/// A purge that is not finished.
pub struct PurgeRow {
    /// Its identifier.
    pub id: PurgeId,
    /// When it was announced.
    pub planned_at: Timestamp,
    /// When it begins.
    pub begins_at: Timestamp,
}

/// Announces a purge.
pub async fn insert(db: &mut Connection, country: Country, purge: &PurgeRow) -> Result<(), Error> {
    sqlx::query("INSERT INTO purge (id, country, planned_at, begins_at) VALUES ($1, $2, $3, $4)")
        .bind(purge.id.to_string())
        .bind(country.to_string())
        .bind(purge.planned_at.0)
        .bind(purge.begins_at.0)
        .execute(db)
        .await?;
    Ok(())
}

/// The purge of a country that is not finished.
pub async fn unfinished(db: &mut Connection, country: Country) -> Result<Option<PurgeRow>, Error> {
    let row = sqlx::query(
        "SELECT id, planned_at, begins_at FROM purge WHERE country = $1 AND finished_at IS NULL \
         ORDER BY planned_at LIMIT 1",
    )
    .bind(country.to_string())
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(PurgeRow {
            id: id("purge", row.try_get("id")?)?,
            planned_at: Timestamp(row.try_get("planned_at")?),
            begins_at: Timestamp(row.try_get("begins_at")?),
        })
    })
    .transpose()
}

/// Ends a purge with its certificate; whether it had not ended.
pub async fn finish(
    db: &mut Connection,
    purge: PurgeId,
    certificate: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "UPDATE purge SET finished_at = $1, certificate = $2 WHERE id = $3 AND finished_at IS NULL",
    )
    .bind(now.0)
    .bind(certificate)
    .bind(purge.to_string())
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Up to `limit` certificates of a country, the newest first.
pub async fn certificates(db: &mut Connection, country: Country, limit: u32) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "SELECT certificate FROM purge WHERE country = $1 AND finished_at IS NOT NULL \
         ORDER BY finished_at DESC, id DESC LIMIT $2",
    )
    .bind(country.to_string())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| Ok(row.try_get("certificate")?)).collect()
}

/// How far a purge has come with a record: `planned`, `unreadable`, `erased` or `kept`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Announced.
    Planned,
    /// Its key and its rows are gone, its images perhaps not yet.
    Unreadable,
    /// Gone.
    Erased,
    /// Kept after all.
    Kept,
}

/// A record that a purge was announced to erase.
pub struct ItemRow {
    /// Which.
    pub record: Record,
    /// How far it has come.
    pub state: ItemState,
    /// Class, rule and since when, sealed.
    pub words: Vec<u8>,
    /// Of what was sealed, as JSON, once it is gone.
    pub hashes: Option<String>,
    /// Images it had.
    pub images: u64,
}

/// Adds a record to what is announced.
pub async fn insert_item(
    db: &mut Connection,
    purge: PurgeId,
    record: Record,
    words: &[u8],
) -> Result<(), Error> {
    let (kind, id) = split(record);
    sqlx::query("INSERT INTO purge_item (purge, kind, encounter, state, words) VALUES ($1, $2, $3, $4, $5)")
        .bind(purge.to_string())
        .bind(kind)
        .bind(id)
        .bind(super::word(ItemState::Planned))
        .bind(words)
        .execute(db)
        .await?;
    Ok(())
}

/// What a purge was announced to erase.
pub async fn items(db: &mut Connection, purge: PurgeId) -> Result<Vec<ItemRow>, Error> {
    let rows = sqlx::query(
        "SELECT kind, encounter, state, words, hashes, images FROM purge_item WHERE purge = $1 \
         ORDER BY encounter",
    )
    .bind(purge.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ItemRow {
                record: match row.try_get("kind")? {
                    REDRESS => Record::Redress(id("redress case", row.try_get("encounter")?)?),
                    _ => Record::Encounter(id("encounter", row.try_get("encounter")?)?),
                },
                state: super::from_word("state", row.try_get("state")?)?,
                words: row.try_get("words")?,
                hashes: row.try_get("hashes")?,
                images: row.try_get::<Option<i64>, _>("images")?.map_or(0, count),
            })
        })
        .collect()
}

/// Notes that a record's key and rows are gone, in the transaction in which they go.
pub async fn set_unreadable(
    db: &mut Connection,
    purge: PurgeId,
    record: Record,
    hashes: &str,
    images: u64,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE purge_item SET state = $1, hashes = $2, images = $3 WHERE purge = $4 AND encounter = $5",
    )
    .bind(super::word(ItemState::Unreadable))
    .bind(hashes)
    .bind(images.cast_signed())
    .bind(purge.to_string())
    .bind(split(record).1)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes how far a purge has come with a record.
pub async fn set_state(
    db: &mut Connection,
    purge: PurgeId,
    record: Record,
    state: ItemState,
) -> Result<(), Error> {
    sqlx::query("UPDATE purge_item SET state = $1 WHERE purge = $2 AND encounter = $3")
        .bind(super::word(state))
        .bind(purge.to_string())
        .bind(split(record).1)
        .execute(db)
        .await?;
    Ok(())
}

const REDRESS: &str = "redress";

/// What kind of record it is, and its identifier.
fn split(record: Record) -> (&'static str, String) {
    match record {
        Record::Encounter(id) => ("encounter", id.to_string()),
        Record::Redress(id) => (REDRESS, id.to_string()),
    }
}
