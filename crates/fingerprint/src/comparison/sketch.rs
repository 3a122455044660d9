use super::planes::Planes;
use super::side::Side;
use super::widest::with_widest;
use crate::Template;

/// The little of a print that is compared with millions: the course of the ridges and the neighbours around its
/// fullest-surrounded minutiae, one bit for each sample point and kind, and where those minutiae are.
///
/// Strangers' sketches may resemble each other; a finger's own usually resemble each other most. So sketches say
/// which prints to compare, never which match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch([u8; Sketch::BYTES]);

/// A probe, made ready to be likened to many [`Sketch`]es.
#[derive(Debug, Clone)]
pub struct SketchProbe {
    planes: Planes,
    marks: [Mark; SketchProbe::MINUTIAE],
}

/// Where a minutia is, coarsely.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    /// 256ths of a turn.
    direction: u8,
    /// In units of [`UNIT`] pixels.
    x: u8,
    y: u8,
}

/// Pixels in a unit of a mark's position; prints wider than 1,000 pixels are cut off, which no finger is.
const UNIT: f32 = 4.0;
/// Of an empty place: neighbours everywhere, which no minutia has, so that nothing resembles it.
const EMPTY: u64 = u64::MAX;
/// Differing bits, of 128, from which two minutiae have nothing in common.
const UNLIKE: u32 = 48;

impl Sketch {
    /// Minutiae kept of a print.
    pub const MINUTIAE: usize = 12;
    /// Bytes of the stored form.
    pub const BYTES: usize = Self::MARKS + 3 * Self::MINUTIAE;
    const MARKS: usize = 16 * Self::MINUTIAE;

    /// The sketch of a print.
    #[must_use]
    pub fn new(template: &Template) -> Self {
        let fullest: [Surroundings; Self::MINUTIAE] = fullest(template);
        let mut bytes = [0; Self::BYTES];
        for (place, minutia) in fullest.iter().enumerate() {
            let mut put = |at: usize, part: &[u8]| bytes[at..at + part.len()].copy_from_slice(part);
            put(16 * place, &minutia.bytes());
            put(Self::MARKS + 3 * place, &[minutia.mark.direction, minutia.mark.x, minutia.mark.y]);
        }
        Self(bytes)
    }

    /// The stored form: for each minutia its flow and its neighbours, 64 bits each, little-endian; then for each its
    /// direction, x and y.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        self.0
    }
}

impl SketchProbe {
    /// Minutiae used of a probe: more than are stored, as it may show less of the finger.
    pub const MINUTIAE: usize = 32;

    /// Makes a probe ready.
    #[must_use]
    pub fn new(template: &Template) -> Self {
        let fullest: [Surroundings; Self::MINUTIAE] = fullest(template);
        Self {
            planes: Planes::new(fullest.map(|minutia| minutia.bytes())),
            marks: fullest.map(|minutia| minutia.mark),
        }
    }

    /// How much a print resembles the probe: 0 (nothing in common) upwards. Only good for ranking.
    #[must_use]
    pub fn resemblance(&self, sketch: &Sketch) -> u32 {
        let mut one = 0;
        self.resemblances(&sketch.0, |_, resemblance| one = resemblance);
        one
    }

    /// The [`Self::resemblance`] of each of many stored sketches, one after the other: `tell` gets their places and
    /// resemblances. Bytes that do not fill a sketch at the end are left out.
    pub fn resemblances(&self, sketches: &[u8], tell: impl FnMut(usize, u32)) {
        let probe = self;
        with_widest!(resemblances(probe: &SketchProbe, sketches: &[u8], tell: impl FnMut(usize, u32)) -> ());
    }
}

#[inline(always)]
fn resemblances(probe: &SketchProbe, sketches: &[u8], mut tell: impl FnMut(usize, u32)) {
    let (sketches, _) = sketches.as_chunks();
    for (place, sketch) in sketches.iter().enumerate() {
        tell(place, resemblance(probe, sketch));
    }
}

#[inline(always)]
fn resemblance(probe: &SketchProbe, sketch: &[u8; Sketch::BYTES]) -> u32 {
    let (words, marks) = sketch.split_at(Sketch::MARKS);
    let (words, marks) = (words.as_chunks::<16>().0, marks.as_chunks::<3>().0);

    // What resembles votes for the turn between the prints that it implies: on one finger, all for the same.
    let mut votes = [0u32; TURNS];
    let mut alike = Alike::default();
    for (place, (word, &[direction, x, y])) in words.iter().zip(marks).enumerate() {
        let (differing, which) = probe.planes.most_alike(*word);
        let (mark, likeness) = (&probe.marks[which], UNLIKE.saturating_sub(differing));
        let turn = direction.wrapping_sub(mark.direction);
        // Few good likenesses say more than many poor ones.
        votes[usize::from(turn) * TURNS / 256] += likeness * likeness;
        alike.put(place, likeness, turn, (mark, [x, y]));
    }
    let turned = (0..TURNS).map(|turn| votes[turn] + votes[(turn + 1) % TURNS]).max().unwrap_or(0);
    // Where next to nothing is alike, where it lies makes no difference.
    if turned < LEAST_TURNED { turned } else { turned + alike.agreeing() }
}

