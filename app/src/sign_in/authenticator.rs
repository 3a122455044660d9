//! The browser's half of WebAuthn. Options and answers cross as WebAuthn's own JSON, unread.

use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::api::Fault;

#[wasm_bindgen]
extern "C" {
    type Credential;

    #[wasm_bindgen(method, catch, js_name = toJSON)]
    fn to_json(this: &Credential) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
    fn creation_options(json: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
    fn request_options(json: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = create)]
    async fn create(options: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = get)]
    async fn get(options: JsValue) -> Result<JsValue, JsValue>;
}

/// Has the person make a passkey.
pub async fn make(options: &Value) -> Result<Value, Fault> {
    let made = async { create(asked(creation_options(&js(options)?)?)?).await }.await;
    answer(made)
}

/// Has the person show one.
pub async fn show(options: &Value) -> Result<Value, Fault> {
    let shown = async { get(asked(request_options(&js(options)?)?)?).await }.await;
    answer(shown)
}

fn js(value: &Value) -> Result<JsValue, JsValue> {
    js_sys::JSON::parse(&value.to_string())
}

fn asked(options: JsValue) -> Result<JsValue, JsValue> {
    let asked = js_sys::Object::new();
    js_sys::Reflect::set(&asked, &"publicKey".into(), &options)?;
    Ok(asked.into())
}

/// Whether the person cancelled, had no key, or the address is one that browsers know no passkeys for, they do not
/// say: a page is not to find out.
fn answer(credential: Result<JsValue, JsValue>) -> Result<Value, Fault> {
    use wasm_bindgen::JsCast as _;
    let credential = credential.map_err(|_| Fault::NoPasskey)?;
    let json = credential.unchecked_into::<Credential>().to_json().map_err(|_| Fault::NoPasskey)?;
    let text = js_sys::JSON::stringify(&json).map_err(|_| Fault::NoPasskey)?;
    serde_json::from_str(&String::from(text)).map_err(|_| Fault::NoPasskey)
}
