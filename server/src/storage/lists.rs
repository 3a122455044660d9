//! Watchlists.

use policy::Country;
use sqlx::Row as _;
use wire::ListId;

use super::accounts::country;
use super::{Connection, count, id};
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

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
pub async fn all(db: &mut Connection, names: &ProgrammeKey) -> Result<Vec<Watchlist>, Error> {
    let rows = sqlx::query("SELECT id, country, name, version FROM watchlist").fetch_all(db).await?;
    let mut all = rows.iter().map(|row| list(names, row)).collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// The country's list of that name, made if it is not there.
pub async fn named(
    db: &mut Connection,
    names: &ProgrammeKey,
    keeper: Country,
    name: &str,
) -> Result<Watchlist, Error> {
    let (new, tag) = (ListId::new(), names.tag("list", name));
    sqlx::query(
        "INSERT INTO watchlist (id, country, name, name_tag, version) VALUES ($1, $2, $3, $4, 0) \
         ON CONFLICT (country, name_tag) DO NOTHING",
    )
    .bind(new.to_string())
    .bind(keeper.to_string())
    .bind(names.seal(&name_of(new), name.as_bytes())?)
    .bind(&tag)
    .execute(&mut *db)
    .await?;
    let row =
        sqlx::query("SELECT id, country, name, version FROM watchlist WHERE country = $1 AND name_tag = $2")
            .bind(keeper.to_string())
            .bind(tag)
            .fetch_one(db)
            .await?;
    list(names, &row)
}

/// Notes a change; the list's new version.
pub async fn advance(db: &mut Connection, list: ListId) -> Result<u64, Error> {
    let row = sqlx::query("UPDATE watchlist SET version = version + 1 WHERE id = $1 RETURNING version")
        .bind(list.to_string())
        .fetch_one(db)
        .await?;
    Ok(count(row.try_get("version")?))
}

fn name_of(list: ListId) -> String {
    format!("name of list {list}")
}

fn list(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<Watchlist, Error> {
    let list = id("watchlist", row.try_get("id")?)?;
    Ok(Watchlist {
        id: list,
        country: country(row)?,
        name: names.open_text(&name_of(list), row.try_get("name")?)?,
        version: count(row.try_get("version")?),
    })
}
