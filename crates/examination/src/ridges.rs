/// Samples that [`ridges`] wants for each pixel at 500 ppi.
pub const PER_PIXEL: usize = 2;

/// About two ridge periods at 500 ppi: what is dark or light is told against the mean over this far.
const SURROUNDINGS: usize = 20 * PER_PIXEL;
/// What a ridge must be darker, and a valley lighter, than its surroundings, in standard deviations of the line.
const DISTINCT: f32 = 0.35;

/// The ridges that a line crosses, each by its darkest sample, from the grey values along the line. Dark is ridge.
///
/// As a help to the eye: each crossing is drawn, so that a scar or a gap that was counted is seen.
#[must_use]
pub fn ridges(line: &[f32]) -> Vec<usize> {
    let smooth = mean_over(line, PER_PIXEL);
    let ground = mean_over(line, SURROUNDINGS);
    let relief: Vec<f32> = smooth.iter().zip(&ground).map(|(grey, ground)| grey - ground).collect();
    let power = relief.iter().map(|value| value * value).sum::<f32>() / relief.len().max(1) as f32;
    let distinct = (DISTINCT * power.sqrt()).max(2.0);
    let mut found = Vec::new();
    let mut darkest: Option<usize> = None;
    for (at, &value) in relief.iter().enumerate() {
        match darkest {
            Some(so_far) if value < relief[so_far] => darkest = Some(at),
            Some(so_far) if value > distinct => {
                found.push(so_far);
                darkest = None;
            }
            None if value < -distinct => darkest = Some(at),
            _ => {}
        }
    }
    found.extend(darkest);
    found
}

/// Each value with those up to `reach` on either side, averaged.
fn mean_over(line: &[f32], reach: usize) -> Vec<f32> {
    let sums: Vec<f32> = std::iter::once(0.0)
        .chain(line.iter().scan(0.0, |sum, &value| {
            *sum += value;
            Some(*sum)
        }))
        .collect();
    (0..line.len())
        .map(|at| {
            let (from, to) = (at.saturating_sub(reach), (at + reach + 1).min(line.len()));
            (sums[to] - sums[from]) / (to - from) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Ridges nine pixels apart, the first four pixels in.
    fn wave(count: usize, depth: f32) -> Vec<f32> {
        (0..count * 9 * PER_PIXEL)
            .map(|at| {
                let turns = (at as f32 / PER_PIXEL as f32 - 4.5) / 9.0;
                150.0 - depth * (std::f32::consts::TAU * turns).cos()
            })
            .collect()
    }

    #[test]
    fn every_ridge_is_counted_once_where_it_is_darkest() {
        for count in 1..30 {
            let found = ridges(&wave(count, 60.0));
            assert_eq!(found.len(), count);
            for (at, ridge) in found.iter().enumerate() {
                assert!(ridge.abs_diff((at * 9 + 4) * PER_PIXEL) <= 2 * PER_PIXEL, "{at}: {ridge}");
            }
        }
    }

    #[test]
    fn pressure_that_grows_along_the_line_hides_no_ridge() {
        let line: Vec<f32> =
            wave(12, 40.0).iter().enumerate().map(|(at, grey)| grey - at as f32 * 0.3).collect();
        assert_eq!(ridges(&line).len(), 12);
    }

    #[test]
    fn bare_paper_has_no_ridges() {
        assert_eq!(ridges(&[240.0; 300]), Vec::<usize>::new());
        assert_eq!(ridges(&[]), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn ridges_lie_on_the_line_in_order(line in prop::collection::vec(0.0..255.0f32, 0..300)) {
            let found = ridges(&line);
            prop_assert!(found.is_sorted() && found.iter().all(|&ridge| ridge < line.len()));
        }
    }
}
