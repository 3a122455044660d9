//! What a lane has to do, done: one errand after the other, and what became of each.

use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Promise};
use keeping::{Errand, Failure, Lane, Next, PieceSize, Place, Standing};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, Blob};
use wire::encounter::Piece;
use wire::list::Urgency;
use wire::{Code, EncounterId, Problem, Sha256};

use super::patience::Patience;
use super::{Entry, Outbox, Progress};
use crate::api::Fault;
use crate::clock::stopwatch;
use crate::store;

impl Outbox {
    /// Seconds after *Send* that the person is taken to be at the desk still.
    const AT_THE_DESK: i64 = 15 * 60;

    /// Does a lane's errands, one after the other, as long as the page lives.
    pub(super) async fn run(self, lane: Lane) {
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
                let patience = Patience::until(None);
                let cut = patience.signal();
                let receipt =
                    self.api.send_manifest(&consignment.manifest, sealed, urgency, cut.as_ref()).await?;
                drop(searching);
                self.encounters.put(receipt.encounter);
                self.lanes
                    .update_value(|lanes| lanes.answered(id, receipt.parts_wanted, receipt.parts_begun));
                Ok(Done::Whole)
            }
            Errand::Code(_) => {
                if let Some(code) = &consignment.code {
                    let patience = Patience::until(None);
                    self.api.give_code(id, code, patience.signal().as_ref()).await?;
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
            let patience = Patience::until(stop);
            let stop = patience.signal();
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
