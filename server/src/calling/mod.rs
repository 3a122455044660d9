//! Calling people to the screen where they are not looking at it: notifications of their devices (Web Push, RFC 8030), mail,
//! and a hook of the site's own, for radio or whatever else there is.
//!
//! A call says that there is something to see and nothing of what: a push has no content at all, hook and mail are told the
//! site and how far the alert has gone. Only hosts that the operator named are asked. Calls wait in the database until
//! they arrive; what does not arrive is shown to administrators.

mod deliver;
mod failing;
mod mail;
mod vapid;

use policy::{Addressee, Alerting, Reach};
use serde::{Deserialize, Serialize};
use wire::call::{Calls, NewSubscription, Push, Subscription, Way};
use wire::session::Role;
use wire::{AccountId, CallId, SiteId, SubscriptionId};

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::outbound::{Address, Reach as Within};
use crate::problem::{Error, invalid, not_found};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::alerts::AlertRow;
use crate::storage::calls::{self, NewCall};
use crate::storage::{Connection, accounts};

pub use mail::{BadMail, Mail};
pub(crate) use vapid::Vapid;

/// Devices of one person.
const MOST: usize = 20;
const LONGEST: usize = 1000;
/// Calls that an administrator is shown.
const SHOWN: u32 = 200;

/// Which news there is of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum News {
    #[serde(rename = "alert_raised")]
    Raised,
    #[serde(rename = "alert_not_acknowledged")]
    Further,
    #[serde(rename = "alert_taken_back")]
    TakenBack,
}

/// What hook and mail are told: enough to know whom to call, and nothing of anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    call: CallId,
    news: News,
    site: SiteId,
    reach: Reach,
    open: String,
}

/// How people are called, as the operator has set it.
#[derive(Debug, Clone, Default)]
pub struct Calling {
    /// The push services that may be asked: their host names. With none, no device is called.
    pub push_hosts: Vec<String>,
    /// Whether they may be in this network, or on this machine (there without TLS too): for tests and closed networks.
    pub push_nearby: bool,
    /// Whom a push service can write to about this server: mailto:it@umbral.example
    pub contact: String,
    /// Where each call is posted as JSON.
    pub hook: Option<Address>,
    /// By whom each call is mailed.
    pub mail: Option<Mail>,
}

impl Calling {
    /// The address of an endpoint, if it may be asked.
    fn endpoint(&self, endpoint: &str) -> Result<Address, Error> {
        let within = if self.push_nearby { Within::Nearby } else { Within::Public };
        let address = Address::parse(endpoint, within).map_err(|why| invalid("endpoint", why.to_string()))?;
        if !self.push_hosts.iter().any(|host| host == address.host()) {
            let why = "This server does not ask that push service: whoever keeps it may allow it.";
            return Err(invalid("endpoint", why));
        }
        Ok(address)
    }
}

fn place(subscription: SubscriptionId) -> String {
    format!("endpoint of push subscription {subscription}")
}

impl Service {
    /// What a device needs to be called, and the actor's devices that are.
    pub(crate) async fn push(&self, actor: &Actor) -> Result<Push, Error> {
        authorize(actor, Action::BeCalled, Object::Own)?;
        let mut db = self.storage.read().await?;
        let rows = calls::subscriptions(&mut db, actor.account).await?;
        let subscriptions = rows.into_iter().map(|(id, host, made_at)| Subscription { id, host, made_at });
        let allowed = !self.config.calling.push_hosts.is_empty();
        let key = allowed.then(|| self.programme_key.push().public_key());
        Ok(Push { key, subscriptions: subscriptions.collect() })
    }

