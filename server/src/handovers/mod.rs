//! Hand-overs: to whom a person goes because of an alert, on what grounds, with what papers.

mod authorities;
mod figures;
mod small_counts;

use policy::is_phone;
use wire::alert::AlertFile;
use wire::handover::{Contact, Handover, HandoverState, HandoverWords};
use wire::{AlertId, Code, HandoverId};

use crate::alerts;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::encounters;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::handovers::{self, HandoverRow};
use crate::storage::{Connection, encounters as rows, word};

const LONGEST_TEXT: usize = 2000;
const LONGEST_NAME: usize = 200;

pub(crate) fn subject(handover: HandoverId) -> String {
    format!("handover/{handover}")
}

/// What a hand-over's words are sealed as, under its encounter's key.
fn words_of(handover: HandoverId) -> String {
    format!("words of hand-over {handover}")
}

impl Service {
    /// The hand-over of an alert, opened; none where nothing is written of one.
    pub(crate) async fn handover_of(
        &self,
        db: &mut Connection,
        alert: AlertId,
    ) -> Result<Option<Handover>, Error> {
        let row = handovers::of(db, &self.programme_key, alert).await?;
        row.map(|row| self.open_handover(row)).transpose()
    }

    fn open_handover(&self, row: HandoverRow) -> Result<Handover, Error> {
        let key = self.vault.unwrap_key(&encounters::subject(row.encounter), &row.wrapped_key)?;
        let words: HandoverWords = serde_json::from_slice(&key.open(&words_of(row.id), &row.words)?)
            .map_err(Error::stored("hand-over"))?;
        Ok(Handover { id: row.id, words, changed_at: row.changed_at, changed_by: row.changed_by })
    }

    /// Whom to call about a person who is with an authority by now, or on the way: where an alert is taken back, they must
    /// be told.
    pub(crate) async fn holds_the_person(
        &self,
        db: &mut Connection,
        alert: AlertId,
    ) -> Result<Option<Contact>, Error> {
        let handover = self.handover_of(db, alert).await?;
        let gone =
            |words: &HandoverWords| matches!(words.state, HandoverState::Planned | HandoverState::Done);
        Ok(handover.map(|handover| handover.words).filter(gone).map(|words| words.authority))
    }

    /// Writes down what becomes of a person because of an alert.
    pub(crate) async fn hand_over(
        &self,
        actor: &Actor,
        alert: AlertId,
        words: HandoverWords,
    ) -> Result<AlertFile, Error> {
        authorize(actor, Action::HandOver, Object::Site(actor.place()))?;
        let words = trimmed(words);
        complete(&words)?;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let row = self.alert_for(&mut transaction, actor, alert).await?;
        authorize(actor, Action::HandOver, Object::Site(row.place()))?;
        let before = handovers::of(&mut transaction, &self.programme_key, alert).await?;
        let from = before.as_ref().map(|before| before.state).unwrap_or_default();
        if !from.may_become(words.state) {
            return Err(refuse(
                Code::Conflict,
                format!("It is \"{}\": \"{}\" cannot come after that.", said(from), said(words.state)),
            ));
        }
        let would_go = words.state == HandoverState::Planned
            || (words.state == HandoverState::Done && from != HandoverState::Done);
        if row.taken_back.is_some() && would_go {
            return Err(refuse(
                Code::Conflict,
                "The alert is taken back: nobody is handed over because of it. Call the hand-over off.",
            ));
        }
        let encounter = rows::find(&mut transaction, row.encounter).await?;
        let encounter = encounter.ok_or_else(|| not_found("alert"))?;
        let key = self.vault.unwrap_key(&encounters::subject(row.encounter), &encounter.wrapped_key)?;
        let id = before.map_or_else(HandoverId::new, |before| before.id);
        let plain = serde_json::to_vec(&words).map_err(Error::stored("hand-over"))?;
        let sealed = key.seal(&words_of(id), &plain)?;
        let kept = (words.state, words.at, sealed.as_slice());
        handovers::put(&mut transaction, (id, alert), kept, actor.account, now).await?;
        let line = Line::by(actor, "alert.hand_over", alerts::subject(alert)).of(row.country).with(format!(
            "{}; {}",
            said(words.state),
            subject(id)
        ));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.tell_of_alert(&row);
        self.alert_file(actor, alert).await
    }
}

fn said(state: HandoverState) -> String {
    word(state).replace('_', " ")
}

fn trimmed(words: HandoverWords) -> HandoverWords {
    let trim = |text: String| text.trim().to_owned();
    HandoverWords {
        authority: trimmed_contact(words.authority),
        legal_basis: trim(words.legal_basis),
        papers: trim(words.papers),
        belongings: trim(words.belongings),
        outcome: trim(words.outcome),
        ..words
    }
}

fn trimmed_contact(contact: Contact) -> Contact {
    Contact { name: contact.name.trim().to_owned(), phone: contact.phone.trim().to_owned() }
}

/// Whether nothing is missing that a hand-over in this state needs.
fn complete(words: &HandoverWords) -> Result<(), Error> {
    let texts = [
        ("legal_basis", &words.legal_basis),
        ("papers", &words.papers),
        ("belongings", &words.belongings),
        ("outcome", &words.outcome),
    ];
    for (field, text) in texts {
        if text.chars().count() > LONGEST_TEXT {
            return Err(invalid(field, "Write at most 2,000 characters."));
        }
    }
    let arranged = words.state != HandoverState::NoHandover;
    if arranged {
        named(&words.authority)?;
    }
    if words.state == HandoverState::Done {
        if words.legal_basis.is_empty() {
            return Err(invalid("legal_basis", "Say what allows this hand-over."));
        }
        if words.at.is_none() {
            return Err(invalid("at", "Say when the person was handed over."));
        }
    }
    Ok(())
}

/// Whether somebody is named who can be called.
fn named(contact: &Contact) -> Result<(), Error> {
    if contact.name.is_empty() || contact.name.chars().count() > LONGEST_NAME {
        return Err(invalid("authority.name", "Name the authority, in at most 200 characters."));
    }
    if !is_phone(&contact.phone) {
        return Err(invalid("authority.phone", "Write the number as it is dialled: +52 962 000 0000."));
    }
    Ok(())
}
