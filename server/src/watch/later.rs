//! Later matches: who enters search is searched for among past encounters too, in the background.

use std::sync::Arc;

use dispatch::Client;
use fingerprint::Score;
use gallery::{ReadyProbe, Shard};
use policy::Country;
use wire::agreement::Covers;
use wire::event::Event;
use wire::list::{Cursor, Urgency};
use wire::{AccountId, EncounterId, EntryId, HitId, SiteId};

use super::Entry;
use crate::audit::Line;
use crate::authorize::Place;
use crate::encounters::status_of;
use crate::events::Audience;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::hits::{self, Cause, HitRow};
use crate::storage::lists::{self, Watchlist};
use crate::storage::{Connection, accounts, agreements, changes, entries, searched_back};

/// Changes of a list that are searched for together: what is found is kept, and how far it went, as a whole or not.
const PAGE: u32 = 100;

/// On whose behalf: nobody's.
pub(super) const NOBODY: Client =
    Client { site: SiteId(uuid::Uuid::nil()), account: AccountId(uuid::Uuid::nil()) };

/// An encounter that resembles an entry.
struct LaterLead {
    encounter: EncounterId,
    entry: EntryId,
    severity: u8,
    score: Score,
    searched: u64,
}

impl Service {
    /// Searches for whoever entered a list since the last time among past encounters; how many hits that opened. Cut
    /// off, or refused a place among the searches, it goes on where it was.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Vault`]; [`wire::Code::SearchesFull`].
    pub async fn match_later(&self) -> Result<usize, Error> {
        let mut opened = 0;
        self.let_go_stale().await?;
        let lists = lists::all(&mut *self.storage.read().await?, &self.programme_key).await?;
        for list in lists {
            loop {
                let mut db = self.storage.read().await?;
                let from = searched_back::reached(&mut db, list.id).await?;
                let since = from.version.saturating_sub(1);
                let page = changes::since(&mut db, list.id, since, Some(from), PAGE).await?;
                drop(db);
                let Some(&reached) = page.last() else { break };
                opened += self.match_page(&list, &page, reached).await?;
            }
        }
        Ok(opened)
    }

    async fn match_page(&self, list: &Watchlist, page: &[Cursor], reached: Cursor) -> Result<usize, Error> {
        let now = self.clock.now();
        let mut snapshot = self.storage.snapshot().await?;
        let mut entered = Vec::new();
        for change in page {
            if let Some(row) = entries::look_up(&mut snapshot, change.entry).await? {
                let entry = Entry::open(&self.vault, &row)?;
                entered.extend(Some(entry).filter(|entry| entry.may_alert(now)));
            }
        }
        let countries = self.countries_of(&mut snapshot, list.country).await?;
        let mut past = Vec::new();
        for country in &countries {
            if !entered.is_empty() {
                past.push(self.past_encounters(&mut snapshot, *country).await?);
            }
        }
        let sites = accounts::all_sites(&mut snapshot, &self.programme_key, now).await?;
        drop(snapshot);
        let lowest = sites
            .iter()
            .filter(|site| countries.contains(&site.policy.host_country))
            .map(|site| site.policy.lead_threshold)
            .min();
        let searched: u64 = past.iter().map(|shard| shard.people() as u64).sum();
        let people = entered.len();
        let mut leads = Vec::new();
        if let Some(lowest) = lowest.filter(|_| searched > 0) {
            for entry in entered {
                leads.extend(self.search_past(&entry, &past, Score::new(f32::from(lowest)), searched).await?);
            }
        }

        let mut opened = Vec::new();
        let mut transaction = self.storage.write().await?;
        for lead in leads {
            opened.extend(self.open_later(&mut transaction, list, reached.version, lead).await?);
        }
        searched_back::set_reached(&mut transaction, list.id, reached).await?;
        if people > 0 && searched > 0 {
            let line = Line::by_program("server", "list.search_past", format!("list/{}", list.id))
                .of(list.country)
                .because("who enters a list is searched for among past encounters, within their retention")
                .with(format!(
                    "{people} entries up to version {} among {searched} encounters: {} hits",
                    reached.version,
                    opened.len()
                ));
            self.log.append(&mut transaction, now, line).await?;
        }
        transaction.commit().await?;
        for (id, encounter, place) in &opened {
            self.events.tell(Audience::Reviewers(*place), Event::Hit { id: *id });
            self.events.tell(Audience::Site(*place), Event::Encounter { id: *encounter });
        }
        Ok(opened.len())
    }

