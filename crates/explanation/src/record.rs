//! The same facts for programs: `explanation.json`.

use fingerprint::{
    Evidence, FoundMinutia, LikelyPair, Measures, Minutia, Polarity, Quality, Resolution, Score,
    SingularPoint, SurroundingPoint,
};
use serde::Serialize;

use crate::{ExplainedPair, Named, Stated};

#[derive(Serialize)]
pub(crate) struct Record<'a> {
    pub probe: PrintRecord<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<PrintRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<PairRecord<'a>>,
}

/// Lengths in pixels at 500 ppi, angles in radians, counter-clockwise as seen on screen.
#[derive(Serialize)]
pub(crate) struct PrintRecord<'a> {
    file: &'a str,
    width: u32,
    height: u32,
    /// Of the file; everything else is at 500.
    ppi: u16,
    /// Who says so.
    ppi_stated_by: Stated,
    /// Whether that can be right.
    resolution: Resolution,
    polarity: Polarity,
    quality: &'a Quality,
    measures: Measures,
    /// The template's, as stored: sixteenths of a pixel, 256ths of a turn.
    minutiae: &'a [Minutia],
    /// All that were found, with the reason where one was left out.
    found: &'a [FoundMinutia],
    singular_points: &'a [SingularPoint],
    /// Around each of `minutiae`, the places that its descriptor samples.
    descriptors: &'a [Vec<SurroundingPoint>],
}

#[derive(Serialize)]
pub(crate) struct PairRecord<'a> {
    score: Score,
    evidence: Evidence,
    alignment: Option<AlignmentRecord>,
    /// Indices into the minutiae of probe and reference, the surest first.
    pairs: &'a [(u16, u16)],
    likely_pairs: &'a [LikelyPair],
}

#[derive(Serialize)]
struct AlignmentRecord {
    rotation: f32,
    dx: f32,
    dy: f32,
}

impl<'a> PrintRecord<'a> {
    pub(crate) fn of(named: &Named<'a>) -> Self {
        let print = named.print;
        Self {
            file: named.name,
            width: print.width,
            height: print.height,
            ppi: print.ppi.get(),
            ppi_stated_by: named.stated,
            resolution: print.extraction.resolution,
            polarity: print.extraction.polarity,
            quality: &print.extraction.quality,
            measures: print.measures,
            minutiae: print.extraction.template.minutiae(),
            found: &print.found,
            singular_points: &print.singular_points,
            descriptors: &print.surroundings,
        }
    }
}

impl<'a> PairRecord<'a> {
    pub(crate) fn of(pair: &'a ExplainedPair) -> Self {
        let comparison = &pair.comparison;
        Self {
            score: comparison.score,
            evidence: comparison.evidence,
            alignment: comparison.alignment.map(|a| AlignmentRecord {
                rotation: a.rotation,
                dx: a.dx,
                dy: a.dy,
            }),
            pairs: &comparison.pairs,
            likely_pairs: &pair.likely,
        }
    }
}
