use fingerprint::FingerPosition;
use serde::{Deserialize, Serialize};

/// What is to be laid on a scanner: one finger, or several at once. It crosses as its ANSI/NIST-ITL FGP code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Expected {
    /// One finger; [`FingerPosition::Unknown`] where nobody knows yet which.
    Finger(FingerPosition),
    /// FGP 13: the right hand's four fingers.
    RightFour,
    /// FGP 14: the left hand's four fingers.
    LeftFour,
    /// FGP 15: both thumbs, the left one at the left.
    TwoThumbs,
}

impl Expected {
    /// The FGP code, 0 to 10 or 13 to 15.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Finger(position) => position.code(),
            Self::RightFour => 13,
            Self::LeftFour => 14,
            Self::TwoThumbs => 15,
        }
    }

    /// The fingers, from the left of the image to the right.
    #[must_use]
    pub fn positions(self) -> Vec<FingerPosition> {
        use FingerPosition as P;
        match self {
            Self::Finger(position) => vec![position],
            Self::RightFour => vec![P::RightIndex, P::RightMiddle, P::RightRing, P::RightLittle],
            Self::LeftFour => vec![P::LeftLittle, P::LeftRing, P::LeftMiddle, P::LeftIndex],
            Self::TwoThumbs => vec![P::LeftThumb, P::RightThumb],
        }
    }
}

impl TryFrom<u8> for Expected {
    type Error = String;

    fn try_from(code: u8) -> Result<Self, String> {
        match code {
            13 => Ok(Self::RightFour),
            14 => Ok(Self::LeftFour),
            15 => Ok(Self::TwoThumbs),
            _ => FingerPosition::try_from(code).map(Self::Finger).map_err(|_| {
                format!("{code} is not what a scanner can be asked for: use 0 to 10 or 13 to 15")
            }),
        }
    }
}

impl From<Expected> for u8 {
    fn from(expected: Expected) -> Self {
        expected.code()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_expected_crosses_as_its_code() {
        for code in (0..=10).chain(13..=15) {
            assert_eq!(Expected::try_from(code).unwrap().code(), code);
        }
        assert!(Expected::try_from(11).is_err());
        assert_eq!(serde_json::to_string(&Expected::LeftFour).unwrap(), "14");
    }
}
