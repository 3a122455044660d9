//! Past encounters as they are searched: in memory, by country, those that may be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gallery::{PersonId, Shard};
use policy::Country;
use tokio::sync::Mutex;
use wire::EncounterId;
use wire::encounter::Manifest;

use crate::encounters::templates;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::Connection;
use crate::storage::encounters::{self, EncounterRow};

/// Encounters that are opened at once.
const BATCH: usize = 256;

/// The past encounters in memory.
#[derive(Default)]
pub(crate) struct Past(Mutex<BTreeMap<Country, HeldPast>>);

#[derive(Default)]
struct HeldPast {
    shard: Arc<Shard>,
    encounters: BTreeSet<EncounterId>,
}

impl HeldPast {
    fn forget(&mut self, encounter: EncounterId) {
        if self.encounters.remove(&encounter) {
            Arc::make_mut(&mut self.shard).remove(&person(encounter));
        }
    }
}

impl Past {
    /// Takes an encounter out of memory, if it is there: it is erased, or frozen.
    pub async fn forget(&self, encounter: EncounterId) {
        self.0.lock().await.values_mut().for_each(|held| held.forget(encounter));
    }
}

fn person(encounter: EncounterId) -> PersonId {
    PersonId(encounter.0.into_bytes())
}

impl Service {
    /// The country's encounters that are neither erased nor frozen, as they are now.
    pub(super) async fn past_encounters(
        &self,
        db: &mut Connection,
        country: Country,
    ) -> Result<Arc<Shard>, Error> {
        let mut past = self.past.0.lock().await;
        let held = past.entry(country).or_default();
        let searchable = encounters::searchable(db, country).await?;
        let gone: Vec<_> = held.encounters.difference(&searchable).copied().collect();
        gone.into_iter().for_each(|encounter| held.forget(encounter));
        let new: Vec<_> = searchable.difference(&held.encounters).copied().collect();
        for batch in new.chunks(BATCH) {
            let mut rows = Vec::with_capacity(batch.len());
            for id in batch {
                rows.extend(encounters::find(db, *id).await?);
            }
            for (id, manifest) in self.manifests(rows).await? {
                Arc::make_mut(&mut held.shard).insert(person(id), &templates(&manifest)?);
                held.encounters.insert(id);
            }
        }
        Ok(Arc::clone(&held.shard))
    }

    /// Opens manifests, beside the requests.
    async fn manifests(&self, rows: Vec<EncounterRow>) -> Result<Vec<(EncounterId, Manifest)>, Error> {
        let vault = Arc::clone(&self.vault);
        tokio::task::spawn_blocking(move || {
            rows.iter().map(|row| Ok((row.id, crate::encounters::open(&vault, row)?.1))).collect()
        })
        .await?
    }
}
