//! Several fingers laid flat together, as large scanners capture them.

use fingerprint::{
    FingerPosition,
    slap::{Expected, Hand},
};
use raster::Grey;

use crate::{
    Conditions, Difficulty, FingerSeed, HEIGHT, Master, PatternClass, Person, WIDTH,
    finger::grey,
    impression::{Platen, Pressed},
    random::Random,
};

/// What lies on the platen, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Lay {
    /// The fingers that touch, of one hand or the two thumbs, in any order.
    pub fingers: Vec<FingerPosition>,
    /// Turn of the hand, in radians, counter-clockwise as seen on screen; thumbs turn towards each other instead.
    pub tilt: f32,
    /// Between the sides of neighbouring fingers, in pixels; below 0 they overlap.
    pub gap: f32,
    /// How much of the middle phalanges touches, 0 to 1.
    pub joints: f32,
    /// How unlike the fingers press and print, 0 to 1.
    pub unevenness: f32,
    /// Smears and specks on the platen, 0 to 1.
    pub dirt: f32,
    /// The skin, and the platen's noise.
    pub conditions: Conditions,
}

impl Lay {
    /// The fingers as they come down, at a difficulty.
    #[must_use]
    pub fn draw(fingers: &[FingerPosition], seed: u64, difficulty: Difficulty) -> Self {
        let random = &mut Random::new(seed, "lay");
        let hardship = match difficulty {
            Difficulty::Good => 0.3,
            Difficulty::Field => 1.0,
            Difficulty::Poor => 1.5,
        };
        Self {
            fingers: fingers.to_vec(),
            tilt: (0.12 * hardship * random.normal()).clamp(-0.4, 0.4),
            gap: 45.0 - 25.0 * hardship * random.unit() + 20.0 * random.unit(),
            joints: random.between(0.3, 1.0),
            unevenness: (hardship * random.between(0.1, 0.5)).min(1.0),
            dirt: (hardship * random.between(0.0, 0.4)).min(1.0),
            conditions: Conditions::draw(random.next(), difficulty),
        }
    }
}

/// A capture of several fingers, and where each of them lies.
#[derive(Debug, Clone)]
pub struct Slap {
    /// [`Slap::WIDTH`] by [`Slap::HEIGHT`] at 500 ppi, dark ridges on white.
    pub image: Grey,
    /// The fingertips, from left to right: what a segmentation should find.
    pub fingers: Vec<SlapFinger>,
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

/// A finger beside its neighbours: how far its tip lies below the middle finger's, the deviation of that from hand to
/// hand (millimetres), its fan-out (radians, on a right hand) and its size.
///
/// Lengths from photographs of hands; the ratio of index to ring finger varies by 3 % of their length (Manning 2002).
fn shape(position: FingerPosition) -> (f32, f32, f32, f32) {
    match position.code() {
        2 | 7 => (8.0, 3.5, 0.08, 0.97),
        3 | 8 => (0.0, 1.5, 0.02, 1.0),
        4 | 9 => (7.0, 3.5, -0.03, 0.96),
        5 | 10 => (24.0, 5.0, -0.10, 0.82),
        // Thumbs lie on their own, turned towards each other.
        _ => (0.0, 3.0, 0.15, 1.18),
    }
}

/// Pixels in a millimetre at 500 ppi.
const PER_MM: f32 = 19.685;

impl Slap {
    /// Columns: 3.2 inches.
    pub const WIDTH: u32 = 1600;
    /// Rows: 3 inches.
    pub const HEIGHT: u32 = 1500;
    /// Skin at the joint, between what touches of the tip and of the middle phalanx, in pixels.
    const JOINT: f32 = 45.0;

    /// Lays the four fingers of a hand of `person` on the platen; `capture` tells one time from the next.
    #[must_use]
    pub fn capture(person: &Person, hand: Hand, capture: u64, difficulty: Difficulty) -> Self {
        let seed = Random::new(person.seed ^ capture.rotate_left(32), "slap").next();
        Self::laid(person, &Lay::draw(&hand.positions(), seed, difficulty))
    }

