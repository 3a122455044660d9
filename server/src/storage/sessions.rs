//! Sign-in links and sessions. The database holds hashes; the secrets exist only at their bearer's.

use sqlx::Row as _;
use wire::session::Method;
use wire::{AccountId, SessionId, Timestamp};

use super::accounts::{Account, account};
use super::{Connection, count, from_word, id, word};
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// A session as it stands, with what its person has to prove who they are.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its identifier.
    pub id: SessionId,
    /// Whose.
    pub account: Account,
    /// How it was opened.
    pub method: Method,
    /// When.
    pub opened_at: Timestamp,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// When the person last proved who they are.
    pub confirmed_at: Option<Timestamp>,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// The browser and the address, sealed.
    pub visit: Vec<u8>,
    /// How many passkeys the account has.
    pub passkeys: u32,
    /// How many passwords in force it has.
    pub passwords: u32,
    /// Whether the account may use a password.
    pub password_allowed: bool,
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

/// A session about to be opened.
pub struct NewSession<'a> {
    /// Of its secret.
    pub token_hash: &'a str,
    /// Its identifier.
    pub id: SessionId,
    /// Whose.
    pub account: AccountId,
    /// How.
    pub method: Method,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// The browser and the address, sealed.
    pub visit: &'a [u8],
}

/// Keeps a session. Whoever signs in otherwise than by a link has just proved who they are.
pub async fn insert(db: &mut Connection, session: &NewSession<'_>, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO session \
         (token_hash, id, account, method, opened_at, last_seen_at, confirmed_at, expires_at, visit) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(session.token_hash)
    .bind(session.id.to_string())
    .bind(session.account.to_string())
    .bind(word(session.method))
    .bind(now.0)
    .bind(now.0)
    .bind(Some(now.0).filter(|_| session.method != Method::Link))
    .bind(session.expires_at.0)
    .bind(session.visit)
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.id AS session_id, s.method, s.opened_at, s.last_seen_at, s.confirmed_at, s.expires_at, \
             s.visit, a.id, a.name, a.role, a.scope, a.site, a.password_allowed, w.country, \
             (SELECT COUNT(*) FROM passkey p WHERE p.account = a.id) AS passkeys, \
             (SELECT COUNT(*) FROM password p WHERE p.account = a.id AND p.in_force = 1) AS passwords \
             FROM session s JOIN account a ON a.id = s.account JOIN site w ON w.id = a.site ",
            $rest
        )
    };
}

/// The session of a token, with its account as it is now; none of a suspended account.
pub async fn find(
    db: &mut Connection,
    names: &ProgrammeKey,
    token_hash: &str,
) -> Result<Option<SessionRow>, Error> {
    let row = sqlx::query(select!("WHERE s.token_hash = $1 AND a.suspended = 0"))
        .bind(token_hash)
        .fetch_optional(db)
        .await?;
    row.as_ref().map(|row| session_row(names, row)).transpose()
}

/// The sessions of an account that have not expired, the newest first.
pub async fn of(
    db: &mut Connection,
    names: &ProgrammeKey,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<SessionRow>, Error> {
    let rows = sqlx::query(select!("WHERE s.account = $1 AND s.expires_at > $2 ORDER BY s.id DESC"))
        .bind(account.to_string())
        .bind(now.0)
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| session_row(names, row)).collect()
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

/// Notes that the person has proved who they are, and how.
pub async fn confirm(
    db: &mut Connection,
    token_hash: &str,
    method: Method,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query("UPDATE session SET confirmed_at = $1, method = $2 WHERE token_hash = $3")
        .bind(now.0)
        .bind(word(method))
        .bind(token_hash)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends the session of a token.
pub async fn delete(db: &mut Connection, token_hash: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM session WHERE token_hash = $1").bind(token_hash).execute(db).await?;
    Ok(())
}

/// Ends one of an account's sessions; whether there was one.
pub async fn revoke(db: &mut Connection, account: AccountId, session: SessionId) -> Result<bool, Error> {
    let done = sqlx::query("DELETE FROM session WHERE id = $1 AND account = $2")
        .bind(session.to_string())
        .bind(account.to_string())
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of an account, and every link it was given.
pub async fn revoke_all(db: &mut Connection, account: AccountId) -> Result<(), Error> {
    for table in ["DELETE FROM session WHERE account = $1", "DELETE FROM sign_in_link WHERE account = $1"] {
        sqlx::query(table).bind(account.to_string()).execute(&mut *db).await?;
    }
    Ok(())
}

/// Forgets sessions and links that are over.
pub async fn purge(db: &mut Connection, now: Timestamp) -> Result<(), Error> {
    sqlx::query("DELETE FROM session WHERE expires_at <= $1").bind(now.0).execute(&mut *db).await?;
    sqlx::query("DELETE FROM sign_in_link WHERE expires_at <= $1").bind(now.0).execute(db).await?;
    Ok(())
}

fn session_row(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<SessionRow, Error> {
    Ok(SessionRow {
        id: id("session", row.try_get("session_id")?)?,
        account: account(names, row)?,
        method: from_word("session's method", row.try_get("method")?)?,
        opened_at: Timestamp(row.try_get("opened_at")?),
        last_seen_at: Timestamp(row.try_get("last_seen_at")?),
        confirmed_at: row.try_get::<Option<i64>, _>("confirmed_at")?.map(Timestamp),
        expires_at: Timestamp(row.try_get("expires_at")?),
        visit: row.try_get("visit")?,
        passkeys: count(row.try_get("passkeys")?),
        passwords: count(row.try_get("passwords")?),
        password_allowed: row.try_get::<i64, _>("password_allowed")? != 0,
    })
}
