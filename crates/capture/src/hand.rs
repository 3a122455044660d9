use FingerPosition as P;
use fingerprint::{FingerPosition, slap::Hand};

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

/// The hand of a finger, unless it is unknown.
#[must_use]
pub fn hand_of(finger: FingerPosition) -> Option<Hand> {
    match finger.code() {
        1..=5 => Some(Hand::Right),
        6..=10 => Some(Hand::Left),
        _ => None,
    }
}
