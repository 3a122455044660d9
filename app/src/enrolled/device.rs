use std::rc::Rc;

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};
use keeping::{Place, SealedManifest, Shelf};
use leptos::prelude::*;
use packet::Sealing;
use policy::OnDevices;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wire::device::{DeviceRecord, DeviceState, Enrolled, NewDevice};
use wire::encounter::Manifest;
use wire::session::{Role, Session};
use wire::{AccountId, Bytes, Timestamp};

use super::keys::{Keys, Made, NoKey};
use super::officer::Officer;
use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::lists::Lists;
use crate::matcher::Matcher;
use crate::store::{Gone, Store, Unkept};

/// Where the device's own things lie among the keys.
const SIGNING: &str = "signing";
const EXCHANGE: &str = "exchange";
const ROOT: &str = "root";
const CERTIFICATE: &str = "certificate";
pub(super) const HEARD: &str = "heard";
const OFFICERS: &str = "officer";

/// What the device was told when it was last in contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Heard {
    /// The server's clock.
    pub at: Timestamp,
    /// How the device stands.
    pub state: DeviceState,
    /// The rules of its site.
    pub rules: OnDevices,
    /// Why it was called back.
    pub reason: Option<String>,
}

/// An enrolled device's identity.
#[derive(Debug)]
pub(super) struct Own {
    pub keys: Keys,
    pub record: DeviceRecord,
}

/// This browser as a device.
#[derive(Debug, Clone, Copy)]
pub struct Device {
    pub(super) api: Api,
    pub(super) clock: Clock,
    pub(super) store: Store,
    pub(super) lists: Lists,
    /// Stretches PINs.
    pub(super) stretcher: Matcher,
    pub(super) own: RwSignal<Option<Rc<Own>>, LocalStorage>,
    pub(super) heard: RwSignal<Option<Heard>>,
    pub(super) officers: RwSignal<Vec<Officer>>,
    /// Whose key is open on this page.
    pub(super) unlocked: RwSignal<Option<AccountId>>,
    /// An officer's key was erased after too many wrong PINs.
    pub(super) pin_erased: RwSignal<bool>,
    ready: StoredValue<Option<Shared<LocalBoxFuture<'static, ()>>>, LocalStorage>,
}

/// What stands between a person and the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// Nothing.
    Open,
    /// The device has been silent for longer than its rules allow.
    Silent,
    /// The officer chooses a PIN first.
    Choose,
    /// An officer's PIN: of this one, or of any who has signed in here.
    Locked(Option<AccountId>),
}

impl Device {
    /// Gives the device to everything below.
    pub fn provide() {
        let device = Self {
            api: Api::expect(),
            clock: Clock::expect(),
            store: Store::expect(),
            lists: Lists::expect(),
            stretcher: Matcher::apart(),
            own: RwSignal::new_local(None),
            heard: RwSignal::new(None),
            officers: RwSignal::new(Vec::new()),
            unlocked: RwSignal::new(None),
            pin_erased: RwSignal::new(false),
            ready: StoredValue::new_local(None),
        };
        device.ready.set_value(Some(device.find().boxed_local().shared()));
        provide_context(device);
        device.stay_in_contact();
    }

    /// This browser.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Until it is known whether this browser is enrolled.
    pub async fn ready(self) {
        if let Some(ready) = self.ready.get_value() {
            ready.await;
        }
    }

    /// What it is enrolled as, followed.
    pub fn record(self) -> Option<DeviceRecord> {
        self.own.with(|own| own.as_ref().map(|own| own.record.clone()))
    }

    /// Whether it was called back, followed: nothing new begins.
    pub fn called_back(self) -> bool {
        self.heard.with(|heard| heard.as_ref().is_some_and(|heard| heard.state != DeviceState::Active))
    }

    /// Whether this officer's records can be read here, followed: always where nobody has enrolled the browser.
    pub fn is_open_for(self, account: AccountId) -> bool {
        self.own.with(Option::is_none) || self.unlocked.get() == Some(account)
    }

    /// What stands between who is signed in, or nobody known yet without a network, and the pages; followed.
    pub fn gate(self, session: Option<&Session>) -> Gate {
        let officer = session.filter(|session| session.role == Role::Officer && !session.enrolling);
        if self.own.with(Option::is_none) || (session.is_some() && officer.is_none()) {
            return Gate::Open;
        }
        if self.is_silent() {
            return Gate::Silent;
        }
        let known = |account| self.officers.with(|all| all.iter().any(|officer| officer.account == account));
        match officer {
            Some(session) if self.is_open_for(session.account) => Gate::Open,
            Some(session) if known(session.account) => Gate::Locked(Some(session.account)),
            Some(_) => Gate::Choose,
            None if self.officers.with(Vec::is_empty) => Gate::Open,
            None => Gate::Locked(None),
        }
    }

