use leptos::prelude::*;

use super::draft::{Draft, Step};
use super::intake::Intake;
use crate::clock::Clock;
use crate::matcher::Matcher;

/// The encounter under way on this page: it stays while the officer looks at the desk.
#[derive(Debug, Clone, Copy)]
pub struct CurrentEncounter {
    under_way: RwSignal<Option<(Draft, Intake)>>,
    /// Whose lifetime the encounter's signals have: longer than any one page's.
    owner: StoredValue<Owner>,
    clock: Clock,
    matcher: Matcher,
}

impl CurrentEncounter {
    /// Gives the encounter to everything below; there is none yet.
    pub fn provide() {
        provide_context(Self {
            under_way: RwSignal::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            clock: Clock::expect(),
            matcher: Matcher::expect(),
        });
    }

    /// The encounter of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The encounter that still needs the officer, if there is one.
    pub fn draft(self) -> Option<Draft> {
        let (draft, _) = self.under_way.get()?;
        (!matches!(draft.step.get(), Step::Permission | Step::Sent)).then_some(draft)
    }

    /// Goes on with the encounter under way; begins one if there is none, or if the last was sent.
    pub fn go_on(self) -> (Draft, Intake) {
        let under_way = self.under_way.get_untracked();
        match under_way.filter(|(draft, _)| draft.step.get_untracked() != Step::Sent) {
            Some(under_way) => under_way,
            None => self.begin(),
        }
    }

    /// Lets go of the encounter and of every image in it.
    pub fn discard(self) {
        if let Some((draft, intake)) = self.under_way.get_untracked() {
            intake.clear();
            draft.prints.set(Vec::new());
        }
        self.under_way.set(None);
    }

    fn begin(self) -> (Draft, Intake) {
        self.discard();
        let under_way = self.owner.get_value().with(|| {
            let draft = Draft::new(self.clock.now());
            (draft, Intake::new(draft, self.matcher, self.clock))
        });
        self.under_way.set(Some(under_way));
        under_way
    }
}
