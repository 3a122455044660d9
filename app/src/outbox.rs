//! Encounters on their way to the server. What is here is kept on this device until the server has all of it; every
//! errand may be repeated without harm. `keeping::Lanes` says what is sent next.

use std::rc::Rc;
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise};
use keeping::{Consignment, Errand, Failure, Lane, Lanes, Next, PieceSize, Place, Shelf, Standing};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, Blob};
use wire::encounter::Piece;
use wire::list::Urgency;
use wire::session::Role;
use wire::{AccountId, Code, EncounterId, Problem, Sha256};

use crate::api::{Api, Fault};
use crate::clock::{Clock, stopwatch};
use crate::encounters::Encounters;
use crate::enrolled::Device;
use crate::events::{Events, Link};
use crate::installed::Installed;
use crate::precedence::Precedence;
use crate::session::CurrentSession;
use crate::store::{self, Gone, Store};

/// An image to be sent.
#[derive(Debug, Clone)]
pub struct Part {
    /// By its content.
    pub name: Sha256,
    /// The PNG.
    pub bytes: Blob,
}

/// How far an encounter has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Kept here; its turn comes.
    Kept,
    /// The search is on its way.
    SearchSent,
    /// The server has answered; images follow.
    Images {
        /// Sent.
        sent: u32,
        /// In all.
        of: u32,
    },
    /// Kept here, and tried again by itself.
    Waiting(Fault),
    /// The server will not have it.
    Refused(Fault),
}

/// An encounter on its way.
#[derive(Debug, Clone)]
struct Entry {
    id: EncounterId,
    consignment: Rc<Consignment>,
    /// The images of an encounter that the device could not keep: with this page they are gone.
    here: Option<Rc<[Part]>>,
    progress: RwSignal<Progress>,
}

/// The encounters on their way.
#[derive(Debug, Clone, Copy)]
pub struct Outbox {
    api: Api,
    clock: Clock,
    store: Store,
    encounters: Encounters,
    entries: RwSignal<Vec<Entry>, LocalStorage>,
    /// Records on this device that other officers sent: their own sessions must carry them.
    of_others: RwSignal<u32>,
    officer: Memo<Option<AccountId>>,
    lanes: StoredValue<Lanes, LocalStorage>,
    /// How much goes at once over the link as it last was.
    piece_size: StoredValue<PieceSize>,
    precedence: Precedence,
    installed: Installed,
    /// Ends the pause of both lanes.
    wake: StoredValue<Vec<Function>, LocalStorage>,
    owner: StoredValue<Owner>,
}

impl Outbox {
    /// Seconds after *Send* that the person is taken to be at the desk still.
    const AT_THE_DESK: i64 = 15 * 60;

