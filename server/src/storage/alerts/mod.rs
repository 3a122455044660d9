//! Alerts, and what takes them further or back; their words are sealed under the key of the entry they come from.

pub mod erased;
pub mod witnesses;

use policy::{Country, Reach};
use sqlx::Row as _;
use wire::alert::{Acknowledgement, Cause};
use wire::{AccountId, AlertId, EncounterId, EntryId, HitId, SiteId, Timestamp};

use super::accounts::{country, name_of_account, name_of_site, site_name};
use super::{Connection, Query, count, from_word, id, word};
use crate::authorize::Place;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// An alert as it lies in the database, with what opens it.
#[derive(Debug, Clone)]
pub struct AlertRow {
    /// Its identifier.
    pub id: AlertId,
    /// What was identified.
    pub hit: HitId,
    /// Whom it is about.
    pub encounter: EncounterId,
    /// Who captured them.
    pub officer: AccountId,
    /// Where they are.
    pub site: SiteId,
    /// That site's name.
    pub site_name: String,
    /// That site's country.
    pub country: Country,
    /// The entry that was identified.
    pub entry: EntryId,
    /// The entry's key, wrapped.
    pub entry_key: Vec<u8>,
    /// People who were searched.
    pub people: u64,
    /// The score from which a candidate was a lead.
    pub threshold: u16,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// What it says, sealed.
    pub words: Vec<u8>,
    /// How far it has gone.
    pub reach: Reach,
    /// Who has seen it.
    pub acknowledged: Option<Acknowledgement>,
    /// When and by what it was taken back, and the sealed words of that.
    pub taken_back: Option<(Timestamp, Cause, Vec<u8>)>,
}

impl AlertRow {
    /// Where the person is.
    pub fn place(&self) -> Place {
        Place { site: self.site, country: self.country }
    }
}

/// An alert that is raised.
pub struct NewAlert {
    /// Its identifier.
    pub id: AlertId,
    /// What was identified.
    pub hit: HitId,
    /// Whom it is about.
    pub encounter: EncounterId,
    /// Whom they were identified as.
    pub entry: EntryId,
    /// What it says, sealed under the entry's key.
    pub words: Vec<u8>,
    /// Now.
    pub raised_at: Timestamp,
    /// When it goes further unless somebody acknowledges.
    pub goes_further_at: Option<Timestamp>,
}

/// Raises an alert.
pub async fn insert(db: &mut Connection, alert: &NewAlert) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO alert (id, hit, encounter, entry, raised_at, words, goes_further_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(alert.id.to_string())
    .bind(alert.hit.to_string())
    .bind(alert.encounter.to_string())
    .bind(alert.entry.to_string())
    .bind(alert.raised_at.0)
    .bind(&alert.words)
    .bind(alert.goes_further_at.map(|at| at.0))
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.hit, a.encounter, c.officer, c.site, s.name AS site_name, s.country, a.entry, \
             e.wrapped_key, h.people, h.threshold, a.raised_at, a.words, a.reach, a.acknowledged_by, \
             k.name AS acknowledger, a.acknowledged_at, a.acknowledged_from, f.name AS from_name, b.at AS back_at, \
             b.cause, b.words AS back_words \
             FROM alert a JOIN hit h ON h.id = a.hit JOIN entry e ON e.id = a.entry \
             JOIN encounter c ON c.id = a.encounter JOIN site s ON s.id = c.site \
             LEFT JOIN account k ON k.id = a.acknowledged_by LEFT JOIN site f ON f.id = a.acknowledged_from \
             LEFT JOIN alert_taken_back b ON b.alert = a.id ",
            $rest
        )
    };
}

/// An alert, if it is there.
pub async fn find(
    db: &mut Connection,
    names: &ProgrammeKey,
    alert: AlertId,
) -> Result<Option<AlertRow>, Error> {
    let query = sqlx::query(select!("WHERE a.id = $1")).bind(alert.to_string());
    Ok(read(db, names, query).await?.pop())
}

