//! Fingerprint image -> quality -> minutiae -> template -> comparison score.
//!
//! The same to the bit in the browser and on the server: arithmetic is plain `f32` in a fixed order, and the
//! transcendental functions come from the `libm` crate everywhere.

mod bits;
mod calibration;
mod comparison;
mod extraction;
mod flow;
mod minutia;
mod position;
mod quality;
mod score;
pub mod slap;
mod template;
mod transparency;

pub use calibration::Curve;
pub use comparison::{
    Alignment, Comparison, Evidence, Probe, Reference, Sketch, SketchProbe, compare, explain_comparison,
    explain_surroundings,
};
pub use extraction::{
    ExtractError, Extraction, Polarity, Resolution, estimated_ppi, explain, extract, resampled,
};
pub use flow::Flow;
pub use minutia::{Minutia, MinutiaKind};
pub use position::FingerPosition;
pub use quality::{Measures, Outlook, Quality, QualityModel, QualityReason};
pub use score::Score;
pub use template::{Template, TemplateError};
pub use transparency::{
    FoundMinutia, LikelyPair, Removal, SingularKind, SingularPoint, Step, SurroundingPoint, Transparency,
};