    /// Calls a device of the actor's from now on.
    pub(crate) async fn subscribe(&self, actor: &Actor, new: NewSubscription) -> Result<Push, Error> {
        authorize(actor, Action::BeCalled, Object::Own)?;
        if new.endpoint.len() > LONGEST {
            return Err(invalid("endpoint", "An endpoint has at most 1,000 characters."));
        }
        let address = self.config.calling.endpoint(&new.endpoint)?;
        let now = self.clock.now();
        let id = SubscriptionId::new();
        let sealed = self.programme_key.seal(&place(id), new.endpoint.as_bytes())?;
        let tag = self.programme_key.tag("push endpoint", &new.endpoint);
        let mut transaction = self.storage.write().await?;
        if calls::subscriptions(&mut transaction, actor.account).await?.len() >= MOST {
            return Err(invalid("endpoint", "You are called on twenty devices: remove one first."));
        }
        calls::subscribe(&mut transaction, (id, actor.account), (&sealed, &tag, address.host()), now).await?;
        let line = Line::by(actor, "push.subscribe", crate::session::subject(actor.account))
            .with(address.host().to_owned());
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.push(actor).await
    }

    /// Calls a device of the actor's no more.
    pub(crate) async fn unsubscribe(&self, actor: &Actor, id: SubscriptionId) -> Result<(), Error> {
        authorize(actor, Action::BeCalled, Object::Own)?;
        let mut transaction = self.storage.write().await?;
        if !calls::unsubscribe(&mut transaction, id, actor.account).await? {
            return Err(not_found("device"));
        }
        let line = Line::by(actor, "push.unsubscribe", crate::session::subject(actor.account));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }

    /// How calling people goes.
    pub(crate) async fn calls(&self, actor: &Actor) -> Result<Calls, Error> {
        authorize(actor, Action::ReadCalls, Object::Country(actor.country))?;
        let waiting = calls::waiting(&mut *self.storage.read().await?, SHOWN).await?;
        let Calling { push_hosts, hook, mail, .. } = &self.config.calling;
        let hook = hook.as_ref().map(|address| address.host().to_owned());
        let mail = mail.as_ref().map(|mail| (mail.host().to_owned(), mail.recipients()));
        Ok(Calls { push_hosts: push_hosts.clone(), hook, mail, waiting })
    }

    /// Calls whoever an alert that has gone so far is for, in the caller's transaction: devices of those who are told, the
    /// hook, and mail. Officers are called while they are on shift, which is while they are signed in.
    pub(crate) async fn call_for(
        &self,
        db: &mut Connection,
        row: &AlertRow,
        rules: &Alerting,
        news: News,
    ) -> Result<(), Error> {
        let mut called = Vec::new();
        if !self.config.calling.push_hosts.is_empty() {
            let on_shift = calls::signed_in(db, self.clock.now(), crate::session::IDLE_SECONDS).await?;
            for account in accounts::all(db, &self.programme_key).await? {
                let who = match account.role {
                    _ if account.id == row.officer => Addressee::Captor,
                    Role::Officer if account.site == row.site && on_shift.contains(&account.id) => {
                        Addressee::Colleague
                    }
                    Role::Supervisor if account.site == row.site => Addressee::Supervisor,
                    Role::ProgrammeManager if account.country == row.country => Addressee::ProgrammeManager,
                    _ => continue,
                };
                if rules.tells(who, row.reach) {
                    called.push(account.id);
                }
            }
        }
        self.call(db, row, &called, news).await
    }

    /// Calls these people's devices, the hook, and those who are mailed.
    pub(crate) async fn call(
        &self,
        db: &mut Connection,
        row: &AlertRow,
        people: &[AccountId],
        news: News,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        for account in people {
            for (subscription, host, _) in calls::subscriptions(db, *account).await? {
                let subscription = Some(subscription);
                let (id, body) = (CallId::new(), String::new());
                let call = NewCall { id, way: Way::Device, subscription, host, body };
                calls::insert(db, &call, now).await?;
            }
        }
        let Calling { hook, mail, .. } = &self.config.calling;
        let hook = hook.as_ref().map(|hook| (Way::Hook, hook.host()));
        let mail = mail.as_ref().map(|mail| (Way::Mail, mail.host()));
        for (way, host) in hook.into_iter().chain(mail) {
            let id = CallId::new();
            let open = self.config.public_origin.clone().unwrap_or_default();
            let said = Said { call: id, news, site: row.site, reach: row.reach, open };
            let body = serde_json::to_string(&said).map_err(Error::stored("call"))?;
            let call = NewCall { id, way, subscription: None, host: host.to_owned(), body };
            calls::insert(db, &call, now).await?;
        }
        Ok(())
    }
}
