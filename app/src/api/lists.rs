//! The lists whose copies a device holds.

use gloo_net::http::{Request, Response};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob};
use wire::list::{Cursor, ListInfo, ListKey, SIGNATURE_HEADER};
use wire::{ListId, Timestamp};

use super::{Api, Fault};

impl Api {
    /// The lists whose copies this device may hold.
    pub async fn lists(self, cut: Option<&AbortSignal>) -> Result<Vec<ListInfo>, Fault> {
        self.get_until("/api/lists", cut).await
    }

    /// What copies and changes of lists are believed by.
    pub async fn list_key(self) -> Result<ListKey, Fault> {
        self.get("/api/lists/key").await
    }

    /// A list's copy, with the version and the moment that it shows.
    pub async fn list_copy(
        self,
        id: ListId,
        cut: Option<&AbortSignal>,
    ) -> Result<(Signed, u64, Timestamp), Fault> {
        let request = Request::get(&format!("/api/lists/{id}/copy")).abort_signal(cut);
        let response = self.send(request.build()).await?;
        let header = |name: &str| response.headers().get(name);
        let version = header("umbral-list-version").and_then(|text| text.parse().ok());
        let as_of = header("umbral-list-as-of").and_then(|text| text.parse().ok());
        // A copy that does not say what it shows must not be searched.
        let (Some(version), Some(as_of)) = (version, as_of) else { return Err(Fault::Unreachable) };
        Ok((Signed::read(response).await?, version, Timestamp(as_of)))
    }

    /// A page of what a device needs that holds version `since` of a list.
    pub async fn list_changes(
        self,
        id: ListId,
        since: u64,
        from: Option<Cursor>,
        cut: Option<&AbortSignal>,
    ) -> Result<Signed, Fault> {
        let mut path = format!("/api/lists/{id}/changes?since={since}");
        if let Some(Cursor { version, entry }) = from {
            path += &format!("&version={version}&entry={entry}");
        }
        Signed::read(self.send(Request::get(&path).abort_signal(cut).build()).await?).await
    }
}

/// Bytes that the server signed.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The bytes: they go to the worker without passing through this module's memory.
    pub bytes: Blob,
    /// The signature, in hexadecimal.
    pub signature: String,
}

impl Signed {
    async fn read(response: Response) -> Result<Self, Fault> {
        let signature = response.headers().get(SIGNATURE_HEADER).ok_or(Fault::Unreachable)?;
        let bytes = web_sys::Response::from(response).blob().map_err(|_| Fault::Unreachable)?;
        let bytes = JsFuture::from(bytes).await.map_err(|_| Fault::Unreachable)?;
        Ok(Self { bytes: bytes.unchecked_into(), signature })
    }
}
