use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Permission, Rule, SitePolicy};

/// What of the watchlists may leave the server for a device. Names and images never do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnDevices {
    /// Lists that stay on the server, by name.
    pub withheld_lists: BTreeSet<String>,
    /// Severities of categories (1 to 4) whose entries stay on the server.
    pub withheld_severities: BTreeSet<u8>,
    /// What a device may be told of an entry beside its templates and its pseudonym.
    pub fields: BTreeSet<DeviceField>,
    /// Days without contact after which a device opens its copies no more.
    pub days_without_contact: u8,
}

/// What a device may be told of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceField {
    /// The severity of its category.
    Severity,
    /// The name of its category.
    Category,
}

/// Whether a device in contact lacks changes for longer than it should: it follows within minutes, so that an hour
/// means that something holds it up. Moments are milliseconds since 1970 UTC.
#[must_use]
pub fn is_far_behind(since: i64, now: i64) -> bool {
    const HOUR: i64 = 3_600_000;
    now.saturating_sub(since) >= HOUR
}

impl OnDevices {
    /// Whatever both let out.
    pub(crate) fn stricter(&self, other: &Self) -> Self {
        Self {
            withheld_lists: &self.withheld_lists | &other.withheld_lists,
            withheld_severities: &self.withheld_severities | &other.withheld_severities,
            fields: &self.fields & &other.fields,
            days_without_contact: self.days_without_contact.min(other.days_without_contact),
        }
    }
}

/// Decides whether a list of this name may be held on the site's devices at all.
#[must_use]
pub fn may_hold_list(policy: &SitePolicy, list: &str) -> Permission {
    let rule = match policy.devices.withheld_lists.contains(list) {
        true => Rule::ListStaysHome,
        false => Rule::MayGoToDevices,
    };
    Permission::by(rule, policy.version)
}

/// Decides whether an entry of this list, of a category of this severity, may be held on the site's devices.
#[must_use]
pub fn may_hold_entry(policy: &SitePolicy, list: &str, severity: u8) -> Permission {
    let of_list = may_hold_list(policy, list);
    match of_list.granted() && policy.devices.withheld_severities.contains(&severity) {
        true => Permission::by(Rule::SeverityStaysHome, policy.version),
        false => of_list,
    }
}
