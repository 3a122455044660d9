//! Alerts: on top of every page of whoever is told, and the pages on which they are followed to their end.

mod banner;
mod correction;
mod file_page;
mod page;
mod report;
mod state;

use leptos::prelude::*;
use leptos::task::spawn_local;
use policy::{Approach, Reach};
use wire::AlertId;
use wire::alert::{Alert, Asks, ErasedAlert};
use wire::session::Role;

pub use banner::Banners;
pub use file_page::AlertPage;
pub use page::AlertsPage;
pub use report::ReportButton;

use crate::api::{Api, Fault};
use crate::events::Events;
use crate::session::CurrentSession;

/// What asks something of this person.
#[derive(Debug, Clone, PartialEq)]
pub enum Asking {
    /// An alert, or its taking back.
    Alert(Box<Alert>),
    /// That an alert they saw no longer stands, because what it rested on was erased.
    Erased(ErasedAlert),
}

/// Which of them: an alert that was taken back, or has gone further, is another than the one before.
pub type AskingKey = (AlertId, Option<Asks>, Reach);

impl Asking {
    /// Which it is.
    pub fn key(&self) -> AskingKey {
        match self {
            Self::Alert(alert) => (alert.id, alert.asks, alert.reach),
            Self::Erased(alert) => (alert.id, Some(Asks::AcknowledgeTakingBack), Reach::Site),
        }
    }

    /// Whether it interrupts whoever listens to the page; what does not waits its turn.
    pub fn is_urgent(&self) -> bool {
        match self {
            Self::Alert(alert) => {
                alert.asks == Some(Asks::AcknowledgeTakingBack) || alert.approach == Approach::Caution
            }
            Self::Erased(_) => true,
        }
    }
}

/// What the server last said of the alerts that this person may read, read again whenever one changes.
#[derive(Debug, Clone, Copy)]
pub struct Alerts {
    api: Api,
    all: RwSignal<Option<Vec<Alert>>>,
    erased: RwSignal<Vec<ErasedAlert>>,
    fault: RwSignal<Option<Fault>>,
    readings: StoredValue<u32>,
    /// Whether the alert that stood here was acknowledged by key, so that the focus went with it.
    by_key: StoredValue<bool>,
}

impl Alerts {
    /// Gives the alerts to everything below; they are read while somebody is signed in who is told of them.
    pub fn provide() {
        let alerts = Self {
            api: Api::expect(),
            all: RwSignal::new(None),
            erased: RwSignal::new(Vec::new()),
            fault: RwSignal::new(None),
            readings: StoredValue::new(0),
            by_key: StoredValue::new(false),
        };
        provide_context(alerts);
        let (session, events) = (CurrentSession::expect(), Events::expect());
        Effect::new(move || {
            events.alerts.track();
            let enrolling = session.get().is_none_or(|session| session.enrolling);
            match session.role() {
                Some(Role::Officer | Role::Supervisor | Role::ProgrammeManager) if !enrolling => {
                    alerts.read();
                }
                _ => {
                    alerts.all.set(None);
                    alerts.erased.set(Vec::new());
                }
            }
        });
    }

    /// The alerts of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// All of them, newest first, once they have been read.
    pub fn all(self) -> Option<Vec<Alert>> {
        self.all.get()
    }

    /// What asks something of this person: what interrupts first, then the newest.
    pub fn asking(self) -> Vec<Asking> {
        let erased = self.erased.get().into_iter().map(Asking::Erased);
        let standing = self.all.get().into_iter().flatten().filter(|alert| alert.asks.is_some());
        let mut asking: Vec<Asking> =
            erased.chain(standing.map(|alert| Asking::Alert(Box::new(alert)))).collect();
        asking.sort_by_key(|each| !each.is_urgent());
        asking
    }

    /// Whether the focus went with an alert that was acknowledged by key; whoever asks takes it up.
    fn focus_went(self) -> bool {
        let went = self.by_key.get_value();
        self.by_key.set_value(false);
        went
    }

    /// Why they could not be read, if they could not.
    pub fn fault(self) -> Signal<Option<Fault>> {
        self.fault.into()
    }

    /// Reads them again.
    pub fn read(self) {
        let reading = self.readings.try_update_value(|readings| {
            *readings += 1;
            *readings
        });
        spawn_local(async move {
            let answer = self.api.get("/api/alerts").await;
            let erased = self.api.get("/api/erased-alerts").await;
            // A later reading may have been answered first.
            if reading != Some(self.readings.get_value()) {
                return;
            }
            match (answer, erased) {
                (Ok(all), Ok(erased)) => {
                    self.all.set(Some(all));
                    self.erased.set(erased);
                    self.fault.set(None);
                }
                (Err(fault), _) | (_, Err(fault)) => self.fault.set(Some(fault)),
            }
        });
    }
}
