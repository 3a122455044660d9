//! Packets that were refused.

use packet::Seal;
use policy::Country;
use sqlx::Row as _;
use wire::quarantine::WhyRefused;
use wire::{AccountId, DeviceId, EncounterId, QuarantineId, SiteId, Timestamp};

use super::accounts::{country, name_of_account};
use super::{Connection, count, from_word, id, word};
use crate::authorize::Place;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// A packet in quarantine.
#[derive(Debug, Clone, PartialEq)]
pub struct QuarantineRow {
    /// Its identifier.
    pub id: QuarantineId,
    /// Of the seal and the bytes.
    pub digest: String,
    /// What it says it is.
    pub encounter: EncounterId,
    /// What it says it is from.
    pub device: DeviceId,
    /// Who sent it.
    pub officer: AccountId,
    /// Their name.
    pub officer_name: String,
    /// Where they work.
    pub site: SiteId,
    /// That site's country.
    pub country: Country,
    /// Why it was refused.
    pub why: WhyRefused,
    /// The particulars.
    pub detail: String,
    /// By the device's own clock.
    pub sealed_at: Timestamp,
    /// When it came.
    pub received_at: Timestamp,
    /// Bytes.
    pub size: u64,
    /// Its seal, as it came.
    pub seal: Vec<u8>,
    /// The key of its content and that content, sealed; none once it is decided.
    pub content: Option<(Vec<u8>, Vec<u8>)>,
    /// Whether it was let in, by whom, when and why.
    pub decided: Option<(bool, String, Timestamp, String)>,
}

impl QuarantineRow {
    /// Where it was sent from.
    pub fn place(&self) -> Place {
        Place { site: self.site, country: self.country }
    }

    /// The seal, read.
    pub fn seal(&self) -> Result<Seal, Error> {
        Seal::from_bytes(&self.seal).map_err(|error| Error::Stored { what: "seal", why: error.to_string() })
    }
}

fn reason_of(packet: &str) -> String {
    format!("reason for packet {packet}")
}

/// Keeps a packet, unless it is here already; whether it was not.
pub async fn insert(db: &mut Connection, row: &QuarantineRow) -> Result<bool, Error> {
    let (key, content) = row.content.clone().unzip();
    let done = sqlx::query(
        "INSERT INTO quarantine (id, digest, encounter, device, officer, site, why, detail, sealed_at, received_at, \
         size, seal, wrapped_key, content) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (digest) DO NOTHING",
    )
    .bind(row.id.to_string())
    .bind(&row.digest)
    .bind(row.encounter.to_string())
    .bind(row.device.to_string())
    .bind(row.officer.to_string())
    .bind(row.site.to_string())
    .bind(word(row.why))
    .bind(&row.detail)
    .bind(row.sealed_at.0)
    .bind(row.received_at.0)
    .bind(row.size.cast_signed())
    .bind(&row.seal[..])
    .bind(key)
    .bind(content)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT q.id, q.digest, q.encounter, q.device, q.officer, q.site, q.why, q.detail, q.sealed_at, \
             q.received_at, q.size, q.seal, q.wrapped_key, q.content, q.released, q.decided_by, q.decided_at, \
             q.reason, s.country, a.name AS officer_name, b.name AS decider_name \
             FROM quarantine q JOIN site s ON s.id = q.site JOIN account a ON a.id = q.officer \
             LEFT JOIN account b ON b.id = q.decided_by ",
            $rest
        )
    };
}

/// The packets, those that wait first, the newest first; not more than `limit`.
pub async fn all(db: &mut Connection, names: &ProgrammeKey, limit: u32) -> Result<Vec<QuarantineRow>, Error> {
    let rows = sqlx::query(select!(
        "ORDER BY CASE WHEN q.decided_at IS NULL THEN 0 ELSE 1 END, q.received_at DESC, q.id LIMIT $1"
    ))
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| packet(names, row)).collect()
}

