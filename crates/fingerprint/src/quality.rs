use serde::{Deserialize, Serialize};

/// How much a print can be relied on in comparison, with the reasons an officer can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// 0 to 100; higher predicts lower comparison error (ISO/IEC 29794-1). Umbral's own score, not NFIQ.
    pub score: u8,
    /// What is wrong, the most helpful first; empty for a good print.
    pub reasons: Vec<QualityReason>,
}

/// Something about a print that the officer, or the person, can put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityReason {
    /// Ridges broken and faint: breathe on the finger, press a little harder.
    TooDry,
    /// Ridges run together: dry the finger, press lighter.
    TooWet,
    /// Too little of the finger touches.
    TooSmall,
    /// The print touches the edge of the image.
    OffCentre,
    /// The finger moved.
    Smudged,
    /// Only the tip was placed: lay the finger flat.
    TipOnly,
    /// Another print shows underneath: clean the platen.
    Ghost,
    /// Too few ridge details to compare.
    FewMinutiae,
}
