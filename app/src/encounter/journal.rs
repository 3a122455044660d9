//! Every step of an encounter is written down on this device before the screen calls it saved.

use std::cell::Cell;
use std::rc::Rc;

use futures::lock::Mutex;
use gloo_timers::future::TimeoutFuture;
use keeping::{Beginning, Encounter, Place, Replayed, Shelf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Blob;
use wire::Sha256;

use super::draft::Draft;
use super::kept::{Found, Snapshot, as_it_stands};
use super::sealing::SealedEncounter;
use crate::store::{Gone, Put, Store, Unkept};

/// How the writing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// There is nothing that may be written down yet.
    Nothing,
    /// Something that the officer did is being written.
    Writing,
    /// Everything is on the disk.
    Saved(Saved),
    /// What was done last is on this page only.
    Failed(Unkept),
}

/// What is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// Steps written.
    pub steps: u32,
    /// Prints among what they come to.
    pub prints: u32,
    /// Photographs.
    pub photographs: u32,
    /// Whether the notice is.
    pub told: bool,
}

/// The journal of an encounter.
#[derive(Debug, Clone, Copy)]
pub struct Journal {
    draft: Draft,
    store: Store,
    beginning: StoredValue<Beginning>,
    saving: RwSignal<Saving>,
    /// What is to be on the disk, where something else is.
    newest: StoredValue<Option<Snapshot>, LocalStorage>,
    written: StoredValue<Rc<Mutex<Written>>, LocalStorage>,
    closed: StoredValue<Rc<Cell<bool>>, LocalStorage>,
}

/// What lies on the disk.
#[derive(Debug, Default)]
struct Written {
    encounter: Option<Encounter>,
    steps: u32,
    /// To be taken out with the next change.
    torn: Vec<Gone>,
}

impl Journal {
    /// The journal of this page's encounter.
    pub fn expect() -> Self {
        expect_context()
    }

    /// How long until it is tried again to write what could not be written.
    const TRY_AGAIN_MS: u32 = 5_000;

    /// The journal of an encounter that begins.
    pub fn begin(draft: Draft, store: Store, beginning: Beginning) -> Self {
        Self::follow(draft, store, beginning, Written::default())
    }

    /// The journal of an encounter that goes on.
    pub fn go_on(draft: Draft, store: Store, found: Found) -> Self {
        let Found { replayed: Replayed { encounter, steps, .. }, torn } = found;
        let beginning = encounter.beginning.clone();
        Self::follow(draft, store, beginning, Written { encounter: Some(encounter), steps, torn })
    }

    fn follow(draft: Draft, store: Store, beginning: Beginning, written: Written) -> Self {
        let journal = Self {
            draft,
            store,
            beginning: StoredValue::new(beginning),
            saving: RwSignal::new(Saving::Nothing),
            newest: StoredValue::new_local(None),
            written: StoredValue::new_local(Rc::new(Mutex::new(written))),
            closed: StoredValue::new_local(Rc::default()),
        };
        Effect::new(move || {
            // Once closed it follows nothing any more.
            if !journal.closed() {
                journal.note(journal.beginning.with_value(|beginning| as_it_stands(draft, beginning)));
            }
        });
        journal
    }

    /// How the writing stands, followed.
    pub fn saving(self) -> Saving {
        self.saving.get()
    }

    /// Whether the officer did something that is on this page only, followed.
    pub fn lags(self) -> bool {
        matches!(self.saving(), Saving::Writing | Saving::Failed(_))
    }

    /// Lets go of the encounter, which stays on the disk.
    pub fn close(self) {
        self.closed.with_value(|closed| closed.set(true));
    }

    /// Takes the encounter off the disk.
    pub fn erase(self) {
        self.close();
        self.newest.set_value(None);
        let id = self.draft.id.to_string();
        let gone = vec![Gone::Under(Shelf::Steps, id.clone()), Gone::Under(Shelf::Images, id)];
        let written = self.written.get_value();
        spawn_local(async move {
            let _writing = written.lock().await;
            // What cannot be erased is found at the next start, and offered again.
            let _ = self.store.change(Vec::new(), gone).await;
        });
    }

