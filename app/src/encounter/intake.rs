//! Files and frames become prints, one after the other.

use std::collections::VecDeque;
use std::rc::Rc;

use fingerprint::FingerPosition;
use leptos::prelude::*;
use leptos::task::spawn_local;
use raster::Ppi;
use scanners::Frame;
use web_sys::Blob;
use wire::encounter::Source;
use wire::matcher::{Answer, Request};
use wire::{CaptureId, Code};

use super::draft::{Draft, TakenPrint};
use super::image::Image;
use crate::api::Fault;
use crate::clock::Clock;
use crate::matcher::{Matcher, unexpected};
use crate::scanner::shape;

/// Something to be read.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is.
    pub content: Content,
    /// Where it comes from.
    pub origin: Origin,
    /// For which finger; none for the next free one.
    pub finger: Option<FingerPosition>,
    /// What the page knows of its resolution.
    pub ppi: Option<Ppi>,
}

/// The bytes of something to be read.
#[derive(Debug, Clone)]
pub enum Content {
    /// A file.
    File(Blob),
    /// What a scanner took; wiped once it is read.
    Scan(Rc<Frame>),
}

/// Where something to be read comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A file, by the name that is shown while it is read. It is not kept.
    File(String),
    /// The simulated scanner.
    Scanner,
}

impl Origin {
    fn source(&self, format: &str) -> Source {
        match self {
            Self::File(_) => Source::File { format: format.to_owned() },
            Self::Scanner => Source::SimulatedScanner,
        }
    }
}

/// A file that could not be taken.
#[derive(Debug, Clone)]
pub struct RefusedFile {
    /// Tells one refusal from another.
    pub number: u32,
    /// Where it came from.
    pub origin: Origin,
    /// Why.
    pub fault: Fault,
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
        let answer = match &item.content {
            Content::File(file) => self.matcher.ask(&Request::Read { ppi: item.ppi }, Some(file)).await,
            Content::Scan(frame) => {
                let request = Request::ReadScan { shape: shape(frame) };
                self.matcher.ask_about(&request, frame.pixels()).await
            }
        };
        let read = match answer {
            Ok((Answer::Print { print }, Some(png))) => {
                Image::png(&png).map(|image| (print, image)).ok_or_else(unexpected)
            }
            Ok(_) => Err(unexpected()),
            Err(fault) => Err(fault),
        };
        match read {
            Ok((print, image)) => self.draft.put(TakenPrint {
                id: CaptureId::new(),
                position: item.finger.unwrap_or_else(|| untrack(|| self.draft.next_free())),
                taken_at: self.clock.now(),
                source: item.origin.source(&print.format),
                print: Rc::new(print),
                image: Rc::new(image),
            }),
            Err(Fault::Refused(problem)) if problem.code == Code::ResolutionNeeded => {
                self.unresolved.update(|items| items.push_back(item));
            }
            Err(fault) => {
                let number = self.refusals.try_update_value(|count| {
                    *count += 1;
                    *count
                });
                let number = number.unwrap_or_default();
                self.refused
                    .update(|refused| refused.push(RefusedFile { number, origin: item.origin, fault }));
            }
        }
    }
}
