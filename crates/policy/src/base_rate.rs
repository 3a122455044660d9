//! How often a lead is right: the arithmetic that stands beside every alert.

use serde::{Deserialize, Serialize};

/// Searches in the programme's published year (two sites, 2018).
const PUBLISHED_SEARCHES: u32 = 21_000;

/// How many people of each category were found in those searches, as published. Nothing is published of the others.
const PUBLISHED: [(&str, u32); 3] =
    [("Prior arrest at the border", 5_500), ("People smuggling", 24), ("Gang membership", 8)];

/// Of [`Self::searches`] searches, how many leads chance alone brings up, and how many people of the category there
/// were to be found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BaseRate {
    /// Searches that the numbers are of.
    pub searches: u32,
    /// Leads to strangers among them, at the site's threshold and in a list of this size.
    pub by_chance: f64,
    /// People of this category among them, where figures are published.
    pub found: Option<u32>,
}

impl BaseRate {
    /// Of a category, where so many of a hundred searches bring up a stranger.
    #[must_use]
    pub fn of(category: &str, chance_per_hundred_searches: f64) -> Self {
        Self {
            searches: PUBLISHED_SEARCHES,
            by_chance: f64::from(PUBLISHED_SEARCHES) * chance_per_hundred_searches / 100.0,
            found: PUBLISHED.iter().find_map(|(name, found)| (*name == category).then_some(*found)),
        }
    }

    /// Of how many leads to this category one is right, before anybody has looked at them; at least 1.
    #[must_use]
    pub fn one_right_in(&self) -> Option<f64> {
        self.found.map(|found| 1.0 + self.by_chance / f64::from(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_one_false_lead_in_a_thousand_searches_strangers_outnumber_gang_members() {
        let gang = BaseRate::of("Gang membership", 0.1);
        assert!((gang.by_chance - 21.0).abs() < 1e-9);
        let one_in = gang.one_right_in().unwrap();
        assert!(
            (one_in - (21.0 + 8.0) / 8.0).abs() < 1e-9,
            "{one_in}: fewer than one lead in three is right"
        );
    }

    #[test]
    fn a_category_without_published_figures_says_only_what_chance_does() {
        let other = BaseRate::of("Missing person", 0.1);
        assert_eq!((other.found, other.one_right_in()), (None, None));
    }
}
