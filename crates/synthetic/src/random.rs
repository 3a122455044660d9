//! Random numbers that are the same to the bit on every target.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// One step of SplitMix64's mixing function: neighbouring inputs give unrelated outputs.
pub(crate) fn mix(value: u64) -> u64 {
    let z = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// The stream that `seed` gives for one `purpose`; streams of different purposes are unrelated.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let state = purpose.bytes().fold(mix(seed.wrapping_add(GOLDEN)), |state, byte| {
            mix(state ^ u64::from(byte)).wrapping_add(GOLDEN)
        });
        Self(state)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// Uniform in `0..1`, in steps of 2^-24, so that the conversion is exact.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 * (1.0 / 16_777_216.0)
    }

    /// Uniform in `from..to`.
    pub(crate) fn between(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * self.unit()
    }

    /// Uniform in `-limit..limit`.
    pub(crate) fn within(&mut self, limit: f32) -> f32 {
        self.between(-limit, limit)
    }

    /// Close to normal with mean 0 and deviation 1, never beyond 3.5: the sum of four uniforms.
    pub(crate) fn normal(&mut self) -> f32 {
        let sum = self.unit() + self.unit() + self.unit() + self.unit();
        (sum - 2.0) * 1.732_050_8
    }

    /// `true` with this probability.
    pub(crate) fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// Uniform in `0..count`; 0 when `count` is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.next()) * count as u128) >> 64) as usize
    }
}