    /// Lays fingers of `person` on the platen.
    #[must_use]
    pub fn laid(person: &Person, lay: &Lay) -> Self {
        let random = &mut Random::new(lay.conditions.seed, "slap");
        let platen = Platen::new(Self::WIDTH, Self::HEIGHT, &lay.conditions, random);
        let mut pixels = Vec::with_capacity((Self::WIDTH * Self::HEIGHT) as usize);
        for row in 0..Self::HEIGHT {
            for column in 0..Self::WIDTH {
                pixels.push(platen.at(column as f32, row as f32, Platen::grain(random)));
            }
        }
        soil(&mut pixels, lay.dirt, random);

        let middle_phalanx = Master::grow(phalanx_of(person.finger(FingerPosition::RightMiddle)));
        let contrast = random.between(28.0, 70.0);
        let mut fingers = places(lay, random);
        for finger in &mut fingers {
            let (tip, phalanx) = parts(finger, lay, random);
            let depth = (platen.light - contrast) * (1.0 - 0.6 * lay.unevenness * random.unit());
            let master = Master::grow(person.finger(finger.position));
            let touched = press(&mut pixels, &master, &tip, depth, random);
            finger.reach = (touched.0.half(), touched.1.half());
            let (x, y) = turned(touched.0.middle(), touched.1.middle(), finger.rotation);
            finger.middle = (tip.middle.0 + x, tip.middle.1 + y);
            if lay.joints > 0.0 {
                press(&mut pixels, &middle_phalanx, &phalanx, depth, random);
            }
        }
        let pixels = pixels.iter().map(|value| value.clamp(0.0, 255.0) as u8).collect();
        Self { image: grey(Self::WIDTH, Self::HEIGHT, pixels), fingers }
    }
}

/// Where each finger comes to lie, from left to right.
fn places(lay: &Lay, random: &mut Random) -> Vec<SlapFinger> {
    let expected = Expected::of(&lay.fingers);
    let fingers = expected.positions();
    let thumbs = fingers.iter().all(|f| matches!(f.code(), 1 | 6));
    let reach = |position| {
        let size = shape(position).3;
        (size * 0.96 * lay.conditions.contact_reach.0, size * 1.08 * lay.conditions.contact_reach.1)
    };
    // From the left: half a finger, the gap, half the next one; a whole finger's place where one is missing.
    let mut across = 0.0;
    let mut laid: Vec<SlapFinger> = Vec::with_capacity(fingers.len());
    for (n, &position) in fingers.iter().enumerate() {
        let half = reach(position).0;
        if n > 0 {
            let left = fingers[n - 1];
            let between = if thumbs { 0 } else { position.code().abs_diff(left.code()).saturating_sub(1) };
            let apart = if thumbs { 160.0 + lay.gap } else { lay.gap };
            let width = 2.0 * lay.conditions.contact_reach.0 * 0.93;
            across += reach(left).0 + half + apart + f32::from(between) * (width + lay.gap);
        }
        let (below, spread, fan, _) = shape(position);
        let side = if position.code() <= 5 { 1.0 } else { -1.0 };
        // Below zero they lean out, as thumbs do; a wider hand fans out more.
        let fan = fan * (0.5 + lay.gap.max(0.0) / 80.0) * if thumbs { 1.6 } else { 1.0 };
        let rotation = if thumbs { 0.3 * lay.tilt } else { lay.tilt } + side * fan + 0.025 * random.normal();
        let down = PER_MM * (below + spread * random.normal());
        laid.push(SlapFinger { position, middle: (across, down), reach: reach(position), rotation });
    }
    let middle = across / 2.0;
    let highest = laid.iter().map(|f| f.middle.1).fold(f32::MAX, f32::min);
    for finger in &mut laid {
        // The hand turns as one about its middle; the highest tip begins a centimetre below the platen's edge.
        let (x, y) = (finger.middle.0 - middle, finger.middle.1 - highest + finger.reach.1);
        let (x, y) = if thumbs { (x, y) } else { turned(x, y, lay.tilt) };
        finger.middle = (
            0.5 * Slap::WIDTH as f32 + x + 0.6 * lay.conditions.displacement.0,
            140.0 + y + lay.conditions.displacement.1 + 0.5 * middle * libm::fabsf(lay.tilt),
        );
    }
    laid
}

/// Part of a finger to be pressed: the place of its window's middle, and its conditions there.
struct Part {
    middle: (f32, f32),
    conditions: Conditions,
}

/// A finger's tip and its middle phalanx, as they touch.
fn parts(finger: &SlapFinger, lay: &Lay, random: &mut Random) -> (Part, Part) {
    let all = &lay.conditions;
    let uneven = 0.2 + lay.unevenness;
    let contact_middle = (0.4 * all.contact_middle.0, 0.4 * all.contact_middle.1);
    let tip = Conditions {
        displacement: (0.0, 0.0),
        rotation: finger.rotation,
        pressure: (all.pressure + 0.6 * uneven * random.normal()).clamp(-1.0, 1.0),
        dryness: (all.dryness + 0.3 * uneven * random.normal()).clamp(0.0, 1.0),
        contact_middle,
        contact_reach: finger.reach,
        seed: random.next(),
        ..all.clone()
    };
    // The middle phalanx presses less, and often only in part.
    let length = finger.reach.1 * (0.3 + 0.6 * lay.joints * random.unit());
    let phalanx = Conditions {
        pressure: (tip.pressure - 0.3).max(-1.0),
        contact_middle: (0.0, 0.0),
        contact_reach: (0.92 * finger.reach.0, length),
        seed: random.next(),
        ..tip.clone()
    };
    let (down_x, down_y) = turned(0.0, finger.reach.1 + Slap::JOINT + length, finger.rotation);
    let (off_x, off_y) = turned(contact_middle.0, contact_middle.1, finger.rotation);
    let window = (finger.middle.0 - off_x, finger.middle.1 - off_y);
    let below = (finger.middle.0 + down_x, finger.middle.1 + down_y);
    (Part { middle: window, conditions: tip }, Part { middle: below, conditions: phalanx })
}

/// Smears and specks of dirt.
fn soil(pixels: &mut [f32], dirt: f32, random: &mut Random) {
    for _ in 0..(30.0 * dirt) as usize {
        let (x, y) = (random.between(0.0, Slap::WIDTH as f32), random.between(0.0, Slap::HEIGHT as f32));
        let (length, breadth) = (random.between(2.0, 70.0), random.between(1.5, 12.0));
        let (sin, cos) = {
            let angle = random.within(1.6);
            (libm::sinf(angle), libm::cosf(angle))
        };
        let depth = dirt * random.between(20.0, 120.0);
        let reach = 2.0 * length.max(breadth);
        let span = |middle: f32, side: u32| {
            (middle - reach).max(0.0) as usize..((middle + reach).max(0.0) as usize).min(side as usize)
        };
        for row in span(y, Slap::HEIGHT) {
            for column in span(x, Slap::WIDTH) {
                let (dx, dy) = (column as f32 - x, row as f32 - y);
                let (u, v) = ((dx * cos + dy * sin) / length, (dy * cos - dx * sin) / breadth);
                let off = u * u + v * v;
                pixels[row * Slap::WIDTH as usize + column] -= depth / (1.0 + off * off * off);
            }
        }
    }
}

/// `x` and `y` (down) turned counter-clockwise as seen on screen.
fn turned(x: f32, y: f32, angle: f32) -> (f32, f32) {
    let (sin, cos) = (libm::sinf(angle), libm::cosf(angle));
    (x * cos + y * sin, y * cos - x * sin)
}

/// Takes from `pixels` the light that one part of a finger takes; how far what touches reaches across and along the
/// finger, from the window's middle.
fn press(
    pixels: &mut [f32],
    master: &Master,
    part: &Part,
    depth: f32,
    random: &mut Random,
) -> (Extent, Extent) {
    let pressed = Pressed::new(master, &part.conditions, random);
    let left = part.middle.0 as i64 - i64::from(WIDTH / 2);
    let top = part.middle.1 as i64 - i64::from(HEIGHT / 2);
    let (mut across, mut along) = (Extent::default(), Extent::default());
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            let grain = Platen::grain(random);
            let (x, y) = (left + i64::from(column), top + i64::from(row));
            let ink = pressed.ink(column as f32, row as f32, grain);
            if ink > 0.4 {
                let (dx, dy) = (column as f32 - (WIDTH / 2) as f32, row as f32 - (HEIGHT / 2) as f32);
                let (u, v) = turned(dx, dy, -part.conditions.rotation);
                across.add(u);
                along.add(v);
            }
            if (0..i64::from(Slap::WIDTH)).contains(&x) && (0..i64::from(Slap::HEIGHT)).contains(&y) {
                let at = y as usize * Slap::WIDTH as usize + x as usize;
                pixels[at] -= depth * ink;
            }
        }
    }
    (across, along)
}

