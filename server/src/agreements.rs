//! Agreements between countries: objects with an expiry, and the only thing that opens a border.

use wire::agreement::{Agreement, NewAgreement};
use wire::event::Event;
use wire::{AgreementId, Code};

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::events::Audience;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{accounts, agreements, word};

/// No agreement outlives the people who made it unseen.
const LONGEST_SECONDS: i64 = 2 * 366 * 86_400;

fn subject(id: AgreementId) -> String {
    format!("agreement/{id}")
}

impl Service {
    /// The agreements that the actor's country has given or been given.
    pub(crate) async fn agreements(&self, actor: &Actor) -> Result<Vec<Agreement>, Error> {
        authorize(actor, Action::ReadAgreements, Object::Country(actor.country))?;
        let may_see = |country| authorize(actor, Action::ReadAgreements, Object::Country(country)).is_ok();
        let mut all = agreements::all(&mut *self.storage.read().await?, &self.programme_key).await?;
        all.retain(|agreement| may_see(agreement.giver) || may_see(agreement.taker));
        Ok(all)
    }

    /// Gives another country something of the actor's own.
    pub(crate) async fn give_agreement(&self, actor: &Actor, new: NewAgreement) -> Result<Agreement, Error> {
        authorize(actor, Action::GiveAgreement, Object::Country(actor.country))?;
        let now = self.clock.now();
        if new.expires_at <= now || new.expires_at > now.plus_seconds(LONGEST_SECONDS) {
            return Err(invalid("expires_at", "An agreement ends in the future, within two years."));
        }
        if new.reason.trim().is_empty() {
            return Err(invalid("reason", "Name the instrument that this rests on."));
        }
        let agreement = Agreement {
            id: AgreementId::new(),
            giver: actor.country,
            taker: new.taker,
            covers: new.covers,
            made_at: now,
            made_by: actor.name.clone(),
            expires_at: new.expires_at,
            ended_at: None,
        };
        let mut transaction = self.storage.write().await?;
        if new.taker == actor.country || !accounts::countries(&mut transaction).await?.contains(&new.taker) {
            return Err(invalid("taker", "The taker is another country of the programme."));
        }
        agreements::insert(&mut transaction, &agreement, actor.account).await?;
        let line = Line::by(actor, "agreement.give", subject(agreement.id))
            .because(new.reason)
            .with(format!("{} to {}", word(agreement.covers), agreement.taker));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.events.tell(Audience::Holders(agreement.taker), Event::Lagged);
        Ok(agreement)
    }

    /// Ends an agreement before its time. Only who could give it takes it back.
    pub(crate) async fn end_agreement(&self, actor: &Actor, id: AgreementId) -> Result<(), Error> {
        authorize(actor, Action::GiveAgreement, Object::Country(actor.country))?;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let all = agreements::all(&mut transaction, &self.programme_key).await?;
        let agreement =
            all.iter().find(|agreement| agreement.id == id).ok_or_else(|| not_found("agreement"))?;
        authorize(actor, Action::GiveAgreement, Object::Country(agreement.giver))?;
        if agreement.ended_at.is_some() {
            return Err(refuse(Code::Conflict, "This agreement has ended."));
        }
        agreements::end(&mut transaction, id, now).await?;
        let line = Line::by(actor, "agreement.end", subject(id)).of(agreement.giver);
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.events.tell(Audience::Holders(agreement.taker), Event::Lagged);
        Ok(())
    }
}
