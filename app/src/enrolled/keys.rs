//! The device's own keys, made and used by the browser: no program can read them out of it.

use js_sys::{Array, Object, Reflect, Uint8Array};
use packet::{PublicKey, SIGNATURE_BYTES};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = generateKey)]
    async fn generate(algorithm: &JsValue, extractable: bool, uses: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = exportKey)]
    async fn export(format: &str, key: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = importKey)]
    async fn import(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        uses: &JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = sign)]
    async fn sign(algorithm: &JsValue, key: &JsValue, message: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = deriveBits)]
    async fn derive(algorithm: &JsValue, key: &JsValue, bits: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn random_values(into: &Uint8Array) -> Result<JsValue, JsValue>;
}

/// The browser would not make a key, or use one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the browser has no key for this")]
pub struct NoKey;

impl From<JsValue> for NoKey {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// The device's keys, as the browser holds them: none of the private halves ever leaves it.
#[derive(Debug, Clone)]
pub struct Keys {
    /// ECDSA P-256: what the device sends is signed with it.
    pub signing: JsValue,
    /// ECDH P-256: what is for this device alone is sealed to it.
    pub exchange: JsValue,
    /// HMAC SHA-256: what an officer knows opens their records with it, and nowhere else.
    pub root: JsValue,
}

/// Keys just made, with the public halves.
#[derive(Debug)]
pub struct Made {
    pub keys: Keys,
    pub signing_key: Vec<u8>,
    pub exchange_key: Vec<u8>,
}

impl Keys {
    /// Makes them.
    pub async fn make() -> Result<Made, NoKey> {
        let (signing, signing_key) = pair("ECDSA", &["sign", "verify"]).await?;
        let (exchange, exchange_key) = pair("ECDH", &["deriveBits"]).await?;
        let hmac = object(&[("name", "HMAC".into()), ("hash", "SHA-256".into())])?;
        let root = generate(&hmac, false, &uses(&["sign"])).await?;
        Ok(Made { keys: Self { signing, exchange, root }, signing_key, exchange_key })
    }

    /// The signature of a message.
    pub async fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], NoKey> {
        let algorithm = object(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())])?;
        let signature = sign(&algorithm, &self.signing, &Uint8Array::from(message)).await?;
        Uint8Array::new(&signature).to_vec().try_into().map_err(|_| NoKey)
    }

    /// What the device's key has in common with another.
    pub async fn shared_with(&self, other: &PublicKey) -> Result<packet::medium::SharedPoint, NoKey> {
        let curve = object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])?;
        let bytes = Uint8Array::from(&other.as_bytes()[..]);
        let other = import("raw", &bytes, &curve, false, &Array::new()).await?;
        let algorithm = object(&[("name", "ECDH".into()), ("public", other)])?;
        let shared = Uint8Array::new(&derive(&algorithm, &self.exchange, 256).await?).to_vec();
        let shared: [u8; 32] = shared.try_into().map_err(|_| NoKey)?;
        Ok(shared.into())
    }

    /// What somebody knows, bound to this device: 32 bytes that no other device makes of it.
    pub async fn bound(&self, known: &[u8]) -> Result<[u8; 32], NoKey> {
        let tag = sign(&"HMAC".into(), &self.root, &Uint8Array::from(known)).await?;
        Uint8Array::new(&tag).to_vec().try_into().map_err(|_| NoKey)
    }
}

/// Random bytes of the browser's.
pub fn random<const N: usize>() -> Result<[u8; N], NoKey> {
    let bytes = Uint8Array::new_with_length(N as u32);
    random_values(&bytes)?;
    bytes.to_vec().try_into().map_err(|_| NoKey)
}

/// A secret key made for one file.
pub fn ephemeral() -> Result<packet::SecretKey, NoKey> {
    // One in 2^32 is none.
    (0..4).find_map(|_| packet::SecretKey::of(&random().ok()?)).ok_or(NoKey)
}

async fn pair(name: &str, for_what: &[&str]) -> Result<(JsValue, Vec<u8>), NoKey> {
    let algorithm = object(&[("name", name.into()), ("namedCurve", "P-256".into())])?;
    let pair = generate(&algorithm, false, &uses(for_what)).await?;
    let public = export("raw", &Reflect::get(&pair, &"publicKey".into())?).await?;
    Ok((Reflect::get(&pair, &"privateKey".into())?, Uint8Array::new(&public).to_vec()))
}

pub(super) fn object(fields: &[(&str, JsValue)]) -> Result<JsValue, NoKey> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.unchecked_into())
}

fn uses(names: &[&str]) -> JsValue {
    names.iter().map(|name| JsValue::from_str(name)).collect::<Array>().into()
}
