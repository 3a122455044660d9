//! What arrived sealed, by its encounter: hashes and identifiers, which outlive the record.

use packet::Seal;
use sqlx::Row as _;
use wire::{EncounterId, Sha256, Timestamp};

use super::Connection;
use crate::problem::Error;

/// Notes what arrived.
pub async fn insert(db: &mut Connection, seal: &Seal, now: Timestamp) -> Result<(), Error> {
    let sealing = &seal.sealing;
    sqlx::query(
        "INSERT INTO packet (encounter, device, manifest, seal, clock_set_by, received_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (encounter) DO NOTHING",
    )
    .bind(sealing.encounter.to_string())
    .bind(sealing.device.to_string())
    .bind(Sha256::from_digest(&sealing.manifest).as_str())
    .bind(&seal.to_bytes()[..])
    .bind(sealing.clock_set_by)
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(())
}

/// The SHA-256 of the manifest that arrived as this encounter, if one did.
pub async fn manifest_of(db: &mut Connection, encounter: EncounterId) -> Result<Option<String>, Error> {
    let row = sqlx::query("SELECT manifest FROM packet WHERE encounter = $1")
        .bind(encounter.to_string())
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| row.try_get("manifest")).transpose()?)
}
