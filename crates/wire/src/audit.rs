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
    /// The rules; what is not set stands out in nothing.
    pub rules: WatchRules,
}

/// A site's own rules about looking at people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchRules {
    /// The hours in which people work there.
    pub hours: Option<Hours>,
    /// The most looks a day.
    pub looks_a_day: Option<u32>,
}

/// Hours of work, by the site's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Minutes after midnight, 0 to 1439: from here.
    pub from: u16,
    /// To here, not included; a smaller number than `from` goes over midnight.
    pub to: u16,
    /// Minutes that the site's clock is ahead of UTC, -720 to 840.
    pub utc_offset: i16,
}

impl Hours {
    /// Minutes of a day.
    pub const DAY: u16 = 1440;

    /// Whether the fields are in range and the hours are not the whole day.
    #[must_use]
    pub fn make_sense(&self) -> bool {
        self.from < Self::DAY
            && self.to < Self::DAY
            && self.from != self.to
            && (-720..=840).contains(&self.utc_offset)
    }

    /// Whether a minute of the day in UTC lies within them.
    #[must_use]
    pub fn hold(&self, minute_utc: u16) -> bool {
        let day = i32::from(Self::DAY);
        let local = (i32::from(minute_utc) + i32::from(self.utc_offset)).rem_euclid(day);
        let (from, to) = (i32::from(self.from), i32::from(self.to));
        match from < to {
            true => (from..to).contains(&local),
            false => local >= from || local < to,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_by_the_sites_own_clock_and_may_go_over_midnight() {
        let day = Hours { from: 6 * 60, to: 22 * 60, utc_offset: -360 };
        assert!(!day.hold(11 * 60 + 59) && day.hold(12 * 60), "06:00 there is 12:00 UTC");
        assert!(day.hold(3 * 60 + 59) && !day.hold(4 * 60), "22:00 there is 04:00 UTC");
        let night = Hours { from: 22 * 60, to: 6 * 60, utc_offset: 0 };
        assert!(night.hold(23 * 60) && night.hold(0) && !night.hold(12 * 60));
        assert!(!Hours { from: 60, to: 60, utc_offset: 0 }.make_sense());
        assert!(!Hours { from: 1440, to: 60, utc_offset: 0 }.make_sense());
    }
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
