//! Rules, forgetting, and the log.

use gloo_net::http::Request;
use policy::Country;
use wire::audit::{AuditEvent, SiteWatch, Unusual, Verification, WatchRules};
use wire::purge::{Hold, Lift, NewHold, Preview, Purges};
use wire::rules::{NewVersion, PolicyVersion, Rules};
use wire::{EncounterId, SiteId};

use super::{Api, Fault};

impl Api {
    /// The rules of a country, in every version.
    pub async fn rules(self, country: Country) -> Result<Rules, Fault> {
        self.get(&format!("/api/rules/{country}")).await
    }

    /// Makes the next version of a country's rules.
    pub async fn change_rules(self, country: Country, new: &NewVersion) -> Result<PolicyVersion, Fault> {
        self.post(&format!("/api/rules/{country}"), new).await
    }

    /// What is to be erased, what is held, and what was erased.
    pub async fn purges(self) -> Result<Purges, Fault> {
        self.get("/api/purges").await
    }

    /// What would be erased now.
    pub async fn purge_preview(self) -> Result<Preview, Fault> {
        self.get("/api/purges/preview").await
    }

    /// Keeps a record whatever its age.
    pub async fn hold(self, new: &NewHold) -> Result<Hold, Fault> {
        self.post("/api/holds", new).await
    }

    /// Lets a record's time run again.
    pub async fn lift_hold(self, encounter: EncounterId, lift: &Lift) -> Result<(), Fault> {
        self.tell(Request::post(&format!("/api/holds/{encounter}/lift")), Some(lift)).await
    }

    /// Lines of the audit log below `before`, or the newest, that are what is looked for (`by=...&reason=...`); up to
    /// 100, newest first.
    pub async fn audit(self, before: Option<u64>, looked_for: &str) -> Result<Vec<AuditEvent>, Fault> {
        match before {
            Some(seq) => self.get(&format!("/api/audit?{looked_for}&before={seq}")).await,
            None => self.get(&format!("/api/audit?{looked_for}")).await,
        }
    }

    /// Who stood out in the last day.
    pub async fn unusual(self) -> Result<Vec<Unusual>, Fault> {
        self.get("/api/audit/unusual").await
    }

    /// What counts as unusual at each site.
    pub async fn watch_rules(self) -> Result<Vec<SiteWatch>, Fault> {
        self.get("/api/audit/rules").await
    }

    /// Sets what counts as unusual at a site.
    pub async fn set_watch_rules(self, site: SiteId, rules: &WatchRules) -> Result<(), Fault> {
        self.tell(Request::put(&format!("/api/audit/rules/{site}")), Some(rules)).await
    }

    /// Whether the audit log's chain holds.
    pub async fn verify_audit(self) -> Result<Verification, Fault> {
        self.get("/api/audit/verification").await
    }
}
