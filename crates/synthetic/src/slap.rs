//! The four fingers of a hand laid flat together, as large scanners capture them.

use fingerprint::FingerPosition;
use raster::Grey;

use crate::{
    Conditions, Difficulty, FingerSeed, HEIGHT, Master, PatternClass, Person, WIDTH,
    finger::grey,
    impression::{Platen, Pressed},
    random::Random,
};

/// Which hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hand {
    /// ANSI/NIST-ITL FGP 13: right four fingers, the index at the left.
    Right,
    /// FGP 14: left four fingers, the little finger at the left.
    Left,
}

impl Hand {
    /// The four fingers, from the left of the image to the right.
    #[must_use]
    pub fn positions(self) -> [FingerPosition; 4] {
        use FingerPosition as P;
        match self {
            Self::Right => [P::RightIndex, P::RightMiddle, P::RightRing, P::RightLittle],
            Self::Left => [P::LeftLittle, P::LeftRing, P::LeftMiddle, P::LeftIndex],
        }
    }
}

/// A capture of four fingers, and where each of them lies.
#[derive(Debug, Clone)]
pub struct Slap {
    /// [`Slap::WIDTH`] by [`Slap::HEIGHT`] at 500 ppi, dark ridges on white.
    pub image: Grey,
    /// The fingertips, from left to right: what a segmentation should find.
    pub fingers: [SlapFinger; 4],
}

/// Where a fingertip lies in a slap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlapFinger {
    /// Which finger it is.
    pub position: FingerPosition,
    /// The middle of what touches of the tip, in pixels from the top left corner.
    pub middle: (f32, f32),
    /// Half width and half height of what touches of the tip, along the finger's own axes, in pixels.
    pub reach: (f32, f32),
    /// Turn of the finger, in radians, counter-clockwise as seen on screen.
    pub rotation: f32,
}

/// How a finger of a right hand lies: place of its middle from the hand's, in pixels (y down), its fan-out in
/// radians, and its size.
const RIGHT_HAND: [((f32, f32), f32, f32); 4] = [
    ((-500.0, 20.0), 0.08, 0.96),
    ((-165.0, -75.0), 0.02, 1.00),
    ((165.0, -30.0), -0.03, 0.97),
    ((485.0, 130.0), -0.10, 0.82),
];

impl Slap {
    /// Columns: 3.2 inches.
    pub const WIDTH: u32 = 1600;
    /// Rows: 3 inches.
    pub const HEIGHT: u32 = 1500;
    /// Skin at the joint, between what touches of the tip and of the middle phalanx, in pixels.
    const JOINT: f32 = 45.0;

    /// Lays a hand of `person` on the platen; `capture` tells one time from the next.
    #[must_use]
    pub fn capture(person: &Person, hand: Hand, capture: u64, difficulty: Difficulty) -> Self {
        let random = &mut Random::new(person.seed ^ capture.rotate_left(32), "slap");
        let all = Conditions::draw(random.next(), difficulty);
        let platen = Platen::new(Self::WIDTH, Self::HEIGHT, &all, random);
        let contrast = random.between(28.0, 70.0);
        let mut pixels = Vec::with_capacity((Self::WIDTH * Self::HEIGHT) as usize);
        for row in 0..Self::HEIGHT {
            for column in 0..Self::WIDTH {
                pixels.push(platen.at(column as f32, row as f32, Platen::grain(random)));
            }
        }

        let fingers = std::array::from_fn(|n| {
            let position = hand.positions()[n];
            let seed = person.finger(position);
            let (finger, tip, phalanx) = lay(position, hand, n, &all, random);
            let depth = platen.light - contrast;
            let mut print = |seed, part: &Part| press(&mut pixels, &Master::grow(seed), part, depth, random);
            print(seed, &tip);
            print(phalanx_of(seed), &phalanx);
            finger
        });
        let pixels = pixels.iter().map(|value| value.clamp(0.0, 255.0) as u8).collect();
        Self { image: grey(Self::WIDTH, Self::HEIGHT, pixels), fingers }
    }
}

/// Part of a finger to be pressed: the place of its window's middle, and its conditions there.
struct Part {
    middle: (f32, f32),
    conditions: Conditions,
}

