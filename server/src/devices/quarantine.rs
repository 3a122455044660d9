use packet::Seal;
use wire::list::Urgency;
use wire::quarantine::{Decided, Opened, Quarantined, Says, Verdict, WhyRefused};
use wire::{Code, QuarantineId};

use super::receiving::{digest_of, read};
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::quarantine::{self, QuarantineRow};
use crate::storage::{Connection, accounts, devices, word};
use crate::vault::NewKey;

const SHOWN: u32 = 200;
const SHORTEST_REASON: usize = 8;
/// What nobody has decided on by then is forgotten: a refused record must not outlive those that were taken.
const DAYS: i64 = 30;
const CONTENT: &str = "packet";

pub(super) fn subject(id: QuarantineId) -> String {
    format!("quarantine/{id}")
}

impl Service {
    /// Keeps a refused packet for a supervisor; the same again is one packet.
    pub(super) async fn quarantine(
        &self,
        actor: &Actor,
        seal: &Seal,
        bytes: &[u8],
        (why, detail): (WhyRefused, &str),
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let id = QuarantineId::new();
        let NewKey { key, wrapped } = self.vault.new_key(&subject(id))?;
        let row = QuarantineRow {
            id,
            digest: digest_of(seal, bytes),
            encounter: seal.sealing.encounter,
            device: seal.sealing.device,
            officer: actor.account,
            officer_name: actor.name.clone(),
            site: actor.site,
            country: actor.country,
            why,
            detail: detail.to_owned(),
            sealed_at: seal.sealing.sealed_at,
            received_at: now,
            size: bytes.len() as u64,
            seal: seal.to_bytes(),
            content: Some((wrapped, key.seal(CONTENT, bytes)?)),
            decided: None,
        };
        let mut transaction = self.storage.write().await?;
        if quarantine::insert(&mut transaction, &row).await? {
            let line = Line::by(actor, "packet.refuse", subject(id)).with(format!(
                "{}: {detail} encounter/{} of device/{}",
                word(why),
                row.encounter,
                row.device
            ));
            self.log.append(&mut transaction, now, line).await?;
        }
        transaction.commit().await
    }

    /// Packets that were refused, as the actor may see them.
    pub(crate) async fn quarantined(&self, actor: &Actor) -> Result<Vec<Quarantined>, Error> {
        authorize(actor, Action::JudgePackets, Object::Country(actor.country))?;
        let mut snapshot = self.storage.snapshot().await?;
        let mut rows = quarantine::all(&mut snapshot, &self.programme_key, SHOWN).await?;
        rows.retain(|row| authorize(actor, Action::JudgePackets, Object::Site(row.place())).is_ok());
        let mut packets = Vec::with_capacity(rows.len());
        for row in rows {
            packets.push(self.packet_view(&mut snapshot, row).await?);
        }
        drop(snapshot);
        let line =
            Line::by(actor, "quarantine.list", "quarantine").with(format!("{} packets", packets.len()));
        self.note(line).await?;
        Ok(packets)
    }

