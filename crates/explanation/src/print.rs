use fingerprint::{
    ExtractError, Extraction, FoundMinutia, Measures, SingularPoint, Step, SurroundingPoint, Transparency,
    explain, explain_surroundings,
};
use raster::{Grey, Ppi};

use crate::Plane;

/// A print, what was made of it, and every intermediate.
#[derive(Debug, Clone)]
pub struct ExplainedPrint {
    /// Columns at 500 ppi.
    pub width: u32,
    /// Rows at 500 ppi.
    pub height: u32,
    /// Of the image before it was resampled.
    pub ppi: Ppi,
    /// What it led to.
    pub extraction: Extraction,
    /// What quality was judged by.
    pub measures: Measures,
    /// Every minutia found, kept or not.
    pub found: Vec<FoundMinutia>,
    /// Cores and deltas, the surest first.
    pub singular_points: Vec<SingularPoint>,
    /// What surrounds each minutia of the template.
    pub surroundings: Vec<Vec<SurroundingPoint>>,
    planes: Vec<(Step, Plane)>,
}

impl ExplainedPrint {
    /// Extracts and keeps everything on the way.
    ///
    /// # Errors
    /// As [`fingerprint::extract`].
    pub fn of(image: &Grey, ppi: Ppi) -> Result<Self, ExtractError> {
        let mut seen = Seen::default();
        let extraction = explain(image, ppi, &mut seen)?;
        explain_surroundings(&extraction.template, &mut seen);
        Ok(Self {
            width: u32::from(extraction.template.width()),
            height: u32::from(extraction.template.height()),
            ppi,
            extraction,
            measures: seen.measures,
            found: seen.found,
            singular_points: seen.singular_points,
            surroundings: seen.surroundings,
            planes: seen.planes,
        })
    }

    /// What was seen at a step.
    #[must_use]
    pub fn plane(&self, step: Step) -> Option<&Plane> {
        self.planes.iter().find(|(of, _)| *of == step).map(|(_, plane)| plane)
    }

    /// The minutiae that were left out.
    pub fn dropped(&self) -> impl Iterator<Item = &FoundMinutia> {
        self.found.iter().filter(|minutia| minutia.removed.is_some())
    }
}

/// Keeps everything it is shown.
#[derive(Default)]
struct Seen {
    planes: Vec<(Step, Plane)>,
    found: Vec<FoundMinutia>,
    singular_points: Vec<SingularPoint>,
    measures: Measures,
    surroundings: Vec<Vec<SurroundingPoint>>,
}

impl Transparency for Seen {
    fn wants(&self, _step: Step) -> bool {
        true
    }

    fn plane(&mut self, step: Step, width: usize, height: usize, values: &[f32]) {
        self.planes.push((step, Plane { width, height, values: values.to_vec() }));
    }

    fn minutia(&mut self, minutia: &FoundMinutia) {
        self.found.push(*minutia);
    }

    fn wants_singular_points(&self) -> bool {
        true
    }

    fn singular_points(&mut self, points: &[SingularPoint]) {
        self.singular_points.extend_from_slice(points);
    }

    fn measures(&mut self, measures: &Measures) {
        self.measures = *measures;
    }

    fn surroundings(&mut self, _minutia: usize, points: &[SurroundingPoint]) {
        self.surroundings.push(points.to_vec());
    }
}
