//! What an officer recorded here before the device was enrolled lies under its common key. Once theirs is open it is sealed
//! under that.

use std::collections::BTreeSet;

use keeping::{Consignment, Place, Receipt, Shelf, Step};
use wire::{AccountId, EncounterId, Sha256};

use super::device::Device;
use crate::store::Unkept;

impl Device {
    /// Seals what is this officer's anew, encounter by encounter. What cannot be is tried again when they unlock next.
    pub(super) async fn reseal(self, officer: AccountId) -> Result<(), Unkept> {
        let mut keys = Vec::new();
        for shelf in [Shelf::Steps, Shelf::Outbox, Shelf::Receipts] {
            keys.extend(self.store.keys(shelf, None).await?);
        }
        let of = |key: &String| key.split('/').next().and_then(|id| id.parse().ok());
        for id in keys.iter().filter_map(of).collect::<BTreeSet<EncounterId>>() {
            if self.recorded_in_common(id).await == Some(officer) {
                self.store.reseal(self.places_of(id).await?).await?;
            }
        }
        Ok(())
    }

    /// Whose an encounter is, where something of it still lies under the common key.
    async fn recorded_in_common(self, id: EncounterId) -> Option<AccountId> {
        let begun = self.store.read_common_json::<Step>(&Place::Step(id, 0)).await;
        if let Some(Step::Began(beginning)) = begun {
            return Some(beginning.officer);
        }
        if let Some(sent) = self.store.read_common_json::<Consignment>(&Place::Consignment(id)).await {
            return Some(sent.officer);
        }
        self.store.read_common_json::<Receipt>(&Place::Receipt(id)).await.map(|receipt| receipt.officer)
    }

    async fn places_of(self, id: EncounterId) -> Result<Vec<Place>, Unkept> {
        let under = |shelf| async move { self.store.keys(shelf, Some(&id.to_string())).await };
        let last = |key: String| key.rsplit('/').next().map(str::to_owned);
        let steps = under(Shelf::Steps).await?.into_iter().filter_map(last);
        let images = under(Shelf::Images).await?.into_iter().filter_map(last);
        Ok([Place::Consignment(id), Place::Receipt(id)]
            .into_iter()
            .chain(steps.filter_map(|number| Some(Place::Step(id, number.parse().ok()?))))
            .chain(images.filter_map(|name| Some(Place::Image(id, Sha256::try_from(name).ok()?))))
            .collect())
    }
}
