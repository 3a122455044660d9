use policy::{EntryState, Missing};
use wire::watchlist::ChangeStep;

use crate::I18n;
use crate::components::Tone;
use crate::texts::i18n::*;

/// Where an entry stands, in a word.
pub fn entry_state(i18n: I18n, state: EntryState) -> &'static str {
    match state {
        EntryState::Draft => t_string!(i18n, entry_state.draft),
        EntryState::Validated => t_string!(i18n, entry_state.validated),
        EntryState::Active => t_string!(i18n, entry_state.active),
        EntryState::Stale => t_string!(i18n, entry_state.stale),
        EntryState::Withdrawn => t_string!(i18n, entry_state.withdrawn),
    }
}

/// The colour and shape that go with it.
pub fn entry_tone(state: EntryState) -> Tone {
    match state {
        EntryState::Draft | EntryState::Withdrawn => Tone::Quiet,
        EntryState::Validated => Tone::Now,
        EntryState::Active => Tone::Good,
        EntryState::Stale => Tone::Warn,
    }
}

/// What becomes of an entry in this state.
pub fn what_next(i18n: I18n, state: EntryState) -> &'static str {
    match state {
        EntryState::Draft => t_string!(i18n, what_next.draft),
        EntryState::Validated => t_string!(i18n, what_next.validated),
        EntryState::Active => t_string!(i18n, what_next.active),
        EntryState::Stale => t_string!(i18n, what_next.stale),
        EntryState::Withdrawn => t_string!(i18n, what_next.withdrawn),
    }
}

/// What an entry lacks, and what to do about it.
pub fn missing(i18n: I18n, missing: Missing) -> &'static str {
    match missing {
        Missing::Source => t_string!(i18n, lacks.source),
        Missing::FurtherSource => t_string!(i18n, lacks.further_source),
        Missing::Criterion => t_string!(i18n, lacks.criterion),
        Missing::EvidenceDate => t_string!(i18n, lacks.evidence_date),
        Missing::EvidenceAhead => t_string!(i18n, lacks.evidence_ahead),
        Missing::Expiry => t_string!(i18n, lacks.expiry),
        Missing::Expired => t_string!(i18n, lacks.expired),
        Missing::Print => t_string!(i18n, lacks.print),
    }
}

/// What was done to an entry.
pub fn change_step(i18n: I18n, step: ChangeStep) -> &'static str {
    match step {
        ChangeStep::Draft => t_string!(i18n, change_step.draft),
        ChangeStep::Revise => t_string!(i18n, change_step.revise),
        ChangeStep::Validate => t_string!(i18n, change_step.validate),
        ChangeStep::Publish => t_string!(i18n, change_step.publish),
        ChangeStep::Withdraw => t_string!(i18n, change_step.withdraw),
        ChangeStep::Stale => t_string!(i18n, change_step.stale),
        ChangeStep::Erase => t_string!(i18n, change_step.erase),
    }
}
