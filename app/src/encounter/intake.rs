//! Files become prints, one after the other.

use std::collections::VecDeque;
use std::rc::Rc;

use capture::{Complaint, Impression, Manner};
use fingerprint::FingerPosition;
use leptos::prelude::*;
use leptos::task::spawn_local;
use raster::Ppi;
use web_sys::Blob;
use wire::encounter::Source;
use wire::matcher::{Print, Request};
use wire::{CaptureId, Code};

use super::draft::{Draft, TakenPrint};
use super::held_against::held_against;
use super::reading::{Cut, cut_up};
use super::slap::TakenSlap;
use crate::api::Fault;
use crate::clock::Clock;
use crate::matcher::{Matcher, unexpected};

/// A file to be read.
#[derive(Debug, Clone)]
pub struct Item {
    /// The file.
    pub file: Blob,
    /// Its name, which is shown while it is read and not kept.
    pub name: String,
    /// For which finger; none for the next free one.
    pub finger: Option<FingerPosition>,
    /// What the page knows of its resolution.
    pub ppi: Option<Ppi>,
}

/// A file that was not taken.
#[derive(Debug, Clone)]
pub struct RefusedFile {
    /// Tells one refusal from another.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Why.
    pub why: WhyRefused,
}

/// Why a file was not taken.
#[derive(Debug, Clone)]
pub enum WhyRefused {
    /// It could not be read.
    Fault(Fault),
    /// What it shows cannot stand as the finger it was to be of.
    Complaint(Complaint),
}

/// Reads what it is given, in order, and puts each print in its place.
#[derive(Debug, Clone, Copy)]
pub struct Intake {
    draft: Draft,
    matcher: Matcher,
    clock: Clock,
    queue: RwSignal<VecDeque<Item>, LocalStorage>,
    busy: RwSignal<bool>,
    refused: RwSignal<Vec<RefusedFile>, LocalStorage>,
    refusals: StoredValue<u32>,
    unresolved: RwSignal<VecDeque<Item>, LocalStorage>,
}

impl Intake {
    /// The intake of an encounter.
    pub fn new(draft: Draft, matcher: Matcher, clock: Clock) -> Self {
        Self {
            draft,
            matcher,
            clock,
            queue: RwSignal::new_local(VecDeque::new()),
            busy: RwSignal::new(false),
            refused: RwSignal::new_local(Vec::new()),
            refusals: StoredValue::new(0),
            unresolved: RwSignal::new_local(VecDeque::new()),
        }
    }

    /// The intake of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// How many are being read or wait for it.
    pub fn reading(self) -> usize {
        self.queue.with(VecDeque::len) + usize::from(self.busy.get())
    }

    /// The files that could not be taken.
    pub fn refused(self) -> RwSignal<Vec<RefusedFile>, LocalStorage> {
        self.refused
    }

    /// The file whose resolution must be told, and how many others wait for theirs.
    pub fn unresolved(self) -> Option<(Item, usize)> {
        self.unresolved.with(|items| items.front().cloned().map(|first| (first, items.len() - 1)))
    }

    /// Reads `items` after whatever is being read.
    pub fn take(self, items: impl IntoIterator<Item = Item>) {
        self.queue.update(|queue| queue.extend(items));
        if !self.busy.get_untracked() {
            self.busy.set(true);
            spawn_local(async move {
                while let Some(item) = self.queue.try_update(VecDeque::pop_front).flatten() {
                    self.read(item).await;
                }
                self.busy.set(false);
            });
        }
    }

    /// Reads the first unresolved file at `ppi`, or all of them.
    pub fn resolve(self, ppi: Ppi, all: bool) {
        let resolved = self.unresolved.try_update(|items| {
            let count = if all { items.len() } else { items.len().min(1) };
            items.drain(..count).map(|item| Item { ppi: Some(ppi), ..item }).collect::<Vec<_>>()
        });
        self.take(resolved.unwrap_or_default());
    }

    /// Leaves the first unresolved file out.
    pub fn leave_out(self) {
        self.unresolved.update(|items| {
            items.pop_front();
        });
    }

    /// Forgets everything that waits.
    pub fn clear(self) {
        self.queue.update(VecDeque::clear);
        self.unresolved.update(VecDeque::clear);
        self.refused.update(Vec::clear);
    }

    async fn read(self, item: Item) {
        let why = match self.prints_of(&item).await {
            Ok(Ok(prints)) => return prints.into_iter().for_each(|print| self.draft.put_file(print)),
            Ok(Err(complaint)) => WhyRefused::Complaint(complaint),
            Err(Fault::Refused(problem)) if problem.code == Code::ResolutionNeeded => {
                return self.unresolved.update(|items| items.push_back(item));
            }
            Err(fault) => WhyRefused::Fault(fault),
        };
        let number = self.refusals.try_update_value(|count| {
            *count += 1;
            *count
        });
        let number = number.unwrap_or_default();
        self.refused.update(|refused| refused.push(RefusedFile { number, name: item.name, why }));
    }

    /// The prints of a file, or why they cannot stand beside those taken before.
    async fn prints_of(self, item: &Item) -> Result<Result<Vec<TakenPrint>, Complaint>, Fault> {
        let (answer, pngs) = self.matcher.ask(&Request::Read { ppi: item.ppi }, Some(&item.file)).await?;
        let cut = pngs.and_then(|pngs| cut_up(answer, &pngs)).ok_or_else(unexpected)?;
        let Cut { mut prints, whole, .. } = cut;
        if let [(position, _)] = &mut prints[..] {
            *position = item.finger.unwrap_or_else(|| untrack(|| self.draft.next_free()));
        }
        let new: Vec<_> =
            prints.iter().map(|(position, (print, _))| (*position, print.template.clone())).collect();
        if let Some(complaint) = held_against(self.matcher, self.draft, Manner::Plain, new).await? {
            return Ok(Err(complaint));
        }
        let taken_at = self.clock.now();
        let source = |print: &Print| Source::File { format: print.format.clone() };
        let slap = whole.zip(prints.first());
        let slap = slap.map(|(whole, (_, (print, _)))| TakenSlap::of(whole, taken_at, source(print)));
        let taken = prints.into_iter().map(|(position, (print, image))| TakenPrint {
            id: CaptureId::new(),
            position,
            taken_at,
            source: source(&print),
            impression: Impression::Unknown,
            step: None,
            slap: slap.clone(),
            print: Rc::new(print),
            image: Rc::new(image),
        });
        Ok(Ok(taken.collect()))
    }
}