    /// What is sent takes the place of the steps and their images, with its receipt. Nothing is followed from here on.
    ///
    /// # Errors
    /// [`Unkept`]: it is as it was, on the page and on the disk.
    pub async fn consign(self, sealed: &SealedEncounter) -> Result<(), Unkept> {
        self.close();
        let writing = self.written.get_value();
        let _written = writing.lock().await;
        self.newest.set_value(None);
        let id = self.draft.id;
        let outcome = async {
            let mut puts = vec![Put::json(Place::Consignment(id), &sealed.consignment)];
            puts.extend(sealed.receipt.as_ref().map(|receipt| Put::json(Place::Receipt(id), receipt)));
            for part in &sealed.parts {
                let place = Place::Image(id, part.name.clone());
                puts.push(Put::file(place, &part.bytes).await.ok_or(Unkept::Failed)?);
            }
            let gone = [Shelf::Steps, Shelf::Images].map(|shelf| Gone::Under(shelf, id.to_string()));
            self.store.change(puts, gone.into()).await
        }
        .await;
        if outcome.is_err() {
            self.closed.with_value(|closed| closed.set(false));
        }
        outcome
    }

    fn closed(self) -> bool {
        self.closed.with_value(|closed| closed.get())
    }

    fn note(self, snapshot: Option<Snapshot>) {
        let Some(snapshot) = snapshot else { return };
        self.newest.set_value(Some(snapshot));
        if !matches!(self.saving.get_untracked(), Saving::Failed(_)) {
            self.saving.set(Saving::Writing);
        }
        let written = self.written.get_value();
        spawn_local(async move {
            // One after the other; whoever finds the newest written already has nothing to do.
            let mut written = written.lock().await;
            while let Some((now, files)) = self.newest.try_update_value(Option::take).flatten() {
                let outcome = self.write(&mut written, now.clone(), &files).await;
                if let Err(unkept) = outcome {
                    self.saving.set(Saving::Failed(unkept));
                    if unkept == Unkept::OtherTab {
                        self.close();
                    }
                    if self.closed() {
                        return;
                    }
                    TimeoutFuture::new(Self::TRY_AGAIN_MS).await;
                    self.newest.update_value(|newest| {
                        newest.get_or_insert((now, files));
                    });
                } else if self.newest.with_value(Option::is_none) {
                    self.saving.set(Saving::Saved(saved(&written)));
                }
            }
        });
    }

    async fn write(
        self,
        written: &mut Written,
        now: Encounter,
        files: &[(Sha256, Blob)],
    ) -> Result<(), Unkept> {
        let steps = now.since(written.encounter.as_ref());
        if steps.is_empty() {
            return Ok(());
        }
        let id = now.beginning.id;
        let mut puts = self.images_of(written.encounter.as_ref(), files).await?;
        let numbers = written.steps..;
        puts.extend(numbers.zip(&steps).map(|(number, step)| Put::new_json(Place::Step(id, number), step)));
        let (here, before) = (now.images(), written.encounter.as_ref().map(Encounter::images));
        let left = before.iter().flatten().filter(|name| !here.contains(*name));
        let left = left
            .map(|name| Gone::Key(Shelf::Images, Place::Image(id, (*name).clone()).key()))
            .collect::<Vec<_>>();
        let torn = written.torn.clone();
        if !torn.is_empty() {
            // A place is free before something new is put there.
            self.store.change(Vec::new(), torn).await?;
            written.torn.clear();
        }
        self.store.change(puts, left).await?;
        written.steps += steps.len() as u32;
        written.encounter = Some(now);
        Ok(())
    }

    /// The files that are not on the disk yet.
    async fn images_of(
        self,
        written: Option<&Encounter>,
        files: &[(Sha256, Blob)],
    ) -> Result<Vec<Put>, Unkept> {
        let there = written.map(Encounter::images).unwrap_or_default();
        let mut puts = Vec::new();
        for (name, file) in files.iter().filter(|(name, _)| !there.contains(name)) {
            let place = Place::Image(self.draft.id, name.clone());
            puts.push(Put::file(place, file).await.ok_or(Unkept::Failed)?);
        }
        Ok(puts)
    }
}

fn saved(written: &Written) -> Saved {
    let encounter = written.encounter.as_ref();
    Saved {
        steps: written.steps,
        prints: encounter.map_or(0, |encounter| encounter.prints.len() as u32),
        photographs: encounter.map_or(0, |encounter| encounter.photographs.len() as u32),
        told: encounter.is_some_and(|encounter| encounter.notice.is_some()),
    }
}