/// A packet, if it is there.
pub async fn find(
    db: &mut Connection,
    names: &ProgrammeKey,
    packet_id: QuarantineId,
) -> Result<Option<QuarantineRow>, Error> {
    let row = sqlx::query(select!("WHERE q.id = $1")).bind(packet_id.to_string()).fetch_optional(db).await?;
    row.as_ref().map(|row| packet(names, row)).transpose()
}

/// The last packet of an encounter that this officer sent and that was refused, if one was.
pub async fn of_encounter(
    db: &mut Connection,
    names: &ProgrammeKey,
    encounter: EncounterId,
    officer: AccountId,
) -> Result<Option<QuarantineRow>, Error> {
    let row = sqlx::query(select!(
        "WHERE q.encounter = $1 AND q.officer = $2 ORDER BY q.received_at DESC, q.id DESC LIMIT 1"
    ))
    .bind(encounter.to_string())
    .bind(officer.to_string())
    .fetch_optional(db)
    .await?;
    row.as_ref().map(|row| packet(names, row)).transpose()
}

/// What was decided of packets with these bytes: whether they were let in.
pub async fn decision_of(db: &mut Connection, digest: &str) -> Result<Option<bool>, Error> {
    let row = sqlx::query("SELECT released FROM quarantine WHERE digest = $1 AND decided_at IS NOT NULL")
        .bind(digest)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| row.try_get::<i64, _>("released")).transpose()?.map(|released| released != 0))
}

/// Decides, and forgets the content; false where somebody has decided already.
pub async fn decide(
    db: &mut Connection,
    names: &ProgrammeKey,
    packet: QuarantineId,
    (released, by, reason): (bool, AccountId, &str),
    now: Timestamp,
) -> Result<bool, Error> {
    let packet = packet.to_string();
    let done = sqlx::query(
        "UPDATE quarantine SET released = $1, decided_by = $2, decided_at = $3, reason = $4, wrapped_key = NULL, \
         content = NULL WHERE id = $5 AND decided_at IS NULL",
    )
    .bind(i64::from(released))
    .bind(by.to_string())
    .bind(now.0)
    .bind(names.seal(&reason_of(&packet), reason.as_bytes())?)
    .bind(&packet)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets the content of what came before a moment and nobody decided on; how many.
pub async fn forget_before(db: &mut Connection, before: Timestamp) -> Result<u64, Error> {
    let done = sqlx::query("DELETE FROM quarantine WHERE decided_at IS NULL AND received_at < $1")
        .bind(before.0)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

fn packet(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<QuarantineRow, Error> {
    let text: String = row.try_get("id")?;
    let officer: AccountId = id("account", row.try_get("officer")?)?;
    let (key, content): (Option<Vec<u8>>, Option<Vec<u8>>) =
        (row.try_get("wrapped_key")?, row.try_get("content")?);
    let decided = match row.try_get::<Option<i64>, _>("decided_at")? {
        None => None,
        Some(at) => {
            let by: AccountId = id("account", row.try_get("decided_by")?)?;
            let name = names.open_text(&name_of_account(by), row.try_get("decider_name")?)?;
            let reason = names.open_text(&reason_of(&text), row.try_get("reason")?)?;
            Some((row.try_get::<i64, _>("released")? != 0, name, Timestamp(at), reason))
        }
    };
    Ok(QuarantineRow {
        id: id("packet", &text)?,
        digest: row.try_get("digest")?,
        encounter: id("encounter", row.try_get("encounter")?)?,
        device: id("device", row.try_get("device")?)?,
        officer,
        officer_name: names.open_text(&name_of_account(officer), row.try_get("officer_name")?)?,
        site: id("site", row.try_get("site")?)?,
        country: country(row)?,
        why: from_word("reason", row.try_get("why")?)?,
        detail: row.try_get("detail")?,
        sealed_at: Timestamp(row.try_get("sealed_at")?),
        received_at: Timestamp(row.try_get("received_at")?),
        size: count(row.try_get("size")?),
        seal: row.try_get("seal")?,
        content: key.zip(content),
        decided,
    })
}
