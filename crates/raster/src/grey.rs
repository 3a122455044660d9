use crate::Ppi;

/// An 8-bit grey image, row by row from the top left; 0 is black. Ridges are dark unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grey {
    width: u32,
    height: u32,
    /// The resolution the file states, if it states a believable one.
    pub ppi: Option<Ppi>,
    pixels: Vec<u8>,
}

/// Why pixels do not make an image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GreyError {
    /// Width times height is not the number of pixels, or one of them is zero.
    #[error("an image of {width} x {height} pixels cannot hold {pixels} values")]
    Shape {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
        /// Values given.
        pixels: usize,
    },
}

impl Grey {
    /// Wraps `pixels` (`width * height` values).
    ///
    /// # Errors
    /// [`GreyError::Shape`] when the counts disagree or a side is zero.
    pub fn new(width: u32, height: u32, ppi: Option<Ppi>, pixels: Vec<u8>) -> Result<Self, GreyError> {
        let wanted = u64::from(width) * u64::from(height);
        if wanted == 0 || wanted != pixels.len() as u64 {
            return Err(GreyError::Shape { width, height, pixels: pixels.len() });
        }
        Ok(Self { width, height, ppi, pixels })
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

    /// All values, row by row.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The values, given away.
    #[must_use]
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }
}
