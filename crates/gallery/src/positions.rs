use fingerprint::FingerPosition;

/// The positions that a print may be of: one where it is known, all ten where nothing is, or some, as when only the
/// hand is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Positions(u16);

impl Positions {
    /// Nothing is known.
    pub const ANY: Self = Self(0b111_1111_1110);
    /// A finger of the right hand.
    pub const RIGHT_HAND: Self = Self(0b000_0011_1110);
    /// A finger of the left hand.
    pub const LEFT_HAND: Self = Self(0b111_1100_0000);

    /// Whether a print of `position` may be of the same finger: one of unknown position always may.
    #[must_use]
    pub fn may_be(self, position: FingerPosition) -> bool {
        position == FingerPosition::Unknown || self.0 >> position.code() & 1 == 1
    }

    /// The known positions among them.
    pub fn known(self) -> impl Iterator<Item = FingerPosition> {
        FingerPosition::TEN.into_iter().filter(move |&position| self.may_be(position))
    }
}

impl From<FingerPosition> for Positions {
    fn from(position: FingerPosition) -> Self {
        match position {
            FingerPosition::Unknown => Self::ANY,
            known => Self(1 << known.code()),
        }
    }
}

/// Any of these; where there are none, nothing is known.
impl FromIterator<FingerPosition> for Positions {
    fn from_iter<T: IntoIterator<Item = FingerPosition>>(positions: T) -> Self {
        let all = positions.into_iter().fold(0, |all, position| all | Self::from(position).0);
        if all == 0 { Self::ANY } else { Self(all) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hands_are_five_fingers_each_and_together_all_ten() {
        assert!(Positions::RIGHT_HAND.known().eq(FingerPosition::TEN[..5].iter().copied()));
        assert!(Positions::LEFT_HAND.known().eq(FingerPosition::TEN[5..].iter().copied()));
        assert_eq!(FingerPosition::TEN.into_iter().collect::<Positions>(), Positions::ANY);
    }

    #[test]
    fn one_that_is_unknown_among_several_leaves_all_open() {
        let positions: Positions =
            [FingerPosition::RightThumb, FingerPosition::Unknown].into_iter().collect();
        assert_eq!(positions, Positions::ANY);
        assert_eq!([].into_iter().collect::<Positions>(), Positions::ANY);
    }
}
