use std::sync::OnceLock;

/// The kernels that see ridges: complex waves under a round bell, for each orientation and period (Gabor 1946;
/// for fingerprints Hong, Wan & Jain 1998). The real part answers to ridges and valleys, the imaginary part to
/// the flanks between them; together they give the phase that minutiae are found in.
pub(crate) struct Waves {
    kernels: Vec<Kernel>,
}

/// Kernel rows, and columns that weigh anything. The row is one longer, to fill vector registers.
pub(crate) const SIDE: usize = 2 * RADIUS + 1;
pub(crate) const ROW: usize = SIDE + 1;
pub(crate) const RADIUS: usize = 7;
/// Orientations in half a turn.
pub(crate) const ORIENTATIONS: usize = 32;
/// Ridge periods in pixels at 500 ppi, a child's little finger to a wide thumb.
pub(crate) const PERIODS: [f32; 8] = [5.5, 6.3, 7.2, 8.2, 9.3, 10.6, 12.1, 13.8];

pub(crate) struct Kernel {
    pub even: [f32; SIDE * ROW],
    pub odd: [f32; SIDE * ROW],
}

/// The bell's standard deviation as a share of the period, and its limits in pixels.
const BELL: f32 = 0.42;

impl Waves {
    /// The kernels, computed once.
    pub(crate) fn get() -> &'static Self {
        static WAVES: OnceLock<Waves> = OnceLock::new();
        WAVES.get_or_init(|| Self {
            kernels: (0..ORIENTATIONS)
                .flat_map(|o| PERIODS.map(|period| Kernel::new(angle(o), period)))
                .collect(),
        })
    }

    pub(crate) fn kernel(&self, orientation: usize, period: usize) -> &Kernel {
        &self.kernels[orientation * PERIODS.len() + period]
    }
}

/// The angle across the ridges of orientation `index`.
pub(crate) fn angle(index: usize) -> f32 {
    index as f32 * std::f32::consts::PI / ORIENTATIONS as f32
}

impl Kernel {
    fn new(angle: f32, period: f32) -> Self {
        let (sin, cos) = libm::sincosf(angle);
        let sigma = BELL * period;
        let wave = std::f32::consts::TAU / period;
        let mut bell = [0f32; SIDE * ROW];
        let mut phase = [0f32; SIDE * ROW];
        for row in 0..SIDE {
            for column in 0..SIDE {
                let (x, y) = (column as f32 - RADIUS as f32, row as f32 - RADIUS as f32);
                let distance = libm::hypotf(x, y);
                // Ends smoothly at the kernel's edge, whatever the period.
                let edge = (1.0 - (distance / (RADIUS as f32 + 1.0)).powi(2)).max(0.0);
                bell[row * ROW + column] = libm::expf(-(distance / sigma).powi(2) / 2.0) * edge;
                phase[row * ROW + column] = wave * (cos * x + sin * y);
            }
        }
        let total: f32 = bell.iter().sum();
        // Take the mean out of the even part: level grey must give no answer.
        let level: f32 = bell.iter().zip(&phase).map(|(b, p)| b * libm::cosf(*p)).sum::<f32>() / total;
        let mut kernel = Self { even: [0.0; SIDE * ROW], odd: [0.0; SIDE * ROW] };
        let mut response = 0.0;
        for i in 0..SIDE * ROW {
            kernel.even[i] = bell[i] * (libm::cosf(phase[i]) - level);
            // Against the wave, so that the answer's phase is the print's own.
            kernel.odd[i] = -bell[i] * libm::sinf(phase[i]);
            response += kernel.even[i] * libm::cosf(phase[i]);
        }
        // A wave of amplitude 1 gives 1.
        for i in 0..SIDE * ROW {
            kernel.even[i] /= response;
            kernel.odd[i] /= response;
        }
        kernel
    }

    /// The answer at one place: `image` starts at the window's top left corner.
    #[inline(always)]
    pub(crate) fn apply(&self, image: &[f32], stride: usize) -> (f32, f32) {
        let mut even = [0f32; 8];
        let mut odd = [0f32; 8];
        for row in 0..SIDE {
            let pixels: &[f32] = &image[row * stride..][..ROW];
            let (e, o) = (&self.even[row * ROW..][..ROW], &self.odd[row * ROW..][..ROW]);
            for half in 0..2 {
                for lane in 0..8 {
                    let i = half * 8 + lane;
                    even[lane] += pixels[i] * e[i];
                    odd[lane] += pixels[i] * o[i];
                }
            }
        }
        (even.iter().sum(), odd.iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_grey_gives_no_answer_and_a_matching_wave_gives_one() {
        for (o, p) in [(0, 0), (5, 3), (16, 7), (31, 4)] {
            let kernel = Waves::get().kernel(o, p);
            let (even, odd) = kernel.apply(&[1.0; SIDE * ROW], ROW);
            assert!(even.abs() < 1e-4 && odd.abs() < 1e-4);
            let (sin, cos) = angle(o).sin_cos();
            let wave: Vec<f32> = (0..SIDE * ROW)
                .map(|i| {
                    let (x, y) = ((i % ROW) as f32 - RADIUS as f32, (i / ROW) as f32 - RADIUS as f32);
                    (std::f32::consts::TAU / PERIODS[p] * (cos * x + sin * y)).cos()
                })
                .collect();
            let (even, odd) = kernel.apply(&wave, ROW);
            assert!((even - 1.0).abs() < 1e-3 && odd.abs() < 1e-3);
        }
    }
}
