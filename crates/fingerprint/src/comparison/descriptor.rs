use std::sync::OnceLock;

use super::angle::unit;
use super::side::Point;
use super::widest::with_widest;
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
    x: [f32; POINTS],
    y: [f32; POINTS],
    /// The square of how near a neighbour must be.
    near: [f32; POINTS],
}

/// Points around a minutia: a bit of a word for each.
const POINTS: usize = 64;

fn sample_points() -> &'static SamplePoints {
    static SAMPLES: OnceLock<SamplePoints> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let (mut x, mut y, mut near) = ([0.0; POINTS], [0.0; POINTS], [0.0; POINTS]);
        let places = RINGS.iter().enumerate().flat_map(|(ring, &(radius, count))| {
            // Each ring starts half a step further, so points do not line up.
            let turn = move |i: usize| (i as f64 + 0.5 * (ring % 2) as f64) / count as f64;
            (0..count).map(move |i| (radius, turn(i) * std::f64::consts::TAU))
        });
        for (i, (radius, angle)) in places.enumerate().take(POINTS) {
            let (sin, cos) = libm::sincos(angle);
            x[i] = radius * cos as f32;
            y[i] = radius * sin as f32;
            near[i] = (NEAR.0 + NEAR.1 * radius).powi(2);
        }
        SamplePoints { x, y, near }
    })
}

/// The course of the ridges, with a border of cells without any, so that every place is in some cell.
struct Courses {
    columns: usize,
    rows: usize,
    /// Twice the angle along the ridges in 256ths of a turn, which is even, plus 1; 0 without ridges.
    cells: Vec<u8>,
}

impl Courses {
    fn of(flow: &Flow) -> Self {
        let (columns, rows) = (flow.columns() + 2, flow.rows() + 2);
        let mut cells = vec![0; columns * rows];
        for (row, line) in cells.chunks_exact_mut(columns).enumerate().skip(1).take(rows - 2) {
            for (column, cell) in line.iter_mut().enumerate().skip(1).take(columns - 2) {
                *cell = flow.doubled_at(column - 1, row - 1).map_or(0, |doubled| doubled | 1);
            }
        }
        Self { columns, rows, cells }
    }

    /// The cells that the sample points around `centre` lie in.
    #[inline(always)]
    fn around(&self, centre: &Point, samples: &SamplePoints) -> [u8; POINTS] {
        let (cos, sin) = unit(centre.direction);
        let (last_column, last_row) = ((self.columns - 1) as f32, (self.rows - 1) as f32);
        let per_pixel = 1.0 / f32::from(Flow::CELL);
        let places: [u32; POINTS] = std::array::from_fn(|i| {
            let x = centre.x + cos * samples.x[i] - sin * samples.y[i];
            let y = centre.y + sin * samples.x[i] + cos * samples.y[i];
            // Beyond the border is in the border.
            let column = (x * per_pixel + 1.0).clamp(0.0, last_column) as u32;
            let row = (1.0 - y * per_pixel).clamp(0.0, last_row) as u32;
            row.wrapping_mul(self.columns as u32).wrapping_add(column)
        });
        places.map(|place| self.cells.get(place as usize).copied().unwrap_or(0))
    }
}

/// The descriptors of all `points`.
pub(crate) fn describe(points: &[Point], flow: Option<&Flow>) -> Descriptors {
    with_widest!(describe_all(points: &[Point], flow: Option<&Flow>) -> Descriptors)
}

#[inline(always)]
fn describe_all(points: &[Point], flow: Option<&Flow>) -> Descriptors {
    let samples = sample_points();
    let courses = flow.map(Courses::of);
    let mut all = Descriptors::default();
    all.groups.reserve_exact(points.len().div_ceil(LANES));
    for point in points {
        let mut descriptor = Descriptor { area: u64::MAX, ..Descriptor::default() };
        if let Some(courses) = &courses {
            let cells = courses.around(point, samples);
            let straight = point.direction.wrapping_mul(2);
            descriptor.known = high_bits(&cells.map(|cell| cell << 7));
            descriptor.area = descriptor.known;
            descriptor.flow = sides(&cells.map(|cell| cell.wrapping_sub(straight)), descriptor.known);
        }
        (descriptor.near, descriptor.heading) = neighbours(point, points, samples);
        all.push(&descriptor);
    }
    all
}

