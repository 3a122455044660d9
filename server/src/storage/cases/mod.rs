//! Cases; their reasons, notes and documents are sealed under the case's own key.

pub mod documents;
pub mod links;
pub mod notes;

use std::collections::{BTreeSet, HashSet};

use policy::Country;
use sqlx::Row as _;
use wire::case::LinkCause;
use wire::hit::Stage;
use wire::{CaseId, EncounterId, SiteId, Timestamp};

use super::accounts::country;
use super::{Connection, id, word};
use crate::problem::Error;

/// A case as it lies in the database.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// Its identifier.
    pub id: CaseId,
    /// Whose.
    pub country: Country,
    /// When the first identification opened it.
    pub opened_at: Timestamp,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
}

/// Adds a case.
pub async fn insert(db: &mut Connection, case: &CaseRow) -> Result<(), Error> {
    sqlx::query("INSERT INTO subject_case (id, country, opened_at, wrapped_key) VALUES ($1, $2, $3, $4)")
        .bind(case.id.to_string())
        .bind(case.country.to_string())
        .bind(case.opened_at.0)
        .bind(&case.wrapped_key[..])
        .execute(db)
        .await?;
    Ok(())
}

/// A case, if it is there.
pub async fn find(db: &mut Connection, case: CaseId) -> Result<Option<CaseRow>, Error> {
    let row = sqlx::query("SELECT id, country, opened_at, wrapped_key FROM subject_case WHERE id = $1")
        .bind(case.to_string())
        .fetch_optional(db)
        .await?;
    row.as_ref().map(case_row).transpose()
}

/// A country's cases, the newest first.
pub async fn all(db: &mut Connection, of: Country) -> Result<Vec<CaseId>, Error> {
    let rows = sqlx::query("SELECT id FROM subject_case WHERE country = $1 ORDER BY opened_at DESC, id DESC")
        .bind(of.to_string())
        .fetch_all(db)
        .await?;
    ids(&rows)
}

/// A country's cases that people call by this end of their identifier.
pub async fn ending(db: &mut Connection, of: Country, end: &str) -> Result<Vec<CaseId>, Error> {
    let rows =
        sqlx::query("SELECT id FROM subject_case WHERE country = $1 AND id LIKE '%' || $2 ORDER BY id")
            .bind(of.to_string())
            .bind(end)
            .fetch_all(db)
            .await?;
    ids(&rows)
}

/// A country's cases whose encounters were all moved to others.
pub async fn emptied(db: &mut Connection, of: Country) -> Result<HashSet<CaseId>, Error> {
    let rows = sqlx::query(
        "SELECT id FROM subject_case WHERE country = $1 AND NOT EXISTS \
         (SELECT 1 FROM case_link l WHERE l.subject_case = subject_case.id AND l.ended_at IS NULL)",
    )
    .bind(of.to_string())
    .fetch_all(db)
    .await?;
    Ok(ids(&rows)?.into_iter().collect())
}

/// A country's cases about which somebody has to do something: an alert nobody saw, a hit nobody has settled, a frozen
/// record, an identification that joins two cases.
pub async fn waiting(db: &mut Connection, of: Country) -> Result<HashSet<CaseId>, Error> {
    let rows = sqlx::query(
        "SELECT c.id FROM subject_case c WHERE c.country = $1 AND EXISTS \
         (SELECT 1 FROM case_link l JOIN encounter e ON e.id = l.encounter \
          WHERE l.subject_case = c.id AND l.ended_at IS NULL AND (e.restricted_at IS NOT NULL \
          OR EXISTS (SELECT 1 FROM hit h WHERE h.encounter = e.id AND h.stage <> $2) \
          OR EXISTS (SELECT 1 FROM alert a WHERE a.encounter = e.id AND a.acknowledged_at IS NULL \
              AND NOT EXISTS (SELECT 1 FROM alert_taken_back t WHERE t.alert = a.id))))",
    )
    .bind(of.to_string())
    .bind(word(Stage::Closed))
    .fetch_all(&mut *db)
    .await?;
    let mut waiting: HashSet<CaseId> = ids(&rows)?.into_iter().collect();
    let rows = sqlx::query(
        "SELECT DISTINCT l.subject_case AS id FROM case_link l JOIN undone_identification u ON u.hit = l.hit \
         JOIN subject_case c ON c.id = l.subject_case WHERE c.country = $1 AND l.ended_at IS NULL AND l.cause = $2 \
         AND NOT EXISTS (SELECT 1 FROM case_link m WHERE m.encounter = l.encounter AND m.ended_at IS NULL \
                         AND m.hit NOT IN (SELECT hit FROM undone_identification)) \
         AND EXISTS (SELECT 1 FROM case_link n WHERE n.subject_case = l.subject_case \
                     AND n.ended_at IS NULL AND n.encounter <> l.encounter)",
    )
    .bind(of.to_string())
    .bind(word(LinkCause::Identification))
    .fetch_all(&mut *db)
    .await?;
    waiting.extend(ids(&rows)?);
    waiting.extend(links::joined(db, of).await?.into_iter().map(|(one, _)| one));
    Ok(waiting)
}

