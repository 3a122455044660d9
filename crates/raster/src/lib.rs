//! Image files into 8-bit grey with their resolution, in bounded memory.
//!
//! The one place where bytes that a person or a device handed over become pixels: the browser's worker, the
//! server and the evaluation commands all come through [`decode`].

mod decode;
mod grey;
mod jpeg2000;
mod resolution;
mod screen;

pub use decode::{DecodeError, Format, MAX_PIXELS, decode, encode_png, encode_wsq};
pub use grey::{Grey, GreyError};
pub use resolution::Ppi;
use resolution::resolution_of;
pub use screen::for_screen;
