//! What the pages ask the server about cases.

use gloo_net::http::Request;
use js_sys::Uint8Array;
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;
use wire::case::{CaseItem, CaseSearch, CaseView, Merge, NewNote, Split};
use wire::{CaseId, EncounterId, Sha256};

use crate::api::{Api, Fault};

impl Api {
    /// The cases that wait for somebody, then the others.
    pub async fn cases(self) -> Result<Vec<CaseItem>, Fault> {
        self.get("/api/cases").await
    }

    /// Those that somebody asks for, with a reason.
    pub async fn search_cases(self, search: &CaseSearch) -> Result<Vec<CaseItem>, Fault> {
        self.post("/api/cases/search", search).await
    }

    /// All of a case.
    pub async fn subject_case(self, id: CaseId) -> Result<CaseView, Fault> {
        self.get(&format!("/api/cases/{id}")).await
    }

    /// Writes something down.
    pub async fn add_note(self, id: CaseId, text: String) -> Result<CaseView, Fault> {
        self.post(&format!("/api/cases/{id}/notes"), &NewNote { text }).await
    }

    /// Lays a document in; the same again changes nothing.
    pub async fn add_document(self, id: CaseId, file: &File) -> Result<CaseView, Fault> {
        // A file that was taken away since it was chosen is not there to be sent.
        let sha256 = hash(file).await.map_err(|_| Fault::Unreachable)?;
        let name = String::from(js_sys::encode_uri_component(&file.name()));
        let path = format!("/api/cases/{id}/documents/{sha256}?name={name}");
        self.put_bytes(Request::put(&path), file).await?;
        self.subject_case(id).await
    }

    /// Brings another case's encounters into this one.
    pub async fn merge_cases(self, id: CaseId, with: String, reason: String) -> Result<CaseView, Fault> {
        self.post(&format!("/api/cases/{id}/merge"), &Merge { with, reason }).await
    }

    /// Takes encounters out, into a new case.
    pub async fn split_case(
        self,
        id: CaseId,
        encounters: Vec<EncounterId>,
        reason: String,
    ) -> Result<CaseView, Fault> {
        self.post(&format!("/api/cases/{id}/split"), &Split { encounters, reason }).await
    }
}

/// The SHA-256 of a file.
async fn hash(file: &File) -> Result<Sha256, JsValue> {
    let bytes = JsFuture::from(file.array_buffer()).await?;
    let hashing = window().crypto()?.subtle().digest_with_str_and_buffer_source("SHA-256", &bytes.into())?;
    let digest = Uint8Array::new(&JsFuture::from(hashing).await?).to_vec();
    let digest = <[u8; 32]>::try_from(digest).map_err(|_| JsValue::NULL)?;
    Ok(Sha256::from_digest(&digest))
}
