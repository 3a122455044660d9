use crate::extraction::{Evened, Mask};

/// Samples in a window's side; one sample is two pixels, so that a window holds three or four ridges.
const WINDOW: usize = 16;
/// Samples from one window to the next.
const STEP: usize = 8;
/// The highest frequency looked at, in waves per window.
const HIGHEST: usize = 6;
/// Frequencies of ridges, 5.3 to 15 pixels long, in waves per window, squared.
const RIDGES: std::ops::Range<usize> = 5..37;
/// Squared cosine of the angle, 35 degrees, from which on two waves are told apart.
const CROSSING: f32 = 0.671;
/// A wave's energy lies within so many waves per window, squared, around its frequency.
const PEAK: i32 = 2;
/// The least energy of the second wave, as a share of the first one's.
const LEAST_ENERGY: f32 = 0.02;
/// The least share of all energy across the first wave that the second holds: pores, gaps and noise spread theirs.
const LEAST_PURITY: f32 = 0.7;
/// Squared cosine of the angle, 20 degrees, within which two windows see the same ridges.
const AGREEING: f32 = 0.883;
/// Windows around that have to agree, of eight.
const LEAST_AGREEMENT: usize = 3;

/// The share of the print under which a second one shows: windows whose spectrum has, beside the peak of the ridges, a
/// second peak across it, in a direction that the windows around agree on.
pub(crate) fn ghost(evened: &Evened, mask: &Mask) -> f32 {
    let halved = Halved::new(evened);
    let (columns, rows) = (windows(halved.width), windows(halved.height));
    let spectrum = Spectrum::new();
    let mut seen = 0;
    let mut second: Vec<Option<Wave>> = vec![None; columns * rows];
    for column in 0..columns {
        let inside: Vec<usize> = (0..rows).filter(|&row| on_print(mask, column, row)).collect();
        let Some(&first) = inside.first() else { continue };
        let lines = spectrum.lines(&halved, column * STEP, first * STEP);
        for row in inside {
            seen += 1;
            second[row * columns + column] = spectrum.second_wave(&lines[(row - first) * STEP..][..WINDOW]);
        }
    }
    let agreeing = |column: usize, row: usize, wave: Wave| {
        let around = [(0, 1), (1, 0), (0, 2), (2, 0)].iter().flat_map(|&(dx, dy)| {
            [
                Some((column + dx, row + dy)),
                column.checked_sub(dx).and_then(|column| Some((column, row.checked_sub(dy)?))),
            ]
        });
        around
            .flatten()
            .filter(|&(column, row)| column < columns && row < rows)
            .filter_map(|(column, row)| second[row * columns + column])
            .filter(|other| wave.squared_cosine(other) > AGREEING)
            .count()
    };
    let ghosted = (0..columns * rows)
        .filter_map(|at| second[at].map(|wave| agreeing(at % columns, at / columns, wave)))
        .filter(|&agreement| agreement >= LEAST_AGREEMENT);
    ghosted.count() as f32 / f32::max(seen as f32, 1.0)
}

/// How many windows fit.
fn windows(samples: usize) -> usize {
    samples.checked_sub(WINDOW).map_or(0, |rest| rest / STEP + 1)
}

/// Whether a window lies on the print, but for a twentieth of it.
fn on_print(mask: &Mask, column: usize, row: usize) -> bool {
    // A cell is two samples wide.
    const CELLS: usize = WINDOW / 2;
    let (left, top) = (column * STEP / 2, row * STEP / 2);
    let cells = (top..top + CELLS).flat_map(|row| mask.ridged[row * mask.columns + left..][..CELLS].iter());
    cells.filter(|&&ridged| ridged).count() * 20 >= CELLS * CELLS * 19
}

/// The print at half the resolution.
struct Halved {
    width: usize,
    height: usize,
    samples: Vec<f32>,
}

impl Halved {
    fn new(evened: &Evened) -> Self {
        let (width, height) = (evened.width / 2, evened.height / 2);
        let mut samples = Vec::with_capacity(width * height);
        for rows in evened.pixels.chunks_exact(2 * evened.width) {
            let (upper, lower) = rows.split_at(evened.width);
            let pairs = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            samples.extend(pairs.map(|(a, b)| (a[0] + a[1] + b[0] + b[1]) / 4.0));
        }
        Self { width, height, samples }
    }
}

/// A frequency, in waves per window to the right and down.
#[derive(Debug, Clone, Copy)]
struct Wave {
    x: i32,
    y: i32,
}

impl Wave {
    fn squared_cosine(&self, other: &Self) -> f32 {
        let dot = self.x * other.x + self.y * other.y;
        let lengths = (self.x * self.x + self.y * self.y) * (other.x * other.x + other.y * other.y);
        (dot * dot) as f32 / lengths as f32
    }

    /// Whether both are of one peak; a wave has two frequencies, opposite to each other.
    fn near(&self, other: &Self) -> bool {
        let within = |x: i32, y: i32| x * x + y * y <= PEAK;
        within(self.x - other.x, self.y - other.y) || within(self.x + other.x, self.y + other.y)
    }
}

