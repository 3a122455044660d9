use serde::{Deserialize, Serialize};

/// A finger position, by its ANSI/NIST-ITL FGP code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum FingerPosition {
    Unknown = 0,
    RightThumb = 1,
    RightIndex = 2,
    RightMiddle = 3,
    RightRing = 4,
    RightLittle = 5,
    LeftThumb = 6,
    LeftIndex = 7,
    LeftMiddle = 8,
    LeftRing = 9,
    LeftLittle = 10,
}

impl FingerPosition {
    /// The ten known positions, in code order.
    pub const TEN: [Self; 10] = [
        Self::RightThumb,
        Self::RightIndex,
        Self::RightMiddle,
        Self::RightRing,
        Self::RightLittle,
        Self::LeftThumb,
        Self::LeftIndex,
        Self::LeftMiddle,
        Self::LeftRing,
        Self::LeftLittle,
    ];

    /// The FGP code, 0 to 10.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl TryFrom<u8> for FingerPosition {
    type Error = String;
    fn try_from(code: u8) -> Result<Self, String> {
        if code == 0 {
            return Ok(Self::Unknown);
        }
        Self::TEN
            .get(usize::from(code) - 1)
            .copied()
            .ok_or_else(|| format!("finger position {code} is not one of 0 to 10"))
    }
}

impl From<FingerPosition> for u8 {
    fn from(position: FingerPosition) -> u8 {
        position.code()
    }
}
