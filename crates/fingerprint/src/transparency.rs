use serde::{Deserialize, Serialize};

use crate::{Comparison, Measures, MinutiaKind, Outlook};

/// Sees every intermediate of an extraction ([`crate::explain`]) and of a comparison
/// ([`crate::explain_comparison`]), for the bench's "show how" view and for debugging.
///
/// All methods do nothing unless overridden, and `()` sees nothing at no cost.
pub trait Transparency {
    /// Whether [`Self::plane`] is to be called for `step`: some planes are only made to be seen.
    fn wants(&self, step: Step) -> bool {
        let _ = step;
        false
    }

    /// An image-like intermediate, row by row, stretched over the whole print at 500 ppi.
    fn plane(&mut self, step: Step, width: usize, height: usize, values: &[f32]) {
        let _ = (step, width, height, values);
    }

    /// Every minutia found, kept or not.
    fn minutia(&mut self, minutia: &FoundMinutia) {
        let _ = minutia;
    }

    /// What speaks for and against a minutia that was kept showing in another impression.
    fn outlook(&mut self, minutia: &FoundMinutia, outlook: &Outlook) {
        let _ = (minutia, outlook);
    }

    /// Whether [`Self::singular_points`] is to be called: they are only looked for to be seen.
    fn wants_singular_points(&self) -> bool {
        false
    }

    /// Cores and deltas, the surest first.
    fn singular_points(&mut self, points: &[SingularPoint]) {
        let _ = points;
    }

    /// What quality was judged by.
    fn measures(&mut self, measures: &Measures) {
        let _ = measures;
    }

    /// What surrounds the minutia of this index in the template, as comparison sees it.
    fn surroundings(&mut self, minutia: usize, points: &[SurroundingPoint]) {
        let _ = (minutia, points);
    }

    /// The pairs of minutiae with the most alike surroundings, before it is asked whether they fit together.
    fn likely_pairs(&mut self, pairs: &[LikelyPair]) {
        let _ = pairs;
    }

    /// What the comparison came to.
    fn comparison(&mut self, comparison: &Comparison) {
        let _ = comparison;
    }
}

impl Transparency for () {}

/// What a plane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Where in its wave each place lies, radians: 0 in the middle of a valley, +-PI in the middle of a ridge, with
    /// the sign of the way that the ridges are looked across. At a minutia all values meet. Only where wanted.
    Phase,
    /// The ridges as lines one pixel wide: 1 on a line, else 0. Only where wanted.
    Skeleton,
}

/// A core or a delta.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SingularPoint {
    /// Which of the two.
    pub kind: SingularKind,
    /// Pixels at 500 ppi from the left edge.
    pub x: f32,
    /// Pixels at 500 ppi from the top edge.
    pub y: f32,
    /// Radians, counter-clockwise as seen on screen: where the innermost ridges of a core leave it; of the three
    /// directions in which ridges leave a delta, the one that points up most.
    pub direction: f32,
    /// How well the ridges around it follow such a turn, 0 to 1.
    pub confidence: f32,
}

/// The kind of a singular point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SingularKind {
    /// Ridges turn back.
    Core,
    /// Three courses of ridges meet.
    Delta,
}

/// A minutia that was found, and whether it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removal {
    /// At the edge of the print, where ridges end because the print does.
    Border,
    /// Its neighbour undoes it: a gap, a bridge or a spot.
    Facing,
    /// The ridges around it are unclear.
    Unclear,
}

/// One of the places around a minutia that its descriptor samples, each angle as coarse as it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SurroundingPoint {
    /// Pixels at 500 ppi from the left edge.
    pub x: f32,
    /// Pixels at 500 ppi from the top edge.
    pub y: f32,
    /// Whether the print reaches here.
    pub on_print: bool,
    /// The angle along the ridges, radians, counter-clockwise as seen on screen; none where unknown.
    pub ridges: Option<f32>,
    /// The direction of a minutia near this place, radians, counter-clockwise as seen on screen.
    pub neighbour: Option<f32>,
}

/// Two minutiae whose surroundings are alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LikelyPair {
    /// Index into the probe's minutiae.
    pub probe: u16,
    /// Index into the reference's minutiae.
    pub reference: u16,
    /// How alike, -1 to 1.
    pub likeness: f32,
}
