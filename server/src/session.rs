//! Sessions: who is asking, and what they have proved.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{HeaderMap, header, request::Parts};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use policy::{Country, SitePolicy};
use sha2::{Digest, Sha256};
use wire::agreement::Given;
use wire::session::{Method, Role, Scope, Session};
use wire::{AccountId, Code, SessionId, SiteId, Timestamp};

use crate::authorize::Place;
use crate::problem::{Error, refuse};
use crate::service::Service;
use crate::storage::accounts::{self, Account};
use crate::storage::sessions::SessionRow;
use crate::storage::{Connection, agreements, sessions};
use crate::vault;

pub(crate) const SESSION_SECONDS: i64 = 12 * 3600;
pub(crate) const IDLE_SECONDS: i64 = 30 * 60;
/// How long a person counts as having just proved who they are.
const CONFIRMED_SECONDS: i64 = 5 * 60;
/// A session's last use is noted at most this often, so that reading does not write every time.
const TOUCH_SECONDS: i64 = 60;
/// Of what a browser calls itself; the rest tells nobody anything.
const LONGEST_BROWSER: usize = 200;

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
    /// Whether they proved who they are just now.
    pub confirmed: bool,
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

    /// An account outside any session, for the log: somebody who is signing in.
    pub(crate) fn signing_in(account: Account, from: Option<IpAddr>) -> Self {
        let Account { id, name, role, scope, site, country } = account;
        let (given, session) = (vec![], String::new());
        Self { account: id, name, role, scope, site, country, given, confirmed: false, from, session }
    }
}

/// A session that may do no more than make its person's passkey, beside those that may do everything.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who.
    pub actor: Actor,
    /// How they signed in.
    pub method: Method,
    /// Whether nothing but enrolling is possible.
    pub enrolling: bool,
    /// Whether they have a passkey.
    pub has_passkey: bool,
    /// Whether they have a password in force.
    pub has_password: bool,
    /// Whether an administrator lets them use a password.
    pub password_allowed: bool,
    /// The session.
    pub id: SessionId,
    expires_at: Timestamp,
    last_seen_at: Timestamp,
}

impl Visitor {
    /// Whether there is anything to prove who they are with.
    #[must_use]
    pub fn enrolled(&self) -> bool {
        self.has_passkey || self.has_password
    }
}

/// A browser that asks, signed in or not.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visit {
    /// The address at the other end of the connection.
    pub from: Option<IpAddr>,
    /// What the browser calls itself.
    pub browser: String,
    /// Where the page is, as the browser says: `https://umbral.example`.
    pub origin: String,
    /// Of the session whose cookie came along, if one did.
    pub session: Option<String>,
}

impl Service {
    /// The session as its bearer sees it.
    pub(crate) async fn session(&self, visitor: &Visitor) -> Result<Session, Error> {
        let now = self.clock.now();
        let mut db = self.storage.read().await?;
        let site = accounts::site(&mut db, &self.programme_key, visitor.actor.site, now).await?;
        Ok(Session {
            account: visitor.actor.account,
            name: visitor.actor.name.clone(),
            role: visitor.actor.role,
            site,
            method: visitor.method,
            enrolling: visitor.enrolling,
            has_passkey: visitor.has_passkey,
            has_password: visitor.has_password,
            password_allowed: visitor.password_allowed,
            expires_at: visitor.expires_at,
            now,
        })
    }

    /// Who is asking, as they are now, if the session is still in force; this does not count as a use of it.
    pub(crate) async fn still(&self, actor: &Actor) -> Result<Option<Actor>, Error> {
        let visitor = self.visitor(&actor.session, actor.from).await?;
        Ok(visitor.filter(|visitor| !visitor.enrolling).map(|visitor| visitor.actor))
    }

    /// Whose session that is, if it is in force.
    pub(crate) async fn visitor(&self, hash: &str, from: Option<IpAddr>) -> Result<Option<Visitor>, Error> {
        let mut db = self.storage.read().await?;
        self.visitor_in(&mut db, hash, from).await
    }

