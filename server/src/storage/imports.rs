//! Imports, and what became of each person of their sheets.

use std::collections::BTreeMap;

use policy::EntryState;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::import::VerdictKind;
use wire::{EntryId, ImportId, ListId, Sha256, Timestamp};

use super::{Connection, count, from_word, id, word};
use crate::problem::Error;

/// An import.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// Its identifier.
    pub id: ImportId,
    /// Into which list.
    pub list: ListId,
    /// SHA-256 of its sheet.
    pub sheet: Sha256,
    /// The account or the program that began it.
    pub author: String,
    /// When.
    pub made_at: Timestamp,
    /// How many people its sheet names.
    pub people: u32,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
}

/// Somebody of a sheet who was looked at.
#[derive(Debug, Clone)]
pub struct LineRow {
    /// Their place in the sheet.
    pub place: u32,
    /// What became of them.
    pub verdict: VerdictKind,
    /// The sheet's name for them and what was found, sealed.
    pub words: Vec<u8>,
    /// The entry that they are to be; read again, the one that they are.
    pub entry: Option<EntryId>,
}

/// Somebody who was accepted and waits to be enrolled.
#[derive(Debug, Clone)]
pub struct WaitingRow {
    /// Their place in the sheet.
    pub place: u32,
    /// The entry that they are to be.
    pub entry: EntryId,
    /// From when it no longer counts.
    pub expires_at: Option<i64>,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
    /// [`crate::watch::Particulars`], sealed.
    pub particulars: Vec<u8>,
    /// [`crate::watch::ReferencePrint`]s, sealed.
    pub prints: Vec<u8>,
}

/// Adds an import; whether there was none of the list and the sheet.
pub async fn insert(db: &mut Connection, import: &ImportRow) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO import (id, list, sheet, author, made_at, touched_at, people, wrapped_key) \
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7) ON CONFLICT (list, sheet) DO NOTHING",
    )
    .bind(import.id.to_string())
    .bind(import.list.to_string())
    .bind(import.sheet.as_str())
    .bind(&import.author)
    .bind(import.made_at.0)
    .bind(i64::from(import.people))
    .bind(&import.wrapped_key[..])
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, list, sheet, author, made_at, people, wrapped_key FROM import ", $rest)
    };
}

/// An import, if it is there.
pub async fn find(db: &mut Connection, wanted: ImportId) -> Result<Option<ImportRow>, Error> {
    let row = sqlx::query(select!("WHERE id = $1")).bind(wanted.to_string()).fetch_optional(db).await?;
    row.as_ref().map(import_row).transpose()
}

/// The import of that sheet into a list, if there is one.
pub async fn of_sheet(db: &mut Connection, list: ListId, sheet: &Sha256) -> Result<Option<ImportRow>, Error> {
    let row = sqlx::query(select!("WHERE list = $1 AND sheet = $2"))
        .bind(list.to_string())
        .bind(sheet.as_str())
        .fetch_optional(db)
        .await?;
    row.as_ref().map(import_row).transpose()
}

/// The newest imports into a list.
pub async fn of_list(db: &mut Connection, list: ListId, limit: u32) -> Result<Vec<ImportRow>, Error> {
    let rows = sqlx::query(select!("WHERE list = $1 ORDER BY id DESC LIMIT $2"))
        .bind(list.to_string())
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    rows.iter().map(import_row).collect()
}

/// The imports that nobody has touched since `before` and of which somebody still waits.
pub async fn left_alone(db: &mut Connection, before: Timestamp) -> Result<Vec<ImportRow>, Error> {
    let rows = sqlx::query(select!(
        "WHERE touched_at < $1 AND EXISTS \
         (SELECT 1 FROM import_line WHERE import = import.id AND wrapped_key IS NOT NULL)"
    ))
    .bind(before.0)
    .fetch_all(db)
    .await?;
    rows.iter().map(import_row).collect()
}

