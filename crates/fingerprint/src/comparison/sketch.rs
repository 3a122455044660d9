use super::side::Side;
use crate::Template;

/// The little of a print that is compared with millions: the course of the ridges and the neighbours around its
/// fullest-surrounded minutiae, one bit for each sample point and kind.
///
/// Strangers' sketches may resemble each other; a finger's own usually resemble each other most. So sketches say
/// which prints to compare, never which match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    flow: [u64; Sketch::MINUTIAE],
    near: [u64; Sketch::MINUTIAE],
    /// The minutiae's directions, 256ths of a turn.
    direction: [u8; Sketch::MINUTIAE],
    count: u8,
}

impl Sketch {
    /// Minutiae kept of a print.
    pub const MINUTIAE: usize = 24;
    /// Differing bits, of 128, from which two minutiae have nothing in common.
    const UNLIKE: u32 = 48;

    /// The sketch of a print.
    #[must_use]
    pub fn new(template: &Template) -> Self {
        let Side { points, descriptors, .. } = Side::new(template);
        let mut fullest = descriptors.by_fullness();
        fullest.truncate(Self::MINUTIAE);
        let mut sketch = Self {
            flow: [0; Self::MINUTIAE],
            near: [0; Self::MINUTIAE],
            direction: [0; Self::MINUTIAE],
            count: fullest.len() as u8,
        };
        for (place, i) in fullest.into_iter().enumerate() {
            (sketch.flow[place], sketch.near[place]) = descriptors.course_and_neighbours(i);
            sketch.direction[place] = points[i].direction;
        }
        sketch
    }

    /// How much two prints resemble each other: 0 (nothing in common) upwards. Only good for ranking.
    #[must_use]
    pub fn resemblance(&self, other: &Self) -> u32 {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            #[expect(
                unsafe_code,
                reason = "counting bits many at a time makes the filter several times as fast"
            )]
            // SAFETY: each function is called only where the processor has just said that it has the features
            // that the function is compiled for.
            unsafe {
                if has!("avx512f") && has!("avx512vl") && has!("avx512vpopcntdq") {
                    return resemblance_avx512(self, other);
                }
                if has!("avx2") && has!("popcnt") {
                    return resemblance_avx2(self, other);
                }
            }
        }
        resemblance(self, other)
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512vpopcntdq,avx2,popcnt")]
fn resemblance_avx512(a: &Sketch, b: &Sketch) -> u32 {
    resemblance(a, b)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt")]
fn resemblance_avx2(a: &Sketch, b: &Sketch) -> u32 {
    resemblance(a, b)
}

#[inline(always)]
fn resemblance(a: &Sketch, b: &Sketch) -> u32 {
    // What resembles votes for the turn between the prints that it implies: on one finger, all for the same.
    let mut votes = [0u32; TURNS];
    for i in 0..usize::from(a.count) {
        let (flow, near) = (a.flow[i], a.near[i]);
        let mut least = u64::MAX;
        for j in 0..Sketch::MINUTIAE {
            let differing =
                u64::from((flow ^ b.flow[j]).count_ones()) + u64::from((near ^ b.near[j]).count_ones());
            // The count and whose it is in one number. Empty places are all zeros: no real surroundings are near.
            least = least.min(differing << 8 | u64::from(b.direction[j]));
        }
        let alike = Sketch::UNLIKE.saturating_sub((least >> 8) as u32);
        let turn = (least as u8).wrapping_sub(a.direction[i]);
        // Few good likenesses say more than many poor ones.
        votes[usize::from(turn) * TURNS / 256] += alike * alike;
    }
    (0..TURNS).map(|turn| votes[turn] + votes[(turn + 1) % TURNS]).max().unwrap_or(0)
}

/// Turns told apart; two neighbours count together.
const TURNS: usize = 16;
