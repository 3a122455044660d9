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
    /// For each place around a minutia, row by row, the points that a neighbour there may be near to.
    reached: Vec<u64>,
}

/// Pixels in the side of a place.
const PLACE: f32 = 4.0;
/// Places in a row, on either side of the minutia.
const PLACES: usize = 24;

fn sample_points() -> &'static SamplePoints {
    static POINTS: OnceLock<SamplePoints> = OnceLock::new();
    POINTS.get_or_init(|| {
        let (mut x, mut y, mut near) = ([0.0; 64], [0.0; 64], [0.0; 64]);
        let places = RINGS.iter().enumerate().flat_map(|(ring, &(radius, count))| {
            // Each ring starts half a step further, so points do not line up.
            let turn = move |i: usize| (i as f64 + 0.5 * (ring % 2) as f64) / count as f64;
            (0..count).map(move |i| (radius, turn(i) * std::f64::consts::TAU))
        });
        for (i, (radius, angle)) in places.enumerate().take(64) {
            let (sin, cos) = libm::sincos(angle);
            x[i] = radius * cos as f32;
            y[i] = radius * sin as f32;
            near[i] = (NEAR.0 + NEAR.1 * radius).powi(2);
        }
        let reached = (0..4 * PLACES * PLACES).map(|place| {
            let coordinate = |at: usize| (at as f32 - PLACES as f32 + 0.5) * PLACE;
            let (u, v) = (coordinate(place % (2 * PLACES)), coordinate(place / (2 * PLACES)));
            // From the middle of a place to its corner and a little more, for rounding.
            let corner = 0.71 * PLACE + 0.01;
            (0..64).fold(0u64, |bits, i| {
                let distance = ((u - x[i]).powi(2) + (v - y[i]).powi(2)).sqrt();
                bits | u64::from(distance < near[i].sqrt() + corner) << i
            })
        });
        SamplePoints { x, y, near, reached: reached.collect() }
    })
}

impl SamplePoints {
    /// The points that a neighbour at (`x`, `y`) in the minutia's frame may be near to, as bits.
    #[inline(always)]
    fn reached_from(&self, x: f32, y: f32) -> u64 {
        let middle = PLACES as f32 * PLACE;
        let (x, y) = (x + middle, y + middle);
        if x < 0.0 || y < 0.0 || x >= 2.0 * middle || y >= 2.0 * middle {
            return 0;
        }
        let (column, row) = ((x / PLACE) as usize, (y / PLACE) as usize);
        self.reached.get(row * 2 * PLACES + column).copied().unwrap_or(0)
    }
}

/// The descriptors of all `points`.
pub(crate) fn describe(points: &[Point], flow: Option<&Flow>) -> Descriptors {
    points.iter().map(|point| of(point, points, flow)).collect()
}

fn of(centre: &Point, points: &[Point], flow: Option<&Flow>) -> Descriptor {
    let (cos, sin) = unit(centre.direction);
    let samples = sample_points();
    let mut descriptor = Descriptor::default();

    if let Some(flow) = flow {
        // In each byte, on which sides of the diameters the ridges run, and whether that is known.
        let mut codes = [0u8; 64];
        let straight = centre.direction.wrapping_mul(2);
        for (i, code) in codes.iter_mut().enumerate() {
            let x = centre.x + cos * samples.x[i] - sin * samples.y[i];
            let y = centre.y + sin * samples.x[i] + cos * samples.y[i];
            if let Some(doubled) = flow.doubled(x, -y) {
                *code = sides(doubled.wrapping_sub(straight)) | KNOWN;
            }
        }
        descriptor.known = plane(&codes, KNOWN);
        descriptor.area = descriptor.known;
        descriptor.flow = std::array::from_fn(|k| plane(&codes, 1 << k));
    } else {
        descriptor.area = u64::MAX;
    }

    // The nearest neighbour to each sample point.
    let mut nearest = samples.near;
    let mut codes = [0u8; 64];
    for point in points {
        let (dx, dy) = (point.x - centre.x, point.y - centre.y);
        if dx == 0.0 && dy == 0.0 {
            continue;
        }
        let (x, y) = (cos * dx + sin * dy, cos * dy - sin * dx);
        let mut reached = samples.reached_from(x, y);
        while reached != 0 {
            let i = reached.trailing_zeros() as usize;
            reached &= reached - 1;
            let distance = (x - samples.x[i]).powi(2) + (y - samples.y[i]).powi(2);
            if distance < nearest[i] {
                nearest[i] = distance;
                codes[i] = sides(point.direction.wrapping_sub(centre.direction)) | KNOWN;
            }
        }
    }
    descriptor.near = plane(&codes, KNOWN);
    descriptor.heading = std::array::from_fn(|k| plane(&codes, 1 << k));
    descriptor
}

/// The bit of a code that says there is something to tell.
const KNOWN: u8 = 0x10;

