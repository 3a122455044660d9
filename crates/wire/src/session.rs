//! Who is signed in, and where.

use policy::SitePolicy;
use serde::{Deserialize, Serialize};

use crate::services::CaptureServices;
use crate::{AccountId, SessionId, SiteId, Timestamp};

/// `POST /api/session`: spend a one-time sign-in link.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// The secret of the link, from behind its `#`.
    pub token: String,
}

/// `GET /api/session`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Whose session.
    pub account: AccountId,
    /// What others see: "Officer 14".
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub site: Site,
    /// How the person signed in.
    pub method: Method,
    /// The link only opened the door: nothing but making a passkey is possible.
    pub enrolling: bool,
    /// Whether the person has a passkey to prove who they are with.
    pub has_passkey: bool,
    /// Whether they have a password with one-time codes.
    pub has_password: bool,
    /// Whether an administrator lets them use a password.
    pub password_allowed: bool,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// The server's clock, so that ages are shown right on a device whose clock is wrong.
    pub now: Timestamp,
}

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Method {
    Link,
    Passkey,
    Password,
}

/// `GET /api/sessions`: the sessions of who asks. `DELETE /api/sessions/{id}` ends one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Its identifier.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// How it was opened.
    pub method: Method,
    /// When.
    pub opened_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// The browser, as it calls itself.
    pub browser: String,
    /// The address on the network it was opened from.
    pub from: String,
}

/// What a person may do. Each account has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "design.md section 8 names them")]
pub enum Role {
    Officer,
    Reviewer,
    Supervisor,
    WatchlistManager,
    ProgrammeManager,
    Auditor,
    Administrator,
}

/// Where an account's role counts: it narrows what the role may do, and never widens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// At the account's site.
    Site,
    /// In the country of the account's site.
    Country,
    /// In every country of the programme.
    Programme,
}

impl Scope {
    /// What an account of this role has unless somebody decides otherwise.
    #[must_use]
    pub fn usual(role: Role) -> Self {
        match role {
            Role::Officer => Self::Site,
            _ => Self::Country,
        }
    }
}

/// A place where people are recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Its identifier.
    pub id: SiteId,
    /// Its name: "Northgate".
    pub name: String,
    /// The rules in force there.
    pub policy: SitePolicy,
    /// The capture services that its desks may use.
    #[serde(default)]
    pub services: CaptureServices,
}