    /// Whether the device has heard nothing for longer than its rules allow, or its clock has been set back behind what it
    /// heard last.
    fn is_silent(self) -> bool {
        let now = self.clock.following();
        self.heard.with(|heard| {
            heard.as_ref().is_some_and(|heard| {
                let days = i64::from(heard.rules.days_without_contact);
                let slack = i64::from(heard.rules.clock_minutes) * 60;
                let silent = now.seconds_since(heard.at);
                silent > days * 86_400 || silent < -slack
            })
        })
    }

    /// Enrols this browser by a code, with keys that it makes for that.
    pub async fn enrol(self, code: String) -> Result<(), Fault> {
        let failed = || Fault::NoDeviceKey;
        let Made { keys, signing_key, exchange_key } = Keys::make().await.map_err(|NoKey| failed())?;
        let new = NewDevice { code, signing_key: Bytes(signing_key), exchange_key: Bytes(exchange_key) };
        let enrolled: Enrolled = self.api.enrol_device(&new).await?;
        let record = serde_json::from_slice(&enrolled.record.0).map_err(|_| failed())?;
        let certificate = serde_json::to_string(&enrolled).map_err(|_| failed())?;
        let kept = self.store.keep_keys(vec![
            (SIGNING.into(), keys.signing.clone()),
            (EXCHANGE.into(), keys.exchange.clone()),
            (ROOT.into(), keys.root.clone()),
            (CERTIFICATE.into(), certificate.into()),
        ]);
        kept.await.map_err(|_| failed())?;
        // Whoever was signed in here before works on with a PIN of theirs.
        let session = Gone::Key(Shelf::Answers, Place::SESSION.into());
        self.store.change(Vec::new(), vec![session]).await.map_err(|_| failed())?;
        self.own.set(Some(Rc::new(Own { keys, record })));
        self.report().await;
        Ok(())
    }

    /// What is sent of an encounter first, sealed; as it is where nobody has enrolled the browser.
    pub async fn seal(
        self,
        manifest: &Manifest,
        officer: AccountId,
    ) -> Result<Option<SealedManifest>, NoKey> {
        let Some(own) = self.own.get_untracked() else { return Ok(None) };
        let text = serde_json::to_string(manifest).map_err(|_| NoKey)?;
        let sealing = Sealing {
            device: own.record.id,
            encounter: manifest.id,
            officer,
            sealed_at: Timestamp(manifest.sealed_at.0 - self.clock.ahead()),
            clock_set_by: self.clock.ahead(),
            manifest: Sealing::digest(text.as_bytes()),
        };
        let signature = own.keys.sign(&sealing.message()).await?;
        Ok(Some(SealedManifest { manifest: text, seal: sealing.signed(signature).to_text() }))
    }

    pub(super) async fn keep_text<T: Serialize>(self, name: String, what: &T) -> Result<(), Unkept> {
        let text = serde_json::to_string(what).map_err(|_| Unkept::Failed)?;
        self.store.keep_keys(vec![(name, text.into())]).await
    }

    /// Looks what this browser is.
    async fn find(self) {
        let key = |name: &'static str| async move {
            let key = self.store.key(name).await.ok()?;
            (!key.is_undefined()).then_some(key)
        };
        let (Some(signing), Some(exchange), Some(root), Some(certificate)) =
            (key(SIGNING).await, key(EXCHANGE).await, key(ROOT).await, key(CERTIFICATE).await)
        else {
            return;
        };
        let Some(record) = read::<Enrolled>(&certificate)
            .and_then(|enrolled| serde_json::from_slice::<DeviceRecord>(&enrolled.record.0).ok())
        else {
            return;
        };
        let mut officers = Vec::new();
        for name in self.store.keys(Shelf::Key, Some(OFFICERS)).await.unwrap_or_default() {
            let kept = self.store.key(&name).await.unwrap_or(JsValue::UNDEFINED);
            officers.extend(read::<Officer>(&kept));
        }
        self.officers.set(officers);
        self.heard.set(key(HEARD).await.and_then(|kept| read(&kept)));
        self.own.set(Some(Rc::new(Own { keys: Keys { signing, exchange, root }, record })));
    }
}

fn read<T: serde::de::DeserializeOwned>(kept: &JsValue) -> Option<T> {
    serde_json::from_str(&kept.as_string()?).ok()
}
