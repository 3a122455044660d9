use std::collections::HashMap;

use examination::{Mark, MarkedPair};
use leptos::prelude::*;
use wire::hit::Value;
use wire::{HitId, PrintId};

use super::charting::Prints;
use crate::session::CurrentSession;

/// What a reviewer has written and not saved yet.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Whether the probe is of value.
    pub value: Option<Value>,
    /// On the probe.
    pub note: String,
    /// Of the decision.
    pub reason: String,
    /// What was marked on each print of the probe.
    pub marks: HashMap<PrintId, Vec<Mark>>,
    /// What was paired, where the engine's pairs were changed.
    pub pairs: HashMap<Prints, Vec<MarkedPair>>,
}

impl Draft {
    /// Whether there is anything in it that nobody wants to do again.
    fn is_begun(&self) -> bool {
        let charted = self.marks.values().any(|marks| !marks.is_empty()) || !self.pairs.is_empty();
        charted || !self.note.is_empty() || !self.reason.is_empty()
    }
}

/// What was written on each hit, kept on this page while somebody is signed in: letting go of a hit, losing it or
/// losing the link loses no word.
#[derive(Debug, Clone, Copy)]
pub struct Drafts(RwSignal<HashMap<HitId, Draft>>);

impl Drafts {
    /// Gives the drafts to everything below.
    pub fn provide() {
        let drafts = Self(RwSignal::new(HashMap::new()));
        provide_context(drafts);
        let session = CurrentSession::expect();
        let person = Memo::new(move |_| session.get().map(|session| session.account));
        Effect::new(move |before: Option<_>| {
            let now = person.get();
            // What one person wrote is not for the next.
            if before.is_some_and(|before| before != now) {
                drafts.0.update(HashMap::clear);
            }
            now
        });
    }

    /// The drafts of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// A part of what is written on a hit.
    pub fn read<T>(self, id: HitId, part: impl Fn(&Draft) -> T) -> T {
        self.0.with(|drafts| drafts.get(&id).map_or_else(|| part(&Draft::default()), &part))
    }

    /// Writes on.
    pub fn write(self, id: HitId, change: impl FnOnce(&mut Draft)) {
        self.0.update(|drafts| change(drafts.entry(id).or_default()));
    }

    /// It is saved.
    pub fn forget(self, id: HitId) {
        self.0.update(|drafts| {
            drafts.remove(&id);
        });
    }

    /// Whether anything would be lost with the page.
    pub fn any(self) -> bool {
        self.0.with(|drafts| drafts.values().any(Draft::is_begun))
    }
}
