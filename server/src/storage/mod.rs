//! The database: one file per kind of record, portable SQL only.

pub mod accounts;
pub mod alerts;
pub mod audit;
pub mod encounters;
pub mod entries;
pub mod examinations;
pub mod hits;
pub mod lists;
pub mod parts;
pub mod refusals;
pub mod sessions;

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::AnyPoolOptions;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Executor as _, Transaction};

use crate::problem::Error;

/// What the storage functions work on: a connection, or a transaction seen as one.
pub use sqlx::AnyConnection as Connection;

/// The database of a service.
#[derive(Clone)]
pub struct Storage {
    pool: AnyPool,
    begin: &'static str,
}

impl Storage {
    /// Opens the database, making it or bringing it up to date first.
    pub async fn open(url: &str) -> Result<Self, Error> {
        sqlx::any::install_default_drivers();
        let sqlite = url.starts_with("sqlite:");
        let pool = AnyPoolOptions::new()
            .max_connections(8)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if sqlite {
                        // Readers never wait for the writer; writers of other processes are waited for. What
                        // was answered as kept must survive the power going: hence FULL.
                        connection
                            .execute(
                                "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
                                 PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                                 PRAGMA secure_delete = ON",
                            )
                            .await?;
                    }
                    Ok(())
                })
            })
            .connect(url)
            .await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        // A transaction that reads before it writes must hold SQLite's write lock from the start, or it fails
        // when another wrote in between.
        Ok(Self { pool, begin: if sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" } })
    }

    /// A connection to read with.
    pub async fn read(&self) -> Result<PoolConnection<Any>, Error> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction to write with; what is not committed is undone.
    pub async fn write(&self) -> Result<Transaction<'static, Any>, Error> {
        Ok(self.pool.begin_with(self.begin).await?)
    }

    /// Closes every connection, so that the files are whole.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// An identifier as it is stored.
fn id<T: FromStr>(what: &'static str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Stored { what, why: "its identifier is none".into() })
}

/// An enum as it is stored: the word it has in JSON.
pub(crate) fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        other => unreachable!("only enums without content are stored as words: {other:?}"),
    }
}

/// The enum whose word was stored.
pub(crate) fn from_word<T: DeserializeOwned>(what: &'static str, word: &str) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::from(word)).map_err(Error::stored(what))
}

/// A count as the wire has it.
pub(crate) fn count<T: TryFrom<i64> + Default>(value: i64) -> T {
    T::try_from(value).unwrap_or_default()
}
