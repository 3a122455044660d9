//! An image of several fingers laid flat together into its fingertips: which hand, and which finger is missing.

mod blobs;
mod crop;
mod expected;
mod hand;
mod texture;
mod tips;

pub use expected::{Expected, ExpectedError};
pub use hand::Hand;
use raster::{Grey, Ppi};
use serde::{Deserialize, Serialize};

use crate::{ExtractError, FingerPosition, extraction};

/// What a multi-finger image holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slap {
    /// The fingertips, from left to right.
    pub segments: Vec<Segment>,
    /// The hand that the tips' heights, sizes and ridges speak for, with how sure that is (0.5 a guess, 1 certain);
    /// none where a single hand was not expected or too few fingers are seen.
    pub hand: Option<(Hand, f32)>,
    /// What is not as expected, the gravest first; empty when all is well.
    pub findings: Vec<Finding>,
}

/// One fingertip: the distal phalanx, as a turned box in pixels of the image it was found in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Which finger; [`FingerPosition::Unknown`] where that cannot be told.
    pub position: FingerPosition,
    /// The box's middle, in pixels from the left and top edge.
    pub centre: (f32, f32),
    /// Across and along the finger, in pixels.
    pub size: (f32, f32),
    /// Turn of the finger in radians, counter-clockwise as seen on screen; 0 points up.
    pub angle: f32,
    /// How sure it is a fingertip and well cut, 0 to 1.
    pub confidence: f32,
}

/// What is not as expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "finding")]
pub enum Finding {
    /// This looks like the other hand than expected.
    WrongHand {
        /// The hand it looks like.
        seen: Hand,
    },
    /// Fewer fingers than expected.
    Missing {
        /// How many were found.
        found: usize,
        /// Which are probably missing; empty where that cannot be told.
        fingers: Vec<FingerPosition>,
    },
    /// More fingers than expected, or something beside them that looks like one.
    TooMany {
        /// How many were found.
        found: usize,
        /// How many were expected.
        expected: usize,
    },
    /// Two neighbours run into each other: ask to spread the fingers.
    Touching {
        /// Index of the left one among the segments; the next is the right one.
        left: usize,
    },
    /// A fingertip reaches beyond the image: ask to place the hand in the middle.
    CutOff {
        /// Its index among the segments.
        segment: usize,
    },
}

/// The hand is told to be the wrong one only when so sure.
const SURE: f32 = 0.9;
/// More tips than fingers: those below so much confidence are none.
const DOUBTFUL: f32 = 0.7;
/// Neighbours touch from so wide a bridge on, in pixels at 500 ppi: 3 mm.
const BRIDGE: f32 = 60.0;

/// Drops the tip that is least like one, if it is doubtful: writing, or a smear.
fn drop_weakest(tips: &mut Vec<tips::Tip>) -> bool {
    let confidences = tips.iter().map(tips::Tip::confidence).enumerate();
    match confidences.min_by(|a, b| a.1.total_cmp(&b.1)) {
        Some((weakest, confidence)) if confidence < DOUBTFUL => {
            tips.remove(weakest);
            true
        }
        _ => false,
    }
}

/// Finds the fingertips in `image`, captured at `ppi`, in which `expected` should be.
///
/// Only the outermost phalanx, cut at the joint; the image may be light on dark or dark on light.
///
/// # Errors
/// [`ExtractError`] when the image's size cannot be that of fingers. An image without fingers gives no segments.
pub fn segment(image: &Grey, ppi: Ppi, expected: &Expected) -> Result<Slap, ExtractError> {
    extraction::sides(image, ppi)?;
    let texture = texture::Texture::of(image, ppi, &texture::Parameters::default());
    let (blobs, necks) = blobs::blobs(&texture.mask, &blobs::Parameters::default());
    let mut tips = tips::tips(&blobs, &texture, &tips::Parameters::default());
    let wanted = expected.positions().len();
    while wanted > 0 && tips.len() > wanted && drop_weakest(&mut tips) {}

    let reading = hand::read(&tips, expected);
    let mut findings = Vec::new();
    if let (Some((seen, sure)), Some(wanted)) = (reading.hand, expected.hand())
        && seen != wanted
        && sure >= SURE
    {
        findings.push(Finding::WrongHand { seen });
    }
    let found = tips.len();
    if found < wanted {
        let seen = &reading.positions;
        let known = seen.iter().all(|&p| p != FingerPosition::Unknown);
        let missing = expected.positions().iter().filter(|p| known && !seen.contains(p)).copied();
        findings.push(Finding::Missing { found, fingers: missing.collect() });
    }
    if found > wanted && wanted > 0 {
        findings.push(Finding::TooMany { found, expected: wanted });
    }
    for (left, pair) in tips.windows(2).enumerate() {
        let (a, b) = (pair[0].blob.min(pair[1].blob), pair[0].blob.max(pair[1].blob));
        if necks.iter().any(|&neck| (neck.0, neck.1) == (a, b) && neck.2 >= BRIDGE) {
            findings.push(Finding::Touching { left });
        }
    }
    let scale = f32::from(ppi.get()) / f32::from(Ppi::P500.get());
    let segments: Vec<Segment> = tips
        .iter()
        .zip(&reading.positions)
        .map(|(tip, &position)| Segment {
            position,
            centre: (tip.middle.0 * scale, tip.middle.1 * scale),
            size: (tip.width * scale, tip.height * scale),
            angle: tip.angle,
            confidence: tip.confidence(),
        })
        .collect();
    for (i, segment) in segments.iter().enumerate() {
        if segment.is_cut_off(image) {
            findings.push(Finding::CutOff { segment: i });
        }
    }
    Ok(Slap { segments, hand: reading.hand, findings })
}