    /// Whose encounters are searched against a country's lists: its own, and those of whom it gives its lists to.
    async fn countries_of(&self, db: &mut Connection, keeper: Country) -> Result<Vec<Country>, Error> {
        let now = self.clock.now();
        let mut countries = Vec::new();
        for country in accounts::countries(db).await? {
            let given = agreements::given(db, country, now).await?;
            let shared = given.iter().any(|given| given.giver == keeper && given.covers == Covers::Lists);
            countries.extend(Some(country).filter(|_| country == keeper || shared));
        }
        Ok(countries)
    }

    async fn search_past(
        &self,
        entry: &Entry,
        past: &[Arc<Shard>],
        threshold: Score,
        searched: u64,
    ) -> Result<Vec<LaterLead>, Error> {
        let probe = ReadyProbe::new(&entry.templates()?);
        let found = self.find(NOBODY, Urgency::Background, past.to_vec(), &probe, threshold).await?;
        let mut leads = Vec::new();
        for candidate in found.into_iter().flatten() {
            let encounter = EncounterId(uuid::Uuid::from_bytes(candidate.person.0));
            let severity = entry.particulars.severity;
            let (entry, score) = (entry.id, candidate.score);
            leads.push(LaterLead { encounter, entry, severity, score, searched });
        }
        Ok(leads)
    }

    /// Opens the hit of a lead, if by now there is still reason to; what was opened, and where.
    async fn open_later(
        &self,
        db: &mut Connection,
        list: &Watchlist,
        version: u64,
        lead: LaterLead,
    ) -> Result<Option<(HitId, EncounterId, Place)>, Error> {
        let now = self.clock.now();
        let Some(row) = encounters::find(db, lead.encounter).await? else { return Ok(None) };
        let policy = accounts::site(db, &self.programme_key, row.site, now).await?.policy;
        let below = lead.score < Score::new(f32::from(policy.lead_threshold));
        if below || row.restricted_at.is_some() || self.is_over(db, &row, now).await? {
            return Ok(None);
        }
        // Taken back while it was searched for; or the encounter was searched with it when it came.
        let entry = entries::look_up(db, lead.entry).await?;
        let stands = entry.is_some_and(|entry| entry.standing.alerts(now.0));
        if !stands || hits::is_there(db, row.id, lead.entry).await? {
            return Ok(None);
        }
        let cause = Cause {
            entry: lead.entry,
            list: list.id,
            list_version: version,
            people: lead.searched,
            later: true,
        };
        let (hit, _) = HitRow::open(&row, &policy, cause, lead.severity, now);
        hits::insert(db, &hit).await?;
        let hits = hits::of(db, &self.programme_key, row.id).await?;
        encounters::set_status(db, row.id, status_of(&hits::standings(&hits))).await?;
        let line = Line::by_program("server", "hit.open", format!("hit/{}", hit.id))
            .of(row.country)
            .with(format!("a later match: entry/{} came after encounter/{}", lead.entry, row.id));
        self.log.append(db, now, line).await?;
        Ok(Some((hit.id, row.id, row.place())))
    }

    /// Whether an encounter's time is over, so that it waits only for its erasure.
    pub(super) async fn is_over(
        &self,
        db: &mut Connection,
        row: &EncounterRow,
        now: wire::Timestamp,
    ) -> Result<bool, Error> {
        Ok(self.due(db, row, now).await?.due_at <= now)
    }
}
