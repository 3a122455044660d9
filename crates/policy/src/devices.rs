use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Permission, Rule, SitePolicy};

/// What of the watchlists may leave the server for a device. Names and images never do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnDevices {
    /// Lists that stay on the server, by name.
    pub withheld_lists: BTreeSet<String>,
    /// Severities of categories (1 to 4) whose entries stay on the server.
    pub withheld_severities: BTreeSet<u8>,
    /// What a device may be told of an entry beside its templates and its pseudonym.
    pub fields: BTreeSet<DeviceField>,
    /// Days without contact after which a device opens its copies no more; an enrolled one opens nothing at all.
    pub days_without_contact: u8,
    /// Whether encounters are recorded on enrolled devices alone.
    #[serde(default)]
    pub enrolled_only: bool,
    /// Days after signing in during which an officer may unlock an enrolled device without a network.
    #[serde(default = "usual_unlock_days")]
    pub unlock_days: u8,
    /// Wrong PINs in a row after which what an officer has on the device is erased with its key.
    #[serde(default = "usual_tries")]
    pub tries: u8,
    /// Whether an officer whose passkey opens a device may open it by their PIN as well.
    #[serde(default = "yes")]
    pub pin_beside_passkey: bool,
    /// Minutes by which a device's own clock may be wrong; what one seals that is further out is quarantined.
    #[serde(default = "usual_clock_minutes")]
    pub clock_minutes: u16,
}

impl Default for OnDevices {
    /// Nothing leaves the server but templates, and a device that is out of contact opens nothing.
    fn default() -> Self {
        Self {
            withheld_lists: BTreeSet::new(),
            withheld_severities: BTreeSet::new(),
            fields: BTreeSet::new(),
            days_without_contact: 0,
            enrolled_only: false,
            unlock_days: usual_unlock_days(),
            tries: usual_tries(),
            pin_beside_passkey: yes(),
            clock_minutes: usual_clock_minutes(),
        }
    }
}

fn usual_unlock_days() -> u8 {
    3
}

fn yes() -> bool {
    true
}

fn usual_tries() -> u8 {
    10
}

fn usual_clock_minutes() -> u16 {
    60
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
            enrolled_only: self.enrolled_only || other.enrolled_only,
            unlock_days: self.unlock_days.min(other.unlock_days),
            tries: self.tries.min(other.tries),
            pin_beside_passkey: self.pin_beside_passkey && other.pin_beside_passkey,
            clock_minutes: self.clock_minutes.min(other.clock_minutes),
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
