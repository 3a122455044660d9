use std::sync::OnceLock;

use super::angle::unit;
use super::side::Point;
use crate::Flow;
use crate::transparency::SurroundingPoint;

/// What surrounds a minutia, in bits, seen in its own frame: at 64 points on rings around it, the course of the
/// ridges and whether another minutia is near and how it points.
///
/// Sampling on rings follows Tico & Kuosmanen 2003 ("Fingerprint matching using an orientation-based minutia
/// descriptor"), using neighbours Jiang & Yau 2000 and Feng 2008. An angle is kept as four bits, each telling on
/// which side of one of four diameters it lies: the number of differing bits grows evenly with the angle between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Descriptor {
    /// Points on the print.
    area: u64,
    /// Points where the ridges' course is known.
    known: u64,
    /// Twice the angle of the ridges against the minutia's direction.
    flow: [u64; 4],
    /// Points with a minutia near.
    near: u64,
    /// That minutia's direction against this one's.
    heading: [u64; 4],
}

/// Rings: radius in pixels, points on it.
const RINGS: [(f32, usize); 4] = [(18.0, 6), (36.0, 12), (56.0, 19), (78.0, 27)];
/// A minutia is near a point within this many pixels, and a share of the ring's radius: distortion and errors of
/// direction move the far ones more.
const NEAR: (f32, f32) = (8.0, 0.12);

/// The points around a minutia, in its own frame, coordinate by coordinate.
struct SamplePoints {
    x: [f32; 64],
    y: [f32; 64],
    /// The square of how near a neighbour must be.
    near: [f32; 64],
}

fn sample_points() -> &'static SamplePoints {
    static POINTS: OnceLock<SamplePoints> = OnceLock::new();
    POINTS.get_or_init(|| {
        let mut points = SamplePoints { x: [0.0; 64], y: [0.0; 64], near: [0.0; 64] };
        let places = RINGS.iter().enumerate().flat_map(|(ring, &(radius, count))| {
            // Each ring starts half a step further, so points do not line up.
            let turn = move |i: usize| (i as f64 + 0.5 * (ring % 2) as f64) / count as f64;
            (0..count).map(move |i| (radius, turn(i) * std::f64::consts::TAU))
        });
        for (i, (radius, angle)) in places.enumerate().take(64) {
            let (sin, cos) = libm::sincos(angle);
            points.x[i] = radius * cos as f32;
            points.y[i] = radius * sin as f32;
            points.near[i] = (NEAR.0 + NEAR.1 * radius).powi(2);
        }
        points
    })
}

/// The descriptors of all `points`.
pub(crate) fn describe(points: &[Point], flow: Option<&Flow>) -> Descriptors {
    points.iter().map(|point| of(point, points, flow)).collect()
}

