//! Taking a subject's rows away, in the order that their references allow.

use policy::Country;
use sqlx::Row as _;
use wire::{EncounterId, EntryId, ListId, RedressId};

use super::accounts::country;
use super::{Connection, cases, id, lists, shard_files};
use crate::problem::Error;

/// What was taken away.
pub struct Erased {
    /// Whose.
    pub country: Country,
    /// The list that has changed by it, and its new version.
    pub list: Option<(ListId, u64)>,
    /// Every sealed value, by what it was, as it lay.
    pub sealed: Vec<(String, Vec<u8>)>,
    /// The encounters that had a hit on it, which went with it.
    pub lost_hits: Vec<EncounterId>,
}

/// The rows of an alert that go before it.
macro_rules! of_alerts {
    ($table:literal, $whose:literal) => {
        concat!("DELETE FROM ", $table, " WHERE alert IN (SELECT id FROM alert WHERE ", $whose, " = $1)")
    };
}

/// Takes an encounter away, with its hits, its alerts and the links to it; none where it is not there.
pub async fn encounter(db: &mut Connection, encounter: EncounterId) -> Result<Option<Erased>, Error> {
    let key = encounter.to_string();
    let row = sqlx::query(
        "SELECT s.country, e.wrapped_key, e.manifest, e.answer, e.rulings \
         FROM encounter e JOIN site s ON s.id = e.site WHERE e.id = $1",
    )
    .bind(&key)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let mut sealed = Vec::new();
    for what in ["wrapped_key", "manifest", "answer", "rulings"] {
        sealed.push((what.to_owned(), row.try_get(what)?));
    }
    sealed.extend(cases::forget(db, encounter).await?);
    let lost_hits = with_hit_on(db, "SELECT DISTINCT encounter AS id FROM hit WHERE past = $1", &key).await?;
    for query in [
        of_alerts!("alert_witness", "encounter"),
        of_alerts!("alert_taken_back", "encounter"),
        of_alerts!("alert_further", "encounter"),
        of_alerts!("handover", "encounter"),
        "DELETE FROM alert WHERE encounter = $1",
        "DELETE FROM examination WHERE hit IN (SELECT id FROM hit WHERE encounter = $1 OR past = $1)",
        "DELETE FROM hit_skip WHERE hit IN (SELECT id FROM hit WHERE encounter = $1 OR past = $1)",
        "DELETE FROM hit WHERE encounter = $1 OR past = $1",
        "DELETE FROM search_due WHERE encounter = $1",
        "DELETE FROM lost_receipt WHERE encounter = $1",
        "DELETE FROM part_piece WHERE encounter = $1",
        "DELETE FROM part WHERE encounter = $1",
        "DELETE FROM encounter WHERE id = $1",
    ] {
        sqlx::query(query).bind(&key).execute(&mut *db).await?;
    }
    Ok(Some(Erased { country: country(&row)?, list: None, sealed, lost_hits }))
}

/// Takes a watchlist entry away, with the hits on it and their alerts, and notes that its list has changed; none
/// where it is not there.
pub async fn entry(db: &mut Connection, entry: EntryId) -> Result<Option<Erased>, Error> {
    let key = entry.to_string();
    let row = sqlx::query(
        "SELECT l.country, e.list, e.wrapped_key, e.particulars, e.prints \
         FROM entry e JOIN watchlist l ON l.id = e.list WHERE e.id = $1",
    )
    .bind(&key)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let mut sealed = Vec::new();
    for what in ["wrapped_key", "particulars", "prints"] {
        sealed.push((what.to_owned(), row.try_get(what)?));
    }
    let lost_hits =
        with_hit_on(db, "SELECT DISTINCT encounter AS id FROM hit WHERE entry = $1", &key).await?;
    for query in [
        of_alerts!("alert_witness", "entry"),
        of_alerts!("alert_taken_back", "entry"),
        of_alerts!("alert_further", "entry"),
        of_alerts!("handover", "entry"),
        "DELETE FROM alert WHERE entry = $1",
        "DELETE FROM examination WHERE hit IN (SELECT id FROM hit WHERE entry = $1)",
        "DELETE FROM hit_skip WHERE hit IN (SELECT id FROM hit WHERE entry = $1)",
        "DELETE FROM hit WHERE entry = $1",
        "DELETE FROM entry WHERE id = $1",
        "UPDATE list_change SET why = NULL WHERE entry = $1",
    ] {
        sqlx::query(query).bind(&key).execute(&mut *db).await?;
    }
    let list = id("watchlist", row.try_get("list")?)?;
    shard_files::forget(db, list).await?;
    let version = lists::advance(db, list).await?;
    Ok(Some(Erased { country: country(&row)?, list: Some((list, version)), sealed, lost_hits }))
}

async fn with_hit_on(
    db: &mut Connection,
    query: &'static str,
    erased: &str,
) -> Result<Vec<EncounterId>, Error> {
    let rows = sqlx::query(query).bind(erased.to_owned()).fetch_all(db).await?;
    rows.iter().map(|row| id("encounter", row.try_get("id")?)).collect()
}

/// Takes a request to the redress desk away, with what was done about it and whom it names; with the last one about a
/// record that is gone the codes of its receipts too. None where it is not there.
pub async fn request(db: &mut Connection, case: RedressId) -> Result<Option<Erased>, Error> {
    let key = case.to_string();
    let row = sqlx::query(
        "SELECT s.country, r.encounter, r.wrapped_key, r.request FROM redress r JOIN site s ON s.id = r.site \
         WHERE r.id = $1",
    )
    .bind(&key)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let mut sealed = Vec::new();
    for what in ["wrapped_key", "request"] {
        sealed.push((what.to_owned(), row.try_get(what)?));
    }
    for step in sqlx::query("SELECT words FROM redress_step WHERE redress = $1 ORDER BY number")
        .bind(&key)
        .fetch_all(&mut *db)
        .await?
    {
        sealed.push(("step".to_owned(), step.try_get("words")?));
    }
    for recipient in sqlx::query("SELECT name FROM redress_recipient WHERE redress = $1 ORDER BY id")
        .bind(&key)
        .fetch_all(&mut *db)
        .await?
    {
        sealed.push(("recipient".to_owned(), recipient.try_get("name")?));
    }
    for query in [
        "DELETE FROM redress_notice WHERE recipient IN (SELECT id FROM redress_recipient WHERE redress = $1)",
        "DELETE FROM redress_recipient WHERE redress = $1",
        "DELETE FROM redress_step WHERE redress = $1",
        "DELETE FROM redress WHERE id = $1",
    ] {
        sqlx::query(query).bind(&key).execute(&mut *db).await?;
    }
    let encounter: String = row.try_get("encounter")?;
    sqlx::query(
        "DELETE FROM redress_code WHERE encounter = $1 \
         AND NOT EXISTS (SELECT 1 FROM encounter WHERE id = $1) \
         AND NOT EXISTS (SELECT 1 FROM redress WHERE redress.encounter = $1)",
    )
    .bind(encounter)
    .execute(db)
    .await?;
    Ok(Some(Erased { country: country(&row)?, list: None, sealed, lost_hits: Vec::new() }))
}