    /// Gives the outbox to everything below. What an officer left on this device is taken up when they sign in.
    pub fn provide() {
        let session = CurrentSession::expect();
        let device = Device::expect();
        let officer = Memo::new(move |_| {
            let officer = session.get().filter(|session| session.role == Role::Officer)?.account;
            device.is_open_for(officer).then_some(officer)
        });
        let outbox = Self {
            api: Api::expect(),
            clock: Clock::expect(),
            store: Store::expect(),
            encounters: Encounters::expect(),
            entries: RwSignal::new_local(Vec::new()),
            of_others: RwSignal::new(0),
            officer,
            lanes: StoredValue::new_local(Lanes::default()),
            piece_size: StoredValue::new(PieceSize::default()),
            precedence: Precedence::expect(),
            installed: Installed::expect(),
            wake: StoredValue::new_local(Vec::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        provide_context(outbox);
        let link = Events::expect().link;
        Effect::new(move || {
            if link.get() == Link::Up {
                outbox.hurry(None);
            }
        });
        Effect::new(move || {
            if outbox.installed.network() > 0 {
                outbox.hurry(None);
            }
        });
        Effect::new(move || {
            let officer = officer.get();
            untrack(|| outbox.change_officer(officer));
        });
        for lane in [Lane::Search, Lane::Images] {
            spawn_local(outbox.run(lane));
        }
    }

    /// The outbox of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What is on its way, the oldest first.
    pub fn ids(self) -> Vec<EncounterId> {
        let officer = self.officer.get();
        self.entries.with(|entries| {
            let own = entries.iter().filter(|entry| Some(entry.consignment.officer) == officer);
            own.map(|entry| entry.id).collect()
        })
    }

    /// How many records of other officers wait on this device, followed.
    pub fn of_others(self) -> u32 {
        self.of_others.get()
    }

    /// How far an encounter has come; none once the server has all of it.
    pub fn progress(self, id: EncounterId) -> Option<Progress> {
        Some(self.entry(id)?.progress.get())
    }

    /// Whether an encounter on its way would outlive this page.
    pub fn is_kept(self, id: EncounterId) -> bool {
        self.entry(id).is_none_or(|entry| entry.here.is_none())
    }

    /// Whether something would be lost with this page.
    pub fn would_lose(self) -> bool {
        self.entries.with(|entries| entries.iter().any(|entry| entry.here.is_some()))
    }

    /// Sends an encounter, for as long as it takes. `here` are its images where the device could not keep it.
    pub fn send(self, consignment: Consignment, here: Option<Vec<Part>>) {
        self.take_up(consignment, here.map(Rc::from));
        self.wake();
    }

    /// Tries again now what waits, and this one even if it was refused.
    pub fn retry(self, id: EncounterId) {
        self.hurry(Some(id));
    }

    /// The server has all of it, by an answer that came on a medium: it is wiped from the device.
    pub async fn arrived(self, id: EncounterId) {
        self.lanes.update_value(|lanes| lanes.forget(id));
        self.wipe(id).await;
        self.entries.update(|entries| entries.retain(|entry| entry.id != id));
    }

    async fn wipe(self, id: EncounterId) {
        let name = id.to_string();
        let gone = vec![Gone::Key(Shelf::Outbox, name.clone()), Gone::Under(Shelf::Images, name)];
        // What stays is sent again at the next start, which changes nothing on the server, and wiped then.
        let _ = self.store.change(Vec::new(), gone).await;
    }

    fn entry(self, id: EncounterId) -> Option<Entry> {
        self.entries.with(|entries| entries.iter().find(|entry| entry.id == id).cloned())
    }

    fn take_up(self, consignment: Consignment, here: Option<Rc<[Part]>>) {
        let id = consignment.manifest.id;
        if untrack(|| self.entry(id)).is_none() {
            let progress = self.owner.get_value().with(|| RwSignal::new(Progress::Kept));
            let entry = Entry { id, consignment: Rc::new(consignment), here, progress };
            self.entries.update(|entries| entries.push(entry));
        }
        if let Some(entry) = untrack(|| self.entry(id)) {
            self.lanes.update_value(|lanes| lanes.take_up(id, entry.consignment.code.is_some()));
        }
    }

    /// Of somebody else's records nothing but their number is known here.
    fn change_officer(self, officer: Option<AccountId>) {
        self.lanes.update_value(Lanes::let_go);
        self.entries.update(|entries| entries.retain(|entry| entry.here.is_some()));
        self.of_others.set(0);
        let Some(officer) = officer else { return };
        spawn_local(async move {
            // Where nothing can be kept nothing was left.
            for key in self.store.keys(Shelf::Outbox, None).await.unwrap_or_default() {
                let Ok(id) = key.parse() else { continue };
                let kept = self.store.read_json::<Consignment>(&Place::Consignment(id)).await;
                if self.officer.get_untracked() != Some(officer) {
                    return;
                }
                match kept {
                    Some(consignment) if consignment.officer == officer => self.take_up(consignment, None),
                    _ => self.of_others.update(|count| *count += 1),
                }
            }
            let unkept = self.entries.get_untracked();
            for entry in unkept.into_iter().filter(|entry| entry.consignment.officer == officer) {
                self.lanes.update_value(|lanes| lanes.take_up(entry.id, entry.consignment.code.is_some()));
            }
            self.wake();
        });
    }

    fn hurry(self, id: Option<EncounterId>) {
        self.lanes.update_value(|lanes| lanes.hurry(id));
        self.wake();
    }

    fn wake(self) {
        for wake in self.wake.try_update_value(std::mem::take).unwrap_or_default() {
            // Resolving a promise cannot throw.
            let _ = wake.call0(&JsValue::NULL);
        }
    }

    /// Does a lane's errands, one after the other, as long as the page lives.
    async fn run(self, lane: Lane) {
        loop {
            let now = moment();
            match self.lanes.try_update_value(|lanes| lanes.next(lane, now)) {
                Some(Next::Go(errand)) => {
                    let outcome = self.attempt(&errand).await;
                    self.note(&errand, outcome).await;
                    self.wake();
                }
                Some(Next::At(later)) => self.pause(Some(later.saturating_sub(now))).await,
                Some(Next::Rest) => self.pause(None).await,
                None => return,
            }
        }
    }

    /// Does an errand, or the next piece of it.
    async fn attempt(self, errand: &Errand) -> Result<Done, Fault> {
        let entry = untrack(|| self.entry(errand.of())).ok_or(Fault::Unreachable)?;
        let Entry { id, consignment, here, progress } = entry;
        match errand {
            Errand::Search(_) => {
                progress.set(Progress::SearchSent);
                let age = self.clock.now().seconds_since(consignment.manifest.sealed_at);
                let urgency = if age < Self::AT_THE_DESK { Urgency::PersonPresent } else { Urgency::Routine };
                let sealed = consignment.sealed.as_ref();
                let searching = self.precedence.search();
                let receipt = self.api.send_manifest(&consignment.manifest, sealed, urgency).await?;
                drop(searching);
                self.encounters.put(receipt.encounter);
                self.lanes
                    .update_value(|lanes| lanes.answered(id, receipt.parts_wanted, receipt.parts_begun));
                Ok(Done::Whole)
            }
            Errand::Code(_) => {
                if let Some(code) = &consignment.code {
                    self.api.give_code(id, code).await?;
                }
                Ok(Done::Whole)
            }
            Errand::Image(_, name) => {
                let file = match &here {
                    Some(parts) => {
                        parts.iter().find(|part| part.name == *name).map(|part| part.bytes.clone())
                    }
                    None => {
                        let kept = self.store.read(&Place::Image(id, name.clone())).await.ok().flatten();
                        kept.and_then(|content| store::file(&content))
                    }
                };
                let gone = || Problem::new(Code::Altered, "the image on this device cannot be read any more");
                self.send_image(errand, id, name, &file.ok_or_else(gone)?).await
            }
        }
    }

    /// Sends an image: what the link carries in a few seconds in one go, of a larger one the next piece.
    async fn send_image(
        self,
        errand: &Errand,
        id: EncounterId,
        name: &Sha256,
        file: &Blob,
    ) -> Result<Done, Fault> {
        let size = file.size() as u64;
        let have = self.lanes.with_value(|lanes| lanes.have(errand));
        let bytes = self.piece_size.get_value().bytes().min(size.saturating_sub(have) as u32);
        let piece = (bytes > 0 && u64::from(bytes) < size).then_some(Piece { from: have, of: size });
        let cut = |piece: Piece| {
            let (from, to) = (piece.from as f64, (piece.from + u64::from(bytes)) as f64);
            // A range of a file is a view of it: nothing can go wrong.
            file.slice_with_f64_and_f64(from, to).unwrap_or_else(|_| file.clone())
        };
        let started = moment();
        let outcome = self.precedence.after_searches(async |stop: Option<AbortSignal>| {
            let stop = stop.as_ref();
            Ok(match piece {
                Some(piece) => self.api.send_part_piece(id, name, piece, &cut(piece), stop).await?.have,
                None => self.api.send_part(id, name, file, stop).await.map(|()| size)?,
            })
        });
        match outcome.await {
            Ok(have) => {
                self.piece_size.update_value(|size| size.took(bytes, moment().saturating_sub(started)));
                Ok(if have < size { Done::Upto(have) } else { Done::Whole })
            }
            Err(fault) => {
                self.piece_size.update_value(PieceSize::cut);
                Err(fault)
            }
        }
    }

    /// Notes what became of an errand; what is complete is wiped from the device.
    async fn note(self, errand: &Errand, outcome: Result<Done, Fault>) {
        let id = errand.of();
        let Some(Entry { progress, here, .. }) = untrack(|| self.entry(id)) else { return };
        if let Ok(Done::Upto(have)) = outcome {
            self.lanes.update_value(|lanes| lanes.advanced(errand, have));
        }
        if let Err(fault) = outcome.clone() {
            let failure = match fault.retry_after() {
                _ if !fault.passes() => Failure::Refused,
                // Who knows how long the queue is knows better when to come back.
                Some(seconds) => Failure::BusyFor(Duration::from_secs(seconds.into())),
                None => Failure::Passing,
            };
            self.lanes.update_value(|lanes| lanes.failed(id, failure, moment(), js_sys::Math::random()));
            if failure == Failure::Passing {
                self.installed.tell_of_network();
            }
            progress.set(match failure {
                Failure::Refused => Progress::Refused(fault),
                Failure::Passing | Failure::BusyFor(_) => Progress::Waiting(fault),
            });
            return;
        }
        if outcome == Ok(Done::Whole) && !matches!(errand, Errand::Search(_)) {
            self.lanes.update_value(|lanes| lanes.done(errand));
        }
        if self.lanes.try_update_value(|lanes| lanes.complete(id)) == Some(true) {
            if here.is_none() {
                self.wipe(id).await;
            }
            self.entries.update(|entries| entries.retain(|entry| entry.id != id));
            self.encounters.read();
            return;
        }
        match self.lanes.with_value(|lanes| lanes.standing(id)) {
            Some(Standing::Answered { sent, of }) => progress.set(Progress::Images { sent, of }),
            Some(Standing::SearchSent) => progress.set(Progress::SearchSent),
            Some(Standing::Kept) => progress.set(Progress::Kept),
            None => {}
        }
    }

    /// Until the time is over or something changes.
    async fn pause(self, time: Option<Duration>) {
        let woken = Promise::new(&mut |resolve, _| self.wake.update_value(|wake| wake.push(resolve)));
        let over = time.map(|time| {
            future_to_promise(async move {
                TimeoutFuture::new(time.as_millis() as u32).await;
                Ok(JsValue::UNDEFINED)
            })
        });
        let ends = Array::of1(&woken);
        if let Some(over) = over {
            ends.push(&over);
        }
        // Neither of the two can be rejected.
        let _ = JsFuture::from(Promise::race(&ends)).await;
    }
}

/// How far an errand is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// To its end.
    Whole,
    /// The server has so many bytes of an image.
    Upto(u64),
}

/// Since the page was opened, by a clock that nobody sets.
fn moment() -> Duration {
    Duration::from_secs_f64(stopwatch().max(0.0) / 1000.0)
}
