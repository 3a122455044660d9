//! Links: whoever is recorded is searched for among past encounters, in the background and once. What is found is a lead
//! that two people look at; it alerts nobody, and the officer's answer speaks of lists alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use dispatch::Client;
use fingerprint::Score;
use gallery::ReadyProbe;
use policy::SitePolicy;
use wire::event::Event;
use wire::list::Urgency;
use wire::{EncounterId, HitId, Timestamp};

use super::later::NOBODY;
use crate::audit::Line;
use crate::authorize::Place;
use crate::encounters::{subject, templates};
use crate::events::Audience;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::hits::{self, HitRow};
use crate::storage::search_due::{self, Among};
use crate::storage::{Connection, accounts, word};

/// Encounters that are read at once; each is searched for, and what is found of it kept, by itself.
const PAGE: u32 = 100;

/// Past encounters that one resembles, the likeliest first.
struct Found {
    past: Vec<(EncounterId, Score)>,
    /// How many were searched.
    searched: u64,
}

impl Service {
    /// Searches among past encounters for those that came since the last time; how many links that opened for review. Cut
    /// off, or refused a place among the searches, it goes on where it was.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Vault`]; [`wire::Code::SearchesFull`].
    pub async fn find_links(&self) -> Result<usize, Error> {
        let mut opened = 0;
        loop {
            let page = search_due::first(&mut *self.storage.read().await?, Among::Past, PAGE).await?;
            if page.is_empty() {
                return Ok(opened);
            }
            for encounter in page {
                opened += self.find_links_of(encounter).await?;
            }
        }
    }

    async fn find_links_of(&self, encounter: EncounterId) -> Result<usize, Error> {
        let now = self.clock.now();
        let mut snapshot = self.storage.snapshot().await?;
        let Some(row) = encounters::find(&mut snapshot, encounter).await? else { return Ok(0) };
        let policy = accounts::site(&mut snapshot, &self.programme_key, row.site, now).await?.policy;
        let ruling = policy::may_search_past(&policy);
        let searched_for = ruling.granted() && !self.is_over(&mut snapshot, &row, now).await?;
        let past = match searched_for {
            true => Some(self.past_encounters(&mut snapshot, row.country).await?),
            false => None,
        };
        drop(snapshot);
        let found = match past {
            Some(past) => self.search_among_past(&row, &policy, past).await?,
            None => Found { past: vec![], searched: 0 },
        };

        let mut transaction = self.storage.write().await?;
        if !search_due::done(&mut transaction, encounter, Among::Past).await? {
            return Ok(0);
        }
        let opened = self.open_links(&mut transaction, &row, &policy, &found, now).await?;
        let rule = format!("{}, version {}", word(ruling.ruling().rule), ruling.ruling().version);
        let line = Line::by_program("server", "encounter.search_past", subject(encounter))
            .of(row.country)
            .because(rule)
            .with(format!("among {} past encounters: {} links to review", found.searched, opened.len()));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        for (id, place) in &opened {
            self.events.tell(Audience::Reviewers(*place), Event::Hit { id: *id });
        }
        Ok(opened.len())
    }

    async fn search_among_past(
        &self,
        row: &EncounterRow,
        policy: &SitePolicy,
        past: Arc<gallery::Shard>,
    ) -> Result<Found, Error> {
        let probe = ReadyProbe::new(&templates(&self.manifest(row)?.1)?);
        let threshold = Score::new(f32::from(policy.lead_threshold));
        // The encounter itself is among those in memory, and finds itself.
        let searched = (past.people() as u64).saturating_sub(1);
        let client = Client { site: row.site, ..NOBODY };
        let found = self.find(client, Urgency::Background, vec![past], &probe, threshold).await?;
        let past = found
            .into_iter()
            .flatten()
            .map(|candidate| (EncounterId(uuid::Uuid::from_bytes(candidate.person.0)), candidate.score))
            .filter(|(id, _)| *id != row.id)
            .collect();
        Ok(Found { past, searched })
    }

    /// Opens the hits for which there is reason by now. Encounters that two people have linked with each other are one
    /// person's: the likeliest of them is looked at, and not each.
    async fn open_links(
        &self,
        db: &mut Connection,
        row: &EncounterRow,
        policy: &SitePolicy,
        found: &Found,
        now: Timestamp,
    ) -> Result<Vec<(HitId, Place)>, Error> {
        let mut opened = Vec::new();
        let mut of_a_person = BTreeSet::new();
        for (past, _) in &found.past {
            let Some(past) = encounters::find(db, *past).await? else { continue };
            if of_a_person.contains(&past.id) || !self.may_link(db, row, &past, now).await? {
                continue;
            }
            of_a_person.extend(hits::linked_with(db, past.id).await?);
            let hit = HitRow::link(row, &past, policy, found.searched, now);
            hits::insert(db, &hit).await?;
            let line = Line::by_program("server", "hit.open", format!("hit/{}", hit.id))
                .of(row.country)
                .with(format!("a link: {} resembles {}", subject(row.id), subject(past.id)));
            self.log.append(db, now, line).await?;
            opened.push((hit.id, row.place()));
        }
        Ok(opened)
    }

    /// Whether two encounters may be looked at beside each other, and are not yet.
    async fn may_link(
        &self,
        db: &mut Connection,
        row: &EncounterRow,
        past: &EncounterRow,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let policy = accounts::site(db, &self.programme_key, past.site, now).await?.policy;
        // One that is still to be searched for itself will find this one.
        let comes = search_due::is_there(db, past.id, Among::Past).await?;
        Ok(policy::may_search_past(&policy).granted()
            && past.restricted_at.is_none()
            && !comes
            && !self.is_over(db, past, now).await?
            && !hits::is_linked(db, row.id, past.id).await?)
    }
}
