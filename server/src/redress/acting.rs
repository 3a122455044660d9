//! What the desk does about a record: put right, freeze, erase, tell, answer. Each is one transaction with its step in the
//! case and its line in the log; erasing is the one that needs two, because the images lie elsewhere.

use wire::encounter::Manifest;
use wire::event::Event;
use wire::redress::{Answer, Case, Correction, Done, Fact, NewRecipient, Restriction, State, Trace};
use wire::{Code, Problem, RedressId};

use super::{must_say, subject};
use crate::audit::Line;
use crate::authorize::{Action, Place};
use crate::biographic::Who;
use crate::erasure::Subject;
use crate::events::Audience;
use crate::problem::{Error, invalid, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::redress::cases::{self, CaseRow};
use crate::storage::{Connection, Write, encounters};

const LONGEST_NAME: usize = 200;
/// Who erases, as its certificate and its line say; the line before names the person.
const DESK: &str = "redress desk";

impl Service {
    /// Puts a fact right; the old one stays in the case, sealed under the record's key.
    pub(crate) async fn correct(&self, actor: &Actor, id: RedressId, new: Correction) -> Result<Case, Error> {
        must_say("reason", &new.reason, "Say what shows that the fact is wrong.")?;
        let (mut transaction, case) = self.begin(actor, Action::Redress, id).await?;
        let row = self.record_of(&mut transaction, &case).await?;
        let (key, mut manifest) = self.manifest(&row)?;
        let old = replaced(&mut manifest, new.fact.clone())?;
        if old == new.fact {
            return Err(refuse(Code::Already, "This is what the record says already."));
        }
        let plain = serde_json::to_vec(&manifest).map_err(Error::stored("manifest"))?;
        encounters::set_manifest(&mut transaction, row.id, &key.seal("manifest", &plain)?).await?;
        let step = Trace::Corrected { old, new: new.fact, reason: new.reason.clone() };
        self.finish(transaction, actor, &case, Done::Corrected, step, ("redress.correct", new.reason)).await
    }

    /// Freezes the record, or lets go of it: while it is frozen nobody reviews it, no alert comes of it, none is shown,
    /// and nothing of it goes anywhere.
    pub(crate) async fn restrict(
        &self,
        actor: &Actor,
        id: RedressId,
        new: Restriction,
    ) -> Result<Case, Error> {
        must_say("reason", &new.reason, "Say why.")?;
        let (mut transaction, case) = self.begin(actor, Action::Redress, id).await?;
        let row = self.record_of(&mut transaction, &case).await?;
        if row.restricted_at.is_some() == new.restricted {
            return Err(refuse(Code::Already, "The record is in that state already."));
        }
        let since = new.restricted.then(|| self.clock.now());
        encounters::set_restricted(&mut transaction, row.id, since).await?;
        self.past.forget(row.id).await;
        self.named.forget(Who::Encounter(row.id)).await;
        let reason = new.reason.clone();
        let (done, step, action) = match new.restricted {
            true => (Done::Restricted, Trace::Restricted { reason }, "redress.restrict"),
            false => (Done::Lifted, Trace::Lifted { reason }, "redress.lift"),
        };
        self.finish(transaction, actor, &case, done, step, (action, new.reason)).await
    }

    /// Erases the record here and now, and queues the notices to everybody who received it.
    pub(crate) async fn erase_record(
        &self,
        actor: &Actor,
        id: RedressId,
        reason: String,
    ) -> Result<Case, Error> {
        must_say("reason", &reason, "Say why this record is to be forgotten.")?;
        let (mut transaction, case) = self.begin(actor, Action::EraseRecord, id).await?;
        self.must_not_be_held(&mut transaction, Subject::Encounter(case.encounter)).await?;
        let line = Line::by(actor, "redress.erase", crate::encounters::subject(case.encounter))
            .of(case.country)
            .because(&reason)
            .with(subject(id));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        let (values, images) = match self.erase(Subject::Encounter(case.encounter), &reason, DESK).await {
            Ok(certificate) => (certificate.erased.len(), certificate.images),
            // An earlier try was cut off after this: what is left to do is to say so.
            Err(Error::Refused(Problem { code: Code::NotFound, .. })) => (0, 0),
            Err(error) => return Err(error),
        };
        let (transaction, case) = self.begin(actor, Action::EraseRecord, id).await?;
        let values = u32::try_from(values).unwrap_or(u32::MAX);
        let step = Trace::Erased { reason: reason.clone(), values, images };
        self.finish(transaction, actor, &case, Done::Erased, step, ("redress.erased", reason)).await
    }

    /// Names somebody who received something of the record.
    pub(crate) async fn name_recipient(
        &self,
        actor: &Actor,
        id: RedressId,
        new: NewRecipient,
    ) -> Result<Case, Error> {
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(invalid("name", "Name who received it, in at most 200 characters."));
        }
        let (mut transaction, case) = self.begin(actor, Action::Redress, id).await?;
        if self.recipients_of(&mut transaction, &case).await?.iter().any(|known| known.name == name) {
            return Err(refuse(Code::Already, "They are named already."));
        }
        self.add_recipient(&mut transaction, &case, name).await?;
        let step = Trace::Recipient { name: name.to_owned() };
        let now = self.clock.now();
        self.add_step(&mut transaction, &case, (now, Some(actor.account)), None, &step).await?;
        let line = Line::by(actor, "redress.recipient", subject(id)).of(case.country);
        self.log.append(&mut transaction, now, line).await?;
        self.in_progress(&mut transaction, &case).await?;
        let whole = self.whole_case(&mut transaction, &case).await?;
        transaction.commit().await?;
        Ok(whole)
    }

    /// Writes the letter, which closes the case.
    pub(crate) async fn answer(&self, actor: &Actor, id: RedressId, answer: Answer) -> Result<Case, Error> {
        must_say("reasons", &answer.reasons, "Give the person your reasons, in their language.")?;
        let (mut transaction, mut case) = self.begin(actor, Action::Redress, id).await?;
        let now = self.clock.now();
        let step = Trace::Answered { reasons: answer.reasons };
        self.add_step(&mut transaction, &case, (now, Some(actor.account)), None, &step).await?;
        (case.state, case.closed_at) = (State::Answered, Some(now));
        cases::set_state(&mut transaction, id, case.state, case.closed_at).await?;
        let line = Line::by(actor, "redress.answer", subject(id)).of(case.country);
        self.log.append(&mut transaction, now, line).await?;
        let whole = self.whole_case(&mut transaction, &case).await?;
        transaction.commit().await?;
        Ok(whole)
    }

    /// A case that is open, in a transaction that may change it, with everybody noted who received the record.
    async fn begin(&self, actor: &Actor, action: Action, id: RedressId) -> Result<(Write, CaseRow), Error> {
        let mut transaction = self.storage.write().await?;
        let case = self.case_row(&mut transaction, actor, action, id).await?;
        if case.closed_at.is_some() {
            return Err(refuse(Code::Answered, "This case is answered: the person may open another."));
        }
        self.find_recipients(&mut transaction, &case).await?;
        Ok((transaction, case))
    }

    async fn record_of(
        &self,
        db: &mut Connection,
        case: &CaseRow,
    ) -> Result<encounters::EncounterRow, Error> {
        let found = encounters::find(db, case.encounter).await?;
        found.ok_or_else(|| refuse(Code::Erased, "The record is erased: there is nothing left to change."))
    }

    async fn finish(
        &self,
        mut transaction: Write,
        actor: &Actor,
        case: &CaseRow,
        done: Done,
        step: Trace,
        (action, reason): (&'static str, String),
    ) -> Result<Case, Error> {
        let now = self.clock.now();
        self.add_step(&mut transaction, case, (now, Some(actor.account)), Some(done), &step).await?;
        self.tell(&mut transaction, case, done).await?;
        let line = Line::by(actor, action, crate::encounters::subject(case.encounter))
            .of(case.country)
            .because(reason)
            .with(subject(case.id));
        self.log.append(&mut transaction, now, line).await?;
        self.in_progress(&mut transaction, case).await?;
        let fresh = CaseRow { state: State::InProgress, ..case.clone() };
        let whole = self.whole_case(&mut transaction, &fresh).await?;
        transaction.commit().await?;
        let place = Place { site: case.site, country: case.country };
        self.events.tell(Audience::Site(place), Event::Encounter { id: case.encounter });
        self.events.tell(Audience::Reviewers(place), Event::Lagged);
        Ok(whole)
    }

    async fn in_progress(&self, db: &mut Connection, case: &CaseRow) -> Result<(), Error> {
        cases::set_state(db, case.id, State::InProgress, None).await
    }
}

/// Puts a fact in its place; the one that was there.
fn replaced(manifest: &mut Manifest, fact: Fact) -> Result<Fact, Error> {
    Ok(match fact {
        Fact::HostNational(value) => {
            Fact::HostNational(std::mem::replace(&mut manifest.permission.host_national, value))
        }
        Fact::Age(value) => Fact::Age(std::mem::replace(&mut manifest.permission.age, value)),
        Fact::NoticeLanguage(value) => {
            if notice::language(&value).is_none() {
                return Err(invalid("fact.value", "There is no notice in this language."));
            }
            Fact::NoticeLanguage(std::mem::replace(&mut manifest.notice.language, value))
        }
    })
}
