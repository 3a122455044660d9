//! The policies of countries: read by everybody who works under them, changed by a new version alone.

use policy::Country;
use wire::Code;
use wire::rules::{NewSite, NewVersion, Policy, PolicyVersion, Rules, SiteName};
use wire::services::CaptureServices;
use wire::session::Site;

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::events::Audience;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{accounts, policies};

const LONGEST_NAME: usize = 60;
/// A change is planned for a foreseeable time: a year.
const FURTHEST_SECONDS: i64 = 366 * 86_400;

pub(crate) fn subject(country: Country) -> String {
    format!("policy/{country}")
}

impl Service {
    /// Every version of a country's policy.
    pub(crate) async fn rules(&self, actor: &Actor, country: Country) -> Result<Rules, Error> {
        // Whoever works in a country may read what holds there, however narrow their scope.
        let object = if country == actor.country { Object::Own } else { Object::Country(country) };
        authorize(actor, Action::ReadRules, object)?;
        let mut snapshot = self.storage.snapshot().await?;
        let versions = policies::all(&mut snapshot, &self.programme_key, country).await?;
        let now = self.clock.now();
        let in_force = versions
            .iter()
            .find(|version| version.effective_from <= now)
            .ok_or_else(|| not_found("country"))?
            .policy
            .everywhere
            .version;
        let sites = accounts::sites(&mut snapshot, &self.programme_key, country).await?;
        let confirmed = Actor { confirmed: true, ..actor.clone() };
        let may_change = authorize(&confirmed, Action::ChangeRules, Object::Country(country)).is_ok();
        Ok(Rules { versions, in_force, sites, may_change })
    }

    /// Adds a version of a country's policy; what was made under an earlier one is judged by that one still.
    pub(crate) async fn change_rules(
        &self,
        actor: &Actor,
        country: Country,
        new: NewVersion,
    ) -> Result<PolicyVersion, Error> {
        authorize(actor, Action::ChangeRules, Object::Country(country))?;
        let now = self.clock.now();
        let effective_from = new.effective_from.unwrap_or(now);
        if effective_from < now || effective_from > now.plus_seconds(FURTHEST_SECONDS) {
            return Err(invalid(
                "effective_from",
                "Rules hold from now or from a moment in the next twelve months: what was done under the old ones \
                 stays as it was.",
            ));
        }
        if new.reason.trim().is_empty() {
            return Err(invalid(
                "reason",
                "Say why the rules change: everybody who works under them reads it.",
            ));
        }
        let everywhere = &new.policy.everywhere;
        if everywhere.host_country != country {
            return Err(invalid(
                "policy.everywhere.host_country",
                format!("These are the rules of {country}: leave the country as it is."),
            ));
        }
        new.policy
            .check()
            .map_err(|flaw| invalid(format!("policy.{}", flaw.field), flaw.remedy.to_string()))?;

        let mut transaction = self.storage.write().await?;
        let versions = policies::all(&mut transaction, &self.programme_key, country).await?;
        let newest = versions.first().ok_or_else(|| not_found("country"))?;
        if everywhere.version != newest.policy.everywhere.version + 1 {
            return Err(refuse(
                Code::Conflict,
                format!(
                    "The newest version is {}, so the next one is {}: read it again, somebody may have changed it.",
                    newest.policy.everywhere.version,
                    newest.policy.everywhere.version + 1
                ),
            ));
        }
        let sites = accounts::sites(&mut transaction, &self.programme_key, country).await?;
        if let Some(unknown) = new.policy.sites.keys().find(|id| sites.iter().all(|site| site.id != **id)) {
            return Err(invalid(
                format!("policy.sites.{unknown}"),
                format!("{country} has no such site: leave it out."),
            ));
        }
        let version = PolicyVersion {
            policy: new.policy,
            effective_from,
            made_at: now,
            made_by: actor.name.clone(),
            reason: new.reason.clone(),
        };
        policies::insert(&mut transaction, &self.programme_key, &version).await?;
        let line = Line::by(actor, "policy.change", subject(country)).of(country).because(new.reason).with(
            format!("version {}, in force from {}", version.policy.everywhere.version, effective_from.0),
        );
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        // What devices may hold is among the rules.
        self.events.tell(Audience::Holders(country), wire::event::Event::Lagged);
        Ok(version)
    }