/// The part of a line's spectrum that ridges can have.
type Line = [(f32, f32); HIGHEST + 1];

/// Fourier's sums over a window, for ridges' frequencies only.
struct Spectrum {
    /// Hann's window.
    bell: [f32; WINDOW],
    /// Cosine and sine of each sixteenth of a turn.
    turns: [(f32, f32); WINDOW],
    waves: Vec<Wave>,
}

impl Spectrum {
    fn new() -> Self {
        let angle = |i: usize| i as f32 * std::f32::consts::TAU / WINDOW as f32;
        let highest = HIGHEST as i32;
        let all = (0..=highest).flat_map(|x| (-highest..=highest).map(move |y| Wave { x, y }));
        let ridges = |wave: &Wave| RIDGES.contains(&((wave.x * wave.x + wave.y * wave.y) as usize));
        Self {
            bell: std::array::from_fn(|i| {
                0.5 - 0.5 * libm::cosf((i + 1) as f32 * std::f32::consts::TAU / (WINDOW + 1) as f32)
            }),
            turns: std::array::from_fn(|i| (libm::cosf(angle(i)), libm::sinf(angle(i)))),
            waves: all.filter(|wave| wave.x > 0 || wave.y > 0).filter(ridges).collect(),
        }
    }

    /// The spectra of the pieces of all lines, from `top` down, that start at sample `left`.
    fn lines(&self, halved: &Halved, left: usize, top: usize) -> Vec<Line> {
        let lines = halved.samples.chunks_exact(halved.width).skip(top);
        lines
            .map(|line| {
                let piece: [f32; WINDOW] = std::array::from_fn(|i| line[left + i] * self.bell[i]);
                std::array::from_fn(|frequency| {
                    piece.iter().enumerate().fold((0.0, 0.0), |(real, imaginary), (i, &sample)| {
                        let (cos, sin) = self.turns[i * frequency % WINDOW];
                        (real + sample * cos, imaginary - sample * sin)
                    })
                })
            })
            .collect()
    }

    /// The wave across the strongest one of the window that `lines` are of, if it is one.
    fn second_wave(&self, lines: &[Line]) -> Option<Wave> {
        let energies: Vec<f32> = self.waves.iter().map(|wave| self.energy(lines, wave)).collect();
        let strongest = |among: &dyn Fn(&Wave) -> bool| {
            let known = self.waves.iter().zip(&energies).filter(|(wave, _)| among(wave));
            known.max_by(|a, b| a.1.total_cmp(b.1)).map(|(wave, _)| *wave)
        };
        let sum = |among: &dyn Fn(&Wave) -> bool| -> f32 {
            self.waves.iter().zip(&energies).filter(|(wave, _)| among(wave)).map(|(_, energy)| energy).sum()
        };
        let first = strongest(&|_| true)?;
        let across = |wave: &Wave| wave.squared_cosine(&first) < CROSSING;
        let second = strongest(&across)?;
        let energy = sum(&|wave| across(wave) && wave.near(&second));
        let first_energy = sum(&|wave| wave.near(&first));
        (energy > LEAST_ENERGY * first_energy && energy > LEAST_PURITY * sum(&across)).then_some(second)
    }

    fn energy(&self, lines: &[Line], wave: &Wave) -> f32 {
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (i, (line, bell)) in lines.iter().zip(&self.bell).enumerate() {
            let (a, b) = line[wave.x as usize];
            let (cos, sin) = self.turns[(i as i32 * wave.y).rem_euclid(WINDOW as i32) as usize];
            real += bell * (a * cos + b * sin);
            imaginary += bell * (b * cos - a * sin);
        }
        real * real + imaginary * imaginary
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Grid;

    const SIDE: usize = 200;

    fn share(second: f32) -> f32 {
        let ridge = |x: usize, y: usize, angle: f32, period: f32| {
            let (sin, cos) = angle.sin_cos();
            (std::f32::consts::TAU / period * (cos * x as f32 + sin * y as f32)).cos()
        };
        let pixels = (0..SIDE * SIDE)
            .map(|i| {
                let (x, y) = (i % SIDE, i / SIDE);
                ridge(x, y, 0.3, 9.0) + second * ridge(x, y, 1.5, 8.0)
            })
            .collect();
        let contrast = Grid::covering(SIDE, SIDE);
        let mask = Mask {
            columns: contrast.columns,
            rows: contrast.rows,
            ridged: vec![true; contrast.values.len()],
        };
        let mean = contrast.clone();
        ghost(&Evened { width: SIDE, height: SIDE, pixels, mean, contrast, floor: 2.0 }, &mask)
    }

    #[test]
    fn a_second_set_of_ridges_is_seen_and_one_set_alone_is_not() {
        assert_eq!(share(0.0), 0.0);
        assert!(share(0.3) > 0.9);
    }
}
