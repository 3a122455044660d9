use FingerPosition as P;
use fingerprint::FingerPosition;

/// The ten fingers as they lie on a table, palms down, from left to right: also how several of them lie on a platen.
pub const ACROSS: [FingerPosition; 10] = [
    P::LeftLittle,
    P::LeftRing,
    P::LeftMiddle,
    P::LeftIndex,
    P::LeftThumb,
    P::RightThumb,
    P::RightIndex,
    P::RightMiddle,
    P::RightRing,
    P::RightLittle,
];

/// Which hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Hand {
    Left,
    Right,
}

impl Hand {
    /// The hand of a finger, unless it is unknown.
    #[must_use]
    pub fn of(finger: FingerPosition) -> Option<Self> {
        match finger.code() {
            1..=5 => Some(Self::Right),
            6..=10 => Some(Self::Left),
            _ => None,
        }
    }

    /// The four fingers beside the thumb, from left to right.
    #[must_use]
    pub fn four(self) -> &'static [FingerPosition] {
        match self {
            Self::Left => &ACROSS[..4],
            Self::Right => &ACROSS[6..],
        }
    }
}
