//! WSQ: grey prints at 500 ppi in about a fifteenth of their size (IAFIS-IC-0110, "WSQ Gray-Scale Fingerprint Image
//! Compression Specification", version 3).
//!
//! An image is shifted and scaled, cut by a [`wavelet`] into the 64 [`subbands`] of a fixed tree, each rounded to multiples of
//! its own [`bins`], and what remains is told in Huffman [`codes`] of runs and values. [`decode`] undoes that; [`encode`] finds
//! the finest bins with which the file is as small as asked for.
//!
//! No bytes make this crate panic; memory is bounded by the pixels that the caller allows.

mod bins;
mod codes;
mod decode;
mod encode;
mod segments;
mod subbands;
mod wavelet;

pub use decode::{Header, decode};
pub use encode::encode;

/// A grey image, 0 black to 255 white, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Columns, 1 to 65,535.
    pub width: u16,
    /// Rows, 1 to 65,535.
    pub height: u16,
    /// Pixels per inch, where a comment in the file states them: WSQ itself has no field for it.
    pub ppi: Option<u16>,
    /// `width` times `height` of them.
    pub pixels: Vec<u8>,
}

/// Why there is no image, or no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Its first bytes are others.
    #[error("this is not a WSQ file")]
    NotWsq,
    /// It ends before the image does.
    #[error("the WSQ file is cut short in its {0}")]
    Short(&'static str),
    /// What it says cannot be.
    #[error("the WSQ file is damaged: {0}")]
    Damaged(&'static str),
    /// It uses what no program is known to write.
    #[error("the WSQ file uses {0}, which is not read")]
    Unsupported(&'static str),
    /// More pixels than the caller allows.
    #[error("{width} x {height} pixels are more than allowed")]
    TooLarge {
        /// Columns the header claims.
        width: u16,
        /// Rows the header claims.
        height: u16,
    },
    /// The pixels are not as many as columns times rows, or there are none.
    #[error("an image has as many pixels as columns times rows, and at least one")]
    Shape,
}
