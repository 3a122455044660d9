//! People who cannot be mistaken for real ones.

use fingerprint::FingerPosition;

use crate::{FingerSeed, PatternClass, random::Random};

/// A person that never existed: ten fingers, a name out of nature, a year of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Person {
    /// All that the person is.
    pub seed: u64,
}

const GIVEN: [&str; 48] = [
    "Acacia", "Agate", "Alder", "Amber", "Aspen", "Aster", "Basalt", "Beech", "Beryl", "Birch", "Bracken",
    "Briar", "Cedar", "Clover", "Cobalt", "Coral", "Cypress", "Elder", "Fennel", "Fern", "Flint", "Garnet",
    "Ginger", "Hazel", "Heather", "Indigo", "Iris", "Ivy", "Jade", "Juniper", "Larch", "Laurel", "Linden",
    "Maple", "Myrtle", "Ochre", "Olive", "Onyx", "Opal", "Pearl", "Quartz", "Rowan", "Saffron", "Sorrel",
    "Spruce", "Tansy", "Topaz", "Willow",
];

const FAMILY: [&str; 48] = [
    "Atoll",
    "Bay",
    "Beacon",
    "Bluff",
    "Brook",
    "Canyon",
    "Cape",
    "Cave",
    "Cliff",
    "Coast",
    "Cove",
    "Creek",
    "Dale",
    "Delta",
    "Dune",
    "Estuary",
    "Fen",
    "Field",
    "Fjord",
    "Ford",
    "Geyser",
    "Glacier",
    "Glen",
    "Grove",
    "Harbour",
    "Heath",
    "Hill",
    "Inlet",
    "Island",
    "Lagoon",
    "Lake",
    "Marsh",
    "Meadow",
    "Mesa",
    "Moor",
    "Mountain",
    "Oasis",
    "Plateau",
    "Prairie",
    "Reef",
    "Ridge",
    "River",
    "Shore",
    "Steppe",
    "Tundra",
    "Valley",
    "Volcano",
    "Waterfall",
];

impl Person {
    /// Seed of the finger at a position.
    ///
    /// Loops open towards the little finger, as most do, and on index fingers often towards the thumb
    /// (Cummins and Midlo, "Finger prints, palms and soles", 1943); the other classes have their natural shares.
    #[must_use]
    pub fn finger(&self, position: FingerPosition) -> FingerSeed {
        let random = &mut Random::new(self.seed, "fingers");
        let mut random = Random::new(random.next() ^ u64::from(position.code()), "finger");
        let first = FingerSeed(random.next());
        let wanted = match (first.class(), towards_little_finger(position)) {
            (PatternClass::LeftLoop | PatternClass::RightLoop, Some(little)) => {
                let index = matches!(position, FingerPosition::RightIndex | FingerPosition::LeftIndex);
                let against = random.chance(if index { 0.35 } else { 0.05 });
                if against { opposite(little) } else { little }
            }
            (class, _) => class,
        };
        // About three in ten seeds have either loop, so this ends within a few draws.
        std::iter::once(first)
            .chain(std::iter::repeat_with(|| FingerSeed(random.next())).take(200))
            .find(|seed| seed.class() == wanted)
            .unwrap_or(first)
    }

    /// Given name: a plant or a stone.
    #[must_use]
    pub fn given_name(&self) -> &'static str {
        GIVEN[Random::new(self.seed, "given name").below(GIVEN.len())]
    }

    /// Family name: a landscape, marked as a sample.
    #[must_use]
    pub fn family_name(&self) -> String {
        let landscape = FAMILY[Random::new(self.seed, "family name").below(FAMILY.len())];
        format!("Sample-{landscape}")
    }

    /// Year of birth, 1950 to 2005.
    #[must_use]
    pub fn year_of_birth(&self) -> u16 {
        1950 + Random::new(self.seed, "year of birth").below(56) as u16
    }
}

/// The loop that opens towards the little finger, as an impression shows it.
fn towards_little_finger(position: FingerPosition) -> Option<PatternClass> {
    match position.code() {
        1..=5 => Some(PatternClass::RightLoop),
        6..=10 => Some(PatternClass::LeftLoop),
        _ => None,
    }
}

fn opposite(side: PatternClass) -> PatternClass {
    if side == PatternClass::LeftLoop { PatternClass::RightLoop } else { PatternClass::LeftLoop }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ten_fingers_of_a_person_differ() {
        let person = Person { seed: 7 };
        let mut seeds = FingerPosition::TEN.map(|position| person.finger(position));
        seeds.sort_unstable();
        assert!(seeds.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn most_loops_open_towards_the_little_finger_and_classes_keep_their_shares() {
        let class = |seed, position| Person { seed }.finger(position).class();
        let count = |position, wanted| (0..2000).filter(|&seed| class(seed, position) == wanted).count();
        let (right, left) = (FingerPosition::RightMiddle, FingerPosition::LeftMiddle);
        assert!(count(right, PatternClass::RightLoop) > 10 * count(right, PatternClass::LeftLoop));
        assert!(count(left, PatternClass::LeftLoop) > 10 * count(left, PatternClass::RightLoop));
        assert!((350..570).contains(&count(right, PatternClass::Whorl)), "22.9 % of 2,000");
    }

    #[test]
    fn a_name_says_that_it_is_a_sample() {
        assert!((0..100).all(|seed| Person { seed }.family_name().starts_with("Sample-")));
    }
}
