use scanners::{OpenFailure, TransferError};
use wasm_bindgen::{JsCast as _, JsValue};

/// What failed: the same exception means different things at different moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// The person was to choose a device.
    Choosing,
    /// The device was being opened.
    Opening,
    /// Its interface was being claimed.
    Claiming,
}

/// Why a device could not be had.
pub fn open_failure(error: &JsValue, doing: Doing) -> OpenFailure {
    match (name_of(error).as_str(), doing) {
        // Nothing was chosen, or a policy forbids it: for the person it is the same.
        (_, Doing::Choosing) => OpenFailure::Forbidden,
        ("NotFoundError", _) => OpenFailure::Gone,
        ("SecurityError", Doing::Opening) => OpenFailure::AccessDenied,
        // Chromium on Windows says so where another driver has the device, elsewhere where another program does.
        ("SecurityError", Doing::Claiming) => OpenFailure::Forbidden,
        _ => OpenFailure::Claimed,
    }
}

/// Why a transfer failed.
pub fn transfer_failure(error: &JsValue) -> TransferError {
    match name_of(error).as_str() {
        "NotFoundError" => TransferError::Unplugged,
        "AbortError" => TransferError::Aborted,
        _ => TransferError::Other,
    }
}

fn name_of(error: &JsValue) -> String {
    // A DOMException is an Error by its prototype, and has a name as any other.
    error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.name())).unwrap_or_default()
}
