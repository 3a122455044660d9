use scanners::service::Advice;
use scanners::{AnswerFault, Caveat, Condition, SignatureFault};

use crate::I18n;
use crate::components::Tone;
use crate::texts::i18n::*;

/// What stands between the person and a print, in one sentence.
pub fn condition(i18n: I18n, condition: Condition) -> String {
    let words = match condition {
        Condition::Unplugged => t_string!(i18n, condition.unplugged),
        Condition::PowerSave => t_string!(i18n, condition.power_save),
        Condition::StaleBacklog => t_string!(i18n, condition.stale_backlog),
        Condition::StaleBacklogRemains => t_string!(i18n, condition.stale_backlog_remains),
        Condition::Busy => t_string!(i18n, condition.busy),
        Condition::PermissionRefused => t_string!(i18n, condition.permission_refused),
        Condition::MissingWinUsbDriver => t_string!(i18n, condition.missing_winusb_driver),
        Condition::MissingUdevRule => t_string!(i18n, condition.missing_udev_rule),
        Condition::LocalNetworkBlocked => t_string!(i18n, condition.local_network_blocked),
        Condition::UsbUnavailable => t_string!(i18n, condition.usb_unavailable),
        Condition::UnsupportedFirmware => t_string!(i18n, condition.unsupported_firmware),
        Condition::NotResponding => t_string!(i18n, condition.not_responding),
        Condition::Recovering => t_string!(i18n, condition.recovering),
        Condition::BrokenFrames => t_string!(i18n, condition.broken_frames),
        Condition::NoFinger => t_string!(i18n, condition.no_finger),
        Condition::FalseFinger => t_string!(i18n, condition.false_finger),
        Condition::MoistFinger => t_string!(i18n, condition.moist_finger),
        Condition::ServiceAbsent => t_string!(i18n, condition.service_absent),
        Condition::ServiceNotResponding => t_string!(i18n, condition.service_not_responding),
        Condition::NoScanner => t_string!(i18n, condition.no_scanner),
        Condition::NotReady => t_string!(i18n, condition.not_ready),
        Condition::NotRegistered => t_string!(i18n, condition.not_registered),
        Condition::PageInBackground => t_string!(i18n, condition.page_in_background),
        Condition::UntrustedSignature(fault) => signature(i18n, fault),
        Condition::WrongAnswer(fault) => answer(i18n, fault),
        Condition::ClockSkew { seconds: seconds @ 0.. } => {
            return t_string!(i18n, condition.clock_ahead, seconds = seconds).to_string();
        }
        Condition::ClockSkew { seconds } => {
            return t_string!(i18n, condition.clock_behind, seconds = seconds.unsigned_abs()).to_string();
        }
        Condition::LicenceRefused { code } => {
            return t_string!(i18n, condition.licence_refused, code = code).to_string();
        }
        Condition::ServiceError { code } => {
            return t_string!(i18n, condition.service_error, code = code).to_string();
        }
    };
    words.to_owned()
}

fn signature(i18n: I18n, fault: SignatureFault) -> &'static str {
    match fault {
        SignatureFault::Missing => t_string!(i18n, condition.signature_missing),
        SignatureFault::Unreadable => t_string!(i18n, condition.signature_unreadable),
        SignatureFault::Wrong => t_string!(i18n, condition.signature_wrong),
        SignatureFault::UnknownRoot => t_string!(i18n, condition.signature_unknown_root),
        SignatureFault::Expired => t_string!(i18n, condition.signature_expired),
        SignatureFault::NotYetValid => t_string!(i18n, condition.signature_not_yet_valid),
    }
}

fn answer(i18n: I18n, fault: AnswerFault) -> &'static str {
    match fault {
        AnswerFault::Unreadable => t_string!(i18n, condition.answer_unreadable),
        AnswerFault::Transaction => t_string!(i18n, condition.answer_transaction),
        AnswerFault::Device => t_string!(i18n, condition.answer_device),
        AnswerFault::Version => t_string!(i18n, condition.answer_version),
        AnswerFault::Purpose => t_string!(i18n, condition.answer_purpose),
        AnswerFault::Sites => t_string!(i18n, condition.answer_sites),
        AnswerFault::Hash => t_string!(i18n, condition.answer_hash),
        AnswerFault::Image => t_string!(i18n, condition.answer_image),
    }
}

