//! Keeps the matcher's copies in step with the lists that this device may hold.

use std::collections::{BTreeMap, BTreeSet};

use keeping::{Place, Shelf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{AbortSignal, Blob};
use wire::list::{ListInfo, ListKey, Seal};
use wire::matcher::Request;
use wire::{Code, EntryId, ListId};

use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::events::Events;
use crate::matcher::{Matcher, PART_BYTES, Source};
use crate::precedence::Precedence;
use crate::store::{Gone, Put, Store};

/// A list held in more pieces is read as a whole again: a matcher that stops is given them all.
const MOST_PIECES: usize = 50;

/// The lists held on this device.
#[derive(Debug, Clone, Copy)]
pub struct Lists {
    api: Api,
    matcher: Matcher,
    store: Store,
    clock: Clock,
    events: Events,
    precedence: Precedence,
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
            store: Store::expect(),
            clock: Clock::expect(),
            events: Events::expect(),
            precedence: Precedence::expect(),
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
        spawn_local(async move {
            let all = self.store.keys(Shelf::Lists, None).await.unwrap_or_default();
            let gone = all.into_iter().map(|key| Gone::Key(Shelf::Lists, key)).collect();
            // What is left is let go of again by whoever signs in next and may not hold it.
            let _ = self.store.change(Vec::new(), gone).await;
        });
    }

    /// Hands the matcher the copies that lie on this device: each is verified there as if it had just come.
    async fn take_up_kept(self) {
        let mut pieces: BTreeMap<(ListId, u32), Vec<Place>> = BTreeMap::new();
        for key in self.store.keys(Shelf::Lists, None).await.unwrap_or_default() {
            if let Some(place) = piece_at(&key)
                && let Place::Piece(list, piece, _) = place
            {
                pieces.entry((list, piece)).or_default().push(place);
            }
        }
        let mut broken = BTreeSet::new();
        for ((list, _), places) in pieces {
            if broken.contains(&list) || self.take_up_piece(list, places).await.is_none() {
                // What follows a piece that does not open, or that the matcher does not believe, is worth nothing.
                broken.insert(list);
            }
        }
    }

    async fn take_up_piece(self, list: ListId, places: Vec<Place>) -> Option<()> {
        let (request, parts) = places.split_first()?;
        let request: Request = self.store.read_json(request).await?;
        let bytes = Source::Kept(parts.to_vec());
        match request {
            Request::Hold { list, seal, .. } => self.matcher.hold(list, seal, bytes).await.ok(),
            Request::Follow { seal } => self.matcher.follow(list, seal, bytes).await.ok().map(drop),
            _ => None,
        }
    }

    /// Keeps a copy, in place of an older one, or a page of changes behind it.
    async fn keep(self, list: ListId, request: &Request, bytes: &Blob) {
        let whole = matches!(request, Request::Hold { .. });
        let piece = self.matcher.pieces(list).saturating_sub(1) as u32;
        let mut puts = vec![Put::json(Place::Piece(list, piece, 0), request)];
        let mut parts = Vec::new();
        let size = bytes.size();
        for part in 0u32.. {
            let from = f64::from(part) * PART_BYTES;
            if from >= size {
                break;
            }
            let place = Place::Piece(list, piece, part + 1);
            parts.push(place.clone());
            let cut = bytes.slice_with_f64_and_f64(from, (from + PART_BYTES).min(size));
            let Ok(cut) = cut else { return };
            let Some(put) = Put::file(place, &cut).await else { return };
            puts.push(put);
        }
        let gone = whole.then(|| Gone::Under(Shelf::Lists, list.to_string()));
        // A copy that is not kept is read again at the next start; the store says that it keeps nothing.
        if self.store.change(puts, gone.into_iter().collect()).await.is_ok() {
            self.matcher.kept(list, parts);
        }
    }

    fn step(self) {
        self.stale.set_value(true);
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            if self.held().with_untracked(Vec::is_empty) {
                self.take_up_kept().await;
            }
            while self.stale.try_update_value(std::mem::take) == Some(true) {
                self.fault.set(self.bring_up_to_date().await.err());
            }
            self.busy.set(false);
        });
    }

    async fn bring_up_to_date(self) -> Result<(), Fault> {
        let wanted = self.after(async |cut| self.api.lists(cut.as_ref()).await).await?;
        let held = self.held().get_untracked();
        for list in held.iter().filter(|list| !wanted.iter().any(|wanted| wanted.id == list.id)) {
            self.matcher.release(list.id).await?;
            // What is left is let go of again at the next start.
            let _ = self.store.change(Vec::new(), vec![Gone::Under(Shelf::Lists, list.id.to_string())]).await;
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
                let copying =
                    async |cut: Option<AbortSignal>| self.api.list_copy(list.id, cut.as_ref()).await;
                let (copy, version, as_of) = self.after(copying).await?;
                let seal = Seal { key, signature: copy.signature };
                let list = ListInfo { version, as_of, ..list };
                let bytes = Source::Here(copy.bytes.clone());
                self.matcher.hold(list.clone(), seal.clone(), bytes).await?;
                let (id, piece, share) = (list.id, Default::default(), Default::default());
                self.keep(id, &Request::Hold { list, seal, piece, share }, &copy.bytes).await;
            }
        }
        Ok(())
    }

    /// Reads something once no search uses the link.
    async fn after<T>(self, call: impl AsyncFn(Option<AbortSignal>) -> Result<T, Fault>) -> Result<T, Fault> {
        self.precedence.after_searches(call).await
    }

    /// Follows a list page by page; whether that led to its newest version.
    async fn catch_up(self, held: &ListInfo, key: &str) -> Result<bool, Fault> {
        let mut from = None;
        loop {
            let (id, since) = (held.id, held.version);
            let page =
                self.after(async |cut| self.api.list_changes(id, since, from, cut.as_ref()).await).await?;
            let seal = Seal { key: key.to_owned(), signature: page.signature };
            let bytes = Source::Here(page.bytes.clone());
            let followed = match self.matcher.follow(held.id, seal.clone(), bytes).await {
                Ok(followed) => followed,
                // Of another version than the matcher holds: a whole copy sets that right.
                Err(Fault::Refused(problem)) if problem.code == Code::Conflict => return Ok(false),
                Err(fault) => return Err(fault),
            };
            if followed.far_behind {
                return Ok(false);
            }
            self.keep(held.id, &Request::Follow { seal }, &page.bytes).await;
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

/// The place that a key on the shelf of lists names.
fn piece_at(key: &str) -> Option<Place> {
    let mut parts = key.split('/');
    let list = parts.next()?.parse().ok()?;
    let (piece, part) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(Place::Piece(list, piece, part))
}
