use fingerprint::FingerPosition;
use serde::{Deserialize, Serialize};

/// A finger that gives no print, told before it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Which finger.
    pub finger: FingerPosition,
    /// Why.
    pub why: WhyMissing,
}

/// Why a finger gives no print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyMissing {
    /// It is not there.
    Amputated,
    /// It is bandaged or in plaster.
    Bandaged,
    /// It is hurt.
    Injured,
    /// It cannot be laid down.
    CannotBeLaid,
}

impl WhyMissing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Amputated, Self::Bandaged, Self::Injured, Self::CannotBeLaid];

    /// The code of ANSI/NIST-ITL field 14.018 (AMP): `XX` amputated, `UP` unable to print.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Amputated => "XX",
            Self::Bandaged | Self::Injured | Self::CannotBeLaid => "UP",
        }
    }
}
