//! Signing in: one-time links, sessions, and who is asking.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, header, request::Parts};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use wire::session::{Role, Session};
use wire::{AccountId, Code, SiteId, Timestamp};

use crate::audit::Line;
use crate::problem::{Error, refuse};
use crate::service::Service;
use crate::storage::accounts::{self, Account};
use crate::storage::sessions;
use crate::vault;

const LINK_SECONDS: i64 = 24 * 3600;
const SESSION_SECONDS: i64 = 12 * 3600;
const IDLE_SECONDS: i64 = 30 * 60;
/// A session's last use is noted at most this often, so that reading does not write every time.
const TOUCH_SECONDS: i64 = 60;

/// Who is asking: a session in force, with the account as it is at this moment.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Whose session.
    pub account: AccountId,
    /// What others see.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub site: SiteId,
    /// The session's token, hashed.
    pub(crate) session: String,
}

/// A new session and the secret that its cookie carries.
pub(crate) struct SignedIn {
    pub session: Session,
    pub secret: String,
}

impl Service {
    /// A fresh one-time secret with which `account` can sign in within 24 hours.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn issue_link(&self, account: &Account, by: &str) -> Result<String, Error> {
        let (secret, hash) = new_secret();
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        sessions::insert_link(&mut transaction, &hash, account.id, now.plus_seconds(LINK_SECONDS)).await?;
        let line = Line {
            actor: by,
            action: "link.issue",
            object: format!("account/{}", account.id),
            detail: account.name.clone(),
        };
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(secret)
    }

    /// Spends a link.
    ///
    /// # Errors
    /// [`Code::LinkSpent`] when it was used before, has expired or was never given.
    pub(crate) async fn sign_in(&self, token: &str) -> Result<SignedIn, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        sessions::purge(&mut transaction, now).await?;
        let Some(account) = sessions::spend_link(&mut transaction, &hashed(token), now).await? else {
            return Err(refuse(
                Code::LinkSpent,
                "This sign-in link was used before, has expired or was never given. Ask for a new one.",
            ));
        };
        let (secret, hash) = new_secret();
        sessions::insert(&mut transaction, &hash, account, now, now.plus_seconds(SESSION_SECONDS)).await?;
        let row = sessions::find(&mut transaction, &hash).await?.ok_or(sqlx::Error::RowNotFound)?;
        let line = Line {
            actor: &row.account.name,
            action: "session.open",
            object: format!("account/{account}"),
            detail: String::new(),
        };
        self.log.append(&mut transaction, now, line).await?;
        let session = Session {
            account,
            site: accounts::site(&mut transaction, row.account.site).await?,
            name: row.account.name,
            role: row.account.role,
            expires_at: row.expires_at,
            now,
        };
        transaction.commit().await?;
        Ok(SignedIn { session, secret })
    }

    /// The session as its bearer sees it.
    pub(crate) async fn session(&self, actor: &Actor) -> Result<Session, Error> {
        let mut db = self.storage.read().await?;
        let row = sessions::find(&mut db, &actor.session).await?.ok_or_else(not_signed_in)?;
        Ok(Session {
            account: actor.account,
            name: actor.name.clone(),
            role: actor.role,
            site: accounts::site(&mut db, actor.site).await?,
            expires_at: row.expires_at,
            now: self.clock.now(),
        })
    }

    /// Ends a session.
    pub(crate) async fn sign_out(&self, actor: &Actor) -> Result<(), Error> {
        let mut transaction = self.storage.write().await?;
        sessions::delete(&mut transaction, &actor.session).await?;
        let line = Line {
            actor: &actor.name,
            action: "session.close",
            object: format!("account/{}", actor.account),
            detail: String::new(),
        };
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether a session is still in force, without counting as a use of it.
    pub(crate) async fn in_force(&self, actor: &Actor) -> Result<bool, Error> {
        Ok(self.actor_of(&actor.session).await?.is_some())
    }

    async fn actor_of(&self, hash: &str) -> Result<Option<(Actor, Timestamp)>, Error> {
        let now = self.clock.now();
        let row = sessions::find(&mut *self.storage.read().await?, hash).await?;
        Ok(row.filter(|row| now < row.expires_at && now < row.last_seen_at.plus_seconds(IDLE_SECONDS)).map(
            |row| {
                let Account { id, name, role, site } = row.account;
                (Actor { account: id, name, role, site, session: hash.to_owned() }, row.last_seen_at)
            },
        ))
    }

    /// The name of the session cookie: bound to the host and to TLS wherever there is TLS.
    fn cookie_name(&self) -> &'static str {
        if self.config.https() { "__Host-umbral" } else { "umbral" }
    }

    /// The cookie that carries `secret`; without one, the cookie that takes it away.
    pub(crate) fn cookie(&self, secret: Option<&str>) -> String {
        format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}",
            self.cookie_name(),
            secret.unwrap_or_default(),
            if secret.is_some() { SESSION_SECONDS } else { 0 },
            if self.config.https() { "; Secure" } else { "" },
        )
    }
}

impl FromRequestParts<Arc<Service>> for Actor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Error> {
        let secret = cookie_value(&parts.headers, service.cookie_name()).ok_or_else(not_signed_in)?;
        let (actor, last_seen_at) = service.actor_of(&hashed(secret)).await?.ok_or_else(not_signed_in)?;
        let now = service.clock.now();
        if now.seconds_since(last_seen_at) >= TOUCH_SECONDS {
            let mut transaction = service.storage.write().await?;
            sessions::touch(&mut transaction, &actor.session, now).await?;
            transaction.commit().await?;
        }
        Ok(actor)
    }
}

fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn not_signed_in() -> Error {
    refuse(Code::NotSignedIn, "Nobody is signed in, or the session has ended. Sign in again.")
}

/// 256 random bits as text, and their hash, which alone is stored.
fn new_secret() -> (String, String) {
    let secret = URL_SAFE_NO_PAD.encode(vault::random::<32>());
    let hash = hashed(&secret);
    (secret, hash)
}

/// A plain hash is enough: what is hashed has 256 random bits, so there is nothing to guess.
fn hashed(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}
