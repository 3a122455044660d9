use fingerprint::{FingerPosition, Score, Template};
use gallery::SearchOptions;
use wire::list::{Lead, SearchAnswer};
use wire::{EntryId, Timestamp};

use crate::authorize::Action;
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;

/// The most leads from one list: more would only hide the best.
const LEADS_PER_LIST: usize = 10;

impl Service {
    /// Searches every list that `actor` may search, in the version it has at this moment.
    pub(crate) async fn search(
        &self,
        actor: &Actor,
        probe: Vec<(FingerPosition, Template)>,
        threshold: Score,
    ) -> Result<SearchAnswer, Error> {
        let lists = self.lists_for(actor, Action::SearchList).await?;
        let at: Timestamp = self.clock.now();
        let searched = lists.iter().map(|list| list.info(at)).collect();
        let (leads, not_compared) = tokio::task::spawn_blocking(move || {
            let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            let options = SearchOptions { limit: LEADS_PER_LIST, threshold, threads };
            let mut leads: Vec<Lead> = lists
                .iter()
                .flat_map(|held| {
                    held.shard.search(&probe, &options).into_iter().map(|candidate| Lead {
                        list: held.list.id,
                        entry: EntryId(uuid::Uuid::from_bytes(candidate.person.0)),
                        severity: held.severity(&candidate.person),
                        score: candidate.score,
                        fingers: u32::try_from(candidate.fingers.len()).unwrap_or(u32::MAX),
                        fpir: candidate.fpir,
                    })
                })
                .collect();
            leads.sort_by(|a, b| b.score.get().total_cmp(&a.score.get()).then(a.entry.cmp(&b.entry)));
            let mut not_compared: Vec<_> = probe.iter().map(|(position, _)| *position).collect();
            not_compared.retain(|&position| !lists.iter().any(|held| held.shard.can_compare(position)));
            (leads, not_compared)
        })
        .await?;
        Ok(SearchAnswer { searched, leads, not_compared, at })
    }
}
