use policy::Rule;
use wire::{Code, Problem};

use crate::I18n;
use crate::api::Fault;
use crate::texts::i18n::*;

/// What went wrong, in one sentence.
pub fn fault(i18n: I18n, fault: &Fault) -> &'static str {
    match fault {
        Fault::Unreachable => t_string!(i18n, fault.unreachable),
        Fault::NotUnderstood => t_string!(i18n, fault.not_understood),
        Fault::MatcherStopped => t_string!(i18n, fault.matcher_stopped),
        Fault::NoPasskey => t_string!(i18n, fault.no_passkey),
        Fault::NoDeviceKey => t_string!(i18n, fault.no_device_key),
        Fault::Refused(problem) => match problem.code {
            Code::NotSignedIn => t_string!(i18n, fault.not_signed_in),
            Code::LinkSpent => t_string!(i18n, fault.link_spent),
            Code::SignInFailed => t_string!(i18n, fault.sign_in_failed),
            Code::EnrolFirst => t_string!(i18n, fault.enrol_first),
            Code::ConfirmFirst => t_string!(i18n, fault.confirm_first),
            Code::NotAllowed => t_string!(i18n, fault.not_allowed),
            Code::NotFound => t_string!(i18n, fault.not_found),
            Code::Invalid if field_remedy(i18n, problem).is_some() => t_string!(i18n, fault.field),
            Code::Invalid => t_string!(i18n, fault.invalid),
            Code::Conflict => t_string!(i18n, fault.conflict),
            Code::Already => t_string!(i18n, fault.already),
            Code::Answered => t_string!(i18n, fault.answered),
            Code::Erased => t_string!(i18n, fault.erased),
            Code::UnderHold => t_string!(i18n, fault.under_hold),
            Code::PolicyRefuses => t_string!(i18n, fault.policy_refuses),
            Code::PacketRefused => t_string!(i18n, fault.packet_refused),
            Code::DeviceNeeded => t_string!(i18n, fault.device_needed),
            Code::CodeSpent => t_string!(i18n, fault.code_spent),
            Code::Busy => t_string!(i18n, fault.busy),
            Code::SearchesFull => t_string!(i18n, fault.searches_full),
            Code::TooLarge => t_string!(i18n, fault.too_large),
            Code::UnreadableImage => t_string!(i18n, fault.unreadable_image),
            Code::ResolutionNeeded => t_string!(i18n, fault.resolution_needed),
            Code::NoPrint => t_string!(i18n, fault.no_print),
            Code::Altered => t_string!(i18n, fault.altered),
            Code::Internal => t_string!(i18n, fault.internal),
        },
    }
}

/// What to write in the field at fault, where it is one that a person writes.
fn field_remedy(i18n: I18n, problem: &Problem) -> Option<&'static str> {
    Some(match problem.field.as_deref()? {
        "reason" => t_string!(i18n, remedy.field_reason),
        "reasons" => t_string!(i18n, remedy.field_reasons),
        "record" | "about" => t_string!(i18n, remedy.field_record),
        "name" | "authority.name" => t_string!(i18n, remedy.field_name),
        "authority.phone" => t_string!(i18n, remedy.field_phone),
        "legal_basis" => t_string!(i18n, remedy.field_legal_basis),
        "at" => t_string!(i18n, remedy.field_at),
        "with" => t_string!(i18n, remedy.field_with),
        "encounters" => t_string!(i18n, remedy.field_encounters),
        "finding" => t_string!(i18n, remedy.field_finding),
        "code" => t_string!(i18n, remedy.field_code),
        "asks" => t_string!(i18n, remedy.field_asks),
        "words" => t_string!(i18n, remedy.field_words),
        "contact" => t_string!(i18n, remedy.field_contact),
        "language" | "fact.value" => t_string!(i18n, remedy.field_language),
        "audio" => t_string!(i18n, remedy.field_audio),
        "document" => t_string!(i18n, remedy.field_document),
        "effective_from" => t_string!(i18n, remedy.field_effective_from),
        "looks_a_day" => t_string!(i18n, remedy.field_looks_a_day),
        field if field.starts_with("text.") => t_string!(i18n, remedy.field_text),
        _ => return None,
    })
}

/// What to do about it.
pub fn remedy(i18n: I18n, fault: &Fault) -> &'static str {
    match fault {
        Fault::Unreachable => t_string!(i18n, remedy.unreachable),
        Fault::NotUnderstood => t_string!(i18n, remedy.not_understood),
        Fault::MatcherStopped => t_string!(i18n, remedy.matcher_stopped),
        Fault::NoPasskey => t_string!(i18n, remedy.no_passkey),
        Fault::NoDeviceKey => t_string!(i18n, remedy.no_device_key),
        Fault::Refused(problem) => match problem.code {
            Code::NotSignedIn | Code::LinkSpent => t_string!(i18n, remedy.new_link),
            Code::SignInFailed => t_string!(i18n, remedy.sign_in_failed),
            Code::EnrolFirst => t_string!(i18n, remedy.enrol_first),
            Code::ConfirmFirst => t_string!(i18n, remedy.confirm_first),
            Code::NotAllowed => t_string!(i18n, remedy.not_allowed),
            Code::NotFound | Code::Conflict | Code::Already => t_string!(i18n, remedy.read_again),
            Code::Answered => t_string!(i18n, remedy.answered),
            Code::Erased => t_string!(i18n, remedy.erased),
            Code::UnderHold => t_string!(i18n, remedy.under_hold),
            Code::Invalid if let Some(words) = field_remedy(i18n, problem) => words,
            Code::Invalid | Code::Internal => t_string!(i18n, remedy.tell_administrator),
            Code::PolicyRefuses => t_string!(i18n, remedy.policy_refuses),
            Code::PacketRefused => t_string!(i18n, remedy.packet_refused),
            Code::DeviceNeeded => t_string!(i18n, remedy.device_needed),
            Code::CodeSpent => t_string!(i18n, remedy.code_spent),
            Code::Busy | Code::SearchesFull => t_string!(i18n, remedy.busy),
            Code::TooLarge => t_string!(i18n, remedy.too_large),
            Code::UnreadableImage => t_string!(i18n, remedy.unreadable_image),
            Code::ResolutionNeeded => t_string!(i18n, remedy.resolution_needed),
            Code::NoPrint => t_string!(i18n, remedy.no_print),
            Code::Altered => t_string!(i18n, remedy.altered),
        },
    }
}

/// Why policy lets nothing be recorded.
pub fn rule(i18n: I18n, rule: Rule, limit: u8) -> String {
    match rule {
        Rule::HostNational => t_string!(i18n, permission.host_national).to_owned(),
        Rule::UnderAge => t_string!(i18n, permission.under_age, limit = limit),
        Rule::AgeInDoubt => t_string!(i18n, permission.age_in_doubt, limit = limit),
        Rule::NoGuardian => t_string!(i18n, permission.no_guardian).to_owned(),
        Rule::NoTrainedOfficer => t_string!(i18n, permission.no_trained_officer).to_owned(),
        _ => t_string!(i18n, permission.recordable).to_owned(),
    }
}