/// From where to where something reaches, specks at the rim left out.
struct Extent {
    /// How often each whole pixel from the middle was met.
    counts: [u32; 2 * Self::LIMIT],
}

impl Default for Extent {
    fn default() -> Self {
        Self { counts: [0; 2 * Self::LIMIT] }
    }
}

impl Extent {
    /// Half the diagonal of a window, in pixels.
    const LIMIT: usize = 400;

    fn add(&mut self, place: f32) {
        let at = (place + Self::LIMIT as f32).clamp(0.0, (2 * Self::LIMIT - 1) as f32);
        self.counts[at as usize] += 1;
    }

    /// The place below which the share `part` lies.
    fn quantile(&self, part: f32) -> f32 {
        let total: u32 = self.counts.iter().sum();
        let mut left = part * total as f32;
        let at = self.counts.iter().position(|&count| {
            left -= count as f32;
            left < 0.0
        });
        at.unwrap_or(Self::LIMIT) as f32 - Self::LIMIT as f32
    }

    const RIM: f32 = 0.003;

    fn half(&self) -> f32 {
        (self.quantile(1.0 - Self::RIM) - self.quantile(Self::RIM)) / 2.0
    }

    fn middle(&self) -> f32 {
        f32::midpoint(self.quantile(1.0 - Self::RIM), self.quantile(Self::RIM))
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
            for finger in &slap.fingers {
                let (x, y) = finger.middle;
                assert!(dark(x, y) > 300, "{hand:?}: ridges in the middle of {:?}", finger.position);
                assert_eq!(dark(x, y - 1.25 * finger.reach.1), 0, "{hand:?}: nothing above the tip");
            }
            let [little, middle] = if hand == Hand::Right { [3, 1] } else { [0, 2] };
            assert!(slap.fingers[little].middle.1 > slap.fingers[middle].middle.1 + 60.0, "{hand:?}");
        }
    }
}
