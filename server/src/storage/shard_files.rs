//! The keys of lists in files, which each server has in a folder of its own.

use sqlx::Row as _;
use wire::ListId;

use super::{Connection, count};
use crate::problem::Error;

/// What is known of a file.
#[derive(Debug, Clone)]
pub struct ShardFileRow {
    /// The version of the list that it holds.
    pub version: u64,
    /// How many bytes it holds, before they were sealed.
    pub bytes: u64,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
}

/// The file of a list in a server's folder, if there is one.
pub async fn find(db: &mut Connection, list: ListId, folder: &str) -> Result<Option<ShardFileRow>, Error> {
    let row =
        sqlx::query("SELECT version, bytes, wrapped_key FROM shard_file WHERE list = $1 AND folder = $2")
            .bind(list.to_string())
            .bind(folder)
            .fetch_optional(db)
            .await?;
    row.map(|row| {
        Ok(ShardFileRow {
            version: count(row.try_get("version")?),
            bytes: count(row.try_get("bytes")?),
            wrapped_key: row.try_get("wrapped_key")?,
        })
    })
    .transpose()
}

/// Keeps what is known of a file, in place of the one before.
pub async fn put(
    db: &mut Connection,
    (list, folder): (ListId, &str),
    file: &ShardFileRow,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO shard_file (list, folder, version, bytes, wrapped_key) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (list, folder) DO UPDATE SET version = $3, bytes = $4, wrapped_key = $5",
    )
    .bind(list.to_string())
    .bind(folder)
    .bind(file.version.cast_signed())
    .bind(file.bytes.cast_signed())
    .bind(&file.wrapped_key[..])
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the keys of a list's files, whichever servers' they are: they do not open any more.
pub async fn forget(db: &mut Connection, list: ListId) -> Result<(), Error> {
    sqlx::query("DELETE FROM shard_file WHERE list = $1").bind(list.to_string()).execute(db).await?;
    Ok(())
}
