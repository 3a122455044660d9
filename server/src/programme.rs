//! Setting up a programme: its sites and the accounts that work there.

use policy::{Country, SitePolicy};
use wire::session::{Role, Scope, Site};
use wire::{AccountId, SiteId};

use crate::audit::Line;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::accounts::{self, Account};
use crate::storage::word;

impl Service {
    /// Adds a site.
    ///
    /// # Errors
    /// [`Error::Database`], when there is a site of that name.
    pub async fn add_site(&self, name: &str, policy: SitePolicy, by: &str) -> Result<Site, Error> {
        let site = Site { id: SiteId::new(), name: name.to_owned(), policy };
        let mut transaction = self.storage.write().await?;
        accounts::insert_site(&mut transaction, &self.programme_key, &site).await?;
        let line = Line::by_program(by, "site.add", format!("site/{}", site.id))
            .of(site.policy.host_country)
            .with(name);
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        Ok(site)
    }

    /// Adds an account. It has no password: a link signs it in ([`Self::issue_link`]).
    ///
    /// # Errors
    /// [`Error::Database`], when there is an account of that name.
    pub async fn add_account(
        &self,
        name: &str,
        (role, scope): (Role, Scope),
        site: SiteId,
        by: &str,
    ) -> Result<Account, Error> {
        let mut transaction = self.storage.write().await?;
        let country = accounts::site(&mut transaction, &self.programme_key, site).await?.policy.host_country;
        let account = Account { id: AccountId::new(), name: name.to_owned(), role, scope, site, country };
        accounts::insert(&mut transaction, &self.programme_key, &account).await?;
        let line = Line::by_program(by, "account.add", crate::session::subject(account.id))
            .of(country)
            .with(format!("{name}, {}, scope {}", word(role), word(scope)));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        Ok(account)
    }

    /// The countries that have sites.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn countries(&self) -> Result<Vec<Country>, Error> {
        accounts::countries(&mut *self.storage.read().await?).await
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn accounts(&self) -> Result<Vec<Account>, Error> {
        accounts::all(&mut *self.storage.read().await?, &self.programme_key).await
    }
}
