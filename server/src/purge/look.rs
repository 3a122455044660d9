//! What is due, and what is due but kept: the dry run.

use std::collections::BTreeMap;

use policy::{Class, Country, Held, Keeping, keeping};
use wire::Timestamp;
use wire::encounter::EncounterStatus;
use wire::purge::{Announcement, Due, Preview, Purges};

use super::{Why, is_over, place};
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::purges::{self, ItemState};
use crate::storage::{Connection, policies};

const DAY_SECONDS: i64 = 86_400;
/// How far ahead the next record that is due is looked for.
const AHEAD_DAYS: i64 = 30;
/// Certificates that the page shows.
const SHOWN: u32 = 50;

impl Service {
    /// What would be erased in every country, and what would be kept though it is due. Nothing is changed.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn purge_dry_run(&self) -> Result<Vec<(Country, Preview)>, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let mut found = Vec::new();
        for country in crate::storage::accounts::countries(&mut snapshot).await? {
            found.push((country, self.look(&mut snapshot, country, self.clock.now()).await?));
        }
        Ok(found)
    }

    /// The same for who may read it.
    pub(crate) async fn preview(&self, actor: &Actor) -> Result<Preview, Error> {
        authorize(actor, Action::ReadPurges, Object::Country(actor.country))?;
        let mut snapshot = self.storage.snapshot().await?;
        let found = self.look(&mut snapshot, actor.country, self.clock.now()).await?;
        drop(snapshot);
        let line = Line::by(actor, "purge.preview", format!("purges/{}", actor.country)).with(format!(
            "{} due, {} kept",
            found.erase.len(),
            found.kept.len()
        ));
        self.note(line).await?;
        Ok(found)
    }

    /// What is announced, what is held, and what was erased.
    pub(crate) async fn purges(&self, actor: &Actor) -> Result<Purges, Error> {
        authorize(actor, Action::ReadPurges, Object::Country(actor.country))?;
        let mut snapshot = self.storage.snapshot().await?;
        let announced = self.announced(&mut snapshot, actor.country).await?;
        let holds = self.holds_of(&mut snapshot, actor.country).await?;
        let certificates = purges::certificates(&mut snapshot, actor.country, SHOWN)
            .await?
            .iter()
            .map(|text| serde_json::from_str(text).map_err(Error::stored("certificate")))
            .collect::<Result<_, _>>()?;
        drop(snapshot);
        self.note(Line::by(actor, "purge.read", format!("purges/{}", actor.country))).await?;
        let confirmed = Actor { confirmed: true, ..actor.clone() };
        let may_hold = authorize(&confirmed, Action::Hold, Object::Site(actor.place())).is_ok();
        Ok(Purges { announced, holds, certificates, may_hold })
    }

    async fn announced(&self, db: &mut Connection, country: Country) -> Result<Option<Announcement>, Error> {
        let Some(purge) = purges::unfinished(db, country).await? else { return Ok(None) };
        let items = purges::items(db, purge.id).await?;
        let done = items.iter().filter(|item| matches!(item.state, ItemState::Erased | ItemState::Kept));
        let done = u32::try_from(done.count()).unwrap_or(u32::MAX);
        let records = items
            .iter()
            .map(|item| {
                let plain = self.programme_key.open_bytes(&place(purge.id, item.encounter), &item.words)?;
                let why: Why = serde_json::from_slice(&plain).map_err(Error::stored("purge"))?;
                Ok(Due {
                    encounter: item.encounter,
                    reference: item.encounter.reference(),
                    class: why.class,
                    ruling: why.ruling,
                    due_at: why.due_at,
                })
            })
            .collect::<Result<_, Error>>()?;
        let (planned_at, begins_at) = (purge.planned_at, purge.begins_at);
        Ok(Some(Announcement { id: purge.id, planned_at, begins_at, records, done }))
    }

    /// Looks through a country's records; those that no version makes due within 30 days are not opened.
    pub(super) async fn look(
        &self,
        db: &mut Connection,
        country: Country,
        now: Timestamp,
    ) -> Result<Preview, Error> {
        let versions = policies::all(db, &self.programme_key, country).await?;
        let days = versions.iter().map(|version| version.policy.shortest_retention_days()).min();
        let days = AHEAD_DAYS - i64::from(days.unwrap_or(u16::MAX));
        let before = now.plus_seconds(days * DAY_SECONDS);
        let mut found =
            Preview { at: now, erase: vec![], kept: vec![], counts: BTreeMap::new(), next_due: None };
        for id in purges::received_before(db, country, before).await? {
            let Some(row) = encounters::find(db, id).await? else { continue };
            let due = self.due(db, &row, now).await?;
            if due.due_at > now {
                let soon = due.due_at < now.plus_seconds(AHEAD_DAYS * DAY_SECONDS);
                let next = found.next_due.map_or(due.due_at, |next| next.min(due.due_at));
                found.next_due = if soon { Some(next) } else { found.next_due };
            } else if is_over(due.ruling.rule) {
                *found.counts.entry(due.class).or_default() += 1;
                found.erase.push(due);
            } else {
                found.kept.push(due);
            }
        }
        found.erase.sort_by_key(|due| (due.due_at, due.encounter));
        Ok(found)
    }

    /// When a record's time is over, and the rule that erases or keeps it.
    pub(super) async fn due(
        &self,
        db: &mut Connection,
        row: &EncounterRow,
        now: Timestamp,
    ) -> Result<Due, Error> {
        let rules = policies::version(db, &self.programme_key, row.country, row.policy).await?.at(&row.site);
        let (open_hit, open_case) = purges::open_on(db, row.id).await?;
        let held = Held {
            outcome: outcome(row.status),
            minor: self.manifest(row)?.1.permission.age.is_minor(),
            received_at: row.received_at.0,
            legal_hold: purges::is_held(db, row.id).await?,
            open_hit,
            // What the desk has frozen waits for the desk.
            open_case: open_case || row.restricted_at.is_some(),
        };
        let (class, ruling, due_at) = match keeping(&rules, &held, now.0) {
            Keeping::Erase { class, ruling, due_at } | Keeping::Keep { class, ruling, due_at } => {
                (class, ruling, Timestamp(due_at))
            }
        };
        let (encounter, reference) = (row.id, row.id.reference());
        Ok(Due { encounter, reference, class, ruling, due_at })
    }
}

/// What came of a record. One that is under review has an open hit, which keeps it whatever this says.
fn outcome(status: EncounterStatus) -> Class {
    match status {
        EncounterStatus::Identified => Class::Identified,
        EncounterStatus::NoMatch | EncounterStatus::NotCompared => Class::NoHit,
        EncounterStatus::Excluded
        | EncounterStatus::Inconclusive
        | EncounterStatus::UnderReview
        | EncounterStatus::WithSupervisor
        | EncounterStatus::Restricted => Class::Excluded,
    }
}