/// The least likeness of which it is asked whether it lies alike too: half of all strangers'
/// is less, and that of one mate in fifty, who is not found by sketches anyway.
const LEAST_TURNED: u32 = 1200;

/// Turns told apart; two neighbours count together.
const TURNS: usize = 16;

/// A sketch's minutiae, each with the most alike of the probe's, column by column in groups that are worked on at once.
#[derive(Default)]
struct Alike {
    likeness: Column,
    turn: Column,
    px: Column,
    py: Column,
    rx: Column,
    ry: Column,
}

/// Numbers of 32 bits in the widest registers there are.
const LANES: usize = if cfg!(target_arch = "wasm32") { 4 } else { 16 };
type Column = [[f32; LANES]; Sketch::MINUTIAE.div_ceil(LANES)];

impl Alike {
    #[inline(always)]
    fn put(&mut self, place: usize, likeness: u32, turn: u8, (p, [x, y]): (&Mark, [u8; 2])) {
        let (group, lane) = (place / LANES, place % LANES);
        self.likeness[group][lane] = likeness as f32;
        self.turn[group][lane] = f32::from(turn);
        (self.px[group][lane], self.py[group][lane]) = (f32::from(p.x), f32::from(p.y));
        (self.rx[group][lane], self.ry[group][lane]) = (f32::from(x), f32::from(y));
    }

    /// The likeness of those that are as far from each other, and turned as much, in both prints.
    #[inline(always)]
    fn agreeing(&self) -> u32 {
        /// 256ths of a turn by which two turns may differ.
        const TURN: f32 = 24.0;
        /// Units by which the shorter of two distances may be shorter, and a share of the longer.
        const DISTANCE: (f32, f32) = (8.0 / UNIT, 0.1);
        let (mut within, mut between) = ([0f32; LANES], [0f32; LANES]);
        for i in 0..Sketch::MINUTIAE {
            let (own, lane) = (i / LANES, i % LANES);
            let one = |column: &Column| column[own][lane];
            let (likeness, turn) = (one(&self.likeness), one(&self.turn));
            let (px, py, rx, ry) = (one(&self.px), one(&self.py), one(&self.rx), one(&self.ry));
            for group in own..self.turn.len() {
                let sums = if group == own { &mut within } else { &mut between };
                for (j, sum) in sums.iter_mut().enumerate() {
                    let turned = (turn - self.turn[group][j]).abs();
                    let square = |x: f32, y: f32| x * x + y * y;
                    let u = square(px - self.px[group][j], py - self.py[group][j]);
                    let v = square(rx - self.rx[group][j], ry - self.ry[group][j]);
                    let (longer, shorter) = if u > v { (u, v) } else { (v, u) };
                    let least = (1.0 - DISTANCE.1) * longer.sqrt() - DISTANCE.0;
                    let least = if least > 0.0 { least } else { 0.0 };
                    let agree = ((turned <= TURN) | (turned >= 256.0 - TURN))
                        & (shorter >= least * least)
                        & (u > 0.0);
                    // Whole numbers small enough to be added in any order.
                    *sum += if agree { likeness * self.likeness[group][j] } else { 0.0 };
                }
            }
        }
        // Two of one group met twice.
        (within.iter().sum::<f32>() as u32) / 2 + between.iter().sum::<f32>() as u32
    }
}

/// What a sketch has of a minutia.
#[derive(Clone, Copy)]
struct Surroundings {
    flow: u64,
    near: u64,
    mark: Mark,
}

impl Surroundings {
    fn bytes(&self) -> [u8; 16] {
        (u128::from(self.flow) | u128::from(self.near) << 64).to_le_bytes()
    }
}

/// The minutiae with the fullest surroundings, those first; empty places where there are fewer.
fn fullest<const N: usize>(template: &Template) -> [Surroundings; N] {
    let Side { points, descriptors, .. } = Side::new(template);
    let order = descriptors.by_fullness();
    std::array::from_fn(|place| {
        let Some(&i) = order.get(place) else {
            return Surroundings { flow: 0, near: EMPTY, mark: Mark::default() };
        };
        let (flow, near) = descriptors.course_and_neighbours(i);
        let unit = |pixels: f32| (pixels / UNIT) as u8;
        let mark = Mark { direction: points[i].direction, x: unit(points[i].x), y: unit(-points[i].y) };
        Surroundings { flow, near, mark }
    })
}
