//! What is left of alerts whose record or entry was erased, until everybody who saw them knows.

use sqlx::Row as _;
use wire::alert::ErasedAlert;
use wire::{AccountId, AlertId, Timestamp};

use super::AlertRow;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;
use crate::storage::accounts::site_name;
use crate::storage::{Connection, id};

/// Until when somebody may answer who does not come: half a year.
const KEPT_SECONDS: i64 = 183 * 86_400;

/// Keeps of an alert what may still be said, for these people; what was kept for half a year goes.
pub async fn insert(
    db: &mut Connection,
    alert: &AlertRow,
    people: &[AccountId],
    now: Timestamp,
) -> Result<(), Error> {
    for query in [
        "DELETE FROM alert_erased_witness WHERE alert IN (SELECT id FROM alert_erased WHERE at < $1)",
        "DELETE FROM alert_erased WHERE at < $1",
    ] {
        sqlx::query(query).bind(now.plus_seconds(-KEPT_SECONDS).0).execute(&mut *db).await?;
    }
    let query = sqlx::query("INSERT INTO alert_erased (id, site, reference, at) VALUES ($1, $2, $3, $4)");
    let (key, reference) = (alert.id.to_string(), alert.encounter.reference());
    query.bind(&key).bind(alert.site.to_string()).bind(reference).bind(now.0).execute(&mut *db).await?;
    for account in people {
        let query = sqlx::query("INSERT INTO alert_erased_witness (alert, account) VALUES ($1, $2)");
        query.bind(&key).bind(account.to_string()).execute(&mut *db).await?;
    }
    Ok(())
}

/// Those that somebody has not said they know of, the newest first.
pub async fn of(
    db: &mut Connection,
    names: &ProgrammeKey,
    account: AccountId,
) -> Result<Vec<ErasedAlert>, Error> {
    let query = sqlx::query(
        "SELECT a.id, a.reference, a.at, a.site, s.name AS site_name FROM alert_erased a \
         JOIN alert_erased_witness w ON w.alert = a.id JOIN site s ON s.id = a.site \
         WHERE w.account = $1 ORDER BY a.at DESC, a.id DESC",
    );
    let rows = query.bind(account.to_string()).fetch_all(db).await?;
    rows.iter()
        .map(|row| {
            Ok(ErasedAlert {
                id: id("alert", row.try_get("id")?)?,
                reference: row.try_get("reference")?,
                site: site_name(names, id("site", row.try_get("site")?)?, row)?,
                at: Timestamp(row.try_get("at")?),
            })
        })
        .collect()
}

/// Notes that somebody knows; with the last of them nothing is left. Whether they had been told.
pub async fn answer(db: &mut Connection, alert: AlertId, account: AccountId) -> Result<bool, Error> {
    let query = sqlx::query("DELETE FROM alert_erased_witness WHERE alert = $1 AND account = $2");
    let done = query.bind(alert.to_string()).bind(account.to_string()).execute(&mut *db).await?;
    let query = sqlx::query(
        "DELETE FROM alert_erased WHERE id = $1 \
         AND NOT EXISTS (SELECT 1 FROM alert_erased_witness w WHERE w.alert = $1)",
    );
    query.bind(alert.to_string()).execute(db).await?;
    Ok(done.rows_affected() == 1)
}
