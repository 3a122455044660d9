use crate::{Measures, MinutiaKind};

/// Sees every intermediate of an extraction, for the bench's "show how" view and for debugging.
///
/// All methods do nothing unless overridden, and `()` sees nothing at no cost.
pub trait Transparency {
    /// An image-like intermediate, row by row, stretched over the whole print at 500 ppi.
    fn plane(&mut self, step: Step, width: usize, height: usize, values: &[f32]) {
        let _ = (step, width, height, values);
    }

    /// Every minutia found, kept or not.
    fn minutia(&mut self, minutia: &FoundMinutia) {
        let _ = minutia;
    }

    /// What quality was judged by.
    fn measures(&mut self, measures: &Measures) {
        let _ = measures;
    }
}

impl Transparency for () {}

/// What a plane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Grey levels at 500 ppi, 0 to 255.
    Resampled,
    /// Grey with local mean and contrast evened out, in standard deviations.
    Evened,
    /// The angle across the ridges, radians, from the x axis towards y (down).
    Orientation,
    /// How parallel the ridges are, 0 to 1.
    Coherence,
    /// 1 where there is a print, else 0.
    Mask,
    /// Ridge period in pixels at 500 ppi.
    Period,
    /// The enhanced print: negative on ridges, positive on valleys, about -1 to 1.
    Enhanced,
}

/// A minutia that was found, and whether it was kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundMinutia {
    /// Pixels at 500 ppi from the left edge.
    pub x: f32,
    /// Pixels at 500 ppi from the top edge.
    pub y: f32,
    /// Radians, counter-clockwise as seen on screen.
    pub direction: f32,
    /// Ending or bifurcation.
    pub kind: MinutiaKind,
    /// How clear the ridges around it are, 0 to about 1.
    pub clarity: f32,
    /// Why it was left out, if it was.
    pub removed: Option<Removal>,
}

/// Why a found minutia was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Removal {
    /// At the edge of the print, where ridges end because the print does.
    Border,
    /// Its neighbour undoes it: a gap, a bridge or a spot.
    Facing,
    /// The ridges around it are unclear.
    Unclear,
}
