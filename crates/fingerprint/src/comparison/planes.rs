//! The surroundings of a probe's minutiae, laid out so that one more is likened to all of them at once: by words of
//! 64 bits where processors count the bits of those, in WebAssembly by tables.

use super::sketch::SketchProbe;

const COUNT: usize = SketchProbe::MINUTIAE;

/// 128 bits for each minutia: the flow around it, then the neighbours.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[derive(Debug, Clone)]
pub(crate) struct Planes {
    flow: [u64; COUNT],
    near: [u64; COUNT],
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
impl Planes {
    pub(crate) fn new(minutiae: [[u8; 16]; COUNT]) -> Self {
        let words = minutiae.map(u128::from_le_bytes);
        Self { flow: words.map(|word| word as u64), near: words.map(|word| (word >> 64) as u64) }
    }

    /// The minutia with the fewest bits that differ from `other`'s, the first of such: how many do, and which it is.
    #[inline(always)]
    pub(crate) fn most_alike(&self, other: [u8; 16]) -> (u32, usize) {
        let other = u128::from_le_bytes(other);
        let (flow, near) = (other as u64, (other >> 64) as u64);
        let mut least = u64::MAX;
        for i in 0..COUNT {
            let differing =
                u64::from((flow ^ self.flow[i]).count_ones()) + u64::from((near ^ self.near[i]).count_ones());
            // The count and whose it is in one number.
            least = least.min(differing << 8 | i as u64);
        }
        ((least >> 8) as u32, (least & 0xFF) as usize)
    }
}

/// For each four bits of the 128 of a minutia's surroundings, and for each value that they may have in another's, how
/// many of them differ from each of the probe's, 16 minutiae side by side: looking that up takes fewer instructions than
/// counting the bits of bytes.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[derive(Debug, Clone)]
pub(crate) struct Planes {
    /// The lower four bits of each byte and the higher.
    differing: Box<[[[Counts; 16]; 2]; 16]>,
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
type Counts = [std::arch::wasm32::v128; COUNT / 16];

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
impl Planes {
    pub(crate) fn new(minutiae: [[u8; 16]; COUNT]) -> Self {
        let counts = |byte: usize, half: usize, value: u8| -> Counts {
            let differing =
                minutiae.map(|minutia| (minutia[byte] >> (4 * half) & 0xF ^ value).count_ones() as u8);
            let word = |from: usize| u64::from_le_bytes(std::array::from_fn(|i| differing[from + i]));
            std::array::from_fn(|part| std::arch::wasm32::u64x2(word(16 * part), word(16 * part + 8)))
        };
        let values = |byte, half| std::array::from_fn(|value| counts(byte, half, value as u8));
        Self {
            differing: Box::new(std::array::from_fn(|byte| std::array::from_fn(|half| values(byte, half)))),
        }
    }

    /// The minutia with the fewest bits that differ from `other`'s, the first of such: how many do, and which it is.
    #[inline(always)]
    pub(crate) fn most_alike(&self, other: [u8; 16]) -> (u32, usize) {
        use std::arch::wasm32::{
            i8x16_add, u8x16_splat, u16x8, u16x8_extend_high_u8x16, u16x8_extend_low_u8x16,
            u16x8_extract_lane, u16x8_min, u16x8_shl, u16x8_splat, v128_or,
        };
        let mut differing = [u8x16_splat(0); COUNT / 16];
        for ([low, high], byte) in self.differing.iter().zip(other) {
            let (low, high) = (&low[usize::from(byte & 0xF)], &high[usize::from(byte >> 4)]);
            for (differing, (&low, &high)) in differing.iter_mut().zip(low.iter().zip(high)) {
                *differing = i8x16_add(*differing, i8x16_add(low, high));
            }
        }
        // The count and whose it is in one number.
        let mut least = u16x8_splat(u16::MAX);
        for (part, &differing) in (0u16..).zip(&differing) {
            let places = u16x8(0, 1, 2, 3, 4, 5, 6, 7);
            let low = v128_or(u16x8_shl(u16x8_extend_low_u8x16(differing), 8), places);
            let high = v128_or(u16x8_shl(u16x8_extend_high_u8x16(differing), 8), places);
            least = u16x8_min(least, v128_or(low, u16x8_splat(16 * part)));
            least = u16x8_min(least, v128_or(high, u16x8_splat(16 * part + 8)));
        }
        let lanes = [
            u16x8_extract_lane::<0>(least),
            u16x8_extract_lane::<1>(least),
            u16x8_extract_lane::<2>(least),
            u16x8_extract_lane::<3>(least),
            u16x8_extract_lane::<4>(least),
            u16x8_extract_lane::<5>(least),
            u16x8_extract_lane::<6>(least),
            u16x8_extract_lane::<7>(least),
        ];
        let least = lanes.into_iter().fold(u16::MAX, u16::min);
        (u32::from(least >> 8), usize::from(least & 0xFF))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_with_the_fewest_differing_bits_is_found() {
        let mut minutiae = [[0xFFu8; 16]; COUNT];
        minutiae[7] = [0x0F; 16];
        minutiae[19] = [0; 16];
        minutiae[30] = [0; 16];
        let planes = Planes::new(minutiae);
        assert_eq!(planes.most_alike([0; 16]), (0, 19));
        assert_eq!(planes.most_alike([0x1F; 16]), (16, 7));
        assert_eq!(planes.most_alike([0xFE; 16]), (16, 0));
    }
}
