use wire::account::Link;
use wire::session::Method;
use wire::{AccountId, Code, Timestamp};

use super::SignedIn;
use crate::audit::Line;
use crate::problem::{Error, refuse};
use crate::service::Service;
use crate::session::{Visit, hashed, new_secret, subject};
use crate::storage::accounts::Account;
use crate::storage::{Connection, sessions};

const LINK_SECONDS: i64 = 24 * 3600;

impl Service {
    /// A fresh one-time secret with which `account` can sign in within 24 hours.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn issue_link(&self, account: &Account, by: &str) -> Result<String, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let link = new_link(&mut transaction, account.id, now).await?;
        let line = Line::by_program(by, "link.issue", subject(account.id))
            .of(account.country)
            .with(account.name.clone());
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(link.token)
    }

    /// Spends a link.
    ///
    /// # Errors
    /// [`Code::LinkSpent`] when it was used before, has expired or was never given.
    pub(crate) async fn sign_in_by_link(&self, token: &str, visit: &Visit) -> Result<SignedIn, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        match sessions::spend_link(&mut transaction, &hashed(token), now).await? {
            Some(account) => self.open_session(transaction, account, Method::Link, visit).await,
            None => Err(refuse(
                Code::LinkSpent,
                "This sign-in link was used before, has expired or was never given. Ask for a new one.",
            )),
        }
    }
}

/// Makes a link in the transaction that puts it on record.
pub(crate) async fn new_link(db: &mut Connection, account: AccountId, now: Timestamp) -> Result<Link, Error> {
    let (token, hash) = new_secret();
    let expires_at = now.plus_seconds(LINK_SECONDS);
    sessions::insert_link(db, &hash, account, expires_at).await?;
    Ok(Link { token, expires_at })
}