/// A country's cases with an encounter at one of these sites, sent from `from` on and before `until`.
pub async fn with_encounter(
    db: &mut Connection,
    of: Country,
    sites: &BTreeSet<SiteId>,
    (from, until): (Timestamp, Timestamp),
) -> Result<HashSet<CaseId>, Error> {
    let rows = sqlx::query(
        "SELECT DISTINCT c.id, e.site FROM subject_case c JOIN case_link l ON l.subject_case = c.id \
         JOIN encounter e ON e.id = l.encounter \
         WHERE c.country = $1 AND l.ended_at IS NULL AND e.sealed_at >= $2 AND e.sealed_at < $3",
    )
    .bind(of.to_string())
    .bind(from.0)
    .bind(until.0)
    .fetch_all(db)
    .await?;
    let mut found = HashSet::new();
    for row in &rows {
        if sites.contains(&id("site", row.try_get("site")?)?) {
            found.insert(id("case", row.try_get("id")?)?);
        }
    }
    Ok(found)
}

/// The case that an encounter belongs to now.
pub async fn of_encounter(db: &mut Connection, encounter: EncounterId) -> Result<Option<CaseId>, Error> {
    let row = sqlx::query(
        "SELECT subject_case FROM case_link WHERE encounter = $1 AND ended_at IS NULL ORDER BY id LIMIT 1",
    )
    .bind(encounter.to_string())
    .fetch_optional(db)
    .await?;
    row.map(|row| id("case", row.try_get("subject_case")?)).transpose()
}

/// Every case that an encounter ever belonged to.
pub async fn ever_of(db: &mut Connection, encounter: EncounterId) -> Result<Vec<CaseId>, Error> {
    let rows =
        sqlx::query("SELECT DISTINCT subject_case AS id FROM case_link WHERE encounter = $1 ORDER BY id")
            .bind(encounter.to_string())
            .fetch_all(db)
            .await?;
    ids(&rows)
}

/// Takes an encounter out of its cases for good, and with it those that it was the last of; what was sealed in these.
pub async fn forget(db: &mut Connection, encounter: EncounterId) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut sealed = Vec::new();
    sqlx::query(
        "DELETE FROM undone_identification WHERE hit IN (SELECT id FROM hit WHERE encounter = $1 OR past = $1)",
    )
    .bind(encounter.to_string())
    .execute(&mut *db)
    .await?;
    for case in ever_of(db, encounter).await? {
        let key = case.to_string();
        for link in links::of(db, case).await?.into_iter().filter(|link| link.encounter == encounter) {
            sealed.push(("link".to_owned(), link.made_why));
            sealed.extend(link.ended.map(|ended| ("end of link".to_owned(), ended.why)));
        }
        sqlx::query("DELETE FROM case_link WHERE subject_case = $1 AND encounter = $2")
            .bind(&key)
            .bind(encounter.to_string())
            .execute(&mut *db)
            .await?;
        if !links::of(db, case).await?.is_empty() {
            continue;
        }
        sealed.extend(notes::of(db, case).await?.into_iter().map(|note| ("note".to_owned(), note.words)));
        let documents = documents::of(db, case).await?;
        sealed.extend(documents.into_iter().map(|document| ("document's name".to_owned(), document.name)));
        sealed.extend(find(db, case).await?.map(|row| ("case's wrapped_key".to_owned(), row.wrapped_key)));
        for query in [
            "DELETE FROM case_note WHERE subject_case = $1",
            "DELETE FROM case_document WHERE subject_case = $1",
            "DELETE FROM subject_case WHERE id = $1",
            "INSERT INTO case_forgotten (id) VALUES ($1)",
        ] {
            sqlx::query(query).bind(&key).execute(&mut *db).await?;
        }
    }
    Ok(sealed)
}

/// The cases that are forgotten and whose documents may still lie in the store.
pub async fn forgotten(db: &mut Connection) -> Result<Vec<CaseId>, Error> {
    let rows = sqlx::query("SELECT id FROM case_forgotten ORDER BY id").fetch_all(db).await?;
    ids(&rows)
}

/// Notes that a forgotten case's documents are gone.
pub async fn swept(db: &mut Connection, case: CaseId) -> Result<(), Error> {
    sqlx::query("DELETE FROM case_forgotten WHERE id = $1").bind(case.to_string()).execute(db).await?;
    Ok(())
}

fn ids(rows: &[sqlx::any::AnyRow]) -> Result<Vec<CaseId>, Error> {
    rows.iter().map(|row| id("case", row.try_get("id")?)).collect()
}

fn case_row(row: &sqlx::any::AnyRow) -> Result<CaseRow, Error> {
    Ok(CaseRow {
        id: id("case", row.try_get("id")?)?,
        country: country(row)?,
        opened_at: Timestamp(row.try_get("opened_at")?),
        wrapped_key: row.try_get("wrapped_key")?,
    })
}
