//! A manifest that arrives: sealed by a device that may send it, or refused and kept for a supervisor.

use axum::Json;
use packet::{PublicKey, Refused, Seal};
use sha2::{Digest as _, Sha256 as Hasher};
use wire::device::DeviceState;
use wire::encounter::{Manifest, Receipt};
use wire::list::Urgency;
use wire::quarantine::WhyRefused;
use wire::{Code, Sha256, Timestamp};

use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, invalid, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::devices::DeviceRow;
use crate::storage::{accounts, devices, encounters, packets, quarantine};

/// A manifest says when it was sealed by the corrected clock, its seal by the device's own: the two are read one after
/// the other.
const SAME_MOMENT_MS: u64 = 10_000;

/// Why a packet is refused, with its particulars.
pub(super) type Refusal = (WhyRefused, String);

impl Service {
    /// Receives a manifest's bytes with their seal, where they have one.
    pub(crate) async fn receive(
        &self,
        actor: &Actor,
        seal: Option<&str>,
        bytes: &[u8],
        urgency: Urgency,
    ) -> Result<Receipt, Error> {
        authorize(actor, Action::Record, Object::Site(actor.place()))?;
        let Some(seal) = seal else {
            self.may_send_unsealed(actor).await?;
            return self.record(actor, read(bytes)?, urgency, None).await;
        };
        let seal = Seal::from_text(seal).map_err(|error| invalid("umbral-seal", format!("{error}.")))?;
        let digest = digest_of(&seal, bytes);
        let decided = quarantine::decision_of(&mut *self.storage.read().await?, &digest).await?;
        match (decided, self.judge_packet(actor, &seal, bytes).await?) {
            (Some(true), _) | (None, Ok(())) => self.record(actor, read(bytes)?, urgency, Some(&seal)).await,
            (Some(false), _) => Err(refuse(Code::PacketRefused, "A supervisor has rejected this packet.")),
            (None, Err((why, detail))) => {
                self.quarantine(actor, &seal, bytes, (why, &detail)).await?;
                let words = format!("{detail} A supervisor looks at it; it stays on the device until then.");
                Err(refuse(Code::PacketRefused, words))
            }
        }
    }

    /// What is not sealed comes from a browser that nobody has enrolled: the site's rules say whether those record.
    async fn may_send_unsealed(&self, actor: &Actor) -> Result<(), Error> {
        let now = self.clock.now();
        let mut db = self.storage.read().await?;
        match accounts::site(&mut db, &self.programme_key, actor.site, now)
            .await?
            .policy
            .devices
            .enrolled_only
        {
            false => Ok(()),
            true => Err(refuse(
                Code::DeviceNeeded,
                "At this site only enrolled devices record. Ask an administrator for a code for this one.",
            )),
        }
    }