fn of(centre: &Point, points: &[Point], flow: Option<&Flow>) -> Descriptor {
    let (cos, sin) = unit(centre.direction);
    let samples = sample_points();
    let mut descriptor = Descriptor::default();
    for i in 0..64 {
        let bit = 1u64 << i;
        let x = centre.x + cos * samples.x[i] - sin * samples.y[i];
        let y = centre.y + sin * samples.x[i] + cos * samples.y[i];
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
    }

    // The nearest neighbour to each sample point, all points at a time.
    let mut nearest = [f32::INFINITY; 64];
    let mut heading = [0i32; 64];
    let reach = RINGS[RINGS.len() - 1].0 * (1.0 + NEAR.1) + NEAR.0;
    for point in points {
        let (dx, dy) = (point.x - centre.x, point.y - centre.y);
        let squared = dx * dx + dy * dy;
        if squared == 0.0 || squared >= reach * reach {
            continue;
        }
        let (x, y) = (cos * dx + sin * dy, cos * dy - sin * dx);
        let points_to = i32::from(point.direction.wrapping_sub(centre.direction));
        for i in 0..64 {
            let distance = (x - samples.x[i]).powi(2) + (y - samples.y[i]).powi(2);
            let nearer = distance < nearest[i];
            nearest[i] = if nearer { distance } else { nearest[i] };
            heading[i] = if nearer { points_to } else { heading[i] };
        }
    }
    for i in 0..64 {
        if nearest[i] < samples.near[i] {
            let bit = 1u64 << i;
            descriptor.near |= bit;
            sides(heading[i] as u8, bit, &mut descriptor.heading);
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

/// The middle of the angles, in 256ths of a turn, that lie on these sides of the four diameters.
fn middle_of(on: [bool; 4]) -> f32 {
    let middles = (0..8u8).map(|eighth| 32 * eighth + 16);
    let lies = |&angle: &u8| {
        let mut planes = [0; 4];
        sides(angle, 1, &mut planes);
        planes.map(|plane| plane == 1) == on
    };
    middles.into_iter().find(lies).map_or(0.0, f32::from)
}

/// The descriptors of a print, plane by plane, so that one is compared with many at a time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Descriptors {
    count: usize,
    area: Vec<u64>,
    known: Vec<u64>,
    flow: [Vec<u64>; 4],
    near: Vec<u64>,
    heading: [Vec<u64>; 4],
}

impl FromIterator<Descriptor> for Descriptors {
    fn from_iter<T: IntoIterator<Item = Descriptor>>(descriptors: T) -> Self {
        let mut planes = Self::default();
        for d in descriptors {
            planes.count += 1;
            planes.area.push(d.area);
            planes.known.push(d.known);
            planes.near.push(d.near);
            for k in 0..4 {
                planes.flow[k].push(d.flow[k]);
                planes.heading[k].push(d.heading[k]);
            }
        }
        planes
    }
}

impl Descriptors {
    /// Bytes that each descriptor takes.
    pub(crate) const BYTES: usize = size_of::<Descriptor>();

    /// Indices, those first that have the most points on the print and the most neighbours: what another impression
    /// of the finger is likely to show too.
    pub(crate) fn by_fullness(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.count).collect();
        let fullness =
            |i: usize| self.known[i].count_ones() + self.area[i].count_ones() + self.near[i].count_ones();
        order.sort_by_key(|&i| (std::cmp::Reverse(fullness(i)), i));
        order
    }

    /// The sample points around the minutia `i`, which lies at `centre`, with what is kept of each.
    pub(crate) fn seen_around(&self, i: usize, centre: &Point) -> Vec<SurroundingPoint> {
        let (cos, sin) = unit(centre.direction);
        let samples = sample_points();
        let turn = |steps: f32| steps * std::f32::consts::TAU / 256.0;
        let direction = f32::from(centre.direction);
        (0..64)
            .map(|at| {
                let (x, y) = (samples.x[at], samples.y[at]);
                let has = |plane: u64| plane >> at & 1 == 1;
                SurroundingPoint {
                    x: centre.x + cos * x - sin * y,
                    y: -(centre.y + sin * x + cos * y),
                    on_print: has(self.area[i]),
                    // The flow's angles are doubled.
                    ridges: has(self.known[i])
                        .then(|| turn(middle_of(self.flow.each_ref().map(|p| has(p[i]))) / 2.0 + direction)),
                    neighbour: has(self.near[i])
                        .then(|| turn(middle_of(self.heading.each_ref().map(|p| has(p[i]))) + direction)),
                }
            })
            .collect()
    }

    /// One bit for each sample point of a descriptor: on which side of the minutia's own direction the ridges run,
    /// and whether there is a neighbour.
    pub(crate) fn course_and_neighbours(&self, i: usize) -> (u64, u64) {
        (self.flow[0][i], self.near[i])
    }
}

/// The likeness of every descriptor of `a` to every one of `b`, row by row.
#[inline(always)]
pub(crate) fn liken_all(a: &Descriptors, b: &Descriptors) -> Vec<f32> {
    let mut all = vec![0f32; a.count * b.count];
    if b.count == 0 {
        return all;
    }
    for (i, row) in all.chunks_exact_mut(b.count).enumerate() {
        liken_row(a, i, b, row);
    }
    all
}

/// How alike the surroundings of `a`'s minutia `i` and each of `b`'s are: the mean of the ridges' agreement (-1 where
/// they cross everywhere, 1 where they are parallel, 0 for chance or where too little is known) and of the
/// neighbours' (those in common, less those that point elsewhere, as a share of all).
#[inline(always)]
fn liken_row(a: &Descriptors, i: usize, b: &Descriptors, row: &mut [f32]) {
    let n = b.count;
    let (area, known, near) = (a.area[i], a.known[i], a.near[i]);
    let flow: [u64; 4] = std::array::from_fn(|k| a.flow[k][i]);
    let heading: [u64; 4] = std::array::from_fn(|k| a.heading[k][i]);
    // Slices of one length, so that the loop below needs no checks and is done many at a time.
    let (b_area, b_known, b_near) = (&b.area[..n], &b.known[..n], &b.near[..n]);
    let [f0, f1, f2, f3] = b.flow.each_ref().map(|plane| &plane[..n]);
    let [h0, h1, h2, h3] = b.heading.each_ref().map(|plane| &plane[..n]);
    let row = &mut row[..n];
    let count = |bits: u64| bits.count_ones() as i32;
    for j in 0..n {
        let shared = known & b_known[j];
        let points = count(shared);
        let differing = count((flow[0] ^ f0[j]) & shared)
            + count((flow[1] ^ f1[j]) & shared)
            + count((flow[2] ^ f2[j]) & shared)
            + count((flow[3] ^ f3[j]) & shared);
        // Chance differs in two bits of four.
        let parallel = 1.0 - differing as f32 / (2 * points).max(1) as f32;
        let parallel = if points < LEAST_KNOWN { 0.0 } else { parallel };

        let both = near & b_near[j];
        let either = (near & b_area[j]) | (b_near[j] & area);
        let turned = count((heading[0] ^ h0[j]) & both)
            + count((heading[1] ^ h1[j]) & both)
            + count((heading[2] ^ h2[j]) & both)
            + count((heading[3] ^ h3[j]) & both);
        let common = count(both) as f32 - turned as f32 * 0.5;
        // A few imagined points keep two lone neighbours from being a perfect likeness.
        let neighbours = common / (count(either) + 6) as f32;
        row[j] = 0.5 * parallel + 0.5 * neighbours;
    }
}

/// Points with known ridges that two descriptors must share for their ridges to be compared.
const LEAST_KNOWN: i32 = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_angle_is_read_back_to_within_a_sixteenth_of_a_turn() {
        for angle in 0..=255u8 {
            let mut planes = [0; 4];
            sides(angle, 1, &mut planes);
            let off = middle_of(planes.map(|plane| plane == 1)) - f32::from(angle);
            assert!(off.abs() <= 16.0, "{angle}: {off}");
        }
    }

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
