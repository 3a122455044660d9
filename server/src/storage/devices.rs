//! Enrolled devices, and the codes that enrol them.

use policy::Country;
use sqlx::Row as _;
use wire::device::{DeviceState, Report};
use wire::{AccountId, DeviceId, SiteId, Timestamp};

use super::accounts::country;
use super::{Connection, from_word, id, word};
use crate::authorize::Place;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// A device.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceRow {
    /// Its identifier.
    pub id: DeviceId,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// That site's country.
    pub country: Country,
    /// Signs what it sends.
    pub signing_key: Vec<u8>,
    /// What is for it alone is sealed to this.
    pub exchange_key: Vec<u8>,
    /// Since when.
    pub enrolled_at: Timestamp,
    /// How it stands.
    pub state: DeviceState,
    /// Since when it is called back.
    pub revoked_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
    /// When it was last in contact.
    pub last_contact_at: Option<Timestamp>,
    /// When it sent its newest report, by its own clock.
    pub last_sent_at: Option<Timestamp>,
    /// What it last said of itself.
    pub report: Option<Report>,
}

impl DeviceRow {
    /// Where it stands.
    pub fn place(&self) -> Place {
        Place { site: self.site, country: self.country }
    }
}

fn name_of(device: &str) -> String {
    format!("name of device {device}")
}

fn reason_of(device: &str) -> String {
    format!("reason for calling back device {device}")
}

/// Keeps the keyed hash of a code.
pub async fn invite(
    db: &mut Connection,
    names: &ProgrammeKey,
    tag: &str,
    (name, site): (&str, SiteId),
    by: AccountId,
    expires_at: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO device_invitation (tag, name, site, made_by, expires_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(tag)
    .bind(names.seal(&name_of(tag), name.as_bytes())?)
    .bind(site.to_string())
    .bind(by.to_string())
    .bind(expires_at.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Spends a code: the name and the place of the device that it is for; none where it is not, or not any more.
pub async fn spend_invitation(
    db: &mut Connection,
    names: &ProgrammeKey,
    tag: &str,
    now: Timestamp,
) -> Result<Option<(String, Place)>, Error> {
    let spent = sqlx::query(
        "UPDATE device_invitation SET spent_at = $1 WHERE tag = $2 AND spent_at IS NULL AND expires_at > $1",
    )
    .bind(now.0)
    .bind(tag)
    .execute(&mut *db)
    .await?;
    if spent.rows_affected() != 1 {
        return Ok(None);
    }
    let row = sqlx::query(
        "SELECT i.name, i.site, s.country FROM device_invitation i JOIN site s ON s.id = i.site WHERE i.tag = $1",
    )
    .bind(tag)
    .fetch_one(db)
    .await?;
    let name = names.open_text(&name_of(tag), row.try_get("name")?)?;
    Ok(Some((name, Place { site: id("site", row.try_get("site")?)?, country: country(&row)? })))
}

/// Keeps a device that has just enrolled.
pub async fn insert(db: &mut Connection, names: &ProgrammeKey, device: &DeviceRow) -> Result<(), Error> {
    let id = device.id.to_string();
    sqlx::query(
        "INSERT INTO device (id, site, name, signing_key, exchange_key, enrolled_at, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(device.site.to_string())
    .bind(names.seal(&name_of(&id), device.name.as_bytes())?)
    .bind(&device.signing_key[..])
    .bind(&device.exchange_key[..])
    .bind(device.enrolled_at.0)
    .bind(word(device.state))
    .execute(db)
    .await?;
    Ok(())
}

/// The devices, by their place and name.
pub async fn all(db: &mut Connection, names: &ProgrammeKey) -> Result<Vec<DeviceRow>, Error> {
    let rows =
        sqlx::query("SELECT d.*, s.country FROM device d JOIN site s ON s.id = d.site").fetch_all(db).await?;
    let mut devices = rows.iter().map(|row| device(names, row)).collect::<Result<Vec<_>, Error>>()?;
    devices.sort_by(|a, b| (a.site, &a.name).cmp(&(b.site, &b.name)));
    Ok(devices)
}

/// A device, if there is one.
pub async fn find(
    db: &mut Connection,
    names: &ProgrammeKey,
    device_id: DeviceId,
) -> Result<Option<DeviceRow>, Error> {
    let row = sqlx::query("SELECT d.*, s.country FROM device d JOIN site s ON s.id = d.site WHERE d.id = $1")
        .bind(device_id.to_string())
        .fetch_optional(db)
        .await?;
    row.as_ref().map(|row| device(names, row)).transpose()
}

/// Notes what a device says of itself.
pub async fn set_report(
    db: &mut Connection,
    device: DeviceId,
    report: &Report,
    sent_at: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    let report = serde_json::to_vec(report).map_err(Error::stored("report"))?;
    sqlx::query("UPDATE device SET report = $1, last_sent_at = $2, last_contact_at = $3 WHERE id = $4")
        .bind(&report[..])
        .bind(sent_at.0)
        .bind(now.0)
        .bind(device.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Notes how a device stands.
pub async fn set_state(db: &mut Connection, device: DeviceId, state: DeviceState) -> Result<(), Error> {
    sqlx::query("UPDATE device SET state = $1 WHERE id = $2")
        .bind(word(state))
        .bind(device.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Calls a device back.
pub async fn revoke(
    db: &mut Connection,
    names: &ProgrammeKey,
    device: DeviceId,
    (state, reason): (DeviceState, &str),
    now: Timestamp,
) -> Result<(), Error> {
    let device = device.to_string();
    sqlx::query(
        "UPDATE device SET state = $1, reason = $2, revoked_at = COALESCE(revoked_at, $3) WHERE id = $4",
    )
    .bind(word(state))
    .bind(names.seal(&reason_of(&device), reason.as_bytes())?)
    .bind(now.0)
    .bind(&device)
    .execute(db)
    .await?;
    Ok(())
}

fn device(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<DeviceRow, Error> {
    let moment = |name: &str| Ok::<_, Error>(row.try_get::<Option<i64>, _>(name)?.map(Timestamp));
    let text: String = row.try_get("id")?;
    let reason: Option<Vec<u8>> = row.try_get("reason")?;
    let report: Option<Vec<u8>> = row.try_get("report")?;
    Ok(DeviceRow {
        id: id("device", &text)?,
        name: names.open_text(&name_of(&text), row.try_get("name")?)?,
        site: id("site", row.try_get("site")?)?,
        country: country(row)?,
        signing_key: row.try_get("signing_key")?,
        exchange_key: row.try_get("exchange_key")?,
        enrolled_at: Timestamp(row.try_get("enrolled_at")?),
        state: from_word("device's state", row.try_get("state")?)?,
        revoked_at: moment("revoked_at")?,
        reason: reason.map(|reason| names.open_text(&reason_of(&text), &reason)).transpose()?,
        last_contact_at: moment("last_contact_at")?,
        last_sent_at: moment("last_sent_at")?,
        report: report
            .map(|report| serde_json::from_slice(&report))
            .transpose()
            .map_err(Error::stored("report"))?,
    })
}
