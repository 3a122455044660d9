//! Holds the engine in WebAssembly to the bits of the engine on this machine.
//!
//! The build script runs [`findings`] natively, the tests run them in WebAssembly: every template, score, pair and
//! candidate must be the same.

mod findings;

pub use findings::findings;

/// What [`findings`] came to on the machine that compiled this, line by line.
pub const NATIVE: &str = include_str!(concat!(env!("OUT_DIR"), "/native.txt"));
