//! Services write numbers as strings and strings as numbers, and base64 in any alphabet: all are read.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value};

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

const EITHER_PADDING: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, EITHER_PADDING);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, EITHER_PADDING);

/// Bytes out of base64 of either alphabet, padded or not.
pub(crate) fn unpack(text: &str) -> Option<Vec<u8>> {
    let url_safe = text.contains(['-', '_']);
    if url_safe { URL_SAFE.decode(text) } else { STANDARD.decode(text) }.ok()
}

/// Base64 that is safe in addresses, without padding.
pub(crate) fn pack(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The object in `bytes`.
pub(crate) fn object(bytes: &[u8]) -> Option<Object> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// The text under `key`; a number counts as its digits.
pub(crate) fn text(object: &Object, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The whole number under `key`; text counts as what its digits say.
pub(crate) fn number(object: &Object, key: &str) -> Option<u32> {
    match object.get(key)? {
        Value::Number(number) => u32::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The texts of the list under `key`.
pub(crate) fn texts(object: &Object, key: &str) -> Vec<String> {
    match object.get(key) {
        Some(Value::Array(list)) => {
            list.iter().map(|entry| entry.as_str().map_or_else(|| entry.to_string(), str::to_owned)).collect()
        }
        Some(Value::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_and_texts_are_read_in_either_dress() {
        let object = object(br#"{"a": 5, "b": "5", "c": [1, "1"], "d": "x"}"#).unwrap();
        assert_eq!(
            (number(&object, "a"), number(&object, "b"), number(&object, "d")),
            (Some(5), Some(5), None)
        );
        assert_eq!((text(&object, "a"), text(&object, "b")), (Some("5".into()), Some("5".into())));
        assert_eq!(texts(&object, "c"), ["1", "1"]);
    }

    proptest! {
        #[test]
        fn base64_is_read_in_either_alphabet(bytes: Vec<u8>) {
            for text in [
                pack(&bytes),
                base64::engine::general_purpose::STANDARD.encode(&bytes),
                base64::engine::general_purpose::URL_SAFE.encode(&bytes),
            ] {
                prop_assert_eq!(unpack(&text), Some(bytes.clone()));
            }
        }
    }
}
