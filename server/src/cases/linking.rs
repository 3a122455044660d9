//! Making and ending links.

use std::collections::{BTreeMap, BTreeSet};

use policy::Country;
use wire::alert::Cause;
use wire::case::{CaseView, LinkCause, Merge, Split};
use wire::event::Event;
use wire::hit::Outcome;
use wire::{CaseId, Code, EncounterId, EntryId, HitId, LinkId, Timestamp};

use super::{ended, made, stated, subject};
use crate::audit::Line;
use crate::authorize::Action;
use crate::events::Audience;
use crate::problem::{Error, invalid, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::Connection;
use crate::storage::cases::links::{self, EndRow, LinkRow};
use crate::storage::cases::{self, CaseRow};
use crate::storage::hits::{self, HitRow, Reference};
use crate::vault::NewKey;

const SAY_WHY: &str = "Say why: it stays on the case's timeline.";

impl Service {
    /// Two people have identified: the encounter belongs to the case of whoever else was identified so, or to its own.
    /// Where both have a case, these stay two, and both wait for a supervisor to merge them.
    pub(crate) async fn link_identified(&self, db: &mut Connection, hit: &HitRow) -> Result<(), Error> {
        let now = self.clock.now();
        let own = cases::of_encounter(db, hit.encounter).await?;
        let known = match own {
            Some(own) => Some(own),
            None => links::case_of_same(db, hit.place.country, hit.id).await?,
        };
        let row = match known {
            Some(id) => cases::find(db, id).await?.ok_or(sqlx::Error::RowNotFound)?,
            None => self.new_case(db, hit.place.country, now).await?,
        };
        let mut belong = vec![hit.encounter];
        if let Reference::Encounter { past, place, .. } = hit.reference {
            let alone = cases::of_encounter(db, past).await?.is_none();
            belong.extend(Some(past).filter(|_| alone && place.country == hit.place.country));
        }
        for encounter in &belong {
            let id = LinkId::new();
            let link = LinkRow {
                id,
                case: row.id,
                encounter: *encounter,
                hit: hit.id,
                cause: LinkCause::Identification,
                made_at: now,
                made_by: None,
                made_why: self.case_key(&row)?.seal(&made(id), b"")?,
                ended: None,
            };
            links::insert(db, &link).await?;
        }
        let encounters: Vec<String> = belong.iter().map(|id| format!("encounter/{id}")).collect();
        let line = Line::by_program("server", "case.link", subject(row.id))
            .of(row.country)
            .because("two people identified")
            .with(format!("{} by hit/{}", encounters.join(" "), hit.id));
        self.log.append(db, now, line).await
    }

    /// Brings another case's encounters into this one. The other stays, empty, with all that was written in it.
    pub(crate) async fn merge_cases(
        &self,
        actor: &Actor,
        id: CaseId,
        merge: Merge,
    ) -> Result<CaseView, Error> {
        let mut transaction = self.storage.write().await?;
        let into = self.case_for(&mut transaction, actor, Action::LinkCases, id).await?;
        let why = stated("reason", &merge.reason, SAY_WHY)?;
        let other = match self.cases_called(&mut transaction, into.country, &merge.with).await?[..] {
            [other] if other != id => other,
            [_] => return Err(invalid("with", "That is this case: name the other one.")),
            [] => return Err(invalid("with", "There is no such case, or none that you may see.")),
            _ => {
                return Err(invalid("with", "Several cases have this reference: give the whole identifier."));
            }
        };
        let other = self.case_for(&mut transaction, actor, Action::LinkCases, other).await?;
        let moving: Vec<LinkRow> = active(links::of(&mut transaction, other.id).await?);
        if moving.is_empty() || active(links::of(&mut transaction, id).await?).is_empty() {
            return Err(refuse(
                Code::Conflict,
                "The encounters of one of the two were moved to another case.",
            ));
        }
        let now = self.clock.now();
        for link in moving {
            let hit = link.hit;
            self.end_link(&mut transaction, actor, (&other, &link), &into, (why, now)).await?;
            let made = (LinkCause::Merge, hit);
            self.make_link(&mut transaction, actor, &into, link.encounter, made, (why, now)).await?;
        }
        let line = (actor, "case.merge");
        let detail = format!("{} came into {}", subject(other.id), subject(id));
        self.put_case_on_record(&mut transaction, line, &into, why, detail.clone()).await?;
        self.put_case_on_record(&mut transaction, line, &other, why, detail).await?;
        let view = self.case_view(&mut transaction, actor, &into).await?;
        transaction.commit().await?;
        Ok(view)
    }

    /// Takes encounters out of a case into a new one. An identification that held them to those that stay is declared
    /// wrong by that; one that only they share goes with them.
    pub(crate) async fn split_case(
        &self,
        actor: &Actor,
        id: CaseId,
        split: Split,
    ) -> Result<CaseView, Error> {
        let mut transaction = self.storage.write().await?;
        let from = self.case_for(&mut transaction, actor, Action::LinkCases, id).await?;
        let why = stated("reason", &split.reason, SAY_WHY)?;
        let linked = active(links::of(&mut transaction, id).await?);
        let goes: BTreeSet<EncounterId> = split.encounters.iter().copied().collect();
        let there: BTreeSet<EncounterId> = linked.iter().map(|link| link.encounter).collect();
        if goes.is_empty() || !goes.is_subset(&there) {
            return Err(invalid("encounters", "Choose encounters of this case."));
        }
        if goes == there {
            return Err(invalid("encounters", "Leave at least one encounter in the case."));
        }
        let wrong = self.held_together(&mut transaction, &linked, &goes).await?;
        let now = self.clock.now();
        let into = self.new_case(&mut transaction, from.country, now).await?;
        for link in linked.iter().filter(|link| goes.contains(&link.encounter)) {
            self.end_link(&mut transaction, actor, (&from, link), &into, (why, now)).await?;
            let made = (LinkCause::Split, link.hit);
            self.make_link(&mut transaction, actor, &into, link.encounter, made, (why, now)).await?;
        }
        let mut taken_back = Vec::new();
        for hit in &wrong {
            let fallen = (hit.id, hit.encounter, hit.place.country);
            let why = (Cause::CaseSplit, why);
            let fall = self.let_finding_fall(&mut transaction, actor, fallen, Outcome::Exclusion, why);
            taken_back.extend(fall.await?);
        }
        let wrong: Vec<String> = wrong.iter().map(|hit| format!("hit/{}", hit.id)).collect();
        let line = (actor, "case.split");
        let detail = format!(
            "{} encounters went to {}; declared wrong: {}",
            goes.len(),
            subject(into.id),
            if wrong.is_empty() { "none".to_owned() } else { wrong.join(" ") }
        );
        self.put_case_on_record(&mut transaction, line, &from, why, detail.clone()).await?;
        self.put_case_on_record(&mut transaction, line, &into, why, detail).await?;
        let view = self.case_view(&mut transaction, actor, &into).await?;
        transaction.commit().await?;
        for alert in &taken_back {
            self.events.tell(Audience::Site(alert.place()), Event::Encounter { id: alert.encounter });
            self.tell_of_alert(alert);
        }
        Ok(view)
    }

    async fn new_case(
        &self,
        db: &mut Connection,
        country: Country,
        now: Timestamp,
    ) -> Result<CaseRow, Error> {
        let id = CaseId::new();
        let NewKey { wrapped, .. } = self.vault.new_key(&subject(id))?;
        let row = CaseRow { id, country, opened_at: now, wrapped_key: wrapped };
        cases::insert(db, &row).await?;
        Ok(row)
    }

    async fn make_link(
        &self,
        db: &mut Connection,
        actor: &Actor,
        case: &CaseRow,
        encounter: EncounterId,
        (cause, hit): (LinkCause, HitId),
        (why, now): (&str, Timestamp),
    ) -> Result<(), Error> {
        let id = LinkId::new();
        let made_why = self.case_key(case)?.seal(&made(id), why.as_bytes())?;
        let made_by = Some(actor.account);
        let link = LinkRow {
            id,
            case: case.id,
            encounter,
            hit,
            cause,
            made_at: now,
            made_by,
            made_why,
            ended: None,
        };
        links::insert(db, &link).await
    }

    async fn end_link(
        &self,
        db: &mut Connection,
        actor: &Actor,
        (case, link): (&CaseRow, &LinkRow),
        into: &CaseRow,
        (why, now): (&str, Timestamp),
    ) -> Result<(), Error> {
        let why = self.case_key(case)?.seal(&ended(link.id), why.as_bytes())?;
        links::end(db, link.id, &EndRow { at: now, by: actor.account, why, moved_to: into.id }).await
    }

    /// The identifications that held those who go to those who stay: of who goes as somebody that one who stays was
    /// identified as too, and of one of them with another.
    async fn held_together(
        &self,
        db: &mut Connection,
        linked: &[LinkRow],
        goes: &BTreeSet<EncounterId>,
    ) -> Result<Vec<HitRow>, Error> {
        let mut known = Vec::new();
        for link in linked {
            let hits = hits::about(db, &self.programme_key, link.encounter).await?;
            let hit = hits.into_iter().find(|hit| hit.id == link.hit);
            if let Some(hit) = hit
                && !links::is_undone(db, link.hit).await?
            {
                known.push((link.encounter, hit));
            }
        }
        let stays: Vec<EntryId> = known
            .iter()
            .filter(|(encounter, _)| !goes.contains(encounter))
            .filter_map(|(_, hit)| match hit.reference {
                Reference::Entry { entry, .. } => Some(entry),
                Reference::Encounter { .. } => None,
            })
            .collect();
        let wrong = known.iter().filter(|(encounter, hit)| match hit.reference {
            Reference::Entry { entry, .. } => goes.contains(encounter) && stays.contains(&entry),
            Reference::Encounter { past, .. } => goes.contains(&hit.encounter) != goes.contains(&past),
        });
        let once: BTreeMap<HitId, HitRow> = wrong.map(|(_, hit)| (hit.id, hit.clone())).collect();
        Ok(once.into_values().collect())
    }
}

/// The links that hold.
pub(super) fn active(links: Vec<LinkRow>) -> Vec<LinkRow> {
    links.into_iter().filter(|link| link.ended.is_none()).collect()
}
