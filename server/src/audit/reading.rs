//! Reading the log, and saying who is meant: whoever looks for somebody says why, and that is on record too.

use wire::audit::AuditEvent;
use wire::{AccountId, EncounterId};

use super::{Line, PAGE, SUBJECT};
use crate::authorize::{Action, Object, authorize};
use crate::erasure::Subject;
use crate::problem::{Error, invalid, not_found};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::audit::{self as rows, Wanted};
use crate::storage::{Connection, accounts};

/// Letters and digits of a stated reason.
const SHORTEST_REASON: usize = 8;

/// Which lines somebody wants to read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Question {
    /// Below this number; without it, the newest.
    pub before: Option<u64>,
    /// By this account or program: an identifier or a name.
    pub by: Option<String>,
    /// About this person, their hits and their alerts: an encounter's identifier or reference, or `entry/0190...`.
    pub about: Option<String>,
    /// Why they look; needed where they look for somebody.
    pub reason: Option<String>,
}

/// Whether somebody has said why they look for a person: "x" is no reason.
pub(crate) fn is_reason(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_alphanumeric()).count() >= SHORTEST_REASON
}

impl Service {
    /// Lines of the log, up to 100, newest first; who reads them is on record too.
    pub(crate) async fn read_audit(
        &self,
        actor: &Actor,
        question: Question,
    ) -> Result<Vec<AuditEvent>, Error> {
        authorize(actor, Action::ReadAudit, Object::Country(actor.country))?;
        let reason = question.reason.unwrap_or_default();
        let personal = question.by.is_some() || question.about.is_some();
        if personal && !is_reason(&reason) {
            return Err(invalid("reason", "Say in a few words why you look for this person's lines."));
        }
        let mut db = self.storage.read().await?;
        let by = match &question.by {
            Some(by) => Some(self.worker(&mut db, by).await?),
            None => None,
        };
        let about = match &question.about {
            Some(about) => Some(looked_for(&mut db, about).await?),
            None => None,
        };
        let wanted = Wanted {
            before: question.before.unwrap_or(u64::MAX),
            country: if actor.sees_all_countries() { String::new() } else { actor.country.to_string() },
            actor: by.clone().unwrap_or_default(),
            subject: about.map(|subject| subject.to_string()).unwrap_or_default(),
        };
        let found = rows::wanted(&mut db, &wanted, PAGE).await?;
        drop(db);
        let events = found.into_iter().map(|row| self.log.event(row)).collect::<Result<Vec<_>, _>>()?;
        let mut detail = match (events.last(), events.first()) {
            (Some(oldest), Some(newest)) => format!("lines {} to {}", oldest.seq, newest.seq),
            _ => "no lines".into(),
        };
        let object = match (&about, &by) {
            (Some(subject), _) => subject.to_string(),
            (None, Some(by)) => {
                detail.push_str(" by one account");
                format!("account/{by}")
            }
            (None, None) => SUBJECT.into(),
        };
        let line = Line::by(actor, "audit.read", object).with(detail);
        self.note(if personal { line.because(reason) } else { line }).await?;
        Ok(events)
    }

    /// Who is meant: an account by its identifier or its name; else a program.
    async fn worker(&self, db: &mut Connection, by: &str) -> Result<String, Error> {
        let by = by.trim();
        if by.parse::<AccountId>().is_ok() {
            return Ok(by.to_owned());
        }
        let account = accounts::named(db, &self.programme_key, by).await?;
        Ok(account.map_or_else(|| by.to_owned(), |account| account.id.to_string()))
    }
}

/// Who is meant: `encounter/0190...`, `entry/0190...`, an encounter's identifier, or its reference.
pub(crate) async fn looked_for(db: &mut Connection, about: &str) -> Result<Subject, Error> {
    let about = about.trim();
    if let Ok(subject) = about.parse() {
        return Ok(subject);
    }
    if let Ok(encounter) = about.parse() {
        return Ok(Subject::Encounter(encounter));
    }
    let end = EncounterId::end_of(about).ok_or_else(|| {
        invalid("about", "Name an encounter by its reference (7F3K-92QD) or a list entry as entry/ID.")
    })?;
    match rows::encounters_ending(db, &end).await?[..] {
        [encounter] => Ok(Subject::Encounter(encounter)),
        [] => Err(not_found("encounter")),
        _ => Err(invalid("about", "Several encounters have this reference: give the whole identifier.")),
    }
}