/// One bit for each of the four diameters: on whose side the angle lies.
#[inline(always)]
fn sides(angle: u8) -> u8 {
    (0..4u8).fold(0, |code, k| code | (angle.wrapping_add(32 * k) >> 7) << k)
}

/// One bit for each code: whether it has `bit`.
#[inline(always)]
fn plane(codes: &[u8; 64], bit: u8) -> u64 {
    let (eights, _) = codes.as_chunks::<8>();
    let mut plane = 0;
    for (i, &eight) in eights.iter().enumerate() {
        let ones = u64::from_le_bytes(eight.map(|code| u8::from(code & bit != 0)));
        // Gathers the lowest bit of each byte in the highest byte: no two bits meet.
        plane |= (ones.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
    }
    plane
}

/// The middle of the angles, in 256ths of a turn, that lie on these sides of the four diameters.
fn middle_of(on: [bool; 4]) -> f32 {
    let middles = (0..8u8).map(|eighth| 32 * eighth + 16);
    let lies = |&angle: &u8| std::array::from_fn(|k| sides(angle) >> k & 1 == 1) == on;
    middles.into_iter().find(lies).map_or(0.0, f32::from)
}

/// The descriptors of a print, plane by plane in groups, so that one is compared with many at a time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Descriptors {
    count: usize,
    /// The last filled up with empty ones.
    groups: Vec<Group>,
}

/// As many descriptors as are compared at once, plane by plane.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    area: [u64; LANES],
    known: [u64; LANES],
    flow: [[u64; LANES]; 4],
    near: [u64; LANES],
    heading: [[u64; LANES]; 4],
}

/// Words of 64 bits in the widest registers there are.
pub(crate) const LANES: usize = 8;

impl FromIterator<Descriptor> for Descriptors {
    fn from_iter<T: IntoIterator<Item = Descriptor>>(descriptors: T) -> Self {
        let mut all = Self::default();
        for descriptor in descriptors {
            let lane = all.count % LANES;
            if lane == 0 {
                all.groups.push(Group::default());
            }
            if let Some(group) = all.groups.last_mut() {
                group.put(lane, &descriptor);
            }
            all.count += 1;
        }
        all
    }
}

impl Group {
    fn put(&mut self, lane: usize, one: &Descriptor) {
        self.area[lane] = one.area;
        self.known[lane] = one.known;
        self.near[lane] = one.near;
        for k in 0..4 {
            self.flow[k][lane] = one.flow[k];
            self.heading[k][lane] = one.heading[k];
        }
    }

    #[inline(always)]
    fn get(&self, lane: usize) -> Descriptor {
        Descriptor {
            area: self.area[lane],
            known: self.known[lane],
            flow: self.flow.map(|plane| plane[lane]),
            near: self.near[lane],
            heading: self.heading.map(|plane| plane[lane]),
        }
    }
}

impl Descriptors {
    /// Bytes that each descriptor takes.
    pub(crate) const BYTES: usize = size_of::<Descriptor>();

    #[inline(always)]
    fn get(&self, i: usize) -> Descriptor {
        self.groups[i / LANES].get(i % LANES)
    }

    /// Indices, those first that have the most points on the print and the most neighbours: what another impression
    /// of the finger is likely to show too.
    pub(crate) fn by_fullness(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.count).collect();
        let fullness = |&i: &usize| {
            let Descriptor { area, known, near, .. } = self.get(i);
            (std::cmp::Reverse(known.count_ones() + area.count_ones() + near.count_ones()), i)
        };
        order.sort_by_cached_key(fullness);
        order
    }

    /// The sample points around the minutia `i`, which lies at `centre`, with what is kept of each.
    pub(crate) fn seen_around(&self, i: usize, centre: &Point) -> Vec<SurroundingPoint> {
        let (cos, sin) = unit(centre.direction);
        let samples = sample_points();
        let of = self.get(i);
        let turn = |steps: f32| steps * std::f32::consts::TAU / 256.0;
        let direction = f32::from(centre.direction);
        (0..64)
            .map(|at| {
                let (x, y) = (samples.x[at], samples.y[at]);
                let has = |plane: u64| plane >> at & 1 == 1;
                SurroundingPoint {
                    x: centre.x + cos * x - sin * y,
                    y: -(centre.y + sin * x + cos * y),
                    on_print: has(of.area),
                    // The flow's angles are doubled.
                    ridges: has(of.known).then(|| turn(middle_of(of.flow.map(has)) / 2.0 + direction)),
                    neighbour: has(of.near).then(|| turn(middle_of(of.heading.map(has)) + direction)),
                }
            })
            .collect()
    }

    /// One bit for each sample point of a descriptor: on which side of the minutia's own direction the ridges run,
    /// and whether there is a neighbour.
    pub(crate) fn course_and_neighbours(&self, i: usize) -> (u64, u64) {
        let descriptor = self.get(i);
        (descriptor.flow[0], descriptor.near)
    }
}

