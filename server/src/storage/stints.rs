//! Since when people at the bench have examined without a break. One row a person, overwritten: nothing of a day is kept.

use policy::Country;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::{AccountId, SiteId, Timestamp};

use super::{Connection, count, id};
use crate::problem::Error;

/// Somebody's time at the bench since their last break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StintRow {
    /// Since when.
    pub began_at: Timestamp,
    /// When they last did something there.
    pub last_at: Timestamp,
    /// Hits decided since the beginning.
    pub decided: u32,
}

/// Somebody's, if they were ever at the bench.
pub async fn of(db: &mut Connection, account: AccountId) -> Result<Option<StintRow>, Error> {
    let row = sqlx::query("SELECT began_at, last_at, decided FROM bench_stint WHERE account = $1")
        .bind(account.to_string())
        .fetch_optional(db)
        .await?;
    row.as_ref().map(stint_row).transpose()
}

/// Those of a country who did something at the bench since a moment, each with their site.
pub async fn since(
    db: &mut Connection,
    country: Country,
    moment: Timestamp,
) -> Result<Vec<(SiteId, StintRow)>, Error> {
    let rows = sqlx::query(
        "SELECT a.site, b.began_at, b.last_at, b.decided FROM bench_stint b JOIN account a ON a.id = b.account \
         JOIN site s ON s.id = a.site WHERE s.country = $1 AND b.last_at > $2",
    )
    .bind(country.to_string())
    .bind(moment.0)
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| Ok((id("site", row.try_get("site")?)?, stint_row(row)?))).collect()
}

/// Puts somebody's in the place of what was there.
pub async fn set(db: &mut Connection, account: AccountId, stint: StintRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO bench_stint (account, began_at, last_at, decided) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account) DO UPDATE SET began_at = $2, last_at = $3, decided = $4",
    )
    .bind(account.to_string())
    .bind(stint.began_at.0)
    .bind(stint.last_at.0)
    .bind(i64::from(stint.decided))
    .execute(db)
    .await?;
    Ok(())
}

fn stint_row(row: &AnyRow) -> Result<StintRow, Error> {
    Ok(StintRow {
        began_at: Timestamp(row.try_get("began_at")?),
        last_at: Timestamp(row.try_get("last_at")?),
        decided: count(row.try_get("decided")?),
    })
}
