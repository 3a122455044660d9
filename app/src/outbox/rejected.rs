//! What is to become of a record that the server refused and a supervisor has decided on.

use keeping::{Place, Shelf};
use leptos::prelude::*;
use wire::EncounterId;
use wire::quarantine::PacketStanding;

use super::{Entry, Outbox};
use crate::api::Fault;
use crate::enrolled::{Device, NoKey};
use crate::store::{Gone, Put};

impl Outbox {
    /// How it stands; what was let in goes again by itself.
    ///
    /// # Errors
    /// What the server says, or that it says nothing.
    pub async fn look_at(self, id: EncounterId) -> Result<PacketStanding, Fault> {
        let standing = self.api.own_packet(id).await?;
        if standing.decided.as_ref().is_some_and(|decided| decided.released) {
            self.retry(id);
        }
        Ok(standing)
    }

    /// Takes a rejected record off the device, once the log has it that the officer did.
    ///
    /// # Errors
    /// As [`Self::look_at`]; it stays then.
    pub async fn give_up(self, id: EncounterId) -> Result<(), Fault> {
        self.api.give_up_packet(id).await?;
        self.arrived(id).await;
        // A receipt for what is nowhere opens nothing; what stays goes by itself in a day.
        let receipt = Gone::Key(Shelf::Receipts, Place::Receipt(id).key());
        let _ = self.store.change(Vec::new(), vec![receipt]).await;
        Ok(())
    }

    /// Seals a rejected record anew, by the clock as it is now, and sends it: it is judged as another packet.
    ///
    /// # Errors
    /// [`Fault::NoDeviceKey`]: the device's key does not sign.
    pub async fn send_anew(self, id: EncounterId, device: Device) -> Result<(), Fault> {
        let Some(Entry { consignment, here, .. }) = untrack(|| self.entry(id)) else { return Ok(()) };
        let mut consignment = (*consignment).clone();
        consignment.manifest.sealed_at = self.clock.now();
        let sealed = device.seal(&consignment.manifest, consignment.officer).await;
        consignment.sealed = sealed.map_err(|NoKey| Fault::NoDeviceKey)?;
        if here.is_none() {
            // What cannot be kept so lies there as it was sealed before, and may be sealed anew again.
            let _ =
                self.store.change(vec![Put::json(Place::Consignment(id), &consignment)], Vec::new()).await;
        }
        self.entries.update(|entries| {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.id == id) {
                entry.consignment = consignment.into();
            }
        });
        self.retry(id);
        Ok(())
    }
}
