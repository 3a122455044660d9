//! Who holds which part: a pure function of who is there, the same wherever it is computed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wire::{EntryId, ListId};

use super::Layout;

/// Names a matcher; a new process is a new one.
pub type MatcherId = String;

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Part {
    /// Of which list.
    pub list: ListId,
    /// From 0.
    pub number: u16,
}

/// What each matcher says that it holds.
pub type Holdings = BTreeMap<MatcherId, BTreeSet<Part>>;

impl Layout {
    /// The number of the part that a person is in: by the last byte of the identifier, which is random.
    #[must_use]
    pub fn part_of(self, entry: EntryId) -> u16 {
        u16::from(entry.0.as_bytes()[15]) * self.parts.clamp(1, 256) / 256
    }

    /// The first and the last of the last bytes that a part takes.
    #[must_use]
    pub fn bytes_of(self, number: u16) -> (u8, u8) {
        let parts = u32::from(self.parts.clamp(1, 256));
        let first = |number: u32| (number * 256).div_ceil(parts);
        let number = u32::from(number).min(parts - 1);
        (first(number) as u8, (first(number + 1) - 1) as u8)
    }

    /// Every part of these lists.
    pub fn parts_of(self, lists: impl IntoIterator<Item = ListId>) -> impl Iterator<Item = Part> {
        lists
            .into_iter()
            .flat_map(move |list| (0..self.parts.clamp(1, 256)).map(move |number| Part { list, number }))
    }
}

/// The matchers in the order in which they are to hold a part. Each is weighed by itself (rendezvous hashing: Thaler &
/// Ravishankar 1998), so whoever joins takes over only what becomes its own, and whoever is lost leaves the rest alone.
pub fn ranked<'a>(part: Part, matchers: impl IntoIterator<Item = &'a MatcherId>) -> Vec<&'a MatcherId> {
    let weight = |matcher: &MatcherId| -> [u8; 32] {
        let name = format!("{}/{}/{matcher}", part.list, part.number);
        Sha256::digest(name.as_bytes()).into()
    };
    let mut ranked: Vec<&MatcherId> = matchers.into_iter().collect();
    ranked.sort_by_cached_key(|matcher| std::cmp::Reverse(weight(matcher)));
    ranked
}

/// The parts that `me` is to hold.
#[must_use]
pub fn duties(me: &MatcherId, parts: &[Part], there: &Holdings, replicas: u16) -> BTreeSet<Part> {
    let mine = |part: &&Part| ranked(**part, there.keys()).iter().take(replicas.into()).any(|id| *id == me);
    parts.iter().filter(mine).copied().collect()
}

/// Whether `me` may let go of a part that is not its duty: once everybody whose it is has it.
#[must_use]
pub fn may_let_go(me: &MatcherId, part: Part, there: &Holdings, replicas: u16) -> bool {
    let ranked = ranked(part, there.keys());
    let holders: Vec<_> = ranked.into_iter().take(replicas.into()).collect();
    !holders.contains(&me) && holders.iter().all(|id| there.get(*id).is_some_and(|held| held.contains(&part)))
}

/// Whom to ask for a part, first to last: those who have it, in the order of the ranking.
#[must_use]
pub fn to_ask(part: Part, there: &Holdings) -> Vec<MatcherId> {
    let have = there.iter().filter(|(_, held)| held.contains(&part)).map(|(id, _)| id);
    ranked(part, have).into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn matchers(count: usize) -> Vec<MatcherId> {
        (0..count).map(|number| format!("matcher-{number}")).collect()
    }

    fn there(matchers: &[MatcherId]) -> Holdings {
        matchers.iter().map(|id| (id.clone(), BTreeSet::new())).collect()
    }

    fn all_parts(parts: u16) -> Vec<Part> {
        let layout = Layout { parts, replicas: 1 };
        layout.parts_of([ListId(Uuid::from_u128(1)), ListId(Uuid::from_u128(2))]).collect()
    }

    proptest! {
        #[test]
        fn every_person_is_in_exactly_the_part_whose_bytes_say_so(parts in 1..=256u16, id in any::<u128>()) {
            let layout = Layout { parts, replicas: 1 };
            let entry = EntryId(Uuid::from_u128(id));
            let last = entry.0.as_bytes()[15];
            let holding: Vec<u16> = (0..parts)
                .filter(|&number| (layout.bytes_of(number).0..=layout.bytes_of(number).1).contains(&last))
                .collect();
            prop_assert_eq!(holding, vec![layout.part_of(entry)]);
        }

        #[test]
        fn every_part_is_the_duty_of_as_many_as_there_are_to_be_or_of_all(
            count in 1..8usize, replicas in 1..4u16, parts in 1..40u16,
        ) {
            let ids = matchers(count);
            let all = all_parts(parts);
            let duties: Vec<_> = ids.iter().map(|id| duties(id, &all, &there(&ids), replicas)).collect();
            for part in &all {
                let holders = duties.iter().filter(|held| held.contains(part)).count();
                prop_assert_eq!(holders, count.min(replicas.into()));
            }
        }

        #[test]
        fn a_matcher_that_joins_or_is_lost_moves_no_part_between_the_others(
            count in 2..8usize, parts in 1..40u16, leaver in 0..8usize,
        ) {
            let ids = matchers(count);
            let leaver = &ids[leaver % count];
            let rest: Vec<MatcherId> = ids.iter().filter(|id| *id != leaver).cloned().collect();
            let all = all_parts(parts);
            for id in &rest {
                let (before, after) = (duties(id, &all, &there(&ids), 1), duties(id, &all, &there(&rest), 1));
                prop_assert!(before.is_subset(&after));
                let gained: BTreeSet<Part> = after.difference(&before).copied().collect();
                prop_assert!(gained.is_subset(&duties(leaver, &all, &there(&ids), 1)));
            }
        }

        #[test]
        fn nobody_lets_go_of_a_part_before_those_whose_it_is_have_it(
            count in 1..6usize, held in proptest::collection::vec(any::<bool>(), 6), number in 0..12u16,
        ) {
            let ids = matchers(count);
            let part = Part { list: ListId(Uuid::from_u128(1)), number };
            let there: Holdings = ids
                .iter()
                .zip(held)
                .map(|(id, held)| (id.clone(), held.then_some(part).into_iter().collect()))
                .collect();
            let still: Vec<_> =
                to_ask(part, &there).into_iter().filter(|id| !may_let_go(id, part, &there, 1)).collect();
            prop_assert_eq!(still.is_empty(), to_ask(part, &there).is_empty(), "somebody keeps it");
        }
    }
}
