use wire::case::{CaseState, Next};

use super::moment;
use crate::I18n;
use crate::components::Tone;
use crate::texts::i18n::*;

/// Where a case stands, in a word.
pub fn case_state(i18n: I18n, state: CaseState) -> &'static str {
    match state {
        CaseState::Waiting => t_string!(i18n, cases.waiting),
        CaseState::Settled => t_string!(i18n, cases.settled),
        CaseState::Emptied => t_string!(i18n, cases.emptied),
    }
}

/// The colour and shape that go with it.
pub fn case_tone(state: CaseState) -> Tone {
    match state {
        CaseState::Waiting => Tone::Warn,
        CaseState::Settled => Tone::Good,
        CaseState::Emptied => Tone::Quiet,
    }
}

/// What has to be done about a case: "Waiting for a second reviewer".
pub fn next(i18n: I18n, next: &Next) -> String {
    match next {
        Next::AcknowledgeAlert { encounter, since } => {
            t_string!(i18n, cases.next_alert, encounter = encounter.clone(), since = moment(i18n, *since))
        }
        Next::SettleConflict { encounter, since } => {
            t_string!(i18n, cases.next_conflict, encounter = encounter.clone(), since = moment(i18n, *since))
        }
        Next::SecondReview { encounter, since } => {
            t_string!(i18n, cases.next_second, encounter = encounter.clone(), since = moment(i18n, *since))
        }
        Next::FirstReview { encounter, since } => {
            t_string!(i18n, cases.next_first, encounter = encounter.clone(), since = moment(i18n, *since))
        }
        Next::SplitOff { encounter } => t_string!(i18n, cases.next_split, encounter = encounter.clone()),
        Next::Merge { .. } => t_string!(i18n, cases.next_merge).to_owned(),
        Next::AnswerRedress { encounter, since } => {
            t_string!(i18n, cases.next_redress, encounter = encounter.clone(), since = moment(i18n, *since))
        }
    }
}
