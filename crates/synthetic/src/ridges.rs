//! Ridges grown from noise by filtering along the orientation field again and again.
//!
//! The idea is that of Cappelli, Erol, Maio and Maltoni ("Synthetic fingerprint-image generation", 2000): a
//! Gabor-like kernel, turned along the local ridge and tuned to the local period, makes ridges from anything,
//! and minutiae appear by themselves where ridges cannot fit. Most passes run at half the resolution, where
//! one costs a sixteenth, and the last ones at the full, where edges and minutiae get their shape.

use std::{f32::consts::PI, sync::OnceLock};

use crate::{FingerSeed, finger::Master, noise::Noise, noise::squash, orientation::Flow, random::Random};

/// How growing works.
struct Growth {
    /// Passes at 250 and at 500 ppi.
    passes: (usize, usize),
    /// Gain of a pass for a ridge of just the right direction and period.
    gain: f32,
    /// Deviation of the kernel's Gaussian across and along the ridge, in periods.
    spread: (f32, f32),
}

const GROWTH: Growth = Growth { passes: (11, 2), gain: 2.6, spread: (0.38, 0.52) };

/// Kernels are tabled for this many directions over half a turn.
const DIRECTIONS: usize = 48;
/// Shortest tabled period, step between periods (pixels at 500 ppi), and their number.
const PERIODS: (f32, f32, usize) = (7.0, 0.5, 9);

/// Kernel rows are one short of the lanes; the last lane is zero, so that rows fill whole vectors.
const HALF_LANES: usize = 12;
const FULL_LANES: usize = 24;

const WIDTH: usize = Master::WIDTH as usize;
const HEIGHT: usize = Master::HEIGHT as usize;
const HALF_WIDTH: usize = WIDTH / 2;
const HALF_HEIGHT: usize = HEIGHT / 2;

/// Ridge height from -1 (valley) to 1 (ridge), [`Master::WIDTH`] by [`Master::HEIGHT`].
pub(crate) fn grow(seed: FingerSeed) -> Vec<f32> {
    ridges(beginnings(seed), &choose(seed))
}

/// The same along the flow and in the periods of `like`, and within `reach` of the middle from its beginnings.
pub(crate) fn grow_like(seed: FingerSeed, like: FingerSeed, reach: f32) -> Vec<f32> {
    let (own, theirs) = (beginnings(seed), beginnings(like));
    let mixed = own.iter().zip(theirs).enumerate().map(|(at, (own, theirs))| {
        let (x, y) = Master::to_flow((2 * (at % HALF_WIDTH)) as f32, (2 * (at / HALF_WIDTH)) as f32);
        if x * x + y * y < reach * reach { theirs } else { *own }
    });
    ridges(mixed.collect(), &choose(like))
}

/// The noise that a finger's ridges grow from, at half the resolution.
fn beginnings(seed: FingerSeed) -> Vec<f32> {
    let mut random = Random::new(seed.0, "ridges");
    (0..HALF_WIDTH * HALF_HEIGHT).map(|_| random.within(1.0)).collect()
}

fn ridges(mut half: Vec<f32>, chosen: &[u16]) -> Vec<f32> {
    let kernels = Kernels::shared();
    for _ in 0..GROWTH.passes.0 {
        half = pass::<HALF_LANES>(&half, HALF_WIDTH, &kernels.half, |x, y| chosen[y * HALF_WIDTH + x]);
    }
    let mut full = doubled(&half);
    for _ in 0..GROWTH.passes.1 {
        full = pass::<FULL_LANES>(&full, WIDTH, &kernels.full, |x, y| chosen[(y / 2) * HALF_WIDTH + x / 2]);
    }
    full
}

/// The kernel for each pixel at half resolution.
fn choose(seed: FingerSeed) -> Vec<u16> {
    let flow = Flow::draw(seed);
    let random = &mut Random::new(seed.0, "period");
    let mean = (9.0 + 0.55 * random.normal()).clamp(7.8, 10.2);
    // Ridges are wider towards the base of the finger.
    let (downwards, sideways) = (random.between(0.2, 0.9), random.within(0.25));
    let local = Noise::new(WIDTH, HEIGHT, 70.0, random);
    let mut chosen = Vec::with_capacity(HALF_WIDTH * HALF_HEIGHT);
    for row in 0..HALF_HEIGHT {
        for column in 0..HALF_WIDTH {
            let (px, py) = (2.0 * column as f32 + 0.5, 2.0 * row as f32 + 0.5);
            let (x, y) = Master::to_flow(px, py);
            let period = mean - downwards * (y / 200.0).clamp(-1.0, 1.0)
                + sideways * (x / 150.0)
                + 0.55 * local.at(px, py);
            let step = ((period - PERIODS.0) / PERIODS.1 + 0.5).clamp(0.0, (PERIODS.2 - 1) as f32) as usize;
            let turn = flow.angle(x, y) * (DIRECTIONS as f32 / PI) + 0.5;
            chosen.push((step * DIRECTIONS + turn as usize % DIRECTIONS) as u16);
        }
    }
    chosen
}

