//! Notices from their second version on, and recordings of any version.

use policy::Country;
use sqlx::Row as _;
use wire::{AccountId, Timestamp};

use super::accounts::name_of_account;
use super::{Connection, count, id};
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// Which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// Whose.
    pub country: Country,
    /// In which language.
    pub language: String,
    /// Which version.
    pub version: u32,
}

impl Which {
    /// What they are sealed as.
    pub fn place(&self, what: &str) -> String {
        format!("{what} {} {} {}", self.country, self.language, self.version)
    }
}

/// A version of a notice as it lies in the database.
#[derive(Debug, Clone)]
pub struct NoticeRow {
    /// Which.
    pub which: Which,
    /// When it was made.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: String,
    /// The words, sealed.
    pub words: Vec<u8>,
}

/// The newest version in each language that a country has changed.
pub async fn newest(
    db: &mut Connection,
    names: &ProgrammeKey,
    country: Country,
) -> Result<Vec<NoticeRow>, Error> {
    let rows = sqlx::query(
        "SELECT n.language, n.version, n.made_at, n.made_by, a.name, n.words \
         FROM notice n JOIN account a ON a.id = n.made_by \
         WHERE n.country = $1 AND n.version = \
         (SELECT MAX(m.version) FROM notice m WHERE m.country = n.country AND m.language = n.language) \
         ORDER BY n.language",
    )
    .bind(country.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let maker: AccountId = id("account", row.try_get("made_by")?)?;
            let (language, version) = (row.try_get("language")?, count(row.try_get("version")?));
            Ok(NoticeRow {
                which: Which { country, language, version },
                made_at: Timestamp(row.try_get("made_at")?),
                made_by: names.open_text(&name_of_account(maker), row.try_get("name")?)?,
                words: row.try_get("words")?,
            })
        })
        .collect()
}

/// The newest version of one language that a country has changed.
pub async fn newest_version(
    db: &mut Connection,
    country: Country,
    language: &str,
) -> Result<Option<u32>, Error> {
    let row = sqlx::query("SELECT MAX(version) AS version FROM notice WHERE country = $1 AND language = $2")
        .bind(country.to_string())
        .bind(language)
        .fetch_one(db)
        .await?;
    Ok(row.try_get::<Option<i64>, _>("version")?.map(count))
}

/// Adds a version.
pub async fn insert(
    db: &mut Connection,
    which: &Which,
    made_by: AccountId,
    now: Timestamp,
    words: &[u8],
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO notice (country, language, version, made_at, made_by, words) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(which.country.to_string())
    .bind(&which.language)
    .bind(i64::from(which.version))
    .bind(now.0)
    .bind(made_by.to_string())
    .bind(words)
    .execute(db)
    .await?;
    Ok(())
}

/// Of which versions a country has recordings.
pub async fn recorded(db: &mut Connection, country: Country) -> Result<Vec<(String, u32)>, Error> {
    let rows = sqlx::query("SELECT language, version FROM notice_recording WHERE country = $1")
        .bind(country.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("language")?, count(row.try_get("version")?)))).collect()
}

/// Keeps a recording, in the place of an earlier one of the same words.
pub async fn set_recording(db: &mut Connection, which: &Which, audio: &[u8]) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO notice_recording (country, language, version, audio) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (country, language, version) DO UPDATE SET audio = excluded.audio",
    )
    .bind(which.country.to_string())
    .bind(&which.language)
    .bind(i64::from(which.version))
    .bind(audio)
    .execute(db)
    .await?;
    Ok(())
}

/// A recording, sealed.
pub async fn recording(db: &mut Connection, which: &Which) -> Result<Option<Vec<u8>>, Error> {
    let row = sqlx::query(
        "SELECT audio FROM notice_recording WHERE country = $1 AND language = $2 AND version = $3",
    )
    .bind(which.country.to_string())
    .bind(&which.language)
    .bind(i64::from(which.version))
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok(row.try_get("audio")?)).transpose()
}
