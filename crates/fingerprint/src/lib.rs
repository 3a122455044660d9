//! Fingerprint image -> quality -> minutiae -> template -> comparison score.

mod calibration;
mod comparison;
mod extraction;
mod minutia;
mod position;
mod quality;
mod resample;
mod score;
mod template;

pub use comparison::{Alignment, Comparison, Probe, Reference, compare};
pub use extraction::{ExtractError, Extraction, extract};
pub use minutia::{Minutia, MinutiaKind};
pub use position::FingerPosition;
pub use quality::{Quality, QualityReason};
pub use resample::resampled;
pub use score::Score;
pub use template::{Template, TemplateError};
