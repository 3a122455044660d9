//! Signing in: one-time links, sessions, and who is asking.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{Extensions, HeaderMap, header, request::Parts};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use policy::Country;
use sha2::{Digest, Sha256};
use wire::agreement::Given;
use wire::session::{Role, Scope, Session};
use wire::{AccountId, Code, SiteId, Timestamp};

use crate::audit::Line;
use crate::authorize::Place;
use crate::problem::{Error, refuse};
use crate::service::Service;
use crate::storage::accounts::{self, Account};
use crate::storage::sessions::SessionRow;
use crate::storage::{agreements, sessions};
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
    /// Where that counts.
    pub scope: Scope,
    /// Where they work.
    pub site: SiteId,
    /// The site's country.
    pub country: Country,
    /// What other countries give theirs, by agreements in force.
    pub given: Vec<Given>,
    /// The address on the network that this request came from.
    pub from: Option<IpAddr>,
    /// The session's token, hashed.
    pub(crate) session: String,
}

impl Actor {
    /// The account's own desk.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { site: self.site, country: self.country }
    }

    /// Whether their scope is the programme.
    #[must_use]
    pub fn sees_all_countries(&self) -> bool {
        self.scope == Scope::Programme
    }
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
        let line = Line::by_program(by, "link.issue", subject(account.id))
            .of(account.country)
            .with(account.name.clone());
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(secret)
    }

    /// Spends a link.
    ///
    /// # Errors
    /// [`Code::LinkSpent`] when it was used before, has expired or was never given.
    pub(crate) async fn sign_in(&self, token: &str, from: Option<IpAddr>) -> Result<SignedIn, Error> {
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
        let actor = actor(row.account.clone(), vec![], hash.clone(), from);
        let line = Line::by(&actor, "session.open", subject(account));
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
        let line = Line::by(actor, "session.close", subject(actor.account));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Who is asking, as they are now, if the session is still in force; this does not count as a use of it.
    pub(crate) async fn still(&self, actor: &Actor) -> Result<Option<Actor>, Error> {
        Ok(self.actor_of(&actor.session, actor.from).await?.map(|(actor, _)| actor))
    }

    async fn actor_of(&self, hash: &str, from: Option<IpAddr>) -> Result<Option<(Actor, Timestamp)>, Error> {
        let now = self.clock.now();
        let mut db = self.storage.read().await?;
        let found = sessions::find(&mut db, hash).await?;
        let in_force =
            |row: &SessionRow| now < row.expires_at && now < row.last_seen_at.plus_seconds(IDLE_SECONDS);
        let Some(row) = found.filter(in_force) else { return Ok(None) };
        let given = agreements::given(&mut db, row.account.country, now).await?;
        Ok(Some((actor(row.account, given, hash.to_owned(), from), row.last_seen_at)))
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
        let from = address(&parts.extensions);
        let (actor, last_seen_at) =
            service.actor_of(&hashed(secret), from).await?.ok_or_else(not_signed_in)?;
        let now = service.clock.now();
        if now.seconds_since(last_seen_at) >= TOUCH_SECONDS {
            let mut transaction = service.storage.write().await?;
            sessions::touch(&mut transaction, &actor.session, now).await?;
            transaction.commit().await?;
        }
        Ok(actor)
    }
}

/// The address at the other end of the connection.
pub(crate) fn address(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip())
}

/// What the log and the data keys call an account.
pub(crate) fn subject(account: AccountId) -> String {
    format!("account/{account}")
}

fn actor(account: Account, given: Vec<Given>, session: String, from: Option<IpAddr>) -> Actor {
    let Account { id, name, role, scope, site, country } = account;
    Actor { account: id, name, role, scope, site, country, given, from, session }
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
