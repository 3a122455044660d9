use packet::{PublicKey, is_signed, report_message};
use sha2::{Digest as _, Sha256 as Hasher};
use wire::device::{Contact, DeviceState, DeviceView, Report, Revocation, SignedReport};
use wire::{Code, DeviceId, Sha256};

use super::subject;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::accounts;
use crate::storage::devices::{self, DeviceRow};

/// More lists than any device holds, and more bytes than any report has.
const LONGEST_REPORT: usize = 64 * 1024;
const SHORTEST_REASON: usize = 8;
/// A clock this near to the server's is right.
const RIGHT_MS: u64 = 5 * 60_000;

impl Service {
    /// A device in contact: what it says of itself is noted, and it is told how it stands.
    pub(crate) async fn hear_device(&self, id: DeviceId, signed: &SignedReport) -> Result<Contact, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let device = devices::find(&mut transaction, &self.programme_key, id).await?;
        let device = device.filter(|device| is_from(device, signed)).ok_or_else(not_from_it)?;
        // An old report replayed tells nothing. A clock that was put right may say less than it did: it is right then.
        let right = signed.sent_at.0.abs_diff(now.0) <= RIGHT_MS;
        if device.last_sent_at.is_some_and(|last| signed.sent_at == last || (signed.sent_at < last && !right))
        {
            return Err(refuse(
                Code::Conflict,
                "A newer report of this device is here already. Set the device's clock right.",
            ));
        }
        let report: Report = serde_json::from_slice(&signed.report.0)
            .map_err(|error| invalid("report", format!("The report cannot be read: {error}.")))?;
        devices::set_report(&mut transaction, id, &report, signed.sent_at, now).await?;
        let mut state = device.state;
        if report.wiped && !matches!(state, DeviceState::Active | DeviceState::Wiped) {
            state = DeviceState::Wiped;
            devices::set_state(&mut transaction, id, state).await?;
            let line = Line::by_program("device", "device.wiped", subject(id)).of(device.country);
            self.log.append(&mut transaction, now, line.with(device.name.clone())).await?;
        }
        let site = accounts::site(&mut transaction, &self.programme_key, device.site, now).await?;
        transaction.commit().await?;
        Ok(Contact { state, now, rules: site.policy.devices, reason: device.reason })
    }

    /// The devices that `actor` keeps.
    pub(crate) async fn devices(&self, actor: &Actor) -> Result<Vec<DeviceView>, Error> {
        authorize(actor, Action::ReadDevices, Object::Country(actor.country))?;
        let mut snapshot = self.storage.snapshot().await?;
        let mut rows = devices::all(&mut snapshot, &self.programme_key).await?;
        rows.retain(|row| authorize(actor, Action::ReadDevices, Object::Site(row.place())).is_ok());
        let now = self.clock.now();
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let site = accounts::site(&mut snapshot, &self.programme_key, row.site, now).await?;
            let days = i64::from(site.policy.devices.days_without_contact);
            let heard = row.last_contact_at.unwrap_or(row.enrolled_at);
            views.push(DeviceView {
                id: row.id,
                name: row.name,
                site: row.site,
                site_name: site.name,
                enrolled_at: row.enrolled_at,
                state: row.state,
                revoked_at: row.revoked_at,
                reason: row.reason,
                last_contact_at: row.last_contact_at,
                silent: row.state != DeviceState::Wiped && now.seconds_since(heard) > days * 86_400,
                clock_ahead: row.last_sent_at.zip(row.last_contact_at).map(|(own, ours)| own.0 - ours.0),
                report: row.report,
            });
        }
        drop(snapshot);
        self.note(Line::by(actor, "device.list", "devices").with(format!("{} devices", views.len()))).await?;
        Ok(views)
    }

    /// Calls a device back. Once it is said to be stolen that stays.
    pub(crate) async fn revoke_device(
        &self,
        actor: &Actor,
        id: DeviceId,
        revocation: &Revocation,
    ) -> Result<(), Error> {
        authorize(actor, Action::ReadDevices, Object::Country(actor.country))?;
        let reason = revocation.reason.trim();
        if reason.chars().count() < SHORTEST_REASON {
            return Err(invalid("reason", "Say in eight letters or more why the device is called back."));
        }
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let device = devices::find(&mut transaction, &self.programme_key, id).await?;
        let device = device.ok_or_else(|| not_found("device"))?;
        authorize(actor, Action::KeepDevices, Object::Site(device.place()))?;
        let state = match (device.state, revocation.stolen) {
            (DeviceState::Active, false) => DeviceState::Revoked,
            (DeviceState::Active | DeviceState::Revoked, true) => DeviceState::Stolen,
            _ => return Err(refuse(Code::Already, "This device is called back already.")),
        };
        devices::revoke(&mut transaction, &self.programme_key, id, (state, reason), now).await?;
        let line = Line::by(actor, "device.revoke", subject(id))
            .of(device.country)
            .because(reason)
            .with(format!("{}{}", device.name, if revocation.stolen { ", as stolen" } else { "" }));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await
    }
}

/// Whether a report is signed by the device that it is about.
fn is_from(device: &DeviceRow, signed: &SignedReport) -> bool {
    let digest = Sha256::from_digest(&Hasher::digest(&signed.report.0).into());
    let message = report_message(device.id, signed.sent_at, &digest);
    signed.report.0.len() <= LONGEST_REPORT
        && PublicKey::from_bytes(&device.signing_key)
            .is_ok_and(|key| is_signed(&key, &message, &signed.signature.0))
}

/// One answer for a device that there is not and a signature that is not its own.
fn not_from_it() -> Error {
    refuse(Code::NotSignedIn, "This report is not signed by a device that is enrolled here.")
}