    /// Adds a site; its country begins with the usual rules if it is new to the programme.
    pub(crate) async fn new_site(&self, actor: &Actor, new: NewSite) -> Result<SiteName, Error> {
        authorize(actor, Action::KeepSites, Object::Country(new.country))?;
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(invalid("name", "A name has up to 60 characters."));
        }
        let mut db = self.storage.read().await?;
        if accounts::site_named(&mut db, &self.programme_key, name).await?.is_some() {
            return Err(refuse(Code::Conflict, "A site has this name."));
        }
        let known = policies::all(&mut db, &self.programme_key, new.country).await?;
        drop(db);
        let policy = match known.into_iter().next() {
            Some(newest) => newest.policy.everywhere,
            None => {
                let country_name = new.country_name.unwrap_or_default();
                let policy = policy::SitePolicy::usual(new.country, country_name.trim());
                policy.check().map_err(|flaw| match flaw.field.as_str() {
                    "host_country_name" => {
                        invalid("country_name", "Write the name of the new country, up to 60 characters.")
                    }
                    _ => invalid(flaw.field, flaw.remedy.to_string()),
                })?;
                policy
            }
        };
        let site = self.add_site_by(name, policy, Line::by(actor, "site.add", "")).await?;
        Ok(SiteName { id: site.id, name: site.name })
    }

    /// Adds a site that works by these rules. The first of a country brings that country's rules; of a later one,
    /// what differs becomes a version of them.
    ///
    /// # Errors
    /// [`Error::Database`], when there is a site of that name; [`wire::Code::Invalid`], where the rules cannot be or are
    /// laxer than the country's.
    pub async fn add_site(&self, name: &str, rules: policy::SitePolicy, by: &str) -> Result<Site, Error> {
        self.add_site_by(name, rules, Line::by_program(by, "site.add", "")).await
    }

    async fn add_site_by(
        &self,
        name: &str,
        rules: policy::SitePolicy,
        line: Line<'_>,
    ) -> Result<Site, Error> {
        let country = rules.host_country;
        let now = self.clock.now();
        let (id, services) = (wire::SiteId::new(), CaptureServices::default());
        let mut site = Site { id, name: name.to_owned(), policy: rules, services };
        let mut transaction = self.storage.write().await?;
        let newest = policies::all(&mut transaction, &self.programme_key, country).await?.into_iter().next();
        let changed = match newest {
            // The first holds for whatever came before the second.
            None => Some((Policy::of_country(site.policy.clone()), wire::Timestamp(0))),
            Some(newest) => {
                let mut policy = newest.policy;
                let differences = policy::Differences::between(&policy.everywhere, &site.policy);
                (!differences.is_empty()).then(|| {
                    policy.everywhere.version += 1;
                    policy.sites.insert(site.id, differences);
                    (policy, now)
                })
            }
        };
        accounts::insert_site(&mut transaction, &self.programme_key, &site).await?;
        if let Some((policy, effective_from)) = changed {
            policy.check().map_err(|flaw| invalid(flaw.field, flaw.remedy.to_string()))?;
            site.policy = policy.at(&site.id);
            let version = PolicyVersion {
                policy,
                effective_from,
                made_at: now,
                made_by: line.actor().to_owned(),
                reason: format!("{name} was added"),
            };
            policies::insert(&mut transaction, &self.programme_key, &version).await?;
        }
        let line = line.about(format!("site/{}", site.id)).of(country).with(name);
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(site)
    }
}
