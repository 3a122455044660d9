//! Error versus discard (Grother & Tabassi 2007; ISO/IEC 29794-1): how FNMR falls while the prints of the lowest
//! quality are set aside.

/// The largest share discarded.
pub const MOST: f64 = 0.2;
const STEPS: usize = 200;
/// Orders in which images of equal quality are discarded, to be averaged: NFIQ 1 has five levels only.
const ORDERS: usize = 8;

/// One genuine pair: its comparison score, and the place of its two images.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    pub score: f32,
    pub images: [usize; 2],
}

/// Which pairs fail at the threshold that fails the share `start` of all of them.
pub fn failures(pairs: &[Pair], start: f64) -> Vec<bool> {
    let mut scores: Vec<f32> = pairs.iter().map(|pair| pair.score).collect();
    scores.sort_by(f32::total_cmp);
    let threshold = scores.get((scores.len() as f64 * start) as usize).copied().unwrap_or_default();
    // Where more pairs than that score nothing at all, these are the failures.
    let below = |score: f32| if threshold > scores[0] { score < threshold } else { score <= threshold };
    pairs.iter().map(|pair| below(pair.score)).collect()
}

/// FNMR by the share of pairs discarded, those first of which one image has the lowest quality.
pub struct Curve {
    /// Pairs discarded and failures among them, at the end of each run of equal quality.
    points: Vec<(f64, f64)>,
}

impl Curve {
    /// The curve of pairs with these failures.
    pub fn new(pairs: &[Pair], failed: &[bool], quality: &[f64]) -> Self {
        let of_pair = |pair: &Pair| quality[pair.images[0]].min(quality[pair.images[1]]);
        let mut order: Vec<(f64, bool)> = pairs.iter().map(of_pair).zip(failed.iter().copied()).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut points = vec![(0.0, 0.0)];
        let (mut gone, mut failures) = (0.0, 0.0);
        for (n, &(quality, failed)) in order.iter().enumerate() {
            gone += 1.0;
            failures += f64::from(u8::from(failed));
            if order.get(n + 1).is_none_or(|next| next.0 > quality) {
                points.push((gone, failures));
            }
        }
        Self { points }
    }

    /// FNMR of what is left when the share `discarded` is gone; pairs of equal quality go together, in proportion.
    pub fn fnmr(&self, discarded: f64) -> f64 {
        let (total, failures) = self.points[self.points.len() - 1];
        let discarded = discarded * total;
        let at = self.points.partition_point(|point| point.0 <= discarded).clamp(1, self.points.len() - 1);
        let ((x0, y0), (x1, y1)) = (self.points[at - 1], self.points[at]);
        let gone = y0 + (y1 - y0) * (discarded - x0) / (x1 - x0);
        (failures - gone) / (total - discarded)
    }

    /// Mean FNMR over the first fifth discarded.
    pub fn partial_area(&self) -> f64 {
        steps().map(|share| self.fnmr(share)).sum::<f64>() / STEPS as f64
    }
}

/// Mean FNMR while images, not pairs, are discarded: a pair is left while both its images are.
pub fn partial_area_by_image(pairs: &[Pair], failed: &[bool], quality: &[f64]) -> f64 {
    let images = quality.len();
    let mut sum = 0.0;
    for repetition in 0..ORDERS {
        // Equal ones in an order that has nothing to do with their names, another each time.
        let shuffled = |i: usize| (i * 7_919 + repetition * 104_729 * (i + 1)) % 65_537;
        let mut order: Vec<usize> = (0..images).collect();
        order.sort_by(|&a, &b| quality[a].total_cmp(&quality[b]).then_with(|| shuffled(a).cmp(&shuffled(b))));
        let mut goes = vec![0; images];
        for (n, &image) in order.iter().enumerate() {
            goes[image] = n;
        }
        for share in steps() {
            let gone = (share * images as f64).round() as usize;
            let left =
                pairs.iter().zip(failed).filter(|(pair, _)| pair.images.iter().all(|&i| goes[i] >= gone));
            let (left, failures) =
                left.fold((0.0, 0.0), |(n, f), (_, &failed)| (n + 1.0, f + f64::from(u8::from(failed))));
            sum += failures / f64::max(left, 1.0);
        }
    }
    sum / (ORDERS * STEPS) as f64
}

/// Shares discarded, evenly from none to [`MOST`].
fn steps() -> impl Iterator<Item = f64> {
    (0..STEPS).map(|i| (i as f64 + 0.5) / STEPS as f64 * MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of two images each, of growing score.
    fn pairs() -> Vec<Pair> {
        (0..100).map(|i| Pair { score: i as f32, images: [2 * i, 2 * i + 1] }).collect()
    }

    #[test]
    fn a_quality_that_knows_the_scores_discards_all_failures_first() {
        let failed = failures(&pairs(), 0.1);
        let knows: Vec<f64> = (0..200).map(f64::from).collect();
        let opposite: Vec<f64> = knows.iter().map(|q| -q).collect();
        type Measure = fn(&[Pair], &[bool], &[f64]) -> f64;
        let by_pair: Measure = |pairs, failed, quality| Curve::new(pairs, failed, quality).partial_area();
        for area in [by_pair, partial_area_by_image] {
            let [ideal, blind, worst] =
                [&knows, &vec![1.0; 200], &opposite].map(|quality| area(&pairs(), &failed, quality));
            assert!(ideal < 0.03 && ideal < blind && blind < worst, "{ideal} {blind} {worst}");
            assert!((blind - 0.1).abs() < 0.02, "{blind}");
        }
    }

    #[test]
    fn pairs_of_equal_quality_go_in_proportion() {
        let failed = failures(&pairs(), 0.1);
        let levels: Vec<f64> = (0..200).map(|i| f64::from(i / 100)).collect();
        // All ten failures are among the fifty pairs of the lower level.
        let curve = Curve::new(&pairs(), &failed, &levels);
        assert!((curve.fnmr(0.25) - 5.0 / 75.0).abs() < 1e-9);
    }

    #[test]
    fn where_many_pairs_score_nothing_these_are_the_failures() {
        let pairs: Vec<Pair> =
            (0..10).map(|i| Pair { score: if i < 3 { 0.0 } else { 9.0 }, images: [0, 1] }).collect();
        assert_eq!(failures(&pairs, 0.1).iter().filter(|&&failed| failed).count(), 3);
    }
}
