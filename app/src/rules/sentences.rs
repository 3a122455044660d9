//! Each rule as a sentence, in the order in which an encounter meets them.

use policy::{Alerting, DeviceField, Modality, Packing, SitePolicy};

use super::groups::reviewing_sentences;
use crate::I18n;
use crate::texts::i18n::*;
use crate::words;

/// The rules in words: as many sentences for every policy, so that two can be held against each other.
pub fn sentences(i18n: I18n, policy: &SitePolicy) -> Vec<String> {
    let country = policy.host_country_name.clone();
    let (minors, capture, retention) = (&policy.minors, &policy.capture, &policy.retention);
    let [least, low, high, most] = policy.decide_within_minutes;
    let [known_answers, breaks] = reviewing_sentences(i18n, policy.reviewing);
    vec![
        match policy.record_host_nationals {
            true => t_string!(i18n, rules.nationals_too, country = country),
            false => t_string!(i18n, rules.no_nationals, country = country),
        },
        t_string!(i18n, rules.age, limit = policy.minimum_age),
        match (minors.guardian, minors.trained_officer) {
            _ if minors.adult_from <= policy.minimum_age => t_string!(i18n, rules.no_minors).to_owned(),
            (true, true) => t_string!(i18n, rules.minors_both, adult = minors.adult_from),
            (true, false) => t_string!(i18n, rules.minors_guardian, adult = minors.adult_from),
            (false, true) => t_string!(i18n, rules.minors_trained, adult = minors.adult_from),
            (false, false) => t_string!(i18n, rules.minors_free, adult = minors.adult_from),
        },
        t_string!(i18n, rules.notice, languages = policy.notice_languages.join(", ")),
        t_string!(
            i18n,
            rules.captured,
            modalities =
                policy.modalities.iter().map(|each| modality(i18n, *each)).collect::<Vec<_>>().join(", ")
        ),
        t_string!(i18n, rules.sequence, sequence = words::sequence(i18n, capture.sequence)),
        t_string!(
            i18n,
            rules.quality,
            gate = capture.gate,
            small = capture.gate_ring_little,
            tries = capture.attempts
        ),
        match capture.packing {
            Packing::Lossless => t_string!(i18n, rules.sent_lossless).to_owned(),
            Packing::Wsq => t_string!(i18n, rules.sent_packed).to_owned(),
        },
        t_string!(
            i18n,
            rules.lead,
            chance = words::chance(i18n, fingerprint::Score::new(f32::from(policy.lead_threshold)))
        ),
        match policy.search_past {
            true => t_string!(i18n, rules.past_searched),
            false => t_string!(i18n, rules.past_apart),
        }
        .to_owned(),
        t_string!(i18n, rules.two_people).to_owned(),
        t_string!(i18n, rules.within, least = least, low = low, high = high, most = most),
        known_answers,
        breaks,
        t_string!(i18n, rules.grounds).to_owned(),
        alerting(i18n, &policy.alerting),
        match policy.smallest_count {
            0 | 1 => t_string!(i18n, rules.counts_all).to_owned(),
            smallest => t_string!(i18n, rules.counts_from, smallest = smallest),
        },
        t_string!(
            i18n,
            rules.kept,
            no_hit = retention.no_hit_days,
            excluded = retention.excluded_days,
            identified = retention.identified_days,
            minor = retention.minor_days
        ),
        t_string!(i18n, rules.requests_kept, days = retention.request_days),
        t_string!(i18n, rules.purge).to_owned(),
        devices(i18n, policy),
        enrolled(i18n, policy),
        words::site_hours(i18n, policy.hours),
        match policy.links_suffice {
            true => t_string!(i18n, rules.links),
            false => t_string!(i18n, rules.passkeys),
        }
        .to_owned(),
    ]
}

/// The sentences that differ, before and after.
pub fn changes(i18n: I18n, before: &SitePolicy, after: &SitePolicy) -> Vec<(String, String)> {
    let (before, after) = (sentences(i18n, before), sentences(i18n, after));
    before.into_iter().zip(after).filter(|(before, after)| before != after).collect()
}

pub fn modality(i18n: I18n, modality: Modality) -> &'static str {
    match modality {
        Modality::Fingerprints => t_string!(i18n, rules.fingerprints),
        Modality::Irises => t_string!(i18n, rules.irises),
        Modality::Photograph => t_string!(i18n, rules.photograph),
        Modality::Marks => t_string!(i18n, rules.marks),
        Modality::Facts => t_string!(i18n, rules.facts),
    }
}

fn alerting(i18n: I18n, rules: &Alerting) -> String {
    let told = match (rules.site_officers, rules.supervisors_at_once) {
        (true, true) => t_string!(i18n, rules.alert_all),
        (true, false) => t_string!(i18n, rules.alert_officers),
        (false, true) => t_string!(i18n, rules.alert_supervisors),
        (false, false) => t_string!(i18n, rules.alert_captor),
    };
    let (supervisors, managers) = (rules.supervisors_after, rules.managers_after);
    let further = t_string!(i18n, rules.alert_further, supervisors = supervisors, managers = managers);
    let number = match rules.phone.trim() {
        "" => t_string!(i18n, rules.alert_no_phone).to_owned(),
        phone => t_string!(i18n, rules.alert_phone, phone = phone.to_owned()),
    };
    format!("{told} {further} {number}")
}

fn enrolled(i18n: I18n, policy: &SitePolicy) -> String {
    let devices = &policy.devices;
    let where_from = match devices.enrolled_only {
        true => t_string!(i18n, rules.on_enrolled),
        false => t_string!(i18n, rules.on_any),
    };
    t_string!(
        i18n,
        rules.enrolled,
        where_from = where_from,
        days = devices.unlock_days,
        tries = devices.tries,
        minutes = devices.clock_minutes,
        pin = match devices.pin_beside_passkey {
            true => t_string!(i18n, rules.pin_too),
            false => t_string!(i18n, rules.pin_not),
        }
    )
}

fn devices(i18n: I18n, policy: &SitePolicy) -> String {
    let devices = &policy.devices;
    let none = || t_string!(i18n, rules.none).to_owned();
    let listed = |words: Vec<String>| if words.is_empty() { none() } else { words.join(", ") };
    let fields = devices.fields.iter().map(|field| match field {
        DeviceField::Severity => t_string!(i18n, rules.severity).to_owned(),
        DeviceField::Category => t_string!(i18n, rules.category).to_owned(),
    });
    t_string!(
        i18n,
        rules.devices,
        fields = listed(fields.collect()),
        lists = listed(devices.withheld_lists.iter().cloned().collect()),
        severities = listed(devices.withheld_severities.iter().map(ToString::to_string).collect()),
        days = devices.days_without_contact
    )
}
