//! Legal holds: a record is kept whatever its age, until somebody lifts it.

use policy::Country;
use serde::{Deserialize, Serialize};
use wire::purge::{Hold, Lift, NewHold};
use wire::{Code, EncounterId};

use crate::audit::{Line, looked_for};
use crate::authorize::{Action, Object, authorize};
use crate::encounters::subject;
use crate::erasure::Subject;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::{Connection, purges};

/// What of a hold is sealed.
#[derive(Serialize, Deserialize)]
struct Words {
    by: String,
    reason: String,
}

const SEALED_AS: &str = "legal hold";

impl Service {
    /// Keeps a record whatever its age.
    pub(crate) async fn hold(&self, actor: &Actor, new: NewHold) -> Result<Hold, Error> {
        // A role that may never do this learns so before anything is looked up.
        authorize(actor, Action::Hold, Object::Site(actor.place()))?;
        let reason = stated(&new.reason)?;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let found = match new.record.trim().is_empty() {
            true => Err(invalid("record", "Name the record by its reference: 7F3K-92QD.")),
            false => looked_for(&mut transaction, &new.record).await,
        };
        let encounter = match found? {
            Subject::Encounter(id) => id,
            Subject::Entry(_) | Subject::Request(_) => {
                return Err(invalid("record", "Only records of people at a site are held."));
            }
        };
        let row = self.holdable(&mut transaction, actor, encounter).await?;
        let words = Words { by: actor.name.clone(), reason: reason.to_owned() };
        let plain = serde_json::to_vec(&words).map_err(Error::stored("hold"))?;
        let key = self.vault.unwrap_key(&subject(row.id), &row.wrapped_key)?;
        if !purges::hold(&mut transaction, row.id, &key.seal(SEALED_AS, &plain)?, now).await? {
            return Err(refuse(Code::Already, "This record is under legal hold already."));
        }
        let line = Line::by(actor, "hold.set", subject(row.id)).of(row.country).because(reason);
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(Hold {
            encounter: row.id,
            reference: row.id.reference(),
            set_at: now,
            set_by: words.by,
            reason: words.reason,
        })
    }

    /// Lets a record's time run again.
    pub(crate) async fn lift(&self, actor: &Actor, encounter: EncounterId, lift: Lift) -> Result<(), Error> {
        authorize(actor, Action::Hold, Object::Site(actor.place()))?;
        let reason = stated(&lift.reason)?;
        let mut transaction = self.storage.write().await?;
        let row = self.holdable(&mut transaction, actor, encounter).await?;
        if !purges::lift(&mut transaction, row.id).await? {
            return Err(refuse(Code::Already, "This record is not under legal hold."));
        }
        let line = Line::by(actor, "hold.lift", subject(row.id)).of(row.country).because(reason);
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }

    async fn holdable(
        &self,
        db: &mut Connection,
        actor: &Actor,
        encounter: EncounterId,
    ) -> Result<EncounterRow, Error> {
        let row = encounters::find(db, encounter).await?.ok_or_else(|| not_found("encounter"))?;
        authorize(actor, Action::Hold, Object::Site(row.place()))?;
        Ok(row)
    }

    /// The holds of a country, opened.
    pub(super) async fn holds_of(&self, db: &mut Connection, country: Country) -> Result<Vec<Hold>, Error> {
        let rows = purges::holds(db, country).await?;
        rows.iter()
            .map(|row| {
                let key = self.vault.unwrap_key(&subject(row.encounter), &row.wrapped_key)?;
                let plain = key.open(SEALED_AS, &row.words)?;
                let Words { by, reason } = serde_json::from_slice(&plain).map_err(Error::stored("hold"))?;
                let (encounter, reference) = (row.encounter, row.encounter.reference());
                Ok(Hold { encounter, reference, set_at: row.set_at, set_by: by, reason })
            })
            .collect()
    }
}

fn stated(reason: &str) -> Result<&str, Error> {
    match reason.trim() {
        "" => Err(invalid("reason", "Say why: the proceedings, and who asked for it.")),
        reason => Ok(reason),
    }
}
