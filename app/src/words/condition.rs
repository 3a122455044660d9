use scanners::Condition;

use crate::I18n;
use crate::components::Tone;
use crate::texts::i18n::*;

/// What stands between the person and a print, in one sentence.
pub fn condition(i18n: I18n, condition: Condition) -> &'static str {
    match condition {
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