    /// Whether a packet is what an enrolled device sealed, for this officer, when it says.
    pub(super) async fn judge_packet(
        &self,
        actor: &Actor,
        seal: &Seal,
        bytes: &[u8],
    ) -> Result<Result<(), Refusal>, Error> {
        let now = self.clock.now();
        let mut db = self.storage.read().await?;
        let Some(device) = devices::find(&mut db, &self.programme_key, seal.sealing.device).await? else {
            return Ok(Err((
                WhyRefused::ForeignDevice,
                "The device that it names is not enrolled here.".into(),
            )));
        };
        let manifest = match whole(&device, seal, bytes) {
            Ok(manifest) => manifest,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if seal.sealing.officer != actor.account {
            let words = "It was sealed for another officer than the one who sends it.";
            return Ok(Err((WhyRefused::ForeignOfficer, words.into())));
        }
        let encounter = seal.sealing.encounter;
        let here = encounters::find(&mut db, encounter).await?.is_some();
        match packets::manifest_of(&mut db, encounter).await? {
            Some(digest) if digest != Sha256::from_digest(&seal.sealing.manifest).as_str() => {
                let words = "Another packet of this encounter has arrived before, with another content.";
                return Ok(Err((WhyRefused::Replayed, words.into())));
            }
            // The same again, for an answer that was lost on the way.
            Some(_) if here => return Ok(Ok(())),
            Some(_) => {
                let words = "This encounter was here and has been erased; it is not brought back.";
                return Ok(Err((WhyRefused::Replayed, words.into())));
            }
            None => {}
        }
        let tolerated = accounts::site(&mut db, &self.programme_key, device.site, now).await?.policy.devices;
        let tolerated = i64::from(tolerated.clock_minutes) * 60_000;
        Ok(stands(&device, &manifest).and_then(|()| dated(&device, seal, &manifest, (now, tolerated))))
    }
}

/// Of the seal and the bytes: what is sent again is one packet.
pub(super) fn digest_of(seal: &Seal, bytes: &[u8]) -> String {
    hex::encode(Hasher::digest([&seal.to_bytes()[..], bytes].concat()))
}

/// The manifest, or where it is not one.
pub(super) fn read(bytes: &[u8]) -> Result<Manifest, Error> {
    Ok(Json::<Manifest>::from_bytes(bytes)?.0)
}

/// The manifest, if it is what this device sealed.
fn whole(device: &DeviceRow, seal: &Seal, bytes: &[u8]) -> Result<Manifest, Refusal> {
    let altered = |words: String| (WhyRefused::Altered, words);
    let key = PublicKey::from_bytes(&device.signing_key).map_err(|error| altered(format!("{error}.")))?;
    let told = |refused: Refused| altered(format!("It was altered on its way: {refused}."));
    seal.check(&key, bytes, seal.sealing.encounter).map_err(told)?;
    let manifest = read(bytes).map_err(|_| altered("What was sealed is no manifest.".into()))?;
    seal.check(&key, bytes, manifest.id).map_err(told)?;
    Ok(manifest)
}

/// Whether the device may send this.
fn stands(device: &DeviceRow, manifest: &Manifest) -> Result<(), Refusal> {
    if manifest.site != device.site {
        let words = "The device is enrolled at another site than the one that the record is of.";
        return Err((WhyRefused::ForeignDevice, words.into()));
    }
    match (device.state, device.revoked_at) {
        (DeviceState::Stolen, _) => Err((
            WhyRefused::RevokedDevice,
            "The device was called back as stolen: nothing it sends is taken.".into(),
        )),
        (DeviceState::Revoked | DeviceState::Wiped, Some(revoked_at)) if manifest.sealed_at > revoked_at => {
            Err((WhyRefused::RevokedDevice, "It was sealed after the device was called back.".into()))
        }
        _ => Ok(()),
    }
}

/// Whether the moments fit together, with the device's clock and the server's. None of them is ever changed.
fn dated(
    device: &DeviceRow,
    seal: &Seal,
    manifest: &Manifest,
    (now, tolerated): (Timestamp, i64),
) -> Result<(), Refusal> {
    let redated = |words: String| Err((WhyRefused::Redated, words));
    let corrected = seal.sealing.sealed_at.0.saturating_add(seal.sealing.clock_set_by);
    if manifest.sealed_at.0.abs_diff(corrected) > SAME_MOMENT_MS {
        return redated("The manifest says another moment than the seal.".into());
    }
    if seal.sealing.clock_set_by.unsigned_abs() > tolerated.unsigned_abs() {
        return redated(format!(
            "The device's clock is {} minutes off: set it right. Its records keep the moments they were given.",
            seal.sealing.clock_set_by / 60_000
        ));
    }
    if manifest.sealed_at.0 > now.0.saturating_add(tolerated) {
        return redated("It is dated in the future.".into());
    }
    if manifest.started_at.0 < device.enrolled_at.0.saturating_sub(tolerated) {
        return redated("It is dated before the device was enrolled.".into());
    }
    Ok(())
}
