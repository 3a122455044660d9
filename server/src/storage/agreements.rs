//! What countries give each other.

use policy::Country;
use sqlx::Row as _;
use wire::agreement::{Agreement, Covers, Given};
use wire::{AccountId, AgreementId, Timestamp};

use super::accounts::name_of_account;
use super::{Connection, from_word, id, word};
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// Adds an agreement.
pub async fn insert(db: &mut Connection, agreement: &Agreement, made_by: AccountId) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO agreement (id, giver, taker, covers, made_at, made_by, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(agreement.id.to_string())
    .bind(agreement.giver.to_string())
    .bind(agreement.taker.to_string())
    .bind(word(agreement.covers))
    .bind(agreement.made_at.0)
    .bind(made_by.to_string())
    .bind(agreement.expires_at.0)
    .execute(db)
    .await?;
    Ok(())
}

/// What a country is given at this moment.
pub async fn given(db: &mut Connection, taker: Country, now: Timestamp) -> Result<Vec<Given>, Error> {
    let rows = sqlx::query(
        "SELECT giver, covers FROM agreement WHERE taker = $1 AND expires_at > $2 AND ended_at IS NULL",
    )
    .bind(taker.to_string())
    .bind(now.0)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Given {
                giver: from_word("country", row.try_get("giver")?)?,
                covers: from_word("agreement's cover", row.try_get("covers")?)?,
            })
        })
        .collect()
}

/// Every agreement, the newest first.
pub async fn all(db: &mut Connection, names: &ProgrammeKey) -> Result<Vec<Agreement>, Error> {
    let rows = sqlx::query(
        "SELECT g.id, g.giver, g.taker, g.covers, g.made_at, g.made_by, a.name, g.expires_at, g.ended_at \
         FROM agreement g JOIN account a ON a.id = g.made_by ORDER BY g.id DESC",
    )
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let maker = id("account", row.try_get("made_by")?)?;
            let covers: Covers = from_word("agreement's cover", row.try_get("covers")?)?;
            Ok(Agreement {
                id: id("agreement", row.try_get("id")?)?,
                giver: from_word("country", row.try_get("giver")?)?,
                taker: from_word("country", row.try_get("taker")?)?,
                covers,
                made_at: Timestamp(row.try_get("made_at")?),
                made_by: names.open_text(&name_of_account(maker), row.try_get("name")?)?,
                expires_at: Timestamp(row.try_get("expires_at")?),
                ended_at: row.try_get::<Option<i64>, _>("ended_at")?.map(Timestamp),
            })
        })
        .collect()
}

/// Ends an agreement; the first end stands.
pub async fn end(db: &mut Connection, agreement: AgreementId, now: Timestamp) -> Result<(), Error> {
    sqlx::query("UPDATE agreement SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL")
        .bind(now.0)
        .bind(agreement.to_string())
        .execute(db)
        .await?;
    Ok(())
}
