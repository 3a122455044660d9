//! Alerts; their words are sealed under the key of the entry they come from.

use policy::Country;
use sqlx::Row as _;
use wire::alert::Acknowledgement;
use wire::{AccountId, AlertId, EncounterId, EntryId, HitId, SiteId, Timestamp};

use super::accounts::{country, name_of_account};
use super::{Connection, id};
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// An alert as it lies in the database, with what opens it.
#[derive(Debug, Clone)]
pub struct AlertRow {
    /// Its identifier.
    pub id: AlertId,
    /// Whom it is about.
    pub encounter: EncounterId,
    /// Where they are.
    pub site: SiteId,
    /// That site's country.
    pub country: Country,
    /// The entry that was identified.
    pub entry: EntryId,
    /// The entry's key, wrapped.
    pub entry_key: Vec<u8>,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// What it says, sealed.
    pub words: Vec<u8>,
    /// Who has seen it.
    pub acknowledged: Option<Acknowledgement>,
}

/// Raises an alert.
pub async fn insert(
    db: &mut Connection,
    alert: AlertId,
    (hit, encounter, entry): (HitId, EncounterId, EntryId),
    words: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO alert (id, hit, encounter, entry, raised_at, words) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(alert.to_string())
    .bind(hit.to_string())
    .bind(encounter.to_string())
    .bind(entry.to_string())
    .bind(now.0)
    .bind(words)
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.encounter, c.site, s.country, a.entry, e.wrapped_key, a.raised_at, a.words, \
             a.acknowledged_by, k.name AS acknowledger, a.acknowledged_at \
             FROM alert a JOIN entry e ON e.id = a.entry JOIN encounter c ON c.id = a.encounter \
             JOIN site s ON s.id = c.site LEFT JOIN account k ON k.id = a.acknowledged_by ",
            $rest
        )
    };
}

/// An alert, if it is there.
pub async fn find(
    db: &mut Connection,
    names: &ProgrammeKey,
    alert: AlertId,
) -> Result<Option<AlertRow>, Error> {
    let row = sqlx::query(select!("WHERE a.id = $1")).bind(alert.to_string()).fetch_optional(db).await?;
    row.as_ref().map(|row| alert_row(names, row)).transpose()
}

/// The first alert of an encounter.
pub async fn of(
    db: &mut Connection,
    names: &ProgrammeKey,
    encounter: EncounterId,
) -> Result<Option<AlertRow>, Error> {
    let row = sqlx::query(select!("WHERE a.encounter = $1 ORDER BY a.raised_at, a.id LIMIT 1"))
        .bind(encounter.to_string())
        .fetch_optional(db)
        .await?;
    row.as_ref().map(|row| alert_row(names, row)).transpose()
}

/// Notes who saw an alert; the first to say so stands.
pub async fn acknowledge(
    db: &mut Connection,
    alert: AlertId,
    by: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE alert SET acknowledged_by = $1, acknowledged_at = $2 \
         WHERE id = $3 AND acknowledged_at IS NULL",
    )
    .bind(by.to_string())
    .bind(now.0)
    .bind(alert.to_string())
    .execute(db)
    .await?;
    Ok(())
}

fn alert_row(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<AlertRow, Error> {
    let by: Option<String> = row.try_get("acknowledged_by")?;
    let at: Option<i64> = row.try_get("acknowledged_at")?;
    let name: Option<Vec<u8>> = row.try_get("acknowledger")?;
    let acknowledged = match (by, name, at) {
        (Some(by), Some(name), Some(at)) => {
            let by = names.open_text(&name_of_account(id("account", &by)?), &name)?;
            Some(Acknowledgement { by, at: Timestamp(at) })
        }
        _ => None,
    };
    Ok(AlertRow {
        id: id("alert", row.try_get("id")?)?,
        encounter: id("encounter", row.try_get("encounter")?)?,
        site: id("site", row.try_get("site")?)?,
        country: country(row)?,
        entry: id("entry", row.try_get("entry")?)?,
        entry_key: row.try_get("wrapped_key")?,
        raised_at: Timestamp(row.try_get("raised_at")?),
        words: row.try_get("words")?,
        acknowledged,
    })
}
