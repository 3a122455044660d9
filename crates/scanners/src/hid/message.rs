//! Commands to the service, and what it tells.

use serde_json::{Value, json};

use crate::service::{
    Advice,
    json::{self, Object},
};

pub(super) const ENUMERATE: u32 = 1;
pub(super) const START: u32 = 3;
pub(super) const STOP: u32 = 4;
/// The kind of sample asked for: a PNG file.
pub(super) const PNG: u32 = 5;
/// From here on results are errors.
const FAILED: u32 = 0x8000_0000;

/// A command as it is packed for the socket.
pub(super) fn command(method: u32, parameters: Option<&Value>) -> String {
    let mut command = json!({ "Method": method });
    if let Some(parameters) = parameters {
        command["Parameters"] = Value::String(json::pack(parameters.to_string()));
    }
    json::pack(command.to_string())
}

/// Says that the page is in front; goes as it is.
pub(super) fn in_front() -> String {
    json!({ "type": "sdk.focusChanged", "data": true }).to_string()
}

/// What the service tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// The readers that are plugged in.
    Readers(Vec<String>),
    Started,
    Stopped,
    /// A command came to nothing.
    Refused {
        method: u32,
        result: u32,
    },
    /// A print, as PNG.
    Taken {
        reader: String,
        file: Vec<u8>,
    },
    Quality(u32),
    Failed(u32),
    PluggedIn,
    Unplugged(String),
}

impl Told {
    /// `None` for what is not understood or not of interest.
    pub(super) fn of(text: &str) -> Option<Self> {
        let message = packed(text)?;
        let data = packed(&json::text(&message, "Data")?)?;
        let inner = json::text(&data, "Data").and_then(|text| packed(&text)).unwrap_or_default();
        if json::number(&message, "Type")? == 0 {
            let (method, result) = (json::number(&data, "Method")?, result(&data));
            return match method {
                method if result >= FAILED => Some(Self::Refused { method, result }),
                ENUMERATE => Some(Self::Readers(list(&inner, "DeviceIDs"))),
                _ => None,
            };
        }
        let reader = json::text(&data, "Device").unwrap_or_default();
        match json::number(&data, "Event")? {
            0 => {
                let file = list(&inner, "Samples").first().and_then(|sample| json::unpack(sample))?;
                Some(Self::Taken { reader, file })
            }
            1 => Some(Self::Failed(json::number(&inner, "uError").unwrap_or(0))),
            2 => Some(Self::Unplugged(reader)),
            3 => Some(Self::PluggedIn),
            4 => Some(Self::Quality(json::number(&inner, "Quality")?)),
            10 => Some(Self::Stopped),
            11 => Some(Self::Started),
            _ => None,
        }
    }
}

/// A result may be written as a negative number.
fn result(data: &Object) -> u32 {
    let number = data.get("Result").and_then(Value::as_i64).unwrap_or(0);
    number as u32
}

fn packed(text: &str) -> Option<Object> {
    json::object(&json::unpack(text)?)
}

/// A list that is itself text.
fn list(object: &Object, key: &str) -> Vec<String> {
    let text = json::text(object, key).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_else(|_| json::texts(object, key))
}

/// What a reader's quality number asks of the person; 0 is good.
pub(super) fn advice(quality: u32) -> Option<Advice> {
    match quality {
        2 | 5 | 20 => Some(Advice::PressHarder),
        3 | 19 => Some(Advice::PressLighter),
        4 => Some(Advice::CleanPlaten),
        6 | 16 | 23 => Some(Advice::CoverMore),
        7 => Some(Advice::Centre),
        8 | 22 => Some(Advice::NotAFinger),
        9 => Some(Advice::MoveDown),
        10 => Some(Advice::MoveUp),
        11 => Some(Advice::MoveRight),
        12 => Some(Advice::MoveLeft),
        13 => Some(Advice::KeepStill),
        14 => Some(Advice::Slower),
        15 | 18 | 24 => Some(Advice::Straighten),
        17 => Some(Advice::Faster),
        21 => Some(Advice::DryFinger),
        _ => None,
    }
}
