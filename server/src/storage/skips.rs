//! Who has passed on which hit.

use std::collections::HashSet;

use sqlx::Row as _;
use wire::{AccountId, HitId, Timestamp};

use super::{Connection, id};
use crate::problem::Error;

/// Notes that somebody has passed on a hit; once is enough.
pub async fn insert(db: &mut Connection, hit: HitId, by: AccountId, now: Timestamp) -> Result<(), Error> {
    sqlx::query("INSERT INTO hit_skip (hit, account, skipped_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(hit.to_string())
        .bind(by.to_string())
        .bind(now.0)
        .execute(db)
        .await?;
    Ok(())
}

/// The hits that somebody has passed on and that are still open.
pub async fn of(db: &mut Connection, by: AccountId) -> Result<HashSet<HitId>, Error> {
    let rows = sqlx::query(
        "SELECT k.hit FROM hit_skip k JOIN hit h ON h.id = k.hit WHERE k.account = $1 AND h.outcome IS NULL",
    )
    .bind(by.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| id("hit", row.try_get("hit")?)).collect()
}