/// The first alert of an encounter.
pub async fn of(
    db: &mut Connection,
    names: &ProgrammeKey,
    encounter: EncounterId,
) -> Result<Option<AlertRow>, Error> {
    Ok(of_encounter(db, names, encounter).await?.into_iter().next())
}

/// The alerts of an encounter, the oldest first.
pub async fn of_encounter(
    db: &mut Connection,
    names: &ProgrammeKey,
    encounter: EncounterId,
) -> Result<Vec<AlertRow>, Error> {
    let query = sqlx::query(select!("WHERE a.encounter = $1 ORDER BY a.raised_at, a.id"));
    read(db, names, query.bind(encounter.to_string())).await
}

/// The alert of a hit, if it has one.
pub async fn of_hit(db: &mut Connection, names: &ProgrammeKey, hit: HitId) -> Result<Vec<AlertRow>, Error> {
    read(db, names, sqlx::query(select!("WHERE a.hit = $1")).bind(hit.to_string())).await
}

/// The alerts on an entry, the oldest first.
pub async fn of_entry(
    db: &mut Connection,
    names: &ProgrammeKey,
    entry: EntryId,
) -> Result<Vec<AlertRow>, Error> {
    let query = sqlx::query(select!("WHERE a.entry = $1 ORDER BY a.raised_at, a.id"));
    read(db, names, query.bind(entry.to_string())).await
}

/// The newest alerts of a site, but for frozen records.
pub async fn of_site(
    db: &mut Connection,
    names: &ProgrammeKey,
    site: SiteId,
    limit: u32,
) -> Result<Vec<AlertRow>, Error> {
    let query = sqlx::query(select!(
        "WHERE c.site = $1 AND c.restricted_at IS NULL ORDER BY a.raised_at DESC, a.id DESC LIMIT $2"
    ));
    read(db, names, query.bind(site.to_string()).bind(i64::from(limit))).await
}

/// The newest alerts of a country, but for frozen records.
pub async fn of_country(
    db: &mut Connection,
    names: &ProgrammeKey,
    country: Country,
    limit: u32,
) -> Result<Vec<AlertRow>, Error> {
    let query = sqlx::query(select!(
        "WHERE s.country = $1 AND c.restricted_at IS NULL ORDER BY a.raised_at DESC, a.id DESC LIMIT $2"
    ));
    read(db, names, query.bind(country.to_string()).bind(i64::from(limit))).await
}

/// The alerts that are to go further by now, but for frozen records.
pub async fn due(db: &mut Connection, names: &ProgrammeKey, now: Timestamp) -> Result<Vec<AlertRow>, Error> {
    let query = sqlx::query(select!(
        "WHERE a.goes_further_at <= $1 AND c.restricted_at IS NULL ORDER BY a.goes_further_at, a.id"
    ));
    read(db, names, query.bind(now.0)).await
}

/// Notes how far an alert has gone, and when it goes on from there.
pub async fn set_reach(
    db: &mut Connection,
    alert: AlertId,
    reach: Reach,
    goes_further_at: Option<Timestamp>,
) -> Result<(), Error> {
    let query = sqlx::query("UPDATE alert SET reach = $1, goes_further_at = $2 WHERE id = $3");
    query.bind(word(reach)).bind(goes_further_at.map(|at| at.0)).bind(alert.to_string()).execute(db).await?;
    Ok(())
}

/// Notes when an alert went so far because nobody acknowledged.
pub async fn note_further(
    db: &mut Connection,
    alert: AlertId,
    reach: Reach,
    now: Timestamp,
) -> Result<(), Error> {
    let query = sqlx::query("INSERT INTO alert_further (alert, reach, at) VALUES ($1, $2, $3)");
    query.bind(alert.to_string()).bind(word(reach)).bind(now.0).execute(db).await?;
    Ok(())
}

