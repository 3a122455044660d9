//! The log of changes: what every version of a list changed, and what that means for search.

use sqlx::Row as _;
use wire::list::Cursor;
use wire::watchlist::ChangeStep;
use wire::{EntryId, ListId, Timestamp};

use super::{Connection, count, from_word, id, word};
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// What a change means for search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The entry is searched from this version on, with what it is now.
    Enters,
    /// It no longer is.
    Leaves,
    /// It was not searched and is not.
    None,
}

/// One entry changed in one version.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    /// On which list.
    pub list: ListId,
    /// In which version.
    pub version: u64,
    /// Whose.
    pub entry: EntryId,
    /// What was done.
    pub step: ChangeStep,
    /// What that means for search.
    pub effect: Effect,
    /// When.
    pub at: Timestamp,
    /// By which account or program.
    pub actor: String,
    /// Why, where somebody said so.
    pub why: Option<String>,
}

/// Keeps a change.
pub async fn insert(db: &mut Connection, words: &ProgrammeKey, change: &ChangeRow) -> Result<(), Error> {
    let why =
        change.why.as_ref().map(|why| words.seal(&reason_of(change.entry, change.version), why.as_bytes()));
    sqlx::query(
        "INSERT INTO list_change (list, version, entry, step, effect, at, actor, why) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(change.list.to_string())
    .bind(change.version.cast_signed())
    .bind(change.entry.to_string())
    .bind(word(change.step))
    .bind(word(change.effect))
    .bind(change.at.0)
    .bind(&change.actor)
    .bind(why.transpose()?)
    .execute(db)
    .await?;
    Ok(())
}

/// The entries that entered or left search after version `since`, each once with the version of its latest such
/// change, in the order of those versions; after `cursor`, if one is given.
pub async fn since(
    db: &mut Connection,
    list: ListId,
    since: u64,
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Cursor>, Error> {
    let from = cursor.unwrap_or(Cursor { version: since, entry: EntryId(uuid::Uuid::max()) });
    let rows = sqlx::query(
        "SELECT entry, MAX(version) AS latest FROM list_change \
         WHERE list = $1 AND version > $2 AND effect <> $3 GROUP BY entry \
         HAVING MAX(version) > $4 OR (MAX(version) = $4 AND entry > $5) ORDER BY latest, entry LIMIT $6",
    )
    .bind(list.to_string())
    .bind(since.cast_signed())
    .bind(word(Effect::None))
    .bind(from.version.cast_signed())
    .bind(from.entry.to_string())
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Cursor { version: count(row.try_get("latest")?), entry: id("entry", row.try_get("entry")?)? })
        })
        .collect()
}

/// How many entries entered or left search after version `since`.
pub async fn number_since(db: &mut Connection, list: ListId, since: u64) -> Result<u64, Error> {
    Ok(first_since(db, list, since).await?.0)
}

/// The same, and when the first of them did.
pub async fn first_since(
    db: &mut Connection,
    list: ListId,
    since: u64,
) -> Result<(u64, Option<Timestamp>), Error> {
    let row = sqlx::query(
        "SELECT COUNT(DISTINCT entry) AS entries, MIN(at) AS first_at FROM list_change \
         WHERE list = $1 AND version > $2 AND effect <> $3",
    )
    .bind(list.to_string())
    .bind(since.cast_signed())
    .bind(word(Effect::None))
    .fetch_one(db)
    .await?;
    Ok((count(row.try_get("entries")?), row.try_get::<Option<i64>, _>("first_at")?.map(Timestamp)))
}

/// Everything that was done to an entry, the newest first.
pub async fn of_entry(
    db: &mut Connection,
    words: &ProgrammeKey,
    entry: EntryId,
) -> Result<Vec<ChangeRow>, Error> {
    let rows = sqlx::query(
        "SELECT list, version, entry, step, effect, at, actor, why FROM list_change WHERE entry = $1 \
         ORDER BY version DESC",
    )
    .bind(entry.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let version = count(row.try_get("version")?);
            let why = row.try_get::<Option<Vec<u8>>, _>("why")?;
            Ok(ChangeRow {
                list: id("watchlist", row.try_get("list")?)?,
                version,
                entry,
                step: from_word("change's step", row.try_get("step")?)?,
                effect: from_word("change's effect", row.try_get("effect")?)?,
                at: Timestamp(row.try_get("at")?),
                actor: row.try_get("actor")?,
                why: why.map(|why| words.open_text(&reason_of(entry, version), &why)).transpose()?,
            })
        })
        .collect()
}

fn reason_of(entry: EntryId, version: u64) -> String {
    format!("reason of entry {entry} in version {version}")
}
