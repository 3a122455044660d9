//! The matcher in its Web Workers: one question, one answer. Each of them holds its share of every list, so that a list is
//! opened and searched by all of them side by side. One that stops is replaced, holds the same again, and gets its
//! question once more.

mod copies;
mod merged;
mod running;

use std::collections::HashMap;
use std::rc::Rc;

use copies::{NotGiven, Piece};
pub use copies::{PART_BYTES, Source};
use futures::FutureExt as _;
use futures::future::join_all;
use js_sys::Uint8Array;
use leptos::prelude::*;
use merged::{merged, together};
use running::{Running, Stopped};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;
use wire::list::{Cursor, ListInfo, Seal, SearchAnswer};
use wire::matcher::{Answer, Request, Share};
use wire::{Code, EntryId, ListId, Problem};

use crate::api::Fault;
use crate::store::Store;

/// A worker for each processor, up to this many: more would take memory and time to start from those.
const MOST_WORKERS: u32 = 4;

/// The page's matcher.
#[derive(Debug, Clone, Copy)]
pub struct Matcher {
    store: Store,
    held: RwSignal<Vec<ListInfo>>,
    /// One for each share of the lists; the first answers whatever is not about them.
    workers: StoredValue<Vec<Option<Rc<Running>>>, LocalStorage>,
    copies: StoredValue<HashMap<ListId, Vec<Piece>>, LocalStorage>,
}

impl Matcher {
    /// Gives the matcher to everything below; its workers start with the first question.
    pub fn provide() -> Self {
        let processors = window().navigator().hardware_concurrency().max(1.0) as u32;
        let matcher = Self::of(processors.min(MOST_WORKERS));
        provide_context(matcher);
        matcher
    }

    /// Another matcher, with a worker of its own and no list: for what must not wait behind a search.
    pub fn apart() -> Self {
        Self::of(1)
    }

    fn of(workers: u32) -> Self {
        Self {
            store: Store::expect(),
            held: RwSignal::new(Vec::new()),
            workers: StoredValue::new_local(vec![None; workers as usize]),
            copies: StoredValue::new_local(HashMap::new()),
        }
    }

    /// The matcher of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The lists that the matcher holds.
    pub fn held(self) -> Signal<Vec<ListInfo>> {
        self.held.into()
    }

    /// Starts the workers: what holds lists is there once they are asked for.
    pub fn warm_up(self) {
        for share in self.shares() {
            self.started(share);
        }
    }

    /// Asks, with the bytes of `beside` where the request wants some; answers with the bytes beside the answer.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the matcher refuses, [`Fault::MatcherStopped`] when it stopped twice.
    pub async fn ask(
        self,
        request: &Request,
        beside: Option<&Blob>,
    ) -> Result<(Answer, Option<Uint8Array>), Fault> {
        self.put(self.first(), request, beside.map(Beside::File)).await
    }

