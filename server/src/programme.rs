//! Setting up a programme: its sites and the accounts that work there.

use policy::SitePolicy;
use wire::session::{Role, Site};
use wire::{AccountId, SiteId};

use crate::audit::Line;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::accounts::{self, Account};

impl Service {
    /// Adds a site.
    ///
    /// # Errors
    /// [`Error::Database`], when there is a site of that name.
    pub async fn add_site(&self, name: &str, policy: SitePolicy, by: &str) -> Result<Site, Error> {
        let site = Site { id: SiteId::new(), name: name.to_owned(), policy };
        let mut transaction = self.storage.write().await?;
        accounts::insert_site(&mut transaction, &site).await?;
        let line =
            Line { actor: by, action: "site.add", object: format!("site/{}", site.id), detail: name.into() };
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
        role: Role,
        site: SiteId,
        by: &str,
    ) -> Result<Account, Error> {
        let account = Account { id: AccountId::new(), name: name.to_owned(), role, site };
        let mut transaction = self.storage.write().await?;
        accounts::insert(&mut transaction, &account).await?;
        let line = Line {
            actor: by,
            action: "account.add",
            object: format!("account/{}", account.id),
            detail: format!("{name}, {}", crate::storage::word(role)),
        };
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        Ok(account)
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn accounts(&self) -> Result<Vec<Account>, Error> {
        accounts::all(&mut *self.storage.read().await?).await
    }
}
