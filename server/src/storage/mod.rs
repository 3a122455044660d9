//! The database: one file per kind of record, portable SQL only.
//!
//! SQLite or PostgreSQL, by the address it is opened with: the same queries and migrations. On both, transactions that
//! write take turns ([`Storage::write`]), so what one reads before it writes is still so when it commits, and the audit
//! log stays one chain however many processes write. Text is put in order only where it is all of one shape
//! (identifiers, hashes, country codes): any collation orders that as its bytes.

pub mod accounts;
pub mod agreements;
pub mod alerts;
pub mod audit;
pub mod calls;
pub mod capture_services;
pub mod cases;
pub mod changes;
pub mod course;
pub mod credentials;
pub mod devices;
pub mod duty;
pub mod encounters;
pub mod entries;
pub mod erasures;
pub mod examinations;
pub mod handovers;
pub mod held_copies;
pub mod hits;
pub mod imports;
pub mod keys;
pub mod known_answers;
pub mod lists;
pub mod notices;
pub mod on_bench;
pub mod packets;
pub mod part_pieces;
pub mod parts;
pub mod policies;
pub mod programme;
pub mod purges;
pub mod quarantine;
pub mod redress;
pub mod refusals;
pub mod search_due;
pub mod searched_back;
pub mod sessions;
pub mod shard_files;
pub mod stints;
pub mod watch_rules;

use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::AnyPoolOptions;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Executor as _, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::problem::Error;

/// What the storage functions work on: a connection, or a transaction seen as one.
pub use sqlx::AnyConnection as Connection;

/// A query with its values bound.
type Query = sqlx::query::Query<'static, Any, sqlx::any::AnyArguments>;

/// The database of a service.
#[derive(Clone)]
pub struct Storage {
    pool: AnyPool,
    engine: Engine,
    url: Arc<str>,
    /// Writers of this process take turns here, as the database takes one at a time anyway: waiting here is fair and
    /// holds no connection.
    turns: Arc<Mutex<()>>,
}

/// Whose dialect differs in how a transaction begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }

    /// What each connection is told first.
    fn settings(self) -> &'static str {
        match self {
            // Readers never wait for the writer; writers of other processes are waited for. What was answered as
            // kept must survive the power going: hence FULL.
            Self::Sqlite => {
                "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON"
            }
            // As patient as SQLite, whatever the database's own settings.
            Self::Postgres => "SET lock_timeout = 10000; SET synchronous_commit = on",
        }
    }

    /// Begins a transaction that reads before it writes: SQLite must hold the write lock from the start, or the
    /// transaction fails when another wrote in between.
    fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }

    /// What a writer waits for once begun. After this lock every statement sees all that earlier writers committed;
    /// readers are not held up.
    fn lock(self) -> Option<&'static str> {
        (self == Self::Postgres).then_some("LOCK TABLE audit_head IN EXCLUSIVE MODE")
    }

    fn begin_snapshot(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }
}

/// A transaction to write with; what is not committed is undone.
pub struct Write {
    transaction: Transaction<'static, Any>,
    _turn: OwnedMutexGuard<()>,
}

impl Write {
    /// Makes everything written so lasting.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.transaction.commit().await?)
    }
}

impl Deref for Write {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.transaction
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.transaction
    }
}

impl Storage {
    /// Opens the database, making it (SQLite) and bringing it up to date first.
    pub async fn open(url: &str) -> Result<Self, Error> {
        sqlx::any::install_default_drivers();
        let engine = Engine::of(url);
        let pool = AnyPoolOptions::new()
            .max_connections(8)
            .after_connect(move |connection, _| {
                Box::pin(async move { connection.execute(engine.settings()).await.map(|_| ()) })
            })
            .connect(url)
            .await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Self { pool, engine, url: url.into(), turns: Arc::default() })
    }

    /// The address of the database where several servers may share it; SQLite has one.
    pub fn shared(&self) -> Option<&str> {
        (self.engine == Engine::Postgres).then_some(&self.url)
    }

    /// Tells whoever listens on a channel of a shared database; `words` are at most 8,000 bytes.
    pub async fn notify(&self, channel: &str, words: &str) -> Result<(), Error> {
        sqlx::query("SELECT pg_notify($1, $2)::text").bind(channel).bind(words).execute(&self.pool).await?;
        Ok(())
    }

    /// A connection to read with.
    pub async fn read(&self) -> Result<PoolConnection<Any>, Error> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction to read with, which sees one moment however long it lasts.
    pub async fn snapshot(&self) -> Result<Transaction<'static, Any>, Error> {
        Ok(self.pool.begin_with(self.engine.begin_snapshot()).await?)
    }

    /// A transaction to write with. Whoever holds it must not ask for another connection.
    pub async fn write(&self) -> Result<Write, Error> {
        let turn = self.turn().await;
        let mut transaction = self.pool.begin_with(self.engine.begin()).await?;
        if let Some(lock) = self.engine.lock() {
            transaction.execute(lock).await?;
        }
        Ok(Write { transaction, _turn: turn })
    }

    /// Has what was deleted leave the files now: SQLite's pages are overwritten (`secure_delete`), and the journal that
    /// still holds the old ones is emptied. PostgreSQL keeps dead rows and its own log for a while, and backups too: what
    /// is in them opens with keys of their own, which are gone with the next change of the master key.
    pub async fn forget_deleted(&self) -> Result<(), Error> {
        match self.engine {
            Engine::Sqlite => {
                let _turn = self.turn().await;
                sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await?;
            }
            // Frees what no transaction sees any more for being written over.
            Engine::Postgres => {
                sqlx::raw_sql("VACUUM encounter, entry, examination, alert").execute(&self.pool).await?;
            }
        }
        Ok(())
    }

    async fn turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.turns).lock_owned().await
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
