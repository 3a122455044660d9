use policy::Country;
use sqlx::Row as _;
use wire::redress::{Done, Telling};
use wire::{EncounterId, RecipientId, RedressId, Timestamp};

use crate::problem::Error;
use crate::storage::{Connection, from_word, id, word};

/// Adds a recipient; the name is sealed.
pub async fn insert(
    db: &mut Connection,
    case: RedressId,
    recipient: RecipientId,
    name: &[u8],
) -> Result<(), Error> {
    sqlx::query("INSERT INTO redress_recipient (id, redress, name) VALUES ($1, $2, $3)")
        .bind(recipient.to_string())
        .bind(case.to_string())
        .bind(name)
        .execute(db)
        .await?;
    Ok(())
}

/// The recipients of a case with their sealed names, in the order in which they were found.
pub async fn of(db: &mut Connection, case: RedressId) -> Result<Vec<(RecipientId, Vec<u8>)>, Error> {
    let rows = sqlx::query("SELECT id, name FROM redress_recipient WHERE redress = $1 ORDER BY id")
        .bind(case.to_string())
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| Ok((id("recipient", row.try_get("id")?)?, row.try_get("name")?))).collect()
}

/// Queues a notice; one of the same kind that was sent goes out again.
pub async fn queue(
    db: &mut Connection,
    recipient: RecipientId,
    done: Done,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO redress_notice (recipient, done, made_at, state) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (recipient, done) DO UPDATE SET made_at = excluded.made_at, state = excluded.state",
    )
    .bind(recipient.to_string())
    .bind(word(done))
    .bind(now.0)
    .bind(word(Telling::Waiting))
    .execute(db)
    .await?;
    Ok(())
}

/// The notices to a recipient, the oldest first.
pub async fn notices(db: &mut Connection, recipient: RecipientId) -> Result<Vec<(Done, Telling)>, Error> {
    let rows =
        sqlx::query("SELECT done, state FROM redress_notice WHERE recipient = $1 ORDER BY made_at, done")
            .bind(recipient.to_string())
            .fetch_all(db)
            .await?;
    rows.iter()
        .map(|row| {
            Ok((from_word("notice", row.try_get("done")?)?, from_word("notice", row.try_get("state")?)?))
        })
        .collect()
}

/// The countries besides its own that received something of a record: those that keep a list it was found on, and those
/// whose people looked at it.
pub async fn countries(
    db: &mut Connection,
    encounter: EncounterId,
    own: Country,
) -> Result<Vec<Country>, Error> {
    let rows = sqlx::query(
        "SELECT l.country AS country FROM hit h JOIN watchlist l ON l.id = h.list \
         WHERE h.encounter = $1 AND l.country <> $2 \
         UNION SELECT e.home AS country FROM audit_event e \
         WHERE e.home <> '' AND e.home <> $2 AND (e.object = 'encounter/' || $1 \
         OR e.object IN (SELECT 'hit/' || id FROM hit WHERE encounter = $1 OR past = $1)) ORDER BY country",
    )
    .bind(encounter.to_string())
    .bind(own.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| from_word("country", row.try_get("country")?)).collect()
}

/// How often people looked at a record.
pub async fn looks(db: &mut Connection, encounter: EncounterId) -> Result<u64, Error> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS looks FROM audit_event WHERE home <> '' \
         AND action IN ('encounter.read', 'hit.read', 'case.open', 'print.view', 'redress.read') \
         AND (object = 'encounter/' || $1 OR object IN (SELECT 'hit/' || id FROM hit WHERE encounter = $1 OR past = $1))",
    )
    .bind(encounter.to_string())
    .fetch_one(db)
    .await?;
    Ok(crate::storage::count(row.try_get("looks")?))
}
