//! The count of people whom policy did not let be recorded. Nothing else of them is kept.

use policy::Rule;
use wire::{SiteId, Timestamp};

use super::{Connection, word};
use crate::problem::Error;

const MILLISECONDS_OF_A_DAY: i64 = 86_400_000;

/// Counts one more.
pub async fn count_one(db: &mut Connection, site: SiteId, rule: Rule, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO refusal (site, day, rule, count) VALUES ($1, $2, $3, 1) \
         ON CONFLICT (site, day, rule) DO UPDATE SET count = refusal.count + 1",
    )
    .bind(site.to_string())
    .bind(now.0.div_euclid(MILLISECONDS_OF_A_DAY))
    .bind(word(rule))
    .execute(db)
    .await?;
    Ok(())
}
