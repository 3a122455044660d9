//! What the engine saw in a print and in a pair of prints, as pictures, words and JSON.
//!
//! Everything here comes through [`fingerprint::Transparency`], so what is shown is what was computed.
//! `umbral explain` writes the [`report`]; the app's "show how" view asks for one [`picture`] at a time.

mod findings;
mod line;
mod page;
mod pair;
mod palette;
mod picture;
mod plane;
mod print;
mod record;
mod report;
mod sign;
mod svg;

pub use findings::{Stated, findings};
pub use pair::ExplainedPair;
pub use picture::{Picture, picture};
pub use plane::Plane;
pub use print::ExplainedPrint;
pub use report::{File, Named, ReportError, report};
pub use sign::{dropped_sign, minutia_sign};
