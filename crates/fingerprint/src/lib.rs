//! Fingerprint image -> quality -> minutiae -> template -> comparison score.

mod calibration;
mod comparison;
mod extraction;
mod flow;
mod minutia;
mod position;
mod quality;
mod score;
mod template;
mod transparency;

pub use comparison::{Alignment, Comparison, Evidence, Probe, Reference, Sketch, compare};
pub use extraction::{ExtractError, Extraction, explain, extract, resampled};
pub use flow::Flow;
pub use minutia::{Minutia, MinutiaKind};
pub use position::FingerPosition;
pub use quality::{Measures, Quality, QualityReason};
pub use score::Score;
pub use template::{Template, TemplateError};
pub use transparency::{FoundMinutia, Removal, Step, Transparency};
