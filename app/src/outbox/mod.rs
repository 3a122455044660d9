//! Encounters on their way to the server. What is here is kept on this device until the server has all of it; every
//! errand may be repeated without harm. `keeping::Lanes` says what is sent next, `errands` does it.

mod errands;
mod patience;
mod progress;
mod rejected;

use std::rc::Rc;

use js_sys::Function;
use keeping::{Consignment, Lane, Lanes, PieceSize, Place, Shelf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::Blob;
use wire::session::Role;
use wire::{AccountId, EncounterId, Sha256};

pub use self::progress::Progress;
use crate::api::Api;
use crate::clock::Clock;
use crate::encounters::Encounters;
use crate::enrolled::Device;
use crate::events::{Events, Link};
use crate::installed::Installed;
use crate::precedence::Precedence;
use crate::session::CurrentSession;
use crate::store::{Gone, Store};

/// An image to be sent.
#[derive(Debug, Clone)]
pub struct Part {
    /// By its content.
    pub name: Sha256,
    /// The PNG.
    pub bytes: Blob,
}

/// An encounter on its way.
#[derive(Debug, Clone)]
struct Entry {
    id: EncounterId,
    consignment: Rc<Consignment>,
    /// The images of an encounter that the device could not keep: with this page they are gone.
    here: Option<Rc<[Part]>>,
    progress: RwSignal<Progress>,
}

/// The encounters on their way.
#[derive(Debug, Clone, Copy)]
pub struct Outbox {
    api: Api,
    clock: Clock,
    store: Store,
    encounters: Encounters,
    entries: RwSignal<Vec<Entry>, LocalStorage>,
    /// Records on this device that other officers sent: their own sessions must carry them.
    of_others: RwSignal<u32>,
    officer: Memo<Option<AccountId>>,
    lanes: StoredValue<Lanes, LocalStorage>,
    /// How much goes at once over the link as it last was.
    piece_size: StoredValue<PieceSize>,
    precedence: Precedence,
    installed: Installed,
    /// Ends the pause of both lanes.
    wake: StoredValue<Vec<Function>, LocalStorage>,
    owner: StoredValue<Owner>,
}

impl Outbox {
    /// Gives the outbox to everything below. What an officer left on this device is taken up when they sign in.
    pub fn provide() {
        let session = CurrentSession::expect();
        let device = Device::expect();
        let officer = Memo::new(move |_| {
            let officer = session.get().filter(|session| session.role == Role::Officer)?.account;
            device.is_open_for(officer).then_some(officer)
        });
        let outbox = Self {
            api: Api::expect(),
            clock: Clock::expect(),
            store: Store::expect(),
            encounters: Encounters::expect(),
            entries: RwSignal::new_local(Vec::new()),
            of_others: RwSignal::new(0),
            officer,
            lanes: StoredValue::new_local(Lanes::default()),
            piece_size: StoredValue::new(PieceSize::default()),
            precedence: Precedence::expect(),
            installed: Installed::expect(),
            wake: StoredValue::new_local(Vec::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        provide_context(outbox);
        let link = Events::expect().link;
        Effect::new(move || {
            if link.get() == Link::Up {
                outbox.hurry(None);
            }
        });
        Effect::new(move || {
            if outbox.installed.network() > 0 {
                outbox.hurry(None);
            }
        });
        Effect::new(move || {
            let officer = officer.get();
            untrack(|| outbox.change_officer(officer));
        });
        for lane in [Lane::Search, Lane::Images] {
            spawn_local(outbox.run(lane));
        }
    }

    /// The outbox of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What is on its way, the oldest first.
    pub fn ids(self) -> Vec<EncounterId> {
        let officer = self.officer.get();
        self.entries.with(|entries| {
            let own = entries.iter().filter(|entry| Some(entry.consignment.officer) == officer);
            own.map(|entry| entry.id).collect()
        })
    }

    /// How many records of other officers wait on this device, followed.
    pub fn of_others(self) -> u32 {
        self.of_others.get()
    }

    /// How far an encounter has come; none once the server has all of it.
    pub fn progress(self, id: EncounterId) -> Option<Progress> {
        Some(self.entry(id)?.progress.get())
    }

    /// Whether an encounter on its way would outlive this page.
    pub fn is_kept(self, id: EncounterId) -> bool {
        self.entry(id).is_none_or(|entry| entry.here.is_none())
    }

    /// Whether something would be lost with this page.
    pub fn would_lose(self) -> bool {
        self.entries.with(|entries| entries.iter().any(|entry| entry.here.is_some()))
    }

    /// Sends an encounter, for as long as it takes. `here` are its images where the device could not keep it.
    pub fn send(self, consignment: Consignment, here: Option<Vec<Part>>) {
        self.take_up(consignment, here.map(Rc::from));
        self.wake();
    }

    /// Tries again now what waits, and this one even if it was refused.
    pub fn retry(self, id: EncounterId) {
        self.hurry(Some(id));
    }

    /// The server has all of it, by an answer that came on a medium: it is wiped from the device.
    pub async fn arrived(self, id: EncounterId) {
        self.lanes.update_value(|lanes| lanes.forget(id));
        self.wipe(id).await;
        self.entries.update(|entries| entries.retain(|entry| entry.id != id));
    }

    async fn wipe(self, id: EncounterId) {
        let name = id.to_string();
        let gone = vec![Gone::Key(Shelf::Outbox, name.clone()), Gone::Under(Shelf::Images, name)];
        // What stays is sent again at the next start, which changes nothing on the server, and wiped then.
        let _ = self.store.change(Vec::new(), gone).await;
    }

    fn entry(self, id: EncounterId) -> Option<Entry> {
        self.entries.with(|entries| entries.iter().find(|entry| entry.id == id).cloned())
    }

    fn take_up(self, consignment: Consignment, here: Option<Rc<[Part]>>) {
        let id = consignment.manifest.id;
        if untrack(|| self.entry(id)).is_none() {
            let progress = self.owner.get_value().with(|| RwSignal::new(Progress::Kept));
            let entry = Entry { id, consignment: Rc::new(consignment), here, progress };
            self.entries.update(|entries| entries.push(entry));
        }
        if let Some(entry) = untrack(|| self.entry(id)) {
            self.lanes.update_value(|lanes| lanes.take_up(id, entry.consignment.code.is_some()));
        }
    }

    /// Of somebody else's records nothing but their number is known here.
    fn change_officer(self, officer: Option<AccountId>) {
        self.lanes.update_value(Lanes::let_go);
        self.entries.update(|entries| entries.retain(|entry| entry.here.is_some()));
        self.of_others.set(0);
        let Some(officer) = officer else { return };
        spawn_local(async move {
            // Where nothing can be kept nothing was left.
            for key in self.store.keys(Shelf::Outbox, None).await.unwrap_or_default() {
                let Ok(id) = key.parse() else { continue };
                let kept = self.store.read_json::<Consignment>(&Place::Consignment(id)).await;
                if self.officer.get_untracked() != Some(officer) {
                    return;
                }
                match kept {
                    Some(consignment) if consignment.officer == officer => self.take_up(consignment, None),
                    _ => self.of_others.update(|count| *count += 1),
                }
            }
            let unkept = self.entries.get_untracked();
            for entry in unkept.into_iter().filter(|entry| entry.consignment.officer == officer) {
                self.lanes.update_value(|lanes| lanes.take_up(entry.id, entry.consignment.code.is_some()));
            }
            self.wake();
        });
    }

    fn hurry(self, id: Option<EncounterId>) {
        self.lanes.update_value(|lanes| lanes.hurry(id));
        self.wake();
    }

    fn wake(self) {
        for wake in self.wake.try_update_value(std::mem::take).unwrap_or_default() {
            // Resolving a promise cannot throw.
            let _ = wake.call0(&JsValue::NULL);
        }
    }
}
