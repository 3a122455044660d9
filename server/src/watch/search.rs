use std::sync::Arc;
use std::time::Duration;

use dispatch::{Client, Full, Outcome, Turn};
use fingerprint::{FingerPosition, Score, Template};
use gallery::{ReadyProbe, SearchOptions, Shard};
use tokio::sync::oneshot;
use wire::list::{Lead, SearchAnswer, Urgency};
use wire::{Code, EntryId, Problem, Timestamp};

use super::HeldList;
use crate::authorize::Action;
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;

/// The most leads from one list: more would only hide the best.
pub(crate) const LEADS_PER_LIST: usize = 10;

impl Service {
    /// Searches every list that `actor` may search, in the version it has at this moment.
    pub(crate) async fn search(
        &self,
        actor: &Actor,
        urgency: Urgency,
        probe: &[(FingerPosition, Template)],
        threshold: Score,
    ) -> Result<SearchAnswer, Error> {
        let lists = self.lists_for(actor, Action::SearchList).await?;
        let client = Client { site: actor.site, account: actor.account };
        self.search_in(lists, (client, urgency), probe, threshold).await
    }

    /// Searches these lists, wherever they are held.
    pub(super) async fn search_in(
        &self,
        lists: Vec<Arc<HeldList>>,
        (client, urgency): (Client, Urgency),
        probe: &[(FingerPosition, Template)],
        threshold: Score,
    ) -> Result<SearchAnswer, Error> {
        if let Some(matchers) = &self.matchers {
            let _turn = self.turn(client, urgency).await?;
            return self.search_by(matchers, lists, probe, threshold).await;
        }
        let at: Timestamp = self.clock.now();
        let searched = lists.iter().map(|list| list.info(at)).collect();
        let mut not_compared: Vec<_> = probe.iter().map(|(position, _)| *position).collect();
        not_compared.retain(|&position| !lists.iter().any(|held| held.shard.can_compare(position)));
        let shards = lists.iter().map(|held| Arc::clone(&held.shard)).collect();
        let found = self.find(client, urgency, shards, &ReadyProbe::new(probe), threshold).await?;
        let mut leads: Vec<Lead> = lists
            .iter()
            .zip(found)
            .flat_map(|(held, candidates)| {
                candidates.into_iter().map(|candidate| Lead {
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
        Ok(SearchAnswer { searched, leads, not_compared, incomplete: vec![], at })
    }

    /// Waits for its turn, then for what is found in each shard.
    pub(crate) async fn find(
        &self,
        client: Client,
        urgency: Urgency,
        shards: Vec<Arc<Shard>>,
        probe: &ReadyProbe,
        threshold: Score,
    ) -> Result<Outcome, Error> {
        let options = SearchOptions { limit: LEADS_PER_LIST, threshold, threads: 1 };
        let (tell, told) = oneshot::channel();
        let pending = self.searches.search(client, urgency, shards, probe, options, move |found| {
            // Whoever asked may have gone.
            let _ = tell.send(found);
        });
        // Dropped with this future, it gives up the place of a search that nobody waits for any more.
        let _place = pending.map_err(|full| come_back(full, self.searches.wait()))?;
        told.await.map_err(|_| Error::SearchCutOff)
    }

    /// Waits until matchers may be asked. The turn ends with what is given back.
    async fn turn(&self, client: Client, urgency: Urgency) -> Result<Turn, Error> {
        let (tell, told) = oneshot::channel();
        let turn = self.turns.enter(client, urgency, move || {
            // Whoever asked may have gone.
            let _ = tell.send(());
        });
        let turn = turn.map_err(|full| come_back(full, self.turns.wait()))?;
        told.await.map_err(|_| Error::SearchCutOff)?;
        Ok(turn)
    }
}

fn come_back(full: Full, wait: Duration) -> Error {
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(60);
    tracing::warn!(waiting = full.waiting, seconds, "a search found no place");
    let detail = format!(
        "{} searches are under way, so this one was not begun and nothing was kept. Send it again in {seconds} s.",
        full.waiting
    );
    Problem { retry_after: Some(seconds), ..Problem::new(Code::SearchesFull, detail) }.into()
}
