//! A site's own rules about looking at people.

use std::collections::BTreeMap;

use sqlx::Row as _;
use wire::SiteId;
use wire::audit::WatchRules;

use super::{Connection, id};
use crate::problem::Error;

/// The rules of every site that has any.
pub async fn all(db: &mut Connection) -> Result<BTreeMap<SiteId, WatchRules>, Error> {
    let rows = sqlx::query("SELECT site, rules FROM watch_rules").fetch_all(db).await?;
    rows.iter()
        .map(|row| {
            let text: String = row.try_get("rules")?;
            let rules = serde_json::from_str(&text).map_err(Error::stored("rules"))?;
            Ok((id("site", row.try_get("site")?)?, rules))
        })
        .collect()
}

/// Sets the rules of a site.
pub async fn set(db: &mut Connection, site: SiteId, rules: &WatchRules) -> Result<(), Error> {
    let text = serde_json::to_string(rules).map_err(Error::stored("rules"))?;
    sqlx::query(
        "INSERT INTO watch_rules (site, rules) VALUES ($1, $2) \
         ON CONFLICT (site) DO UPDATE SET rules = excluded.rules",
    )
    .bind(site.to_string())
    .bind(text)
    .execute(db)
    .await?;
    Ok(())
}
