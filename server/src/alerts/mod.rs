//! Alerts: what an identification by two people tells the site, and what takes it back.

mod correct;
mod erased;
mod further;
mod raise;
mod take_back;

use policy::{Addressee, Alerting, Approach, BaseRate};
use serde::{Deserialize, Serialize};
use wire::AlertId;
use wire::alert::{Alert, AlertFile, Asks, TakenBack};
use wire::event::Event;
use wire::session::Role;

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::encounters;
use crate::events::Audience;
use crate::problem::{Error, not_found};
use crate::review::chance_per_hundred_searches;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::alerts::{self, AlertRow, witnesses};
use crate::storage::{Connection, accounts};
use crate::vault::DataKey;
use crate::watch::Entry;

pub(crate) use take_back::Of;

/// What a list of alerts shows at most.
const SHOWN: u32 = 200;

/// What an alert says; sealed under the key of the entry it comes from.
#[derive(Serialize, Deserialize)]
pub(crate) struct AlertWords {
    pub list: String,
    pub category: String,
    #[serde(default)]
    pub approach: Approach,
    pub instructions: String,
    #[serde(default)]
    pub phone: String,
    pub source: String,
}

/// Who took an alert back, and why.
#[derive(Serialize, Deserialize)]
struct BackWords {
    by: String,
    why: String,
}

pub(crate) fn subject(alert: AlertId) -> String {
    format!("alert/{alert}")
}

/// What an alert's words are sealed as.
fn words_of(alert: AlertId) -> String {
    format!("words of alert {alert}")
}

/// What the words of its taking back are sealed as.
fn back_words_of(alert: AlertId) -> String {
    format!("words of what takes alert {alert} back")
}

/// What a role may do with the alerts of a place: programme managers those of their country, others those of their site.
pub(crate) fn reading(actor: &Actor) -> Action {
    match actor.role {
        Role::ProgrammeManager => Action::OverseeAlerts,
        _ => Action::ReadAlerts,
    }
}

/// What somebody who may read an alert is to it.
fn addressee(actor: &Actor, row: &AlertRow) -> Addressee {
    match actor.role {
        Role::ProgrammeManager => Addressee::ProgrammeManager,
        Role::Supervisor => Addressee::Supervisor,
        _ if actor.account == row.officer => Addressee::Captor,
        _ => Addressee::Colleague,
    }
}

impl Service {
    fn key_of_alert(&self, row: &AlertRow) -> Result<DataKey, Error> {
        Ok(self.vault.unwrap_key(&Entry::subject(row.entry), &row.entry_key)?)
    }

    /// An alert, opened; what it asks of whom is left open.
    pub(crate) fn alert(&self, row: &AlertRow) -> Result<Alert, Error> {
        let key = self.key_of_alert(row)?;
        let words: AlertWords = serde_json::from_slice(&key.open(&words_of(row.id), &row.words)?)
            .map_err(Error::stored("alert"))?;
        let taken_back = row.taken_back.as_ref().map(|(at, cause, sealed)| {
            let back: BackWords = serde_json::from_slice(&key.open(&back_words_of(row.id), sealed)?)
                .map_err(Error::stored("taking back of an alert"))?;
            Ok::<_, Error>(TakenBack { at: *at, cause: *cause, why: back.why, by: back.by, call: None })
        });
        let threshold = fingerprint::Score::new(f32::from(row.threshold));
        let chance = chance_per_hundred_searches(threshold, row.people);
        Ok(Alert {
            id: row.id,
            encounter: row.encounter,
            reference: row.encounter.reference(),
            hit: row.hit,
            site: row.site_name.clone(),
            raised_at: row.raised_at,
            base_rate: BaseRate::of(&words.category, chance),
            list: words.list,
            category: words.category,
            approach: words.approach,
            instructions: words.instructions,
            phone: words.phone,
            source: words.source,
            reach: row.reach,
            acknowledged: row.acknowledged.clone(),
            taken_back: taken_back.transpose()?,
            asks: None,
        })
    }