/// The sample points around `centre` with a neighbour near, and on which sides of the diameters the nearest one points.
#[inline(always)]
fn neighbours(centre: &Point, points: &[Point], samples: &SamplePoints) -> (u64, [u64; 4]) {
    /// Pixels beyond which no minutia is near to any sample point; nor is the one in the middle.
    const FARTHEST: f32 = RINGS[3].0 + NEAR.0 + NEAR.1 * RINGS[3].0;
    let (cos, sin) = unit(centre.direction);
    let mut nearest = samples.near;
    let mut turns = [0u32; POINTS];
    for point in points {
        let (dx, dy) = (point.x - centre.x, point.y - centre.y);
        if dx * dx + dy * dy > FARTHEST * FARTHEST {
            continue;
        }
        let (x, y) = (cos * dx + sin * dy, cos * dy - sin * dx);
        let turn = u32::from(point.direction.wrapping_sub(centre.direction));
        // Most sample points are not near; asking all of them at once is faster than asking which are.
        for i in 0..POINTS {
            let (u, v) = (x - samples.x[i], y - samples.y[i]);
            let distance = u * u + v * v;
            let nearer = distance < nearest[i];
            nearest[i] = if nearer { distance } else { nearest[i] };
            turns[i] = if nearer { turn } else { turns[i] };
        }
    }
    let near = high_bits(&std::array::from_fn(|i| u8::from(nearest[i] < samples.near[i]) << 7));
    (near, sides(&turns.map(|turn| turn as u8), near))
}

/// For each of the four diameters one bit for each of the angles that are `known`: on whose side it lies.
#[inline(always)]
fn sides(angles: &[u8; POINTS], known: u64) -> [u64; 4] {
    std::array::from_fn(|k| high_bits(&angles.map(|angle| side(angle, k as u8))) & known)
}

/// In the highest bit, on whose side of one of the four diameters an angle lies.
#[inline(always)]
fn side(angle: u8, diameter: u8) -> u8 {
    angle.wrapping_add(32 * diameter)
}

/// The highest bit of each.
#[inline(always)]
fn high_bits(bytes: &[u8; POINTS]) -> u64 {
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().enumerate().fold(0, |bits, (i, &word)| {
        let ones = u64::from_le_bytes(word) >> 7 & 0x0101_0101_0101_0101;
        // Gathers the lowest bit of each byte in the highest byte: no two bits meet.
        bits | (ones.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i)
    })
}

/// The middle of the angles, in 256ths of a turn, that lie on these sides of the four diameters.
fn middle_of(on: [bool; 4]) -> f32 {
    let middles = (0..8u8).map(|eighth| 32 * eighth + 16);
    let lies = |&angle: &u8| std::array::from_fn(|k| side(angle, k as u8) >= 128) == on;
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
    /// Bytes that so many descriptors take.
    pub(crate) fn bytes(count: usize) -> usize {
        count.div_ceil(LANES) * size_of::<Group>()
    }

    #[inline(always)]
    fn push(&mut self, descriptor: &Descriptor) {
        let lane = self.count % LANES;
        if lane == 0 {
            self.groups.push(Group::default());
        }
        if let Some(group) = self.groups.last_mut() {
            group.put(lane, descriptor);
        }
        self.count += 1;
    }

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
    fn the_highest_bit_of_each_byte_is_in_its_place() {
        let bytes: [u8; POINTS] = std::array::from_fn(|i| (i * i * 37) as u8);
        let bits = high_bits(&bytes);
        assert!(bytes.iter().enumerate().all(|(i, byte)| bits >> i & 1 == u64::from(byte >> 7)));
    }

    #[test]
    fn an_angle_is_read_back_to_within_a_sixteenth_of_a_turn() {
        for angle in 0..=255u8 {
            let on = std::array::from_fn(|k| side(angle, k as u8) >= 128);
            let off = middle_of(on) - f32::from(angle);
            assert!(off.abs() <= 16.0, "{angle}: {off}");
        }
    }

    #[test]
    fn differing_bits_grow_with_the_angle_between() {
        let differing = |a: u8, b: u8| (0..4).filter(|&k| (side(a, k) ^ side(b, k)) >= 128).count();
        for start in 0..=255u8 {
            for (by, bits) in [(0u8, 0), (32, 1), (64, 2), (96, 3), (128, 4)] {
                assert_eq!(differing(start, start.wrapping_add(by)), bits);
            }
        }
    }
}
