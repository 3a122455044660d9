//! What differs from one impression of a finger to the next.

use crate::random::Random;

/// How hard an impression is to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Difficulty {
    /// A willing person and a clean scanner.
    Good,
    /// A working day: some dry or wet skin, pressing askew, part of the finger only.
    Field,
    /// What a better second try should replace.
    Poor,
}

/// The conditions of one contact between finger and scanner.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// Where the middle of the finger comes down from the middle of the image, in pixels (y down).
    pub displacement: (f32, f32),
    /// Turn of the finger, in radians, counter-clockwise as seen on screen.
    pub rotation: f32,
    /// How far the skin outside the pressed middle is dragged, in pixels (y down).
    pub traction: (f32, f32),
    /// How far the skin outside the pressed middle is twisted, in radians.
    pub torsion: f32,
    /// -1 (hardly touching, thin ridges) to 1 (ridges run together).
    pub pressure: f32,
    /// 0 (moist) to 1 (ridges broken into dots).
    pub dryness: f32,
    /// 0 (none) to 1: grain of the sensor.
    pub noise: f32,
    /// 0 (clean) to 1: grease and old prints on the platen.
    pub background: f32,
    /// Middle of the area that touches, from the middle of the finger, in pixels (y down).
    pub contact_middle: (f32, f32),
    /// Half width and half height of the area that touches, in pixels.
    pub contact_reach: (f32, f32),
    /// Fresh cuts and wrinkles across the ridges that only this impression shows.
    pub scratches: u8,
    /// Draws the textures: grain, dry spots, the edge of the contact.
    pub seed: u64,
}

impl Conditions {
    /// The flat and clean contact of a relaxed finger laid straight.
    #[must_use]
    pub fn perfect(seed: u64) -> Self {
        Self {
            displacement: (0.0, 0.0),
            rotation: 0.0,
            traction: (0.0, 0.0),
            torsion: 0.0,
            pressure: 0.0,
            dryness: 0.0,
            noise: 0.1,
            background: 0.1,
            contact_middle: (0.0, 10.0),
            contact_reach: (150.0, 205.0),
            scratches: 0,
            seed,
        }
    }

    /// Conditions as they come, at a difficulty.
    #[must_use]
    pub fn draw(seed: u64, difficulty: Difficulty) -> Self {
        let random = &mut Random::new(seed, "conditions");
        let hardship = match difficulty {
            Difficulty::Good => 0.35,
            Difficulty::Field => 1.0,
            Difficulty::Poor => 1.6,
        };
        let reach = random.between(0.95, 1.08) - 0.18 * hardship * random.unit();
        Self {
            displacement: (16.0 * hardship * random.normal(), 16.0 * hardship * random.normal()),
            rotation: 0.16 * hardship * random.normal(),
            traction: (8.0 * hardship * random.normal(), 10.0 * hardship * random.normal()),
            torsion: 0.06 * hardship * random.normal(),
            pressure: (0.35 * hardship * random.normal()).clamp(-1.0, 1.0),
            dryness: (hardship * random.between(-0.3, 0.6)).clamp(0.0, 1.0),
            noise: (hardship * random.between(0.15, 0.5)).min(1.0),
            background: (hardship * random.between(0.0, 0.6)).min(1.0),
            contact_middle: (14.0 * hardship * random.normal(), 10.0 + 22.0 * hardship * random.normal()),
            contact_reach: (150.0 * reach * random.between(0.92, 1.04), 205.0 * reach),
            scratches: (3.0 * hardship * random.unit()) as u8,
            seed: random.next(),
        }
    }
}