/// What to do about it.
pub fn condition_remedy(i18n: I18n, condition: Condition) -> &'static str {
    match condition {
        Condition::Unplugged => t_string!(i18n, condition_remedy.unplugged),
        Condition::PowerSave => t_string!(i18n, condition_remedy.power_save),
        Condition::StaleBacklog => t_string!(i18n, condition_remedy.stale_backlog),
        Condition::StaleBacklogRemains => t_string!(i18n, condition_remedy.stale_backlog_remains),
        Condition::Busy => t_string!(i18n, condition_remedy.busy),
        Condition::PermissionRefused => t_string!(i18n, condition_remedy.permission_refused),
        Condition::MissingWinUsbDriver => t_string!(i18n, condition_remedy.missing_winusb_driver),
        Condition::MissingUdevRule => t_string!(i18n, condition_remedy.missing_udev_rule),
        Condition::LocalNetworkBlocked => t_string!(i18n, condition_remedy.local_network_blocked),
        Condition::UsbUnavailable => t_string!(i18n, condition_remedy.usb_unavailable),
        Condition::UnsupportedFirmware => t_string!(i18n, condition_remedy.unsupported_firmware),
        Condition::NotResponding => t_string!(i18n, condition_remedy.not_responding),
        Condition::Recovering => t_string!(i18n, condition_remedy.recovering),
        Condition::BrokenFrames => t_string!(i18n, condition_remedy.broken_frames),
        Condition::NoFinger => t_string!(i18n, condition_remedy.no_finger),
        Condition::FalseFinger => t_string!(i18n, condition_remedy.false_finger),
        Condition::MoistFinger => t_string!(i18n, condition_remedy.moist_finger),
        Condition::ServiceAbsent => t_string!(i18n, condition_remedy.service_absent),
        Condition::ServiceNotResponding => t_string!(i18n, condition_remedy.service_not_responding),
        Condition::NoScanner => t_string!(i18n, condition_remedy.no_scanner),
        Condition::NotReady => t_string!(i18n, condition_remedy.not_ready),
        Condition::NotRegistered => t_string!(i18n, condition_remedy.not_registered),
        Condition::PageInBackground => t_string!(i18n, condition_remedy.page_in_background),
        Condition::UntrustedSignature(_) => t_string!(i18n, condition_remedy.untrusted_signature),
        Condition::WrongAnswer(_) => t_string!(i18n, condition_remedy.wrong_answer),
        Condition::ClockSkew { .. } => t_string!(i18n, condition_remedy.clock),
        Condition::LicenceRefused { .. } => t_string!(i18n, condition_remedy.licence_refused),
        Condition::ServiceError { .. } => t_string!(i18n, condition_remedy.service_error),
    }
}

/// What goes on by itself is news; everything else wants somebody.
pub fn condition_tone(condition: Condition) -> Tone {
    match condition {
        Condition::StaleBacklog | Condition::Recovering => Tone::Now,
        condition if condition.passes() => Tone::Warn,
        _ => Tone::Stop,
    }
}

/// How to lay the finger better.
pub fn finger_advice(i18n: I18n, advice: Advice) -> &'static str {
    match advice {
        Advice::PressHarder => t_string!(i18n, finger_advice.press_harder),
        Advice::PressLighter => t_string!(i18n, finger_advice.press_lighter),
        Advice::CleanPlaten => t_string!(i18n, finger_advice.clean_platen),
        Advice::Centre => t_string!(i18n, finger_advice.centre),
        Advice::MoveDown => t_string!(i18n, finger_advice.move_down),
        Advice::MoveUp => t_string!(i18n, finger_advice.move_up),
        Advice::MoveLeft => t_string!(i18n, finger_advice.move_left),
        Advice::MoveRight => t_string!(i18n, finger_advice.move_right),
        Advice::Straighten => t_string!(i18n, finger_advice.straighten),
        Advice::KeepStill => t_string!(i18n, finger_advice.keep_still),
        Advice::Slower => t_string!(i18n, finger_advice.slower),
        Advice::Faster => t_string!(i18n, finger_advice.faster),
        Advice::DryFinger => t_string!(i18n, finger_advice.dry_finger),
        Advice::CoverMore => t_string!(i18n, finger_advice.cover_more),
        Advice::NotAFinger => t_string!(i18n, finger_advice.not_a_finger),
    }
}

/// What must be said with every print of a device.
pub fn caveat(i18n: I18n, caveat: Caveat) -> &'static str {
    match caveat {
        Caveat::UncalibratedResolution => t_string!(i18n, caveat.uncalibrated_resolution),
        Caveat::VerificationReader => t_string!(i18n, caveat.verification_reader),
        Caveat::ThirdPartyDriver => t_string!(i18n, caveat.third_party_driver),
        Caveat::Under500Ppi => t_string!(i18n, caveat.under_500_ppi),
        Caveat::UnderFap10 => t_string!(i18n, caveat.under_fap_10),
        Caveat::UnverifiedProtocol => t_string!(i18n, caveat.unverified_protocol),
        Caveat::Unsigned => t_string!(i18n, caveat.unsigned),
    }
}
