//! Encounters on their way to the server. What is here is kept until the server has all of it; every step may be
//! repeated without harm.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Blob;
use wire::encounter::Manifest;
use wire::list::Urgency;
use wire::redress::RedressCode;
use wire::{EncounterId, Sha256};

use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::encounters::Encounters;
use crate::events::{Events, Link};

/// An image to be sent.
#[derive(Debug, Clone)]
pub struct Part {
    /// By its content.
    pub name: Sha256,
    /// The PNG.
    pub bytes: Blob,
}

/// How far an encounter has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The manifest is on its way.
    Sending,
    /// The server has answered; images follow.
    Images {
        /// Sent.
        sent: u32,
        /// In all.
        of: u32,
    },
    /// Kept here, and tried again by itself.
    Waiting(Fault),
    /// The server will not have it.
    Refused(Fault),
}

/// An encounter on its way.
#[derive(Debug, Clone)]
struct Entry {
    id: EncounterId,
    manifest: Rc<Manifest>,
    parts: Rc<[Part]>,
    code: Option<RedressCode>,
    progress: RwSignal<Progress>,
}

/// The encounters on their way.
#[derive(Debug, Clone, Copy)]
pub struct Outbox {
    api: Api,
    clock: Clock,
    encounters: Encounters,
    entries: RwSignal<Vec<Entry>, LocalStorage>,
    /// Ends the pause of everything that waits.
    wake: StoredValue<Vec<Function>, LocalStorage>,
    owner: StoredValue<Owner>,
}

impl Outbox {
    /// Seconds after *Send* that the person is taken to be at the desk still.
    const AT_THE_DESK: i64 = 15 * 60;
    /// Seconds between two tries, the last for all that follow.
    const PAUSES: [u32; 5] = [2, 4, 8, 16, 30];

    /// Gives the outbox to everything below.
    pub fn provide() {
        let outbox = Self {
            api: Api::expect(),
            clock: Clock::expect(),
            encounters: Encounters::expect(),
            entries: RwSignal::new_local(Vec::new()),
            wake: StoredValue::new_local(Vec::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        provide_context(outbox);
        let link = Events::expect().link;
        Effect::new(move || {
            if link.get() == Link::Up {
                outbox.try_now();
            }
        });
    }

    /// The outbox of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What is on its way, the oldest first.
    pub fn ids(self) -> Vec<EncounterId> {
        self.entries.with(|entries| entries.iter().map(|entry| entry.id).collect())
    }

    /// How far an encounter has come; none once the server has all of it.
    pub fn progress(self, id: EncounterId) -> Option<Progress> {
        let entry = self.entries.with(|entries| entries.iter().find(|entry| entry.id == id).cloned())?;
        Some(entry.progress.get())
    }

    /// Sends an encounter with the code of its receipt, for as long as it takes.
    pub fn send(self, manifest: Manifest, parts: Vec<Part>, code: Option<RedressCode>) {
        let progress = self.owner.get_value().with(|| RwSignal::new(Progress::Sending));
        let (id, manifest) = (manifest.id, Rc::new(manifest));
        let entry = Entry { id, manifest, parts: parts.into(), code, progress };
        self.entries.update(|entries| entries.push(entry.clone()));
        self.start(entry);
    }

    /// Tries again now what waits or was refused.
    pub fn try_now(self) {
        self.wake.update_value(|wake| {
            for wake in wake.drain(..) {
                // Resolving a promise cannot throw.
                let _ = wake.call0(&JsValue::NULL);
            }
        });
    }

    /// Tries again what the server refused.
    pub fn retry(self, id: EncounterId) {
        let entry =
            self.entries.with_untracked(|entries| entries.iter().find(|entry| entry.id == id).cloned());
        match entry {
            Some(entry) if matches!(entry.progress.get_untracked(), Progress::Refused(_)) => {
                self.start(entry);
            }
            _ => self.try_now(),
        }
    }

    fn start(self, entry: Entry) {
        spawn_local(async move {
            for pause in
                Self::PAUSES.into_iter().chain(std::iter::repeat(Self::PAUSES[Self::PAUSES.len() - 1]))
            {
                match self.attempt(&entry).await {
                    Ok(()) => {
                        self.entries.update(|entries| entries.retain(|each| each.id != entry.id));
                        self.encounters.read();
                        return;
                    }
                    Err(fault) if fault.passes() => {
                        // Who knows how long the queue is knows better when to come back.
                        let pause = fault.retry_after().unwrap_or(pause);
                        entry.progress.set(Progress::Waiting(fault));
                        self.pause(pause).await;
                    }
                    Err(fault) => {
                        entry.progress.set(Progress::Refused(fault));
                        return;
                    }
                }
            }
        });
    }

    async fn attempt(self, entry: &Entry) -> Result<(), Fault> {
        entry.progress.set(Progress::Sending);
        let age = (self.clock.now().0 - entry.manifest.sealed_at.0) / 1000;
        let urgency = if age < Self::AT_THE_DESK { Urgency::PersonPresent } else { Urgency::Routine };
        let receipt = self.api.send_manifest(&entry.manifest, urgency).await?;
        self.encounters.put(receipt.encounter);
        // The receipt is in the person's hand by now: its code comes before the images.
        if let Some(code) = &entry.code {
            self.api.give_code(entry.id, code).await?;
        }
        let wanted: Vec<_> =
            entry.parts.iter().filter(|part| receipt.parts_wanted.contains(&part.name)).collect();
        let of = wanted.len() as u32;
        for (sent, part) in (0u32..).zip(wanted) {
            entry.progress.set(Progress::Images { sent, of });
            self.api.send_part(entry.id, &part.name, &part.bytes).await?;
        }
        Ok(())
    }

    /// Until the time is over or somebody calls [`try_now`](Self::try_now).
    async fn pause(self, seconds: u32) {
        let woken = Promise::new(&mut |resolve, _| self.wake.update_value(|wake| wake.push(resolve)));
        let over = future_to_promise(async move {
            TimeoutFuture::new(seconds * 1000).await;
            Ok(JsValue::UNDEFINED)
        });
        // Neither of the two can be rejected.
        let _ = JsFuture::from(Promise::race(&Array::of2(&woken, &over))).await;
    }
}
