//! Which version of a list each device was given last.

use sqlx::Row as _;
use wire::watchlist::Holder;
use wire::{AccountId, ListId, SessionId, Timestamp};

use super::accounts::{self, site_name};
use super::{Connection, count, id};
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// Notes that a session's device was given a version.
pub async fn note(
    db: &mut Connection,
    list: ListId,
    (session, account): (&str, AccountId),
    version: u64,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO held_copy (list, session, account, version, at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (list, session) DO UPDATE SET version = excluded.version, at = excluded.at",
    )
    .bind(list.to_string())
    .bind(session)
    .bind(account.to_string())
    .bind(version.cast_signed())
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets what sessions that are over were given.
pub async fn purge(db: &mut Connection) -> Result<(), Error> {
    sqlx::query("DELETE FROM held_copy WHERE session NOT IN (SELECT token_hash FROM session)")
        .execute(db)
        .await?;
    Ok(())
}

/// Who holds a list: the sessions last used after `since`, each with where it was opened, sealed; the furthest behind
/// first.
pub async fn of(
    db: &mut Connection,
    names: &ProgrammeKey,
    list: ListId,
    since: Timestamp,
) -> Result<Vec<(Holder, SessionId, Vec<u8>)>, Error> {
    let rows = sqlx::query(
        "SELECT h.version, h.at, s.id AS session_id, s.last_seen_at, s.visit, a.id, a.name, a.role, a.scope, \
         a.site, w.country, w.name AS site_name \
         FROM held_copy h JOIN session s ON s.token_hash = h.session JOIN account a ON a.id = h.account \
         JOIN site w ON w.id = a.site \
         WHERE h.list = $1 AND s.last_seen_at > $2 AND a.suspended = 0 ORDER BY h.version, h.at",
    )
    .bind(list.to_string())
    .bind(since.0)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let account = accounts::account(names, row)?;
            let holder = Holder {
                site: site_name(names, account.site, row)?,
                account: account.name,
                browser: String::new(),
                version: count(row.try_get("version")?),
                behind: 0,
                behind_since: None,
                far_behind: false,
                given_at: Timestamp(row.try_get("at")?),
                last_seen_at: Timestamp(row.try_get("last_seen_at")?),
            };
            Ok((holder, id("session", row.try_get("session_id")?)?, row.try_get("visit")?))
        })
        .collect()
}
