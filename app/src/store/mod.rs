//! What this device keeps: encrypted records in the browser's database. What [`Store::change`] has answered is on the
//! disk, as far as the browser can tell.
//!
//! Which records there are and what they mean is said by the crate `keeping`; here they are sealed and stored.

mod cipher;
mod database;

use std::rc::Rc;

pub use cipher::Cipher;
use database::Database;
pub use database::{Gone, Unkept};
use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};
use js_sys::{Array, Uint8Array};
use keeping::{Place, Room, Shelf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, StorageEstimate};

use crate::api::Fault;

/// The device's store.
#[derive(Debug, Clone, Copy)]
pub struct Store {
    opened: StoredValue<Opening, LocalStorage>,
    /// The key of the officer who has unlocked the device, where it has one for each.
    officer: StoredValue<Option<Rc<Cipher>>, LocalStorage>,
    failing: RwSignal<Option<Unkept>>,
    room: RwSignal<Room>,
}

type Opening = Shared<LocalBoxFuture<'static, Result<Rc<Opened>, Unkept>>>;

#[derive(Debug)]
struct Opened {
    database: Database,
    cipher: Cipher,
}

/// A record to be kept.
#[derive(Debug)]
pub struct Put {
    /// Where.
    pub place: Place,
    /// What.
    pub content: Uint8Array,
    /// Whether the place must be empty: another tab may have written there.
    pub new: bool,
}

impl Store {
    /// Opens the store and gives it to everything below.
    pub fn provide() -> Self {
        let opening = async {
            let database = Database::open().await?;
            let cipher = Cipher::of(&database).await?;
            Ok(Rc::new(Opened { database, cipher }))
        };
        let store = Self {
            opened: StoredValue::new_local(opening.boxed_local().shared()),
            officer: StoredValue::new_local(None),
            failing: RwSignal::new(None),
            room: RwSignal::new(Room::Enough),
        };
        provide_context(store);
        spawn_local(async move {
            if let Err(unkept) = store.opened().await {
                store.failing.set(Some(unkept));
            }
            // The browser may throw away what it did not promise to keep when the disk runs full.
            if let Ok(promised) = window().navigator().storage().persist() {
                // Whether it promised changes nothing in what is done: room is watched either way.
                let _ = JsFuture::from(promised).await;
            }
            store.look_for_room().await;
        });
        store
    }

    /// The store of this device.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Why nothing is kept, if nothing is; followed.
    pub fn failing(self) -> Option<Unkept> {
        self.failing.get()
    }

    /// How much space there is; followed.
    pub fn room(self) -> Room {
        self.room.get()
    }

    /// Whether an encounter may begin; followed.
    pub fn has_room(self) -> bool {
        self.room.get().may_begin()
    }

    /// What the server answered at an address, kept for when it cannot be asked; what it answered last, where it cannot.
    ///
    /// # Errors
    /// What the server said, or that it said nothing and never did.
    pub async fn or_kept<T>(self, path: &'static str, answer: Result<T, Fault>) -> Result<T, Fault>
    where
        T: Serialize + DeserializeOwned,
    {
        let place = Place::Answer(path);
        match answer {
            Ok(answer) => {
                // What cannot be kept is missing without a network, and the store says that it keeps nothing.
                let _ = self.change(vec![Put::json(place, &answer)], Vec::new()).await;
                Ok(answer)
            }
            Err(Fault::Unreachable) => self.read_json(&place).await.ok_or(Fault::Unreachable),
            Err(refused) => Err(refused),
        }
    }

    /// Takes records out first, then puts others in, all or nothing.
    ///
    /// # Errors
    /// [`Unkept`]: nothing was changed.
    pub async fn change(self, puts: Vec<Put>, gone: Vec<Gone>) -> Result<(), Unkept> {
        let outcome = async {
            let opened = self.opened().await?;
            let mut sealed = Vec::with_capacity(puts.len());
            for Put { place, content, new } in puts {
                let own = self.officer.get_value().filter(|_| place.is_an_officers());
                let record = own.as_deref().unwrap_or(&opened.cipher).seal(&place, &content).await?;
                sealed.push((place.shelf(), place.key(), record, new));
            }
            opened.database.change(&sealed, &gone).await
        }
        .await;
        // Another tab's encounter is that encounter's trouble, not the store's.
        self.failing.set(outcome.err().filter(|unkept| *unkept != Unkept::OtherTab));
        self.look_for_room().await;
        outcome
    }

    /// The record in a place; none where there is none, or it does not open there.
    ///
    /// # Errors
    /// [`Unkept`]: the store cannot be read.
    pub async fn read(self, place: &Place) -> Result<Option<Uint8Array>, Unkept> {
        let opened = self.opened().await?;
        let sealed = opened.database.get(place.shelf(), &place.key()).await?;
        Ok(match sealed.dyn_into::<Uint8Array>() {
            Ok(sealed) => {
                let own = self.officer.get_value().filter(|_| place.is_an_officers());
                let opened_by_own = match &own {
                    Some(cipher) => cipher.open(place, &sealed).await,
                    None => None,
                };
                // What was kept before the device was enrolled is under its common key.
                match opened_by_own {
                    Some(content) => Some(content),
                    None => opened.cipher.open(place, &sealed).await,
                }
            }
            Err(_) => None,
        })
    }

    /// The same, only where it still lies under the device's common key.
    async fn read_common(self, place: &Place) -> Result<Option<Uint8Array>, Unkept> {
        let opened = self.opened().await?;
        let sealed = opened.database.get(place.shelf(), &place.key()).await?;
        match sealed.dyn_into::<Uint8Array>() {
            Ok(sealed) => Ok(opened.cipher.open(place, &sealed).await),
            Err(_) => Ok(None),
        }
    }

    /// Seals anew under the officer's key, which is open, what of these still lies under the device's common one: all of
    /// it or nothing.
    ///
    /// # Errors
    /// [`Unkept`]: all of it lies as it did.
    pub async fn reseal(self, places: Vec<Place>) -> Result<(), Unkept> {
        let mut puts = Vec::new();
        for place in places {
            if let Some(content) = self.read_common(&place).await? {
                puts.push(Put { place, content, new: false });
            }
        }
        if puts.is_empty() { Ok(()) } else { self.change(puts, Vec::new()).await }
    }

    /// What lies in a place under the device's common key, as what it was written from.
    pub async fn read_common_json<T: DeserializeOwned>(self, place: &Place) -> Option<T> {
        let content = self.read_common(place).await.ok()??;
        serde_json::from_slice(&content.to_vec()).ok()
    }

    /// From here on an officer's own records are sealed under this key, and open with it.
    pub fn unlock(self, officer: Cipher) {
        self.officer.set_value(Some(Rc::new(officer)));
    }

    /// Forgets that key.
    pub fn lock(self) {
        self.officer.set_value(None);
    }

    /// One of the device's own keys, or what lies beside them; undefined where there is none.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn key(self, name: &str) -> Result<JsValue, Unkept> {
        self.opened().await?.database.get(Shelf::Key, name).await
    }

