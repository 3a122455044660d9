//! The rows of the audit log. What they mean and how they are chained is [`crate::audit`]'s.

use std::collections::BTreeMap;

use sqlx::Row as _;
use wire::{AccountId, EncounterId, Timestamp};

use super::{Connection, count, id};
use crate::problem::Error;

/// A line as it lies in the database.
#[derive(Debug, Clone)]
pub struct AuditRow {
    /// 1, 2, 3 without a gap.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an account, or a program's name.
    pub actor: String,
    /// The actor's country, if any.
    pub home: String,
    /// What.
    pub action: String,
    /// To what.
    pub object: String,
    /// The object's country, if any.
    pub country: String,
    /// The actor's name, from where, why and the particulars, sealed.
    pub words: Vec<u8>,
    /// Of the chain up to here, in hexadecimal.
    pub hash: String,
}

/// The end of the chain.
#[derive(Debug, Clone)]
pub struct Head {
    /// Of the newest line; 0 before the first.
    pub seq: u64,
    /// Of the newest line.
    pub hash: String,
    /// The log's key, wrapped.
    pub wrapped_key: Vec<u8>,
    /// The key that checkpoints are signed with, sealed.
    pub signing_key: Vec<u8>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT seq, at, actor, home, action, object, country, words, hash FROM audit_event ", $rest)
    };
}

/// The end of the chain, if the log was begun.
pub async fn head(db: &mut Connection) -> Result<Option<Head>, Error> {
    let row = sqlx::query("SELECT seq, hash, wrapped_key, signing_key FROM audit_head WHERE id = 1")
        .fetch_optional(db)
        .await?;
    row.as_ref().map(head_row).transpose()
}

/// Begins the log.
pub async fn begin(
    db: &mut Connection,
    hash: &str,
    wrapped_key: &[u8],
    signing_key: &[u8],
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO audit_head (id, seq, hash, wrapped_key, signing_key) VALUES (1, 0, $1, $2, $3) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(hash)
    .bind(wrapped_key)
    .bind(signing_key)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the next number, locking the end of the chain until the transaction ends; the hash is still that of
/// the line before.
pub async fn take_number(db: &mut Connection) -> Result<Head, Error> {
    let row = sqlx::query(
        "UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash, wrapped_key, signing_key",
    )
    .fetch_one(db)
    .await?;
    head_row(&row)
}

/// Adds a line and moves the end of the chain to it.
pub async fn append(db: &mut Connection, line: &AuditRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO audit_event (seq, at, actor, home, action, object, country, words, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(line.seq.cast_signed())
    .bind(line.at.0)
    .bind(&line.actor)
    .bind(&line.home)
    .bind(&line.action)
    .bind(&line.object)
    .bind(&line.country)
    .bind(&line.words[..])
    .bind(&line.hash)
    .execute(&mut *db)
    .await?;
    sqlx::query("UPDATE audit_head SET hash = $1 WHERE id = 1").bind(&line.hash).execute(db).await?;
    Ok(())
}

/// Which lines are wanted; what is empty does not narrow them.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Below this number.
    pub before: u64,
    /// By people of this country, or to something of it.
    pub country: String,
    /// By this account or program.
    pub actor: String,
    /// About this subject: `encounter/0190...` or `entry/0190...`, its hits and its alerts.
    pub subject: String,
}

/// Up to `limit` of the lines wanted, newest first.
pub async fn wanted(db: &mut Connection, wanted: &Wanted, limit: u32) -> Result<Vec<AuditRow>, Error> {
    let rows = sqlx::query(select!(
        "WHERE seq < $1 AND ($2 = '' OR country = $2 OR home = $2) AND ($3 = '' OR actor = $3) \
         AND ($4 = '' OR object = $4 \
              OR object IN (SELECT 'hit/' || id FROM hit \
                            WHERE 'encounter/' || encounter = $4 OR 'entry/' || entry = $4 \
                            OR 'encounter/' || past = $4) \
              OR object IN (SELECT 'alert/' || id FROM alert \
                            WHERE 'encounter/' || encounter = $4 OR 'entry/' || entry = $4) \
              OR object IN (SELECT 'case/' || subject_case FROM case_link \
                            WHERE 'encounter/' || encounter = $4) \
              OR object IN (SELECT 'redress/' || id FROM redress WHERE 'encounter/' || encounter = $4)) \
         ORDER BY seq DESC LIMIT $5"
    ))
    .bind(i64::try_from(wanted.before).unwrap_or(i64::MAX))
    .bind(&wanted.country)
    .bind(&wanted.actor)
    .bind(&wanted.subject)
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(audit_row).collect()
}

/// The encounters that people call by this end of their identifier, also those that are in the log alone because
/// they were erased. Ten hexadecimal digits: seldom more than one.
pub async fn encounters_ending(db: &mut Connection, end: &str) -> Result<Vec<EncounterId>, Error> {
    let rows = sqlx::query(
        "SELECT DISTINCT object FROM audit_event \
         WHERE action = 'encounter.store' AND object LIKE 'encounter/%' || $1 ORDER BY object LIMIT 2",
    )
    .bind(end)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let object: String = row.try_get("object")?;
            id("encounter", object.trim_start_matches("encounter/"))
        })
        .collect()
}

