//! A refused packet, as the officer meets it whose device keeps what it was made from.

use wire::quarantine::{Decided, PacketStanding};
use wire::{Code, EncounterId};

use super::quarantine::subject;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::quarantine::{self, QuarantineRow};

impl Service {
    /// How the actor's own packet of this encounter stands.
    pub(crate) async fn own_packet(&self, actor: &Actor, id: EncounterId) -> Result<PacketStanding, Error> {
        let row = self.packet_of(actor, id).await?;
        let decided = row.decided.map(|(released, by, at, reason)| Decided { released, by, at, reason });
        if decided.is_some() {
            // While it waits nothing is told but that.
            self.note(Line::by(actor, "quarantine.told", subject(row.id)).of(row.country)).await?;
        }
        Ok(PacketStanding { why: row.why, received_at: row.received_at, decided })
    }

    /// The officer takes a rejected record off the device: from then on it is nowhere.
    pub(crate) async fn give_up_packet(&self, actor: &Actor, id: EncounterId) -> Result<(), Error> {
        let row = self.packet_of(actor, id).await?;
        match &row.decided {
            Some((false, ..)) => {
                let line = Line::by(actor, "packet.remove", subject(row.id)).of(row.country);
                self.note(line.with(format!("encounter/{id} off device/{}", row.device))).await
            }
            Some((true, ..)) => {
                Err(refuse(Code::Conflict, "A supervisor has let this record in: send it again."))
            }
            None => Err(refuse(Code::Conflict, "A supervisor has not decided on this record yet.")),
        }
    }

    async fn packet_of(&self, actor: &Actor, id: EncounterId) -> Result<QuarantineRow, Error> {
        authorize(actor, Action::Record, Object::Site(actor.place()))?;
        let mut db = self.storage.read().await?;
        let row = quarantine::of_encounter(&mut db, &self.programme_key, id, actor.account).await?;
        row.ok_or_else(|| not_found("packet"))
    }
}
