//! A country's policy, and where its sites differ from it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Alerting, CaptureRules, Flaw, Hours, Minors, Modality, OnDevices, Remedy, Retention, Reviewing,
    SitePolicy,
};

/// One version of a country's policy. A site is whatever names one (`S`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    bound(deserialize = "S: Ord + Deserialize<'de>", serialize = "S: Ord + Serialize")
)]
pub struct Policy<S: Ord> {
    /// What holds at every site of the country.
    pub everywhere: SitePolicy,
    /// Where sites differ; those that are not here do not.
    #[serde(default)]
    pub sites: BTreeMap<S, Differences>,
}

/// Where a site differs from its country. What allows or forbids can only be stricter; how the work is done (notice
/// languages, capture, hours, alerting, reviewing) is the site's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of SitePolicy")]
pub struct Differences {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_host_nationals: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minors: Option<Minors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modalities: Option<BTreeSet<Modality>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links_suffice: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_threshold: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_past: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decide_within_minutes: Option<[u16; 4]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice_languages: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture: Option<CaptureRules>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retention>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devices: Option<OnDevices>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerting: Option<Alerting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewing: Option<Reviewing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smallest_count: Option<u16>,
}

impl Differences {
    /// Where `site` differs from `country`.
    #[must_use]
    pub fn between(country: &SitePolicy, site: &SitePolicy) -> Self {
        fn other<T: PartialEq + Clone>(country: &T, site: &T) -> Option<T> {
            (country != site).then(|| site.clone())
        }
        Self {
            record_host_nationals: other(&country.record_host_nationals, &site.record_host_nationals),
            minimum_age: other(&country.minimum_age, &site.minimum_age),
            minors: other(&country.minors, &site.minors),
            modalities: other(&country.modalities, &site.modalities),
            links_suffice: other(&country.links_suffice, &site.links_suffice),
            lead_threshold: other(&country.lead_threshold, &site.lead_threshold),
            search_past: other(&country.search_past, &site.search_past),
            decide_within_minutes: other(&country.decide_within_minutes, &site.decide_within_minutes),
            notice_languages: other(&country.notice_languages, &site.notice_languages),
            capture: other(&country.capture, &site.capture),
            retention: other(&country.retention, &site.retention),
            devices: other(&country.devices, &site.devices),
            hours: match (country.hours, site.hours) {
                (country, site) if country == site => None,
                (Some(country), None) => Some(country.all_day()),
                (_, site) => site,
            },
            alerting: other(&country.alerting, &site.alerting),
            reviewing: other(&country.reviewing, &site.reviewing),
            smallest_count: other(&country.smallest_count, &site.smallest_count),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The country's rules, each no laxer than it was.
    fn applied_to(&self, country: &SitePolicy) -> SitePolicy {
        let mut site = country.clone();
        if let Some(record) = self.record_host_nationals {
            site.record_host_nationals &= record;
        }
        if let Some(age) = self.minimum_age {
            site.minimum_age = site.minimum_age.max(age);
        }
        if let Some(minors) = self.minors {
            site.minors = site.minors.stricter(minors);
        }
        // An age limit above the one of adults leaves no minors to record.
        site.minors.adult_from = site.minors.adult_from.max(site.minimum_age);
        if let Some(modalities) = &self.modalities {
            site.modalities = &site.modalities & modalities;
        }
        if let Some(suffice) = self.links_suffice {
            site.links_suffice &= suffice;
        }
        if let Some(threshold) = self.lead_threshold {
            site.lead_threshold = site.lead_threshold.max(threshold);
        }
        if let Some(search) = self.search_past {
            site.search_past &= search;
        }
        if let Some(minutes) = self.decide_within_minutes {
            for (own, other) in site.decide_within_minutes.iter_mut().zip(minutes) {
                *own = (*own).min(other);
            }
        }
        if let Some(languages) = &self.notice_languages {
            site.notice_languages.clone_from(languages);
        }
        if let Some(capture) = self.capture {
            site.capture = capture;
        }
        if let Some(retention) = self.retention {
            site.retention = site.retention.stricter(retention);
        }
        if let Some(devices) = &self.devices {
            site.devices = site.devices.stricter(devices);
        }
        if let Some(hours) = self.hours {
            site.hours = Some(hours);
        }
        if let Some(alerting) = &self.alerting {
            site.alerting.clone_from(alerting);
        }
        if let Some(reviewing) = self.reviewing {
            site.reviewing = reviewing;
        }
        if let Some(count) = self.smallest_count {
            site.smallest_count = site.smallest_count.max(count);
        }
        site
    }

    /// The first field that did not come out as it was asked for, because it was laxer than the country's.
    fn laxer(&self, applied: &SitePolicy) -> Option<&'static str> {
        fn lost<T: PartialEq>(asked: Option<&T>, applied: &T) -> bool {
            asked.is_some_and(|asked| asked != applied)
        }
        let asked = self;
        [
            (
                "record_host_nationals",
                lost(asked.record_host_nationals.as_ref(), &applied.record_host_nationals),
            ),
            ("minimum_age", lost(asked.minimum_age.as_ref(), &applied.minimum_age)),
            ("minors", lost(asked.minors.as_ref(), &applied.minors)),
            ("modalities", lost(asked.modalities.as_ref(), &applied.modalities)),
            ("links_suffice", lost(asked.links_suffice.as_ref(), &applied.links_suffice)),
            ("lead_threshold", lost(asked.lead_threshold.as_ref(), &applied.lead_threshold)),
            ("search_past", lost(asked.search_past.as_ref(), &applied.search_past)),
            (
                "decide_within_minutes",
                lost(asked.decide_within_minutes.as_ref(), &applied.decide_within_minutes),
            ),
            ("smallest_count", lost(asked.smallest_count.as_ref(), &applied.smallest_count)),
            ("retention", lost(asked.retention.as_ref(), &applied.retention)),
            ("devices", lost(asked.devices.as_ref(), &applied.devices)),
        ]
        .into_iter()
        .find_map(|(name, lost)| lost.then_some(name))
    }
}

impl<S: Ord + std::fmt::Display> Policy<S> {
    /// A policy in which no site differs.
    #[must_use]
    pub fn of_country(everywhere: SitePolicy) -> Self {
        Self { everywhere, sites: BTreeMap::new() }
    }