/// Finger `n` from the left: where its tip lies, and its tip and middle phalanx as they touch.
fn lay(
    position: FingerPosition,
    hand: Hand,
    n: usize,
    all: &Conditions,
    random: &mut Random,
) -> (SlapFinger, Part, Part) {
    let (((x, y), fan, size), side) = match hand {
        Hand::Right => (RIGHT_HAND[n], 1.0),
        Hand::Left => (RIGHT_HAND[3 - n], -1.0),
    };
    let (x, y) = (side * x + 10.0 * random.normal(), y + 18.0 * random.normal());
    let rotation = 0.5 * all.rotation + side * fan + 0.025 * random.normal();
    // The hand turns as one about its middle.
    let (x, y) = turned(x, y, 0.5 * all.rotation);
    let middle = (
        0.5 * Slap::WIDTH as f32 + x + 0.6 * all.displacement.0,
        0.38 * Slap::HEIGHT as f32 + y + all.displacement.1,
    );
    let reach = (size * 0.96 * all.contact_reach.0, size * 0.92 * all.contact_reach.1);
    let tip = Conditions {
        displacement: (0.0, 0.0),
        rotation,
        pressure: (all.pressure + 0.2 * random.normal()).clamp(-1.0, 1.0),
        dryness: (all.dryness + 0.15 * random.normal()).clamp(0.0, 1.0),
        contact_middle: (0.4 * all.contact_middle.0, 0.4 * all.contact_middle.1),
        contact_reach: reach,
        seed: random.next(),
        ..all.clone()
    };
    // The middle phalanx presses less, and often only in part.
    let phalanx = Conditions {
        pressure: (tip.pressure - 0.3).max(-1.0),
        contact_middle: (0.0, 0.0),
        contact_reach: (0.92 * reach.0, reach.1 * random.between(0.4, 0.8)),
        seed: random.next(),
        ..tip.clone()
    };
    let (down_x, down_y) =
        turned(0.0, tip.contact_middle.1 + reach.1 + Slap::JOINT + phalanx.contact_reach.1, rotation);
    let (off_x, off_y) = turned(tip.contact_middle.0, tip.contact_middle.1, rotation);
    let finger = SlapFinger { position, middle: (middle.0 + off_x, middle.1 + off_y), reach, rotation };
    let below = (middle.0 + down_x, middle.1 + down_y);
    (finger, Part { middle, conditions: tip }, Part { middle: below, conditions: phalanx })
}

/// `x` and `y` (down) turned counter-clockwise as seen on screen.
fn turned(x: f32, y: f32, angle: f32) -> (f32, f32) {
    let (sin, cos) = (libm::sinf(angle), libm::cosf(angle));
    (x * cos + y * sin, y * cos - x * sin)
}

/// Takes from `pixels` the light that one part of a finger takes.
fn press(pixels: &mut [f32], master: &Master, part: &Part, depth: f32, random: &mut Random) {
    let pressed = Pressed::new(master, &part.conditions, random);
    let left = part.middle.0 as i64 - i64::from(WIDTH / 2);
    let top = part.middle.1 as i64 - i64::from(HEIGHT / 2);
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            let grain = Platen::grain(random);
            let (x, y) = (left + i64::from(column), top + i64::from(row));
            if (0..i64::from(Slap::WIDTH)).contains(&x) && (0..i64::from(Slap::HEIGHT)).contains(&y) {
                let at = y as usize * Slap::WIDTH as usize + x as usize;
                pixels[at] -= depth * pressed.ink(column as f32, row as f32, grain);
            }
        }
    }
}

/// The skin below the joint, whose ridges cross the finger like those of an arch.
fn phalanx_of(finger: FingerSeed) -> FingerSeed {
    let random = &mut Random::new(finger.0, "phalanx");
    let first = FingerSeed(random.next());
    std::iter::repeat_with(|| FingerSeed(random.next()))
        .take(1000)
        .find(|seed| seed.class() == PatternClass::Arch)
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fingertip_lies_where_it_is_said_to_and_the_hands_mirror_each_other() {
        for hand in [Hand::Right, Hand::Left] {
            let slap = Slap::capture(&Person { seed: 5 }, hand, 0, Difficulty::Good);
            let dark = |x: f32, y: f32| {
                let (x, y) = (x as usize, y as usize);
                let line = |row: usize| &slap.image.pixels()[row * Slap::WIDTH as usize + x - 20..][..40];
                (y - 20..y + 20).flat_map(line).filter(|&&grey| grey < 150).count()
            };
            for pair in slap.fingers.windows(2) {
                assert!(pair[0].middle.0 + 200.0 < pair[1].middle.0, "{hand:?}: fingers from left to right");
            }
            for finger in slap.fingers {
                let (x, y) = finger.middle;
                assert!(dark(x, y) > 300, "{hand:?}: ridges in the middle of {:?}", finger.position);
                assert_eq!(dark(x, y - 1.25 * finger.reach.1), 0, "{hand:?}: nothing above the tip");
            }
            let little = if hand == Hand::Right { slap.fingers[3] } else { slap.fingers[0] };
            assert!(slap.fingers.iter().all(|finger| finger.middle.1 <= little.middle.1));
        }
    }
}