/// How far an alert went because nobody acknowledged, step by step, and when.
pub async fn further(db: &mut Connection, alert: AlertId) -> Result<Vec<(Reach, Timestamp)>, Error> {
    let rows = sqlx::query("SELECT reach, at FROM alert_further WHERE alert = $1 ORDER BY at")
        .bind(alert.to_string())
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            Ok((from_word("reach of an alert", row.try_get("reach")?)?, Timestamp(row.try_get("at")?)))
        })
        .collect()
}

/// Notes who saw an alert, working where; the first to say so stands.
pub async fn acknowledge(
    db: &mut Connection,
    alert: AlertId,
    by: AccountId,
    from: SiteId,
    now: Timestamp,
) -> Result<(), Error> {
    let query = sqlx::query(
        "UPDATE alert SET acknowledged_by = $1, acknowledged_at = $2, acknowledged_from = $3, \
         goes_further_at = NULL WHERE id = $4 AND acknowledged_at IS NULL",
    );
    let query = query.bind(by.to_string()).bind(now.0).bind(from.to_string()).bind(alert.to_string());
    query.execute(db).await?;
    Ok(())
}

/// Takes an alert back, which ends its way further.
pub async fn take_back(
    db: &mut Connection,
    alert: AlertId,
    cause: Cause,
    words: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    let query = sqlx::query("INSERT INTO alert_taken_back (alert, at, cause, words) VALUES ($1, $2, $3, $4)");
    let query = query.bind(alert.to_string()).bind(now.0).bind(word(cause)).bind(words);
    query.execute(&mut *db).await?;
    let query = sqlx::query("UPDATE alert SET goes_further_at = NULL WHERE id = $1");
    query.bind(alert.to_string()).execute(db).await?;
    Ok(())
}

/// The alerts that a query of what [`select`] names finds.
async fn read(db: &mut Connection, names: &ProgrammeKey, query: Query) -> Result<Vec<AlertRow>, Error> {
    query.fetch_all(db).await?.iter().map(|row| alert_row(names, row)).collect()
}

fn alert_row(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<AlertRow, Error> {
    let site = id("site", row.try_get("site")?)?;
    let back: (Option<i64>, Option<String>, Option<Vec<u8>>) =
        (row.try_get("back_at")?, row.try_get("cause")?, row.try_get("back_words")?);
    Ok(AlertRow {
        id: id("alert", row.try_get("id")?)?,
        hit: id("hit", row.try_get("hit")?)?,
        encounter: id("encounter", row.try_get("encounter")?)?,
        officer: id("account", row.try_get("officer")?)?,
        site,
        site_name: site_name(names, site, row)?,
        country: country(row)?,
        entry: id("entry", row.try_get("entry")?)?,
        entry_key: row.try_get("wrapped_key")?,
        people: count(row.try_get("people")?),
        threshold: count(row.try_get("threshold")?),
        raised_at: Timestamp(row.try_get("raised_at")?),
        words: row.try_get("words")?,
        reach: from_word("reach of an alert", row.try_get("reach")?)?,
        acknowledged: acknowledgement(names, row)?,
        taken_back: match back {
            (Some(at), Some(cause), Some(words)) => {
                Some((Timestamp(at), from_word("cause of a taking back", &cause)?, words))
            }
            _ => None,
        },
    })
}

fn acknowledgement(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<Option<Acknowledgement>, Error> {
    let by: Option<String> = row.try_get("acknowledged_by")?;
    let name: Option<Vec<u8>> = row.try_get("acknowledger")?;
    let at: Option<i64> = row.try_get("acknowledged_at")?;
    let (Some(by), Some(name), Some(at)) = (by, name, at) else { return Ok(None) };
    let from: Option<String> = row.try_get("acknowledged_from")?;
    let from_name: Option<Vec<u8>> = row.try_get("from_name")?;
    let from = match (from, from_name) {
        (Some(site), Some(name)) => names.open_text(&name_of_site(id("site", &site)?), &name)?,
        _ => String::new(),
    };
    let by = names.open_text(&name_of_account(id("account", &by)?), &name)?;
    Ok(Some(Acknowledgement { by, at: Timestamp(at), from }))
}
