//! A passkey as what opens an officer's key, by WebAuthn's `prf` extension (Web Authentication Level 3,
//! section 10.1.4), which makes 32 bytes of a salt that nobody makes without the authenticator and its person. It needs no
//! server and no network: what it makes opens the key or does not.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use zeroize::Zeroizing;

use super::keys::{object, random};
use crate::credentials::{self, Passkey};

/// The browser gave no passkey, or one that makes nothing of a salt: cancelled, none there, or too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the browser gave no passkey that opens anything")]
pub(super) struct NoPasskey;

impl From<JsValue> for NoPasskey {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// What a passkey makes of a salt.
pub(super) type Made = Zeroizing<[u8; 32]>;

/// ES256 and RS256 of COSE's registry: one of them has every authenticator.
const ALGORITHMS: [i32; 2] = [-7, -257];
/// How long the person has, in milliseconds. Without it some browsers wait for a passkey that is not there for as long as the
/// page is open.
const TIMEOUT_MS: f64 = 60_000.0;

/// Has the person make a passkey for this device alone; its name, and what it makes of `salt`.
pub(super) async fn make(person: &str, salt: &[u8]) -> Result<(Vec<u8>, Made), NoPasskey> {
    let algorithms = ALGORITHMS.iter().map(|algorithm| {
        object(&[("type", "public-key".into()), ("alg", (*algorithm).into())]).map_err(|_| NoPasskey)
    });
    let algorithms = algorithms.collect::<Result<Array, _>>()?;
    // It is named by the device and needs no place among those that the person signs in with.
    let selection = of(&[("userVerification", "required".into()), ("residentKey", "discouraged".into())])?;
    let user = of(&[
        ("id", bytes(&random::<32>().map_err(|_| NoPasskey)?)),
        ("name", person.into()),
        ("displayName", person.into()),
    ])?;
    let options = of(&[
        ("rp", of(&[("name", "Umbral".into())])?),
        ("user", user),
        // Nobody checks an answer: what counts is what the passkey makes of the salt.
        ("challenge", bytes(&random::<32>().map_err(|_| NoPasskey)?)),
        ("pubKeyCredParams", algorithms.into()),
        ("authenticatorSelection", selection),
        ("timeout", TIMEOUT_MS.into()),
        ("extensions", evaluating(salt)?),
    ])?;
    let made = credentials::make(&options).await?;
    let name = Uint8Array::new(&made.raw_id()).to_vec();
    match result(&made) {
        Some(known) => Ok((name, known)),
        // Some authenticators make nothing before they are asked a second time.
        None => {
            let known = show(&name, salt).await?;
            Ok((name, known))
        }
    }
}

/// Has the person show that passkey; what it makes of `salt`.
pub(super) async fn show(name: &[u8], salt: &[u8]) -> Result<Made, NoPasskey> {
    let one = of(&[("type", "public-key".into()), ("id", bytes(name))])?;
    let options = of(&[
        ("challenge", bytes(&random::<32>().map_err(|_| NoPasskey)?)),
        ("allowCredentials", Array::of1(&one).into()),
        ("userVerification", "required".into()),
        ("timeout", TIMEOUT_MS.into()),
        ("extensions", evaluating(salt)?),
    ])?;
    result(&credentials::show(&options).await?).ok_or(NoPasskey)
}

fn evaluating(salt: &[u8]) -> Result<JsValue, NoPasskey> {
    of(&[("prf", of(&[("eval", of(&[("first", bytes(salt))])?)])?)])
}

fn result(passkey: &Passkey) -> Option<Made> {
    let mut found = passkey.extension_results().ok()?;
    for field in ["prf", "results", "first"] {
        found = Reflect::get(found.dyn_ref::<Object>()?, &field.into()).ok()?;
    }
    if found.is_undefined() {
        return None;
    }
    let given = Uint8Array::new(&found);
    let made = Zeroizing::new(given.to_vec());
    given.fill(0, 0, given.length());
    Some(Zeroizing::new(made.as_slice().try_into().ok()?))
}

fn of(fields: &[(&str, JsValue)]) -> Result<JsValue, NoPasskey> {
    object(fields).map_err(|_| NoPasskey)
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}
