//! A finger coming down on a simulated scanner.

use raster::Grey;

use crate::{
    Conditions, Master, impression,
    noise::{blend, ease},
};

/// One finger being placed: frames as a live scanner shows them, ending in the impression.
///
/// The platen is empty at first; then the contact grows from its middle, the pressure rises, and the finger
/// slides to where it comes to rest.
#[derive(Debug, Clone)]
pub struct Placement {
    master: Master,
    conditions: Conditions,
}

impl Placement {
    /// Frames from the empty platen to the impression.
    pub const FRAMES: u32 = 16;
    /// Time between two frames, in milliseconds.
    pub const FRAME_INTERVAL_MS: u32 = 80;
    /// Frames before the finger touches.
    const EMPTY: u32 = 2;
    /// Frames that the finger lies still at the end.
    const STILL: u32 = 4;

    /// A placement of `master` that ends under `conditions`.
    #[must_use]
    pub fn new(master: Master, conditions: Conditions) -> Self {
        Self { master, conditions }
    }

    /// Frame `n`, from 0; from [`Self::FRAMES`]` - `4 on, all are the impression.
    #[must_use]
    pub fn frame(&self, n: u32) -> Grey {
        impression(&self.master, &self.conditions_at(n))
    }

    /// What the placement ends in.
    #[must_use]
    pub fn impression(&self) -> Grey {
        impression(&self.master, &self.conditions)
    }

    fn conditions_at(&self, n: u32) -> Conditions {
        let settled =
            n.saturating_sub(Self::EMPTY - 1) as f32 / (Self::FRAMES - Self::EMPTY - Self::STILL + 1) as f32;
        let down = ease(settled.min(1.0));
        let last = self.conditions.clone();
        let slide = 9.0 * (1.0 - down);
        Conditions {
            displacement: (last.displacement.0 + 0.4 * slide, last.displacement.1 + slide),
            traction: (last.traction.0 * down, last.traction.1 * down),
            torsion: last.torsion * down,
            pressure: blend(-1.0, last.pressure, down),
            contact_reach: (last.contact_reach.0 * down, last.contact_reach.1 * down),
            ..last
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Difficulty, FingerSeed};

    #[test]
    fn a_finger_touches_more_and_more_until_it_lies_still() {
        let placement = Placement::new(Master::grow(FingerSeed(3)), Conditions::draw(3, Difficulty::Good));
        let ink = |n| placement.frame(n).pixels().iter().filter(|&&grey| grey < 190).count();
        let inked: Vec<usize> = (0..Placement::FRAMES).map(ink).collect();
        assert_eq!(inked[0], 0, "the platen is empty at first");
        assert!(inked.windows(2).all(|pair| pair[0] <= pair[1] + pair[1] / 50), "{inked:?}");
        assert_eq!(placement.frame(Placement::FRAMES - 1), placement.impression());
        assert_eq!(placement.frame(u32::MAX), placement.impression());
    }
}
