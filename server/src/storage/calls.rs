//! Devices that are called, and calls that have not arrived.

use std::collections::HashSet;

use sqlx::Row as _;
use wire::call::{Call, Failure, Reason, Way};
use wire::{AccountId, CallId, SubscriptionId, Timestamp};

use super::{Connection, count, from_word, id, word};
use crate::problem::Error;

/// Somebody's devices, each with its push service and since when, the oldest first.
pub async fn subscriptions(
    db: &mut Connection,
    account: AccountId,
) -> Result<Vec<(SubscriptionId, String, Timestamp)>, Error> {
    let rows = sqlx::query(
        "SELECT id, host, made_at FROM push_subscription WHERE account = $1 ORDER BY made_at, id",
    )
    .bind(account.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let subscription = id("push subscription", row.try_get("id")?)?;
            Ok((subscription, row.try_get("host")?, Timestamp(row.try_get("made_at")?)))
        })
        .collect()
}

/// Adds a device; one that was somebody else's is theirs no more.
pub async fn subscribe(
    db: &mut Connection,
    (subscription, account): (SubscriptionId, AccountId),
    (endpoint, tag, host): (&[u8], &str, &str),
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query("DELETE FROM push_subscription WHERE tag = $1").bind(tag).execute(&mut *db).await?;
    sqlx::query(
        "INSERT INTO push_subscription (id, account, endpoint, tag, host, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(subscription.to_string())
    .bind(account.to_string())
    .bind(endpoint)
    .bind(tag)
    .bind(host)
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes somebody's device away; whether it was there.
pub async fn unsubscribe(
    db: &mut Connection,
    subscription: SubscriptionId,
    account: AccountId,
) -> Result<bool, Error> {
    let done = sqlx::query("DELETE FROM push_subscription WHERE id = $1 AND account = $2")
        .bind(subscription.to_string())
        .bind(account.to_string())
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a device away that is gone.
pub async fn forget(db: &mut Connection, subscription: SubscriptionId) -> Result<(), Error> {
    sqlx::query("DELETE FROM push_subscription WHERE id = $1")
        .bind(subscription.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Who has a session in force.
pub async fn signed_in(
    db: &mut Connection,
    now: Timestamp,
    idle_seconds: i64,
) -> Result<HashSet<AccountId>, Error> {
    let rows =
        sqlx::query("SELECT DISTINCT account FROM session WHERE expires_at > $1 AND last_seen_at > $2")
            .bind(now.0)
            .bind(now.plus_seconds(-idle_seconds).0)
            .fetch_all(db)
            .await?;
    rows.iter().map(|row| id("account", row.try_get("account")?)).collect()
}

/// A call that is made.
pub struct NewCall {
    /// Its identifier.
    pub id: CallId,
    /// By what it goes.
    pub way: Way,
    /// To which device, if it goes to one.
    pub subscription: Option<SubscriptionId>,
    /// The host that is asked.
    pub host: String,
    /// What it is told.
    pub body: String,
}

/// Makes a call, due at once.
pub async fn insert(db: &mut Connection, call: &NewCall, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO call (id, way, subscription, host, body, made_at, next_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(call.id.to_string())
    .bind(word(call.way))
    .bind(call.subscription.map(|subscription| subscription.to_string()))
    .bind(&call.host)
    .bind(&call.body)
    .bind(now.0)
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(())
}

/// A call that is to be tried.
pub struct DueCall {
    /// Its identifier.
    pub id: CallId,
    /// By what it goes.
    pub way: Way,
    /// The device, and its sealed endpoint, if it goes to one.
    pub endpoint: Option<(SubscriptionId, Vec<u8>)>,
    /// The host that is asked.
    pub host: String,
    /// What it is told.
    pub body: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
}

/// The calls that are to be tried by now; those to devices that are gone are not.
pub async fn due(db: &mut Connection, now: Timestamp, limit: u32) -> Result<Vec<DueCall>, Error> {
    let rows = sqlx::query(
        "SELECT c.id, c.way, c.subscription, p.endpoint, c.host, c.body, c.made_at, c.attempts FROM call c \
         LEFT JOIN push_subscription p ON p.id = c.subscription \
         WHERE c.next_at <= $1 AND (c.subscription IS NULL OR p.id IS NOT NULL) \
         ORDER BY c.next_at, c.id LIMIT $2",
    )
    .bind(now.0)
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let subscription: Option<String> = row.try_get("subscription")?;
            let endpoint: Option<Vec<u8>> = row.try_get("endpoint")?;
            Ok(DueCall {
                id: id("call", row.try_get("id")?)?,
                way: from_word("way of a call", row.try_get("way")?)?,
                endpoint: match (subscription, endpoint) {
                    (Some(subscription), Some(endpoint)) => {
                        Some((id("push subscription", &subscription)?, endpoint))
                    }
                    _ => None,
                },
                host: row.try_get("host")?,
                body: row.try_get("body")?,
                made_at: Timestamp(row.try_get("made_at")?),
                attempts: count(row.try_get("attempts")?),
            })
        })
        .collect()
}

/// Takes a call away that has arrived.
pub async fn remove(db: &mut Connection, call: CallId) -> Result<(), Error> {
    sqlx::query("DELETE FROM call WHERE id = $1").bind(call.to_string()).execute(db).await?;
    Ok(())
}

/// Notes why a call did not arrive, and when it is tried again.
pub async fn fail(
    db: &mut Connection,
    call: CallId,
    next_at: Option<Timestamp>,
    failure: &Failure,
) -> Result<(), Error> {
    sqlx::query("UPDATE call SET attempts = attempts + 1, next_at = $1, failure = $2 WHERE id = $3")
        .bind(next_at.map(|at| at.0))
        .bind(serde_json::to_string(failure).map_err(Error::stored("call"))?)
        .bind(call.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Takes away what was made before a moment.
pub async fn forget_old(db: &mut Connection, before: Timestamp) -> Result<(), Error> {
    sqlx::query("DELETE FROM call WHERE made_at < $1").bind(before.0).execute(db).await?;
    Ok(())
}

/// Calls that have not arrived, the newest first.
pub async fn waiting(db: &mut Connection, limit: u32) -> Result<Vec<Call>, Error> {
    let rows = sqlx::query(
        "SELECT id, way, host, made_at, attempts, next_at, failure FROM call ORDER BY made_at DESC, id DESC LIMIT $1",
    )
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Call {
                id: id("call", row.try_get("id")?)?,
                way: from_word("way of a call", row.try_get("way")?)?,
                host: row.try_get("host")?,
                made_at: Timestamp(row.try_get("made_at")?),
                attempts: count(row.try_get("attempts")?),
                next_at: row.try_get::<Option<i64>, _>("next_at")?.map(Timestamp),
                failure: failure(row.try_get("failure")?),
            })
        })
        .collect()
}

/// What went wrong, as it is stored; a call that an earlier version tried has words alone.
fn failure(stored: String) -> Option<Failure> {
    let words = |said| Failure { reason: Reason::Other, code: None, said };
    (!stored.is_empty()).then(|| serde_json::from_str(&stored).unwrap_or_else(|_| words(stored)))
}
