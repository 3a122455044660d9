//! What the redress desk sees: the queue, and all that is held about who asks.

use wire::encounter::EncounterStatus;
use wire::redress::{Case, CaseItem, Held, HeldAgainst, HeldHit, Step, Trace};
use wire::{EncounterId, RedressId};

use super::{step_place, subject};
use crate::audit::Line;
use crate::authorize::{Action, authorize};
use crate::problem::{Error, not_found};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::hits::{self, HitRow, Reference};
use crate::storage::redress::cases::{self, CaseRow};
use crate::storage::redress::{recipients, steps};
use crate::storage::{Connection, accounts, alerts, encounters, entries, lists, parts};
use crate::watch::Entry;

/// What the queue shows at once.
const SHOWN: u32 = 500;

impl Service {
    /// The cases of the actor's country: open ones first, the one due first first.
    pub(crate) async fn redress_cases(&self, actor: &Actor) -> Result<Vec<CaseItem>, Error> {
        let own = crate::authorize::Object::Site(actor.place());
        authorize(actor, Action::Redress, own)?;
        let mut snapshot = self.storage.snapshot().await?;
        let mut rows = cases::all(&mut snapshot, SHOWN).await?;
        rows.retain(|row| authorize(actor, Action::Redress, row.object()).is_ok());
        let mut items = Vec::with_capacity(rows.len());
        for row in &rows {
            items.push(self.case_item(&mut snapshot, row).await?);
        }
        drop(snapshot);
        let line = Line::by(actor, "redress.list", format!("site/{}", actor.site))
            .with(format!("{} cases", items.len()));
        self.note(line).await?;
        Ok(items)
    }

    /// A case with what is held about the person. Looking at it is on record under the person's record.
    pub(crate) async fn redress_case(&self, actor: &Actor, id: RedressId) -> Result<Case, Error> {
        let mut transaction = self.storage.write().await?;
        let row = self.case_row(&mut transaction, actor, Action::Redress, id).await?;
        if row.closed_at.is_none() {
            self.find_recipients(&mut transaction, &row).await?;
        }
        let case = self.whole_case(&mut transaction, &row).await?;
        let line = Line::by(actor, "redress.read", crate::encounters::subject(row.encounter))
            .of(row.country)
            .because("the person asked for redress")
            .with(subject(id));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        Ok(case)
    }

    /// A case, if `actor` may do `action` to it.
    pub(super) async fn case_row(
        &self,
        db: &mut Connection,
        actor: &Actor,
        action: Action,
        id: RedressId,
    ) -> Result<CaseRow, Error> {
        // A role that may never do this learns so before anything is looked up.
        authorize(actor, action, crate::authorize::Object::Site(actor.place()))?;
        let row = cases::find(db, id).await?.ok_or_else(|| not_found("case"))?;
        authorize(actor, action, row.object())?;
        Ok(row)
    }

    async fn case_item(&self, db: &mut Connection, row: &CaseRow) -> Result<CaseItem, Error> {
        let site = accounts::site(db, &self.programme_key, row.site, self.clock.now()).await?;
        let request = self.request_of(row)?;
        Ok(CaseItem {
            id: row.id,
            record: row.encounter.reference(),
            site: site.name,
            country: site.policy.host_country_name,
            opened_at: row.opened_at,
            due_at: row.due_at,
            closed_at: row.closed_at,
            state: row.state,
            asks: request.asks,
            language: request.language,
        })
    }

    pub(super) async fn whole_case(&self, db: &mut Connection, row: &CaseRow) -> Result<Case, Error> {
        let trace = self.trace(db, row).await?;
        let reasons = trace.iter().rev().find_map(|step| match &step.what {
            Some(Trace::Answered { reasons }) => Some(reasons.clone()),
            _ => None,
        });
        Ok(Case {
            item: self.case_item(db, row).await?,
            contact: self.request_of(row)?.contact,
            held: self.held(db, row).await?,
            recipients: self.recipients_of(db, row).await?,
            trace,
            reasons,
            done: self.done(db, row.id).await?,
        })
    }

    /// The steps of a case; what lay under the record's key is gone once the record is.
    async fn trace(&self, db: &mut Connection, row: &CaseRow) -> Result<Vec<Step>, Error> {
        let own = self.key_of(row)?;
        let record = match encounters::find(db, row.encounter).await? {
            Some(record) => Some(self.manifest(&record)?.0),
            None => None,
        };
        let mut trace = Vec::new();
        for step in steps::of(db, &self.programme_key, row.id).await? {
            let key = if step.of_record { record.as_ref() } else { Some(&own) };
            let what = match key {
                None => None,
                Some(key) => {
                    let plain = key.open(&step_place(row.id, step.number), &step.words)?;
                    Some(serde_json::from_slice(&plain).map_err(Error::stored("step"))?)
                }
            };
            trace.push(Step { at: step.at, by: step.who.unwrap_or_default(), what });
        }
        Ok(trace)
    }

    /// Whom a hit about a record holds its person against: of a link, the other record.
    async fn held_against(
        &self,
        db: &mut Connection,
        record: EncounterId,
        hit: &HitRow,
    ) -> Result<HeldAgainst, Error> {
        match hit.reference {
            Reference::Entry { entry, list, .. } => {
                let entry = Entry::open(&self.vault, &entries::find(db, entry).await?)?;
                let list = lists::find(db, &self.programme_key, list).await?;
                let list = list.map(|list| list.terms.name).unwrap_or_default();
                Ok(HeldAgainst::Listed { list, category: entry.particulars.category })
            }
            Reference::Encounter { past, place, .. } => {
                let (other, at) = if past == record { (hit.encounter, hit.place) } else { (past, place) };
                let site = accounts::site(db, &self.programme_key, at.site, self.clock.now()).await?.name;
                Ok(HeldAgainst::Recorded { reference: other.reference(), site })
            }
        }
    }

    /// All that is held under the record; nothing once it was erased.
    async fn held(&self, db: &mut Connection, case: &CaseRow) -> Result<Option<Held>, Error> {
        let Some(row) = encounters::find(db, case.encounter).await? else { return Ok(None) };
        let (_, manifest) = self.manifest(&row)?;
        let mut found = Vec::new();
        for hit in hits::about(db, &self.programme_key, row.id).await? {
            found.push(HeldHit {
                against: self.held_against(db, row.id, &hit).await?,
                opened_at: hit.course.opened_at,
                stage: hit.course.stage,
                outcome: hit.course.outcome,
            });
        }
        let alert = alerts::of(db, &self.programme_key, row.id).await?;
        let officers = accounts::all(db, &self.programme_key).await?;
        let images = parts::of(db, row.id).await?;
        let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Ok(Some(Held {
            encounter: row.id,
            sealed_at: row.sealed_at,
            officer: officers
                .into_iter()
                .find(|account| account.id == row.officer)
                .map(|account| account.name)
                .unwrap_or_default(),
            status: if row.restricted_at.is_some() { EncounterStatus::Restricted } else { row.status },
            restricted_at: row.restricted_at,
            permission: manifest.permission,
            notice: manifest.notice,
            prints: size(manifest.fingers.len()),
            missing: size(manifest.exceptions.len()),
            photographs: size(manifest.photographs.len()),
            images: size(images.iter().filter(|image| image.received_at.is_some()).count()),
            hits: found,
            alert: alert.map(|alert| self.alert(&alert)).transpose()?,
            looks: recipients::looks(db, row.id).await?,
        }))
    }
}
