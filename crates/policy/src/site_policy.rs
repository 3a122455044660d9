use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::flaw::{holds, within};
use crate::retention::usual_request_days;
use crate::{
    Alerting, CaptureRules, Country, DeviceField, Flaw, Hours, Minors, Modality, OnDevices, Remedy,
    Retention, Reviewing, Rule, Ruling,
};

/// The rules in force somewhere: of a country, or of one of its sites once its differences are applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SitePolicy {
    /// Grows with every change; each record names the one it was made under.
    pub version: u32,
    /// The country the site lies in.
    pub host_country: Country,
    /// The host country's name, as the question says it.
    pub host_country_name: String,
    /// Whether nationals of the host country may be recorded.
    pub record_host_nationals: bool,
    /// Whole years; nobody younger is recorded.
    pub minimum_age: u8,
    /// What it takes to record who is older than that and no adult.
    pub minors: Minors,
    /// What may be captured.
    pub modalities: BTreeSet<Modality>,
    /// Whether a one-time link is enough to work with, as in a demo. Elsewhere a link only lets a person make a
    /// passkey.
    pub links_suffice: bool,
    /// The score from which a candidate is a lead.
    pub lead_threshold: u16,
    /// Whether whoever is recorded is searched for among past encounters, within their retention: what is found links
    /// encounters, once two people have decided, and alerts nobody.
    #[serde(default = "usual_search_past")]
    pub search_past: bool,
    /// Minutes in which a hit should be decided, by the severity of the entry's category: 1 first. Two people decide
    /// in any case, and a supervisor where they disagree: no policy changes that.
    pub decide_within_minutes: [u16; 4],
    /// Languages the notice can be given in (BCP 47), the most used first.
    pub notice_languages: Vec<String>,
    /// How prints are taken.
    pub capture: CaptureRules,
    /// How long records are kept.
    pub retention: Retention,
    /// What devices may hold.
    pub devices: OnDevices,
    /// When the site works; none is always.
    pub hours: Option<Hours>,
    /// Who is told of an alert, and when it goes further.
    #[serde(default)]
    pub alerting: Alerting,
    /// How the reviewers' work is measured, and how they are kept fresh.
    #[serde(default)]
    pub reviewing: Reviewing,
    /// Counts from this on are published; a smaller one, but for none, would tell of somebody who can be named. 1 shows all.
    #[serde(default = "usual_smallest_count")]
    pub smallest_count: u16,
}

impl SitePolicy {
    /// What a country begins with: nobody who need not be recorded is, and nothing is kept long.
    #[must_use]
    pub fn usual(host_country: Country, host_country_name: impl Into<String>) -> Self {
        Self {
            version: 1,
            host_country,
            host_country_name: host_country_name.into(),
            record_host_nationals: false,
            minimum_age: 14,
            minors: Minors { adult_from: 18, guardian: true, trained_officer: true },
            modalities: Modality::ALL.into(),
            links_suffice: false,
            lead_threshold: 40,
            search_past: usual_search_past(),
            decide_within_minutes: [240, 60, 30, 15],
            notice_languages: vec!["es".into(), "en".into()],
            capture: CaptureRules::default(),
            retention: Retention {
                no_hit_days: 90,
                excluded_days: 180,
                identified_days: 1826,
                minor_days: 90,
                request_days: usual_request_days(),
            },
            devices: OnDevices {
                fields: [DeviceField::Severity].into(),
                days_without_contact: 7,
                ..OnDevices::default()
            },
            hours: None,
            alerting: Alerting::default(),
            reviewing: Reviewing::default(),
            smallest_count: usual_smallest_count(),
        }
    }

    /// In how many minutes a hit on a category of this severity should be decided; an unknown one is most urgent.
    #[must_use]
    pub fn decide_within(&self, severity: u8) -> (u16, Ruling) {
        let known = usize::from(severity).checked_sub(1).and_then(|at| self.decide_within_minutes.get(at));
        let minutes = known.copied().unwrap_or_else(|| self.ask_within());
        (minutes, Ruling { rule: Rule::DecideWithin, version: self.version })
    }

