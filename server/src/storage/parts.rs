//! Which images an encounter has, and which have arrived.

use sqlx::Row as _;
use wire::{EncounterId, Sha256, Timestamp};

use super::Connection;
use crate::problem::Error;

/// One image of an encounter.
#[derive(Debug, Clone)]
pub struct Part {
    /// Of its content.
    pub sha256: Sha256,
    /// When it arrived, if it has.
    pub received_at: Option<Timestamp>,
}

/// Notes an image that is to come.
pub async fn insert(db: &mut Connection, encounter: EncounterId, sha256: &Sha256) -> Result<(), Error> {
    sqlx::query("INSERT INTO part (encounter, sha256) VALUES ($1, $2)")
        .bind(encounter.to_string())
        .bind(sha256.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// The images of an encounter.
pub async fn of(db: &mut Connection, encounter: EncounterId) -> Result<Vec<Part>, Error> {
    let rows = sqlx::query("SELECT sha256, received_at FROM part WHERE encounter = $1 ORDER BY sha256")
        .bind(encounter.to_string())
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Part {
                sha256: Sha256::try_from(row.try_get::<String, _>("sha256")?)
                    .map_err(|why| Error::Stored { what: "part", why: why.into() })?,
                received_at: row.try_get::<Option<i64>, _>("received_at")?.map(Timestamp),
            })
        })
        .collect()
}

/// Notes that an image has arrived.
pub async fn received(
    db: &mut Connection,
    encounter: EncounterId,
    sha256: &Sha256,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query("UPDATE part SET received_at = $1 WHERE encounter = $2 AND sha256 = $3")
        .bind(now.0)
        .bind(encounter.to_string())
        .bind(sha256.as_str())
        .execute(db)
        .await?;
    Ok(())
}
