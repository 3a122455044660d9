use wire::encounter::EncounterStatus;

use crate::I18n;
use crate::components::Tone;
use crate::texts::i18n::*;

/// Where an encounter stands, in a word. Never "clear".
pub fn status(i18n: I18n, status: EncounterStatus) -> &'static str {
    match status {
        EncounterStatus::NoMatch => t_string!(i18n, status.no_match),
        EncounterStatus::NotCompared => t_string!(i18n, status.not_compared),
        EncounterStatus::Incomplete => t_string!(i18n, status.incomplete),
        EncounterStatus::UnderReview => t_string!(i18n, status.under_review),
        EncounterStatus::WithSupervisor => t_string!(i18n, status.with_supervisor),
        EncounterStatus::Identified => t_string!(i18n, status.identified),
        EncounterStatus::Excluded => t_string!(i18n, status.excluded),
        EncounterStatus::Inconclusive => t_string!(i18n, status.inconclusive),
        EncounterStatus::Restricted => t_string!(i18n, status.restricted),
    }
}

/// The colour and shape that go with it.
pub fn status_tone(status: EncounterStatus) -> Tone {
    match status {
        EncounterStatus::NoMatch | EncounterStatus::Excluded => Tone::Quiet,
        EncounterStatus::NotCompared
        | EncounterStatus::Incomplete
        | EncounterStatus::UnderReview
        | EncounterStatus::WithSupervisor
        | EncounterStatus::Inconclusive
        | EncounterStatus::Restricted => Tone::Warn,
        EncounterStatus::Identified => Tone::Stop,
    }
}
