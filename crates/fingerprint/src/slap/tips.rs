use super::blobs::{Blob, centre};
use super::texture::Texture;
use crate::extraction::CELL;

/// Where a fingertip lies, in pixels at 500 ppi.
#[derive(Debug, Clone)]
pub(super) struct Tip {
    /// The piece it was cut from.
    pub blob: usize,
    pub middle: (f32, f32),
    pub width: f32,
    pub height: f32,
    /// Counter-clockwise as seen on screen, radians; 0 points up.
    pub angle: f32,
    /// Mean coherence of its ridges, 0 to 1.
    pub coherence: f32,
    /// Share of the box that holds ridges.
    pub filled: f32,
    /// How much the ridges lean to the right (positive) or left, -1 to 1, seen along the finger: what is left of
    /// their slopes when those that rise towards the middle from both sides cancel.
    pub lean: f32,
}

impl Tip {
    /// How sure this is a fingertip and well cut, 0 to 1.
    pub(super) fn confidence(&self) -> f32 {
        // Full between the first two numbers, nothing beyond the outer ones; pixels at 500 ppi.
        let within = |value: f32, [none, from, to, out]: [f32; 4]| {
            ((value - none) / (from - none)).min((out - value) / (out - to)).clamp(0.0, 1.0)
        };
        within(self.width, [110.0, 180.0, 430.0, 560.0])
            * within(self.height / self.width, [0.5, 1.0, 1.95, 2.4])
            * within(self.coherence, [0.15, 0.40, 1.0, 2.0])
            * within(self.filled, [0.25, 0.6, 1.0, 2.0])
    }
}

/// What a fingertip is, and where it ends.
#[derive(Debug, Clone)]
pub(super) struct Parameters {
    /// The steepest that a hand lies, in radians from upright.
    pub tilt: f32,
    /// A piece whose middle lies within so many widths of another's axis belongs to the same finger.
    pub aside: f32,
    /// And no more than so many pixels below its middle: a phalanx and a half.
    pub below: f32,
    /// The joint lies so many widths from the top.
    pub joint: std::ops::Range<f32>,
    /// At the joint, ridges are at most so strong beside those of the tip.
    pub crease: f32,
    /// How long a tip is in its widths where no joint is seen.
    pub length: f32,
    /// So many pixels of a piece's rim are only its ridges' steepness, smoothed outwards.
    pub rim: f32,
    /// Below so much confidence a piece is no fingertip.
    pub least_confidence: f32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            tilt: 0.8,
            aside: 0.5,
            below: 900.0,
            joint: 1.15..1.95,
            crease: 0.72,
            length: 1.7,
            rim: 12.0,
            least_confidence: 0.25,
        }
    }
}

/// The fingertips among `blobs`, from left to right across the hand.
pub(super) fn tips(blobs: &[Blob], texture: &Texture, parameters: &Parameters) -> Vec<Tip> {
    let hand = hand_angle(blobs, texture.mask.columns, parameters.tilt);
    // Only what could be a fingertip itself makes what lies below it a lower phalanx: writing does not.
    let likely: Vec<Tip> = (0..blobs.len())
        .filter_map(|b| tip(b, blobs, hand, texture, parameters))
        .filter(|tip| tip.confidence() >= parameters.least_confidence)
        .collect();
    let lower = |tip: &Tip| likely.iter().any(|above| is_below(tip, above, parameters));
    let mut tips: Vec<Tip> = likely.iter().filter(|tip| !lower(tip)).cloned().collect();
    let (sin, cos) = libm::sincosf(hand);
    let across = |tip: &Tip| tip.middle.0 * cos - tip.middle.1 * sin;
    tips.sort_by(|a, b| across(a).total_cmp(&across(b)));
    tips
}

