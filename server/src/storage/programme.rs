//! The key of what belongs to the programme as a whole.

use sqlx::Row as _;

use super::Connection;
use crate::problem::Error;

/// The wrapped key and the sealed key of the keyed hashes, if they are there.
pub async fn find(db: &mut Connection) -> Result<Option<(Vec<u8>, Vec<u8>)>, Error> {
    let row =
        sqlx::query("SELECT wrapped_key, tag_key FROM programme WHERE id = 1").fetch_optional(db).await?;
    row.map(|row| Ok((row.try_get("wrapped_key")?, row.try_get("tag_key")?))).transpose()
}

/// Keeps them.
pub async fn insert(db: &mut Connection, wrapped_key: &[u8], tag_key: &[u8]) -> Result<(), Error> {
    sqlx::query("INSERT INTO programme (id, wrapped_key, tag_key) VALUES (1, $1, $2)")
        .bind(wrapped_key)
        .bind(tag_key)
        .execute(db)
        .await?;
    Ok(())
}

/// The sealed signing key of what devices are given, if it is there.
pub async fn list_key(db: &mut Connection) -> Result<Option<Vec<u8>>, Error> {
    let row = sqlx::query("SELECT list_key FROM programme WHERE id = 1").fetch_one(db).await?;
    Ok(row.try_get("list_key")?)
}

/// Keeps it.
pub async fn set_list_key(db: &mut Connection, sealed: &[u8]) -> Result<(), Error> {
    sqlx::query("UPDATE programme SET list_key = $1 WHERE id = 1").bind(sealed).execute(db).await?;
    Ok(())
}

/// The sealed key that what travels on a medium is sealed to, if it is there.
pub async fn exchange_key(db: &mut Connection) -> Result<Option<Vec<u8>>, Error> {
    let row = sqlx::query("SELECT exchange_key FROM programme WHERE id = 1").fetch_one(db).await?;
    Ok(row.try_get("exchange_key")?)
}

/// Keeps it.
pub async fn set_exchange_key(db: &mut Connection, sealed: &[u8]) -> Result<(), Error> {
    sqlx::query("UPDATE programme SET exchange_key = $1 WHERE id = 1").bind(sealed).execute(db).await?;
    Ok(())
}

/// The sealed key that push services know this server by, if it is there.
pub async fn push_key(db: &mut Connection) -> Result<Option<Vec<u8>>, Error> {
    let row = sqlx::query("SELECT push_key FROM programme WHERE id = 1").fetch_one(db).await?;
    Ok(row.try_get("push_key")?)
}

/// Keeps it.
pub async fn set_push_key(db: &mut Connection, sealed: &[u8]) -> Result<(), Error> {
    sqlx::query("UPDATE programme SET push_key = $1 WHERE id = 1").bind(sealed).execute(db).await?;
    Ok(())
}
