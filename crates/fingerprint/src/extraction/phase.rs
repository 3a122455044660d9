use super::grid::{Grid, Place};
use super::mask::Mask;
use super::orientation::Orientation;
use super::period::{nearest_orientation, nearest_period};
use super::wave::{Kernel, RADIUS, Waves};

/// An image with blank borders, so that kernels need no care at its edges.
#[derive(Debug, Clone)]
pub(crate) struct Padded {
    pub width: usize,
    pub height: usize,
    stride: usize,
    pixels: Vec<f32>,
}

impl Padded {
    pub(crate) fn new(pixels: &[f32], width: usize, height: usize) -> Self {
        let stride = width + 2 * RADIUS + 1;
        let mut padded = vec![0f32; stride * (height + 2 * RADIUS)];
        for (row, out) in pixels.chunks_exact(width).zip(padded.chunks_exact_mut(stride).skip(RADIUS)) {
            out[RADIUS..RADIUS + width].copy_from_slice(row);
        }
        Self { width, height, stride, pixels: padded }
    }

    /// The kernel's answer, even and odd, centred on a pixel.
    #[inline(always)]
    pub(crate) fn apply(&self, kernel: &Kernel, x: usize, y: usize) -> (f32, f32) {
        kernel.apply(&self.pixels[y * self.stride + x..], self.stride)
    }
}

/// Pixels from one phase sample to the next: fine enough, as the shortest period is 5.5 pixels.
pub(crate) const STEP: usize = 2;

/// The print as one complex wave: where its ridges are (real part negative), how sure (length), and which way
/// the phase runs.
#[derive(Debug, Clone)]
pub(crate) struct Phase {
    pub columns: usize,
    pub rows: usize,
    /// Positive on valleys, negative on ridges.
    pub even: Vec<f32>,
    pub odd: Vec<f32>,
    /// Index of the direction in which the phase increases: half a turn holds [`super::wave::ORIENTATIONS`].
    pub orientation: Vec<u8>,
    /// Whether there is a print here.
    pub valid: Vec<bool>,
}

impl Phase {
    /// The phase itself, in radians: 0 in the middle of a valley.
    pub(crate) fn angles(&self) -> Vec<f32> {
        self.even.iter().zip(&self.odd).map(|(&even, &odd)| libm::atan2f(odd, even)).collect()
    }
}

impl Phase {
    /// Makes ridges valleys and valleys ridges.
    pub(crate) fn negate(&mut self) {
        self.even.iter_mut().chain(&mut self.odd).for_each(|value| *value = -*value);
    }
}

/// [`filter`] by the best instructions this processor has, the same to the bit.
pub(crate) fn phase(image: &Padded, mask: &Mask, orientation: &Orientation, period: &Grid) -> Phase {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "filtering is the longest step, and half as long eight numbers at a time"
        )]
        // SAFETY: the processor has just said that it has the one feature the function is compiled for.
        return unsafe { filter_avx2(image, mask, orientation, period) };
    }
    filter(image, mask, orientation, period)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn filter_avx2(image: &Padded, mask: &Mask, orientation: &Orientation, period: &Grid) -> Phase {
    filter(image, mask, orientation, period)
}

/// Filters the print with, at each place, the wave of the orientation and period found there (contextual
/// enhancement: Hong, Wan & Jain 1998).
#[inline(always)]
fn filter(image: &Padded, mask: &Mask, orientation: &Orientation, period: &Grid) -> Phase {
    let (columns, rows) = (image.width.div_ceil(STEP), image.height.div_ceil(STEP));
    let count = columns * rows;
    let mut phase = Phase {
        columns,
        rows,
        even: vec![0.0; count],
        odd: vec![0.0; count],
        orientation: vec![0; count],
        valid: vec![false; count],
    };
    let waves = Waves::get();
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = (column * STEP, row * STEP);
            if !mask.at(x as f32, y as f32) {
                continue;
            }
            let at = row * columns + column;
            let place = Place::of(period, x as f32, y as f32);
            let index = nearest_orientation(
                place.interpolate(&orientation.cos2.values),
                place.interpolate(&orientation.sin2.values),
            );
            let kernel = waves.kernel(index, nearest_period(place.interpolate(&period.values)));
            (phase.even[at], phase.odd[at]) = image.apply(kernel, x, y);
            phase.orientation[at] = index as u8;
            phase.valid[at] = true;
        }
    }
    phase
}
