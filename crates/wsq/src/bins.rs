//! How wide the bins of each subband are.

use crate::subbands::{BLOCKS, Region, SUBBANDS, Tree};

/// The bins of one subband; none where it is not sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bin {
    /// Of every bin but the one around zero.
    pub width: f32,
    /// Of the one around zero.
    pub zero: f32,
}

impl Bin {
    /// In which bin a coefficient lies.
    pub(crate) fn of(self, value: f32) -> i32 {
        let beyond = value.abs() - self.zero / 2.0;
        if beyond <= 0.0 {
            return 0;
        }
        let number = (beyond / self.width).min(MOST as f32 - 1.0) as i32 + 1;
        if value < 0.0 { -number } else { number }
    }

    /// The value that stands for a bin; `place` is how far into it that lies, from the bin's farther edge.
    pub(crate) fn value(self, number: i32, place: f32) -> f32 {
        match number {
            0 => 0.0,
            1.. => self.width * (number as f32 - place) + self.zero / 2.0,
            _ => self.width * (number as f32 + place) - self.zero / 2.0,
        }
    }
}

/// The farthest bin there is a code for.
const MOST: i32 = 65_535;
/// The bin around zero is that much wider than the others.
const ZERO_TO_WIDTH: f32 = 1.2;
/// Subbands in which less than this happens are not sent.
const LEAST_VARIANCE: f32 = 1.01;
/// Below this sum of the first four variances the image is mostly blank, and all of it counts, not its middle alone.
const BLANK: f32 = 20_000.0;

/// How wide the bins are to each other, by how much happens in each subband (formulas 8 and 9 of the specification).
pub(crate) struct Shares([f32; SUBBANDS]);

impl Shares {
    pub(crate) fn of(values: &[f32], width: usize, tree: &Tree) -> Self {
        let of = |middle| tree.subbands.iter().map(move |band| variance_of(values, width, *band, middle));
        let mut variances: Vec<f32> = of(true).collect();
        if variances[..4].iter().sum::<f32>() < BLANK {
            variances = of(false).collect();
        }
        // What happens near the edges alone is sent all the same.
        for (variance, whole) in variances.iter_mut().zip(of(false)) {
            if *variance < LEAST_VARIANCE {
                *variance = whole;
            }
        }
        let mut shares = [0.0; SUBBANDS];
        for (band, variance) in variances.into_iter().enumerate().take(BLOCKS[2]) {
            if variance >= LEAST_VARIANCE {
                shares[band] = if band < 4 { 1.0 } else { 10.0 / (weight(band) * libm::logf(variance)) };
            }
        }
        Self(shares)
    }

    /// Bins that are `scale` times as wide.
    pub(crate) fn bins(&self, scale: f32) -> [Option<Bin>; SUBBANDS] {
        self.0.map(|share| {
            let width = share * scale;
            (share > 0.0).then_some(Bin { width, zero: width * ZERO_TO_WIDTH })
        })
    }
}

/// The specification's constants A: how much less the eye sees of the highest frequencies.
fn weight(band: usize) -> f32 {
    match band {
        52 | 56 => 1.32,
        53 | 55 | 58 | 59 => 1.08,
        54 | 57 => 1.42,
        _ => 1.0,
    }
}

fn variance_of(values: &[f32], width: usize, band: Region, middle: bool) -> f32 {
    let (x, y, columns, rows) = if middle {
        (band.x + band.width / 8, band.y + 9 * band.height / 32, 3 * band.width / 4, 7 * band.height / 16)
    } else {
        (band.x, band.y, band.width, band.height)
    };
    let count = columns * rows;
    let all = || (y..y + rows).flat_map(|row| &values[row * width + x..][..columns]);
    if count < 2 {
        // One coefficient does not differ from itself: it counts by its size.
        return if count == 0 { 0.0 } else { all().map(|value| value * value).sum() };
    }
    let mean = all().map(|value| f64::from(*value)).sum::<f64>() / count as f64;
    let squares = all().map(|value| (f64::from(*value) - mean) * (f64::from(*value) - mean)).sum::<f64>();
    (squares / (count - 1) as f64) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_lies_in_its_bin() {
        let bin = Bin { width: 2.0, zero: 2.4 };
        for (value, number) in [(0.0, 0), (1.2, 0), (1.3, 1), (3.1, 1), (3.3, 2), (-1.3, -1), (1e30, MOST)] {
            assert_eq!(bin.of(value), number, "{value}");
        }
        for number in [-5, -1, 0, 1, 7] {
            assert_eq!(bin.of(bin.value(number, 0.44)), number);
        }
    }
}
