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
    /// Half width and half height of a full contact, in pixels: 14 by 19 mm.
    const REACH: (f32, f32) = (138.0, 190.0);

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
            contact_reach: Self::REACH,
            scratches: 0,
            seed,
        }
    }

    /// Conditions as they come, at a difficulty.
    #[must_use]
    pub fn draw(seed: u64, difficulty: Difficulty) -> Self {
        let random = &mut Random::new(seed, "conditions");
        let hardship = match difficulty {
            Difficulty::Good => 0.25,
            Difficulty::Field => 1.15,
            Difficulty::Poor => 1.6,
        } * random.between(0.6, 1.4);
        let reach = random.between(0.95, 1.08) - 0.32 * hardship * random.unit() * random.unit();
        Self {
            displacement: (22.0 * hardship * random.normal(), 22.0 * hardship * random.normal()),
            rotation: 0.20 * hardship * random.normal(),
            traction: [9.0, 11.0].map(|drag| (drag * hardship * random.normal()).clamp(-16.0, 16.0)).into(),
            torsion: (0.08 * hardship * random.normal()).clamp(-0.2, 0.2),
            pressure: (0.5 * hardship * random.normal()).clamp(-1.0, 1.0),
            dryness: (hardship * random.between(-0.5, 0.8)).clamp(0.0, 1.0),
            noise: (hardship * random.between(0.15, 0.6)).min(1.0),
            background: (hardship * random.between(0.0, 0.6)).min(1.0),
            contact_middle: (20.0 * hardship * random.normal(), 10.0 + 28.0 * hardship * random.normal()),
            contact_reach: (Self::REACH.0 * reach * random.between(0.92, 1.04), Self::REACH.1 * reach),
            scratches: (3.0 * hardship * random.unit()) as u8,
            seed: random.next(),
        }
    }
}
