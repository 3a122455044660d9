//! The accounts of a country, as its administrators keep them.

use serde::{Deserialize, Serialize};

use crate::session::{Role, Scope};
use crate::{AccountId, SiteId, Timestamp};

/// `GET /api/accounts`: those of the countries that the administrator keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its identifier.
    pub id: AccountId,
    /// What others see.
    pub name: String,
    /// Where they work.
    pub site: SiteId,
    /// That site's name.
    pub site_name: String,
    /// How many passkeys they have.
    pub passkeys: u32,
    /// What an administrator decides of it.
    #[serde(flatten)]
    pub standing: Standing,
}

/// `PUT /api/accounts/{id}`: what an administrator decides of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What they may do.
    pub role: Role,
    /// Where that counts.
    pub scope: Scope,
    /// Whether they may use a password with one-time codes instead of a passkey.
    pub password_allowed: bool,
    /// Whether they may not sign in. Suspending ends every session.
    pub suspended: bool,
}

/// `POST /api/accounts`: a new person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// What others will see: "Officer 14". No two accounts have the same.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where that counts.
    pub scope: Scope,
    /// Where they work.
    pub site: SiteId,
}

/// `POST /api/accounts/{id}/link`: a one-time link to enrol or recover with. It is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The secret, to stand behind the `#` of `/enter#`.
    pub token: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
}
