use serde::{Deserialize, Serialize};

use crate::{Rule, Ruling, SitePolicy};

const DAY: i64 = 86_400_000;

/// How many days a record is kept from when it was received, by what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// No lead was found.
    pub no_hit_days: u16,
    /// Every lead was excluded by people, or they could not tell.
    pub excluded_days: u16,
    /// Two people identified.
    pub identified_days: u16,
    /// The person is a minor, or perhaps one; a shorter period above goes first.
    pub minor_days: u16,
    /// What a person asked the redress desk, and the answer: from the answer on, whatever became of the record.
    #[serde(default = "usual_request_days")]
    pub request_days: u16,
}

/// Two years: long enough to dispute an answer. Versions that were made before this was said have it too.
pub(crate) fn usual_request_days() -> u16 {
    730
}

impl Retention {
    /// Whichever keeps for less long.
    pub(crate) fn stricter(self, other: Self) -> Self {
        Self {
            no_hit_days: self.no_hit_days.min(other.no_hit_days),
            excluded_days: self.excluded_days.min(other.excluded_days),
            identified_days: self.identified_days.min(other.identified_days),
            minor_days: self.minor_days.min(other.minor_days),
            request_days: self.request_days.min(other.request_days),
        }
    }

    /// The shortest of the periods, in days: nothing younger is ever due.
    #[must_use]
    pub fn shortest_days(&self) -> u16 {
        self.no_hit_days.min(self.excluded_days).min(self.identified_days).min(self.minor_days)
    }
}

/// What came of a record, or what else it is, for how long it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// No lead was found.
    NoHit,
    /// Every lead was excluded by people, or they could not tell.
    Excluded,
    /// Two people identified.
    Identified,
    /// The person is a minor, or perhaps one.
    Minor,
    /// No record of a person at a site, but what somebody asked about one, answered.
    Request,
}

/// What came of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are those of Class")]
pub enum Ending {
    NoHit,
    Excluded,
    Identified,
}

/// What a record's keeping depends on. Moments are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// What came of it.
    pub outcome: Ending,
    /// Whether the person is a minor, or perhaps one.
    pub minor: bool,
    /// When it was received.
    pub received_at: i64,
    /// Whether it is under legal hold.
    pub legal_hold: bool,
    /// Whether a hit on it is not decided yet.
    pub open_hit: bool,
    /// Whether a request of the person's is not answered yet.
    pub open_case: bool,
}

/// Whether a record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "keeping")]
pub enum Keeping {
    /// It is, by this rule.
    Keep {
        /// Why.
        ruling: Ruling,
        /// Its class.
        class: Class,
        /// When its time is over; it may be kept longer for another reason.
        due_at: i64,
    },
    /// Its time is over.
    Erase {
        /// By which rule.
        ruling: Ruling,
        /// Its class.
        class: Class,
        /// Since when.
        due_at: i64,
    },
}

/// Decides whether a record is kept. `policy` is the one it was made under.
#[must_use]
pub fn keeping(policy: &SitePolicy, held: &Held, now: i64) -> Keeping {
    let retention = &policy.retention;
    let (class, days, rule) = match held.outcome {
        Ending::NoHit => (Class::NoHit, retention.no_hit_days, Rule::RetainNoHit),
        Ending::Excluded => (Class::Excluded, retention.excluded_days, Rule::RetainExcluded),
        Ending::Identified => (Class::Identified, retention.identified_days, Rule::RetainIdentified),
    };
    let (class, days, rule) = match held.minor && retention.minor_days <= days {
        true => (Class::Minor, retention.minor_days, Rule::RetainMinor),
        false => (class, days, rule),
    };
    let due_at = held.received_at.saturating_add(i64::from(days) * DAY);
    let ruling = |rule| Ruling { rule, version: policy.version };
    let stays = if held.legal_hold {
        Some(Rule::LegalHold)
    } else if held.open_hit {
        Some(Rule::OpenHit)
    } else if held.open_case {
        Some(Rule::OpenCase)
    } else {
        (now < due_at).then_some(rule)
    };
    match stays {
        Some(rule) => Keeping::Keep { ruling: ruling(rule), class, due_at },
        None => Keeping::Erase { ruling: ruling(rule), class, due_at },
    }
}

/// Decides whether an answered request of the redress desk is kept. `policy` is the one in force when it was opened;
/// moments are milliseconds since 1970 UTC. A legal hold on the record holds what was asked about it as well.
#[must_use]
pub fn keeping_request(policy: &SitePolicy, answered_at: i64, legal_hold: bool, now: i64) -> Keeping {
    let due_at = answered_at.saturating_add(i64::from(policy.retention.request_days) * DAY);
    let ruling = |rule| Ruling { rule, version: policy.version };
    match (legal_hold, now < due_at) {
        (true, _) => Keeping::Keep { ruling: ruling(Rule::LegalHold), class: Class::Request, due_at },
        (_, true) => Keeping::Keep { ruling: ruling(Rule::RetainRequest), class: Class::Request, due_at },
        _ => Keeping::Erase { ruling: ruling(Rule::RetainRequest), class: Class::Request, due_at },
    }
}
