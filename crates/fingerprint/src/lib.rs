//! Fingerprint image -> quality -> minutiae -> template -> comparison score.

mod minutia;
mod position;
mod quality;
mod score;

pub use minutia::{Minutia, MinutiaKind};
pub use position::FingerPosition;
pub use quality::{Quality, QualityReason};
pub use score::Score;
