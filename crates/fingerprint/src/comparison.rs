use fprint_bozorth3::match_score;

use crate::{Score, Template, calibration};

/// The print to be searched for, prepared for many comparisons.
#[derive(Debug, Clone)]
pub struct Probe(Side);

/// A print that is held, prepared for many comparisons.
#[derive(Debug, Clone)]
pub struct Reference(Side);

#[derive(Debug, Clone)]
struct Side(Vec<fprint_bozorth3::Minutia>);

impl Side {
    fn new(template: &Template) -> Self {
        Self(
            template
                .minutiae()
                .iter()
                .map(|m| fprint_bozorth3::Minutia {
                    x: i32::from(m.x / 16),
                    y: i32::from(template.height()) - i32::from(m.y / 16),
                    theta: i32::from(m.direction) * 360 / 256,
                })
                .collect(),
        )
    }
}

impl Probe {
    /// Prepares `template`.
    #[must_use]
    pub fn new(template: &Template) -> Self {
        Self(Side::new(template))
    }
}

impl Reference {
    /// Prepares `template`.
    #[must_use]
    pub fn new(template: &Template) -> Self {
        Self(Side::new(template))
    }
}

/// How alike two prints are, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// `-10 log10(FMR)`: a lead, never an identity.
    pub score: Score,
    /// Corresponding minutiae: indices into the probe's and the reference's [`Template::minutiae`], the surest
    /// first, each minutia in at most one pair.
    pub pairs: Vec<(u16, u16)>,
    /// The motion that lays the probe on the reference; none where nothing corresponds.
    pub alignment: Option<Alignment>,
}

/// A rigid motion: turn about the origin (the top left corner), then shift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alignment {
    /// Radians, counter-clockwise as seen on screen.
    pub rotation: f32,
    /// Pixels at 500 ppi to the right.
    pub dx: f32,
    /// Pixels at 500 ppi down.
    pub dy: f32,
}

impl Alignment {
    /// Where the probe's point (`x`, `y`, in pixels at 500 ppi, y down) lies on the reference.
    #[must_use]
    pub fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        let (sin, cos) = self.rotation.sin_cos();
        (cos * x + sin * y + self.dx, cos * y - sin * x + self.dy)
    }
}

/// Compares two prints.
#[must_use]
pub fn compare(probe: &Probe, reference: &Reference) -> Comparison {
    let raw = match_score(&probe.0.0, &reference.0.0) as f32;
    Comparison { score: calibration::calibrate(raw), pairs: Vec::new(), alignment: None }
}
