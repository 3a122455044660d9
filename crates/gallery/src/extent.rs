use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

use crate::Positions;

/// How much a gallery holds, or a part of one: what the course of a search depends on. The extents of all parts add up
/// to that of the whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// People.
    pub people: usize,
    /// Prints by the code of their position (ANSI/NIST-ITL FGP), 0 for unknown ones.
    pub prints: [usize; 11],
}

impl Extent {
    /// Whether anybody has a print that one of these positions is compared with: without, a search with that finger
    /// says nothing, least of all "no match".
    #[must_use]
    pub fn can_compare(&self, positions: impl Into<Positions>) -> bool {
        self.comparable(positions.into()) > 0
    }

    /// How many prints one of these positions is compared with: those of the same and of unknown position.
    pub(crate) fn comparable(&self, positions: Positions) -> usize {
        let known: usize = positions.known().map(|position| self.prints[usize::from(position.code())]).sum();
        known + self.prints[0]
    }
}

impl Add for Extent {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self.people += other.people;
        for (mine, others) in self.prints.iter_mut().zip(other.prints) {
            *mine += others;
        }
        self
    }
}

impl Sum for Extent {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}
