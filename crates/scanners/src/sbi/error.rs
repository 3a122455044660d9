//! The interface's error numbers.

use crate::{
    Condition,
    service::json::{self, Object},
};

/// What the `error` of an answer or of a part of it says; nothing and 0 are no error.
pub(super) fn condition(object: &Object) -> Option<Condition> {
    let error = object.get("error")?.as_object()?;
    let code = json::number(error, "errorCode")?;
    match code {
        0 => None,
        100 => Some(Condition::NotRegistered),
        101 | 105 => Some(Condition::NoFinger),
        106 | 202 => Some(Condition::NoScanner),
        110 => Some(Condition::NotReady),
        111 => Some(Condition::Busy),
        code => Some(Condition::ServiceError { code }),
    }
}
