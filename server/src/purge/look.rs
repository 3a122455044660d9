//! What is due, and what is due but kept: the dry run.

use std::collections::BTreeMap;

use policy::{Country, Ending, Held, Keeping, keeping, keeping_request};
use wire::encounter::EncounterStatus;
use wire::purge::{Announcement, Due, Preview, Purges, Record};
use wire::{EncounterId, Timestamp};

use super::{Why, is_over, place};
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::purges::{self, ItemState};
use crate::storage::redress::cases::{self, CaseRow};
use crate::storage::{Connection, accounts, policies};

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
        for country in accounts::countries(&mut snapshot).await? {
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
                let plain = self.programme_key.open_bytes(&place(purge.id, item.record), &item.words)?;
                let why: Why = serde_json::from_slice(&plain).map_err(Error::stored("purge"))?;
                let Why { class, ruling, due_at, reference } = why;
                let reference = reference.unwrap_or_else(|| item.record.to_string());
                Ok(Due { record: item.record, reference, class, ruling, due_at })
            })
            .collect::<Result<_, Error>>()?;
        let (planned_at, begins_at) = (purge.planned_at, purge.begins_at);
        Ok(Some(Announcement { id: purge.id, planned_at, begins_at, records, done }))
    }

    /// Looks through a country's records and answered requests; those that no version makes due within 30 days are not opened.
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
        let mut looked_at = Vec::new();
        for id in purges::received_before(db, country, before).await? {
            if let Some(row) = encounters::find(db, id).await? {
                looked_at.push(self.due(db, &row, now).await?);
            }
        }
        for id in purges::answered_before(db, country, before).await? {
            if let Some(case) = cases::find(db, id).await? {
                looked_at.extend(self.due_request(db, &case, now).await?);
            }
        }
        for due in looked_at {
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
        found.erase.sort_by_key(|due| (due.due_at, due.record));
        Ok(found)
    }

    /// When a record's time is over, and the rule that erases or keeps it.
    pub(crate) async fn due(
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
        Ok(due(Record::Encounter(row.id), row.id, keeping(&rules, &held, now.0)))
    }

    /// The same of a request to the redress desk; none while it is not answered.
    pub(super) async fn due_request(
        &self,
        db: &mut Connection,
        case: &CaseRow,
        now: Timestamp,
    ) -> Result<Option<Due>, Error> {
        let Some(answered_at) = case.closed_at else { return Ok(None) };
        let rules = accounts::site(db, &self.programme_key, case.site, case.opened_at).await?.policy;
        let held = purges::is_held(db, case.encounter).await?;
        let keeping = keeping_request(&rules, answered_at.0, held, now.0);
        Ok(Some(due(Record::Redress(case.id), case.encounter, keeping)))
    }
}

fn due(record: Record, about: EncounterId, keeping: Keeping) -> Due {
    let (Keeping::Erase { class, ruling, due_at } | Keeping::Keep { class, ruling, due_at }) = keeping;
    Due { record, reference: about.reference(), class, ruling, due_at: Timestamp(due_at) }
}

/// What came of a record. One that is under review has an open hit, which keeps it whatever this says.
fn outcome(status: EncounterStatus) -> Ending {
    match status {
        EncounterStatus::Identified => Ending::Identified,
        EncounterStatus::NoMatch | EncounterStatus::NotCompared | EncounterStatus::Incomplete => {
            Ending::NoHit
        }
        EncounterStatus::Excluded
        | EncounterStatus::Inconclusive
        | EncounterStatus::UnderReview
        | EncounterStatus::WithSupervisor
        | EncounterStatus::Restricted => Ending::Excluded,
    }
}
