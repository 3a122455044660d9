use raster::{Grey, Ppi};
use synthetic::{Conditions, Difficulty, Lay, Master, Person, Placement, Slap};
use wire::matcher::Laid;

/// A scanner without a person: it streams synthetic fingers coming down, lying still, and in the end lifted.
#[derive(Default)]
pub(crate) struct SimulatedScanner {
    /// Growing a master print takes longer than a frame, so what is on the platen is kept.
    on_platen: Option<(Laid, u64, Fingers)>,
}

/// What lies on the platen.
enum Fingers {
    One(Box<Placement>),
    Several(Grey),
}

impl SimulatedScanner {
    pub(crate) const FRAME_INTERVAL_MS: u32 = Placement::FRAME_INTERVAL_MS;
    /// Frames that the fingers lie still before the person tires and lifts them.
    const STILL: u32 = 60;

    /// Frame `n` of a placement, and whether it is the last before the fingers are lifted.
    pub(crate) fn frame(&mut self, laid: Laid, placement: u64, n: u32) -> (Grey, bool) {
        let kept = self.on_platen.take().filter(|(on, of, _)| (on, *of) == (&laid, placement));
        let (.., fingers) = self.on_platen.insert(kept.unwrap_or_else(|| {
            let fingers = Fingers::lay(&laid, placement);
            (laid, placement, fingers)
        }));
        (fingers.frame(n), n + 1 >= Placement::FRAMES + Self::STILL)
    }
}

impl Fingers {
    fn lay(laid: &Laid, placement: u64) -> Self {
        let person = Person { seed: laid.person };
        // Another placement of the same finger is another impression.
        let again = placement.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        match laid.fingers[..] {
            [position] => {
                let finger = person.finger(position);
                let conditions = skin(Conditions::draw(finger.0 ^ again, Difficulty::Good), laid.poor);
                Self::One(Box::new(Placement::new(Master::grow(finger), conditions)))
            }
            _ => {
                let lay = Lay::draw(&laid.fingers, laid.person ^ again, Difficulty::Good);
                let lay = Lay { conditions: skin(lay.conditions.clone(), laid.poor), ..lay };
                Self::Several(Slap::laid(&person, &lay).image)
            }
        }
    }

    fn frame(&self, n: u32) -> Grey {
        match self {
            Self::One(placement) => placement.frame(n),
            Self::Several(image) => fading_in(image, n),
        }
    }
}

/// Cut, sweating skin of which little touches, if it is poor: its ridges run together.
fn skin(conditions: Conditions, poor: bool) -> Conditions {
    if !poor {
        return conditions;
    }
    let (width, height) = conditions.contact_reach;
    let contact_reach = (0.5 * width, 0.5 * height);
    Conditions { dryness: 0.0, pressure: 1.0, noise: 0.6, contact_reach, scratches: 40, ..conditions }
}

/// Frame `n` of several fingers coming down: darker and darker until the impression stands.
fn fading_in(image: &Grey, n: u32) -> Grey {
    let share = n.saturating_sub(1).min(FULL) * 256 / FULL;
    let fade = |grey: &u8| 255 - ((255 - u32::from(*grey)) * share / 256) as u8;
    redrawn(image.width(), image.height(), image.pixels().iter().map(fade).collect())
}

/// The frame from which several fingers lie still.
const FULL: u32 = Placement::FRAMES - 5;

/// Pixels in the place of an image's, of which there are as many.
#[expect(clippy::expect_used, reason = "the pixels are counted by the same sides")]
fn redrawn(width: u32, height: u32, pixels: Vec<u8>) -> Grey {
    Grey::new(width, height, Some(Ppi::P500), pixels).expect("as many pixels as width times height")
}

#[cfg(test)]
mod tests {
    use fingerprint::FingerPosition;

    use super::*;

    /// The lowest gate that a site may be expected to set for a thumb or an index finger.
    const GATE: u8 = 45;

    fn quality(person: u64, finger: FingerPosition, placement: u64) -> u8 {
        let laid = Laid { person, fingers: vec![finger], poor: true };
        let (image, _) = SimulatedScanner::default().frame(laid, placement, 1_000);
        fingerprint::extract(&image, Ppi::P500).expect("a poor print, but a print").quality.score
    }

    #[test]
    fn poor_skin_gives_prints_that_are_never_good_enough() {
        use FingerPosition::{RightIndex, RightThumb};
        let mut scores = Vec::new();
        for finger in [RightThumb, RightIndex] {
            scores.extend((1..=4).map(|placement| quality(5003, finger, placement)));
        }
        assert!(scores.iter().all(|&score| score > 0 && score + 5 <= GATE), "{scores:?}");
    }
}
