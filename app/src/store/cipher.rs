//! AES-256-GCM by the browser, under a key that no program can read out of it.

use js_sys::{Array, Object, Uint8Array};
use keeping::{Place, Sealed, Shelf};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, AesKeyGenParams, Crypto, CryptoKey};

use super::database::{Database, Unkept};

/// The name of the device's key on its shelf.
pub(super) const DEVICE: &str = "device";

/// The device's cipher.
#[derive(Debug)]
pub struct Cipher {
    crypto: Crypto,
    key: CryptoKey,
}

impl Cipher {
    /// With the device's key, which is made the first time.
    pub async fn of(database: &Database) -> Result<Self, Unkept> {
        let crypto = window().crypto().map_err(|_| Unkept::NoStore)?;
        if let Some(key) = kept(database).await? {
            return Ok(Self { crypto, key });
        }
        let made = generate(&crypto).await.map_err(|_| Unkept::NoStore)?;
        match database.change(&[(Shelf::Key, DEVICE.into(), made, true)], &[]).await {
            // Another tab may have made one meanwhile: there is one key on a device.
            Ok(()) | Err(Unkept::OtherTab) => {}
            Err(unkept) => return Err(unkept),
        }
        let key = kept(database).await?.ok_or(Unkept::NoStore)?;
        Ok(Self { crypto, key })
    }

    /// Under a key that this program knows for a moment; the browser gives it back to nobody.
    pub async fn of_bytes(bytes: &[u8; 32]) -> Result<Self, Unkept> {
        let crypto = window().crypto().map_err(|_| Unkept::NoStore)?;
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        let bytes = Uint8Array::from(&bytes[..]);
        let key = async {
            let importing = crypto.subtle().import_key_with_str("raw", &bytes, "AES-GCM", false, &uses)?;
            JsFuture::from(importing).await?.dyn_into::<CryptoKey>()
        };
        let key = key.await.map_err(|_: JsValue| Unkept::Failed)?;
        // The copy that the browser was given.
        bytes.fill(0, 0, 32);
        Ok(Self { crypto, key })
    }

    /// Bytes sealed under a nonce that is used once.
    pub async fn seal_bytes(&self, nonce: &[u8; 12], with: &[u8], plain: &[u8]) -> Result<Vec<u8>, Unkept> {
        let parameters = parameters(with, nonce);
        let plain = Uint8Array::from(plain);
        let sealing =
            self.crypto.subtle().encrypt_with_object_and_js_u8_array(&parameters, &self.key, &plain);
        let sealed = JsFuture::from(sealing.map_err(|_| Unkept::Failed)?).await;
        plain.fill(0, 0, plain.length());
        Ok(Uint8Array::new(&sealed.map_err(|_| Unkept::Failed)?).to_vec())
    }

    /// What was sealed so; none for what was not.
    pub async fn open_bytes(&self, nonce: &[u8; 12], with: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let parameters = parameters(with, nonce);
        let sealed = Uint8Array::from(sealed);
        let opening =
            self.crypto.subtle().decrypt_with_object_and_js_u8_array(&parameters, &self.key, &sealed).ok()?;
        JsFuture::from(opening).await.ok().map(|opened| Uint8Array::new(&opened).to_vec())
    }

    /// A record as it lies in its place.
    pub async fn seal(&self, place: &Place, content: &Uint8Array) -> Result<JsValue, Unkept> {
        let mut nonce = [0; 12];
        let sealed = async {
            self.crypto.get_random_values_with_u8_array(&mut nonce)?;
            let parameters = parameters(&place.sealed_with(), &nonce);
            let sealing =
                self.crypto.subtle().encrypt_with_object_and_js_u8_array(&parameters, &self.key, content)?;
            JsFuture::from(sealing).await
        };
        let sealed = Uint8Array::new(&sealed.await.map_err(|_: JsValue| Unkept::Failed)?);
        // The content stays in the browser's memory: a part of a list has megabytes.
        let start = Sealed { nonce, content: &[] }.to_bytes();
        let whole = Uint8Array::new_with_length(start.len() as u32 + sealed.length());
        whole.subarray(0, start.len() as u32).copy_from(&start);
        whole.set(&sealed, start.len() as u32);
        Ok(whole.into())
    }

    /// What was sealed in this place; none for what was not, or was altered since.
    pub async fn open(&self, place: &Place, sealed: &Uint8Array) -> Option<Uint8Array> {
        let start = sealed.subarray(0, Sealed::START as u32).to_vec();
        let nonce = Sealed::nonce_of(&start, sealed.length() as usize).ok()?;
        let parameters = parameters(&place.sealed_with(), &nonce);
        let content = sealed.subarray(Sealed::START as u32, sealed.length());
        let opening = self
            .crypto
            .subtle()
            .decrypt_with_object_and_js_u8_array(&parameters, &self.key, &content)
            .ok()?;
        JsFuture::from(opening).await.ok().map(|opened| Uint8Array::new(&opened))
    }
}

fn parameters(with: &[u8], nonce: &[u8; 12]) -> Object {
    let parameters = AesGcmParams::new_with_u8_array("AES-GCM", &Uint8Array::from(&nonce[..]));
    parameters.set_additional_data_u8_array(&Uint8Array::from(with));
    parameters.into()
}

async fn kept(database: &Database) -> Result<Option<CryptoKey>, Unkept> {
    Ok(database.get(Shelf::Key, DEVICE).await?.dyn_into().ok())
}

async fn generate(crypto: &Crypto) -> Result<JsValue, JsValue> {
    let algorithm = AesKeyGenParams::new("AES-GCM", 256);
    let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
    JsFuture::from(crypto.subtle().generate_key_with_object(&algorithm, false, &uses)?).await
}
