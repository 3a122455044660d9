//! Encounters: the manifest and the search's answer, each sealed under the encounter's key.

use std::collections::BTreeSet;

use policy::Country;
use sqlx::Row as _;
use wire::encounter::EncounterStatus;
use wire::{AccountId, EncounterId, SiteId, Timestamp};

use super::accounts::country;
use super::{Connection, count, from_word, id, word};
use crate::authorize::{Object, Place};
use crate::problem::Error;

/// An encounter as it lies in the database.
#[derive(Debug, Clone)]
pub struct EncounterRow {
    /// Its identifier.
    pub id: EncounterId,
    /// Where.
    pub site: SiteId,
    /// That site's country.
    pub country: Country,
    /// Who captured it.
    pub officer: AccountId,
    /// When it was sent.
    pub sealed_at: Timestamp,
    /// When it arrived.
    pub received_at: Timestamp,
    /// How many prints.
    pub fingers: u32,
    /// Where it stands.
    pub status: EncounterStatus,
    /// Since when the redress desk has frozen it.
    pub restricted_at: Option<Timestamp>,
    /// The version of the policy that it is judged by.
    pub policy: u32,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
    /// [`wire::encounter::Manifest`], sealed.
    pub manifest: Vec<u8>,
    /// [`wire::list::SearchAnswer`], sealed.
    pub answer: Vec<u8>,
    /// The [`policy::Ruling`]s that decided, sealed.
    pub rulings: Vec<u8>,
}

impl EncounterRow {
    /// Where it was.
    pub fn place(&self) -> Place {
        Place { site: self.site, country: self.country }
    }

    /// What it is to [`crate::authorize`].
    pub fn object(&self) -> Object {
        Object::Encounter { place: self.place(), officer: self.officer }
    }
}

/// Adds an encounter, unless there is one of that identifier; whether it did.
pub async fn insert(db: &mut Connection, encounter: &EncounterRow) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO encounter \
         (id, site, officer, sealed_at, received_at, fingers, status, policy, wrapped_key, manifest, answer, \
          rulings) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING",
    )
    .bind(encounter.id.to_string())
    .bind(encounter.site.to_string())
    .bind(encounter.officer.to_string())
    .bind(encounter.sealed_at.0)
    .bind(encounter.received_at.0)
    .bind(i64::from(encounter.fingers))
    .bind(word(encounter.status))
    .bind(i64::from(encounter.policy))
    .bind(&encounter.wrapped_key[..])
    .bind(&encounter.manifest[..])
    .bind(&encounter.answer[..])
    .bind(&encounter.rulings[..])
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT e.id, e.site, s.country, e.officer, e.sealed_at, e.received_at, e.fingers, e.status, \
             e.restricted_at, e.policy, e.wrapped_key, e.manifest, e.answer, e.rulings \
             FROM encounter e JOIN site s ON s.id = e.site ",
            $rest
        )
    };
}

/// An encounter, if it is there.
pub async fn find(db: &mut Connection, encounter: EncounterId) -> Result<Option<EncounterRow>, Error> {
    let row = sqlx::query(select!("WHERE e.id = $1")).bind(encounter.to_string()).fetch_optional(db).await?;
    row.as_ref().map(encounter_row).transpose()
}

/// The latest encounters of a site, by when they arrived: a device's clock may be wrong.
pub async fn of_site(db: &mut Connection, site: SiteId, limit: u32) -> Result<Vec<EncounterRow>, Error> {
    let rows = sqlx::query(select!("WHERE e.site = $1 ORDER BY e.received_at DESC, e.id DESC LIMIT $2"))
        .bind(site.to_string())
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    rows.iter().map(encounter_row).collect()
}

/// A country's encounters that may be searched: all but the frozen ones.
pub async fn searchable(db: &mut Connection, country: Country) -> Result<BTreeSet<EncounterId>, Error> {
    let rows = sqlx::query(
        "SELECT e.id FROM encounter e JOIN site s ON s.id = e.site \
         WHERE s.country = $1 AND e.restricted_at IS NULL",
    )
    .bind(country.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| id("encounter", row.try_get("id")?)).collect()
}

/// Notes where an encounter stands now.
pub async fn set_status(
    db: &mut Connection,
    encounter: EncounterId,
    status: EncounterStatus,
) -> Result<(), Error> {
    sqlx::query("UPDATE encounter SET status = $1 WHERE id = $2")
        .bind(word(status))
        .bind(encounter.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Notes since when an encounter is frozen, or that it is not.
pub async fn set_restricted(
    db: &mut Connection,
    encounter: EncounterId,
    since: Option<Timestamp>,
) -> Result<(), Error> {
    sqlx::query("UPDATE encounter SET restricted_at = $1 WHERE id = $2")
        .bind(since.map(|since| since.0))
        .bind(encounter.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps the answer of a search that was done again, with the rules that decided.
pub async fn set_answer(
    db: &mut Connection,
    encounter: EncounterId,
    answer: &[u8],
    rulings: &[u8],
) -> Result<(), Error> {
    sqlx::query("UPDATE encounter SET answer = $1, rulings = $2 WHERE id = $3")
        .bind(answer)
        .bind(rulings)
        .bind(encounter.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps a manifest in which a fact was put right.
pub async fn set_manifest(db: &mut Connection, encounter: EncounterId, manifest: &[u8]) -> Result<(), Error> {
    sqlx::query("UPDATE encounter SET manifest = $1 WHERE id = $2")
        .bind(manifest)
        .bind(encounter.to_string())
        .execute(db)
        .await?;
    Ok(())
}

fn encounter_row(row: &sqlx::any::AnyRow) -> Result<EncounterRow, Error> {
    Ok(EncounterRow {
        id: id("encounter", row.try_get("id")?)?,
        site: id("site", row.try_get("site")?)?,
        country: country(row)?,
        officer: id("account", row.try_get("officer")?)?,
        sealed_at: Timestamp(row.try_get("sealed_at")?),
        received_at: Timestamp(row.try_get("received_at")?),
        fingers: count(row.try_get("fingers")?),
        status: from_word("encounter's status", row.try_get("status")?)?,
        restricted_at: row.try_get::<Option<i64>, _>("restricted_at")?.map(Timestamp),
        policy: count(row.try_get("policy")?),
        wrapped_key: row.try_get("wrapped_key")?,
        manifest: row.try_get("manifest")?,
        answer: row.try_get("answer")?,
        rulings: row.try_get("rulings")?,
    })
}
