//! A site's own rules about looking at people: what stands out there is decided there.

use wire::SiteId;
use wire::audit::{SiteWatch, WatchRules};

use super::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, invalid, not_found};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{accounts, watch_rules};

impl Service {
    /// The rules of every site that `actor` audits.
    pub(crate) async fn watch_rules(&self, actor: &Actor) -> Result<Vec<SiteWatch>, Error> {
        authorize(actor, Action::ReadAudit, Object::Country(actor.country))?;
        let mut db = self.storage.read().await?;
        let mut sites = accounts::all_sites(&mut db, &self.programme_key, self.clock.now()).await?;
        let rules = watch_rules::all(&mut db).await?;
        drop(db);
        sites.retain(|site| {
            authorize(actor, Action::ReadAudit, Object::Country(site.policy.host_country)).is_ok()
        });
        Ok(sites
            .into_iter()
            .map(|site| SiteWatch {
                site: site.id,
                name: site.name,
                hours: site.policy.hours,
                rules: rules.get(&site.id).copied().unwrap_or_default(),
            })
            .collect())
    }

    /// Sets the rules of a site.
    pub(crate) async fn set_watch_rules(
        &self,
        actor: &Actor,
        site: SiteId,
        rules: WatchRules,
    ) -> Result<(), Error> {
        authorize(actor, Action::SetWatchRules, Object::Country(actor.country))?;
        if rules.looks_a_day == Some(0) {
            return Err(invalid("looks_a_day", "At least one look a day, or no rule."));
        }
        let mut transaction = self.storage.write().await?;
        let place = accounts::place(&mut transaction, site).await?.ok_or_else(|| not_found("site"))?;
        authorize(actor, Action::SetWatchRules, Object::Country(place.country))?;
        watch_rules::set(&mut transaction, site, &rules).await?;
        let said = serde_json::to_string(&rules).map_err(Error::stored("rules"))?;
        let line = Line::by(actor, "audit.rules", format!("site/{site}")).of(place.country).with(said);
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }
}
