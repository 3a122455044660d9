use policy::{EntryState, Missing};
use wire::import::{Flaw, VerdictKind};
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
        ChangeStep::Category => t_string!(i18n, change_step.category),
        ChangeStep::Stale => t_string!(i18n, change_step.stale),
        ChangeStep::Erase => t_string!(i18n, change_step.erase),
    }
}

/// What became of somebody of a sheet.
pub fn verdict(i18n: I18n, verdict: VerdictKind) -> &'static str {
    match verdict {
        VerdictKind::Accepted => t_string!(i18n, import.accepted),
        VerdictKind::Refused => t_string!(i18n, import.refused),
        VerdictKind::OnTheList => t_string!(i18n, import.on_the_list),
        VerdictKind::InTheSheet => t_string!(i18n, import.in_the_sheet),
    }
}

/// The colour and shape that go with it.
pub fn verdict_tone(verdict: VerdictKind) -> Tone {
    match verdict {
        VerdictKind::Accepted => Tone::Good,
        VerdictKind::Refused => Tone::Stop,
        VerdictKind::OnTheList | VerdictKind::InTheSheet => Tone::Warn,
    }
}

/// What is wrong with a row of a sheet, and the remedy.
pub fn flaw(i18n: I18n, flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Differs => t_string!(i18n, import_flaw.differs),
        Flaw::Category => t_string!(i18n, import_flaw.category),
        Flaw::Source => t_string!(i18n, import_flaw.source),
        Flaw::FurtherSource => t_string!(i18n, import_flaw.further_source),
        Flaw::Criterion => t_string!(i18n, import_flaw.criterion),
        Flaw::EvidenceDay => t_string!(i18n, import_flaw.evidence_day),
        Flaw::EvidenceAhead => t_string!(i18n, import_flaw.evidence_ahead),
        Flaw::ExpiryDay => t_string!(i18n, import_flaw.expiry_day),
        Flaw::Expired => t_string!(i18n, import_flaw.expired),
        Flaw::TooLong => t_string!(i18n, import_flaw.too_long),
        Flaw::Names => t_string!(i18n, import_flaw.names),
        Flaw::Born => t_string!(i18n, import_flaw.born),
        Flaw::Birthplace => t_string!(i18n, import_flaw.birthplace),
        Flaw::TooManyPrints => t_string!(i18n, import_flaw.too_many_prints),
        Flaw::Finger => t_string!(i18n, import_flaw.finger),
        Flaw::Ppi => t_string!(i18n, import_flaw.ppi),
        Flaw::NoPpi => t_string!(i18n, import_flaw.no_ppi),
        Flaw::NoFile => t_string!(i18n, import_flaw.no_file),
        Flaw::TooLarge => t_string!(i18n, import_flaw.too_large),
        Flaw::Outside => t_string!(i18n, import_flaw.outside),
        Flaw::Unread => t_string!(i18n, import_flaw.unread),
        Flaw::NoPrint => t_string!(i18n, import_flaw.no_print),
    }
}
