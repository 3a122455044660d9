//! The report of a whole case. Whoever reads it may read the case: what is told of hits, notes and documents is what the
//! case's own page shows.

use std::collections::HashMap;

use report::{CaseFile, Document, Language, Link, Note};
use wire::CaseId;
use wire::case::{CaseView, What};
use wire::hit::Stage;
use wire::session::Role;

use super::subject;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::case_report::{Asked, Told, handed_out};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{accounts, hits};

impl Service {
    /// The report of a case, as PDF: of hits that are open it tells how many they are, and of frozen records that they are.
    pub(crate) async fn report_on_case(
        &self,
        actor: &Actor,
        id: CaseId,
        language: Language,
    ) -> Result<Vec<u8>, Error> {
        authorize(actor, Action::ReadReport, Object::Country(actor.country))?;
        let mut snapshot = self.storage.snapshot().await?;
        let row = self.case_for(&mut snapshot, actor, Action::ReadCases, id).await?;
        authorize(actor, Action::ReadReport, Object::Country(row.country))?;
        let view = self.case_view(&mut snapshot, actor, &row).await?;
        let mut encounters = Vec::new();
        for encounter in &view.item.encounters {
            let all = hits::of(&mut snapshot, &self.programme_key, encounter.id).await?;
            let (closed, open): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|hit| hit.course.stage == Stage::Closed);
            encounters.push(Told { encounter: encounter.id, hits: closed, open: open.len() });
        }
        let roles = accounts::all(&mut snapshot, &self.programme_key).await?;
        let roles = roles.into_iter().map(|account| (account.name, account.role)).collect();
        drop(snapshot);
        let reference = view.item.reference.clone();
        let asked = Asked { reference, encounters, file: Some(file(view, &roles)), language };
        let file = self.report(actor, asked).await?;
        let line = Line::by(actor, "case.report", subject(id)).of(row.country).with(handed_out(&file));
        self.note(line).await?;
        Ok(file)
    }
}

/// What the case holds beside its encounters.
fn file(view: CaseView, roles: &HashMap<String, Role>) -> CaseFile {
    let links = view.links.into_iter().map(|link| Link {
        encounter: link.reference,
        cause: link.cause,
        at: link.at,
        reason: link.reason,
        ended: link.ended.map(|end| (end.at, end.moved_reference, end.reason)),
    });
    let notes = view.timeline.into_iter().filter_map(|moment| match moment.what {
        What::Note { text } => {
            Some(Note { at: moment.at, by: moment.by.and_then(|name| roles.get(&name).copied()), text })
        }
        _ => None,
    });
    let documents = view.documents.into_iter().map(|document| Document {
        name: document.name,
        sha256: document.sha256,
        bytes: document.bytes,
        at: document.at,
    });
    CaseFile { links: links.collect(), notes: notes.collect(), documents: documents.collect() }
}
