use super::alignment::Motion;
use super::angle::unit;
use super::descriptor::Likenesses;
use super::side::Side;

/// How minutiae are paired once the prints lie on each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters {
    /// The farthest two may lie apart, in pixels, before and after local distortion is followed.
    pub rough: f32,
    pub fine: f32,
    /// The least cosine between their directions.
    pub agreement: f32,
    /// Pixels over which distortion is alike.
    pub reach: f32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { rough: 16.0, fine: 11.0, agreement: 0.8, reach: 60.0 }
    }
}

/// Two minutiae that lie on each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub probe: usize,
    pub reference: usize,
    /// Pixels still between them.
    pub distance: f32,
    /// Cosine between their directions.
    pub agreement: f32,
    /// How alike their surroundings are.
    pub likeness: f32,
}

/// What pairing works in, kept from one comparison to the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairing {
    /// The pairs found.
    pub pairs: Vec<Pair>,
    /// Where the probe's points come to lie on the reference.
    x: Vec<f32>,
    y: Vec<f32>,
    bend: Bend,
    possible: Vec<Pair>,
    /// Cost and place among the possible.
    order: Vec<u64>,
    used_probe: Vec<bool>,
    used_reference: Vec<bool>,
}

impl Pairing {
    /// Pairs minutiae under `motion`, first roughly, then following the local distortion that the rough pairs show
    /// (skin is elastic: Cappelli, Maio & Maltoni 2001). Returns the motion refitted to the pairs.
    #[inline(always)]
    pub(crate) fn pair_up(
        &mut self,
        probe: &Side,
        reference: &Side,
        likenesses: &Likenesses,
        motion: Motion,
        parameters: &Parameters,
    ) -> Motion {
        self.lay(probe, &motion);
        self.nearest(probe, reference, likenesses, &motion, parameters.rough, parameters.agreement);
        let motion = self.refit(probe, reference).unwrap_or(motion);
        self.lay(probe, &motion);
        self.bend(reference, parameters.reach);
        self.nearest(probe, reference, likenesses, &motion, parameters.fine, parameters.agreement);
        self.refit(probe, reference).unwrap_or(motion)
    }

    /// Lays the probe's points on the reference.
    #[inline(always)]
    fn lay(&mut self, probe: &Side, motion: &Motion) {
        self.x.clear();
        self.y.clear();
        for point in &probe.points {
            let (x, y) = motion.apply(point.x, point.y);
            self.x.push(x);
            self.y.push(y);
        }
    }

    /// Moves the laid points as the pairs around them are moved.
    #[inline(always)]
    fn bend(&mut self, reference: &Side, reach: f32) {
        self.bend.start(&self.x, &self.y);
        for pair in &self.pairs {
            let (x, y) = (self.x[pair.probe], self.y[pair.probe]);
            let onto = &reference.points[pair.reference];
            self.bend.pull(x, y, onto.x - x, onto.y - y, 1.0 / (reach * reach));
        }
        self.bend.finish(&mut self.x, &mut self.y);
    }

    fn refit(&self, probe: &Side, reference: &Side) -> Option<Motion> {
        Motion::fit(
            self.pairs
                .iter()
                .map(|p| (probe.points[p.probe], reference.points[p.reference], 0.2 + p.likeness.max(0.0))),
        )
    }

    /// The closest pairs, each minutia in at most one.
    #[inline(always)]
    fn nearest(
        &mut self,
        probe: &Side,
        reference: &Side,
        likenesses: &Likenesses,
        motion: &Motion,
        farthest: f32,
        least_agreement: f32,
    ) {
        self.possible.clear();
        self.order.clear();
        for (i, p) in probe.points.iter().enumerate() {
            let (x, y) = (self.x[i], self.y[i]);
            // Only a band of the reference can be near.
            let band = reference.near_row(y, farthest);
            for (j, r) in reference.points.iter().enumerate().take(band.end).skip(band.start) {
                let squared = (r.x - x) * (r.x - x) + (r.y - y) * (r.y - y);
                if squared > farthest * farthest {
                    continue;
                }
                let agreement = motion.agreement(unit(p.direction), unit(r.direction));
                if agreement < least_agreement {
                    continue;
                }
                let likeness = likenesses.get(i, j);
                let distance = squared.sqrt();
                // Made positive: the bits of positive numbers are in the numbers' order.
                let cost = 2.0 + distance / farthest + (1.0 - agreement) * 2.0 - likeness;
                self.order.push(u64::from(cost.to_bits()) << 32 | self.possible.len() as u64);
                self.possible.push(Pair { probe: i, reference: j, distance, agreement, likeness });
            }
        }
        self.order.sort_unstable();
        for (used, side) in [(&mut self.used_probe, probe), (&mut self.used_reference, reference)] {
            used.clear();
            used.resize(side.points.len(), false);
        }
        self.pairs.clear();
        for &cost_and_place in &self.order {
            let pair = self.possible[(cost_and_place & 0xFFFF_FFFF) as usize];
            if !self.used_probe[pair.probe] && !self.used_reference[pair.reference] {
                self.used_probe[pair.probe] = true;
                self.used_reference[pair.reference] = true;
                self.pairs.push(pair);
            }
        }
    }
}

/// Points on elastic skin, column by column in groups, so that many are pulled at a time.
#[derive(Debug, Clone, Default)]
struct Bend {
    groups: Vec<Elastic>,
}

/// Points that are pulled together.
#[derive(Debug, Clone, Copy, Default)]
struct Elastic {
    x: [f32; LANES],
    y: [f32; LANES],
    weight: [f32; LANES],
    dx: [f32; LANES],
    dy: [f32; LANES],
}

/// Numbers of 32 bits in the widest registers there are.
const LANES: usize = 16;

impl Bend {
    #[inline(always)]
    fn start(&mut self, x: &[f32], y: &[f32]) {
        self.groups.clear();
        for (x, y) in x.chunks(LANES).zip(y.chunks(LANES)) {
            // One imagined pair without distortion keeps lone pairs from explaining themselves away.
            let mut group = Elastic { weight: [1.0; LANES], ..Elastic::default() };
            group.x[..x.len()].copy_from_slice(x);
            group.y[..y.len()].copy_from_slice(y);
            self.groups.push(group);
        }
    }

    /// Pulls all points by (`dx`, `dy`), the less the farther they are from (`x`, `y`).
    #[inline(always)]
    fn pull(&mut self, x: f32, y: f32, dx: f32, dy: f32, scale: f32) {
        for group in &mut self.groups {
            for j in 0..LANES {
                let (u, v) = (group.x[j] - x, group.y[j] - y);
                let squared = (u * u + v * v) * scale;
                let near = 1.0 / ((1.0 + squared) * (1.0 + squared));
                // Not by itself.
                let near = if squared < 1e-6 { 0.0 } else { near };
                group.weight[j] += near;
                group.dx[j] += near * dx;
                group.dy[j] += near * dy;
            }
        }
    }

    #[inline(always)]
    fn finish(&self, x: &mut [f32], y: &mut [f32]) {
        let groups = self.groups.iter().zip(x.chunks_mut(LANES)).zip(y.chunks_mut(LANES));
        for ((group, x), y) in groups {
            for (j, (x, y)) in x.iter_mut().zip(y).enumerate() {
                *x += group.dx[j] / group.weight[j];
                *y += group.dy[j] / group.weight[j];
            }
        }
    }
}
