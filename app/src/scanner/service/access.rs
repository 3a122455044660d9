//! What the browser gives a page that talks to this computer: leave to do so, and random numbers.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use scanners::service::HttpError;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether the browser lets this page talk to programs on this computer (Local Network Access).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It does, or asks nobody.
    Open,
    /// It asks the person, who has not answered.
    Asking,
    /// The person, or a policy, said no.
    Denied,
}

/// The permission's names, the newest first: browsers began with one for all of the local network.
const NAMES: [&str; 2] = ["loopback-network", "local-network-access"];

impl Access {
    /// How it stands. A page that is itself served by this computer is let without being asked.
    pub async fn now() -> Self {
        for name in NAMES {
            match state(name).await.and_then(|state| state.as_string()).as_deref() {
                Some("granted") => return Self::Open,
                Some("denied") => return Self::Denied,
                Some(_) if !served_by_this_computer() => return Self::Asking,
                Some(_) => return Self::Open,
                // This browser has no such permission.
                None => {}
            }
        }
        Self::Open
    }

    /// What it means that a request came to nothing. Browsers tell a page no more than that: with leave, nothing
    /// answered.
    pub async fn why_failed() -> HttpError {
        match Self::now().await {
            Self::Open => HttpError::NoAnswer,
            Self::Asking | Self::Denied => HttpError::Blocked,
        }
    }
}

async fn state(name: &str) -> Option<JsValue> {
    let permissions = Reflect::get(&window().navigator(), &"permissions".into()).ok()?;
    let query: Function = Reflect::get(&permissions, &"query".into()).ok()?.dyn_into().ok()?;
    let descriptor = js_sys::Object::new();
    Reflect::set(&descriptor, &"name".into(), &name.into()).ok()?;
    let asked: Promise = query.call1(&permissions, &descriptor).ok()?.dyn_into().ok()?;
    let status = JsFuture::from(asked).await.ok()?;
    Reflect::get(&status, &"state".into()).ok()
}

fn served_by_this_computer() -> bool {
    let host = window().location().hostname().unwrap_or_default();
    host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]"
}

/// 32 bytes that nobody can guess.
pub fn random() -> [u8; 32] {
    let drawn = Uint8Array::new_with_length(32);
    let crypto = Reflect::get(&window(), &"crypto".into());
    let draw = crypto.as_ref().ok().and_then(|crypto| Reflect::get(crypto, &"getRandomValues".into()).ok());
    if let (Ok(crypto), Some(draw)) = (crypto, draw.and_then(|draw| draw.dyn_into::<Function>().ok())) {
        // Every browser that runs this page draws 32 bytes.
        let _ = draw.call1(&crypto, &drawn);
    }
    let mut bytes = [0; 32];
    drawn.copy_to(&mut bytes);
    bytes
}