    /// In how many minutes reviewers are asked to decide any hit: the shortest time of all severities. What they are
    /// shown while a hit is open must not tell how grave it would be, neither by its deadline nor by its place in the
    /// queue, so all are shown this one; [`Self::decide_within`] is what the work is measured by afterwards.
    #[must_use]
    pub fn ask_within(&self) -> u16 {
        self.decide_within_minutes.iter().min().copied().unwrap_or_default()
    }

    /// Looks for values that no policy can have.
    ///
    /// # Errors
    /// The first [`Flaw`].
    pub fn check(&self) -> Result<(), Flaw> {
        let named = !self.host_country_name.trim().is_empty() && self.host_country_name.chars().count() <= 60;
        holds(named, "host_country_name", Remedy::CountryName)?;
        within(self.minimum_age, 0..=100, "minimum_age")?;
        within(self.minors.adult_from, self.minimum_age..=100, "minors.adult_from")?;
        let prints = self.modalities.contains(&Modality::Fingerprints);
        holds(prints, "modalities", Remedy::KeepFingerprints)?;
        within(self.lead_threshold, 20..=120, "lead_threshold")?;
        for (at, minutes) in self.decide_within_minutes.iter().enumerate() {
            within(*minutes, 1..=10_080, &format!("decide_within_minutes[{at}]"))?;
        }
        let languages = &self.notice_languages;
        holds(!languages.is_empty(), "notice_languages", Remedy::OneLanguage)?;
        for (at, language) in languages.iter().enumerate() {
            let field = format!("notice_languages[{at}]");
            holds(is_language(language), &field, Remedy::LanguageTag)?;
            holds(!languages[..at].contains(language), &field, Remedy::Once)?;
        }
        within(self.capture.gate, 0..=100, "capture.gate")?;
        within(self.capture.gate_ring_little, 0..=self.capture.gate, "capture.gate_ring_little")?;
        within(self.capture.attempts, 1..=10, "capture.attempts")?;
        let Retention { no_hit_days, excluded_days, identified_days, minor_days, request_days } =
            self.retention;
        for (days, name) in [
            (no_hit_days, "retention.no_hit_days"),
            (excluded_days, "retention.excluded_days"),
            (identified_days, "retention.identified_days"),
            (minor_days, "retention.minor_days"),
            (request_days, "retention.request_days"),
        ] {
            within(days, 1..=3653, name)?;
        }
        for severity in &self.devices.withheld_severities {
            within(*severity, 1..=4, "devices.withheld_severities")?;
        }
        within(self.devices.days_without_contact, 1..=90, "devices.days_without_contact")?;
        within(self.devices.unlock_days, 1..=30, "devices.unlock_days")?;
        within(self.devices.tries, 3..=20, "devices.tries")?;
        within(self.devices.clock_minutes, 1..=1440, "devices.clock_minutes")?;
        self.alerting.check()?;
        self.reviewing.check()?;
        within(self.smallest_count, 1..=100, "smallest_count")?;
        if let Some(hours) = self.hours {
            within(hours.opens, 0..=1439, "hours.opens")?;
            within(hours.closes, 0..=1440, "hours.closes")?;
            within(hours.utc_offset, -720..=840, "hours.utc_offset")?;
            holds(hours.opens != hours.closes, "hours", Remedy::NoHours)?;
        }
        Ok(())
    }
}

fn usual_smallest_count() -> u16 {
    5
}

fn usual_search_past() -> bool {
    true
}

/// A language and what may follow it, by form alone.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let sound = |part: &str, long: RangeInclusive<usize>| {
        long.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    parts
        .next()
        .is_some_and(|first| sound(first, 2..=3) && first.bytes().all(|byte| byte.is_ascii_lowercase()))
        && parts.all(|part| sound(part, 2..=8))
}
