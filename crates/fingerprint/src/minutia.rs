use serde::{Deserialize, Serialize};

/// Where a ridge ends or splits, at 500 ppi, quantised as it is stored: what is compared in the browser and
/// on the server is the same to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Minutia {
    /// Sixteenths of a pixel from the left edge.
    pub x: u16,
    /// Sixteenths of a pixel from the top edge.
    pub y: u16,
    /// 256ths of a turn, counter-clockwise from the x axis as seen on screen (ISO/IEC 19794-2 7.2): the way
    /// the ridge leaves an ending, or the valley enters between the branches of a bifurcation.
    pub direction: u8,
    /// Ending or bifurcation.
    pub kind: MinutiaKind,
    /// 0 (a guess) to 100 (certain).
    pub reliability: u8,
}

/// The kind of a minutia.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MinutiaKind {
    /// A ridge ends.
    Ending,
    /// A ridge splits in two.
    Bifurcation,
}

impl Minutia {
    /// Sixteenths of a pixel in one pixel.
    pub const PER_PIXEL: f32 = 16.0;

    /// Pixels at 500 ppi from the left edge.
    #[must_use]
    pub fn x_px(&self) -> f32 {
        f32::from(self.x) / Self::PER_PIXEL
    }

    /// Pixels at 500 ppi from the top edge.
    #[must_use]
    pub fn y_px(&self) -> f32 {
        f32::from(self.y) / Self::PER_PIXEL
    }

    /// Radians, counter-clockwise as seen on screen, in `0..2*PI`.
    #[must_use]
    pub fn direction_rad(&self) -> f32 {
        f32::from(self.direction) * (std::f32::consts::TAU / 256.0)
    }
}
