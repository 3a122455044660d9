//! A supervisor's correction of an identification: it falls at once, and everybody who saw the alert is told.

use policy::Country;
use wire::alert::{Alert, Cause, Correction};
use wire::event::Event;
use wire::hit::{Finding, Outcome, Stage};
use wire::{AlertId, Code, EncounterId, HitId};

use super::Of;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::bench;
use crate::encounters::status_of;
use crate::events::Audience;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::alerts::AlertRow;
use crate::storage::cases::links;
use crate::storage::on_bench::{self, Origin};
use crate::storage::{Connection, alerts, encounters, hits, word};

const LONGEST_REASON: usize = 8000;

impl Service {
    /// Takes an identification back. One person suffices: it takes two to accuse, and none is harmed by a lead that is
    /// looked at again.
    pub(crate) async fn correct_finding(
        &self,
        actor: &Actor,
        id: AlertId,
        correction: Correction,
    ) -> Result<Alert, Error> {
        authorize(actor, Action::CorrectFinding, Object::Hit(actor.place()))?;
        let reason = correction.reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return Err(invalid(
                "reason",
                "Say what shows that the identification is wrong, in up to 8,000 characters.",
            ));
        }
        let outcome = match correction.finding {
            Finding::Identification => {
                return Err(invalid("finding", "A correction says exclusion or inconclusive."));
            }
            Finding::Exclusion => Outcome::Exclusion,
            Finding::Inconclusive => Outcome::Inconclusive,
        };
        let mut transaction = self.storage.write().await?;
        let row = alerts::find(&mut transaction, &self.programme_key, id).await?;
        let row = row.ok_or_else(|| not_found("alert"))?;
        authorize(actor, Action::CorrectFinding, Object::Hit(row.place()))?;
        if row.taken_back.is_some() {
            return Err(refuse(Code::Already, "This alert has been taken back."));
        }
        let fallen = (row.hit, row.encounter, row.country);
        let why = (Cause::FindingCorrected, reason);
        self.let_finding_fall(&mut transaction, actor, fallen, outcome, why).await?;
        let row = alerts::find(&mut transaction, &self.programme_key, id).await?;
        let row = row.ok_or_else(|| not_found("alert"))?;
        transaction.commit().await?;
        self.events.tell(Audience::Reviewers(row.place()), Event::Hit { id: row.hit });
        self.events.tell(Audience::Site(row.place()), Event::Encounter { id: row.encounter });
        self.tell_of_alert(&row);
        self.alert(&row)
    }

    /// An identification falls, in the caller's transaction: the hit comes to `outcome`, what was alerted is taken back,
    /// and it links nothing any more. The alerts that this concerns: once the transaction is committed the caller hands
    /// each to [`Service::tell_of_alert`].
    pub(crate) async fn let_finding_fall(
        &self,
        db: &mut Connection,
        actor: &Actor,
        (hit, encounter, country): (HitId, EncounterId, Country),
        outcome: Outcome,
        (cause, reason): (Cause, &str),
    ) -> Result<Vec<AlertRow>, Error> {
        on_bench::advance(db, (Origin::Found, hit), Stage::Closed, Some(outcome)).await?;
        links::undo(db, hit, actor.account, self.clock.now()).await?;
        let of_encounter = hits::of(db, &self.programme_key, encounter).await?;
        encounters::set_status(db, encounter, status_of(&hits::standings(&of_encounter))).await?;
        let line = Line::by(actor, "hit.correct", bench::subject(hit))
            .of(country)
            .because(reason)
            .with(format!("identification to {}", word(outcome)));
        self.log.append(db, self.clock.now(), line).await?;
        self.take_alerts_back(db, Of::Hit(hit), cause, (actor.name.as_str(), reason)).await
    }
}
