use serde::{Deserialize, Serialize};

use crate::{Rule, Ruling, SitePolicy};

const MINUTE: i64 = 60_000;
const DAY_MINUTES: i64 = 1440;

/// When a site works, every day; a site without hours always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Minutes after midnight, local time.
    pub opens: u16,
    /// The same; before [`Self::opens`] where it is on the next day.
    pub closes: u16,
    /// Local time less UTC, in minutes.
    pub utc_offset: i16,
}

impl Hours {
    /// The whole day by the same clock: what a site of a country with hours has that always works.
    #[must_use]
    pub fn all_day(self) -> Self {
        Self { opens: 0, closes: 1440, ..self }
    }

    /// Whether they are the whole day.
    #[must_use]
    pub fn always(&self) -> bool {
        (self.opens, self.closes) == (0, 1440)
    }

    fn include(&self, at: i64) -> bool {
        let minute = (at.div_euclid(MINUTE) + i64::from(self.utc_offset)).rem_euclid(DAY_MINUTES);
        let (opens, closes) = (i64::from(self.opens), i64::from(self.closes));
        match opens <= closes {
            true => (opens..closes).contains(&minute),
            false => minute >= opens || minute < closes,
        }
    }
}

/// Says whether the site works at a moment (milliseconds since 1970 UTC; of any day, as every day is like the other).
#[must_use]
pub fn working(policy: &SitePolicy, at: i64) -> Ruling {
    let rule = match policy.hours.is_none_or(|hours| hours.include(at)) {
        true => Rule::WithinHours,
        false => Rule::OutOfHours,
    };
    Ruling { rule, version: policy.version }
}
