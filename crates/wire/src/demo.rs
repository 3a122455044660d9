//! The synthetic people of the demo programme, by the seed that makes them.

use std::ops::RangeInclusive;

/// People on the demo watchlist, with images of their prints.
pub const LISTED_WITH_IMAGES: RangeInclusive<u64> = 1..=12;

/// People on the demo watchlist, by template alone.
pub const LISTED_BY_TEMPLATE: RangeInclusive<u64> = 13..=1000;

/// People on no list.
pub const STRANGERS: RangeInclusive<u64> = 5001..=5012;
