//! Watchlists.

use policy::{Category, Country};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use wire::ListId;
use wire::watchlist::Terms;

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
    /// Name, owner, legal basis and categories.
    pub terms: Terms,
    /// Grows with every change.
    pub version: u64,
}

/// What is sealed of the terms beside the name.
#[derive(Default, Serialize, Deserialize)]
struct Sealed {
    owner: String,
    legal_basis: String,
    categories: Vec<Category>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, country, name, terms, version FROM watchlist ", $rest)
    };
}

/// Every list, by name.
pub async fn all(db: &mut Connection, names: &ProgrammeKey) -> Result<Vec<Watchlist>, Error> {
    let rows = sqlx::query(select!("")).fetch_all(db).await?;
    let mut all = rows.iter().map(|row| list(names, row)).collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|a, b| a.terms.name.cmp(&b.terms.name));
    Ok(all)
}

/// A list, if it is there.
pub async fn find(
    db: &mut Connection,
    names: &ProgrammeKey,
    wanted: ListId,
) -> Result<Option<Watchlist>, Error> {
    let row = sqlx::query(select!("WHERE id = $1")).bind(wanted.to_string()).fetch_optional(db).await?;
    row.as_ref().map(|row| list(names, row)).transpose()
}

/// The country's list of that name, if it is there.
pub async fn named(
    db: &mut Connection,
    names: &ProgrammeKey,
    keeper: Country,
    name: &str,
) -> Result<Option<Watchlist>, Error> {
    let row = sqlx::query(select!("WHERE country = $1 AND name_tag = $2"))
        .bind(keeper.to_string())
        .bind(names.tag("list", name))
        .fetch_optional(db)
        .await?;
    row.as_ref().map(|row| list(names, row)).transpose()
}

/// Adds a list, in version 0; whether no other of its country has its name.
pub async fn insert(db: &mut Connection, names: &ProgrammeKey, list: &Watchlist) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO watchlist (id, country, name, name_tag, terms, version) VALUES ($1, $2, $3, $4, $5, 0) \
         ON CONFLICT (country, name_tag) DO NOTHING",
    )
    .bind(list.id.to_string())
    .bind(list.country.to_string())
    .bind(names.seal(&name_of(list.id), list.terms.name.as_bytes())?)
    .bind(names.tag("list", &list.terms.name))
    .bind(sealed(names, list.id, &list.terms)?)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes everything of the terms but the name.
pub async fn set_terms(
    db: &mut Connection,
    names: &ProgrammeKey,
    list: ListId,
    terms: &Terms,
) -> Result<(), Error> {
    sqlx::query("UPDATE watchlist SET terms = $1 WHERE id = $2")
        .bind(sealed(names, list, terms)?)
        .bind(list.to_string())
        .execute(db)
        .await?;
    Ok(())
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

fn terms_of(list: ListId) -> String {
    format!("terms of list {list}")
}

fn sealed(names: &ProgrammeKey, list: ListId, terms: &Terms) -> Result<Vec<u8>, Error> {
    let Terms { name: _, owner, legal_basis, categories } = terms.clone();
    let plain = serde_json::to_vec(&Sealed { owner, legal_basis, categories })
        .map_err(Error::stored("list's terms"))?;
    Ok(names.seal(&terms_of(list), &plain)?)
}

fn list(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<Watchlist, Error> {
    let list = id("watchlist", row.try_get("id")?)?;
    let Sealed { owner, legal_basis, categories } = match row.try_get::<Option<Vec<u8>>, _>("terms")? {
        None => Sealed::default(),
        Some(terms) => serde_json::from_slice(&names.open_bytes(&terms_of(list), &terms)?)
            .map_err(Error::stored("list's terms"))?,
    };
    let name = names.open_text(&name_of(list), row.try_get("name")?)?;
    Ok(Watchlist {
        id: list,
        country: country(row)?,
        terms: Terms { name, owner, legal_basis, categories },
        version: count(row.try_get("version")?),
    })
}
