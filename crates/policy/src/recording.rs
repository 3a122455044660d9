use serde::{Deserialize, Serialize};

use crate::{Permission, Rule, SitePolicy};

/// What was asked before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Whether the person says they are a national of the host country.
    pub host_national: bool,
    /// Against the site's age limits.
    pub age: Age,
    /// Whether a guardian is beside a minor; asked of minors only.
    #[serde(default)]
    pub guardian_present: bool,
    /// Whether the officer is trained to record minors; asked for minors only.
    #[serde(default)]
    pub trained_officer: bool,
}

impl Answers {
    /// Of somebody of whom nothing more was asked.
    #[must_use]
    pub fn new(host_national: bool, age: Age) -> Self {
        Self { host_national, age, guardian_present: false, trained_officer: false }
    }
}

/// A person's age against the two limits: from which age people are recorded at all, and from which they are adults.
/// Doubt counts as under the limit that it is about (Eurodac, Regulation (EU) 2024/1358, art. 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// An adult.
    Adult,
    /// Old enough to be recorded, and perhaps an adult.
    PerhapsAdult,
    /// Old enough to be recorded, and no adult.
    Minor,
    /// Perhaps old enough to be recorded.
    InDoubt,
    /// Too young to be recorded.
    UnderLimit,
}

impl Age {
    /// Every answer there is.
    pub const ALL: [Self; 5] =
        [Self::Adult, Self::PerhapsAdult, Self::Minor, Self::InDoubt, Self::UnderLimit];

    /// Whether the person counts as a minor.
    #[must_use]
    pub fn is_minor(self) -> bool {
        self != Self::Adult
    }
}

/// What it takes to record a minor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minors {
    /// Whole years; from this age on a person is an adult.
    pub adult_from: u8,
    /// A guardian is present.
    pub guardian: bool,
    /// The officer is trained for it.
    pub trained_officer: bool,
}

impl Minors {
    /// Whichever asks for more.
    pub(crate) fn stricter(self, other: Self) -> Self {
        Self {
            adult_from: self.adult_from.max(other.adult_from),
            guardian: self.guardian || other.guardian,
            trained_officer: self.trained_officer || other.trained_officer,
        }
    }
}

/// Decides whether a record of this person may exist at the site.
#[must_use]
pub fn may_record(policy: &SitePolicy, answers: Answers) -> Permission {
    let minors = &policy.minors;
    let rule = if answers.host_national && !policy.record_host_nationals {
        Rule::HostNational
    } else {
        match answers.age {
            Age::UnderLimit => Rule::UnderAge,
            Age::InDoubt => Rule::AgeInDoubt,
            Age::Adult => Rule::Recordable,
            Age::Minor | Age::PerhapsAdult if minors.guardian && !answers.guardian_present => {
                Rule::NoGuardian
            }
            Age::Minor | Age::PerhapsAdult if minors.trained_officer && !answers.trained_officer => {
                Rule::NoTrainedOfficer
            }
            Age::Minor | Age::PerhapsAdult => Rule::RecordableMinor,
        }
    };
    Permission::by(rule, policy.version)
}
