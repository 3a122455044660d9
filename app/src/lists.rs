//! Keeps the matcher's copies in step with the lists that this device may hold.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::list::ListInfo;

use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::events::Events;
use crate::matcher::Matcher;

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
            let (copy, version, as_of) = self.api.list_copy(list.id).await?;
            self.matcher.hold(ListInfo { version, as_of, ..list }, copy).await?;
        }
        Ok(())
    }
}
