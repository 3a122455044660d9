//! The server, as typed calls. Every refusal is a [`Problem`]; everything else is a link that fails.

use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::{Function, Promise, Uint8Array};
use keeping::SealedManifest;
use leptos::prelude::*;
use policy::Country;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, ReadableWritablePair};
use wire::account::{AccountView, Link, Standing};
use wire::audit::{AuditEvent, SiteWatch, Unusual, Verification, WatchRules};
use wire::device::SEAL_HEADER;
use wire::encounter::{EncounterView, Manifest, PartProgress, Piece, Receipt, Refusal};
use wire::hit::{Analysis, Case, Decision, QueueItem, Skip};
use wire::list::{Cursor, ListInfo, ListKey, SIGNATURE_HEADER, Urgency};
use wire::purge::{Hold, Lift, NewHold, Preview, Purges};
use wire::rules::{NewVersion, PolicyVersion, Rules};
use wire::session::{OwnSession, Session, SignIn};
use wire::sign_in::{
    Challenge, CodeSecret, Confirmation, FirstCode, NewPasskey, NewPassword, Passkey, PasskeySignIn,
    PasswordSignIn,
};
use wire::{
    AccountId, AlertId, Code, EncounterId, HitId, ListId, PasskeyId, PrintId, Problem, SessionId, Sha256,
    SiteId, Timestamp,
};

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

    /// Who is signed in.
    pub async fn session(self) -> Result<Session, Fault> {
        self.get("/api/session").await
    }

    /// Spends a one-time link.
    pub async fn sign_in(self, token: String) -> Result<(), Fault> {
        self.tell(Request::post("/api/session"), Some(&SignIn { token })).await
    }

    /// What to ask an authenticator in order to sign in.
    pub async fn sign_in_challenge(self) -> Result<Challenge, Fault> {
        self.post("/api/session/passkey/challenge", &()).await
    }

    /// Signs in with what the authenticator answered.
    pub async fn sign_in_with_passkey(self, sign_in: &PasskeySignIn) -> Result<(), Fault> {
        self.tell(Request::post("/api/session/passkey"), Some(sign_in)).await
    }

    /// Signs in with a password and a code.
    pub async fn sign_in_with_password(self, sign_in: &PasswordSignIn) -> Result<(), Fault> {
        self.tell(Request::post("/api/session/password"), Some(sign_in)).await
    }

    /// What to ask an authenticator in order to confirm who is there.
    pub async fn confirmation_challenge(self) -> Result<Challenge, Fault> {
        self.post("/api/session/confirmation/challenge", &()).await
    }

    /// Confirms who is there.
    pub async fn confirm(self, confirmation: &Confirmation) -> Result<(), Fault> {
        self.tell(Request::post("/api/session/confirmation"), Some(confirmation)).await
    }

    /// One's own passkeys.
    pub async fn passkeys(self) -> Result<Vec<Passkey>, Fault> {
        self.get("/api/passkeys").await
    }

    /// What to ask an authenticator in order to make a passkey.
    pub async fn passkey_challenge(self) -> Result<Challenge, Fault> {
        self.post("/api/passkeys/challenge", &()).await
    }

    /// Keeps a passkey just made.
    pub async fn make_passkey(self, new: &NewPasskey) -> Result<Passkey, Fault> {
        self.post("/api/passkeys", new).await
    }

    /// Takes a passkey away.
    pub async fn remove_passkey(self, id: PasskeyId) -> Result<(), Fault> {
        self.tell(Request::delete(&format!("/api/passkeys/{id}")), None::<&()>).await
    }

    /// Begins to use a password.
    pub async fn set_password(self, new: &NewPassword) -> Result<CodeSecret, Fault> {
        self.post("/api/password", new).await
    }

    /// The first code of a password.
    pub async fn confirm_password(self, first: &FirstCode) -> Result<(), Fault> {
        self.tell(Request::post("/api/password/confirmation"), Some(first)).await
    }

    /// One's own sessions.
    pub async fn own_sessions(self) -> Result<Vec<OwnSession>, Fault> {
        self.get("/api/sessions").await
    }

    /// Ends one of them.
    pub async fn end_session(self, id: SessionId) -> Result<(), Fault> {
        self.tell(Request::delete(&format!("/api/sessions/{id}")), None::<&()>).await
    }

    /// The accounts that an administrator keeps.
    pub async fn accounts(self) -> Result<Vec<AccountView>, Fault> {
        self.get("/api/accounts").await
    }

    /// Changes what somebody may do.
    pub async fn change_account(self, id: AccountId, standing: &Standing) -> Result<AccountView, Fault> {
        read(self.send(Request::put(&format!("/api/accounts/{id}")).json(standing)).await?).await
    }

    /// A one-time link for somebody.
    pub async fn give_link(self, id: AccountId) -> Result<Link, Fault> {
        self.post(&format!("/api/accounts/{id}/link"), &()).await
    }

    /// Ends the session.
    pub async fn sign_out(self) -> Result<(), Fault> {
        self.tell(Request::delete("/api/session"), None::<&()>).await
    }

    /// `GET` of something in JSON that may be broken off.
    async fn get_until<T: DeserializeOwned>(self, path: &str, cut: Option<&AbortSignal>) -> Result<T, Fault> {
        read(self.send(Request::get(path).abort_signal(cut).build()).await?).await
    }

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
    ) -> Result<Receipt, Fault> {
        let urgency = match urgency {
            Urgency::PersonPresent => "person_present",
            Urgency::Routine => "routine",
            Urgency::Background => "background",
        };
        let mut request = Request::post(&format!("/api/encounters?urgency={urgency}"))
            .header("content-type", "application/json");
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

    /// Counts a person who may not be recorded; nothing else is kept.
    pub async fn count_refusal(self, rule: policy::Rule) -> Result<(), Fault> {
        self.tell(Request::post("/api/refusals"), Some(&Refusal { rule })).await
    }

    /// The reviewers' queue, most urgent first.
    pub async fn queue(self) -> Result<Vec<QueueItem>, Fault> {
        self.get("/api/hits").await
    }

    /// A case that this person has open or has decided.
    pub async fn case(self, id: HitId) -> Result<Case, Fault> {
        self.get(&format!("/api/hits/{id}")).await
    }

    /// Takes a case.
    pub async fn claim(self, id: HitId) -> Result<Case, Fault> {
        self.post(&format!("/api/hits/{id}/claim"), &()).await
    }

    /// Lets go of a case; letting go of what one does not have changes nothing.
    pub async fn release(self, id: HitId) -> Result<(), Fault> {
        self.tell(Request::delete(&format!("/api/hits/{id}/claim")), None::<&()>).await
    }

    /// The image of a print of a case.
    pub async fn print_image(self, hit: HitId, print: PrintId) -> Result<Blob, Fault> {
        self.file(&format!("/api/hits/{hit}/prints/{print}")).await
    }

    /// A file that the server makes.
    pub async fn file(self, path: &str) -> Result<Blob, Fault> {
        let response = self.send(Request::get(path).build()).await?;
        let file = web_sys::Response::from(response).blob().map_err(|_| Fault::Unreachable)?;
        let file = JsFuture::from(file).await.map_err(|_| Fault::Unreachable)?;
        Ok(file.unchecked_into())
    }

    /// Passes a case on to others.
    pub async fn skip(self, id: HitId, skip: &Skip) -> Result<(), Fault> {
        self.tell(Request::post(&format!("/api/hits/{id}/skip")), Some(skip)).await
    }

    /// Saves the analysis of the probe, for the case with its candidate.
    pub async fn analyse(self, id: HitId, analysis: &Analysis) -> Result<Case, Fault> {
        self.post(&format!("/api/hits/{id}/analysis"), analysis).await
    }

    /// Decides, once the person has confirmed who they are where that is needed; sending the same decision again
    /// changes nothing.
    pub async fn decide(self, id: HitId, decision: &Decision) -> Result<Case, Fault> {
        let path = format!("/api/hits/{id}/decision");
        self.confirmed(|| self.post(&path, decision)).await
    }

    /// The rules of a country, in every version.
    pub async fn rules(self, country: Country) -> Result<Rules, Fault> {
        self.get(&format!("/api/rules/{country}")).await
    }

    /// Makes the next version of a country's rules.
    pub async fn change_rules(self, country: Country, new: &NewVersion) -> Result<PolicyVersion, Fault> {
        self.post(&format!("/api/rules/{country}"), new).await
    }

    /// What is to be erased, what is held, and what was erased.
    pub async fn purges(self) -> Result<Purges, Fault> {
        self.get("/api/purges").await
    }

    /// What would be erased now.
    pub async fn purge_preview(self) -> Result<Preview, Fault> {
        self.get("/api/purges/preview").await
    }

    /// Keeps a record whatever its age.
    pub async fn hold(self, new: &NewHold) -> Result<Hold, Fault> {
        self.post("/api/holds", new).await
    }

    /// Lets a record's time run again.
    pub async fn lift_hold(self, encounter: EncounterId, lift: &Lift) -> Result<(), Fault> {
        self.tell(Request::post(&format!("/api/holds/{encounter}/lift")), Some(lift)).await
    }

    /// Lines of the audit log below `before`, or the newest, that are what is looked for (`by=...&reason=...`); up to
    /// 100, newest first.
    pub async fn audit(self, before: Option<u64>, looked_for: &str) -> Result<Vec<AuditEvent>, Fault> {
        match before {
            Some(seq) => self.get(&format!("/api/audit?{looked_for}&before={seq}")).await,
            None => self.get(&format!("/api/audit?{looked_for}")).await,
        }
    }

    /// Who stood out in the last day.
    pub async fn unusual(self) -> Result<Vec<Unusual>, Fault> {
        self.get("/api/audit/unusual").await
    }

    /// What counts as unusual at each site.
    pub async fn watch_rules(self) -> Result<Vec<SiteWatch>, Fault> {
        self.get("/api/audit/rules").await
    }

    /// Sets what counts as unusual at a site.
    pub async fn set_watch_rules(self, site: SiteId, rules: &WatchRules) -> Result<(), Fault> {
        self.tell(Request::put(&format!("/api/audit/rules/{site}")), Some(rules)).await
    }

    /// Whether the audit log's chain holds.
    pub async fn verify_audit(self) -> Result<Verification, Fault> {
        self.get("/api/audit/verification").await
    }

    /// Says that the alert was seen.
    pub async fn acknowledge(self, alert: AlertId) -> Result<(), Fault> {
        self.tell(Request::post(&format!("/api/alerts/{alert}/acknowledgement")), None::<&()>).await
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

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Fault> {
    let is_json = response.headers().get("content-type").is_some_and(|of| of.starts_with("application/json"));
    // An answer cut short by the network is none, and one of another kind is a proxy's.
    let text = response.text().await.map_err(|_| Fault::Unreachable)?;
    serde_json::from_str(&text).map_err(|_| if is_json { Fault::NotUnderstood } else { Fault::Unreachable })
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
