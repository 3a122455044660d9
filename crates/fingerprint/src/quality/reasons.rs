use serde::{Deserialize, Serialize};

use super::Measures;

/// Something about a print that the officer, or the person, can put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityReason {
    /// Ridges broken or faint: breathe on the finger, press a little harder.
    TooDry,
    /// Ridges run together: dry the finger, press lighter.
    TooWet,
    /// Too little of the finger touches.
    TooSmall,
    /// The print touches the edge of the image.
    OffCentre,
    /// The finger moved.
    Smudged,
    /// Only the tip was placed: lay the finger flat.
    TipOnly,
    /// Another print shows underneath: clean the platen.
    Ghost,
    /// Too few ridge details to compare.
    FewMinutiae,
}

/// From where on something is worth saying.
struct Limits {
    /// Below so many square millimetres of ridges the print is small.
    area: f32,
    /// A tip is smaller than this, square millimetres,
    tip_area: f32,
    /// and wider than high by this.
    tip_aspect: f32,
    /// Displacement, as a share of the image's side, towards an edge that ridges run over.
    off_centre: f32,
    /// Share of the print under which another shows.
    ghost: f32,
    /// Share of the print that is blurred: a finger that moves wipes out the ridges across its way, and leaves those
    /// along it.
    blurred: f32,
    /// Darker share of the ridged area: below it skin is dry, above it wet.
    ridge_share: std::ops::Range<f32>,
    /// Below this, ridges that do not run together are broken into dots.
    parallel: f32,
    /// Below so many minutiae that can be expected to show again there is too little to compare.
    expected: f32,
}

const LIMITS: Limits = Limits {
    area: 100.0,
    tip_area: 110.0,
    tip_aspect: 0.85,
    off_centre: 0.15,
    ghost: 0.02,
    blurred: 0.12,
    ridge_share: 0.29..0.5,
    parallel: 0.92,
    expected: 12.0,
};

/// What to say of a print: where the finger lay first, then what lay between it and the sensor, then the skin, which
/// blur and a second print hide.
pub(crate) fn reasons(measures: &Measures) -> Vec<QualityReason> {
    if measures.area == 0.0 {
        return vec![QualityReason::TooSmall];
    }
    let tip = measures.area < LIMITS.tip_area && measures.aspect < LIMITS.tip_aspect;
    let smudged = measures.blurred > LIMITS.blurred;
    // A second print takes no contrast from the first, while what is left of blurred ridges may look like one.
    let ghost = !smudged && measures.ghost > LIMITS.ghost;
    let skin = !ghost && !smudged;
    let wet = skin && measures.ridge_share > LIMITS.ridge_share.end;
    let broken = measures.parallel < LIMITS.parallel;
    let dry = skin && !wet && (broken || measures.ridge_share < LIMITS.ridge_share.start);
    [
        (tip, QualityReason::TipOnly),
        (!tip && measures.area < LIMITS.area, QualityReason::TooSmall),
        (measures.off_centre > LIMITS.off_centre, QualityReason::OffCentre),
        (ghost, QualityReason::Ghost),
        (smudged, QualityReason::Smudged),
        (dry, QualityReason::TooDry),
        (wet, QualityReason::TooWet),
        (measures.expected < LIMITS.expected, QualityReason::FewMinutiae),
    ]
    .into_iter()
    .filter_map(|(holds, reason)| holds.then_some(reason))
    .collect()
}