    pub(crate) async fn visitor_in(
        &self,
        db: &mut Connection,
        hash: &str,
        from: Option<IpAddr>,
    ) -> Result<Option<Visitor>, Error> {
        let now = self.clock.now();
        let found = sessions::find(db, &self.programme_key, hash).await?;
        let Some(row) = found.filter(|row| in_force(row, now)) else { return Ok(None) };
        let given = agreements::given(db, row.account.country, now).await?;
        let policy = accounts::site(db, &self.programme_key, row.account.site, now).await?.policy;
        Ok(Some(visitor(row, &policy, given, hash, from, now)))
    }

    /// The session whose cookie came along, hashed, if one did.
    pub(crate) fn session_of(&self, headers: &HeaderMap) -> Option<String> {
        cookie_value(headers, self.cookie_name()).map(hashed)
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

pub(crate) fn in_force(row: &SessionRow, now: Timestamp) -> bool {
    now < row.expires_at && now < row.last_seen_at.plus_seconds(IDLE_SECONDS)
}

fn visitor(
    row: SessionRow,
    policy: &SitePolicy,
    given: Vec<Given>,
    hash: &str,
    from: Option<IpAddr>,
    now: Timestamp,
) -> Visitor {
    let by_link = row.method == Method::Link;
    let (has_passkey, has_password) = (row.passkeys > 0, row.passwords > 0);
    let just_proved =
        row.confirmed_at.is_some_and(|confirmed| now < confirmed.plus_seconds(CONFIRMED_SECONDS));
    // Where a link is enough, who has nothing else to prove themselves with is not asked for it.
    let confirmed = just_proved || (by_link && policy.links_suffice && !has_passkey && !has_password);
    let actor = Actor { given, confirmed, session: hash.to_owned(), ..Actor::signing_in(row.account, from) };
    Visitor {
        actor,
        method: row.method,
        enrolling: by_link && !policy.links_suffice,
        has_passkey,
        has_password,
        password_allowed: row.password_allowed,
        id: row.id,
        expires_at: row.expires_at,
        last_seen_at: row.last_seen_at,
    }
}

impl FromRequestParts<Arc<Service>> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Error> {
        let visit = Visit::of(parts, service);
        let hash = visit.session.ok_or_else(not_signed_in)?;
        let visitor = service.visitor(&hash, visit.from).await?.ok_or_else(not_signed_in)?;
        let now = service.clock.now();
        if now.seconds_since(visitor.last_seen_at) >= TOUCH_SECONDS {
            let mut transaction = service.storage.write().await?;
            sessions::touch(&mut transaction, &hash, now).await?;
            transaction.commit().await?;
        }
        Ok(visitor)
    }
}

impl FromRequestParts<Arc<Service>> for Actor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Error> {
        let visitor = Visitor::from_request_parts(parts, service).await?;
        if visitor.enrolling {
            return Err(refuse(Code::EnrolFirst, "Make a passkey first: a link only opens the door."));
        }
        Ok(visitor.actor)
    }
}

impl Visit {
    fn of(parts: &Parts, service: &Service) -> Self {
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self {
            from: parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip()),
            browser: text(header::USER_AGENT).chars().take(LONGEST_BROWSER).collect(),
            origin: text(header::ORIGIN).to_owned(),
            session: service.session_of(&parts.headers),
        }
    }
}

impl FromRequestParts<Arc<Service>> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, service))
    }
}

/// What the log and the data keys call an account.
pub(crate) fn subject(account: AccountId) -> String {
    format!("account/{account}")
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
pub(crate) fn new_secret() -> (String, String) {
    let secret = URL_SAFE_NO_PAD.encode(vault::random::<32>());
    let hash = hashed(&secret);
    (secret, hash)
}

/// A plain hash is enough: what is hashed has 256 random bits, so there is nothing to guess.
pub(crate) fn hashed(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}