    /// The rules at a site.
    #[must_use]
    pub fn at(&self, site: &S) -> SitePolicy {
        match self.sites.get(site) {
            Some(differences) => differences.applied_to(&self.everywhere),
            None => self.everywhere.clone(),
        }
    }

    /// From which count on figures of the whole country are published: the strictest of its sites'.
    #[must_use]
    pub fn smallest_count(&self) -> u16 {
        let sites = self.sites.keys().map(|site| self.at(site).smallest_count);
        sites.fold(self.everywhere.smallest_count, u16::max)
    }

    /// The most days in which anything of any site is kept no longer: nothing younger is due for erasure.
    #[must_use]
    pub fn shortest_retention_days(&self) -> u16 {
        self.sites
            .keys()
            .map(|site| self.at(site).retention.shortest_days())
            .min()
            .unwrap_or(u16::MAX)
            .min(self.everywhere.retention.shortest_days())
    }

    /// Looks for values that no policy can have, and for sites that would be laxer than their country.
    ///
    /// # Errors
    /// The first [`Flaw`].
    pub fn check(&self) -> Result<(), Flaw> {
        let under = |at: &str, flaw: Flaw| Flaw { field: format!("{at}.{}", flaw.field), ..flaw };
        self.everywhere.check().map_err(|flaw| under("everywhere", flaw))?;
        for (site, differences) in &self.sites {
            let at = format!("sites.{site}");
            let applied = differences.applied_to(&self.everywhere);
            if let Some(name) = differences.laxer(&applied) {
                return Err(Flaw { field: format!("{at}.{name}"), remedy: Remedy::NoLaxer });
            }
            applied.check().map_err(|flaw| under(&at, flaw))?;
        }
        Ok(())
    }
}
