use serde::{Deserialize, Serialize};

/// The rule that decided. Its name is its identifier: stored with what it decided, shown in words, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nationals of the host country are not recorded here.
    HostNational,
    /// People under the age limit are not recorded here.
    UnderAge,
    /// The age is in doubt, which counts as under the limit.
    AgeInDoubt,
    /// A minor is recorded only with a guardian beside them.
    NoGuardian,
    /// A minor is recorded only by an officer who is trained for it.
    NoTrainedOfficer,
    /// Nothing stands against it.
    Recordable,
    /// A minor, with all that the rules ask for.
    RecordableMinor,
    /// What is captured is among what may be.
    ModalityAllowed,
    /// Nothing of this kind is captured here.
    ModalityNotAllowed,
    /// The notice is given in one of the languages of the site.
    NoticeLanguage,
    /// The notice is not given in this language here.
    NoticeLanguageMissing,
    /// It happened while the site works.
    WithinHours,
    /// It happened while the site does not work; nothing is refused for it, but auditors see it.
    OutOfHours,
    /// What scores this high is a lead.
    LeadThreshold,
    /// Whoever is recorded is searched for among past encounters.
    SearchPast,
    /// Encounters are not searched for among each other here.
    PastNotSearched,
    /// A hit on a category of this severity is decided within so many minutes, by two people.
    DecideWithin,
    /// Devices may hold this.
    MayGoToDevices,
    /// This list stays on the server.
    ListStaysHome,
    /// Categories of this severity stay on the server.
    SeverityStaysHome,
    /// Kept so long where nobody was found.
    RetainNoHit,
    /// Kept so long where every lead was excluded, or nobody could tell.
    RetainExcluded,
    /// Kept so long where two people identified.
    RetainIdentified,
    /// Kept so long where the person is a minor.
    RetainMinor,
    /// A request to the redress desk is kept so long after its answer.
    RetainRequest,
    /// Kept because somebody put it under legal hold.
    LegalHold,
    /// Kept because a hit on it is not decided.
    OpenHit,
    /// Kept because the person has asked for something that is not answered.
    OpenCase,
}

impl Rule {
    /// Whether it forbids what was asked.
    #[must_use]
    pub fn refuses(self) -> bool {
        matches!(
            self,
            Self::HostNational
                | Self::UnderAge
                | Self::AgeInDoubt
                | Self::NoGuardian
                | Self::NoTrainedOfficer
                | Self::ModalityNotAllowed
                | Self::NoticeLanguageMissing
                | Self::ListStaysHome
                | Self::SeverityStaysHome
                | Self::PastNotSearched
        )
    }

    /// Whether a person who was turned away by it is counted.
    #[must_use]
    pub fn turns_away(self) -> bool {
        matches!(
            self,
            Self::HostNational
                | Self::UnderAge
                | Self::AgeInDoubt
                | Self::NoGuardian
                | Self::NoTrainedOfficer
        )
    }
}

/// A rule of one version of the policy: what a decision is recorded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ruling {
    /// Which rule.
    pub rule: Rule,
    /// Of which version.
    pub version: u32,
}

/// Whether something may be done, and by which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "permission", content = "ruling")]
pub enum Permission {
    /// It may.
    Granted(Ruling),
    /// It may not. Of a person who may not be recorded nothing is kept but a count of this rule.
    Refused(Ruling),
}

impl Permission {
    pub(crate) fn by(rule: Rule, version: u32) -> Self {
        let ruling = Ruling { rule, version };
        if rule.refuses() { Self::Refused(ruling) } else { Self::Granted(ruling) }
    }

    /// Whether it may.
    #[must_use]
    pub fn granted(self) -> bool {
        matches!(self, Self::Granted(_))
    }

    /// The rule that decided.
    #[must_use]
    pub fn ruling(self) -> Ruling {
        let (Self::Granted(ruling) | Self::Refused(ruling)) = self;
        ruling
    }
}
