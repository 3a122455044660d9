use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::hit::{Analysis, Decision, Finding, Hit, Skip, Stage};
use wire::{Code, HitId, Timestamp};

use super::drafts::Drafts;
use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::events::Events;

/// Where the reviewer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The probe alone.
    Analysis,
    /// Probe and candidate.
    Comparison,
    /// The own decision is made, or somebody's has closed the hit.
    Done,
}

/// What stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// The server refused, or could not be reached.
    Fault(Fault),
    /// The claim had ended; it has been taken again.
    Lapsed,
    /// The claim had ended, and somebody else has the hit.
    Lost,
    /// At this stage an identification cannot be recorded.
    NoIdentification(Stage),
}

/// The hit on the bench.
#[derive(Debug, Clone, Copy)]
pub struct OpenHit {
    /// Which.
    pub id: HitId,
    /// As the server last told it.
    pub hit: RwSignal<Hit>,
    /// What stands in the way, if anything does.
    pub trouble: RwSignal<Option<Trouble>>,
    /// Whether the server is being asked.
    pub busy: RwSignal<bool>,
    api: Api,
    clock: Clock,
    /// What was written and not saved yet.
    pub drafts: Drafts,
    heard_at: StoredValue<Timestamp>,
}

impl OpenHit {
    /// A claim ends after 15 minutes without a word to the server; somebody at work renews it well before.
    const RENEW_AFTER_SECONDS: i64 = 5 * 60;

    /// Gives the hit to everything below, and follows what happens to it.
    pub fn provide(hit: Hit) -> Self {
        let clock = Clock::expect();
        let open = Self {
            id: hit.item.id,
            hit: RwSignal::new(hit),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
            api: Api::expect(),
            clock,
            drafts: Drafts::expect(),
            heard_at: StoredValue::new(clock.now()),
        };
        provide_context(open);
        let hits = Events::expect().hits;
        Effect::new(move |seen: Option<u32>| {
            let now = hits.get();
            if seen.is_some_and(|seen| seen != now) && untrack(|| open.waits()) {
                open.read();
            }
            now
        });
        open
    }

    /// The hit of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Where the reviewer is, followed.
    pub fn step(self) -> Step {
        self.hit.with(|hit| {
            if hit.decision.is_some() || hit.outcome.is_some() {
                Step::Done
            } else if hit.candidate.is_some() {
                Step::Comparison
            } else {
                Step::Analysis
            }
        })
    }

    /// Whether something is still to come: an image on its way, or the outcome.
    fn waits(self) -> bool {
        self.hit.with(|hit| {
            hit.probe.iter().any(|print| !print.image) || (hit.decision.is_some() && hit.outcome.is_none())
        })
    }

    /// Reads it again. A failure is told when the reviewer next does something: news alone never
    /// takes a hit.
    fn read(self) {
        spawn_local(async move {
            if let Ok(hit) = self.api.hit(self.id).await {
                self.put(hit);
            }
        });
    }

    /// Somebody is at work: the claim is renewed before it ends.
    pub fn touch(self) {
        let silent = self.clock.now().seconds_since(self.heard_at.get_value());
        if silent > Self::RENEW_AFTER_SECONDS && untrack(|| self.step()) != Step::Done {
            self.heard_at.set_value(self.clock.now());
            spawn_local(async move {
                match self.api.hit(self.id).await {
                    Ok(hit) => self.put(hit),
                    // The bar shows that there is no link.
                    Err(Fault::Unreachable) => {}
                    Err(fault) => self.recover(fault).await,
                }
            });
        }
    }

    /// Saves the analysis; the candidate comes with the answer.
    pub fn analyse(self, analysis: Analysis) {
        self.ask(async move {
            match self.api.analyse(self.id, &analysis).await {
                Ok(hit) => self.put(hit),
                Err(fault) => self.recover(fault).await,
            }
        });
    }

    /// Decides.
    pub fn decide(self, decision: Decision) {
        self.ask(async move {
            match self.api.decide(self.id, &decision).await {
                Ok(hit) => {
                    self.put(hit);
                    self.drafts.forget(self.id);
                }
                Err(fault) => {
                    self.recover(fault).await;
                    // The hit is still this person's and undecided: it was the finding that was refused.
                    let refused = self.trouble.with_untracked(|trouble| {
                        matches!(trouble, Some(Trouble::Fault(Fault::Refused(problem))) if problem.code == Code::Conflict)
                    });
                    if refused && decision.finding == Finding::Identification {
                        let stage = self.hit.with_untracked(|hit| hit.item.stage);
                        self.trouble.set(Some(Trouble::NoIdentification(stage)));
                    }
                }
            }
        });
    }

    /// Lets go, then calls `gone`.
    pub fn release(self, gone: impl FnOnce() + 'static) {
        self.ask(async move {
            match self.api.release(self.id).await {
                Ok(()) => gone(),
                Err(fault) => self.trouble.set(Some(Trouble::Fault(fault))),
            }
        });
    }

    /// Passes the hit on to others, then calls `gone`.
    pub fn skip(self, reason: String, gone: impl FnOnce() + 'static) {
        self.ask(async move {
            match self.api.skip(self.id, &Skip { reason }).await {
                Ok(()) => gone(),
                Err(fault) => self.trouble.set(Some(Trouble::Fault(fault))),
            }
        });
    }

    fn ask(self, call: impl Future<Output = ()> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            call.await;
            // The page may have been left meanwhile.
            let _ = self.busy.try_set(false);
        });
    }

    fn put(self, hit: Hit) {
        let _ = self.hit.try_set(hit);
        let now = self.clock.now();
        self.heard_at.try_update_value(|heard_at| *heard_at = now);
    }

    /// After a refusal: how does the hit stand, and is it still this person's?
    async fn recover(self, fault: Fault) {
        let conflict = |fault: &Fault| matches!(fault, Fault::Refused(problem) if matches!(problem.code, Code::Conflict | Code::NotAllowed));
        let trouble = if !conflict(&fault) {
            Some(Trouble::Fault(fault))
        } else {
            match self.api.hit(self.id).await {
                Ok(hit) => {
                    let decided = hit.decision.is_some();
                    self.put(hit);
                    (!decided).then_some(Trouble::Fault(fault))
                }
                Err(again) if conflict(&again) => match self.api.claim(self.id).await {
                    Ok(hit) => {
                        self.put(hit);
                        Some(Trouble::Lapsed)
                    }
                    Err(refused) if conflict(&refused) => Some(Trouble::Lost),
                    Err(fault) => Some(Trouble::Fault(fault)),
                },
                Err(fault) => Some(Trouble::Fault(fault)),
            }
        };
        let _ = self.trouble.try_set(trouble);
    }
}
