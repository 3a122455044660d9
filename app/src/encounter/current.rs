use leptos::prelude::*;
use policy::CaptureRules;

use super::cues::Cues;
use super::draft::{Draft, Step};
use super::intake::Intake;
use super::taking::Taking;
use crate::clock::Clock;
use crate::matcher::Matcher;
use crate::scanner::CurrentScanner;

/// The encounter under way on this page: it stays while the officer looks at the desk.
#[derive(Debug, Clone, Copy)]
pub struct CurrentEncounter {
    under_way: RwSignal<Option<UnderWay>>,
    /// Whose lifetime the encounter's signals have: longer than any one page's.
    owner: StoredValue<Owner>,
    clock: Clock,
    matcher: Matcher,
    scanner: CurrentScanner,
    cues: Cues,
}

/// An encounter and what works on it.
#[derive(Debug, Clone, Copy)]
pub struct UnderWay {
    /// What there is so far.
    pub draft: Draft,
    /// Reads files.
    pub intake: Intake,
    /// Takes prints with the scanner.
    pub taking: Taking,
}

impl CurrentEncounter {
    /// Gives the encounter to everything below; there is none yet.
    pub fn provide() {
        let cues = Cues::remembered();
        provide_context(cues);
        provide_context(Self {
            under_way: RwSignal::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            clock: Clock::expect(),
            matcher: Matcher::expect(),
            scanner: CurrentScanner::expect(),
            cues,
        });
    }

    /// The encounter of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The encounter that still needs the officer, if there is one.
    pub fn draft(self) -> Option<Draft> {
        let draft = self.under_way.get()?.draft;
        (!matches!(draft.step.get(), Step::Permission | Step::Sent)).then_some(draft)
    }

    /// Goes on with the encounter under way; begins one under `rules` if there is none, or if the last was sent.
    pub fn go_on(self, rules: CaptureRules) -> UnderWay {
        let under_way = self.under_way.get_untracked();
        match under_way.filter(|under_way| under_way.draft.step.get_untracked() != Step::Sent) {
            Some(under_way) => under_way,
            None => self.begin(rules),
        }
    }

    /// Lets go of the encounter and of every image in it.
    pub fn discard(self) {
        if let Some(UnderWay { draft, intake, taking }) = self.under_way.get_untracked() {
            taking.rest();
            intake.clear();
            draft.prints.set(Vec::new());
            draft.photographs.set(Vec::new());
        }
        self.under_way.set(None);
    }

    fn begin(self, rules: CaptureRules) -> UnderWay {
        self.discard();
        let under_way = self.owner.get_value().with(|| {
            let draft = Draft::new(self.clock.now(), rules);
            UnderWay {
                draft,
                intake: Intake::new(draft, self.matcher, self.clock),
                taking: Taking::new(draft, self.clock, self.scanner, self.cues),
            }
        });
        self.under_way.set(Some(under_way));
        under_way
    }
}
