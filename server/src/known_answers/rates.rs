//! How often hits are decided wrongly, as known answers tell it: with counts, for whoever answers for the work and for each
//! person about themselves. Nothing follows from them by itself, and people are in the order of their names.

use wire::Timestamp;
use wire::reviewing::{ErrorRates, PersonTally, Tally};
use wire::session::Role;

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{accounts, known_answers};

/// How far back decisions count.
const DAYS: i64 = 365;

pub(super) fn since(now: Timestamp) -> Timestamp {
    now.plus_seconds(-DAYS * 86_400)
}

impl Service {
    /// What people decided on known answers: a reviewer sees their own alone.
    pub(crate) async fn error_rates(&self, actor: &Actor) -> Result<ErrorRates, Error> {
        authorize(actor, Action::ReadErrorRates, Object::Country(actor.country))?;
        let since = since(self.clock.now());
        let mut snapshot = self.storage.snapshot().await?;
        let results = known_answers::results(&mut snapshot, actor.country, since).await?;
        let accounts = accounts::all(&mut snapshot, &self.programme_key).await?;
        drop(snapshot);
        if actor.role == Role::Reviewer {
            let tally = results.get(&actor.account).copied().unwrap_or_default();
            let people = vec![PersonTally { name: actor.name.clone(), tally }];
            return Ok(ErrorRates { since, everybody: None, people });
        }
        let mut everybody = Tally::default();
        results.values().for_each(|tally| everybody.add(tally));
        // Accounts come in the order of their names.
        let people = accounts.into_iter().filter_map(|account| {
            let tally = *results.get(&account.id)?;
            Some(PersonTally { name: account.name, tally })
        });
        let people: Vec<PersonTally> = people.collect();
        let line = Line::by(actor, "known_answer.rates", format!("country/{}", actor.country))
            .of(actor.country)
            .with(format!("{} people", people.len()));
        self.note(line).await?;
        Ok(ErrorRates { since, everybody: Some(everybody), people })
    }
}
