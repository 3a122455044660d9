//! Watchlist entries: the particulars and the prints, each sealed under the entry's key.

use policy::{Country, EntryState, Standing};
use sqlx::Row as _;
use wire::watchlist::ChangeStep;
use wire::{EntryId, ImportId, ListId, Timestamp};

use super::{Connection, count, from_word, id, word};
use crate::problem::Error;

/// An entry as it lies in the database.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// Its identifier.
    pub id: EntryId,
    /// On which list.
    pub list: ListId,
    /// The version of the list in which it last changed.
    pub list_version: u64,
    /// Where it stands; the author is an account's identifier, or a program's name.
    pub standing: Standing<String>,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
    /// [`crate::watch::Particulars`], sealed.
    pub particulars: Vec<u8>,
    /// [`crate::watch::ReferencePrint`]s, sealed.
    pub prints: Vec<u8>,
    /// The import that it came by.
    pub import: Option<ImportId>,
}

impl EntryRow {
    /// When the entry leaves search by itself; an end that nobody knows is over.
    fn ends_at(&self) -> i64 {
        let Standing { valid_until, expires_at, .. } = &self.standing;
        valid_until.unwrap_or(0).min(expires_at.unwrap_or(0))
    }
}

/// Adds an entry.
pub async fn insert(db: &mut Connection, entry: &EntryRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO entry (list_version, state, author, changed_at, valid_until, expires_at, particulars, \
         prints, ends_at, id, list, wrapped_key, import) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(entry.list_version.cast_signed())
    .bind(word(entry.standing.state))
    .bind(&entry.standing.author)
    .bind(entry.changed_at.0)
    .bind(entry.standing.valid_until)
    .bind(entry.standing.expires_at)
    .bind(&entry.particulars[..])
    .bind(&entry.prints[..])
    .bind(entry.ends_at())
    .bind(entry.id.to_string())
    .bind(entry.list.to_string())
    .bind(&entry.wrapped_key[..])
    .bind(entry.import.map(|import| import.to_string()))
    .execute(db)
    .await?;
    Ok(())
}

/// Writes an entry anew; its list and its key stay.
pub async fn update(db: &mut Connection, entry: &EntryRow) -> Result<(), Error> {
    sqlx::query(
        "UPDATE entry SET list_version = $1, state = $2, author = $3, changed_at = $4, valid_until = $5, \
         expires_at = $6, particulars = $7, prints = $8, ends_at = $9 WHERE id = $10",
    )
    .bind(entry.list_version.cast_signed())
    .bind(word(entry.standing.state))
    .bind(&entry.standing.author)
    .bind(entry.changed_at.0)
    .bind(entry.standing.valid_until)
    .bind(entry.standing.expires_at)
    .bind(&entry.particulars[..])
    .bind(&entry.prints[..])
    .bind(entry.ends_at())
    .bind(entry.id.to_string())
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, list, list_version, state, author, changed_at, valid_until, expires_at, wrapped_key, \
             particulars, prints, import FROM entry ",
            $rest
        )
    };
}

/// An entry that must be there.
pub async fn find(db: &mut Connection, entry: EntryId) -> Result<EntryRow, Error> {
    Ok(look_up(db, entry).await?.ok_or(sqlx::Error::RowNotFound)?)
}

/// An entry, if it is there.
pub async fn look_up(db: &mut Connection, entry: EntryId) -> Result<Option<EntryRow>, Error> {
    let row = sqlx::query(select!("WHERE id = $1")).bind(entry.to_string()).fetch_optional(db).await?;
    row.as_ref().map(entry_row).transpose()
}

/// Where an entry stands as it was last written down, if it is there.
pub async fn state(db: &mut Connection, entry: EntryId) -> Result<Option<EntryState>, Error> {
    let row = sqlx::query("SELECT state FROM entry WHERE id = $1")
        .bind(entry.to_string())
        .fetch_optional(db)
        .await?;
    row.map(|row| from_word("entry's state", row.try_get("state")?)).transpose()
}

/// An entry, if it is there, kept from everybody else's changes until the transaction ends.
pub async fn hold(db: &mut Connection, entry: EntryId) -> Result<Option<EntryRow>, Error> {
    sqlx::query("UPDATE entry SET state = state WHERE id = $1")
        .bind(entry.to_string())
        .execute(&mut *db)
        .await?;
    look_up(db, entry).await
}

/// The active entries of a list.
pub async fn active(db: &mut Connection, list: ListId) -> Result<Vec<EntryRow>, Error> {
    let rows = sqlx::query(select!("WHERE list = $1 AND state = $2 ORDER BY id"))
        .bind(list.to_string())
        .bind(word(EntryState::Active))
        .fetch_all(db)
        .await?;
    rows.iter().map(entry_row).collect()
}

