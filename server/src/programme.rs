//! Setting up a programme: the accounts that work there. Its sites are [`crate::rules`]'s.

use policy::Country;
use wire::session::{Role, Scope};
use wire::{AccountId, SiteId};

use crate::audit::Line;
use crate::problem::{Error, not_found};
use crate::service::Service;
use crate::storage::accounts::{self, Account};
use crate::storage::word;

impl Service {
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
        let place = accounts::place(&mut transaction, site).await?.ok_or_else(|| not_found("site"))?;
        let country = place.country;
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
