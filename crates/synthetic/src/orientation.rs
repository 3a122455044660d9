//! Where the ridges of a finger run: cores and deltas, and a smooth arching over them.
//!
//! Zero-pole model (Sherlock and Monro, "A model for interpreting fingerprint topology", 1993): the doubled
//! ridge angle turns once around each core and once back around each delta. On top lies a smooth field (the
//! role of Vizcaya and Gerhardt's correction, 1996): ridges arch over the core and lie flat at the base, each
//! finger in its own way, so that two fingers of one class differ.

use crate::{FingerSeed, noise::squash, random::Random};

/// The class of a ridge pattern, as an impression shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PatternClass {
    /// Ridges enter at one side, rise a little, and leave at the other.
    Arch,
    /// An arch with one upthrust at its middle.
    TentedArch,
    /// Ridges enter and leave at the left.
    LeftLoop,
    /// Ridges enter and leave at the right.
    RightLoop,
    /// Ridges run around the middle.
    Whorl,
    /// Two loops wound around each other.
    DoubleLoop,
}

impl PatternClass {
    /// Every class with its share of all fingers (Wilson, Candela and Watson, 1994: arch 3.7 %, tented arch
    /// 2.9 %, left loop 33.8 %, right loop 31.7 %, whorl 27.9 %, of which double loops are taken as 5 %).
    pub const SHARES: [(Self, f32); 6] = [
        (Self::Arch, 0.037),
        (Self::TentedArch, 0.029),
        (Self::LeftLoop, 0.338),
        (Self::RightLoop, 0.317),
        (Self::Whorl, 0.229),
        (Self::DoubleLoop, 0.050),
    ];

    fn draw(random: &mut Random) -> Self {
        let mut left = random.unit();
        for (class, share) in Self::SHARES {
            left -= share;
            if left < 0.0 {
                return class;
            }
        }
        Self::LeftLoop
    }
}

impl FingerSeed {
    /// The class of the pattern that grows from this seed.
    #[must_use]
    pub fn class(self) -> PatternClass {
        PatternClass::draw(&mut Random::new(self.0, "class"))
    }
}

/// A finger's orientation field. Pixels at 500 ppi, x to the right and y *up* from the pattern's middle.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    cores: Vec<(f32, f32)>,
    deltas: Vec<(f32, f32)>,
    /// How much closer to parallel the legs of a loop run than the zero-pole model has them, in radians.
    narrowing: f32,
    /// Slope, in radians, that ridges reach at the sides.
    arching: f32,
    /// Extra slope of the hump of an arch, in radians.
    hump: f32,
    /// How far above the middle the hump is steepest.
    hump_height: f32,
    /// Where the flat base begins to arch.
    base: f32,
    /// The finger's own bends: constant, and along x, y, xy and x squared, in radians.
    bends: [f32; 5],
}

/// Half the width and height over which the smooth part of the field unfolds.
const REACH: (f32, f32) = (160.0, 200.0);

