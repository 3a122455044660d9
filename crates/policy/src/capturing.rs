use serde::{Deserialize, Serialize};

/// What a site asks for when prints are taken, and how good they must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptureRules {
    /// In which order, and how many at once; a scanner that cannot do it takes the same fingers otherwise.
    pub sequence: Sequence,
    /// Quality (0 to 100) from which a thumb, index or middle finger is good enough.
    pub gate: u8,
    /// The same for ring and little fingers, which are smaller and seldom lie as well: one step lower.
    pub gate_ring_little: u8,
    /// Tries after which the best one may be kept although it is not good enough, with a reason.
    pub attempts: u8,
    /// How prints are packed when they are sent. What was sent is the evidence; templates are made before, of every pixel.
    #[serde(default)]
    pub packing: Packing,
}

/// How the images of prints are packed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packing {
    /// Every pixel is kept, as PNG.
    #[default]
    Lossless,
    /// Prints of 500 ppi are packed with WSQ into a [fifteenth](Self::WSQ_RATIO) of their pixels, others as PNG.
    Wsq,
}

impl Packing {
    /// What the FBI's specification aims at for prints of 500 ppi: 0.53 bits for each pixel.
    pub const WSQ_RATIO: usize = 15;
}

/// Which fingers are taken, in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sequence {
    /// Left four, right four, two thumbs (identification flats).
    FourFourTwo,
    /// Ten fingers, one after the other, in the order of their codes.
    SingleTen,
    /// Both index fingers: the rapid sequence.
    TwoIndexes,
    /// 4-4-2, then ten fingers rolled from nail to nail, each held against its plain print.
    RolledTen,
}

impl Default for CaptureRules {
    /// What most identification programmes ask for: flats and three tries. The gates are where asking again stops being
    /// worth a person's time: the figures are in `docs/quality.md`.
    fn default() -> Self {
        Self {
            sequence: Sequence::FourFourTwo,
            gate: 45,
            gate_ring_little: 30,
            attempts: 3,
            packing: Packing::Lossless,
        }
    }
}
