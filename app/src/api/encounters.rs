//! What a device sends, and what the site recorded.

use gloo_net::http::Request;
use js_sys::Uint8Array;
use keeping::SealedManifest;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, ReadableWritablePair};
use wire::device::SEAL_HEADER;
use wire::encounter::{EncounterView, Manifest, PartProgress, Piece, Receipt, Refusal};
use wire::list::Urgency;
use wire::quarantine::PacketStanding;
use wire::{EncounterId, Sha256};

use super::{Api, Fault, read};

impl Api {
    /// The site's encounters, newest first.
    pub async fn encounters(self, cut: Option<&AbortSignal>) -> Result<Vec<EncounterView>, Fault> {
        self.get_until("/api/encounters", cut).await
    }

    /// Sends a manifest, with the seal of an enrolled device; sending it again changes nothing.
    pub async fn send_manifest(
        self,
        manifest: &Manifest,
        sealed: Option<&SealedManifest>,
        urgency: Urgency,
        cut: Option<&AbortSignal>,
    ) -> Result<Receipt, Fault> {
        let urgency = match urgency {
            Urgency::PersonPresent => "person_present",
            Urgency::Routine => "routine",
            Urgency::Background => "background",
        };
        let mut request = Request::post(&format!("/api/encounters?urgency={urgency}"))
            .header("content-type", "application/json")
            .abort_signal(cut);
        if let Some(SealedManifest { seal, .. }) = sealed {
            request = request.header(SEAL_HEADER, seal);
        }
        // What was sealed goes to the byte as it was; packing it changes nothing in that.
        let text = match sealed {
            Some(sealed) => sealed.manifest.clone(),
            None => serde_json::to_string(manifest).map_err(|_| Fault::Unreachable)?,
        };
        let request = match compressed(&text).await {
            Some(packed) => request.header("content-encoding", "gzip").body(packed),
            // A browser that cannot compress sends half as much again.
            None => request.body(text),
        };
        read(self.send(request).await?).await
    }

    /// Sends one image; sending it again changes nothing.
    pub async fn send_part(
        self,
        id: EncounterId,
        name: &Sha256,
        bytes: &Blob,
        cut: Option<&AbortSignal>,
    ) -> Result<(), Fault> {
        let request = Request::put(&format!("/api/encounters/{id}/parts/{name}")).abort_signal(cut);
        self.put_bytes(request, bytes).await
    }

    /// Sends a piece of an image; the answer says where the next begins.
    pub async fn send_part_piece(
        self,
        id: EncounterId,
        name: &Sha256,
        Piece { from, of }: Piece,
        bytes: &Blob,
        cut: Option<&AbortSignal>,
    ) -> Result<PartProgress, Fault> {
        let path = format!("/api/encounters/{id}/parts/{name}/pieces?from={from}&of={of}");
        let request = Request::post(&path).header("content-type", "application/octet-stream");
        read(self.send(request.abort_signal(cut).body(bytes.clone())).await?).await
    }

    /// How a record stands that the server refused and keeps for a supervisor.
    pub async fn own_packet(self, id: EncounterId) -> Result<PacketStanding, Fault> {
        self.get(&format!("/api/encounters/{id}/packet")).await
    }

    /// Tells that a rejected record is taken off the device.
    pub async fn give_up_packet(self, id: EncounterId) -> Result<(), Fault> {
        self.tell(Request::delete(&format!("/api/encounters/{id}/packet")), None::<&()>).await
    }

    /// Counts a person who may not be recorded; nothing else is kept.
    pub async fn count_refusal(self, rule: policy::Rule) -> Result<(), Fault> {
        self.tell(Request::post("/api/refusals"), Some(&Refusal { rule })).await
    }
}

#[wasm_bindgen]
extern "C" {
    /// Of the Compression Streams standard, which `web-sys` has not settled yet.
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;
}

/// A text packed with gzip; none in a browser that cannot.
async fn compressed(text: &str) -> Option<Uint8Array> {
    let whole = Blob::new_with_str_sequence(&js_sys::Array::of1(&text.into())).ok()?;
    let stream = CompressionStream::new("gzip").ok()?;
    let packed = whole.stream().pipe_through(stream.unchecked_ref::<ReadableWritablePair>());
    let packed = web_sys::Response::new_with_opt_readable_stream(Some(&packed)).ok()?.array_buffer().ok()?;
    Some(Uint8Array::new(&JsFuture::from(packed).await.ok()?))
}
