//! The pair of symmetric filters and what they do to a line of samples: apart into low and high frequencies, and back.
//! Beyond its ends a line goes on as its own mirror image, without saying the last sample twice.

use crate::subbands::Region;

/// The half of a symmetric filter of odd length, from its centre outwards.
pub(crate) type Half = Vec<f32>;

/// What the encoder applied.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filters {
    pub low: Half,
    pub high: Half,
}

impl Default for Filters {
    /// The filters of the specification's encoder number 2: the 9/7 pair of Cohen, Daubechies and Feauveau.
    fn default() -> Self {
        Self {
            low: vec![0.852_698_7, 0.377_402_86, -0.110_624_4, -0.023_849_465, 0.037_828_457],
            high: vec![0.788_485_6, -0.418_092_27, -0.040_689_416, 0.064_538_88],
        }
    }
}

/// A line of samples with its mirror images on both sides.
struct Mirrored {
    samples: Vec<f32>,
    margin: usize,
    length: usize,
}

impl Mirrored {
    fn new(margin: usize, longest: usize) -> Self {
        Self { samples: vec![0.0; longest + 2 * margin], margin, length: 0 }
    }

    /// The line itself, to be filled.
    fn line(&mut self, length: usize) -> &mut [f32] {
        self.length = length;
        &mut self.samples[self.margin..self.margin + length]
    }

    fn mirror(&mut self) {
        let (margin, length) = (self.margin, self.length);
        for out in 1..=margin {
            // A single sample has low frequencies alone: what is an odd way off is of the high ones, and nothing.
            let (before, after) = match length {
                1 if out % 2 == 1 => (0.0, 0.0),
                1 => (self.samples[margin], self.samples[margin]),
                _ => {
                    let inside = |out: usize| {
                        let at = out % (2 * (length - 1));
                        at.min(2 * (length - 1) - at)
                    };
                    (self.samples[margin + inside(out)], self.samples[margin + inside(length - 1 + out)])
                }
            };
            self.samples[margin - out] = before;
            self.samples[margin + length - 1 + out] = after;
        }
    }

    /// The samples around `at`, as far as a filter of `taps` (from the centre) reaches.
    fn around(&self, at: usize, taps: usize) -> &[f32] {
        &self.samples[self.margin + at + 1 - taps..self.margin + at + taps]
    }
}

fn filtered(window: &[f32], half: &[f32]) -> f32 {
    let centre = half.len() - 1;
    let sides = half.iter().enumerate().skip(1);
    sides
        .fold(window[centre] * half[0], |sum, (k, tap)| sum + (window[centre - k] + window[centre + k]) * tap)
}

/// Both ways of one pair of filters over one plane.
pub(crate) struct Transform {
    filters: Filters,
    /// Filters of even and of odd samples on the way back: each takes its taps from both halves in turn.
    back: [Half; 2],
    mirrored: Mirrored,
    line: Vec<f32>,
}

/// A plane of coefficients or samples, row by row.
pub(crate) struct Plane<'p> {
    pub values: &'p mut [f32],
    pub width: usize,
}

/// A line of a region: where it begins, how far apart its samples are, how many, and whether high frequencies come first.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    step: usize,
    length: usize,
    mirrored: bool,
}

impl Transform {
    pub(crate) fn new(filters: Filters, longest: usize) -> Self {
        let alternating = |half: &[f32]| {
            half.iter().enumerate().map(|(k, tap)| if k % 2 == 0 { *tap } else { -tap }).collect()
        };
        let (low, high): (Half, Half) = (alternating(&filters.high), alternating(&filters.low));
        let taps = filters.low.len().max(filters.high.len());
        // Around an even sample, low frequencies lie at even distances and high ones at odd distances.
        let woven = |even: &[f32], odd: &[f32]| {
            let of = |k: usize| if k.is_multiple_of(2) { even } else { odd };
            (0..taps).map(|k| of(k).get(k).copied().unwrap_or(0.0)).collect()
        };
        let back = [woven(&low, &high), woven(&high, &low)];
        Self { filters, back, mirrored: Mirrored::new(taps, longest), line: vec![0.0; longest] }
    }

