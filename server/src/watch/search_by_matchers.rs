use std::sync::Arc;

use fingerprint::{FingerPosition, Score, Template};
use gallery::{Extent, SearchOptions};
use wire::EntryId;
use wire::list::{Incomplete, Lead, SearchAnswer};

use super::HeldList;
use super::search::LEADS_PER_LIST;
use crate::matchers::scatter::Matchers;
use crate::problem::Error;
use crate::service::Service;

impl Service {
    /// Searches lists that matchers hold, each in the version it has at this moment, or in a later one that they have
    /// come to meanwhile.
    pub(super) async fn search_by(
        &self,
        matchers: &Matchers,
        lists: Vec<Arc<HeldList>>,
        probe: &[(FingerPosition, Template)],
        threshold: Score,
    ) -> Result<SearchAnswer, Error> {
        let options = SearchOptions { limit: LEADS_PER_LIST, threshold, threads: 1 };
        let of = matchers.layout.parts;
        let (mut searched, mut leads, mut incomplete) = (Vec::new(), Vec::new(), Vec::new());
        let mut extent = Extent::default();
        for held in lists {
            let list = &held.list;
            let found = matchers.search((list.id, list.version), probe, options).await;
            for candidate in found.candidates {
                let entry = EntryId(uuid::Uuid::from_bytes(candidate.person.0));
                leads.push(Lead {
                    list: list.id,
                    entry,
                    severity: self.severity_of(entry).await?,
                    score: candidate.score,
                    fingers: u32::try_from(candidate.fingers.len()).unwrap_or(u32::MAX),
                    fpir: candidate.fpir,
                });
            }
            if found.searched < of {
                let part =
                    Incomplete { list: list.id, searched: u32::from(found.searched), of: u32::from(of) };
                incomplete.push(part);
            }
            let people = u32::try_from(found.extent.people).unwrap_or(u32::MAX);
            let version = found.version;
            searched.push(wire::list::ListInfo { people, version, ..held.info(self.clock.now()) });
            extent = extent + found.extent;
        }
        leads.sort_by(|a, b| b.score.get().total_cmp(&a.score.get()).then(a.entry.cmp(&b.entry)));
        let mut not_compared: Vec<_> = probe.iter().map(|(position, _)| *position).collect();
        // Of parts that were not searched nothing is known, least of all that they hold no such finger.
        not_compared.retain(|&position| incomplete.is_empty() && !extent.can_compare(position));
        Ok(SearchAnswer { searched, leads, not_compared, incomplete, at: self.clock.now() })
    }
}
