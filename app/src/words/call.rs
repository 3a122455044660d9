use wire::call::{Failure, Reason};

use crate::I18n;
use crate::texts::i18n::*;

/// What kept a call from arriving, with the code of the reply if there was one.
pub fn call_failure(i18n: I18n, failure: &Failure) -> String {
    let reason = match failure.reason {
        Reason::NoConnection => t_string!(i18n, calls.no_connection),
        Reason::NotSecured => t_string!(i18n, calls.not_secured),
        Reason::TooSlow => t_string!(i18n, calls.too_slow),
        Reason::NotAllowed => t_string!(i18n, calls.not_allowed),
        Reason::LoginRefused => t_string!(i18n, calls.login_refused),
        Reason::AddressRefused => t_string!(i18n, calls.address_refused),
        Reason::Refused => t_string!(i18n, calls.refused),
        Reason::Unsubscribed => t_string!(i18n, calls.unsubscribed),
        Reason::NoLongerSet => t_string!(i18n, calls.no_longer_set),
        Reason::Other => t_string!(i18n, calls.other),
    };
    match failure.code {
        Some(code) => format!("{reason} ({code})"),
        None => reason.to_owned(),
    }
}
