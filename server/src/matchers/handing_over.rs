//! When a matcher may let go of a part that others have taken over.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::assignment::Part;

/// How long a part is kept, and kept current, after those whose it is have it: until every server has heard that they do,
/// and the searches that began before have ended.
pub const KEPT_FOR: Duration = Duration::from_secs(30);

/// Since when others have had parts that are kept all the same.
#[derive(Default)]
pub struct HandedOver(BTreeMap<Part, Instant>);

impl HandedOver {
    /// What is a duty is not handed over, whatever was before.
    pub fn take_back(&mut self, duties: &BTreeSet<Part>) {
        self.0.retain(|part, _| !duties.contains(part));
    }

    /// Whether a part may be let go of now: others have had it for long enough, without a break that was heard of.
    pub fn may_go(&mut self, part: Part, others_have_it: bool, now: Instant) -> bool {
        if !others_have_it {
            self.0.remove(&part);
            return false;
        }
        let since = *self.0.entry(part).or_insert(now);
        let may_go = now.duration_since(since) >= KEPT_FOR;
        if may_go {
            self.0.remove(&part);
        }
        may_go
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use wire::ListId;

    use super::*;

    const PART: Part = Part { list: ListId(Uuid::from_u128(1)), number: 3 };

    #[test]
    fn a_part_is_kept_until_others_have_had_it_for_long_enough() {
        let (mut handed_over, start) = (HandedOver::default(), Instant::now());
        assert!(!handed_over.may_go(PART, true, start));
        assert!(!handed_over.may_go(PART, true, start + KEPT_FOR - Duration::from_millis(1)));
        assert!(handed_over.may_go(PART, true, start + KEPT_FOR));
    }

    #[test]
    fn one_who_took_a_part_over_and_was_lost_has_not_had_it_for_long_enough() {
        let (mut handed_over, start) = (HandedOver::default(), Instant::now());
        assert!(!handed_over.may_go(PART, true, start));
        assert!(!handed_over.may_go(PART, false, start + KEPT_FOR / 2));
        assert!(!handed_over.may_go(PART, true, start + KEPT_FOR));
        handed_over.take_back(&BTreeSet::from([PART]));
        assert!(!handed_over.may_go(PART, true, start + KEPT_FOR * 2), "it was a duty again meanwhile");
        assert!(handed_over.may_go(PART, true, start + KEPT_FOR * 3));
    }
}
