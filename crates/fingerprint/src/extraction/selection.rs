use super::mask::Mask;
use super::phase::STEP;
use super::residue::Found;
use crate::transparency::Removal;

/// Which of the found minutiae are kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters {
    /// Distance in pixels from the print's edge: nearer, ridges end because the print does.
    pub border: f32,
    /// Two minutiae facing each other or away within so many ridge periods are a gap, a bridge or a spot, no
    /// two minutiae.
    pub facing_periods: f32,
    /// The least clarity.
    pub clarity: f32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { border: 12.0, facing_periods: 1.0, clarity: 0.25 }
    }
}

/// For each found minutia, why it is left out, if it is.
pub(crate) fn select(found: &[Found], mask: &Mask, parameters: &Parameters) -> Vec<Option<Removal>> {
    let mut removals: Vec<Option<Removal>> = found
        .iter()
        .map(|m| {
            if near_edge(m, mask, parameters.border) {
                Some(Removal::Border)
            } else if m.clarity < parameters.clarity {
                Some(Removal::Unclear)
            } else {
                None
            }
        })
        .collect();

    // Nearest opposites cancel first. What was found comes row by row, so those too far down need no look: an image
    // of nothing but noise has 20,000.
    let mut opposites = Vec::new();
    for (i, a) in found.iter().enumerate() {
        let lowest = a.y + parameters.facing_periods * a.period + 2.0 * STEP as f32;
        let near = found.iter().enumerate().skip(i + 1).take_while(|(_, b)| b.y <= lowest);
        for (j, b) in near {
            let distance = libm::hypotf(a.x - b.x, a.y - b.y) / a.period;
            if distance < parameters.facing_periods && libm::cosf(a.direction - b.direction) < -0.5 {
                opposites.push((distance, i, j));
            }
        }
    }
    opposites.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, i, j) in opposites {
        if removals[i] != Some(Removal::Facing) && removals[j] != Some(Removal::Facing) {
            removals[i] = Some(Removal::Facing);
            removals[j] = Some(Removal::Facing);
        }
    }
    removals
}

fn near_edge(minutia: &Found, mask: &Mask, border: f32) -> bool {
    const DIRECTIONS: usize = 16;
    (0..DIRECTIONS).any(|i| {
        let (sin, cos) = libm::sincosf(i as f32 * std::f32::consts::TAU / DIRECTIONS as f32);
        !mask.at(minutia.x + cos * border, minutia.y + sin * border)
    })
}
