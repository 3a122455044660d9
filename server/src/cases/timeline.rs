//! All that happened to a subject, in one order.

use std::collections::BTreeSet;

use wire::case::{Among, CaseView, Document, EndedLink, Link, LinkCause, Moment, What};
use wire::handover::HandoverWords;
use wire::hit::{Decision, Finding, Stage};
use wire::{CaseId, EncounterId, Timestamp};

use super::standing::Surroundings;
use super::{People, ended, made, open_text};
use crate::alerts::reading;
use crate::authorize::{Action, Object, authorize};
use crate::bench::sealed_as;
use crate::problem::Error;
use crate::review::step;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::alerts::{AlertRow, witnesses};
use crate::storage::cases::links::LinkRow;
use crate::storage::cases::{self, CaseRow, documents, links, notes};
use crate::storage::encounters::EncounterRow;
use crate::storage::hits::{self, Reference};
use crate::storage::{Connection, alerts, examinations, lists};

impl Service {
    /// All of a case, as `actor` may see it.
    pub(super) async fn case_view(
        &self,
        db: &mut Connection,
        actor: &Actor,
        row: &CaseRow,
    ) -> Result<CaseView, Error> {
        let people = self.people(db).await?;
        let around = self.surroundings(db, row.country).await?;
        let (item, encounters) = self.item_of_case(db, row, &around).await?;
        let mut timeline = Vec::new();
        for encounter in &encounters {
            timeline.extend(self.moments_of(db, actor, encounter, (&around, &people)).await?);
        }
        let mut shown = Vec::new();
        for link in links::of(db, row.id).await? {
            shown.push(self.link(row, &link, &people)?);
        }
        timeline.extend(shown.iter().flat_map(moments_of_link));
        shown.reverse();
        let mut laid_in = Vec::new();
        for case in std::iter::once(row.clone()).chain(self.absorbed(db, row.id, &encounters).await?) {
            let (moments, documents) = self.material_of(db, &case, &people).await?;
            let written_in = (case.id != row.id).then(|| case.id.reference());
            timeline.extend(
                moments.into_iter().map(|moment| Moment { written_in: written_in.clone(), ..moment }),
            );
            laid_in.extend(documents);
        }
        timeline.sort_by_key(|moment| std::cmp::Reverse(moment.at));
        laid_in.sort_by_key(|document| std::cmp::Reverse(document.at));
        let confirmed = Actor { confirmed: true, ..actor.clone() };
        let may_link = authorize(&confirmed, Action::LinkCases, Object::Country(row.country)).is_ok();
        Ok(CaseView { item, links: shown, timeline, documents: laid_in, may_link })
    }

    fn link(&self, case: &CaseRow, link: &LinkRow, people: &People) -> Result<Link, Error> {
        let key = self.case_key(case)?;
        let name = |account| people.get(&account).cloned().unwrap_or_default();
        Ok(Link {
            id: link.id,
            encounter: link.encounter,
            reference: link.encounter.reference(),
            cause: link.cause,
            at: link.made_at,
            by: link.made_by.map(name),
            reason: open_text(&key, &made(link.id), &link.made_why)?,
            ended: match &link.ended {
                None => None,
                Some(end) => Some(EndedLink {
                    at: end.at,
                    by: name(end.by),
                    reason: open_text(&key, &ended(link.id), &end.why)?,
                    moved_to: end.moved_to,
                    moved_reference: end.moved_to.reference(),
                }),
            },
        })
    }

    /// What happened to one encounter. Of a hit under review no more is told than that there is one: nobody who still
    /// decides learns here whom it is on or what others found.
    async fn moments_of(
        &self,
        db: &mut Connection,
        actor: &Actor,
        row: &EncounterRow,
        (around, people): (&Surroundings, &People),
    ) -> Result<Vec<Moment>, Error> {
        let of = |at: Timestamp, by: Option<String>, what| Moment {
            at,
            by,
            encounter: Some(row.id.reference()),
            written_in: None,
            what,
        };
        let site = around.sites.get(&row.site).cloned().unwrap_or_default();
        let officer = people.get(&row.officer).cloned();
        let mut moments = vec![of(row.sealed_at, officer, What::Recorded { site, fingers: row.fingers })];
        if let Some(since) = row.restricted_at {
            moments.push(of(since, None, What::Frozen));
            return Ok(moments);
        }
        let (key, _) = self.manifest(row)?;
        for hit in hits::of(db, &self.programme_key, row.id).await? {
            let among = match hit.reference {
                Reference::Entry { list, .. } => {
                    let list = lists::find(db, &self.programme_key, list).await?;
                    Among::List(list.map(|list| list.terms.name).unwrap_or_default())
                }
                Reference::Encounter { past, .. } => Among::Encounter(past.reference()),
            };
            let told = Some(among.clone()).filter(|_| hit.course.stage == Stage::Closed);
            moments.push(of(hit.course.opened_at, None, What::Found { among: told, later: hit.later }));
            let Some(outcome) = hit.course.outcome else { continue };
            let (mut findings, mut at) = (Vec::<Finding>::new(), hit.course.opened_at);
            for examination in examinations::of(db, hit.id).await? {
                let (Some(sealed), Some(decided_at)) = (examination.decision, examination.decided_at) else {
                    continue;
                };
                let plain = key.open(&sealed_as("decision", hit.id), &sealed)?;
                let decision: Decision = serde_json::from_slice(&plain).map_err(Error::stored("decision"))?;
                findings.push(decision.finding);
                at = at.max(decided_at);
            }
            // A correction since then is told where it was made.
            let decided =
                findings.split_last().and_then(|(last, earlier)| step(earlier, *last).ok()?.stage().1);
            let outcome = decided.unwrap_or(outcome);
            moments.push(of(at, None, What::Decided { among, outcome, findings }));
        }
        for alert in alerts::of_encounter(db, &self.programme_key, row.id).await? {
            let what = self.moments_of_alert(db, actor, &alert).await?;
            moments.extend(what.into_iter().map(|(at, by, what)| of(at, by, what)));
        }
        Ok(moments)
    }

