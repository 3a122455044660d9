use raster::{Grey, Ppi};
use zeroize::Zeroizing;

/// A live picture, overwritten in memory when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    width: u32,
    height: u32,
    ppi: Option<Ppi>,
    pixels: Zeroizing<Vec<u8>>,
}

impl Frame {
    /// Wraps pixels if they fill `width` by `height`.
    #[must_use]
    pub fn new(width: u32, height: u32, ppi: Option<Ppi>, pixels: Zeroizing<Vec<u8>>) -> Option<Self> {
        let wanted = u64::from(width) * u64::from(height);
        (wanted > 0 && wanted == pixels.len() as u64).then_some(Self { width, height, ppi, pixels })
    }

    /// Columns.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Pixels per inch, where known.
    #[must_use]
    pub fn ppi(&self) -> Option<Ppi> {
        self.ppi
    }

    /// Grey values row by row from the top left, 0 black; ridges are dark.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The picture as an image to keep.
    pub(crate) fn keep(mut self) -> Option<Grey> {
        Grey::new(self.width, self.height, self.ppi, std::mem::take(&mut *self.pixels)).ok()
    }
}

// No pixels in logs.
impl std::fmt::Debug for Frame {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Frame({} x {})", self.width, self.height)
    }
}