/// The tabled kernels, period by period, each in [`DIRECTIONS`] directions.
struct Kernels {
    half: Vec<f32>,
    full: Vec<f32>,
}

impl Kernels {
    /// Made once per process: they depend on nothing.
    fn shared() -> &'static Self {
        static KERNELS: OnceLock<Kernels> = OnceLock::new();
        KERNELS.get_or_init(|| Self { half: table::<HALF_LANES>(0.5), full: table::<FULL_LANES>(1.0) })
    }
}

fn table<const LANES: usize>(scale: f32) -> Vec<f32> {
    let rows = LANES - 1;
    let middle = (rows / 2) as f32;
    let mut table = Vec::with_capacity(PERIODS.2 * DIRECTIONS * rows * LANES);
    for step in 0..PERIODS.2 {
        let period = scale * (PERIODS.0 + PERIODS.1 * step as f32);
        let (across, along) = (period * GROWTH.spread.0, period * GROWTH.spread.1);
        for direction in 0..DIRECTIONS {
            let angle = direction as f32 * (PI / DIRECTIONS as f32);
            let (sin, cos) = (libm::sinf(angle), libm::cosf(angle));
            let mut kernel = Vec::with_capacity(rows * LANES);
            let (mut sum, mut weights) = (0.0, 0.0);
            for row in 0..rows {
                for lane in 0..LANES {
                    // Rows run downwards, angles upwards.
                    let (x, y) = (lane as f32 - middle, middle - row as f32);
                    let (u, v) = (y * cos - x * sin, x * cos + y * sin);
                    let inside = lane < rows;
                    let weight = if inside {
                        libm::expf(-0.5 * (u * u / (across * across) + v * v / (along * along)))
                    } else {
                        0.0
                    };
                    let wave = libm::cosf(2.0 * PI * u / period);
                    kernel.push((weight, wave));
                    sum += weight * wave;
                    weights += weight;
                }
            }
            // No answer to a level area, and the set gain for the wave itself.
            let level = sum / weights;
            let answer: f32 = kernel.iter().map(|&(weight, wave)| weight * (wave - level) * wave).sum();
            let gain = GROWTH.gain / answer;
            table.extend(kernel.iter().map(|&(weight, wave)| gain * weight * (wave - level)));
        }
    }
    table
}

/// One filtering with the kernel `choice` names at each pixel, squashed into `-1..1`.
///
/// Sums run lane by lane in a fixed order, which vectorises and rounds alike on every target.
fn pass<const LANES: usize>(
    image: &[f32],
    width: usize,
    kernels: &[f32],
    choice: impl Fn(usize, usize) -> u16,
) -> Vec<f32> {
    let rows = LANES - 1;
    let margin = rows / 2;
    let height = image.len() / width;
    let stride = width + LANES;
    let mut padded = vec![0.0; stride * (height + rows)];
    for (row, line) in image.chunks_exact(width).enumerate() {
        let at = (row + margin) * stride + margin;
        padded[at..at + width].copy_from_slice(line);
    }
    let mut result = Vec::with_capacity(image.len());
    for y in 0..height {
        for x in 0..width {
            let at = usize::from(choice(x, y)) * rows * LANES;
            let kernel = kernels[at..at + rows * LANES].as_chunks::<LANES>().0;
            let mut sums = [0.0; LANES];
            for (row, weights) in kernel.iter().enumerate() {
                let from = (y + row) * stride + x;
                let pixels = &padded[from..from + LANES];
                for lane in 0..LANES {
                    sums[lane] += weights[lane] * pixels[lane];
                }
            }
            result.push(squash(sums.iter().sum()));
        }
    }
    result
}

/// Twice as wide and high, blended between pixel centres.
fn doubled(half: &[f32]) -> Vec<f32> {
    let at = |x: usize, y: usize| half[y.min(HALF_HEIGHT - 1) * HALF_WIDTH + x.min(HALF_WIDTH - 1)];
    let mut full = Vec::with_capacity(WIDTH * HEIGHT);
    for y in 0..HEIGHT {
        let (near_y, far_y) = (y / 2, if y % 2 == 0 { (y / 2).saturating_sub(1) } else { y / 2 + 1 });
        for x in 0..WIDTH {
            let (near_x, far_x) = (x / 2, if x % 2 == 0 { (x / 2).saturating_sub(1) } else { x / 2 + 1 });
            let near = 0.75 * at(near_x, near_y) + 0.25 * at(far_x, near_y);
            let far = 0.75 * at(near_x, far_y) + 0.25 * at(far_x, far_y);
            full.push(0.75 * near + 0.25 * far);
        }
    }
    full
}
