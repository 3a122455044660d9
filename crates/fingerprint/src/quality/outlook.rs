use crate::extraction::Mask;
use crate::transparency::{FoundMinutia, Removal};

/// What speaks for and against a minutia showing in another impression of the finger.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Outlook {
    /// How clear the ridges around it are, 0 to about 1.4.
    pub clarity: f32,
    /// How far the print reaches around it on all sides, in pixels at 500 ppi, up to 40: the next impression will
    /// not end in the same place.
    pub clearance: f32,
    /// Gaps, bridges and spots within 40 pixels: where the skin breaks up, minutiae come and go.
    pub breaks: f32,
}

/// How far around a minutia is looked, in pixels at 500 ppi: four or five ridges.
const REACH: f32 = 40.0;

impl Outlook {
    pub(crate) fn of(minutia: &FoundMinutia, mask: &Mask, found: &[FoundMinutia]) -> Self {
        // Minutiae are found from the top down, to a few pixels: those far above and below need no look.
        let near = REACH + 4.0;
        let from = found.partition_point(|other| other.y < minutia.y - near);
        let to = from + found[from..].partition_point(|other| other.y < minutia.y + near);
        let breaks = found[from..to]
            .iter()
            .filter(|other| other.removed == Some(Removal::Facing))
            .filter(|other| libm::hypotf(other.x - minutia.x, other.y - minutia.y) < REACH);
        Self { clarity: minutia.clarity, clearance: clearance(minutia, mask), breaks: breaks.count() as f32 }
    }

    /// As numbers that a linear model takes, all of the order of 1.
    #[must_use]
    pub fn predictors(&self) -> [f32; Self::PREDICTORS] {
        [self.clarity, self.clearance / REACH, self.breaks / 4.0]
    }

    /// How many numbers [`Self::predictors`] gives.
    pub const PREDICTORS: usize = 3;
}

/// The radius of the largest circle around the minutia, up to [`REACH`], all of which is on the print.
fn clearance(minutia: &FoundMinutia, mask: &Mask) -> f32 {
    const DIRECTIONS: usize = 16;
    const STEP: f32 = 4.0;
    let turns: [(f32, f32); DIRECTIONS] =
        std::array::from_fn(|i| libm::sincosf(i as f32 * std::f32::consts::TAU / DIRECTIONS as f32));
    let on_print = |radius: f32| {
        turns.iter().all(|(sin, cos)| mask.at(minutia.x + cos * radius, minutia.y + sin * radius))
    };
    let steps = (REACH / STEP) as usize;
    (1..=steps).map(|step| step as f32 * STEP).take_while(|&radius| on_print(radius)).last().unwrap_or(0.0)
}
