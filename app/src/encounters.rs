//! The site's encounters, read again whenever one changes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::AbortSignal;
use wire::EncounterId;
use wire::encounter::EncounterView;
use wire::session::Role;

use crate::api::{Api, Fault};
use crate::events::Events;
use crate::precedence::Precedence;
use crate::session::CurrentSession;

/// What the server last said of the site's encounters.
#[derive(Debug, Clone, Copy)]
pub struct Encounters {
    api: Api,
    precedence: Precedence,
    all: RwSignal<Option<Vec<EncounterView>>>,
    fault: RwSignal<Option<Fault>>,
    readings: StoredValue<u32>,
}

impl Encounters {
    /// Gives the encounters to everything below; they are read while an officer is signed in.
    pub fn provide() -> Self {
        let encounters = Self {
            api: Api::expect(),
            precedence: Precedence::expect(),
            all: RwSignal::new(None),
            fault: RwSignal::new(None),
            readings: StoredValue::new(0),
        };
        provide_context(encounters);
        let (session, events) = (CurrentSession::expect(), Events::expect());
        Effect::new(move || {
            events.encounters.track();
            // An entry that leaves its list marks the leads to it.
            events.lists.track();
            if session.role() == Some(Role::Officer) {
                encounters.read();
            } else {
                encounters.all.set(None);
            }
        });
        encounters
    }

    /// The encounters of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// All of them, newest first, once they have been read.
    pub fn all(self) -> Option<Vec<EncounterView>> {
        self.all.get()
    }

    /// One of them.
    pub fn get(self, id: EncounterId) -> Option<EncounterView> {
        self.all.with(|all| all.as_ref()?.iter().find(|encounter| encounter.id == id).cloned())
    }

    /// Why they could not be read, if they could not.
    pub fn fault(self) -> Signal<Option<Fault>> {
        self.fault.into()
    }

    /// Reads them again.
    pub fn read(self) {
        let number = self.readings.try_update_value(|readings| {
            *readings += 1;
            *readings
        });
        spawn_local(async move {
            let reading = async |cut: Option<AbortSignal>| self.api.encounters(cut.as_ref()).await;
            let answer = self.precedence.after_searches(reading).await;
            // A later reading may have been answered first.
            if number != Some(self.readings.get_value()) {
                return;
            }
            match answer {
                Ok(all) => {
                    self.all.set(Some(all));
                    self.fault.set(None);
                }
                Err(fault) => self.fault.set(Some(fault)),
            }
        });
    }

    /// Reads them again if this person's pages show them.
    pub fn read_if_shown(self) {
        if self.all.with_untracked(Option::is_some) {
            self.read();
        }
    }

    /// Puts in what a receipt has just said.
    pub fn put(self, encounter: EncounterView) {
        self.all.update(|all| {
            let all = all.get_or_insert_default();
            match all.iter_mut().find(|known| known.id == encounter.id) {
                Some(known) => *known = encounter,
                None => all.insert(0, encounter),
            }
        });
    }
}
