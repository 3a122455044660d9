use fingerprint::FingerPosition;
use raster::Grey;
use synthetic::{Conditions, Difficulty, FingerSeed, Master, Person, Placement};

/// A scanner without a person: it streams a synthetic finger coming down, and ends in its impression.
#[derive(Default)]
pub(crate) struct SimulatedScanner {
    /// Growing a master print takes longer than a frame, so the finger on the platen is kept.
    on_platen: Option<(FingerSeed, u64, Placement)>,
}

impl SimulatedScanner {
    pub(crate) const FRAME_INTERVAL_MS: u32 = Placement::FRAME_INTERVAL_MS;

    /// Frame `n` of a placement, and whether it is the last: the one to keep.
    pub(crate) fn frame(
        &mut self,
        person: u64,
        position: FingerPosition,
        placement: u64,
        n: u32,
    ) -> (Grey, bool) {
        let finger = Person { seed: person }.finger(position);
        let fresh = || {
            // Another placement of the same finger is another impression.
            let seed = finger.0 ^ placement.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (
                finger,
                placement,
                Placement::new(Master::grow(finger), Conditions::draw(seed, Difficulty::Good)),
            )
        };
        let kept = self.on_platen.take().filter(|(on, of, _)| (*on, *of) == (finger, placement));
        let (_, _, coming_down) = self.on_platen.insert(kept.unwrap_or_else(fresh));
        (coming_down.frame(n), n + 1 >= Placement::FRAMES)
    }
}
