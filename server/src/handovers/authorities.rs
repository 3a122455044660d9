//! The list of authorities that people are handed over to, which the country's programme managers keep.

use wire::handover::{Authority, Contact};
use wire::{AuthorityId, Code};

use super::{named, trimmed_contact};
use crate::alerts::reading;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{Connection, handovers};

/// Enough for a country's authorities; a list that is longer is chosen from no better than by writing the name.
const MOST: usize = 200;

fn place(authority: AuthorityId) -> String {
    format!("authority {authority}")
}

impl Service {
    /// The authorities of the actor's country, by name.
    pub(crate) async fn authorities(&self, actor: &Actor) -> Result<Vec<Authority>, Error> {
        authorize(actor, reading(actor), Object::Site(actor.place()))?;
        let mut db = self.storage.read().await?;
        self.authorities_of(&mut db, actor).await
    }

    async fn authorities_of(&self, db: &mut Connection, actor: &Actor) -> Result<Vec<Authority>, Error> {
        let mut all = handovers::authorities(db, actor.country)
            .await?
            .into_iter()
            .map(|(id, sealed)| {
                let plain = self.programme_key.open_bytes(&place(id), &sealed)?;
                let contact: Contact = serde_json::from_slice(&plain).map_err(Error::stored("authority"))?;
                Ok(Authority { id, contact })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        all.sort_by(|one, other| one.contact.name.cmp(&other.contact.name));
        Ok(all)
    }

    /// Adds an authority.
    pub(crate) async fn add_authority(&self, actor: &Actor, new: Contact) -> Result<Authority, Error> {
        authorize(actor, Action::KeepAuthorities, Object::Country(actor.country))?;
        let contact = trimmed_contact(new);
        named(&contact)?;
        let mut transaction = self.storage.write().await?;
        let known = self.authorities_of(&mut transaction, actor).await?;
        if known.iter().any(|known| known.contact.name == contact.name) {
            return Err(refuse(Code::Already, "It is on the list."));
        }
        if known.len() >= MOST {
            return Err(refuse(Code::Conflict, "The list is full: take off what nobody uses."));
        }
        let id = AuthorityId::new();
        let plain = serde_json::to_vec(&contact).map_err(Error::stored("authority"))?;
        let sealed = self.programme_key.seal(&place(id), &plain)?;
        handovers::add_authority(&mut transaction, id, actor.country, &sealed).await?;
        let line = Line::by(actor, "authority.add", format!("authority/{id}")).with(contact.name.clone());
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        Ok(Authority { id, contact })
    }

    /// Takes an authority off the list.
    pub(crate) async fn remove_authority(&self, actor: &Actor, id: AuthorityId) -> Result<(), Error> {
        authorize(actor, Action::KeepAuthorities, Object::Country(actor.country))?;
        let mut transaction = self.storage.write().await?;
        if !handovers::remove_authority(&mut transaction, id, actor.country).await? {
            return Err(not_found("authority"));
        }
        let line = Line::by(actor, "authority.remove", format!("authority/{id}"));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }
}
