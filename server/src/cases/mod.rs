//! Cases: a subject's encounters, linked by identification alone.
//!
//! `linking` is the one place where links are made and ended: two people's identification makes one, a supervisor merges
//! and splits, and nothing is ever deleted by that. `standing` says what has to be done, derived from what is. `timeline`
//! gathers what happened: whatever else comes to a subject is gathered there. `material` are notes and documents. All that
//! people write lies under the case's own key, which goes with the last encounter that was ever linked to it
//! ([`crate::storage::cases::forget`]); so what keeps an encounter, a legal hold too, keeps its case.

mod linking;
mod material;
mod report;
mod search;
mod standing;
mod timeline;

use std::collections::HashMap;

use wire::case::CaseView;
use wire::{AccountId, CaseId, LinkId};

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, invalid, not_found};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::cases::{self, CaseRow};
use crate::storage::{Connection, accounts};
use crate::vault::DataKey;

/// Why cases are worked with where nobody is asked for a reason.
const DUTY: &str = "following a subject's encounters";
const LONGEST_TEXT: usize = 4000;

/// What a case's key and its lines in the log are for.
pub(crate) fn subject(id: CaseId) -> String {
    format!("case/{id}")
}

/// What the reason of a link is sealed as.
fn made(link: LinkId) -> String {
    format!("reason of link {link}")
}

/// What the reason of its end is sealed as.
fn ended(link: LinkId) -> String {
    format!("reason of the end of link {link}")
}

/// A text that must say something, and no more than a page.
fn stated<'a>(field: &'static str, text: &'a str, remedy: &'static str) -> Result<&'a str, Error> {
    match text.trim() {
        "" => Err(invalid(field, remedy)),
        long if long.chars().count() > LONGEST_TEXT => Err(invalid(field, "At most 4,000 characters.")),
        text => Ok(text),
    }
}

/// People's names by their accounts.
type People = HashMap<AccountId, String>;

impl Service {
    /// All of a case. Looking at it is on record.
    pub(crate) async fn subject_case(&self, actor: &Actor, id: CaseId) -> Result<CaseView, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let row = self.case_for(&mut snapshot, actor, Action::ReadCases, id).await?;
        let view = self.case_view(&mut snapshot, actor, &row).await?;
        drop(snapshot);
        let encounters: Vec<&str> =
            view.item.encounters.iter().map(|encounter| encounter.reference.as_str()).collect();
        let line = Line::by(actor, "case.read", subject(id))
            .of(row.country)
            .because(DUTY)
            .with(format!("encounters: {}", encounters.join(" ")));
        self.note(line).await?;
        Ok(view)
    }

    /// A case, if `actor` may do `action` to it.
    async fn case_for(
        &self,
        db: &mut Connection,
        actor: &Actor,
        action: Action,
        id: CaseId,
    ) -> Result<CaseRow, Error> {
        // A role that may never do this learns so before anything is looked up.
        authorize(actor, action, Object::Country(actor.country))?;
        let row = cases::find(db, id).await?.ok_or_else(|| not_found("case"))?;
        authorize(actor, action, Object::Country(row.country))?;
        Ok(row)
    }

    fn case_key(&self, row: &CaseRow) -> Result<DataKey, Error> {
        Ok(self.vault.unwrap_key(&subject(row.id), &row.wrapped_key)?)
    }

    async fn people(&self, db: &mut Connection) -> Result<People, Error> {
        let accounts = accounts::all(db, &self.programme_key).await?;
        Ok(accounts.into_iter().map(|account| (account.id, account.name)).collect())
    }

    async fn put_case_on_record(
        &self,
        db: &mut Connection,
        (actor, action): (&Actor, &'static str),
        row: &CaseRow,
        why: &str,
        detail: String,
    ) -> Result<(), Error> {
        let line = Line::by(actor, action, subject(row.id)).of(row.country).because(why).with(detail);
        self.log.append(db, self.clock.now(), line).await
    }
}

fn open_text(key: &DataKey, what: &str, sealed: &[u8]) -> Result<String, Error> {
    String::from_utf8(key.open(what, sealed)?)
        .map_err(|_| Error::Stored { what: "case", why: "it is no text".into() })
}
