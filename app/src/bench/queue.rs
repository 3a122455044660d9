use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::hit::QueueItem;
use wire::session::Role;
use wire::{HitId, Timestamp};

use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::events::Events;
use crate::session::CurrentSession;

/// The reviewers' queue, read again whenever a case changes.
#[derive(Debug, Clone, Copy)]
pub struct Queue {
    api: Api,
    clock: Clock,
    items: RwSignal<Option<Vec<QueueItem>>>,
    read_at: RwSignal<Option<Timestamp>>,
    fault: RwSignal<Option<Fault>>,
    readings: StoredValue<u32>,
}

impl Queue {
    /// Gives the queue to everything below; it is read while a reviewer or supervisor is signed in.
    pub fn provide() -> Self {
        let queue = Self {
            api: Api::expect(),
            clock: Clock::expect(),
            items: RwSignal::new(None),
            read_at: RwSignal::new(None),
            fault: RwSignal::new(None),
            readings: StoredValue::new(0),
        };
        provide_context(queue);
        let (session, events) = (CurrentSession::expect(), Events::expect());
        Effect::new(move || {
            events.hits.track();
            if matches!(session.role(), Some(Role::Reviewer | Role::Supervisor)) {
                queue.read();
            } else {
                queue.items.set(None);
            }
        });
        queue
    }

    /// The queue of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// All of it, most urgent first, once it has been read.
    pub fn items(self) -> Option<Vec<QueueItem>> {
        self.items.get()
    }

    /// One case of it.
    pub fn get(self, id: HitId) -> Option<QueueItem> {
        self.items.with(|items| items.as_ref()?.iter().find(|hit| hit.id == id).cloned())
    }

    /// How many cases this person may take.
    pub fn open_to_me(self) -> usize {
        self.items.with(|items| items.iter().flatten().filter(|hit| hit.open_to_me).count())
    }

    /// The most urgent case that this person may take, other than `current`.
    pub fn next(self, current: Option<HitId>) -> Option<HitId> {
        self.items.with(|items| {
            let mut mine = items.iter().flatten().filter(|hit| hit.open_to_me);
            mine.find(|hit| Some(hit.id) != current).map(|hit| hit.id)
        })
    }

    /// When it was last read.
    pub fn read_at(self) -> Option<Timestamp> {
        self.read_at.get()
    }

    /// Why it could not be read, if it could not.
    pub fn fault(self) -> Signal<Option<Fault>> {
        self.fault.into()
    }

    /// Reads it again.
    pub fn read(self) {
        spawn_local(self.read_now());
    }

    /// Reads it again, for those who wait for it.
    pub async fn read_now(self) {
        let reading = self.readings.try_update_value(|readings| {
            *readings += 1;
            *readings
        });
        let answer = self.api.queue().await;
        // A later reading may have been answered first.
        if reading != Some(self.readings.get_value()) {
            return;
        }
        match answer {
            Ok(items) => {
                self.items.set(Some(items));
                self.read_at.set(Some(self.clock.now()));
                self.fault.set(None);
            }
            Err(fault) => self.fault.set(Some(fault)),
        }
    }
}
