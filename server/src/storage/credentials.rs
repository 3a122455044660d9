//! What people prove with who they are: passkeys, passwords with one-time codes, and how often that failed.

use sqlx::Row as _;
use wire::{AccountId, PasskeyId, Timestamp};

use super::{Connection, count, id};
use crate::problem::Error;

/// A passkey as it lies in the database.
#[derive(Debug, Clone)]
pub struct PasskeyRow {
    /// Its identifier.
    pub id: PasskeyId,
    /// Whose.
    pub account: AccountId,
    /// The authenticator's identifier.
    pub credential: Vec<u8>,
    /// COSE.
    pub public_key: Vec<u8>,
    /// How often it was used, where it counts.
    pub counter: u32,
    /// Whether it stays on the authenticator that made it.
    pub device_bound: bool,
    /// What its person calls it, sealed.
    pub name: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it last signed in.
    pub used_at: Option<Timestamp>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account, credential, public_key, counter, device_bound, name, made_at, used_at \
             FROM passkey ",
            $rest
        )
    };
}

/// Adds a passkey, unless there is one of that credential; whether it did.
pub async fn insert_passkey(db: &mut Connection, passkey: &PasskeyRow) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO passkey (id, account, credential, public_key, counter, device_bound, name, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential) DO NOTHING",
    )
    .bind(passkey.id.to_string())
    .bind(passkey.account.to_string())
    .bind(hex::encode(&passkey.credential))
    .bind(&passkey.public_key[..])
    .bind(i64::from(passkey.counter))
    .bind(i64::from(passkey.device_bound))
    .bind(&passkey.name[..])
    .bind(passkey.made_at.0)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The passkey of a credential.
pub async fn passkey(db: &mut Connection, credential: &[u8]) -> Result<Option<PasskeyRow>, Error> {
    let row = sqlx::query(select!("WHERE credential = $1"))
        .bind(hex::encode(credential))
        .fetch_optional(db)
        .await?;
    row.as_ref().map(passkey_row).transpose()
}

/// The passkeys of an account, the oldest first.
pub async fn passkeys(db: &mut Connection, account: AccountId) -> Result<Vec<PasskeyRow>, Error> {
    let rows = sqlx::query(select!("WHERE account = $1 ORDER BY id"))
        .bind(account.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(passkey_row).collect()
}

/// Notes that a passkey was used.
pub async fn passkey_used(
    db: &mut Connection,
    passkey: PasskeyId,
    counter: u32,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query("UPDATE passkey SET counter = $1, used_at = $2 WHERE id = $3")
        .bind(i64::from(counter))
        .bind(now.0)
        .bind(passkey.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Takes a passkey away.
pub async fn delete_passkey(db: &mut Connection, passkey: PasskeyId) -> Result<(), Error> {
    sqlx::query("DELETE FROM passkey WHERE id = $1").bind(passkey.to_string()).execute(db).await?;
    Ok(())
}

/// A password as it lies in the database.
#[derive(Debug, Clone)]
pub struct PasswordRow {
    /// Argon2id, sealed.
    pub hash: Vec<u8>,
    /// Of the one-time codes, sealed.
    pub secret: Vec<u8>,
    /// Of the newest code that was taken.
    pub last_step: i64,
    /// Whether a first code has shown that the secret arrived.
    pub in_force: bool,
}

/// The password of an account.
pub async fn password(db: &mut Connection, account: AccountId) -> Result<Option<PasswordRow>, Error> {
    let row = sqlx::query("SELECT hash, secret, last_step, in_force FROM password WHERE account = $1")
        .bind(account.to_string())
        .fetch_optional(db)
        .await?;
    row.map(|row| {
        Ok(PasswordRow {
            hash: row.try_get("hash")?,
            secret: row.try_get("secret")?,
            last_step: row.try_get("last_step")?,
            in_force: row.try_get::<i64, _>("in_force")? != 0,
        })
    })
    .transpose()
}

/// Keeps a password in the place of the one before.
pub async fn put_password(
    db: &mut Connection,
    account: AccountId,
    password: &PasswordRow,
) -> Result<(), Error> {
    delete_password(db, account).await?;
    sqlx::query(
        "INSERT INTO password (account, hash, secret, last_step, in_force) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(account.to_string())
    .bind(&password.hash[..])
    .bind(&password.secret[..])
    .bind(password.last_step)
    .bind(i64::from(password.in_force))
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that the code of `step` was taken; whether none as late was taken before.
pub async fn take_step(db: &mut Connection, account: AccountId, step: i64) -> Result<bool, Error> {
    let done =
        sqlx::query("UPDATE password SET last_step = $1, in_force = 1 WHERE account = $2 AND last_step < $3")
            .bind(step)
            .bind(account.to_string())
            .bind(step)
            .execute(db)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a password away.
pub async fn delete_password(db: &mut Connection, account: AccountId) -> Result<(), Error> {
    sqlx::query("DELETE FROM password WHERE account = $1").bind(account.to_string()).execute(db).await?;
    Ok(())
}

/// Failures of a name, and until when it is locked out.
pub async fn lock_out(db: &mut Connection, name_tag: &str) -> Result<(u32, Timestamp), Error> {
    let row = sqlx::query("SELECT failures, locked_until FROM lock_out WHERE name_tag = $1")
        .bind(name_tag)
        .fetch_optional(db)
        .await?;
    match row {
        None => Ok((0, Timestamp(0))),
        Some(row) => Ok((count(row.try_get("failures")?), Timestamp(row.try_get("locked_until")?))),
    }
}

/// Notes failures of a name; none ends its row.
pub async fn set_lock_out(
    db: &mut Connection,
    name_tag: &str,
    failures: u32,
    locked_until: Timestamp,
) -> Result<(), Error> {
    sqlx::query("DELETE FROM lock_out WHERE name_tag = $1").bind(name_tag).execute(&mut *db).await?;
    if failures > 0 {
        sqlx::query("INSERT INTO lock_out (name_tag, failures, locked_until) VALUES ($1, $2, $3)")
            .bind(name_tag)
            .bind(i64::from(failures))
            .bind(locked_until.0)
            .execute(db)
            .await?;
    }
    Ok(())
}

/// Spends a challenge; whether it was not spent before.
pub async fn spend_challenge(
    db: &mut Connection,
    hash: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool, Error> {
    sqlx::query("DELETE FROM spent_challenge WHERE expires_at <= $1").bind(now.0).execute(&mut *db).await?;
    let done = sqlx::query(
        "INSERT INTO spent_challenge (hash, expires_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
    )
    .bind(hash)
    .bind(expires_at.0)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn passkey_row(row: &sqlx::any::AnyRow) -> Result<PasskeyRow, Error> {
    Ok(PasskeyRow {
        id: id("passkey", row.try_get("id")?)?,
        account: id("account", row.try_get("account")?)?,
        credential: hex::decode(row.try_get::<String, _>("credential")?).map_err(|_| Error::Stored {
            what: "passkey",
            why: "its credential is not hexadecimal".into(),
        })?,
        public_key: row.try_get("public_key")?,
        counter: count(row.try_get("counter")?),
        device_bound: row.try_get::<i64, _>("device_bound")? != 0,
        name: row.try_get("name")?,
        made_at: Timestamp(row.try_get("made_at")?),
        used_at: row.try_get::<Option<i64>, _>("used_at")?.map(Timestamp),
    })
}
