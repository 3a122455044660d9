//! The surroundings of a probe's minutiae, laid out so that one more is likened to all of them at once: by words of
//! 64 bits where processors count the bits of those, in WebAssembly by bytes, which is what it can count.

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

/// 128 bits for each minutia: byte by byte, 16 minutiae side by side.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[derive(Debug, Clone)]
pub(crate) struct Planes {
    bytes: [[std::arch::wasm32::v128; COUNT / 16]; 16],
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
impl Planes {
    pub(crate) fn new(minutiae: [[u8; 16]; COUNT]) -> Self {
        let word =
            |byte: usize, from: usize| u64::from_le_bytes(std::array::from_fn(|i| minutiae[from + i][byte]));
        let part = |byte: usize, part: usize| {
            std::arch::wasm32::u64x2(word(byte, 16 * part), word(byte, 16 * part + 8))
        };
        Self { bytes: std::array::from_fn(|byte| std::array::from_fn(|p| part(byte, p))) }
    }

    /// The minutia with the fewest bits that differ from `other`'s, the first of such: how many do, and which it is.
    #[inline(always)]
    pub(crate) fn most_alike(&self, other: [u8; 16]) -> (u32, usize) {
        use std::arch::wasm32::{
            i8x16_add, u8x16_popcnt, u8x16_splat, u16x8, u16x8_extend_high_u8x16, u16x8_extend_low_u8x16,
            u16x8_extract_lane, u16x8_min, u16x8_shl, u16x8_splat, v128_or, v128_xor,
        };
        let mut differing = [u8x16_splat(0); COUNT / 16];
        for (planes, byte) in self.bytes.iter().zip(other) {
            let byte = u8x16_splat(byte);
            for (differing, plane) in differing.iter_mut().zip(planes) {
                *differing = i8x16_add(*differing, u8x16_popcnt(v128_xor(*plane, byte)));
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
