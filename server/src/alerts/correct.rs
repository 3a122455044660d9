//! A supervisor's correction of an identification: it falls at once, and everybody who saw the alert is told.

use wire::alert::{Alert, Cause, Correction};
use wire::event::Event;
use wire::hit::{Finding, Outcome, Stage};
use wire::{AlertId, Code};

use super::Of;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::bench;
use crate::encounters::status_of;
use crate::events::Audience;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{alerts, encounters, hits, word};

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
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let row = alerts::find(&mut transaction, &self.programme_key, id).await?;
        let row = row.ok_or_else(|| not_found("alert"))?;
        authorize(actor, Action::CorrectFinding, Object::Hit(row.place()))?;
        if row.taken_back.is_some() {
            return Err(refuse(Code::Already, "This alert has been taken back."));
        }
        hits::advance(&mut transaction, row.hit, Stage::Closed, Some(outcome)).await?;
        let of_encounter = hits::of(&mut transaction, &self.programme_key, row.encounter).await?;
        let status = status_of(&hits::standings(&of_encounter));
        encounters::set_status(&mut transaction, row.encounter, status).await?;
        let line = Line::by(actor, "hit.correct", bench::subject(row.hit))
            .of(row.country)
            .because(reason)
            .with(format!("identification to {}", word(outcome)));
        self.log.append(&mut transaction, now, line).await?;
        let by = (actor.name.as_str(), reason);
        self.take_alerts_back(&mut transaction, Of::Hit(row.hit), Cause::FindingCorrected, by).await?;
        let row = alerts::find(&mut transaction, &self.programme_key, id).await?;
        let row = row.ok_or_else(|| not_found("alert"))?;
        transaction.commit().await?;
        self.events.tell(Audience::Reviewers(row.place()), Event::Hit { id: row.hit });
        self.events.tell(Audience::Site(row.place()), Event::Encounter { id: row.encounter });
        self.tell_of_alert(&row);
        self.alert(&row)
    }
}
