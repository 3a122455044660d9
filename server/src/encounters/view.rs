use fingerprint::{FingerPosition, Template};
use policy::EntryState;
use wire::EncounterId;
use wire::encounter::{EncounterStatus, EncounterView, FingerCapture, LaterMatch, Manifest};
use wire::list::SearchAnswer;

use super::subject;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, not_found};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::{Connection, alerts, entries, hits, lists, parts};
use crate::vault::{DataKey, Vault};

/// What the officer's list shows.
const SHOWN: u32 = 100;

/// An encounter's key and its manifest, opened.
pub(crate) fn open(vault: &Vault, row: &EncounterRow) -> Result<(DataKey, Manifest), Error> {
    let key = vault.unwrap_key(&subject(row.id), &row.wrapped_key)?;
    let manifest =
        serde_json::from_slice(&key.open("manifest", &row.manifest)?).map_err(Error::stored("manifest"))?;
    Ok((key, manifest))
}

/// What is compared of an encounter, by finger.
pub(crate) fn templates(manifest: &Manifest) -> Result<Vec<(FingerPosition, Template)>, Error> {
    let read = |finger: &FingerCapture| {
        let template = Template::from_bytes(&finger.template.0)
            .map_err(|error| Error::Stored { what: "template", why: error.to_string() })?;
        Ok((finger.position, template))
    };
    manifest.fingers.iter().map(read).collect()
}

impl Service {
    /// An encounter's key and its manifest, opened.
    pub(crate) fn manifest(&self, row: &EncounterRow) -> Result<(DataKey, Manifest), Error> {
        open(&self.vault, row)
    }

    /// An encounter as its site sees it.
    pub(super) async fn view(&self, db: &mut Connection, row: &EncounterRow) -> Result<EncounterView, Error> {
        let key = self.vault.unwrap_key(&subject(row.id), &row.wrapped_key)?;
        let answer: SearchAnswer =
            serde_json::from_slice(&key.open("answer", &row.answer)?).map_err(Error::stored("answer"))?;
        let restricted = row.restricted_at.is_some();
        let alert = match restricted {
            true => None,
            false => alerts::of(db, &self.programme_key, row.id).await?,
        };
        let alert = alert.map(|alert| self.alert(&alert)).transpose()?;
        let mut later = Vec::new();
        for (entry, list, at) in hits::later(db, row.id).await? {
            let list = lists::find(db, &self.programme_key, list).await?;
            later.push(LaterMatch { entry, list: list.map(|list| list.terms.name).unwrap_or_default(), at });
        }
        let mut withdrawn = Vec::new();
        for entry in answer.leads.iter().map(|lead| lead.entry).chain(later.iter().map(|it| it.entry)) {
            if matches!(entries::state(db, entry).await?, None | Some(EntryState::Withdrawn)) {
                withdrawn.push(entry);
            }
        }
        Ok(EncounterView {
            id: row.id,
            reference: row.id.reference(),
            sealed_at: row.sealed_at,
            fingers: row.fingers,
            images_complete: parts::of(db, row.id).await?.iter().all(|part| part.received_at.is_some()),
            status: if restricted { EncounterStatus::Restricted } else { row.status },
            answer,
            later: if restricted { vec![] } else { later },
            withdrawn,
            alert,
        })
    }

    /// The latest encounters of the actor's site.
    pub(crate) async fn encounters(&self, actor: &Actor) -> Result<Vec<EncounterView>, Error> {
        authorize(actor, Action::ReadEncounter, Object::Site(actor.place()))?;
        let mut snapshot = self.storage.snapshot().await?;
        let rows = encounters::of_site(&mut snapshot, actor.site, SHOWN).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in &rows {
            views.push(self.view(&mut snapshot, row).await?);
        }
        drop(snapshot);
        let references: Vec<&str> = views.iter().map(|view| view.reference.as_str()).collect();
        let line = Line::by(actor, "encounter.list", format!("site/{}", actor.site)).with(format!(
            "{} encounters: {}",
            views.len(),
            references.join(" ")
        ));
        self.note(line).await?;
        Ok(views)
    }

    /// One encounter.
    pub(crate) async fn encounter(&self, actor: &Actor, id: EncounterId) -> Result<EncounterView, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let row = self.encounter_for(&mut snapshot, actor, Action::ReadEncounter, id).await?;
        let view = self.view(&mut snapshot, &row).await?;
        drop(snapshot);
        self.note(Line::by(actor, "encounter.read", subject(id)).of(row.country)).await?;
        Ok(view)
    }

    /// An encounter, if `actor` may do `action` to it.
    pub(crate) async fn encounter_for(
        &self,
        db: &mut Connection,
        actor: &Actor,
        action: Action,
        id: EncounterId,
    ) -> Result<EncounterRow, Error> {
        // A role that may never do this learns so before anything is looked up.
        let own = Object::Encounter { place: actor.place(), officer: actor.account };
        authorize(actor, action, own)?;
        let row = encounters::find(db, id).await?.ok_or_else(|| not_found("encounter"))?;
        authorize(actor, action, row.object())?;
        Ok(row)
    }
}
