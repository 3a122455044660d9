//! What this device's own lists say of the prints so far.

use fingerprint::Score;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::CaptureId;
use wire::list::{Lead, SearchAnswer};
use wire::matcher::{ProbePrint, Request};

use super::draft::Draft;
use crate::api::Fault;
use crate::clock::Clock;
use crate::lists::Lists;
use crate::matcher::Matcher;

/// The state of the search on this device.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preliminary {
    /// Of the prints that were there when it was given; none before the first, or when no list is held.
    pub answer: Option<SearchAnswer>,
    /// How long the answer took, in milliseconds.
    pub took_ms: f64,
    /// Whether a search is under way.
    pub searching: bool,
    /// Earlier leads whose entries have left their lists since.
    pub withdrawn: Vec<Lead>,
    /// Why the last search brought no answer.
    pub fault: Option<Fault>,
}

impl Preliminary {
    fn leads_that_left(&self, lists: Lists) -> Vec<Lead> {
        let leads = self.answer.iter().flat_map(|answer| &answer.leads).chain(&self.withdrawn);
        leads.filter(|lead| lists.has_left(lead.entry)).cloned().collect()
    }
}

/// Searches whenever a print or a list changes.
pub fn follow(draft: Draft, threshold: u16) {
    let (matcher, clock, lists) = (Matcher::expect(), Clock::expect(), Lists::expect());
    let held = lists.held();
    let threshold = Score::new(f32::from(threshold));
    let asked = Memo::new(move |_| {
        Asked::now(draft, held.get().iter().map(|list| (list.id, list.version)).collect())
    });
    Effect::new(move |before: Option<Asked>| {
        let now = asked.get();
        if before.as_ref() == Some(&now) {
            return now;
        }
        let unchanged = before.as_ref().is_none_or(|before| before.prints == now.prints);
        if now.lists.is_empty() && !now.prints.is_empty() && unchanged {
            // Nothing can be searched, and what was found stands: the lists of an encounter taken up again come later.
            return now;
        }
        if now.prints.is_empty() || now.lists.is_empty() {
            draft.preliminary.set(Preliminary::default());
            return now;
        }
        draft.preliminary.update(|preliminary| preliminary.searching = true);
        let this = now.clone();
        spawn_local(async move {
            let found = search(draft, matcher, threshold, clock).await;
            // What was searched for may have changed meanwhile; the later search answers then.
            if asked.try_get_untracked() != Some(this) {
                return;
            }
            let withdrawn = draft.preliminary.with_untracked(|before| before.leads_that_left(lists));
            draft.preliminary.set(match found {
                Ok((answer, took_ms)) => {
                    Preliminary { answer: Some(answer), took_ms, withdrawn, ..Preliminary::default() }
                }
                Err(fault) => Preliminary { fault: Some(fault), withdrawn, ..Preliminary::default() },
            });
        });
        now
    });
}

/// What a search would be for: the same prints in the same lists need no second one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    prints: Vec<(CaptureId, fingerprint::FingerPosition)>,
    lists: Vec<(wire::ListId, u64)>,
}

impl Asked {
    fn now(draft: Draft, lists: Vec<(wire::ListId, u64)>) -> Self {
        let prints =
            draft.prints.with(|prints| prints.iter().map(|print| (print.id, print.position)).collect());
        Self { prints, lists }
    }
}

async fn search(
    draft: Draft,
    matcher: Matcher,
    threshold: Score,
    clock: Clock,
) -> Result<(SearchAnswer, f64), Fault> {
    let prints = draft.prints.with_untracked(|prints| {
        let probe = |print: &super::draft::TakenPrint| ProbePrint {
            position: print.position,
            template: print.print.template.clone(),
        };
        prints.iter().map(probe).collect()
    });
    let request = Request::Search { prints, threshold, now: clock.now() };
    let (mut answer, took_ms) = matcher.search(&request).await?;
    // The server may have confirmed a copy since the matcher took it: the page knows the later moment.
    let held = matcher.held().get_untracked();
    for list in &mut answer.searched {
        let known = held.iter().find(|held| held.id == list.id && held.version == list.version);
        list.as_of = known.map_or(list.as_of, |held| held.as_of);
    }
    Ok((answer, took_ms))
}
