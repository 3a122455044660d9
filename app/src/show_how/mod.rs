//! How the engine reads a print, layer by layer: from the image to the minutiae that are kept, and to the pairs.
//!
//! The matcher computes each layer when it is looked at, through the engine's own transparency; `umbral explain` writes
//! the same pictures to files.

mod drawing;
mod layer;
mod legend;
mod subject;
mod view;

pub use subject::{ImageOf, Subject};
pub use view::ShowHow;
