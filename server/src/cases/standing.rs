//! Where a case stands and what has to be done, derived from its encounters, hits and alerts.

use std::collections::{BTreeMap, BTreeSet};

use policy::Country;
use wire::case::{CaseEncounter, CaseItem, CaseState, LinkCause, Next};
use wire::encounter::EncounterStatus;
use wire::hit::Stage;
use wire::{CaseId, EncounterId, SiteId};

use super::linking::active;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::cases::{CaseRow, links};
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::{Connection, accounts, alerts, hits};

/// What is the same for all cases of a country.
pub(super) struct Surroundings {
    /// The names of its sites.
    pub sites: BTreeMap<SiteId, String>,
    /// The pairs that identifications say are of one subject, in both orders.
    joined: BTreeSet<(CaseId, CaseId)>,
}

impl Service {
    pub(super) async fn surroundings(
        &self,
        db: &mut Connection,
        country: Country,
    ) -> Result<Surroundings, Error> {
        let sites = accounts::sites(db, &self.programme_key, country).await?;
        Ok(Surroundings {
            sites: sites.into_iter().map(|site| (site.id, site.name)).collect(),
            joined: links::joined(db, country).await?,
        })
    }

    /// A case as the list shows it, and its encounters, the newest first.
    pub(super) async fn item_of_case(
        &self,
        db: &mut Connection,
        case: &CaseRow,
        around: &Surroundings,
    ) -> Result<(CaseItem, Vec<EncounterRow>), Error> {
        let linked: BTreeSet<EncounterId> =
            active(links::of(db, case.id).await?).iter().map(|link| link.encounter).collect();
        let mut rows = Vec::new();
        for encounter in linked {
            rows.extend(encounters::find(db, encounter).await?);
        }
        rows.sort_by_key(|row| std::cmp::Reverse((row.sealed_at, row.id)));
        let mut next = Vec::new();
        let mut shown = Vec::new();
        for row in &rows {
            next.extend(self.next_of(db, row).await?);
            let restricted = row.restricted_at.is_some();
            shown.push(CaseEncounter {
                id: row.id,
                reference: row.id.reference(),
                site: around.sites.get(&row.site).cloned().unwrap_or_default(),
                at: row.sealed_at,
                names: if restricted { vec![] } else { self.manifest(row)?.1.biography.names },
                status: if restricted { EncounterStatus::Restricted } else { row.status },
            });
        }
        let joined = around.joined.iter().filter(|(one, _)| *one == case.id);
        next.extend(joined.map(|(_, with)| Next::Merge { with: *with, reference: with.reference() }));
        if rows.len() > 1 {
            next.extend(self.wrongly_linked(db, case).await?);
        }
        next.sort();
        let state = match (rows.is_empty(), next.is_empty()) {
            (true, _) => CaseState::Emptied,
            (false, true) => CaseState::Settled,
            (false, false) => CaseState::Waiting,
        };
        let item = CaseItem {
            id: case.id,
            reference: case.id.reference(),
            opened_at: case.opened_at,
            encounters: shown,
            state,
            next,
        };
        Ok((item, rows))
    }

    /// The encounters that no identification holds any more, though nobody has said that they stay.
    async fn wrongly_linked(&self, db: &mut Connection, case: &CaseRow) -> Result<Vec<Next>, Error> {
        let mut holds = BTreeMap::<EncounterId, bool>::new();
        for link in active(links::of(db, case.id).await?) {
            let held = link.cause != LinkCause::Identification || !links::is_undone(db, link.hit).await?;
            *holds.entry(link.encounter).or_default() |= held;
        }
        let wrong = holds.into_iter().filter(|(_, held)| !held);
        Ok(wrong.map(|(encounter, _)| Next::SplitOff { encounter: encounter.reference() }).collect())
    }

    /// What has to be done about an encounter.
    async fn next_of(&self, db: &mut Connection, row: &EncounterRow) -> Result<Vec<Next>, Error> {
        let encounter = row.id.reference();
        if let Some(since) = row.restricted_at {
            return Ok(vec![Next::AnswerRedress { encounter, since }]);
        }
        let mut next = Vec::new();
        for alert in alerts::of_encounter(db, &self.programme_key, row.id).await? {
            if alert.acknowledged.is_none() && alert.taken_back.is_none() {
                let since = alert.raised_at;
                next.push(Next::AcknowledgeAlert { encounter: encounter.clone(), since });
            }
        }
        for hit in hits::of(db, &self.programme_key, row.id).await? {
            let (encounter, since) = (encounter.clone(), hit.course.opened_at);
            next.extend(match hit.course.stage {
                Stage::FirstReview => Some(Next::FirstReview { encounter, since }),
                Stage::SecondReview => Some(Next::SecondReview { encounter, since }),
                Stage::WithSupervisor => Some(Next::SettleConflict { encounter, since }),
                Stage::Closed => None,
            });
        }
        Ok(next)
    }
}
