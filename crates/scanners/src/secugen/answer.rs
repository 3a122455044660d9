//! What the service answers to a capture.

use raster::Ppi;

use crate::{
    AnswerFault, Condition,
    service::{Encoding, HttpResponse, Picture, json},
};

/// A print, and what took it.
pub(super) struct Answer {
    pub(super) make: Option<String>,
    pub(super) model: Option<String>,
    pub(super) serial: Option<String>,
    /// 1 to 100.
    pub(super) quality: Option<u8>,
    pub(super) picture: Picture,
}

impl Answer {
    pub(super) fn of(response: &HttpResponse) -> Result<Self, Condition> {
        const UNREADABLE: Condition = Condition::WrongAnswer(AnswerFault::Unreadable);
        let object = json::object(&response.body).ok_or(UNREADABLE)?;
        match json::number(&object, "ErrorCode").ok_or(UNREADABLE)? {
            0 => {}
            code => return Err(condition(code)),
        }
        let number = |key| json::number(&object, key).unwrap_or(0);
        let text = |key| json::text(&object, key).filter(|text| !text.is_empty());
        let unpacked = |key| text(key).and_then(|text| json::unpack(&text));
        let (width, height) = (number("ImageWidth"), number("ImageHeight"));
        let whole = u64::from(width) * u64::from(height);
        let raw = unpacked("ImageDataBase64").filter(|raw| whole > 0 && raw.len() as u64 == whole);
        let (encoding, bytes) = match (raw, unpacked("BMPBase64")) {
            (Some(raw), _) => (Encoding::Raw { width, height }, raw),
            (None, Some(file)) => (Encoding::File, file),
            (None, None) => return Err(Condition::WrongAnswer(AnswerFault::Image)),
        };
        Ok(Self {
            make: text("Manufacturer"),
            model: text("Model"),
            serial: text("SerialNumber"),
            quality: u8::try_from(number("ImageQuality")).ok().filter(|quality| (1..=100).contains(quality)),
            picture: Picture {
                encoding,
                ppi: u16::try_from(number("ImageDPI")).ok().and_then(Ppi::new),
                bytes: bytes.into(),
            },
        })
    }
}

/// What the service's error numbers mean: under 1,000 the reader's, from 10,000 the licence's.
fn condition(code: u32) -> Condition {
    match code {
        52 => Condition::NotReady,
        53 | 55 => Condition::NoScanner,
        // In time came no finger, or one with hardly a minutia.
        54 | 57 | 101 => Condition::NoFinger,
        59 => Condition::Busy,
        63 => Condition::ServiceNotResponding,
        10_000..=99_999 => Condition::LicenceRefused { code },
        _ => Condition::ServiceError { code },
    }
}