    /// Asks about bytes, of which nothing stays on the way.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_about(
        self,
        request: &Request,
        bytes: &[u8],
    ) -> Result<(Answer, Option<Uint8Array>), Fault> {
        self.put(self.first(), request, Some(Beside::Bytes(bytes))).await
    }

    /// Searches every list held, in all their shares side by side; with how long that took, in milliseconds. Lists of which a
    /// share could not be searched, because its worker stopped twice over it, are said to be incomplete.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the matcher refuses.
    pub async fn search(self, request: &Request) -> Result<(SearchAnswer, f64), Fault> {
        let Request::Search { now, .. } = request else { return Err(unexpected()) };
        let held = self.held.get_untracked();
        let asked = self.shares().map(|share| self.put(share, request, None));
        let (mut shares, mut took, mut holds_none) = (Vec::new(), 0f64, None);
        for outcome in join_all(asked).await {
            shares.push(match outcome {
                Ok((Answer::Search { answer, took_ms }, _)) => {
                    took = took.max(took_ms);
                    Some(answer)
                }
                Ok(_) => return Err(unexpected()),
                Err(Fault::MatcherStopped) => None,
                // One that was replaced may have found nothing any more of what it is to hold.
                Err(Fault::Refused(problem)) if problem.code == Code::NotFound => {
                    holds_none = Some(problem);
                    None
                }
                Err(fault) => return Err(fault),
            });
        }
        if let (Some(problem), true) = (holds_none, held.is_empty()) {
            return Err(problem.into());
        }
        // What was held when it was asked may have moved on: each share says what it searched.
        let searched = together(shares.iter().flatten().map(|share| share.searched.clone()));
        let unsearched = held.into_iter().filter(|list| !searched.iter().any(|each| each.id == list.id));
        let searched = searched.iter().cloned().chain(unsearched).collect();
        Ok((merged(searched, shares, *now), took))
    }

    async fn put(
        self,
        share: Share,
        request: &Request,
        beside: Option<Beside<'_>>,
    ) -> Result<(Answer, Option<Uint8Array>), Fault> {
        for _ in 0..2 {
            let running = self.started(share);
            let answered = async {
                running.ready().await?;
                let bytes = match beside {
                    // The copy is given away to the worker, which wipes it.
                    Some(Beside::Bytes(bytes)) => Some(Uint8Array::from(bytes)),
                    Some(Beside::File(file)) => {
                        let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| Stopped)?;
                        Some(Uint8Array::new(&buffer))
                    }
                    None => None,
                };
                running.ask(request, bytes.as_ref()).await
            };
            match answered.await {
                Ok((Answer::Refused { problem }, _)) => return Err(problem.into()),
                Ok(answer) => return Ok(answer),
                Err(Stopped) => self.end(share, &running),
            }
        }
        Err(Fault::MatcherStopped)
    }

    /// Holds `list`, whose copy is `copy`, in place of an older one.
    pub async fn hold(self, list: ListInfo, seal: Seal, copy: Source) -> Result<(), Fault> {
        let id = list.id;
        let request = Request::Hold { list, seal, piece: Default::default(), share: Default::default() };
        let piece = Piece { request, bytes: copy };
        let answers = self.give(&piece).await?;
        self.copies.update_value(|copies| {
            copies.insert(id, vec![piece]);
        });
        self.note(answers)
    }

    /// Applies a page of changes to a list that is held.
    pub async fn follow(self, list: ListId, seal: Seal, page: Source) -> Result<Followed, Fault> {
        let piece = Piece { request: Request::Follow { seal }, bytes: page };
        let mut shares = Vec::new();
        let mut outcome = None;
        for answer in self.give(&piece).await? {
            let Answer::Followed { lists, left, next, far_behind } = answer else { return Err(unexpected()) };
            shares.push(lists);
            outcome = Some(Followed { left, next, far_behind });
        }
        let followed = outcome.ok_or_else(unexpected)?;
        if !followed.far_behind {
            self.copies.update_value(|copies| copies.entry(list).or_default().push(piece));
            self.held.set(together(shares));
        }
        Ok(followed)
    }

    /// The newest piece of a list lies in the device's store now: a worker that is replaced reads it there, and the page need
    /// not keep it.
    pub fn kept(self, list: ListId, places: Vec<keeping::Place>) {
        self.copies.update_value(|copies| {
            if let Some(piece) = copies.get_mut(&list).and_then(|pieces| pieces.last_mut()) {
                piece.bytes = Source::Kept(places);
            }
        });
    }

    /// Of how many pieces, the copy and pages of changes, what is held of a list was made.
    pub fn pieces(self, list: ListId) -> usize {
        self.copies.with_value(|copies| copies.get(&list).map_or(0, Vec::len))
    }

    /// Notes that the copy held of this list is still the newest, as of `info`'s moment.
    pub fn confirm(self, info: &ListInfo) {
        self.held.update(|held| {
            for list in held.iter_mut().filter(|list| list.id == info.id && list.version == info.version) {
                list.as_of = info.as_of;
            }
        });
    }

    /// Lets go of a list.
    pub async fn release(self, list: ListId) -> Result<(), Fault> {
        let request = Request::Release { list };
        let released = join_all(self.shares().map(|share| self.put(share, &request, None))).await;
        let answers = released.into_iter().map(|outcome| outcome.map(|(answer, _)| answer));
        let answers = answers.collect::<Result<Vec<_>, _>>()?;
        self.copies.update_value(|copies| {
            copies.remove(&list);
        });
        self.note(answers)
    }

    /// Ends the workers and forgets every list.
    pub fn stop(self) {
        self.workers.update_value(|workers| workers.fill(None));
        self.copies.set_value(HashMap::new());
        self.held.set(Vec::new());
    }

    fn note(self, answers: Vec<Answer>) -> Result<(), Fault> {
        let shares = answers.into_iter().map(|answer| match answer {
            Answer::Held { lists } => Ok(lists),
            _ => Err(unexpected()),
        });
        self.held.set(together(shares.collect::<Result<Vec<_>, Fault>>()?));
        Ok(())
    }

    /// Gives a piece of a list to every worker; what each of them answers.
    async fn give(self, piece: &Piece) -> Result<Vec<Answer>, Fault> {
        let mut answers = HashMap::new();
        for turn in 0..2 {
            let mut ready = Vec::new();
            let missing: Vec<Share> =
                self.shares().filter(|share| !answers.contains_key(&share.own)).collect();
            // All of them start before the first is waited for; those that do not, one after the other: WebKit without a
            // network does not load as many at once.
            if turn == 0 {
                missing.iter().for_each(|share| drop(self.started(*share)));
            }
            for share in missing {
                let running = self.started(share);
                match running.ready().await {
                    Ok(()) => ready.push((share, running)),
                    Err(Stopped) => self.end(share, &running),
                }
            }
            let given = piece.give(&ready, self.store).await;
            for ((share, running), outcome) in ready.iter().zip(given) {
                match outcome {
                    Ok(Answer::Refused { problem }) => return Err(problem.into()),
                    Ok(answer) => drop(answers.insert(share.own, answer)),
                    Err(NotGiven::Stopped) => self.end(*share, running),
                    Err(NotGiven::Unreadable) => return Err(unreadable()),
                }
            }
        }
        let in_order = self.shares().map(|share| answers.remove(&share.own));
        in_order.collect::<Option<Vec<_>>>().ok_or(Fault::MatcherStopped)
    }

    fn shares(self) -> impl Iterator<Item = Share> {
        let of = self.workers.with_value(Vec::len) as u32;
        (0..of).map(move |own| Share { own, of })
    }

    fn first(self) -> Share {
        Share { own: 0, of: self.workers.with_value(Vec::len) as u32 }
    }

    /// The worker of this share, started anew where there is none, with all that was given to the one before.
    fn started(self, share: Share) -> Rc<Running> {
        let at = share.own as usize;
        if let Some(running) = self.workers.with_value(|workers| workers[at].clone()) {
            return running;
        }
        let pieces = self.copies.with_value(|copies| copies.values().flatten().cloned().collect::<Vec<_>>());
        let store = self.store;
        let running = Running::start(move |running| {
            async move {
                let worker = [(share, running)];
                for piece in pieces {
                    for outcome in piece.give(&worker, store).await {
                        match outcome {
                            // What it held once and will not hold now is missing from its answers, which then say so.
                            Ok(_) | Err(NotGiven::Unreadable) => {}
                            Err(NotGiven::Stopped) => return Err(Stopped),
                        }
                    }
                }
                Ok(())
            }
            .boxed_local()
        });
        self.workers.update_value(|workers| workers[at] = Some(running.clone()));
        running
    }

    fn end(self, share: Share, stopped: &Rc<Running>) {
        self.workers.update_value(|workers| {
            let place = &mut workers[share.own as usize];
            if place.as_ref().is_some_and(|running| Rc::ptr_eq(running, stopped)) {
                *place = None;
            }
        });
    }
}

/// What a page of changes came to.
#[derive(Debug)]
pub struct Followed {
    /// Who is no longer on the list.
    pub left: Vec<EntryId>,
    /// Where to read on, if it was not the last page.
    pub next: Option<Cursor>,
    /// Nothing was applied: the whole copy is wanted.
    pub far_behind: bool,
}

/// What the matcher answers to a question of another kind.
pub fn unexpected() -> Fault {
    Problem::new(Code::Internal, "the matcher answered another question").into()
}

fn unreadable() -> Fault {
    Problem::new(Code::Altered, "a list's copy cannot be read any more").into()
}

/// Bytes beside a request.
#[derive(Clone, Copy)]
enum Beside<'b> {
    File(&'b Blob),
    Bytes(&'b [u8]),
}
