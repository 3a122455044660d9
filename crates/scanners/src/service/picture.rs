use raster::{DecodeError, Grey, Ppi};
use zeroize::Zeroizing;

/// How an image's pixels are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// 8-bit grey, row by row from the top left, of this many columns and rows.
    Raw {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// An image file that says itself what it is.
    File,
}

/// An image as a scanner encoded it, overwritten in memory when it is dropped.
///
/// Unpacking a large one takes time that a page has not: hand it to a worker.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// How it is packed.
    pub encoding: Encoding,
    /// The resolution that the scanner states for it.
    pub ppi: Option<Ppi>,
    /// The packed pixels.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Picture {
    /// Unpacks it. The scanner's statement of the resolution goes before the file's.
    ///
    /// # Errors
    /// [`DecodeError`], in words an officer can act on.
    pub fn decode(&self) -> Result<Grey, DecodeError> {
        let mut grey = match self.encoding {
            Encoding::Raw { width, height } => Grey::new(width, height, None, self.bytes.to_vec())?,
            Encoding::File => raster::decode(&self.bytes)?.0,
        };
        grey.ppi = self.ppi.or(grey.ppi);
        Ok(grey)
    }
}

// No pixels in logs.
impl std::fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Picture({:?}, {:?}, {} bytes)", self.encoding, self.ppi, self.bytes.len())
    }
}
