use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::hit::{QueueItem, Stage};
use wire::session::Role;
use wire::{HitId, Timestamp};

use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::events::Events;
use crate::session::CurrentSession;

/// The reviewers' queue, read again whenever a hit changes.
#[derive(Debug, Clone, Copy)]
pub struct Queue {
    api: Api,
    clock: Clock,
    items: RwSignal<Option<Vec<QueueItem>>>,
    read_at: RwSignal<Option<Timestamp>>,
    fault: RwSignal<Option<Fault>>,
    reading: StoredValue<Reading>,
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
            reading: StoredValue::new(Reading::default()),
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

    /// Follows it.
    pub fn track(self) {
        self.items.track();
    }

    /// Looks at each open hit, followed.
    pub fn with_open(self, look: impl FnMut(&QueueItem)) {
        self.items
            .with(|items| items.iter().flatten().filter(|hit| hit.stage != Stage::Closed).for_each(look));
    }

    /// One hit of it.
    pub fn get(self, id: HitId) -> Option<QueueItem> {
        self.items.with(|items| items.as_ref()?.iter().find(|hit| hit.id == id).cloned())
    }

    /// How many hits this person may take.
    pub fn open_to_me(self) -> usize {
        self.items.with(|items| items.iter().flatten().filter(|hit| hit.open_to_me).count())
    }

    /// The first hit in the queue that this person may take, other than `current`; what they skipped comes last.
    pub fn next(self, current: Option<HitId>) -> Option<HitId> {
        self.items.with(|items| {
            let mine = items.iter().flatten().filter(|hit| hit.open_to_me && Some(hit.id) != current);
            mine.min_by_key(|hit| hit.skipped).map(|hit| hit.id)
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

    /// Reads it again. News that comes while it is being read makes one more reading, however much news it is.
    pub fn read(self) {
        let Some(begins) = self.reading.try_update_value(|reading| {
            reading.again = reading.under_way;
            !std::mem::replace(&mut reading.under_way, true)
        }) else {
            return;
        };
        if begins {
            spawn_local(async move {
                loop {
                    self.read_now().await;
                    let again = self.reading.try_update_value(|reading| {
                        reading.under_way = reading.again;
                        std::mem::take(&mut reading.again)
                    });
                    if again != Some(true) {
                        break;
                    }
                }
            });
        }
    }

    /// Reads it again, for those who wait for it.
    pub async fn read_now(self) {
        let number = self.reading.try_update_value(|reading| {
            reading.number += 1;
            reading.number
        });
        let answer = self.api.queue().await;
        // A later reading may have been answered first.
        if number != Some(self.reading.get_value().number) {
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

/// The readings so far.
#[derive(Debug, Clone, Copy, Default)]
struct Reading {
    number: u32,
    under_way: bool,
    again: bool,
}