/// Notes that somebody goes on with it.
pub async fn touch(db: &mut Connection, import: ImportId, now: Timestamp) -> Result<(), Error> {
    sqlx::query("UPDATE import SET touched_at = $1 WHERE id = $2")
        .bind(now.0)
        .bind(import.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets an import with its lines.
pub async fn delete(db: &mut Connection, import: ImportId) -> Result<(), Error> {
    for query in ["DELETE FROM import_line WHERE import = $1", "DELETE FROM import WHERE id = $1"] {
        sqlx::query(query).bind(import.to_string()).execute(&mut *db).await?;
    }
    Ok(())
}

/// Keeps what became of somebody; whoever was accepted waits with it.
pub async fn insert_line(
    db: &mut Connection,
    import: ImportId,
    line: &LineRow,
    waiting: Option<&WaitingRow>,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO import_line (import, place, verdict, words, entry, expires_at, wrapped_key, particulars, \
         prints) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(import.to_string())
    .bind(i64::from(line.place))
    .bind(word(line.verdict))
    .bind(&line.words[..])
    .bind(line.entry.map(|entry| entry.to_string()))
    .bind(waiting.and_then(|waiting| waiting.expires_at))
    .bind(waiting.map(|waiting| &waiting.wrapped_key[..]))
    .bind(waiting.map(|waiting| &waiting.particulars[..]))
    .bind(waiting.map(|waiting| &waiting.prints[..]))
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets that people were refused, so that they are looked at again.
pub async fn forget_refused(db: &mut Connection, import: ImportId) -> Result<(), Error> {
    sqlx::query("DELETE FROM import_line WHERE import = $1 AND verdict = $2")
        .bind(import.to_string())
        .bind(word(VerdictKind::Refused))
        .execute(db)
        .await?;
    Ok(())
}

/// The places of everybody who was looked at.
pub async fn places(db: &mut Connection, import: ImportId) -> Result<Vec<u32>, Error> {
    let rows = sqlx::query("SELECT place FROM import_line WHERE import = $1")
        .bind(import.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| Ok(count(row.try_get("place")?))).collect()
}

/// How many people were looked at.
pub async fn looked_at(db: &mut Connection, import: ImportId) -> Result<usize, Error> {
    let row = sqlx::query("SELECT COUNT(*) AS people FROM import_line WHERE import = $1")
        .bind(import.to_string())
        .fetch_one(db)
        .await?;
    Ok(count(row.try_get("people")?))
}

/// How many people there are of each verdict.
pub async fn verdicts(db: &mut Connection, import: ImportId) -> Result<BTreeMap<VerdictKind, u32>, Error> {
    let rows =
        sqlx::query("SELECT verdict, COUNT(*) AS people FROM import_line WHERE import = $1 GROUP BY verdict")
            .bind(import.to_string())
            .fetch_all(db)
            .await?;
    rows.iter()
        .map(|row| Ok((from_word("verdict", row.try_get("verdict")?)?, count(row.try_get("people")?))))
        .collect()
}

/// How many of an import's entries are in each state.
pub async fn states(db: &mut Connection, import: ImportId) -> Result<BTreeMap<EntryState, u32>, Error> {
    let rows = sqlx::query("SELECT state, COUNT(*) AS entries FROM entry WHERE import = $1 GROUP BY state")
        .bind(import.to_string())
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| Ok((from_word("entry's state", row.try_get("state")?)?, count(row.try_get("entries")?))))
        .collect()
}

/// Lines of an import in the order of its sheet, of one verdict or of any, from place `from` on.
pub async fn lines(
    db: &mut Connection,
    import: ImportId,
    verdict: Option<VerdictKind>,
    from: u32,
    limit: u32,
) -> Result<Vec<LineRow>, Error> {
    let query = match verdict {
        None => sqlx::query(
            "SELECT place, verdict, words, CASE WHEN wrapped_key IS NULL THEN entry END AS entry FROM import_line WHERE import = $1 AND place >= $2 \
             ORDER BY place LIMIT $3",
        ),
        Some(_) => sqlx::query(
            "SELECT place, verdict, words, CASE WHEN wrapped_key IS NULL THEN entry END AS entry FROM import_line WHERE import = $1 AND place >= $2 \
             AND verdict = $4 ORDER BY place LIMIT $3",
        ),
    };
    let query = query.bind(import.to_string()).bind(i64::from(from)).bind(i64::from(limit));
    let query = match verdict {
        None => query,
        Some(verdict) => query.bind(word(verdict)),
    };
    let rows = query.fetch_all(db).await?;
    rows.iter()
        .map(|row| {
            let entry: Option<String> = row.try_get("entry")?;
            Ok(LineRow {
                place: count(row.try_get("place")?),
                verdict: from_word("verdict", row.try_get("verdict")?)?,
                words: row.try_get("words")?,
                entry: entry.map(|entry| id("entry", &entry)).transpose()?,
            })
        })
        .collect()
}

/// Those who wait to be enrolled, in the order of the sheet, from place `from` on.
pub async fn waiting(
    db: &mut Connection,
    import: ImportId,
    from: u32,
    limit: u32,
) -> Result<Vec<WaitingRow>, Error> {
    let rows = sqlx::query(
        "SELECT place, entry, expires_at, wrapped_key, particulars, prints FROM import_line \
         WHERE import = $1 AND verdict = $2 AND place >= $3 AND wrapped_key IS NOT NULL ORDER BY place LIMIT $4",
    )
    .bind(import.to_string())
    .bind(word(VerdictKind::Accepted))
    .bind(i64::from(from))
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(WaitingRow {
                place: count(row.try_get("place")?),
                entry: id("entry", row.try_get("entry")?)?,
                expires_at: row.try_get("expires_at")?,
                wrapped_key: row.try_get("wrapped_key")?,
                particulars: row.try_get("particulars")?,
                prints: row.try_get("prints")?,
            })
        })
        .collect()
}

/// Notes that somebody waits no more: they are an entry; whether they still waited.
pub async fn enrolled(db: &mut Connection, import: ImportId, place: u32) -> Result<bool, Error> {
    let done = sqlx::query(
        "UPDATE import_line SET wrapped_key = NULL, particulars = NULL, prints = NULL \
         WHERE import = $1 AND place = $2 AND wrapped_key IS NOT NULL",
    )
    .bind(import.to_string())
    .bind(i64::from(place))
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn import_row(row: &AnyRow) -> Result<ImportRow, Error> {
    let sheet: String = row.try_get("sheet")?;
    Ok(ImportRow {
        id: id("import", row.try_get("id")?)?,
        list: id("watchlist", row.try_get("list")?)?,
        sheet: Sha256::try_from(sheet)
            .map_err(|why| Error::Stored { what: "import's sheet", why: why.into() })?,
        author: row.try_get("author")?,
        made_at: Timestamp(row.try_get("made_at")?),
        people: count(row.try_get("people")?),
        wrapped_key: row.try_get("wrapped_key")?,
    })
}
