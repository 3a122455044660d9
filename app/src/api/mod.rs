//! The server, as typed calls. Every refusal is a [`Problem`]; everything else is a link that fails.

mod account;
mod encounters;
mod lists;
mod oversight;
mod review;

use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::{Function, Promise};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob};
use wire::{Code, Problem};

/// Why a call brought no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The server, or the matcher, understood and refused.
    #[error(transparent)]
    Refused(#[from] Problem),
    /// No answer came: no network, or the server is down.
    #[error("no answer from the server")]
    Unreachable,
    /// The answer is whole and means nothing to this page: server and page are of different versions.
    #[error("the server's answer means nothing to this version")]
    NotUnderstood,
    /// The browser gave no passkey: cancelled, none there, or an address in numbers.
    #[error("the browser gave no passkey")]
    NoPasskey,
    /// The matcher stopped twice over the same request.
    #[error("the matcher stopped")]
    MatcherStopped,
    /// The browser makes or keeps no keys for a device.
    #[error("the browser keeps no keys")]
    NoDeviceKey,
}

impl Fault {
    /// Whether the same call may well succeed later.
    pub fn passes(&self) -> bool {
        match self {
            Self::Unreachable | Self::MatcherStopped => true,
            Self::NoPasskey | Self::NoDeviceKey | Self::NotUnderstood => false,
            Self::Refused(problem) => {
                matches!(problem.code, Code::Busy | Code::SearchesFull | Code::Internal | Code::NotSignedIn)
            }
        }
    }

    /// After how many seconds, where the server has said so.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Refused(problem) => problem.retry_after,
            _ => None,
        }
    }
}

/// The server's interface. Notices when a session has ended, whichever call meets it first.
#[derive(Debug, Clone, Copy)]
pub struct Api {
    ended: RwSignal<bool>,
    confirming: RwSignal<bool>,
    /// What goes on once the person has confirmed who they are, or will not.
    waiting: StoredValue<Vec<Function>, LocalStorage>,
}

impl Api {
    /// Gives the interface to everything below.
    pub fn provide() -> Self {
        let api = Self {
            ended: RwSignal::new(false),
            confirming: RwSignal::new(false),
            waiting: StoredValue::new_local(Vec::new()),
        };
        provide_context(api);
        api
    }

    /// The interface of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether the server has said that nobody is signed in any more.
    pub fn ended(self) -> RwSignal<bool> {
        self.ended
    }

    /// Whether a call waits for the person to confirm who they are.
    pub fn confirming(self) -> RwSignal<bool> {
        self.confirming
    }

    /// The person has confirmed who they are, or will not.
    pub fn confirmed_as(self, confirmed: bool) {
        self.confirming.set(false);
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        for resolve in waiting {
            // It resolves a promise of ours: nothing can go wrong.
            let _ = resolve.call1(&JsValue::NULL, &JsValue::from(confirmed));
        }
    }

    /// A call that may need the person to confirm first who they are: they are asked, and it is made again.
    pub async fn confirmed<T, F>(self, call: impl Fn() -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        let refused = match call().await {
            Err(Fault::Refused(problem)) if problem.code == Code::ConfirmFirst => problem,
            outcome => return outcome,
        };
        let answer = Promise::new(&mut |resolve, _| {
            self.waiting.update_value(|waiting| waiting.push(resolve));
        });
        self.confirming.set(true);
        match JsFuture::from(answer).await {
            Ok(confirmed) if confirmed.is_truthy() => call().await,
            _ => Err(refused.into()),
        }
    }

    /// `GET` of something in JSON.
    pub async fn get<T: DeserializeOwned>(self, path: &str) -> Result<T, Fault> {
        read(self.send(Request::get(path).build()).await?).await
    }

    /// `POST` of something in JSON, for an answer in JSON.
    pub async fn post<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Result<T, Fault> {
        read(self.send(Request::post(path).json(body)).await?).await
    }

    /// `PUT` of something in JSON, for an answer in JSON.
    pub async fn put<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Result<T, Fault> {
        read(self.send(Request::put(path).json(body)).await?).await
    }

    /// A request without an answer worth reading.
    pub async fn tell(self, request: RequestBuilder, body: Option<&impl Serialize>) -> Result<(), Fault> {
        let request = match body {
            Some(body) => request.json(body),
            None => request.build(),
        };
        self.send(request).await.map(drop)
    }

    async fn send(self, request: Result<Request, gloo_net::Error>) -> Result<Response, Fault> {
        let response = async { request?.send().await }.await.map_err(|_| Fault::Unreachable)?;
        if response.ok() {
            return Ok(response);
        }
        // A proxy in between answers without a problem of ours: the server could not be reached.
        let problem: Problem = response.json().await.map_err(|_| Fault::Unreachable)?;
        if problem.code == Code::NotSignedIn {
            self.ended.set(true);
        }
        Err(problem.into())
    }

    /// `GET` of something in JSON that may be broken off.
    async fn get_until<T: DeserializeOwned>(self, path: &str, cut: Option<&AbortSignal>) -> Result<T, Fault> {
        read(self.send(Request::get(path).abort_signal(cut).build()).await?).await
    }

    /// Sends bytes as they are.
    pub async fn put_bytes(self, request: RequestBuilder, bytes: &Blob) -> Result<(), Fault> {
        let request = request.header("content-type", "application/octet-stream").body(bytes.clone());
        self.send(request).await.map(drop)
    }

    /// `POST` of bytes as they are, for an answer in JSON.
    pub async fn post_bytes<T: DeserializeOwned>(self, path: &str, bytes: &Blob) -> Result<T, Fault> {
        let request = Request::post(path).header("content-type", "application/octet-stream");
        read(self.send(request.body(bytes.clone())).await?).await
    }

    /// A file that the server makes.
    pub async fn file(self, path: &str) -> Result<Blob, Fault> {
        let response = self.send(Request::get(path).build()).await?;
        let file = web_sys::Response::from(response).blob().map_err(|_| Fault::Unreachable)?;
        let file = JsFuture::from(file).await.map_err(|_| Fault::Unreachable)?;
        Ok(file.unchecked_into())
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Fault> {
    let is_json = response.headers().get("content-type").is_some_and(|of| of.starts_with("application/json"));
    // An answer cut short by the network is none, and one of another kind is a proxy's.
    let text = response.text().await.map_err(|_| Fault::Unreachable)?;
    serde_json::from_str(&text).map_err(|_| if is_json { Fault::NotUnderstood } else { Fault::Unreachable })
}
