//! What workers are given of the lists, part by part, as often as one is started.

use std::rc::Rc;

use futures::channel::mpsc;
use futures::future::join_all;
use futures::stream::{self, LocalBoxStream};
use futures::{FutureExt as _, SinkExt as _, StreamExt as _};
use js_sys::Uint8Array;
use keeping::Place;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;
use wire::matcher::{Answer, CopyPiece, Request, Share};

use super::running::{Running, Stopped};
use crate::store::Store;

/// Of so many bytes is each part: none needs more memory than that a few times over.
pub const PART_BYTES: f64 = (4 << 20) as f64;
/// Parts that are read and opened while the workers look at those before.
const AHEAD: usize = 3;

/// A list's copy, or a page of changes that follows it.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub request: Request,
    pub bytes: Source,
}

/// Where the bytes of a piece lie.
#[derive(Debug, Clone)]
pub enum Source {
    /// On this page alone.
    Here(Blob),
    /// In the device's store, in parts.
    Kept(Vec<Place>),
}

/// Why a piece did not reach its workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotGiven {
    /// This worker stopped over it.
    Stopped,
    /// It cannot be read any more.
    Unreadable,
}

impl From<Stopped> for NotGiven {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl Source {
    fn parts(&self) -> usize {
        match self {
            Self::Here(file) => (file.size() / PART_BYTES).ceil().max(1.0) as usize,
            Self::Kept(places) => places.len(),
        }
    }

    /// The parts in their order, read ahead of whoever takes them; none for one that cannot be read.
    fn read(&self, store: Store) -> mpsc::Receiver<Option<Uint8Array>> {
        let parts: LocalBoxStream<'static, Option<Uint8Array>> = match self.clone() {
            Self::Here(file) => {
                let cut = move |part: usize| part_of(file.clone(), part);
                stream::iter(0..self.parts()).then(cut).boxed_local()
            }
            Self::Kept(places) => {
                let read =
                    move |place: Place| async move { store.read(&place).await.ok().flatten() }.boxed_local();
                stream::iter(places).map(read).buffered(AHEAD).boxed_local()
            }
        };
        let (mut sender, receiver) = mpsc::channel(1);
        spawn_local(async move {
            let mut parts = parts;
            while let Some(part) = parts.next().await {
                // Whoever took them may have given up.
                if sender.send(part).await.is_err() {
                    return;
                }
            }
        });
        receiver
    }
}

async fn part_of(file: Blob, part: usize) -> Option<Uint8Array> {
    let from = part as f64 * PART_BYTES;
    let cut = file.slice_with_f64_and_f64(from, (from + PART_BYTES).min(file.size())).ok()?;
    Some(Uint8Array::new(&JsFuture::from(cut.array_buffer()).await.ok()?))
}

impl Piece {
    /// Gives it to these workers side by side; what each of them answers last.
    pub async fn give(
        &self,
        workers: &[(Share, Rc<Running>)],
        store: Store,
    ) -> Vec<Result<Answer, NotGiven>> {
        let mut answers = vec![Err(NotGiven::Unreadable); workers.len()];
        let (mut parts, count) = (self.bytes.read(store), self.bytes.parts());
        let (mut from, mut number) = (0, 0);
        while let Some(part) = parts.next().await {
            let Some(bytes) = part else { return vec![Err(NotGiven::Unreadable); workers.len()] };
            number += 1;
            let piece = CopyPiece { from, more: number < count };
            from += u64::from(bytes.length());
            let going = workers.iter().zip(&answers).enumerate().filter(|(_, (_, answer))| {
                // The first part goes to all; a worker that refused or stopped gets no more.
                number == 1 || matches!(answer, Ok(Answer::Held { .. }))
            });
            let going: Vec<usize> = going.map(|(at, _)| at).collect();
            let last = going.len().saturating_sub(1);
            let asked = going.iter().enumerate().map(|(turn, &at)| {
                let (share, running) = &workers[at];
                let request = match &self.request {
                    Request::Hold { list, seal, .. } => {
                        Request::Hold { list: list.clone(), seal: seal.clone(), piece, share: *share }
                    }
                    other => other.clone(),
                };
                // What is given away is gone: all but the last get a copy.
                let own = if turn == last { bytes.clone() } else { bytes.slice(0, bytes.length()) };
                async move { running.ask(&request, Some(&own)).await }
            });
            for (at, outcome) in going.iter().zip(join_all(asked).await) {
                answers[*at] = outcome.map(|(answer, _)| answer).map_err(NotGiven::from);
            }
        }
        answers
    }
}
