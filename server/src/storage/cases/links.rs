//! Links between cases and encounters: made once, ended once, never changed otherwise.

use std::collections::BTreeSet;

use policy::Country;
use sqlx::Row as _;
use wire::case::LinkCause;
use wire::{AccountId, CaseId, EncounterId, HitId, LinkId, Timestamp};

use crate::problem::Error;
use crate::storage::{Connection, from_word, id, word};

/// A link as it lies in the database.
#[derive(Debug, Clone)]
pub struct LinkRow {
    /// Its identifier.
    pub id: LinkId,
    /// Of which case.
    pub case: CaseId,
    /// Which encounter.
    pub encounter: EncounterId,
    /// Whose identification it stands on, be it declared wrong since.
    pub hit: HitId,
    /// What made it.
    pub cause: LinkCause,
    /// When.
    pub made_at: Timestamp,
    /// By whom; nobody where two people identified.
    pub made_by: Option<AccountId>,
    /// Why, sealed.
    pub made_why: Vec<u8>,
    /// What became of it.
    pub ended: Option<EndRow>,
}

/// The end of a link.
#[derive(Debug, Clone)]
pub struct EndRow {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// Why, sealed.
    pub why: Vec<u8>,
    /// To which case the encounter went.
    pub moved_to: CaseId,
}

/// Makes a link.
pub async fn insert(db: &mut Connection, link: &LinkRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO case_link (id, subject_case, encounter, hit, cause, made_at, made_by, made_why) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(link.id.to_string())
    .bind(link.case.to_string())
    .bind(link.encounter.to_string())
    .bind(link.hit.to_string())
    .bind(word(link.cause))
    .bind(link.made_at.0)
    .bind(link.made_by.map(|by| by.to_string()))
    .bind(&link.made_why[..])
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a link.
pub async fn end(db: &mut Connection, link: LinkId, end: &EndRow) -> Result<(), Error> {
    sqlx::query(
        "UPDATE case_link SET ended_at = $1, ended_by = $2, ended_why = $3, moved_to = $4 \
         WHERE id = $5 AND ended_at IS NULL",
    )
    .bind(end.at.0)
    .bind(end.by.to_string())
    .bind(&end.why[..])
    .bind(end.moved_to.to_string())
    .bind(link.to_string())
    .execute(db)
    .await?;
    Ok(())
}

/// Every link that a case ever had, in the order of their making.
pub async fn of(db: &mut Connection, case: CaseId) -> Result<Vec<LinkRow>, Error> {
    let rows = sqlx::query(
        "SELECT id, subject_case, encounter, hit, cause, made_at, made_by, made_why, ended_at, ended_by, \
         ended_why, moved_to FROM case_link WHERE subject_case = $1 ORDER BY made_at, id",
    )
    .bind(case.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(link_row).collect()
}

/// The case of a country in which whom a hit is on belongs: those who were identified as the same entry, or the past
/// encounter itself.
pub async fn case_of_same(db: &mut Connection, of: Country, hit: HitId) -> Result<Option<CaseId>, Error> {
    let row = sqlx::query(
        "SELECT l.subject_case FROM hit mine JOIN case_link l ON l.ended_at IS NULL AND (l.encounter = mine.past \
             OR l.hit IN (SELECT other.id FROM hit other WHERE other.entry = mine.entry \
                          AND other.id NOT IN (SELECT hit FROM undone_identification))) \
         JOIN subject_case c ON c.id = l.subject_case \
         WHERE mine.id = $1 AND c.country = $2 ORDER BY l.made_at, l.id LIMIT 1",
    )
    .bind(hit.to_string())
    .bind(of.to_string())
    .fetch_optional(db)
    .await?;
    row.map(|row| id("case", row.try_get("subject_case")?)).transpose()
}

/// The pairs of a country's cases that identifications say are of one subject; each pair once, in both orders.
pub async fn joined(db: &mut Connection, of: Country) -> Result<BTreeSet<(CaseId, CaseId)>, Error> {
    let rows = sqlx::query(
        "SELECT DISTINCT a.subject_case AS one, b.subject_case AS other \
         FROM case_link a JOIN hit ha ON ha.id = a.hit \
         JOIN case_link b ON b.ended_at IS NULL AND b.subject_case <> a.subject_case \
             AND (b.encounter = ha.past \
                  OR b.hit IN (SELECT hb.id FROM hit hb WHERE hb.entry = ha.entry \
                               AND hb.id NOT IN (SELECT hit FROM undone_identification))) \
         JOIN subject_case ca ON ca.id = a.subject_case JOIN subject_case cb ON cb.id = b.subject_case \
         WHERE a.ended_at IS NULL AND a.hit NOT IN (SELECT hit FROM undone_identification) \
         AND ca.country = $1 AND cb.country = $1",
    )
    .bind(of.to_string())
    .fetch_all(db)
    .await?;
    let mut joined = BTreeSet::new();
    for row in &rows {
        let (one, other) = (id("case", row.try_get("one")?)?, id("case", row.try_get("other")?)?);
        joined.extend([(one, other), (other, one)]);
    }
    Ok(joined)
}

/// Declares an identification wrong; once is enough.
pub async fn undo(db: &mut Connection, hit: HitId, by: AccountId, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO undone_identification (hit, at, who) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(hit.to_string())
    .bind(now.0)
    .bind(by.to_string())
    .execute(db)
    .await?;
    Ok(())
}

/// Whether an identification was declared wrong.
pub async fn is_undone(db: &mut Connection, hit: HitId) -> Result<bool, Error> {
    let row = sqlx::query("SELECT hit FROM undone_identification WHERE hit = $1")
        .bind(hit.to_string())
        .fetch_optional(db)
        .await?;
    Ok(row.is_some())
}

fn link_row(row: &sqlx::any::AnyRow) -> Result<LinkRow, Error> {
    let optional = |column: &str| row.try_get::<Option<String>, _>(column);
    let ended_at: Option<i64> = row.try_get("ended_at")?;
    let ended = match (ended_at, optional("ended_by")?, row.try_get("ended_why")?, optional("moved_to")?) {
        (Some(at), Some(by), Some(why), Some(moved_to)) => {
            Some(EndRow { at: Timestamp(at), by: id("account", &by)?, why, moved_to: id("case", &moved_to)? })
        }
        _ => None,
    };
    Ok(LinkRow {
        id: id("link", row.try_get("id")?)?,
        case: id("case", row.try_get("subject_case")?)?,
        encounter: id("encounter", row.try_get("encounter")?)?,
        hit: id("hit", row.try_get("hit")?)?,
        cause: from_word("link", row.try_get("cause")?)?,
        made_at: Timestamp(row.try_get("made_at")?),
        made_by: optional("made_by")?.map(|by| id("account", &by)).transpose()?,
        made_why: row.try_get("made_why")?,
        ended,
    })
}