    /// The latest alerts that `actor` may read, the newest first, with what each asks of them. Whoever is given an alert
    /// counts as having seen it from then on.
    pub(crate) async fn alerts(&self, actor: &Actor) -> Result<Vec<Alert>, Error> {
        authorize(actor, reading(actor), Object::Site(actor.place()))?;
        let now = self.clock.now();
        let mut snapshot = self.storage.snapshot().await?;
        let rows = match actor.role {
            Role::ProgrammeManager => {
                alerts::of_country(&mut snapshot, &self.programme_key, actor.country, SHOWN).await?
            }
            _ => alerts::of_site(&mut snapshot, &self.programme_key, actor.site, SHOWN).await?,
        };
        let seen = witnesses::seen_by(&mut snapshot, actor.account).await?;
        let mut shown = Vec::new();
        for row in rows {
            let rules = self.alerting_at(&mut snapshot, &row).await?;
            let who = addressee(actor, &row);
            let told = rules.tells(who, row.reach);
            let witness = seen.iter().find(|(alert, _)| *alert == row.id);
            if !told && witness.is_none() && who == Addressee::Colleague {
                continue;
            }
            let asks = match (&row.taken_back, &row.acknowledged) {
                (Some(_), _) => {
                    witness.filter(|(_, answered)| answered.is_none()).map(|_| Asks::AcknowledgeTakingBack)
                }
                (None, None) if told => Some(Asks::Acknowledge),
                (None, _) => None,
            };
            let alert = self.with_call(&mut snapshot, self.alert(&row)?).await?;
            shown.push((Alert { asks, ..alert }, witness.is_none() && row.taken_back.is_none()));
        }
        drop(snapshot);
        let references: Vec<&str> = shown.iter().map(|(alert, _)| alert.reference.as_str()).collect();
        let line = Line::by(actor, "alert.list", format!("site/{}", actor.site)).with(format!(
            "{} alerts: {}",
            shown.len(),
            references.join(" ")
        ));
        let mut transaction = self.storage.write().await?;
        for (alert, _) in shown.iter().filter(|(_, first)| *first) {
            witnesses::note_seen(&mut transaction, alert.id, actor.account, now).await?;
        }
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(shown.into_iter().map(|(alert, _)| alert).collect())
    }

    /// One alert with all that was done about it.
    pub(crate) async fn alert_file(&self, actor: &Actor, id: AlertId) -> Result<AlertFile, Error> {
        let mut transaction = self.storage.write().await?;
        let row = self.alert_for(&mut transaction, actor, id).await?;
        let alert = self.alert(&row)?;
        let now = self.clock.now();
        if alert.taken_back.is_none() {
            witnesses::note_seen(&mut transaction, id, actor.account, now).await?;
        }
        let alert = self.with_call(&mut transaction, alert).await?;
        let handover = self.handover_of(&mut transaction, id).await?;
        let witnesses = witnesses::of(&mut transaction, &self.programme_key, id).await?;
        let line = Line::by(actor, "alert.read", subject(id)).of(row.country);
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(AlertFile { alert, witnesses, handover })
    }

    /// Notes that somebody saw an alert (the first to say so stands), or that they saw its taking back.
    pub(crate) async fn acknowledge(&self, actor: &Actor, id: AlertId) -> Result<Alert, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let row = self.alert_for(&mut transaction, actor, id).await?;
        let action = match row.taken_back {
            None => {
                witnesses::note_seen(&mut transaction, id, actor.account, now).await?;
                alerts::acknowledge(&mut transaction, id, actor.account, actor.site, now).await?;
                "alert.acknowledge"
            }
            Some(_) => {
                witnesses::note_answer(&mut transaction, id, actor.account, now).await?;
                "alert.acknowledge_taking_back"
            }
        };
        let line =
            Line::by(actor, action, subject(id)).of(row.country).with(encounters::subject(row.encounter));
        self.log.append(&mut transaction, now, line).await?;
        let row = self.alert_for(&mut transaction, actor, id).await?;
        transaction.commit().await?;
        self.tell_of_alert(&row);
        self.alert(&row)
    }

    /// An alert, if `actor` may read it.
    pub(crate) async fn alert_for(
        &self,
        db: &mut Connection,
        actor: &Actor,
        id: AlertId,
    ) -> Result<AlertRow, Error> {
        // A role that never reads alerts learns so before anything is looked up.
        authorize(actor, reading(actor), Object::Site(actor.place()))?;
        let row = alerts::find(db, &self.programme_key, id).await?.ok_or_else(|| not_found("alert"))?;
        authorize(actor, reading(actor), Object::Site(row.place()))?;
        Ok(row)
    }

    /// The alert with whom to call, if it is taken back and the person is with an authority by now.
    async fn with_call(&self, db: &mut Connection, mut alert: Alert) -> Result<Alert, Error> {
        if let Some(back) = &mut alert.taken_back {
            back.call = self.holds_the_person(db, alert.id).await?;
        }
        Ok(alert)
    }

    /// The rules of the place where an alert is.
    async fn alerting_at(&self, db: &mut Connection, row: &AlertRow) -> Result<Alerting, Error> {
        let now = self.clock.now();
        Ok(accounts::site(db, &self.programme_key, row.site, now).await?.policy.alerting)
    }

    /// Has whoever may read an alert read it again.
    pub(crate) fn tell_of_alert(&self, row: &AlertRow) {
        self.events.tell(Audience::Alerted(row.place()), Event::Alert { encounter: row.encounter });
    }
}
