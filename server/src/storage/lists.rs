//! Watchlists.

use policy::Country;
use sqlx::Row as _;
use wire::ListId;

use super::accounts::country;
use super::{Connection, count, id};
use crate::problem::Error;

/// A watchlist, without its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watchlist {
    /// Its identifier.
    pub id: ListId,
    /// The country that keeps it.
    pub country: Country,
    /// Its name.
    pub name: String,
    /// Grows with every change.
    pub version: u64,
}

/// Every list, by name.
pub async fn all(db: &mut Connection) -> Result<Vec<Watchlist>, Error> {
    let rows =
        sqlx::query("SELECT id, country, name, version FROM watchlist ORDER BY name").fetch_all(db).await?;
    rows.iter().map(list).collect()
}

/// The country's list of that name, made if it is not there.
pub async fn named(db: &mut Connection, keeper: Country, name: &str) -> Result<Watchlist, Error> {
    sqlx::query(
        "INSERT INTO watchlist (id, country, name, version) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (country, name) DO NOTHING",
    )
    .bind(ListId::new().to_string())
    .bind(keeper.to_string())
    .bind(name)
    .execute(&mut *db)
    .await?;
    let row =
        sqlx::query("SELECT id, country, name, version FROM watchlist WHERE country = $1 AND name = $2")
            .bind(keeper.to_string())
            .bind(name)
            .fetch_one(db)
            .await?;
    list(&row)
}

/// Notes a change; the list's new version.
pub async fn advance(db: &mut Connection, list: ListId) -> Result<u64, Error> {
    let row = sqlx::query("UPDATE watchlist SET version = version + 1 WHERE id = $1 RETURNING version")
        .bind(list.to_string())
        .fetch_one(db)
        .await?;
    Ok(count(row.try_get("version")?))
}

fn list(row: &sqlx::any::AnyRow) -> Result<Watchlist, Error> {
    Ok(Watchlist {
        id: id("watchlist", row.try_get("id")?)?,
        country: country(row)?,
        name: row.try_get("name")?,
        version: count(row.try_get("version")?),
    })
}
