use serde::{Deserialize, Serialize};

use super::Expected;
use super::tips::Tip;
use crate::FingerPosition;

/// Which hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    /// The index finger lies at the left.
    Right,
    /// The little finger lies at the left.
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

/// What the tips tell together.
pub(super) struct Reading {
    pub hand: Option<(Hand, f32)>,
    /// For each tip.
    pub positions: Vec<FingerPosition>,
}

/// What is known of fingers index to little: how far their tips lie below the middle finger's, and how wide they are.
struct Finger {
    /// Millimetres, and the deviation from hand to hand.
    below: (f32, f32),
    /// In widths of the middle finger.
    width: f32,
}

/// From photographs and slaps; the little finger is by a tip's length the shortest, the index about as long as the ring
/// finger (digit ratio 0.96 +- 0.03).
const FINGERS: [Finger; 4] = [
    Finger { below: (8.0, 4.0), width: 1.0 },
    Finger { below: (0.0, 3.0), width: 1.0 },
    Finger { below: (6.0, 4.0), width: 0.96 },
    Finger { below: (23.0, 5.5), width: 0.84 },
];
/// From one finger's middle to the next, millimetres, and the deviation.
const GAP: (f32, f32) = (18.0, 3.0);
/// Deviation of a width about the finger's usual share.
const WIDTH_SPREAD: f32 = 0.09;
/// Deviation, in radians, of the line through the tips from what the fingers' axes say.
const BEND: f32 = 0.15;
/// Mean lean of a finger's ridges on a right hand, and the deviation: most loops open towards the little finger, and
/// ridges fall that way from the core.
const LEAN: (f32, f32) = (-0.28, 0.32);
/// Pixels in a millimetre at 500 ppi.
const PER_MM: f32 = 19.685;

/// Which hand and fingers the tips are, given what is expected.
pub(super) fn read(tips: &[Tip], expected: &Expected) -> Reading {
    let unknown = || vec![FingerPosition::Unknown; tips.len()];
    let wanted = expected.positions();
    let Some(wanted_hand) = expected.hand().or_else(|| wanted.is_empty().then_some(Hand::Right)) else {
        // Thumbs, or fingers of both hands: only a full count says which is which.
        let positions = if tips.len() == wanted.len() { wanted.to_vec() } else { unknown() };
        return Reading { hand: None, positions };
    };
    if tips.is_empty() || tips.len() > 4 {
        return Reading { hand: None, positions: unknown() };
    }
    // The likelihood of each hand, over all ways in which some of its fingers may be missing.
    let mut likelihood = [0f32; 2];
    let mut best: [(f32, Vec<FingerPosition>); 2] = [(f32::MIN, unknown()), (f32::MIN, unknown())];
    let top = assignments(tips.len())
        .map(|fingers| [Hand::Right, Hand::Left].map(|hand| fit(tips, &fingers, hand)));
    let fits: Vec<[f32; 2]> = top.collect();
    let highest = fits.iter().flatten().copied().fold(f32::MIN, f32::max);
    for (fingers, fits) in assignments(tips.len()).zip(&fits) {
        for (h, hand) in [Hand::Right, Hand::Left].into_iter().enumerate() {
            likelihood[h] += libm::expf(fits[h] - highest);
            let mut names: Vec<FingerPosition> = fingers
                .iter()
                .map(|&f| hand.positions()[if hand == Hand::Right { f } else { 3 - f }])
                .collect();
            if hand == Hand::Left {
                names.reverse();
            }
            // A finger that is known to be missing is not the one that is seen.
            let fits_wanted = hand != wanted_hand
                || wanted.is_empty()
                || names.iter().filter(|n| wanted.contains(n)).count() == names.len().min(wanted.len());
            if fits_wanted && fits[h] > best[h].0 {
                best[h] = (fits[h], names);
            }
        }
    }
    let right = likelihood[0] / (likelihood[0] + likelihood[1]).max(f32::MIN_POSITIVE);
    let (seen, sure) = if right >= 0.5 { (Hand::Right, right) } else { (Hand::Left, 1.0 - right) };
    // Whom the operator asked for, unless nobody was asked for.
    let named = if wanted.is_empty() { seen } else { wanted_hand };
    let [right, left] = best;
    let positions = if named == Hand::Right { right.1 } else { left.1 };
    let enough = tips.len() >= 2;
    Reading {
        hand: enough.then_some((seen, sure)),
        positions: if enough || wanted.len() == 1 { positions } else { unknown() },
    }
}

/// Every choice of `count` of the four fingers, 0 the index, in order.
fn assignments(count: usize) -> impl Iterator<Item = Vec<usize>> {
    (0u32..16)
        .filter(move |bits| bits.count_ones() as usize == count)
        .map(|bits| (0..4).filter(|f| bits >> f & 1 == 1).collect())
}

/// The logarithm of how likely tips like these are of these fingers of this hand.
fn fit(tips: &[Tip], fingers: &[usize], hand: Hand) -> f32 {
    const BENDS: i32 = 8;
    // As a right hand: a left one is its mirror image.
    let side = if hand == Hand::Right { 1.0 } else { -1.0 };
    let mut tips: Vec<&Tip> = tips.iter().collect();
    if hand == Hand::Left {
        tips.reverse();
    }
    let axis = tips.iter().map(|t| t.angle).sum::<f32>() / tips.len() as f32;
    let (sin, cos) = libm::sincosf(axis);
    // The top of each tip along the hand, in millimetres.
    let places: Vec<(f32, f32)> = tips
        .iter()
        .map(|t| {
            let (x, y) = t.middle;
            let (u, v) = (x * cos - y * sin, x * sin + y * cos);
            (side * u / PER_MM, (v - t.height / 2.0) / PER_MM)
        })
        .collect();
    let square = |value: f32, (mean, spread): (f32, f32)| {
        let off = (value - mean) / spread;
        -0.5 * off * off - libm::logf(spread)
    };
    let mut log = 0.0;
    for (places, fingers) in places.windows(2).zip(fingers.windows(2)) {
        let between = (fingers[1] - fingers[0]) as f32;
        log += square(places[1].0 - places[0].0, (GAP.0 * between, GAP.1 * between.sqrt()));
    }
    // Widths, against their own scale.
    let scale =
        tips.iter().map(|t| t.width).sum::<f32>() / fingers.iter().map(|&f| FINGERS[f].width).sum::<f32>();
    for (tip, &f) in tips.iter().zip(fingers) {
        log += square(tip.width / scale, (FINGERS[f].width, WIDTH_SPREAD));
        log += square(side * tip.lean, LEAN);
    }
    // Heights, over all bends of the hand.
    let heights = (-BENDS..=BENDS).map(|step| {
        let bend = 2.5 * BEND * step as f32 / BENDS as f32;
        let off = |i: usize| places[i].1 + bend * places[i].0 - FINGERS[fingers[i]].below.0;
        let weight = |i: usize| 1.0 / (FINGERS[fingers[i]].below.1 * FINGERS[fingers[i]].below.1);
        let total: f32 = (0..tips.len()).map(weight).sum();
        let mean = (0..tips.len()).map(|i| weight(i) * off(i)).sum::<f32>() / total;
        let fit: f32 =
            (0..tips.len()).map(|i| square(off(i) - mean, (0.0, FINGERS[fingers[i]].below.1))).sum();
        fit + square(bend, (0.0, BEND))
    });
    let heights: Vec<f32> = heights.collect();
    let highest = heights.iter().copied().fold(f32::MIN, f32::max);
    log + highest
        + libm::logf(heights.iter().map(|h| libm::expf(h - highest)).sum::<f32>() / heights.len() as f32)
}
