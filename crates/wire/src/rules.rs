//! The policies of countries: every version that ever was, and sites.

use policy::Country;
use serde::{Deserialize, Serialize};

use crate::{SiteId, Timestamp};

/// A country's policy, with what its sites do more strictly.
pub type Policy = policy::Policy<SiteId>;

/// `GET /api/rules/{country}`: what holds there, what held, and what will.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Every version, the newest first; none is ever changed.
    pub versions: Vec<PolicyVersion>,
    /// Which version is in force.
    pub in_force: u32,
    /// The country's sites, by name.
    pub sites: Vec<SiteName>,
    /// Whether who asks may change them.
    pub may_change: bool,
}

/// One version of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// The rules; their number is in [`policy::SitePolicy::version`].
    pub policy: Policy,
    /// From when on it holds, until a newer one does.
    pub effective_from: Timestamp,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who made it.
    pub made_by: String,
    /// Why.
    pub reason: String,
}

/// A site, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteName {
    /// Its identifier.
    pub id: SiteId,
    /// Its name.
    pub name: String,
}

/// `POST /api/rules/{country}`: a new version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewVersion {
    /// The rules. Their version is the newest one's plus one, so that nobody overlooks a change of somebody else's.
    pub policy: Policy,
    /// From when on it holds; now, where nothing is said.
    #[serde(default)]
    pub effective_from: Option<Timestamp>,
    /// Why, as the log will say it.
    pub reason: String,
}

/// `POST /api/sites`: adds a site; it works by its country's rules. A country that has none yet begins with
/// [`policy::SitePolicy::usual`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSite {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub country: Country,
    /// The country's name; needed where the country is new to the programme.
    #[serde(default)]
    pub country_name: Option<String>,
}
