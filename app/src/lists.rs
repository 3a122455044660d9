//! Keeps the matcher's copies in step with the lists that this device may hold.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::list::{ListInfo, ListKey, Seal};
use wire::{Code, EntryId};

use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::events::Events;
use crate::matcher::Matcher;

/// A list held in more pieces is read as a whole again: a matcher that stops is given them all.
const MOST_PIECES: usize = 50;

/// The lists held on this device.
#[derive(Debug, Clone, Copy)]
pub struct Lists {
    api: Api,
    matcher: Matcher,
    clock: Clock,
    events: Events,
    following: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// Something changed while the copies were being read.
    stale: StoredValue<bool>,
    key: StoredValue<Option<String>>,
    left: RwSignal<BTreeSet<EntryId>>,
    fault: RwSignal<Option<Fault>>,
}

impl Lists {
    /// Gives the lists to everything below; nothing is read before [`follow`](Self::follow).
    pub fn provide() -> Self {
        let lists = Self {
            api: Api::expect(),
            matcher: Matcher::expect(),
            clock: Clock::expect(),
            events: Events::expect(),
            following: RwSignal::new(false),
            busy: RwSignal::new(false),
            stale: StoredValue::new(false),
            key: StoredValue::new(None),
            left: RwSignal::new(BTreeSet::new()),
            fault: RwSignal::new(None),
        };
        provide_context(lists);
        let minute = Memo::new(move |_| lists.clock.following().0 / 60_000);
        Effect::new(move || {
            lists.events.lists.track();
            minute.track();
            if lists.following.get() {
                lists.step();
            }
        });
        lists
    }

    /// The lists of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What is held.
    pub fn held(self) -> Signal<Vec<ListInfo>> {
        self.matcher.held()
    }

    /// Whether an entry was on a list that this device holds and no longer is.
    pub fn has_left(self, entry: EntryId) -> bool {
        self.left.with_untracked(|left| left.contains(&entry))
    }

    /// Whether copies are being read, with none held yet.
    pub fn loading(self) -> bool {
        self.busy.get() && self.held().with(Vec::is_empty)
    }

    /// Why the copies could not be brought up to date, if they could not.
    pub fn fault(self) -> Option<Fault> {
        self.fault.get()
    }

    /// Reads the lists now, whenever one changes, and every minute.
    pub fn follow(self) {
        self.following.set(true);
    }

    /// Lets go of every copy: another person's session may not hold them.
    pub fn let_go(self) {
        self.following.set(false);
        self.key.set_value(None);
        self.left.set(BTreeSet::new());
        self.matcher.stop();
    }

    fn step(self) {
        self.stale.set_value(true);
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            while self.stale.try_update_value(std::mem::take) == Some(true) {
                self.fault.set(self.bring_up_to_date().await.err());
            }
            self.busy.set(false);
        });
    }

    async fn bring_up_to_date(self) -> Result<(), Fault> {
        let wanted = self.api.lists().await?;
        let held = self.held().get_untracked();
        for list in held.iter().filter(|list| !wanted.iter().any(|wanted| wanted.id == list.id)) {
            self.matcher.release(list.id).await?;
        }
        for list in wanted {
            if held.iter().any(|held| held.id == list.id && held.version == list.version) {
                self.matcher.confirm(&list);
                continue;
            }
            let held = held.iter().find(|held| held.id == list.id && held.version < list.version);
            let key = self.key().await?;
            let followed = match held {
                Some(held) if self.matcher.pieces(list.id) <= MOST_PIECES => {
                    self.catch_up(held, &key).await?
                }
                _ => false,
            };
            if !followed {
                let (copy, version, as_of) = self.api.list_copy(list.id).await?;
                let seal = Seal { key, signature: copy.signature };
                self.matcher.hold(ListInfo { version, as_of, ..list }, seal, copy.bytes).await?;
            }
        }
        Ok(())
    }

    /// Follows a list page by page; whether that led to its newest version.
    async fn catch_up(self, held: &ListInfo, key: &str) -> Result<bool, Fault> {
        let mut from = None;
        loop {
            let page = self.api.list_changes(held.id, held.version, from).await?;
            let seal = Seal { key: key.to_owned(), signature: page.signature };
            let followed = match self.matcher.follow(held.id, seal, page.bytes).await {
                Ok(followed) => followed,
                // Of another version than the matcher holds: a whole copy sets that right.
                Err(Fault::Refused(problem)) if problem.code == Code::Conflict => return Ok(false),
                Err(fault) => return Err(fault),
            };
            if followed.far_behind {
                return Ok(false);
            }
            self.left.update(|left| left.extend(followed.left));
            from = followed.next;
            if from.is_none() {
                return Ok(true);
            }
        }
    }

    /// What copies and changes are believed by, asked for once in a session.
    async fn key(self) -> Result<String, Fault> {
        if let Some(key) = self.key.get_value() {
            return Ok(key);
        }
        let ListKey { key } = self.api.list_key().await?;
        self.key.set_value(Some(key.clone()));
        Ok(key)
    }
}
