//! Hand-overs, and the authorities that people are handed over to.

use policy::Country;
use sqlx::Row as _;
use wire::handover::HandoverState;
use wire::{AccountId, AlertId, AuthorityId, EncounterId, HandoverId, Timestamp};

use super::accounts::name_of_account;
use super::{Connection, from_word, id, word};
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// A hand-over as it lies in the database, with what opens it.
pub struct HandoverRow {
    /// Its identifier.
    pub id: HandoverId,
    /// Of whom.
    pub encounter: EncounterId,
    /// The encounter's key, wrapped.
    pub wrapped_key: Vec<u8>,
    /// How far it has come.
    pub state: HandoverState,
    /// When that was last changed.
    pub changed_at: Timestamp,
    /// By whom: their name.
    pub changed_by: String,
    /// What is written of it, sealed.
    pub words: Vec<u8>,
}

/// The hand-over of an alert, if something is written of one.
pub async fn of(
    db: &mut Connection,
    names: &ProgrammeKey,
    alert: AlertId,
) -> Result<Option<HandoverRow>, Error> {
    let row = sqlx::query(
        "SELECT h.id, a.encounter, c.wrapped_key, h.state, h.changed_at, h.changed_by, k.name, h.words \
         FROM handover h JOIN alert a ON a.id = h.alert JOIN encounter c ON c.id = a.encounter \
         JOIN account k ON k.id = h.changed_by WHERE h.alert = $1",
    )
    .bind(alert.to_string())
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        let account = id("account", row.try_get("changed_by")?)?;
        Ok(HandoverRow {
            id: id("hand-over", row.try_get("id")?)?,
            encounter: id("encounter", row.try_get("encounter")?)?,
            wrapped_key: row.try_get("wrapped_key")?,
            state: from_word("state of a hand-over", row.try_get("state")?)?,
            changed_at: Timestamp(row.try_get("changed_at")?),
            changed_by: names.open_text(&name_of_account(account), row.try_get("name")?)?,
            words: row.try_get("words")?,
        })
    })
    .transpose()
}

/// Keeps what is written of the hand-over of an alert, in place of what was.
pub async fn put(
    db: &mut Connection,
    (handover, alert): (HandoverId, AlertId),
    (state, at, words): (HandoverState, Option<Timestamp>, &[u8]),
    by: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO handover (id, alert, state, at, changed_at, changed_by, words) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (alert) DO UPDATE SET state = excluded.state, \
         at = excluded.at, changed_at = excluded.changed_at, changed_by = excluded.changed_by, \
         words = excluded.words",
    )
    .bind(handover.to_string())
    .bind(alert.to_string())
    .bind(word(state))
    .bind(at.map(|at| at.0))
    .bind(now.0)
    .bind(by.to_string())
    .bind(words)
    .execute(db)
    .await?;
    Ok(())
}

/// How far the hand-overs of a country's alerts have come.
pub async fn states(db: &mut Connection, country: Country) -> Result<Vec<(AlertId, HandoverState)>, Error> {
    let rows = sqlx::query(
        "SELECT h.alert, h.state FROM handover h JOIN alert a ON a.id = h.alert \
         JOIN encounter c ON c.id = a.encounter JOIN site s ON s.id = c.site WHERE s.country = $1",
    )
    .bind(country.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let state = from_word("state of a hand-over", row.try_get("state")?)?;
            Ok((id("alert", row.try_get("alert")?)?, state))
        })
        .collect()
}

/// A country's authorities that are on the list, each with its sealed words.
pub async fn authorities(
    db: &mut Connection,
    country: Country,
) -> Result<Vec<(AuthorityId, Vec<u8>)>, Error> {
    let rows = sqlx::query("SELECT id, words FROM authority WHERE country = $1")
        .bind(country.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| Ok((id("authority", row.try_get("id")?)?, row.try_get("words")?))).collect()
}

/// Adds an authority.
pub async fn add_authority(
    db: &mut Connection,
    authority: AuthorityId,
    country: Country,
    words: &[u8],
) -> Result<(), Error> {
    sqlx::query("INSERT INTO authority (id, country, words) VALUES ($1, $2, $3)")
        .bind(authority.to_string())
        .bind(country.to_string())
        .bind(words)
        .execute(db)
        .await?;
    Ok(())
}

/// Takes an authority off a country's list; whether it was on it.
pub async fn remove_authority(
    db: &mut Connection,
    authority: AuthorityId,
    country: Country,
) -> Result<bool, Error> {
    let done = sqlx::query("DELETE FROM authority WHERE id = $1 AND country = $2")
        .bind(authority.to_string())
        .bind(country.to_string())
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}
