//! The audit log, as an auditor or administrator reads it.

use policy::Country;
use serde::{Deserialize, Serialize};

use crate::{AccountId, Sha256, SiteId, Timestamp};

/// One line of the log. `GET /api/audit?before=SEQ` answers up to 100, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// 1, 2, 3 without a gap.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an account's name, or a program's: "server".
    pub actor: String,
    /// Whose account, unless it was a program.
    pub account: Option<AccountId>,
    /// The account's country.
    pub home: Option<Country>,
    /// From which address on the network.
    pub from: Option<String>,
    /// What: `encounter.store`, `hit.decide`.
    pub action: String,
    /// To what: `encounter/0190...`.
    pub object: String,
    /// The object's country, where it has one.
    pub country: Option<Country>,
    /// Why: the stated reason, or the duty that the action belongs to.
    pub why: String,
    /// The particulars; no biometric data.
    pub detail: String,
    /// Of the line before and this line: the chain.
    pub hash: Sha256,
}

/// `GET /api/audit/unusual`: who stood out in the last day. A question to ask, not a verdict. At least one of the
/// reasons holds: far more than the peers, beyond the border, out of hours, more than the site's own rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unusual {
    /// Whose account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// How often they looked at personal data.
    pub looks: u64,
    /// What of it was another country's.
    pub abroad: u64,
    /// The median of those with the same role.
    pub usual: u64,
    /// Whether that is far more than the median.
    pub far_more: bool,
    /// What of it was outside the hours of their site, where hours were set.
    pub out_of_hours: u64,
    /// The most looks a day that their site's rule allows, where they had more.
    pub over_rule: Option<u32>,
}

/// What counts as unusual at one site. `GET /api/audit/rules` answers every site that is audited;
/// `PUT /api/audit/rules/{site}` sets one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteWatch {
    /// Where.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// When the site works by the country's policy: looks at other hours stand out. None is always.
    pub hours: Option<policy::Hours>,
    /// The rules; what is not set stands out in nothing.
    pub rules: WatchRules,
}

/// A site's own rules about looking at people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchRules {
    /// The most looks a day.
    pub looks_a_day: Option<u32>,
}

/// `GET /api/audit/verification`: whether the chain holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Lines checked.
    pub events: u64,
    /// The first line that does not fit, if any.
    pub broken_at: Option<u64>,
    /// The newest line's hash.
    pub head: Option<Sha256>,
}
