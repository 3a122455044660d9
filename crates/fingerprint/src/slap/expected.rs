use serde::{Deserialize, Serialize};

use super::Hand;
use crate::FingerPosition;
use crate::FingerPosition as P;

/// The fingers that one image should hold, from its left to its right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected(Vec<FingerPosition>);

/// Why fingers cannot lie on the platen together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpectedError {
    /// Not a code of several fingers.
    #[error("finger position code {0} is not one of several fingers: 13, 14, 15 or 40 to 50")]
    Code(u8),
}

impl Expected {
    /// The fingers in any order. Nothing given: no finger is expected more than any other.
    #[must_use]
    pub fn of(fingers: &[FingerPosition]) -> Self {
        let mut fingers: Vec<_> = fingers.iter().copied().filter(|&f| f != P::Unknown).collect();
        fingers.sort_by_key(|&finger| LEFT_TO_RIGHT.iter().position(|&f| f == finger));
        fingers.dedup();
        Self(fingers)
    }

    /// The fingers of an ANSI/NIST-ITL position code: 13 right four, 14 left four, 15 both thumbs, 40 to 50 two or
    /// three fingers.
    ///
    /// # Errors
    /// [`ExpectedError::Code`] for any other code.
    pub fn of_code(fgp: u8) -> Result<Self, ExpectedError> {
        Ok(Self::of(match fgp {
            13 => &[P::RightIndex, P::RightMiddle, P::RightRing, P::RightLittle],
            14 => &[P::LeftLittle, P::LeftRing, P::LeftMiddle, P::LeftIndex],
            15 => &[P::LeftThumb, P::RightThumb],
            40 => &[P::RightIndex, P::RightMiddle],
            41 => &[P::RightMiddle, P::RightRing],
            42 => &[P::RightRing, P::RightLittle],
            43 => &[P::LeftMiddle, P::LeftIndex],
            44 => &[P::LeftRing, P::LeftMiddle],
            45 => &[P::LeftLittle, P::LeftRing],
            46 => &[P::LeftIndex, P::RightIndex],
            47 => &[P::RightIndex, P::RightMiddle, P::RightRing],
            48 => &[P::RightMiddle, P::RightRing, P::RightLittle],
            49 => &[P::LeftRing, P::LeftMiddle, P::LeftIndex],
            50 => &[P::LeftLittle, P::LeftRing, P::LeftMiddle],
            _ => return Err(ExpectedError::Code(fgp)),
        }))
    }

    /// The same without fingers that are amputated or cannot be printed.
    #[must_use]
    pub fn without(mut self, missing: &[FingerPosition]) -> Self {
        self.0.retain(|finger| !missing.contains(finger));
        self
    }

    /// From left to right in the image.
    #[must_use]
    pub fn positions(&self) -> &[FingerPosition] {
        &self.0
    }

    /// The one hand whose fingers are expected, thumbs aside.
    #[must_use]
    pub fn hand(&self) -> Option<Hand> {
        [Hand::Right, Hand::Left]
            .into_iter()
            .find(|hand| !self.0.is_empty() && self.0.iter().all(|finger| hand.positions().contains(finger)))
    }
}

/// All fingers, as the hands lie side by side, backs up.
const LEFT_TO_RIGHT: [FingerPosition; 10] = [
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
