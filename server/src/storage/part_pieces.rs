//! Pieces of images that have not arrived whole.

use sqlx::Row as _;
use wire::{EncounterId, Sha256, Timestamp};

use super::{Connection, id};
use crate::problem::Error;

fn name(text: String) -> Result<Sha256, Error> {
    Sha256::try_from(text).map_err(|why| Error::Stored { what: "piece", why: why.into() })
}

/// How many bytes of an image are here.
pub async fn have(db: &mut Connection, encounter: EncounterId, image: &Sha256) -> Result<u64, Error> {
    Ok(begun(db, encounter).await?.into_iter().find(|(name, _)| name == image).map_or(0, |(_, have)| have))
}

/// The images of an encounter that have begun to arrive, and how many bytes of each are here.
pub async fn begun(db: &mut Connection, encounter: EncounterId) -> Result<Vec<(Sha256, u64)>, Error> {
    let rows = sqlx::query(
        "SELECT sha256, MAX(starts + bytes) AS have FROM part_piece WHERE encounter = $1 GROUP BY sha256",
    )
    .bind(encounter.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| Ok((name(row.try_get("sha256")?)?, row.try_get::<i64, _>("have")?.unsigned_abs())))
        .collect()
}

/// Puts a piece behind those that are here.
pub async fn insert(
    db: &mut Connection,
    encounter: EncounterId,
    image: &Sha256,
    starts: u64,
    bytes: usize,
    sealed: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO part_piece (encounter, sha256, starts, bytes, content, received_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(encounter.to_string())
    .bind(image.as_str())
    .bind(starts as i64)
    .bind(bytes as i64)
    .bind(sealed)
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(())
}

/// The pieces of an image in their order: where each begins, and what lies sealed.
pub async fn of(
    db: &mut Connection,
    encounter: EncounterId,
    image: &Sha256,
) -> Result<Vec<(u64, Vec<u8>)>, Error> {
    let rows = sqlx::query(
        "SELECT starts, content FROM part_piece WHERE encounter = $1 AND sha256 = $2 ORDER BY starts",
    )
    .bind(encounter.to_string())
    .bind(image.as_str())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get::<i64, _>("starts")?.unsigned_abs(), row.try_get("content")?)))
        .collect()
}

/// Takes the pieces of an image away: it has arrived, or is begun anew.
pub async fn forget(db: &mut Connection, encounter: EncounterId, image: &Sha256) -> Result<(), Error> {
    sqlx::query("DELETE FROM part_piece WHERE encounter = $1 AND sha256 = $2")
        .bind(encounter.to_string())
        .bind(image.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// Images of which nothing has come since `before`.
pub async fn left_alone(db: &mut Connection, before: Timestamp) -> Result<Vec<(EncounterId, Sha256)>, Error> {
    let rows = sqlx::query(
        "SELECT encounter, sha256 FROM part_piece GROUP BY encounter, sha256 HAVING MAX(received_at) < $1",
    )
    .bind(before.0)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| Ok((id("encounter", row.try_get("encounter")?)?, name(row.try_get("sha256")?)?)))
        .collect()
}
