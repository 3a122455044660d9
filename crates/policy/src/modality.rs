use serde::{Deserialize, Serialize};

use crate::{Permission, Rule, SitePolicy};

/// What of a person is captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Prints of fingers.
    Fingerprints,
    /// Pictures of both eyes.
    Irises,
    /// A photograph of the person for the file; no face is ever searched for in it.
    Photograph,
    /// Scars, marks and tattoos.
    Marks,
    /// What the person is called, when and where born: optional for the person and the officer.
    Facts,
}

impl Modality {
    /// Every one there is.
    pub const ALL: [Self; 5] = [Self::Fingerprints, Self::Irises, Self::Photograph, Self::Marks, Self::Facts];
}

/// Decides whether this may be captured at the site.
#[must_use]
pub fn may_capture(policy: &SitePolicy, modality: Modality) -> Permission {
    let rule = match policy.modalities.contains(&modality) {
        true => Rule::ModalityAllowed,
        false => Rule::ModalityNotAllowed,
    };
    Permission::by(rule, policy.version)
}

/// Decides whether the notice may be given in this language (BCP 47).
#[must_use]
pub fn may_tell_in(policy: &SitePolicy, language: &str) -> Permission {
    let rule = match policy.notice_languages.iter().any(|known| known == language) {
        true => Rule::NoticeLanguage,
        false => Rule::NoticeLanguageMissing,
    };
    Permission::by(rule, policy.version)
}
