//! The browser's passkeys (Web Authentication Level 3, section 5.1): what makes one, what has one shown, and what is read
//! of it. What they are for is said by those who ask: `sign_in` signs in by them, `enrolled` opens an officer's key.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

#[wasm_bindgen]
extern "C" {
    /// A `PublicKeyCredential`: a passkey as it was made or shown.
    pub type Passkey;

    /// Its name, by which it is asked for again: an `ArrayBuffer`.
    #[wasm_bindgen(method, getter, js_name = rawId)]
    pub fn raw_id(this: &Passkey) -> JsValue;

    /// What it made of the extensions that were asked for.
    #[wasm_bindgen(method, catch, js_name = getClientExtensionResults)]
    pub fn extension_results(this: &Passkey) -> Result<JsValue, JsValue>;

    /// All of it in `WebAuthn`'s own JSON.
    #[wasm_bindgen(method, catch, js_name = toJSON)]
    pub fn to_json(this: &Passkey) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = create)]
    async fn create(options: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = get)]
    async fn get(options: JsValue) -> Result<JsValue, JsValue>;
}

/// Has the person make a passkey by these `PublicKeyCredentialCreationOptions`.
///
/// # Errors
/// The browser's own: cancelled, refused, or it knows no passkeys.
pub async fn make(options: &JsValue) -> Result<Passkey, JsValue> {
    create(asking(options)?).await.map(JsValue::unchecked_into)
}

/// Has the person show one by these `PublicKeyCredentialRequestOptions`.
///
/// # Errors
/// As [`make`], or there is none.
pub async fn show(options: &JsValue) -> Result<Passkey, JsValue> {
    get(asking(options)?).await.map(JsValue::unchecked_into)
}

fn asking(options: &JsValue) -> Result<JsValue, JsValue> {
    let asking = Object::new();
    Reflect::set(&asking, &"publicKey".into(), options)?;
    Ok(asking.into())
}
