//! In contact: the device says how it is, and hears how it stands.

use std::collections::BTreeSet;

use gloo_timers::callback::Interval;
use keeping::Shelf;
use leptos::prelude::*;
use leptos::task::spawn_local;
use packet::report_message;
use sha2::{Digest as _, Sha256 as Hasher};
use wire::device::{Contact, DeviceState, HeldList, Report, SignedReport};
use wire::{Bytes, Sha256, Timestamp};

use super::device::{Device, HEARD, Heard};
use crate::api::Fault;
use crate::events::Events;
use crate::version::version;

/// Between two reports.
const EVERY_MS: u32 = 60_000;

impl Device {
    /// Reports as long as the page lives.
    pub(super) fn stay_in_contact(self) {
        let report = move || {
            spawn_local(async move {
                self.ready().await;
                self.report().await;
            });
        };
        // At once, once the copies of lists are there, when the network comes back, and every minute.
        let (held, link) = (self.lists.held(), Events::expect().link);
        let holds = Memo::new(move |_| held.with(Vec::len));
        Effect::new(move || {
            holds.track();
            link.track();
            report();
        });
        Interval::new(EVERY_MS, report).forget();
    }

    /// Says how the device is; does what it hears.
    pub async fn report(self) {
        if self.own.with_untracked(Option::is_none) {
            return;
        }
        let report = self.as_it_is(false).await;
        // Without a network there is nobody to tell; a report that is not believed is for the administrator to see.
        let Ok(contact) = self.send(&report).await else { return };
        let heard =
            Heard { at: contact.now, state: contact.state, rules: contact.rules, reason: contact.reason };
        self.clock.set_by(heard.at);
        // What cannot be noted is asked again in a minute.
        let _ = self.keep_text(HEARD.into(), &heard).await;
        self.heard.set(Some(heard.clone()));
        match heard.state {
            DeviceState::Active => {}
            // What was sealed is the server's already, in all but the sending; an encounter that was not is not begun again.
            DeviceState::Revoked if report.outbox > 0 => {}
            DeviceState::Revoked | DeviceState::Stolen | DeviceState::Wiped => {
                self.erase(heard.reason.unwrap_or_default()).await;
            }
        }
    }

    pub(super) async fn as_it_is(self, wiped: bool) -> Report {
        let count = |shelf| async move { self.store.keys(shelf, None).await.unwrap_or_default() };
        let steps = count(Shelf::Steps).await;
        let under_way: BTreeSet<&str> = steps.iter().filter_map(|key| key.split('/').next()).collect();
        let space = self.store.space().await;
        let held = self.lists.held().get_untracked();
        Report {
            version: version(),
            lists: held
                .iter()
                .map(|list| HeldList { id: list.id, version: list.version, as_of: list.as_of })
                .collect(),
            outbox: count(Shelf::Outbox).await.len() as u32,
            under_way: under_way.len() as u32,
            used: space.map(|(used, _)| used),
            quota: space.map(|(_, quota)| quota),
            wiped,
        }
    }

    pub(super) async fn send(self, report: &Report) -> Result<Contact, Fault> {
        let own = self.own.get_untracked().ok_or(Fault::NoDeviceKey)?;
        let bytes = serde_json::to_vec(report).map_err(|_| Fault::NoDeviceKey)?;
        let sent_at = Timestamp(self.clock.now().0 - self.clock.ahead());
        let digest = Sha256::from_digest(&Hasher::digest(&bytes).into());
        let message = report_message(own.record.id, sent_at, &digest);
        let signature = own.keys.sign(&message).await.map_err(|_| Fault::NoDeviceKey)?;
        let signed = SignedReport { report: Bytes(bytes), sent_at, signature: Bytes(signature.into()) };
        self.api.report_device(own.record.id, &signed).await
    }
}