    /// One of them, with what its manifest says.
    pub(crate) async fn look_at_packet(&self, actor: &Actor, id: QuarantineId) -> Result<Opened, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let row = self.packet_for(&mut snapshot, actor, id).await?;
        let says = self.content_of(&row)?.and_then(|bytes| read(&bytes).ok()).map(|manifest| Says {
            site: manifest.site,
            started_at: manifest.started_at,
            sealed_at: manifest.sealed_at,
            fingers: manifest.fingers.len() as u32,
            photographs: manifest.photographs.len() as u32,
            biography: !manifest.biography.is_empty(),
        });
        let line = Line::by(actor, "quarantine.look", subject(id)).of(row.country);
        let packet = self.packet_view(&mut snapshot, row).await?;
        drop(snapshot);
        self.note(line).await?;
        Ok(Opened { packet, says })
    }

    /// Lets a packet in, as if it had been taken when it came; or rejects it, and forgets what it says.
    pub(crate) async fn decide_packet(
        &self,
        actor: &Actor,
        id: QuarantineId,
        release: bool,
        verdict: &Verdict,
    ) -> Result<Quarantined, Error> {
        let mut db = self.storage.read().await?;
        let row = self.packet_for(&mut db, actor, id).await?;
        let reason = verdict.reason.trim();
        if reason.chars().count() < SHORTEST_REASON {
            return Err(invalid("reason", "Say in eight letters or more why."));
        }
        let Some(bytes) = self.content_of(&row)? else {
            return Err(refuse(Code::Already, "Somebody has decided on this packet already."));
        };
        if release && row.why == WhyRefused::Replayed {
            let words =
                "This encounter is here already, or was erased: it is not brought back. Reject the packet.";
            return Err(refuse(Code::Conflict, words));
        }
        if release {
            let account = accounts::find(&mut db, &self.programme_key, row.officer).await?;
            let officer = Actor::signing_in(account.ok_or_else(|| not_found("account"))?, None);
            drop(db);
            self.record(&officer, read(&bytes)?, Urgency::Routine, Some(&row.seal()?)).await?;
        } else {
            drop(db);
        }
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let verdict = (release, actor.account, reason);
        if !quarantine::decide(&mut transaction, &self.programme_key, id, verdict, now).await? {
            return Err(refuse(Code::Already, "Somebody has decided on this packet already."));
        }
        let action = if release { "quarantine.release" } else { "quarantine.reject" };
        let line = Line::by(actor, action, subject(id)).of(row.country).because(reason).with(format!(
            "encounter/{} of device/{}, refused as {}",
            row.encounter,
            row.device,
            word(row.why)
        ));
        self.log.append(&mut transaction, now, line).await?;
        let row = self.packet_for(&mut transaction, actor, id).await?;
        let view = self.packet_view(&mut transaction, row).await?;
        transaction.commit().await?;
        Ok(view)
    }

    /// Forgets refused packets that nobody has decided on in thirty days.
    pub(crate) async fn forget_quarantined(&self) -> Result<(), Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let forgotten = quarantine::forget_before(&mut transaction, now.plus_seconds(-DAYS * 86_400)).await?;
        if forgotten > 0 {
            let line = Line::by_program("server", "quarantine.forget", "quarantine");
            let line = line.with(format!("{forgotten} packets that nobody decided on in {DAYS} days"));
            self.log.append(&mut transaction, now, line).await?;
        }
        transaction.commit().await
    }

    async fn packet_for(
        &self,
        db: &mut Connection,
        actor: &Actor,
        id: QuarantineId,
    ) -> Result<QuarantineRow, Error> {
        authorize(actor, Action::JudgePackets, Object::Country(actor.country))?;
        let row = quarantine::find(db, &self.programme_key, id).await?.ok_or_else(|| not_found("packet"))?;
        authorize(actor, Action::JudgePackets, Object::Site(row.place()))?;
        Ok(row)
    }

    fn content_of(&self, row: &QuarantineRow) -> Result<Option<Vec<u8>>, Error> {
        let Some((wrapped, content)) = &row.content else { return Ok(None) };
        let key = self.vault.unwrap_key(&subject(row.id), wrapped)?;
        Ok(Some(key.open(CONTENT, content)?))
    }

    async fn packet_view(&self, db: &mut Connection, row: QuarantineRow) -> Result<Quarantined, Error> {
        let device = devices::find(db, &self.programme_key, row.device).await?;
        Ok(Quarantined {
            id: row.id,
            encounter: row.encounter,
            reference: row.encounter.reference(),
            why: row.why,
            detail: row.detail,
            device: row.device,
            device_name: device.map(|device| device.name),
            officer: row.officer_name,
            site: row.site,
            sealed_at: row.sealed_at,
            received_at: row.received_at,
            size: row.size,
            decided: row.decided.map(|(released, by, at, reason)| Decided { released, by, at, reason }),
        })
    }
}
