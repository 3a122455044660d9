use serde::{Deserialize, Serialize};

use crate::{CaptureRules, Country};

/// The rules of one site, by version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whether a one-time link is enough to work with, as in a demo. Elsewhere a link only lets a person make a
    /// passkey.
    #[serde(default)]
    pub links_suffice: bool,
    /// The score from which a candidate is a lead.
    pub lead_threshold: u16,
    /// Seconds in which a hit should be decided.
    pub decide_within_seconds: u32,
    /// Languages the notice can be given in (BCP 47), the most used first.
    pub notice_languages: Vec<String>,
    /// How prints are taken.
    #[serde(default)]
    pub capture: CaptureRules,
}

/// What was asked before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Whether the person says they are a national of the host country.
    pub host_national: bool,
    /// Against the site's age limit.
    pub age: Age,
}

/// A person's age against the limit. Doubt counts as under it (Eurodac, art. 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Age {
    AtLeastLimit,
    UnderLimit,
    InDoubt,
}

/// Whether a record may exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "permission", content = "rule")]
pub enum Permission {
    /// It may.
    Granted(Rule),
    /// It may not: nothing is kept but a count of this rule.
    Refused(Rule),
}

/// The rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nationals of the host country are not recorded here.
    HostNational,
    /// People under the age limit are not recorded here.
    UnderAge,
    /// The age is in doubt, which counts as under the limit.
    AgeInDoubt,
    /// Nothing stands against it.
    Recordable,
}

/// Decides whether a record of this person may exist at the site.
#[must_use]
pub fn may_record(policy: &SitePolicy, answers: Answers) -> Permission {
    if answers.host_national && !policy.record_host_nationals {
        return Permission::Refused(Rule::HostNational);
    }
    match answers.age {
        Age::AtLeastLimit => Permission::Granted(Rule::Recordable),
        Age::UnderLimit => Permission::Refused(Rule::UnderAge),
        Age::InDoubt => Permission::Refused(Rule::AgeInDoubt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(record_host_nationals: bool) -> SitePolicy {
        SitePolicy {
            version: 1,
            host_country: "XA".parse().unwrap(),
            host_country_name: "Aland".into(),
            record_host_nationals,
            minimum_age: 14,
            links_suffice: false,
            lead_threshold: 40,
            decide_within_seconds: 1800,
            notice_languages: vec!["en".into()],
            capture: CaptureRules::default(),
        }
    }

    #[test]
    fn a_national_of_the_host_country_is_recorded_only_where_policy_says_so() {
        let answers = Answers { host_national: true, age: Age::AtLeastLimit };
        assert_eq!(may_record(&policy(false), answers), Permission::Refused(Rule::HostNational));
        assert_eq!(may_record(&policy(true), answers), Permission::Granted(Rule::Recordable));
    }

    #[test]
    fn doubt_about_age_counts_as_under_the_limit() {
        for (age, rule) in [(Age::UnderLimit, Rule::UnderAge), (Age::InDoubt, Rule::AgeInDoubt)] {
            let answers = Answers { host_national: false, age };
            assert_eq!(may_record(&policy(false), answers), Permission::Refused(rule));
        }
    }
}
