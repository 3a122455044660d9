use policy::Country;
use sqlx::Row as _;
use wire::{EncounterId, SiteId, Timestamp};

use crate::problem::Error;
use crate::storage::accounts::country;
use crate::storage::{Connection, count, id};

/// A code of a receipt, by its keyed hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// The keyed hash.
    pub tag: String,
    /// Of which record, which may be erased by now.
    pub encounter: EncounterId,
    /// Where that was made.
    pub site: SiteId,
    /// That site's country.
    pub country: Country,
}

/// Keeps a code.
pub async fn insert(db: &mut Connection, code: &CodeRow, now: Timestamp) -> Result<(), Error> {
    sqlx::query("INSERT INTO redress_code (tag, encounter, site, given_at) VALUES ($1, $2, $3, $4)")
        .bind(&code.tag)
        .bind(code.encounter.to_string())
        .bind(code.site.to_string())
        .bind(now.0)
        .execute(db)
        .await?;
    Ok(())
}

/// The code of that hash.
pub async fn find(db: &mut Connection, tag: &str) -> Result<Option<CodeRow>, Error> {
    let row = sqlx::query(
        "SELECT c.tag, c.encounter, c.site, s.country FROM redress_code c JOIN site s ON s.id = c.site \
         WHERE c.tag = $1",
    )
    .bind(tag)
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(CodeRow {
            tag: row.try_get("tag")?,
            encounter: id("encounter", row.try_get("encounter")?)?,
            site: id("site", row.try_get("site")?)?,
            country: country(&row)?,
        })
    })
    .transpose()
}

/// How many codes a record has.
pub async fn of_encounter(db: &mut Connection, encounter: EncounterId) -> Result<u32, Error> {
    let row = sqlx::query("SELECT COUNT(*) AS codes FROM redress_code WHERE encounter = $1")
        .bind(encounter.to_string())
        .fetch_one(db)
        .await?;
    Ok(count(row.try_get("codes")?))
}

/// Counts a request under a code that there is not.
pub async fn count_unknown(db: &mut Connection, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO redress_unknown (day, count) VALUES ($1, 1) \
         ON CONFLICT (day) DO UPDATE SET count = redress_unknown.count + 1",
    )
    .bind(now.0.div_euclid(86_400_000))
    .execute(db)
    .await?;
    Ok(())
}
