//! A finger: a seed, and the master print that grows from it.

use raster::{Grey, Ppi};

use crate::{
    PatternClass,
    noise::{Noise, blend, squash},
    random::Random,
    ridges,
};

/// All that a synthetic finger is: the same seed gives the same print on every target, to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FingerSeed(pub u64);

/// A finger's whole friction ridge surface, as no single impression shows it, at 500 ppi.
#[derive(Debug, Clone)]
pub struct Master {
    seed: FingerSeed,
    /// -1 (valley) to 1 (ridge).
    height: Vec<f32>,
}

impl Master {
    /// Columns of the master print, in pixels at 500 ppi: 20 mm.
    pub const WIDTH: u32 = 400;
    /// Rows of the master print, in pixels at 500 ppi: 26 mm.
    pub const HEIGHT: u32 = 512;
    /// The middle of the pattern, in pixels from the left and from the top.
    pub(crate) const MIDDLE: (f32, f32) = (200.0, 236.0);

    /// Grows the finger's ridges.
    #[must_use]
    pub fn grow(seed: FingerSeed) -> Self {
        Self::of(seed, ridges::grow(seed))
    }

    /// Grows another finger that looks like `like`: a close non-mate. Its ridges run as that one's do, with the same
    /// cores and deltas, and within `reach` pixels of the middle they grow from the same beginnings, so that minutiae
    /// agree there by and large. Everything else, edges, pores and creases too, is the finger's own.
    #[must_use]
    pub fn look_alike(seed: FingerSeed, like: FingerSeed, reach: f32) -> Self {
        Self::of(seed, ridges::grow_like(seed, like, reach))
    }

    fn of(seed: FingerSeed, mut height: Vec<f32>) -> Self {
        roughen(&mut height, seed);
        pierce(&mut height, seed);
        crease(&mut height, seed);
        Self { seed, height }
    }

    /// The seed it grew from.
    #[must_use]
    pub fn seed(&self) -> FingerSeed {
        self.seed
    }

    /// The class of the pattern that its seed grows into by itself.
    #[must_use]
    pub fn class(&self) -> PatternClass {
        self.seed.class()
    }

    /// The whole surface, as if evenly inked: dark ridges, 500 ppi.
    #[must_use]
    pub fn image(&self) -> Grey {
        let pixels = self.height.iter().map(|&height| (127.5 - 120.0 * squash(2.0 * height)) as u8).collect();
        grey(Self::WIDTH, Self::HEIGHT, pixels)
    }

    /// The ridge height at a point in pixels from the top left; valley outside.
    pub(crate) fn height_at(&self, x: f32, y: f32) -> f32 {
        let inside = x >= 0.0 && y >= 0.0 && x < (Self::WIDTH - 1) as f32 && y < (Self::HEIGHT - 1) as f32;
        if !inside {
            return -1.0;
        }
        let (column, row) = (x as usize, y as usize);
        let (a, b) = (x - column as f32, y - row as f32);
        let at = row * Self::WIDTH as usize + column;
        let below = at + Self::WIDTH as usize;
        blend(
            blend(self.height[at], self.height[at + 1], a),
            blend(self.height[below], self.height[below + 1], a),
            b,
        )
    }

    /// From pixels (y down) to the orientation field's coordinates (y up from the middle).
    pub(crate) fn to_flow(x: f32, y: f32) -> (f32, f32) {
        (x - Self::MIDDLE.0, Self::MIDDLE.1 - y)
    }
}

/// An image at 500 ppi of pixels that are known to fill it.
pub(crate) fn grey(width: u32, height: u32, pixels: Vec<u8>) -> Grey {
    #[expect(clippy::expect_used, reason = "the caller made one value per pixel")]
    Grey::new(width, height, Some(Ppi::P500), pixels).expect("one value per pixel")
}

/// Ridge edges are not smooth.
fn roughen(height: &mut [f32], seed: FingerSeed) {
    let random = &mut Random::new(seed.0, "edges");
    let (width, rows) = (Master::WIDTH as usize, Master::HEIGHT as usize);
    let (fine, coarse) = (Noise::new(width, rows, 2.5, random), Noise::new(width, rows, 6.0, random));
    for (row, line) in height.chunks_exact_mut(width).enumerate() {
        for (column, value) in line.iter_mut().enumerate() {
            let (x, y) = (column as f32, row as f32);
            *value += 0.16 * fine.at(x, y) + 0.20 * coarse.at(x, y);
        }
    }
}

/// Sweat pores: small pits along the ridges, as many as one to the millimetre or two.
fn pierce(height: &mut [f32], seed: FingerSeed) {
    const CELL: usize = 8;
    let random = &mut Random::new(seed.0, "pores");
    let (width, rows) = (Master::WIDTH as usize, Master::HEIGHT as usize);
    let ridge = height.to_vec();
    for top in (CELL..rows - 2 * CELL).step_by(CELL) {
        for left in (CELL..width - 2 * CELL).step_by(CELL) {
            let (x, y) = (left + random.below(CELL), top + random.below(CELL));
            let (depth, size) = (random.between(0.3, 1.1), random.between(0.6, 1.1));
            if random.chance(0.4) {
                continue;
            }
            // The pore opens on the crest of the ridge nearest to it.
            let (mut crest, mut best) = ((x, y), f32::MIN);
            for v in y - 2..=y + 2 {
                for u in x - 2..=x + 2 {
                    if ridge[v * width + u] > best {
                        (crest, best) = ((u, v), ridge[v * width + u]);
                    }
                }
            }
            if best < 0.6 {
                continue;
            }
            for v in crest.1 - 2..=crest.1 + 2 {
                for u in crest.0 - 2..=crest.0 + 2 {
                    let (dx, dy) = (u as f32 - crest.0 as f32, v as f32 - crest.1 as f32);
                    let distance = (dx * dx + dy * dy) / (size * size);
                    height[v * width + u] -= depth / (1.0 + distance * distance);
                }
            }
        }
    }
}

/// Flexion creases and old scars, which every impression shows: few, thin, more or less straight.
fn crease(height: &mut [f32], seed: FingerSeed) {
    let random = &mut Random::new(seed.0, "creases");
    let (width, rows) = (Master::WIDTH as usize, Master::HEIGHT as usize);
    for _ in 0..random.below(4) {
        let (x, y) = (random.between(60.0, 340.0), random.between(80.0, 470.0));
        let angle = 0.5 * random.normal();
        let (length, breadth) = (random.between(40.0, 200.0), random.between(0.7, 1.5));
        let (bend, depth) = (0.002 * random.normal(), random.between(0.7, 1.6));
        let (sin, cos) = (libm::sinf(angle), libm::cosf(angle));
        for row in 0..rows {
            for column in 0..width {
                let (dx, dy) = (column as f32 - x, row as f32 - y);
                let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
                let off = (v - bend * u * u) / breadth;
                let left = 1.0 - (2.0 * u / length) * (2.0 * u / length);
                if left > 0.0 && off * off < 12.0 {
                    height[row * width + column] -= depth * left / (1.0 + off * off * off * off);
                }
            }
        }
    }
}