/// The mean direction in which the pieces are longest: tips are longer than wide, and all fingers of a hand point
/// about the same way.
fn hand_angle(blobs: &[Blob], columns: usize, tilt: f32) -> f32 {
    // Hands rather lie straight; so much of all cells says so.
    const STRAIGHT: f32 = 0.15;
    let (mut cos2, mut sin2) = (0f32, 0f32);
    for blob in blobs {
        let (mut xx, mut yy, mut xy) = (0f32, 0f32, 0f32);
        for &cell in &blob.cells {
            let (x, y) = centre(cell, columns);
            let (dx, dy) = (x - blob.middle.0, y - blob.middle.1);
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        let cells = blob.cells.len() as f32;
        // Twice the angle from upright, counter-clockwise: y is down.
        cos2 += cells * ((yy - xx) / (xx + yy).max(1.0) + STRAIGHT);
        sin2 += cells * 2.0 * xy / (xx + yy).max(1.0);
    }
    (libm::atan2f(sin2, cos2) / 2.0).clamp(-tilt, tilt)
}

/// Whether `tip` is what touches of `above`'s finger further down.
fn is_below(tip: &Tip, above: &Tip, parameters: &Parameters) -> bool {
    let (dx, dy) = (tip.middle.0 - above.middle.0, tip.middle.1 - above.middle.1);
    let (sin, cos) = libm::sincosf(above.angle);
    // Along the finger downwards, and across it.
    let (down, aside) = (dy * cos + dx * sin, dx * cos - dy * sin);
    down > 0.6 * above.height && down < parameters.below && aside.abs() < parameters.aside * above.width
}

/// The fingertip at the upper end of a piece.
fn tip(b: usize, blobs: &[Blob], hand: f32, texture: &Texture, parameters: &Parameters) -> Option<Tip> {
    let columns = texture.mask.columns;
    let blob = &blobs[b];
    let mut angle = hand;
    let mut cut = Cut::of(blob, columns, angle, texture, parameters)?;
    for _ in 0..2 {
        // Its own axis, from the middles of its slices.
        angle = (angle + cut.lean).clamp(hand - 0.35, hand + 0.35);
        cut = Cut::of(blob, columns, angle, texture, parameters)?;
    }
    let (sin, cos) = libm::sincosf(angle);
    let Cut { left, right, top, bottom, .. } = cut;
    let (across, along) = ((left + right) / 2.0, (top + bottom) / 2.0);
    let middle = (across * cos + along * sin, along * cos - across * sin);
    let (width, height) = (right - left, bottom - top);

    let (mut cells, mut coherence, mut lean, mut weight) = (0usize, 0f32, 0f32, 0f32);
    let twice = libm::sincosf(2.0 * angle);
    for &cell in &blob.cells {
        let (x, y) = centre(cell, columns);
        let (u, v) = (x * cos - y * sin, x * sin + y * cos);
        if u < left || u > right || v < top || v > bottom {
            continue;
        }
        cells += 1;
        let c = texture.orientation.coherence.values[cell];
        coherence += c;
        // Half way from the middle to the rim, the slopes of a loop's legs weigh most.
        let (a, b) = ((u - across) / width, (v - along) / height);
        let w = c * (1.0 - 4.0 * a * a).max(0.0) * (1.0 - 4.0 * b * b).max(0.0);
        let (c2, s2) = (texture.orientation.cos2.values[cell], texture.orientation.sin2.values[cell]);
        // Across the ridges at twice the angle, seen upright: the image is turned back clockwise (y is down).
        lean += w * (s2 * twice.1 + c2 * twice.0);
        weight += w;
    }
    if cells == 0 {
        return None;
    }
    let filled = (cells * CELL * CELL) as f32 / (width * height).max(1.0);
    let coherence = coherence / cells as f32;
    Some(Tip { blob: b, middle, width, height, angle, coherence, filled, lean: lean / weight.max(1e-6) })
}

/// What is left of a piece above the joint, along and across an axis (pixels).
struct Cut {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    /// How much the middles of its slices turn from the axis, radians counter-clockwise.
    lean: f32,
}

impl Cut {
    fn of(
        blob: &Blob,
        columns: usize,
        angle: f32,
        texture: &Texture,
        parameters: &Parameters,
    ) -> Option<Self> {
        let (sin, cos) = libm::sincosf(angle);
        let turned = |cell: usize| {
            let (x, y) = centre(cell, columns);
            (x * cos - y * sin, x * sin + y * cos)
        };
        let step = CELL as f32;
        let first = blob.cells.iter().map(|&c| turned(c).1).fold(f32::MAX, f32::min);
        let last = blob.cells.iter().map(|&c| turned(c).1).fold(f32::MIN, f32::max);
        let mut slices = vec![Slice::default(); ((last - first) / step) as usize + 1];
        for &cell in &blob.cells {
            let (u, v) = turned(cell);
            let slice = &mut slices[((v - first) / step) as usize];
            slice.count += 1.0;
            slice.sum += u;
            slice.strength += texture.steepness.values[cell];
            slice.left = slice.left.min(u);
            slice.right = slice.right.max(u);
        }
        // The tip begins where it is at least a third as wide as it will be: specks hang at its rim.
        let full = slices.iter().map(|s| s.count).fold(0f32, f32::max);
        let from = slices.iter().position(|s| s.count >= 0.3 * full)?;
        let width = step * typical_width(&slices[from..], 2.0 * blob.radius / step);
        let to = joint(&slices[from..], width / step, parameters).map_or(slices.len(), |at| from + at);
        let kept = &slices[from..to];

        let mut lefts: Vec<f32> = kept.iter().filter(|s| s.count > 0.0).map(|s| s.left).collect();
        let mut rights: Vec<f32> = kept.iter().filter(|s| s.count > 0.0).map(|s| s.right).collect();
        lefts.sort_by(f32::total_cmp);
        rights.sort_by(f32::total_cmp);
        let left = lefts.get(lefts.len() / 20)? + parameters.rim;
        let right = rights.get(rights.len() - 1 - rights.len() / 20)? - parameters.rim;

        // The line through the middles of the inner slices, each weighed by its width.
        let inner = &kept[kept.len() / 6..kept.len() - kept.len() / 6];
        let (mut w, mut wv, mut wu) = (0f32, 0f32, 0f32);
        let point = |i: usize, s: &Slice| (i as f32 * step, s.sum / s.count.max(1.0));
        for (i, s) in inner.iter().enumerate() {
            let (v, u) = point(i, s);
            w += s.count;
            wv += s.count * v;
            wu += s.count * u;
        }
        let (mean_v, mean_u) = (wv / w.max(1.0), wu / w.max(1.0));
        let (mut vv, mut uv) = (0f32, 0f32);
        for (i, s) in inner.iter().enumerate() {
            let (v, u) = point(i, s);
            vv += s.count * (v - mean_v) * (v - mean_v);
            uv += s.count * (v - mean_v) * (u - mean_u);
        }
        // Short tips say little about their axis.
        let slope = uv / (vv + w * 80.0 * 80.0);
        // The slices of the top that were left out are worth half the rim.
        let top = first + from as f32 * step + parameters.rim / 2.0;
        let bottom = first + to as f32 * step - parameters.rim;
        Some(Self { left, right, top, bottom, lean: libm::atanf(slope) })
    }
}

#[derive(Debug, Clone, Copy)]
struct Slice {
    count: f32,
    sum: f32,
    strength: f32,
    left: f32,
    right: f32,
}

impl Default for Slice {
    fn default() -> Self {
        Self { count: 0.0, sum: 0.0, strength: 0.0, left: f32::MAX, right: f32::MIN }
    }
}

/// The upper quartile of the widths within the first `around` slices and a half.
fn typical_width(slices: &[Slice], around: f32) -> f32 {
    let near = ((1.5 * around) as usize).clamp(1, slices.len().max(1)).min(slices.len());
    let mut widths: Vec<f32> = slices[..near].iter().map(|s| s.count).collect();
    widths.sort_by(f32::total_cmp);
    widths.get(widths.len() * 3 / 4).copied().unwrap_or(1.0).max(1.0)
}

/// How many slices the tip has, of a width in slices, if the piece goes on beyond it.
fn joint(slices: &[Slice], width: f32, parameters: &Parameters) -> Option<usize> {
    let from = (parameters.joint.start * width) as usize;
    let to = (parameters.joint.end * width) as usize;
    if slices.len() <= from {
        return None;
    }
    // Ridges per slice, over about a ridge period.
    let strength = |at: usize| {
        let window = &slices[at.saturating_sub(1)..(at + 2).min(slices.len())];
        window.iter().map(|s| s.strength).sum::<f32>() / window.len() as f32
    };
    let usual = (from / 3..from).map(strength).sum::<f32>() / (from - from / 3).max(1) as f32;
    let weakest = (from..to.min(slices.len())).min_by(|&a, &b| strength(a).total_cmp(&strength(b)))?;
    let goes_on = (weakest..slices.len()).any(|at| strength(at) > 1.4 * strength(weakest));
    if strength(weakest) < parameters.crease * usual && goes_on {
        return Some(weakest);
    }
    (slices.len() > to).then_some((parameters.length * width) as usize)
}
