//! The capture services on the desks' own computers that a site lets its pages talk to.

use sqlx::Row as _;
use wire::SiteId;
use wire::services::CaptureServices;

use super::Connection;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// Those of a site; none unless somebody decided so.
pub async fn of(db: &mut Connection, names: &ProgrammeKey, site: SiteId) -> Result<CaptureServices, Error> {
    let row = sqlx::query("SELECT services FROM capture_services WHERE site = $1")
        .bind(site.to_string())
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(CaptureServices::default()) };
    let services = names.open_bytes(&sealed_as(site), row.try_get("services")?)?;
    serde_json::from_slice(&services).map_err(Error::stored("site's capture services"))
}

/// Those of a site from here on.
pub async fn set(
    db: &mut Connection,
    names: &ProgrammeKey,
    site: SiteId,
    services: &CaptureServices,
) -> Result<(), Error> {
    let services = serde_json::to_vec(services).map_err(Error::stored("site's capture services"))?;
    sqlx::query(
        "INSERT INTO capture_services (site, services) VALUES ($1, $2) \
         ON CONFLICT (site) DO UPDATE SET services = excluded.services",
    )
    .bind(site.to_string())
    .bind(names.seal(&sealed_as(site), &services)?)
    .execute(db)
    .await?;
    Ok(())
}

fn sealed_as(site: SiteId) -> String {
    format!("capture services of site {site}")
}
