use std::sync::OnceLock;

use super::angle::unit;
use super::side::Point;
use crate::Flow;

/// What surrounds a minutia, in bits, seen in its own frame: at 64 points on rings around it, the course of the
/// ridges and whether another minutia is near and how it points.
///
/// Sampling on rings follows Tico & Kuosmanen 2003 ("Fingerprint matching using an orientation-based minutia
/// descriptor"), using neighbours Jiang & Yau 2000 and Feng 2008. An angle is kept as four bits, each telling on
/// which side of one of four diameters it lies: the number of differing bits grows evenly with the angle between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Descriptor {
    /// Points on the print.
    pub area: u64,
    /// Points where the ridges' course is known.
    pub known: u64,
    /// Twice the angle of the ridges against the minutia's direction.
    pub flow: [u64; 4],
    /// Points with a minutia near.
    pub near: u64,
    /// That minutia's direction against this one's.
    pub heading: [u64; 4],
}

/// Rings: radius in pixels, points on it.
const RINGS: [(f32, usize); 4] = [(18.0, 6), (36.0, 12), (56.0, 19), (78.0, 27)];
/// A minutia is near a point within this many pixels, and a share of the ring's radius: distortion and errors of
/// direction move the far ones more.
const NEAR: (f32, f32) = (8.0, 0.12);

struct SamplePoint {
    x: f32,
    y: f32,
    near: f32,
}

fn sample_points() -> &'static [SamplePoint; 64] {
    static POINTS: OnceLock<[SamplePoint; 64]> = OnceLock::new();
    POINTS.get_or_init(|| {
        let mut rings = RINGS.iter().enumerate().flat_map(|(ring, &(radius, count))| {
            (0..count).map(move |i| {
                // Each ring starts half a step further, so points do not line up.
                let turn = (i as f64 + 0.5 * (ring % 2) as f64) / count as f64 * std::f64::consts::TAU;
                let (sin, cos) = turn.sin_cos();
                SamplePoint { x: radius * cos as f32, y: radius * sin as f32, near: NEAR.0 + NEAR.1 * radius }
            })
        });
        std::array::from_fn(|_| rings.next().unwrap_or(SamplePoint { x: 0.0, y: 0.0, near: 0.0 }))
    })
}

/// The descriptors of all `points`.
pub(crate) fn describe(points: &[Point], flow: Option<&Flow>) -> Vec<Descriptor> {
    points.iter().map(|point| of(point, points, flow)).collect()
}

fn of(centre: &Point, points: &[Point], flow: Option<&Flow>) -> Descriptor {
    let (cos, sin) = unit(centre.direction);
    let reach = RINGS[RINGS.len() - 1].0 * (1.0 + NEAR.1) + NEAR.0;
    let neighbours: Vec<(f32, f32, u8)> = points
        .iter()
        .filter_map(|p| {
            let (dx, dy) = (p.x - centre.x, p.y - centre.y);
            let squared = dx * dx + dy * dy;
            (squared > 0.0 && squared < reach * reach).then(|| {
                (cos * dx + sin * dy, cos * dy - sin * dx, p.direction.wrapping_sub(centre.direction))
            })
        })
        .collect();

    let mut descriptor = Descriptor::default();
    for (i, sample) in sample_points().iter().enumerate() {
        let bit = 1u64 << i;
        let x = centre.x + cos * sample.x - sin * sample.y;
        let y = centre.y + sin * sample.x + cos * sample.y;
        match flow.map(|flow| flow.doubled(x, -y)) {
            None => descriptor.area |= bit,
            Some(None) => {}
            Some(Some(doubled)) => {
                descriptor.area |= bit;
                descriptor.known |= bit;
                let relative = doubled.wrapping_sub(centre.direction.wrapping_mul(2));
                sides(relative, bit, &mut descriptor.flow);
            }
        }
        let nearest = neighbours
            .iter()
            .map(|&(nx, ny, heading)| ((nx - sample.x).powi(2) + (ny - sample.y).powi(2), heading))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((squared, heading)) = nearest
            && squared < sample.near * sample.near
        {
            descriptor.near |= bit;
            sides(heading, bit, &mut descriptor.heading);
        }
    }
    descriptor
}

/// Sets `bit` in each of the four planes on whose side of the diameter the angle lies.
fn sides(angle: u8, bit: u64, planes: &mut [u64; 4]) {
    for (k, plane) in planes.iter_mut().enumerate() {
        if angle.wrapping_add(32 * k as u8) & 0x80 != 0 {
            *plane |= bit;
        }
    }
}

/// What two descriptors have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likeness {
    /// -1 (ridges cross everywhere) to 1 (parallel everywhere); chance gives about 0. 0 where too little is known.
    pub flow: f32,
    /// -1 to 1: neighbours in common, less those pointing elsewhere, as a share of all.
    pub neighbours: f32,
}

impl Likeness {
    /// One number to rank by.
    #[inline]
    pub(crate) fn rank(self) -> f32 {
        0.5 * self.flow + 0.5 * self.neighbours
    }
}

/// Compares two descriptors by counting bits.
#[inline]
pub(crate) fn liken(a: &Descriptor, b: &Descriptor) -> Likeness {
    let known = a.known & b.known;
    let points = known.count_ones();
    let differing: u32 = (0..4).map(|k| ((a.flow[k] ^ b.flow[k]) & known).count_ones()).sum();
    // Chance differs in two bits of four.
    let flow = if points < 12 { 0.0 } else { 1.0 - differing as f32 / (2 * points) as f32 };

    let both = a.near & b.near;
    let either = (a.near & b.area) | (b.near & a.area);
    let turned: u32 = (0..4).map(|k| ((a.heading[k] ^ b.heading[k]) & both).count_ones()).sum();
    let common = both.count_ones() as f32 - turned as f32 / 2.0;
    // A few imagined points keep two lone neighbours from being a perfect likeness.
    let neighbours = common / (either.count_ones() + 6) as f32;
    Likeness { flow, neighbours }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differing_bits_grow_with_the_angle_between() {
        let code = |angle: u8| {
            let mut planes = [0; 4];
            sides(angle, 1, &mut planes);
            planes
        };
        let differing =
            |a: u8, b: u8| code(a).iter().zip(code(b)).map(|(x, y)| (x ^ y).count_ones()).sum::<u32>();
        for start in 0..=255u8 {
            for (by, bits) in [(0u8, 0), (32, 1), (64, 2), (96, 3), (128, 4)] {
                assert_eq!(differing(start, start.wrapping_add(by)), bits);
            }
        }
    }
}
