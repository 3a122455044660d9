//! Alerts whose record or entry is erased. Their words go with its key, but nobody may go on acting on them: whoever saw one
//! is told that it no longer stands, by its encounter's reference and nothing else.

use wire::AlertId;
use wire::alert::ErasedAlert;

use super::{reading, subject};
use crate::audit::Line;
use crate::authorize::{Object, authorize};
use crate::calling::News;
use crate::erasure::Subject;
use crate::problem::{Error, not_found};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::Connection;
use crate::storage::alerts::{self, AlertRow, erased, witnesses};

impl Service {
    /// Before a subject's rows go, in the caller's transaction: everybody who saw an alert about it, and has not said that
    /// they know of its taking back, is told. The alerts that this concerns: once the transaction is committed the caller
    /// hands each to [`Service::tell_of_alert`].
    pub(crate) async fn take_erased_alerts_back(
        &self,
        db: &mut Connection,
        subject_erased: Subject,
        (by, why): (&str, &str),
    ) -> Result<Vec<AlertRow>, Error> {
        let gone = match subject_erased {
            Subject::Encounter(id) => alerts::of_encounter(db, &self.programme_key, id).await?,
            Subject::Entry(id) => alerts::of_entry(db, &self.programme_key, id).await?,
            Subject::Request(_) => Vec::new(),
        };
        let now = self.clock.now();
        let mut concerned = Vec::new();
        for row in gone {
            let people = witnesses::unanswered(db, row.id).await?;
            // Who was called and has not looked yet finds nothing to act on, and no more need be said.
            if people.is_empty() && row.taken_back.is_some() {
                continue;
            }
            if !people.is_empty() {
                erased::insert(db, &row, &people, now).await?;
            }
            self.call(db, &row, &people, News::TakenBack).await?;
            let line = Line::by_program(by, "alert.take_back", subject(row.id))
                .of(row.country)
                .because(why)
                .with(format!("erased with {subject_erased}; {} people are told", people.len()));
            self.log.append(db, now, line).await?;
            concerned.push(row);
        }
        Ok(concerned)
    }

    /// The alerts that `actor` saw and that were erased since.
    pub(crate) async fn erased_alerts(&self, actor: &Actor) -> Result<Vec<ErasedAlert>, Error> {
        authorize(actor, reading(actor), Object::Site(actor.place()))?;
        let mut db = self.storage.read().await?;
        let told = erased::of(&mut db, &self.programme_key, actor.account).await?;
        drop(db);
        if !told.is_empty() {
            let references: Vec<&str> = told.iter().map(|alert| alert.reference.as_str()).collect();
            let line = Line::by(actor, "alert.list_erased", crate::session::subject(actor.account))
                .with(references.join(" "));
            self.note(line).await?;
        }
        Ok(told)
    }

    /// Notes that `actor` knows that an erased alert no longer stands.
    pub(crate) async fn acknowledge_erased(&self, actor: &Actor, id: AlertId) -> Result<(), Error> {
        authorize(actor, reading(actor), Object::Site(actor.place()))?;
        let mut transaction = self.storage.write().await?;
        if !erased::answer(&mut transaction, id, actor.account).await? {
            return Err(not_found("alert"));
        }
        let line = Line::by(actor, "alert.acknowledge_taking_back", subject(id)).with("erased");
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }
}