    /// Splits a region, rows first.
    pub(crate) fn apart(&mut self, plane: &mut Plane<'_>, region: Region) {
        rows(plane.width, region).for_each(|line| self.line_apart(plane.values, line));
        columns(plane.width, region).for_each(|line| self.line_apart(plane.values, line));
    }

    /// Undoes [`Self::apart`].
    pub(crate) fn together(&mut self, plane: &mut Plane<'_>, region: Region) {
        columns(plane.width, region).for_each(|line| self.line_together(plane.values, line));
        rows(plane.width, region).for_each(|line| self.line_together(plane.values, line));
    }

    fn line_apart(&mut self, plane: &mut [f32], line: Line) {
        let samples = plane[line.start..].iter().step_by(line.step);
        self.mirrored.line(line.length).iter_mut().zip(samples).for_each(|(to, from)| *to = *from);
        self.mirrored.mirror();
        if line.length == 1 {
            // Its mirror images are itself.
            let [centre, sides @ ..] = self.filters.low.as_slice() else { return };
            plane[line.start] *= centre + 2.0 * sides.iter().sum::<f32>();
            return;
        }
        let (low_at, high_at) = line.halves();
        for at in 0..line.length {
            let (half, place) = if at % 2 == 0 {
                (&self.filters.low, low_at + at / 2)
            } else {
                (&self.filters.high, high_at + at / 2)
            };
            plane[line.start + place * line.step] = filtered(self.mirrored.around(at, half.len()), half);
        }
    }

    fn line_together(&mut self, plane: &mut [f32], line: Line) {
        let (low_at, high_at) = line.halves();
        for (at, sample) in self.mirrored.line(line.length).iter_mut().enumerate() {
            let place = if at % 2 == 0 { low_at + at / 2 } else { high_at + at / 2 };
            *sample = plane[line.start + place * line.step];
        }
        self.mirrored.mirror();
        for (at, sample) in self.line[..line.length].iter_mut().enumerate() {
            let half = &self.back[at % 2];
            *sample = filtered(self.mirrored.around(at, half.len()), half);
        }
        let places = plane[line.start..].iter_mut().step_by(line.step);
        places.zip(&self.line[..line.length]).for_each(|(to, from)| *to = *from);
    }
}

impl Line {
    /// Where the low and where the high half begins.
    fn halves(self) -> (usize, usize) {
        if self.mirrored { (self.length / 2, 0) } else { (0, self.length.div_ceil(2)) }
    }
}

fn rows(width: usize, region: Region) -> impl Iterator<Item = Line> {
    let lines = if region.width == 0 { 0 } else { region.height };
    (0..lines).map(move |row| Line {
        start: (region.y + row) * width + region.x,
        step: 1,
        length: region.width,
        mirrored: region.mirrored.0,
    })
}

fn columns(width: usize, region: Region) -> impl Iterator<Item = Line> {
    let lines = if region.height == 0 { 0 } else { region.width };
    (0..lines).map(move |column| Line {
        start: region.y * width + region.x + column,
        step: width,
        length: region.height,
        mirrored: region.mirrored.1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subbands::Tree;

    #[test]
    fn what_was_taken_apart_comes_together_again() {
        for (width, height) in [(1, 1), (2, 1), (3, 7), (16, 16), (61, 40), (97, 33)] {
            let samples: Vec<f32> =
                (0..width * height).map(|at| ((at * 7919) % 251) as f32 - 125.0).collect();
            let mut values = samples.clone();
            let tree = Tree::of(width, height);
            let mut transform = Transform::new(Filters::default(), width.max(height));
            let mut plane = Plane { values: &mut values, width };
            tree.splits.iter().for_each(|region| transform.apart(&mut plane, *region));
            tree.splits.iter().rev().for_each(|region| transform.together(&mut plane, *region));
            let off = samples.iter().zip(&values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(off < 0.01, "{width} x {height}: {off}");
        }
    }
}
