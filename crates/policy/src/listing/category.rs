use serde::{Deserialize, Serialize};

const DAY: i64 = 86_400_000;

/// What a finding asks of the officer who stands before the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approach {
    /// The person may need help: they are not accused of anything.
    Help,
    /// Something to know, and no danger.
    Inform,
    /// To be careful.
    #[default]
    Caution,
}

impl Approach {
    /// Every approach, the calmest first.
    pub const ALL: [Self; 3] = [Self::Help, Self::Inform, Self::Caution];
}

/// Why people are on a list: what an alert says, how much it weighs, and what it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// As the alert shows it; no two of a list are alike.
    pub name: String,
    /// 1 (least) to 4.
    pub severity: u8,
    /// How an officer goes up to the person: an alert looks accordingly.
    #[serde(default)]
    pub approach: Approach,
    /// What the officer is to do, whom to call.
    pub instructions: String,
    /// The number to call; empty where the site's own is meant.
    #[serde(default)]
    pub phone: String,
    /// How many sources that do not depend on each other must vouch for an entry; 1 at least.
    pub sources: u8,
    /// For how many days a validation holds; then the entry goes stale until somebody validates it again.
    pub validation_days: u16,
}

impl Category {
    /// The severities there are.
    pub const SEVERITIES: std::ops::RangeInclusive<u8> = 1..=4;
    /// The validation periods that make sense: a day to five years.
    pub const VALIDATION_DAYS: std::ops::RangeInclusive<u16> = 1..=1826;

    /// What a list starts with. A label that follows a person for years on one partner's word (gang membership,
    /// special interest) takes two sources and is looked at twice a year.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        const CALL: &str = "Do not detain on this alone: call the shift commander before you act.";
        const KNOW: &str = "Treat the person like any other. Tell the shift commander before they leave.";
        const HELP: &str = "The person is not wanted for anything. Ask whether they need help, and call before \
                            you tell anybody where they are.";
        use Approach::{Caution, Help, Inform};
        [
            ("Wanted", 3, Caution, CALL, 1, 365),
            ("Criminal conviction", 2, Inform, KNOW, 1, 365),
            ("Prior arrest at the border", 1, Inform, KNOW, 1, 365),
            ("People smuggling", 3, Caution, CALL, 1, 365),
            ("Gang membership", 4, Caution, CALL, 2, 180),
            ("Special interest", 4, Caution, CALL, 2, 180),
            ("Re-entry ban", 2, Inform, KNOW, 1, 365),
            ("Missing person", 1, Help, HELP, 1, 180),
        ]
        .map(|(name, severity, approach, instructions, sources, validation_days)| Self {
            name: name.into(),
            severity,
            approach,
            instructions: instructions.into(),
            phone: String::new(),
            sources,
            validation_days,
        })
        .into()
    }
}

/// Until when a validation given now holds.
#[must_use]
pub fn valid_until(category: &Category, now: i64) -> i64 {
    now.saturating_add(i64::from(category.validation_days) * DAY)
}

/// Whether a validation that ends at `end` is to be given again: in its last thirty days, or the last quarter of a
/// shorter one. Before that nothing asks for it.
#[must_use]
pub fn validation_due(category: &Category, end: i64, now: i64) -> bool {
    const NOTICE: i64 = 30 * DAY;
    let term = i64::from(category.validation_days) * DAY;
    now >= end.saturating_sub(NOTICE.min(term / 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validation_holds_for_as_long_as_its_category_says() {
        let category = Category { validation_days: 2, ..Category::usual().remove(0) };
        assert_eq!(valid_until(&category, 1000), 1000 + 2 * DAY);
    }

    #[test]
    fn a_validation_is_due_again_in_its_last_month_or_the_last_quarter_of_a_short_one() {
        for (validation_days, notice) in [(365, 30), (120, 30), (8, 2)] {
            let category = Category { validation_days, ..Category::usual().remove(0) };
            let end = valid_until(&category, 1000);
            assert!(!validation_due(&category, end, end - notice * DAY - 1), "{validation_days} days");
            assert!(validation_due(&category, end, end - notice * DAY), "{validation_days} days");
            assert!(validation_due(&category, end, end + DAY), "over is due too");
        }
    }
}
