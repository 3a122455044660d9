//! Who has been given an alert, and has said that they know of its taking back.

use sqlx::Row as _;
use wire::alert::Witness;
use wire::{AccountId, AlertId, Timestamp};

use crate::problem::Error;
use crate::programme_key::ProgrammeKey;
use crate::storage::accounts::name_of_account;
use crate::storage::{Connection, id};

/// Notes that somebody was given an alert; the first time stands.
pub async fn note_seen(
    db: &mut Connection,
    alert: AlertId,
    account: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    let query = sqlx::query(
        "INSERT INTO alert_witness (alert, account, seen_at) VALUES ($1, $2, $3) \
         ON CONFLICT (alert, account) DO NOTHING",
    );
    query.bind(alert.to_string()).bind(account.to_string()).bind(now.0).execute(db).await?;
    Ok(())
}

/// Notes that somebody saw an alert's taking back; the first time stands.
pub async fn note_answer(
    db: &mut Connection,
    alert: AlertId,
    account: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    let query = sqlx::query(
        "UPDATE alert_witness SET answered_at = $1 WHERE alert = $2 AND account = $3 AND answered_at IS NULL",
    );
    query.bind(now.0).bind(alert.to_string()).bind(account.to_string()).execute(db).await?;
    Ok(())
}

/// The alerts that somebody has been given, and when they answered a taking back.
pub async fn seen_by(
    db: &mut Connection,
    account: AccountId,
) -> Result<Vec<(AlertId, Option<Timestamp>)>, Error> {
    let query = sqlx::query("SELECT alert, answered_at FROM alert_witness WHERE account = $1");
    let rows = query.bind(account.to_string()).fetch_all(db).await?;
    rows.iter()
        .map(|row| {
            let answered: Option<i64> = row.try_get("answered_at")?;
            Ok((id("alert", row.try_get("alert")?)?, answered.map(Timestamp)))
        })
        .collect()
}

/// The accounts that have been given an alert.
pub async fn accounts(db: &mut Connection, alert: AlertId) -> Result<Vec<AccountId>, Error> {
    let query = sqlx::query("SELECT account FROM alert_witness WHERE alert = $1 ORDER BY seen_at, account");
    let rows = query.bind(alert.to_string()).fetch_all(db).await?;
    rows.iter().map(|row| id("account", row.try_get("account")?)).collect()
}

/// Those of them who have not said that they know of its taking back; of an alert that stands, all.
pub async fn unanswered(db: &mut Connection, alert: AlertId) -> Result<Vec<AccountId>, Error> {
    let query = sqlx::query(
        "SELECT account FROM alert_witness WHERE alert = $1 AND answered_at IS NULL ORDER BY seen_at, account",
    );
    let rows = query.bind(alert.to_string()).fetch_all(db).await?;
    rows.iter().map(|row| id("account", row.try_get("account")?)).collect()
}

/// Who has been given an alert, the first first.
pub async fn of(db: &mut Connection, names: &ProgrammeKey, alert: AlertId) -> Result<Vec<Witness>, Error> {
    let query = sqlx::query(
        "SELECT w.account, k.name, w.seen_at, w.answered_at FROM alert_witness w \
         JOIN account k ON k.id = w.account WHERE w.alert = $1 ORDER BY w.seen_at, w.account",
    );
    let rows = query.bind(alert.to_string()).fetch_all(db).await?;
    rows.iter()
        .map(|row| {
            let account = id("account", row.try_get("account")?)?;
            let answered: Option<i64> = row.try_get("answered_at")?;
            Ok(Witness {
                name: names.open_text(&name_of_account(account), row.try_get("name")?)?,
                seen_at: Timestamp(row.try_get("seen_at")?),
                answered_at: answered.map(Timestamp),
            })
        })
        .collect()
}
