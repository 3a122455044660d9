//! Alerts: what an identification by two people tells the site.

use serde::{Deserialize, Serialize};
use wire::AlertId;
use wire::alert::Alert;
use wire::event::Event;

use crate::audit::Line;
use crate::authorize::{Action, Object, Place, authorize};
use crate::encounters::subject;
use crate::events::Audience;
use crate::problem::{Error, not_found};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::alerts::{self, AlertRow};
use crate::watch::Entry;

/// What an alert says; sealed under the key of the entry it comes from.
#[derive(Serialize, Deserialize)]
pub(crate) struct AlertWords {
    pub list: String,
    pub category: String,
    pub instructions: String,
    pub source: String,
}

impl AlertWords {
    /// What they are sealed as.
    pub fn place(alert: AlertId) -> String {
        format!("words of alert {alert}")
    }
}

impl Service {
    /// An alert, opened.
    pub(crate) fn alert(&self, row: &AlertRow) -> Result<Alert, Error> {
        let key = self.vault.unwrap_key(&Entry::subject(row.entry), &row.entry_key)?;
        let words: AlertWords = serde_json::from_slice(&key.open(&AlertWords::place(row.id), &row.words)?)
            .map_err(Error::stored("alert"))?;
        Ok(Alert {
            id: row.id,
            encounter: row.encounter,
            reference: row.encounter.reference(),
            raised_at: row.raised_at,
            list: words.list,
            category: words.category,
            instructions: words.instructions,
            source: words.source,
            acknowledged: row.acknowledged.clone(),
        })
    }

    /// Notes that somebody saw an alert; the first to say so stands.
    pub(crate) async fn acknowledge(&self, actor: &Actor, id: AlertId) -> Result<Alert, Error> {
        let own = Object::Encounter { place: actor.place(), officer: actor.account };
        authorize(actor, Action::Acknowledge, own)?;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let row = alerts::find(&mut transaction, &self.programme_key, id)
            .await?
            .ok_or_else(|| not_found("alert"))?;
        let place = Place { site: row.site, country: row.country };
        authorize(actor, Action::Acknowledge, Object::Site(place))?;
        alerts::acknowledge(&mut transaction, id, actor.account, now).await?;
        let row = alerts::find(&mut transaction, &self.programme_key, id)
            .await?
            .ok_or_else(|| not_found("alert"))?;
        let line = Line::by(actor, "alert.acknowledge", format!("alert/{id}"))
            .of(row.country)
            .with(subject(row.encounter));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.events.tell(Audience::Site(place), Event::Alert { encounter: row.encounter });
        self.alert(&row)
    }
}
