use std::time::Duration;

use fingerprint::{FingerPosition, Quality};

use crate::Hand;

/// What one preview frame shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    /// When, from any fixed moment.
    pub at: Duration,
    /// The prints on the platen, from left to right.
    pub prints: Vec<SeenPrint>,
    /// The hand that several fingers look like they are of.
    pub hand: Option<Hand>,
}

/// One print in a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenPrint {
    /// Where it lies.
    pub outline: Outline,
    /// Skin that touches, in square millimetres.
    pub area_mm2: f32,
    /// How good it is.
    pub quality: Quality,
}

/// A box around a print, in shares of the frame's width and height, from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct Outline {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

impl Sight {
    /// The fingers that the prints are of, if as many came as are `expected` (from left to right).
    pub fn fingers<'a>(
        &'a self,
        expected: &'a [FingerPosition],
    ) -> impl Iterator<Item = (FingerPosition, &'a SeenPrint)> {
        let all = self.prints.len() == expected.len();
        expected.iter().copied().zip(&self.prints).filter(move |_| all)
    }
}

impl Outline {
    /// The largest of the shares by which middle and sides differ.
    #[must_use]
    pub fn movement(&self, earlier: &Self) -> f32 {
        let middle =
            |outline: &Self| (outline.left + outline.width / 2.0, outline.top + outline.height / 2.0);
        let ((x, y), (earlier_x, earlier_y)) = (middle(self), middle(earlier));
        (x - earlier_x).abs().max((y - earlier_y).abs())
    }
}