impl Flow {
    pub(crate) fn draw(seed: FingerSeed) -> Self {
        let class = seed.class();
        let random = &mut Random::new(seed.0, "flow");
        let (mut cores, mut deltas) = (Vec::new(), Vec::new());
        let (mut arching, mut hump) = (random.between(0.50, 0.78), 0.0);
        match class {
            PatternClass::Arch => {
                arching = random.between(0.45, 0.65);
                hump = random.between(0.45, 0.85);
            }
            PatternClass::TentedArch => {
                let x = random.within(12.0);
                cores.push((x, random.within(12.0)));
                deltas.push((x + random.within(10.0), -random.between(55.0, 95.0)));
                hump = random.between(0.25, 0.45);
            }
            PatternClass::LeftLoop | PatternClass::RightLoop => {
                let side = if class == PatternClass::LeftLoop { 1.0 } else { -1.0 };
                let core = (random.within(10.0), random.within(12.0));
                cores.push(core);
                let (aside, down) = (random.between(55.0, 115.0), random.between(85.0, 145.0));
                deltas.push((core.0 + side * aside, core.1 - down));
            }
            PatternClass::Whorl => {
                let half = random.between(7.0, 26.0);
                let lean = random.within(7.0);
                cores.extend([(lean, half), (-lean, -half)]);
                for side in [-1.0, 1.0] {
                    deltas.push((side * random.between(80.0, 125.0), -half - random.between(75.0, 125.0)));
                }
                arching *= 0.8;
            }
            PatternClass::DoubleLoop => {
                let side = if random.chance(0.5) { 1.0 } else { -1.0 };
                let (half, lean) = (random.between(24.0, 40.0), side * random.between(22.0, 36.0));
                cores.extend([(lean, half), (-lean, -half)]);
                for side in [-1.0, 1.0] {
                    deltas.push((side * random.between(90.0, 130.0), -half - random.between(70.0, 110.0)));
                }
                arching *= 0.8;
            }
        }
        let bends = [0.05, 0.05, 0.05, 0.08, 0.08].map(|deviation| deviation * random.normal());
        let narrowing = random.between(0.10, 0.30);
        let (hump_height, base) = (random.between(-70.0, -30.0), random.between(-0.65, -0.35));
        Self { cores, deltas, narrowing, arching, hump, hump_height, base, bends }
    }

    pub(crate) fn cores(&self) -> &[(f32, f32)] {
        &self.cores
    }

    pub(crate) fn deltas(&self) -> &[(f32, f32)] {
        &self.deltas
    }

    /// The smooth part, in radians.
    fn smooth(&self, x: f32, y: f32) -> f32 {
        let (u, v) = (x / REACH.0, y / REACH.1);
        let [constant, along_x, along_y, along_both, along_x2] = self.bends;
        let rise = 0.5 + 0.5 * squash(3.0 * (v - self.base));
        let slope = -self.arching * squash(1.3 * u) * 1.26 * rise;
        // The hump is steepest a third of the way out, and gone at the sides and far from its height.
        let (a, b) = (2.2 * u, (y - self.hump_height) / 75.0);
        let hump = -self.hump * 2.0 * a / (1.0 + a * a) / (1.0 + b * b);
        slope + hump + constant + along_x * u + along_y * v + along_both * u * v + along_x2 * u * u
    }

    /// The turn towards the axis of a single loop, fading away from its core.
    fn narrowed(&self, x: f32, y: f32) -> f32 {
        let (&[core], &[delta]) = (self.cores.as_slice(), self.deltas.as_slice()) else { return 0.0 };
        let (dx, dy) = (x - core.0, y - core.1);
        let distance = (dx * dx + dy * dy).sqrt().max(1e-3);
        // The axis along which ridges run straight out of the core mirrors the way from delta to core.
        let (ax, ay) = (core.0 - delta.0, delta.1 - core.1);
        let across = (ax * dy - ay * dx) / ((ax * ax + ay * ay).sqrt() * distance);
        -self.narrowing * across / (1.0 + (distance / 110.0) * (distance / 110.0))
    }

    /// Cosine and sine of twice the ridge angle.
    pub(crate) fn doubled(&self, x: f32, y: f32) -> (f32, f32) {
        let twice = 2.0 * (self.smooth(x, y) + self.narrowed(x, y));
        let (mut re, mut im) = (libm::cosf(twice), libm::sinf(twice));
        let mut turn = |(px, py): (f32, f32), sign: f32| {
            let (dx, dy) = (x - px, sign * (y - py));
            let length = (dx * dx + dy * dy).sqrt();
            if length > 0.0 {
                let (c, s) = (dx / length, dy / length);
                (re, im) = (re * c - im * s, re * s + im * c);
            }
        };
        self.cores.iter().for_each(|&core| turn(core, 1.0));
        self.deltas.iter().for_each(|&delta| turn(delta, -1.0));
        (re, im)
    }

    /// The ridge angle in radians, in `0..PI`, counter-clockwise from the x axis.
    pub(crate) fn angle(&self, x: f32, y: f32) -> f32 {
        let (re, im) = self.doubled(x, y);
        let angle = 0.5 * libm::atan2f(im, re);
        if angle < 0.0 { angle + std::f32::consts::PI } else { angle }
    }
}
