//! Encounters of which not all parts of the lists could be searched are searched for again by themselves.

use std::collections::BTreeSet;

use dispatch::Client;
use fingerprint::Score;
use wire::list::Urgency;

use crate::encounters::templates;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::search_due::{self, Among};
use crate::storage::{encounters, policies};

/// Encounters that are looked at in one go.
const PAGE: u32 = 100;

impl Service {
    /// Searches again for encounters whose answer was incomplete; how many have a whole answer now. Where parts are still
    /// missing the encounter waits, and with it the others of its country: they would miss the same ones.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Vault`]; [`wire::Code::SearchesFull`].
    pub async fn search_again(&self) -> Result<usize, Error> {
        let mut whole = 0;
        let mut missing = BTreeSet::new();
        for encounter in search_due::first(&mut *self.storage.read().await?, Among::Lists, PAGE).await? {
            let mut snapshot = self.storage.snapshot().await?;
            let Some(row) = encounters::find(&mut snapshot, encounter).await? else { continue };
            if missing.contains(&row.country) {
                continue;
            }
            let policy = policies::version(&mut snapshot, &self.programme_key, row.country, row.policy)
                .await?
                .at(&row.site);
            drop(snapshot);
            let probe = templates(&self.manifest(&row)?.1)?;
            let threshold = Score::new(f32::from(policy.lead_threshold));
            let client = Client { site: row.site, account: row.officer };
            let lists = self.lists_of(row.country).await?;
            let answer = self.search_in(lists, (client, Urgency::Routine), &probe, threshold).await?;
            if answer.incomplete.is_empty() {
                whole += usize::from(self.keep_again(&row, answer).await?);
            } else {
                missing.insert(row.country);
            }
        }
        Ok(whole)
    }
}
