//! Finding cases: those that wait for somebody, and those that somebody asks for with a reason.

use std::collections::{BTreeSet, HashSet};

use policy::Country;
use wire::case::{CaseItem, CaseSearch, CaseState};
use wire::{CaseId, EncounterId, SiteId, Timestamp};

use super::DUTY;
use crate::audit::{Line, is_reason};
use crate::authorize::{Action, Object, authorize};
use crate::biographic::Who;
use crate::problem::{Error, invalid};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::cases;
use crate::storage::{Connection, audit, encounters};

/// What is shown at once.
const SHOWN: usize = 200;

impl Service {
    /// The cases of the actor's country: those that wait for somebody first, each part the newest first.
    pub(crate) async fn subject_cases(&self, actor: &Actor) -> Result<Vec<CaseItem>, Error> {
        authorize(actor, Action::ReadCases, Object::Country(actor.country))?;
        let mut snapshot = self.storage.snapshot().await?;
        let waiting = cases::waiting(&mut snapshot, actor.country).await?;
        let emptied = cases::emptied(&mut snapshot, actor.country).await?;
        let mut found = cases::all(&mut snapshot, actor.country).await?;
        found.retain(|id| !emptied.contains(id));
        // Stable: within each part the order stays.
        found.sort_by_key(|id| !waiting.contains(id));
        let items = self.items(&mut snapshot, actor.country, &found).await?;
        drop(snapshot);
        self.note(found_line(actor, "case.list", &items).because(DUTY)).await?;
        Ok(items)
    }

    /// The cases that `search` asks for, the newest first.
    pub(crate) async fn search_cases(
        &self,
        actor: &Actor,
        search: CaseSearch,
    ) -> Result<Vec<CaseItem>, Error> {
        authorize(actor, Action::ReadCases, Object::Country(actor.country))?;
        if !is_reason(&search.reason) {
            return Err(invalid("reason", "Say in a few words why you look for this case."));
        }
        let mut snapshot = self.storage.snapshot().await?;
        let db = &mut snapshot;
        let mut found = cases::all(db, actor.country).await?;
        if !search.record.trim().is_empty() {
            let called = self.cases_called(db, actor.country, &search.record).await?;
            found.retain(|id| called.contains(id));
        }
        if !search.site.trim().is_empty() || search.from.is_some() || search.until.is_some() {
            let sites = self.sites_called(db, actor.country, &search.site).await?;
            let from = search.from.unwrap_or(Timestamp(0));
            let until = search.until.unwrap_or(Timestamp(i64::MAX));
            let there = cases::with_encounter(db, actor.country, &sites, (from, until)).await?;
            found.retain(|id| there.contains(id));
        }
        if !search.name.trim().is_empty() {
            let named = self.cases_named(db, actor.country, search.name.trim()).await?;
            found.retain(|id| named.contains(id));
        }
        if let Some(state) = search.state {
            let emptied = cases::emptied(db, actor.country).await?;
            let waiting = cases::waiting(db, actor.country).await?;
            found.retain(|id| {
                let is = match (emptied.contains(id), waiting.contains(id)) {
                    (true, _) => CaseState::Emptied,
                    (false, true) => CaseState::Waiting,
                    (false, false) => CaseState::Settled,
                };
                is == state
            });
        }
        let items = self.items(db, actor.country, &found).await?;
        drop(snapshot);
        self.note(found_line(actor, "case.search", &items).because(search.reason.trim())).await?;
        Ok(items)
    }

    async fn items(
        &self,
        db: &mut Connection,
        country: Country,
        found: &[CaseId],
    ) -> Result<Vec<CaseItem>, Error> {
        let around = self.surroundings(db, country).await?;
        let mut items = Vec::new();
        for id in found.iter().take(SHOWN) {
            if let Some(row) = cases::find(db, *id).await? {
                items.push(self.item_of_case(db, &row, &around).await?.0);
            }
        }
        Ok(items)
    }

    /// The country's cases that `record` names: by the case's or an encounter's reference or identifier.
    pub(super) async fn cases_called(
        &self,
        db: &mut Connection,
        country: Country,
        record: &str,
    ) -> Result<Vec<CaseId>, Error> {
        let record = record.trim();
        let mut called: BTreeSet<CaseId> = BTreeSet::new();
        let mut of_encounters: Vec<EncounterId> = Vec::new();
        if let Ok(id) = record.parse::<uuid::Uuid>() {
            called.insert(CaseId(id));
            of_encounters.push(EncounterId(id));
        } else if let Some(end) = CaseId::end_of(record) {
            called.extend(cases::ending(db, country, &end).await?);
            of_encounters.extend(audit::encounters_ending(db, &end).await?);
        }
        for encounter in of_encounters {
            called.extend(cases::of_encounter(db, encounter).await?);
        }
        let mut known = Vec::new();
        for id in called {
            known.extend(cases::find(db, id).await?.filter(|row| row.country == country).map(|row| row.id));
        }
        Ok(known)
    }

    /// The sites whose names have `part` in them, in large letters or small.
    async fn sites_called(
        &self,
        db: &mut Connection,
        country: Country,
        part: &str,
    ) -> Result<BTreeSet<SiteId>, Error> {
        let part = part.trim().to_lowercase();
        let around = self.surroundings(db, country).await?;
        let called = around.sites.iter().filter(|(_, name)| name.to_lowercase().contains(&part));
        Ok(called.map(|(id, _)| *id).collect())
    }

    /// The cases with an encounter whose person may be called so; frozen records are found by no name.
    async fn cases_named(
        &self,
        db: &mut Connection,
        country: Country,
        name: &str,
    ) -> Result<HashSet<CaseId>, Error> {
        let mut named = HashSet::new();
        for who in self.may_be_called(db, country, name).await? {
            let Who::Encounter(id) = who else { continue };
            if encounters::find(db, id).await?.is_some_and(|row| row.restricted_at.is_none()) {
                named.extend(cases::of_encounter(db, id).await?);
            }
        }
        Ok(named)
    }
}

fn found_line<'a>(actor: &'a Actor, action: &'static str, items: &[CaseItem]) -> Line<'a> {
    let references: Vec<&str> = items.iter().map(|item| item.reference.as_str()).collect();
    Line::by(actor, action, format!("cases/{}", actor.country)).with(format!(
        "{} cases: {}",
        items.len(),
        references.join(" ")
    ))
}