/// The likeness of every descriptor of one print to every one of another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Likenesses {
    /// Row by row, each filled up to whole groups with [`Self::NONE`].
    values: Vec<f32>,
    stride: usize,
}

impl Likenesses {
    /// Less than any likeness.
    const NONE: f32 = -2.0;

    #[inline(always)]
    pub(crate) fn get(&self, i: usize, j: usize) -> f32 {
        self.values[i * self.stride + j]
    }

    /// How many are at least so.
    #[inline(always)]
    pub(crate) fn count_at_least(&self, least: f32) -> usize {
        let (groups, _) = self.values.as_chunks::<LANES>();
        let mut counts = [0u32; LANES];
        for group in groups {
            for j in 0..LANES {
                counts[j] = counts[j].wrapping_add(u32::from(group[j] >= least));
            }
        }
        counts.iter().sum::<u32>() as usize
    }

    /// Row by row, in groups.
    #[inline(always)]
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[[f32; LANES]]> {
        self.values.chunks_exact(self.stride.max(1)).map(|row| row.as_chunks().0)
    }

    /// Likens all of `a` to all of `b`, in place of what was here.
    #[inline(always)]
    pub(crate) fn liken_all(&mut self, a: &Descriptors, b: &Descriptors) {
        self.stride = LANES * b.groups.len();
        self.values.clear();
        self.values.reserve(a.count * self.stride);
        let last = b.count % LANES;
        for i in 0..a.count {
            let one = a.get(i);
            for group in &b.groups {
                self.values.extend_from_slice(&liken(&one, group));
            }
            if last > 0 {
                let end = self.values.len();
                self.values[end + last - LANES..].fill(Self::NONE);
            }
        }
    }
}

/// How many of a group are at least so.
#[inline(always)]
pub(crate) fn count_at_least(group: &[f32; LANES], least: f32) -> u32 {
    group.iter().fold(0, |count, &likeness| count + u32::from(likeness >= least))
}

/// How alike the surroundings of one minutia and of each of a group are: the mean of the ridges' agreement (-1 where
/// they cross everywhere, 1 where they are parallel, 0 for chance or where too little is known) and of the
/// neighbours' (those in common, less those that point elsewhere, as a share of all).
#[inline(always)]
fn liken(one: &Descriptor, group: &Group) -> [f32; LANES] {
    let shared: [u64; LANES] = std::array::from_fn(|j| one.known & group.known[j]);
    let both: [u64; LANES] = std::array::from_fn(|j| one.near & group.near[j]);
    let either = std::array::from_fn(|j| (one.near & group.area[j]) | (group.near[j] & one.area));
    let differing = |mine: &[u64; 4], theirs: &[[u64; LANES]; 4], where_: &[u64; LANES]| {
        count(std::array::from_fn::<_, 4, _>(|k| {
            std::array::from_fn(|j| (mine[k] ^ theirs[k][j]) & where_[j])
        }))
    };
    let crossing = differing(&one.flow, &group.flow, &shared);
    let turned = differing(&one.heading, &group.heading, &both);
    let points = count([shared]);
    let (common, either) = (count([both]), count([either]));
    std::array::from_fn(|j| {
        // Chance differs in two bits of four.
        let parallel = 1.0 - crossing[j] as f32 / (2 * points[j]).max(1) as f32;
        let parallel = if points[j] < LEAST_KNOWN { 0.0 } else { parallel };
        let common = common[j] as f32 - turned[j] as f32 * 0.5;
        // A few imagined points keep two lone neighbours from being a perfect likeness.
        let neighbours = common / (either[j] + 6) as f32;
        0.5 * parallel + 0.5 * neighbours
    })
}

/// How many bits are set in each lane, over all planes.
#[inline(always)]
fn count<const PLANES: usize>(planes: [[u64; LANES]; PLANES]) -> [i32; LANES] {
    std::array::from_fn(|j| planes.iter().map(|plane| plane[j].count_ones() as i32).sum())
}

/// Points with known ridges that two descriptors must share for their ridges to be compared.
const LEAST_KNOWN: i32 = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_angle_is_read_back_to_within_a_sixteenth_of_a_turn() {
        for angle in 0..=255u8 {
            let on = std::array::from_fn(|k| sides(angle) >> k & 1 == 1);
            let off = middle_of(on) - f32::from(angle);
            assert!(off.abs() <= 16.0, "{angle}: {off}");
        }
    }

    #[test]
    fn differing_bits_grow_with_the_angle_between() {
        let differing = |a: u8, b: u8| (sides(a) ^ sides(b)).count_ones();
        for start in 0..=255u8 {
            for (by, bits) in [(0u8, 0), (32, 1), (64, 2), (96, 3), (128, 4)] {
                assert_eq!(differing(start, start.wrapping_add(by)), bits);
            }
        }
    }
}