    /// Keeps keys, all or none.
    ///
    /// # Errors
    /// [`Unkept`]: nothing was changed.
    pub async fn keep_keys(self, keys: Vec<(String, JsValue)>) -> Result<(), Unkept> {
        let puts: Vec<_> = keys.into_iter().map(|(name, key)| (Shelf::Key, name, key, false)).collect();
        self.opened().await?.database.change(&puts, &[]).await
    }

    /// Forgets a key: what was sealed under it opens nevermore.
    ///
    /// # Errors
    /// [`Unkept`]: it is there still.
    pub async fn forget_key(self, name: &str) -> Result<(), Unkept> {
        let gone = [Gone::Key(Shelf::Key, name.to_owned())];
        self.opened().await?.database.change(&[], &gone).await
    }

    /// Erases all records and the keys that they are sealed under; what says who the device is stays where `identity` is
    /// still needed.
    ///
    /// # Errors
    /// [`Unkept`]: what was to be erased may be there still.
    pub async fn erase(self, identity: bool) -> Result<(), Unkept> {
        self.lock();
        let database = &self.opened().await?.database;
        if identity {
            let keys = database.keys(Shelf::Key, None).await?;
            let sealing = |key: &String| key == cipher::DEVICE || key.starts_with("officer/");
            let gone: Vec<_> =
                keys.into_iter().filter(sealing).map(|key| Gone::Key(Shelf::Key, key)).collect();
            let records: Vec<_> = Shelf::ALL.into_iter().filter(|shelf| *shelf != Shelf::Key).collect();
            database.clear(&records).await?;
            database.change(&[], &gone).await
        } else {
            database.clear(&Shelf::ALL).await
        }
    }

    /// Bytes used and bytes that may be, where the browser says.
    pub async fn space(self) -> Option<(u64, u64)> {
        let estimate = JsFuture::from(window().navigator().storage().estimate().ok()?).await.ok()?;
        let estimate: StorageEstimate = estimate.unchecked_into();
        Some((estimate.get_usage()? as u64, estimate.get_quota()? as u64))
    }

    /// The record in a place, as what it was written from; none as in [`Self::read`].
    pub async fn read_json<T: DeserializeOwned>(self, place: &Place) -> Option<T> {
        let content = self.read(place).await.ok()??;
        serde_json::from_slice(&content.to_vec()).ok()
    }

    /// The keys on a shelf, in their order: of those that begin like this up to a `/`, or of all.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn keys(self, shelf: Shelf, beginning: Option<&str>) -> Result<Vec<String>, Unkept> {
        self.opened().await?.database.keys(shelf, beginning).await
    }

    async fn opened(self) -> Result<Rc<Opened>, Unkept> {
        self.opened.get_value().await
    }

    async fn look_for_room(self) {
        let room = self.space().await.map_or(Room::Untold, |(used, quota)| Room::of(quota, used));
        if self.room.get_untracked() != room {
            self.room.set(room);
        }
    }
}

impl Put {
    /// Something in JSON, in place of what was there.
    pub fn json(place: Place, content: &impl Serialize) -> Self {
        // What is kept are plain records: maps with other keys than text do not occur in them.
        let content = serde_json::to_vec(content).unwrap_or_default();
        Self { place, content: Uint8Array::from(&content[..]), new: false }
    }

    /// The same, where nothing may be yet.
    pub fn new_json(place: Place, content: &impl Serialize) -> Self {
        Self { new: true, ..Self::json(place, content) }
    }

    /// A file; none where the browser cannot read it any more.
    pub async fn file(place: Place, file: &Blob) -> Option<Self> {
        let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
        Some(Self { place, content: Uint8Array::new(&buffer), new: false })
    }
}

/// A file of a record's bytes; none where the browser has no memory for it.
pub fn file(content: &Uint8Array) -> Option<Blob> {
    Blob::new_with_u8_array_sequence(&Array::of1(content)).ok()
}
