//! Passkeys that people sign in with. Options and answers cross as WebAuthn's own JSON, unread.

use js_sys::JSON;
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::api::Fault;
use crate::credentials::{self, Passkey};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
    fn creation_options(json: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
    fn request_options(json: &JsValue) -> Result<JsValue, JsValue>;
}

/// Has the person make a passkey.
pub async fn make(options: &Value) -> Result<Value, Fault> {
    let made = async { credentials::make(&creation_options(&js(options)?)?).await }.await;
    answer(made)
}

/// Has the person show one.
pub async fn show(options: &Value) -> Result<Value, Fault> {
    let shown = async { credentials::show(&request_options(&js(options)?)?).await }.await;
    answer(shown)
}

fn js(value: &Value) -> Result<JsValue, JsValue> {
    JSON::parse(&value.to_string())
}

/// Whether the person cancelled, had no key, or the address is one that browsers know no passkeys for, they do not
/// say: a page is not to find out.
fn answer(passkey: Result<Passkey, JsValue>) -> Result<Value, Fault> {
    let json =
        passkey.and_then(|passkey| JSON::stringify(&passkey.to_json()?)).map_err(|_| Fault::NoPasskey)?;
    serde_json::from_str(&String::from(json)).map_err(|_| Fault::NoPasskey)
}
