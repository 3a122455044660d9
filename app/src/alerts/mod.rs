//! Alerts: on top of every page of whoever is told, and the pages on which they are followed to their end.

mod banner;
mod correction;
mod file_page;
mod page;
mod report;
mod state;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::alert::Alert;
use wire::session::Role;

pub use banner::Banners;
pub use file_page::AlertPage;
pub use page::AlertsPage;

use crate::api::{Api, Fault};
use crate::events::Events;
use crate::session::CurrentSession;

/// What the server last said of the alerts that this person may read, read again whenever one changes.
#[derive(Debug, Clone, Copy)]
pub struct Alerts {
    api: Api,
    all: RwSignal<Option<Vec<Alert>>>,
    fault: RwSignal<Option<Fault>>,
    readings: StoredValue<u32>,
}

impl Alerts {
    /// Gives the alerts to everything below; they are read while somebody is signed in who is told of them.
    pub fn provide() {
        let alerts = Self {
            api: Api::expect(),
            all: RwSignal::new(None),
            fault: RwSignal::new(None),
            readings: StoredValue::new(0),
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
                _ => alerts.all.set(None),
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

    /// Those that ask something of this person, newest first.
    pub fn asking(self) -> Vec<Alert> {
        self.all.with(|all| all.iter().flatten().filter(|alert| alert.asks.is_some()).cloned().collect())
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
            // A later reading may have been answered first.
            if reading != Some(self.readings.get_value()) {
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
}
