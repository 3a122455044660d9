use fingerprint::FingerPosition;
use raster::{Grey, Ppi};
use synthetic::{Conditions, Difficulty, Hand, Master, Person, Placement, Slap};
use wire::Expected;

/// A scanner without a person: it streams synthetic fingers coming down, and ends in their impression.
#[derive(Default)]
pub(crate) struct SimulatedScanner {
    /// Growing a master print takes longer than a frame, so what is on the platen is kept.
    on_platen: Option<(u64, Expected, u64, Fingers)>,
}

/// What lies on the platen.
enum Fingers {
    One(Box<Placement>),
    Several(Grey),
}

impl SimulatedScanner {
    pub(crate) const FRAME_INTERVAL_MS: u32 = Placement::FRAME_INTERVAL_MS;

    /// Frame `n` of a placement, and whether it is the last: the one to keep.
    pub(crate) fn frame(&mut self, person: u64, expected: Expected, placement: u64, n: u32) -> (Grey, bool) {
        let same = |on: &(u64, Expected, u64, Fingers)| (on.0, on.1, on.2) == (person, expected, placement);
        let kept = self.on_platen.take().filter(same);
        let lay =
            || (person, expected, placement, Fingers::lay(Person { seed: person }, expected, placement));
        let (.., fingers) = self.on_platen.insert(kept.unwrap_or_else(lay));
        (fingers.frame(n), n + 1 >= Placement::FRAMES)
    }
}

impl Fingers {
    fn lay(person: Person, expected: Expected, placement: u64) -> Self {
        let hand = |hand| Self::Several(Slap::capture(&person, hand, placement, Difficulty::Good).image);
        match expected {
            Expected::Finger(position) => Self::One(Box::new(coming_down(person, position, placement))),
            Expected::RightFour => hand(Hand::Right),
            Expected::LeftFour => hand(Hand::Left),
            Expected::TwoThumbs => Self::Several(side_by_side(
                expected
                    .positions()
                    .into_iter()
                    .map(|thumb| coming_down(person, thumb, placement).impression()),
            )),
        }
    }

    fn frame(&self, n: u32) -> Grey {
        match self {
            Self::One(placement) => placement.frame(n),
            Self::Several(image) => fading_in(image, n),
        }
    }
}

fn coming_down(person: Person, position: FingerPosition, placement: u64) -> Placement {
    let finger = person.finger(position);
    // Another placement of the same finger is another impression.
    let seed = finger.0 ^ placement.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Placement::new(Master::grow(finger), Conditions::draw(seed, Difficulty::Good))
}

/// Frame `n` of several fingers coming down: darker and darker until the impression stands.
fn fading_in(image: &Grey, n: u32) -> Grey {
    let share = n.saturating_sub(1).min(FULL) * 256 / FULL;
    let fade = |grey: &u8| 255 - ((255 - u32::from(*grey)) * share / 256) as u8;
    redrawn(image.width(), image.height(), image.pixels().iter().map(fade).collect())
}

/// The frame from which several fingers lie still: four before the last.
const FULL: u32 = Placement::FRAMES - 5;

/// Prints of one size beside each other.
fn side_by_side(prints: impl Iterator<Item = Grey>) -> Grey {
    let prints: Vec<Grey> = prints.collect();
    let (width, height) = prints.first().map_or((1, 1), |print| (print.width(), print.height()));
    let mut pixels = Vec::with_capacity(width as usize * height as usize * prints.len());
    for row in 0..height as usize {
        for print in &prints {
            pixels.extend(print.pixels().chunks_exact(width as usize).nth(row).unwrap_or_default());
        }
    }
    redrawn(width * prints.len() as u32, height, pixels)
}

/// Pixels in the place of an image's, of which there are as many.
#[expect(clippy::expect_used, reason = "the pixels are counted by the same sides")]
fn redrawn(width: u32, height: u32, pixels: Vec<u8>) -> Grey {
    Grey::new(width, height, Some(Ppi::P500), pixels).expect("as many pixels as width times height")
}