/// The active entries of a list after `after`, of those whose identifier's last byte is in a range, both ends included.
pub async fn active_between(
    db: &mut Connection,
    list: ListId,
    (first, last): (u8, u8),
    after: Option<EntryId>,
    limit: u32,
) -> Result<Vec<EntryRow>, Error> {
    let rows = sqlx::query(select!(
        "WHERE list = $1 AND state = $2 AND id > $3 AND substr(id, 35, 2) >= $4 AND substr(id, 35, 2) <= $5 \
         ORDER BY id LIMIT $6"
    ))
    .bind(list.to_string())
    .bind(word(EntryState::Active))
    .bind(after.map(|id| id.to_string()).unwrap_or_default())
    .bind(format!("{first:02x}"))
    .bind(format!("{last:02x}"))
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(entry_row).collect()
}

/// Whether somebody of a list was erased after this version.
pub async fn erased_since(db: &mut Connection, list: ListId, version: u64) -> Result<bool, Error> {
    let row =
        sqlx::query("SELECT entry FROM list_change WHERE list = $1 AND version > $2 AND step = $3 LIMIT 1")
            .bind(list.to_string())
            .bind(version.cast_signed())
            .bind(word(ChangeStep::Erase))
            .fetch_optional(db)
            .await?;
    Ok(row.is_some())
}

/// How many entries of a list are active.
pub async fn number_active(db: &mut Connection, list: ListId) -> Result<u32, Error> {
    let row = sqlx::query("SELECT COUNT(*) AS entries FROM entry WHERE list = $1 AND state = $2")
        .bind(list.to_string())
        .bind(word(EntryState::Active))
        .fetch_one(db)
        .await?;
    Ok(count(row.try_get("entries")?))
}

/// The entries of a country's lists that are searched, each with the version of its list in which it last changed.
pub async fn searchable(db: &mut Connection, country: Country) -> Result<Vec<(EntryId, u64)>, Error> {
    let rows = sqlx::query(
        "SELECT e.id, e.list_version FROM entry e JOIN watchlist l ON l.id = e.list \
         WHERE l.country = $1 AND e.state = $2",
    )
    .bind(country.to_string())
    .bind(word(EntryState::Active))
    .fetch_all(db)
    .await?;
    let read =
        |row: &sqlx::any::AnyRow| Ok((id("entry", row.try_get("id")?)?, count(row.try_get("list_version")?)));
    rows.iter().map(read).collect()
}

/// Which entries of a list somebody wants to see.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// In this state; without it, in any.
    pub state: Option<EntryState>,
    /// That leave search by themselves from the one moment on and before the other.
    pub due: Option<(Timestamp, Timestamp)>,
    /// Made before this one.
    pub after: Option<EntryId>,
}

/// A page of a list's entries; those made last come first.
pub async fn page(
    db: &mut Connection,
    list: ListId,
    wanted: Wanted,
    limit: u32,
) -> Result<Vec<EntryRow>, Error> {
    // One question for each index: a state that may be any would have the whole list read and sorted.
    let query = match (wanted.state, wanted.due) {
        (None, None) => sqlx::query(select!("WHERE list = $1 AND id < $2 ORDER BY id DESC LIMIT $3")),
        (Some(_), None) => {
            sqlx::query(select!("WHERE list = $1 AND id < $2 AND state = $4 ORDER BY id DESC LIMIT $3"))
        }
        (_, Some(_)) => sqlx::query(select!(
            "WHERE list = $1 AND id < $2 AND state = $4 AND ends_at >= $5 AND ends_at < $6 \
             ORDER BY id DESC LIMIT $3"
        )),
    };
    let after = wanted.after.unwrap_or(EntryId(uuid::Uuid::max()));
    let query = query.bind(list.to_string()).bind(after.to_string()).bind(i64::from(limit));
    let query = match (wanted.state, wanted.due) {
        (None, None) => query,
        (Some(state), None) => query.bind(word(state)),
        (state, Some((from, until))) => {
            query.bind(word(state.unwrap_or(EntryState::Active))).bind(from.0).bind(until.0)
        }
    };
    let rows = query.fetch_all(db).await?;
    rows.iter().map(entry_row).collect()
}

/// What an entry says, sealed, without its prints.
pub struct SealedWords {
    /// Its identifier.
    pub id: EntryId,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
    /// [`crate::watch::Particulars`], sealed.
    pub particulars: Vec<u8>,
}

