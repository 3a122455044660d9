//! What may be charted: marks on prints of the hit, within those prints, and no more than a print can have.

use fingerprint::Minutia;
use raster::Ppi;
use wire::PrintId;
use wire::encounter::FingerCapture;
use wire::hit::{PairChart, PrintChart};

use crate::other_side::OtherSide;
use crate::problem::{Error, invalid};

/// No finger has as many minutiae.
const MOST_MARKS: usize = 400;

/// Of the probe alone.
pub fn of_probe(charts: &[PrintChart], fingers: &[FingerCapture]) -> Result<(), Error> {
    for chart in charts {
        fits(&chart.marks, |mark| mark.minutia, probe(fingers, chart.print)?)?;
    }
    Ok(())
}

/// Of the probe and the candidate.
pub fn of_pair(charts: &[PairChart], fingers: &[FingerCapture], other: &OtherSide) -> Result<(), Error> {
    for chart in charts {
        fits(&chart.pairs, |pair| pair.probe, probe(fingers, chart.probe)?)?;
        let (width, height, ppi) = other.size_of(chart.reference).ok_or_else(unknown)?;
        fits(&chart.pairs, |pair| pair.reference, extent(width, height, ppi))?;
    }
    Ok(())
}

fn probe(fingers: &[FingerCapture], print: PrintId) -> Result<(f32, f32), Error> {
    let finger = fingers.iter().find(|finger| finger.id.0 == print.0).ok_or_else(unknown)?;
    Ok(extent(finger.width, finger.height, finger.ppi))
}

/// Width and height at 500 ppi.
fn extent(width: u32, height: u32, ppi: Ppi) -> (f32, f32) {
    let scale = 500.0 / f32::from(ppi.get());
    (width as f32 * scale, height as f32 * scale)
}

fn fits<T>(marks: &[T], minutia: impl Fn(&T) -> Minutia, (width, height): (f32, f32)) -> Result<(), Error> {
    if marks.len() > MOST_MARKS {
        return Err(invalid("charts", "Mark at most 400 minutiae on a print."));
    }
    // What is put on the very edge may be rounded over it.
    let within = |minutia: Minutia| minutia.x_px() <= width + 1.0 && minutia.y_px() <= height + 1.0;
    if marks.iter().all(|mark| within(minutia(mark))) {
        return Ok(());
    }
    Err(invalid("charts", "Put each mark within its print: coordinates are pixels at 500 ppi, times 16."))
}

fn unknown() -> Error {
    invalid("charts", "Chart prints of this hit only, by the identifiers that the hit gives them.")
}