    /// What became of one alert, and of the person because of it: when, by whom, what.
    async fn moments_of_alert(
        &self,
        db: &mut Connection,
        actor: &Actor,
        row: &AlertRow,
    ) -> Result<Vec<(Timestamp, Option<String>, What)>, Error> {
        let alert = self.alert(row)?;
        let may_read = authorize(actor, reading(actor), Object::Site(row.place())).is_ok();
        let page = may_read.then_some(alert.id);
        let mut moments =
            vec![(alert.raised_at, None, What::Alerted { category: alert.category, alert: page })];
        for (to, at) in alerts::further(db, row.id).await? {
            moments.push((at, None, What::TakenFurther { to }));
        }
        if let Some(seen) = alert.acknowledged {
            moments.push((seen.at, Some(seen.by), What::Acknowledged));
        }
        if let Some(back) = alert.taken_back {
            let told = witnesses::accounts(db, row.id).await?.len();
            let know = told - witnesses::unanswered(db, row.id).await?.len();
            let (told, know) = (told as u32, know as u32);
            let what = What::TakenBack { cause: back.cause, reason: back.why, told, know };
            moments.push((back.at, Some(back.by), what));
        }
        if let Some(handover) = self.handover_of(db, row.id).await? {
            let HandoverWords { state, authority, at: when, outcome, .. } = handover.words;
            let what = What::HandedOver { state, authority: authority.name, when, outcome, alert: page };
            moments.push((handover.changed_at, Some(handover.changed_by), what));
        }
        Ok(moments)
    }

    /// The notes and documents of one case.
    async fn material_of(
        &self,
        db: &mut Connection,
        case: &CaseRow,
        people: &People,
    ) -> Result<(Vec<Moment>, Vec<Document>), Error> {
        let key = self.case_key(case)?;
        let name = |account| people.get(&account).cloned();
        let of = |at, by, what| Moment { at, by, encounter: None, written_in: None, what };
        let mut moments = Vec::new();
        for note in notes::of(db, case.id).await? {
            let text = open_text(&key, &super::material::note(note.id), &note.words)?;
            moments.push(of(note.at, name(note.who), What::Note { text }));
        }
        let mut laid_in = Vec::new();
        for row in documents::of(db, case.id).await? {
            let document = Document {
                name: open_text(&key, &super::material::name(&row.sha256), &row.name)?,
                sha256: row.sha256,
                kind: row.kind,
                bytes: row.bytes,
                at: row.at,
                by: name(row.who).unwrap_or_default(),
                case: case.id,
            };
            let what = What::Document { name: document.name.clone() };
            moments.push(of(document.at, Some(document.by.clone()), what));
            laid_in.push(document);
        }
        Ok((moments, laid_in))
    }

    /// The emptied cases whose last encounters are all in this one by now, however they came here: what was written in them
    /// is about this subject.
    async fn absorbed(
        &self,
        db: &mut Connection,
        case: CaseId,
        encounters: &[EncounterRow],
    ) -> Result<Vec<CaseRow>, Error> {
        let mut others = BTreeSet::new();
        for encounter in encounters {
            others.extend(cases::ever_of(db, encounter.id).await?);
        }
        others.remove(&case);
        let mut absorbed = Vec::new();
        for other in others {
            let Some(last) = last_encounters(&links::of(db, other).await?) else { continue };
            let mut all_here = true;
            for encounter in last {
                all_here &= cases::of_encounter(db, encounter).await? == Some(case);
            }
            if all_here {
                absorbed.extend(cases::find(db, other).await?);
            }
        }
        Ok(absorbed)
    }
}

/// The encounters that left an emptied case last; none while it is not empty.
fn last_encounters(links: &[LinkRow]) -> Option<BTreeSet<EncounterId>> {
    let ends: Option<Vec<(Timestamp, EncounterId)>> =
        links.iter().map(|link| Some((link.ended.as_ref()?.at, link.encounter))).collect();
    let ends = ends?;
    let last = ends.iter().map(|(at, _)| *at).max()?;
    Some(ends.into_iter().filter(|(at, _)| *at == last).map(|(_, encounter)| encounter).collect())
}

/// A link's beginning, and its end where it has one.
fn moments_of_link(link: &Link) -> Vec<Moment> {
    let of = |at, by: Option<String>, what| Moment {
        at,
        by,
        encounter: Some(link.reference.clone()),
        written_in: None,
        what,
    };
    let cause: LinkCause = link.cause;
    let mut moments = vec![of(link.at, link.by.clone(), What::Linked { cause, reason: link.reason.clone() })];
    if let Some(end) = &link.ended {
        let what = What::Unlinked { moved_to: end.moved_reference.clone(), reason: end.reason.clone() };
        moments.push(of(end.at, Some(end.by.clone()), what));
    }
    moments
}
