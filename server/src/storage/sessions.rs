//! Sign-in links and sessions. The database holds hashes; the secrets exist only at their bearer's.

use sqlx::Row as _;
use wire::{AccountId, Timestamp};

use super::accounts::{Account, account};
use super::{Connection, id};
use crate::problem::Error;

/// A session as it stands.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Whose.
    pub account: Account,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// Keeps a link.
pub async fn insert_link(
    db: &mut Connection,
    token_hash: &str,
    account: AccountId,
    expires_at: Timestamp,
) -> Result<(), Error> {
    sqlx::query("INSERT INTO sign_in_link (token_hash, account, expires_at) VALUES ($1, $2, $3)")
        .bind(token_hash)
        .bind(account.to_string())
        .bind(expires_at.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Spends a link, if it is there, unspent and in time; whose it was.
pub async fn spend_link(
    db: &mut Connection,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<AccountId>, Error> {
    let row = sqlx::query(
        "UPDATE sign_in_link SET spent_at = $1 \
         WHERE token_hash = $2 AND spent_at IS NULL AND expires_at > $3 RETURNING account",
    )
    .bind(now.0)
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(db)
    .await?;
    row.map(|row| id("account", row.try_get("account")?)).transpose()
}

/// Keeps a session.
pub async fn insert(
    db: &mut Connection,
    token_hash: &str,
    account: AccountId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO session (token_hash, account, last_seen_at, expires_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(token_hash)
    .bind(account.to_string())
    .bind(now.0)
    .bind(expires_at.0)
    .execute(db)
    .await?;
    Ok(())
}

/// The session of a token, with its account as it is now.
pub async fn find(db: &mut Connection, token_hash: &str) -> Result<Option<SessionRow>, Error> {
    let row = sqlx::query(
        "SELECT s.last_seen_at, s.expires_at, a.id, a.name, a.role, a.scope, a.site, w.country \
         FROM session s JOIN account a ON a.id = s.account JOIN site w ON w.id = a.site \
         WHERE s.token_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(SessionRow {
            account: account(&row)?,
            last_seen_at: Timestamp(row.try_get("last_seen_at")?),
            expires_at: Timestamp(row.try_get("expires_at")?),
        })
    })
    .transpose()
}

/// Notes that a session was used.
pub async fn touch(db: &mut Connection, token_hash: &str, now: Timestamp) -> Result<(), Error> {
    sqlx::query("UPDATE session SET last_seen_at = $1 WHERE token_hash = $2")
        .bind(now.0)
        .bind(token_hash)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends a session.
pub async fn delete(db: &mut Connection, token_hash: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM session WHERE token_hash = $1").bind(token_hash).execute(db).await?;
    Ok(())
}

/// Forgets sessions and links that are over.
pub async fn purge(db: &mut Connection, now: Timestamp) -> Result<(), Error> {
    sqlx::query("DELETE FROM session WHERE expires_at <= $1").bind(now.0).execute(&mut *db).await?;
    sqlx::query("DELETE FROM sign_in_link WHERE expires_at <= $1").bind(now.0).execute(db).await?;
    Ok(())
}