/// What a list's entries say, the newest first, made before `after`.
pub async fn words(
    db: &mut Connection,
    list: ListId,
    after: Option<EntryId>,
    limit: u32,
) -> Result<Vec<SealedWords>, Error> {
    let rows = sqlx::query(
        "SELECT id, wrapped_key, particulars FROM entry WHERE list = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(list.to_string())
    .bind(after.unwrap_or(EntryId(uuid::Uuid::max())).to_string())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SealedWords {
                id: id("entry", row.try_get("id")?)?,
                wrapped_key: row.try_get("wrapped_key")?,
                particulars: row.try_get("particulars")?,
            })
        })
        .collect()
}

/// The entries of a list whose identifier ends so.
pub async fn ending(db: &mut Connection, list: ListId, end: &str) -> Result<Vec<EntryRow>, Error> {
    let rows = sqlx::query(select!("WHERE list = $1 AND id LIKE '%' || $2 ORDER BY id DESC"))
        .bind(list.to_string())
        .bind(end)
        .fetch_all(db)
        .await?;
    rows.iter().map(entry_row).collect()
}

/// The entries that came by an import, whatever became of them, in the order of its sheet.
pub async fn of_import(db: &mut Connection, import: ImportId) -> Result<Vec<EntryId>, Error> {
    let rows = sqlx::query("SELECT id FROM entry WHERE import = $1 ORDER BY id")
        .bind(import.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| id("entry", row.try_get("id")?)).collect()
}

/// The entries of an import that are in a state and were last written by its own author.
pub async fn of_import_in(
    db: &mut Connection,
    (import, author): (ImportId, &str),
    state: EntryState,
    limit: u32,
) -> Result<Vec<EntryRow>, Error> {
    let rows = sqlx::query(select!("WHERE import = $1 AND state = $2 AND author = $3 ORDER BY id LIMIT $4"))
        .bind(import.to_string())
        .bind(word(state))
        .bind(author)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    rows.iter().map(entry_row).collect()
}

/// How many entries of a list are in each state.
pub async fn counts(db: &mut Connection, list: ListId) -> Result<Vec<(EntryState, u32)>, Error> {
    let rows = sqlx::query("SELECT state, COUNT(*) AS entries FROM entry WHERE list = $1 GROUP BY state")
        .bind(list.to_string())
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| Ok((from_word("entry's state", row.try_get("state")?)?, count(row.try_get("entries")?))))
        .collect()
}

/// On which days (since 1970 UTC) active entries of a list go stale unless somebody does something, and how many.
pub async fn due_days(db: &mut Connection, list: ListId) -> Result<Vec<(i64, u32)>, Error> {
    let rows = sqlx::query(
        "SELECT ends_at / 86400000 AS day, COUNT(*) AS entries FROM entry WHERE list = $1 AND state = $2 \
         GROUP BY ends_at / 86400000 ORDER BY day",
    )
    .bind(list.to_string())
    .bind(word(EntryState::Active))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| Ok((row.try_get("day")?, count(row.try_get("entries")?)))).collect()
}

/// Active entries whose validation or time is over, by list.
pub async fn past(db: &mut Connection, now: Timestamp) -> Result<Vec<(ListId, EntryId)>, Error> {
    let rows = sqlx::query("SELECT list, id FROM entry WHERE state = $1 AND ends_at <= $2 ORDER BY list, id")
        .bind(word(EntryState::Active))
        .bind(now.0)
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| Ok((id("watchlist", row.try_get("list")?)?, id("entry", row.try_get("id")?)?)))
        .collect()
}

/// Notes that an entry went stale.
pub async fn set_stale(
    db: &mut Connection,
    entry: EntryId,
    list_version: u64,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query("UPDATE entry SET state = $1, list_version = $2, changed_at = $3 WHERE id = $4")
        .bind(word(EntryState::Stale))
        .bind(list_version.cast_signed())
        .bind(now.0)
        .bind(entry.to_string())
        .execute(db)
        .await?;
    Ok(())
}

fn entry_row(row: &sqlx::any::AnyRow) -> Result<EntryRow, Error> {
    let import: Option<String> = row.try_get("import")?;
    Ok(EntryRow {
        id: id("entry", row.try_get("id")?)?,
        list: id("watchlist", row.try_get("list")?)?,
        list_version: count(row.try_get("list_version")?),
        standing: Standing {
            state: from_word("entry's state", row.try_get("state")?)?,
            author: row.try_get("author")?,
            valid_until: row.try_get("valid_until")?,
            expires_at: row.try_get("expires_at")?,
        },
        changed_at: Timestamp(row.try_get("changed_at")?),
        wrapped_key: row.try_get("wrapped_key")?,
        particulars: row.try_get("particulars")?,
        prints: row.try_get("prints")?,
        import: import.map(|import| id("import", &import)).transpose()?,
    })
}
