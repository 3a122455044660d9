//! The accounts of a country, kept by its administrators.

use wire::account::{AccountView, Link, NewAccount, Standing};
use wire::session::Scope;
use wire::{AccountId, Code};

use crate::audit::Line;
use crate::authorize::{Action, Object, Place, authorize};
use crate::problem::{Error, invalid, not_found, refuse};
use crate::programme_key::ProgrammeKey;
use crate::service::Service;
use crate::session::{Actor, subject};
use crate::sign_in::{forget_password, new_link};
use crate::storage::accounts::{self, Account};
use crate::storage::{Connection, sessions, word};

const LONGEST_NAME: usize = 60;

impl Service {
    /// The accounts that `actor` keeps.
    pub(crate) async fn kept_accounts(&self, actor: &Actor) -> Result<Vec<AccountView>, Error> {
        authorize(actor, Action::ReadAccounts, Object::Country(actor.country))?;
        let mut rows = accounts::views(&mut *self.storage.read().await?, &self.programme_key).await?;
        rows.retain(|(_, place)| authorize(actor, Action::ReadAccounts, Object::Site(*place)).is_ok());
        self.note(Line::by(actor, "account.list", "accounts").with(format!("{} accounts", rows.len())))
            .await?;
        Ok(rows.into_iter().map(|(view, _)| view).collect())
    }

    /// Adds a person. A link lets them in ([`Self::give_link`]).
    pub(crate) async fn new_account(&self, actor: &Actor, new: NewAccount) -> Result<AccountView, Error> {
        authorize(actor, Action::KeepAccounts, Object::Country(actor.country))?;
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(invalid("name", "A name has up to 60 characters."));
        }
        let mut transaction = self.storage.write().await?;
        let place = accounts::place(&mut transaction, new.site).await?.ok_or_else(|| not_found("site"))?;
        authorize(actor, Action::KeepAccounts, Object::Site(place))?;
        no_wider_than(actor, new.scope)?;
        if accounts::named(&mut transaction, &self.programme_key, name).await?.is_some() {
            return Err(refuse(Code::Conflict, "Somebody has this name."));
        }
        let account = Account {
            id: AccountId::new(),
            name: name.to_owned(),
            role: new.role,
            scope: new.scope,
            site: place.site,
            country: place.country,
        };
        accounts::insert(&mut transaction, &self.programme_key, &account).await?;
        let line = Line::by(actor, "account.add", subject(account.id)).of(place.country).with(format!(
            "{name}, {}, scope {}",
            word(new.role),
            word(new.scope)
        ));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        let view = view(&mut transaction, &self.programme_key, account.id).await?.0;
        transaction.commit().await?;
        Ok(view)
    }

    /// Changes what somebody may do. It counts from their next request on; suspending ends every session.
    pub(crate) async fn change_account(
        &self,
        actor: &Actor,
        id: AccountId,
        standing: Standing,
    ) -> Result<AccountView, Error> {
        authorize(actor, Action::KeepAccounts, Object::Country(actor.country))?;
        let mut transaction = self.storage.write().await?;
        let (before, place) = view(&mut transaction, &self.programme_key, id).await?;
        authorize(actor, Action::KeepAccounts, Object::Site(place))?;
        if id == actor.account {
            return Err(refuse(
                Code::Conflict,
                "Nobody changes their own account: ask another administrator.",
            ));
        }
        no_wider_than(actor, standing.scope)?;
        accounts::set_standing(&mut transaction, id, &standing).await?;
        if standing.suspended {
            sessions::revoke_all(&mut transaction, id).await?;
        }
        if !standing.password_allowed {
            forget_password(&mut transaction, id).await?;
        }
        let told = |standing: &Standing| {
            format!(
                "{}, scope {}{}{}",
                word(standing.role),
                word(standing.scope),
                if standing.password_allowed { ", password allowed" } else { "" },
                if standing.suspended { ", suspended" } else { "" },
            )
        };
        let line = Line::by(actor, "account.change", subject(id)).of(place.country).with(format!(
            "from {} to {}",
            told(&before.standing),
            told(&standing)
        ));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        let view = view(&mut transaction, &self.programme_key, id).await?.0;
        transaction.commit().await?;
        Ok(view)
    }

    /// A one-time link to enrol or recover with. It ends every other session and link of the account.
    pub(crate) async fn give_link(&self, actor: &Actor, id: AccountId) -> Result<Link, Error> {
        authorize(actor, Action::KeepAccounts, Object::Country(actor.country))?;
        let mut transaction = self.storage.write().await?;
        let (account, place) = view(&mut transaction, &self.programme_key, id).await?;
        authorize(actor, Action::KeepAccounts, Object::Site(place))?;
        if account.standing.suspended {
            return Err(refuse(Code::Conflict, "This account is suspended."));
        }
        if id == actor.account {
            return Err(refuse(
                Code::Conflict,
                "Nobody gives a link to themselves: ask another administrator.",
            ));
        }
        let now = self.clock.now();
        sessions::revoke_all(&mut transaction, id).await?;
        let link = new_link(&mut transaction, id, now).await?;
        let line = Line::by(actor, "link.issue", subject(id)).of(place.country).with(account.name);
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(link)
    }
}

async fn view(
    db: &mut Connection,
    names: &ProgrammeKey,
    id: AccountId,
) -> Result<(AccountView, Place), Error> {
    let all = accounts::views(db, names).await?;
    all.into_iter().find(|(view, _)| view.id == id).ok_or_else(|| not_found("account"))
}

/// Nobody gives away more than they have.
fn no_wider_than(actor: &Actor, scope: Scope) -> Result<(), Error> {
    if scope > actor.scope {
        return Err(invalid("scope", "You cannot give a wider scope than your own."));
    }
    Ok(())
}