/// How often an account looked at personal data in one minute of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LooksInMinute {
    /// Minutes after midnight UTC.
    pub minute: u16,
    /// How often.
    pub all: u64,
    /// What of it was another country's.
    pub abroad: u64,
}

/// How often each account looked at personal data since a moment, by the minute of the day.
pub async fn looks(
    db: &mut Connection,
    since: Timestamp,
) -> Result<BTreeMap<AccountId, Vec<LooksInMinute>>, Error> {
    // Reading a hit was once called `case.open`.
    let rows = sqlx::query(
        "SELECT actor, (at / 60000) % 1440 AS minute, COUNT(*) AS looks, \
         SUM(CASE WHEN country <> '' AND country <> home THEN 1 ELSE 0 END) AS abroad FROM audit_event \
         WHERE at > $1 AND home <> '' \
         AND action IN ('encounter.read', 'encounter.list', 'hit.read', 'case.open', 'print.view', 'list.copy', \
                        'redress.read', 'alert.read', 'hit.report', \
                        'case.read', 'case.list', 'case.search', 'case.document_read') \
         GROUP BY actor, (at / 60000) % 1440",
    )
    .bind(since.0)
    .fetch_all(db)
    .await?;
    let mut looks = BTreeMap::<AccountId, Vec<LooksInMinute>>::new();
    for row in &rows {
        looks.entry(id("account", row.try_get("actor")?)?).or_default().push(LooksInMinute {
            minute: count(row.try_get("minute")?),
            all: count(row.try_get("looks")?),
            abroad: count(row.try_get("abroad")?),
        });
    }
    Ok(looks)
}

/// Up to `limit` lines above number `after`, oldest first.
pub async fn after(db: &mut Connection, after: u64, limit: u32) -> Result<Vec<AuditRow>, Error> {
    let rows = sqlx::query(select!("WHERE seq > $1 ORDER BY seq LIMIT $2"))
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    rows.iter().map(audit_row).collect()
}

fn head_row(row: &sqlx::any::AnyRow) -> Result<Head, Error> {
    Ok(Head {
        seq: count(row.try_get("seq")?),
        hash: row.try_get("hash")?,
        wrapped_key: row.try_get("wrapped_key")?,
        signing_key: row.try_get("signing_key")?,
    })
}

fn audit_row(row: &sqlx::any::AnyRow) -> Result<AuditRow, Error> {
    Ok(AuditRow {
        seq: count(row.try_get("seq")?),
        at: Timestamp(row.try_get("at")?),
        actor: row.try_get("actor")?,
        home: row.try_get("home")?,
        action: row.try_get("action")?,
        object: row.try_get("object")?,
        country: row.try_get("country")?,
        words: row.try_get("words")?,
        hash: row.try_get("hash")?,
    })
}
