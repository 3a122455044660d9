//! Policies of countries, by version; what they say is sealed under the programme's key.

use policy::Country;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use wire::Timestamp;
use wire::rules::{Policy, PolicyVersion};

use super::{Connection, count};
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// What of a version is sealed.
#[derive(Serialize, Deserialize)]
struct Words {
    policy: Policy,
    made_by: String,
    reason: String,
}

/// Adds a version; whether it did, because there is none of this number yet.
pub async fn insert(db: &mut Connection, key: &ProgrammeKey, version: &PolicyVersion) -> Result<bool, Error> {
    let everywhere = &version.policy.everywhere;
    let (country, number) = (everywhere.host_country, everywhere.version);
    let words = Words {
        policy: version.policy.clone(),
        made_by: version.made_by.clone(),
        reason: version.reason.clone(),
    };
    let plain = serde_json::to_vec(&words).map_err(Error::stored("policy"))?;
    let done = sqlx::query(
        "INSERT INTO policy (country, version, effective_from, made_at, words) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (country, version) DO NOTHING",
    )
    .bind(country.to_string())
    .bind(i64::from(number))
    .bind(version.effective_from.0)
    .bind(version.made_at.0)
    .bind(key.seal(&place(country, number), &plain)?)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT version, effective_from, made_at, words FROM policy WHERE country = $1 ", $rest)
    };
}

/// Every version of a country's policy, the newest first.
pub async fn all(
    db: &mut Connection,
    key: &ProgrammeKey,
    country: Country,
) -> Result<Vec<PolicyVersion>, Error> {
    let rows = sqlx::query(select!("ORDER BY version DESC")).bind(country.to_string()).fetch_all(db).await?;
    rows.iter().map(|row| policy_version(key, country, row)).collect()
}

/// The policy of a country in one of its versions.
pub async fn version(
    db: &mut Connection,
    key: &ProgrammeKey,
    country: Country,
    number: u32,
) -> Result<Policy, Error> {
    let row = sqlx::query(select!("AND version = $2"))
        .bind(country.to_string())
        .bind(i64::from(number))
        .fetch_one(db)
        .await?;
    Ok(policy_version(key, country, &row)?.policy)
}

/// The policy of a country that was in force at a moment, or will be; none where the country is not of the programme.
pub async fn in_force(
    db: &mut Connection,
    key: &ProgrammeKey,
    country: Country,
    at: Timestamp,
) -> Result<Option<Policy>, Error> {
    let row = sqlx::query(select!("AND effective_from <= $2 ORDER BY version DESC LIMIT 1"))
        .bind(country.to_string())
        .bind(at.0.max(0))
        .fetch_optional(db)
        .await?;
    row.map(|row| Ok(policy_version(key, country, &row)?.policy)).transpose()
}

fn policy_version(
    key: &ProgrammeKey,
    country: Country,
    row: &sqlx::any::AnyRow,
) -> Result<PolicyVersion, Error> {
    let number: u32 = count(row.try_get("version")?);
    let plain = key.open_bytes(&place(country, number), row.try_get("words")?)?;
    let Words { policy, made_by, reason } =
        serde_json::from_slice(&plain).map_err(Error::stored("policy"))?;
    Ok(PolicyVersion {
        policy,
        effective_from: Timestamp(row.try_get("effective_from")?),
        made_at: Timestamp(row.try_get("made_at")?),
        made_by,
        reason,
    })
}

fn place(country: Country, version: u32) -> String {
    format!("policy of {country}, version {version}")
}
