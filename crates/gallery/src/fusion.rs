use std::f64::consts::LN_10;
use std::sync::OnceLock;

use fingerprint::Score;

/// One score from several fingers' scores, each the best of `(score, comparisons)` tries.
///
/// Fingers are fused by their likelihood ratios: how much likelier such a score is of a mate than of a stranger. The
/// product of the ratios decides best (Neyman & Pearson 1933), and what it says is turned back into a score: how often
/// strangers' fingers reach that product, reckoned from their distributions, so the fused score is calibrated like a
/// single one. One good finger among bad ones still counts, and a person is not favoured for having more
/// prints on file: the best of many tries is first made what a single try would have to be to say as much (Sidak 1967).
/// A finger of unknown position is one that was tried on all.
#[must_use]
pub fn fuse(fingers: &[(Score, usize)]) -> Score {
    let scores = fingers.iter().map(|&(score, tries)| single_try(score, tries));
    match fingers.len() {
        0 => Score::ZERO,
        1 => scores.map(|score| Score::new(score as f32)).next().unwrap_or(Score::ZERO),
        count => {
            let evidence: f64 = scores.map(log_likelihood_ratio).sum();
            let score = (-10.0 / LN_10 * log_share_of_strangers(count, evidence)) as f32;
            if score <= OBSERVED { Score::new(score) } else { Score::beyond(OBSERVED, score - OBSERVED) }
        }
    }
}

/// The score of one try that strangers reach as often as they reach `score` at best in `tries`.
fn single_try(score: Score, tries: usize) -> f64 {
    if tries <= 1 {
        return f64::from(score.get());
    }
    let best_of = score.false_positive_identification_rate(tries);
    (-10.0 * libm::log10(best_of)).max(0.0)
}

/// Beyond one stranger in a million there are too few people in any run to see whether fingers are as independent as
/// the product takes them to be: from there less and less is claimed.
const OBSERVED: f32 = 60.0;

/// The share of mates' fingers that score like strangers' all the same: worn, bandaged, or taken down as another.
const LOST: f64 = 0.03;
/// The share of mates' fingers that score in each ten of the scale, as `cargo xtask eval calibrate` found on 2026-11-23
/// with [`fingerprint::Curve::CURRENT`]: the mean of 600 synthetic fingers (seeds 7,000,000 on) in two impressions of
/// field quality and of FVC2002 DB1-4 B.
const MATES: [f64; 10] = [0.0036, 0.0021, 0.0078, 0.0138, 0.0209, 0.0407, 0.0567, 0.0836, 0.1601, 0.6108];

/// Mates' fingers per unit of score: straight lines between the middles of the tens.
fn mates(score: f64) -> f64 {
    let at = (score / 10.0 - 0.5).clamp(0.0, 9.0);
    let below = (at as usize).min(8);
    let part = at - below as f64;
    ((1.0 - part) * MATES[below] + part * MATES[below + 1]) / 10.0
}

/// How much likelier `score` is of a mate than of a stranger.
fn log_likelihood_ratio(score: f64) -> f64 {
    let strangers = LN_10 / 10.0 * libm::exp(-LN_10 / 10.0 * score);
    libm::log(LOST + (1.0 - LOST) * mates(score) / strangers)
}

/// Steps of the distributions in nats: a fifth of a unit of score.
const STEP: f64 = 0.05;
/// Fingers for which strangers' distribution is reckoned.
const MOST_FINGERS: usize = 20;

/// The natural logarithm of the share of strangers, of whom `count` fingers are compared, with at least such evidence.
fn log_share_of_strangers(count: usize, evidence: f64) -> f64 {
    static SHARES: [OnceLock<Strangers>; MOST_FINGERS + 1] = [const { OnceLock::new() }; MOST_FINGERS + 1];
    if count > MOST_FINGERS {
        // No more than that have a likelihood ratio so high (Markov's inequality).
        return -evidence.max(0.0);
    }
    let mut fewer = None;
    for shares in &SHARES[1..=count] {
        fewer = Some(shares.get_or_init(|| Strangers::with_one_more(fewer)));
    }
    fewer.map_or(0.0, |shares| shares.log_share(count, evidence))
}

/// How strangers' evidence over some fingers is distributed.
struct Strangers {
    /// The share in each step, from the least evidence possible.
    shares: Vec<f64>,
    /// The share in each step and above.
    above: Vec<f64>,
}

impl Strangers {
    /// Of one finger more than `fewer`, or of one.
    fn with_one_more(fewer: Option<&Self>) -> Self {
        static ONE: OnceLock<Vec<f64>> = OnceLock::new();
        let one = ONE.get_or_init(of_one_finger);
        let shares = fewer.map_or_else(
            || one.clone(),
            |fewer| {
                let mut sum = vec![0.0; fewer.shares.len() + one.len() - 1];
                for (place, share) in fewer.shares.iter().enumerate() {
                    for (sum, other) in sum[place..].iter_mut().zip(one) {
                        *sum += share * other;
                    }
                }
                sum
            },
        );
        let mut above = shares.clone();
        for place in (0..above.len().saturating_sub(1)).rev() {
            above[place] += above[place + 1];
        }
        Self { shares, above }
    }

    fn log_share(&self, count: usize, evidence: f64) -> f64 {
        let place = ((evidence - count as f64 * log_likelihood_ratio(0.0)) / STEP).max(0.0);
        let last = self.above.len() - 1;
        let at = |place: usize| libm::log(self.above[place.min(last)]);
        // Between the two nearest steps.
        let part = place - place.floor();
        (1.0 - part) * at(place as usize) + part * at(place as usize + 1)
    }
}

/// Strangers' scores fall off by their very definition: a tenth for each ten.
fn of_one_finger() -> Vec<f64> {
    let least = log_likelihood_ratio(0.0);
    let place = |score: f64| ((log_likelihood_ratio(score) - least) / STEP).round() as usize;
    let highest = f64::from(Score::CEILING);
    let mut shares = vec![0.0; place(highest) + 1];
    // Much finer than the steps.
    const PART: f64 = 0.01;
    let reached = |score: f64| libm::exp(-LN_10 / 10.0 * score);
    for part in 0..(highest / PART) as usize {
        let score = part as f64 * PART;
        shares[place(score + PART / 2.0)] += reached(score) - reached(score + PART);
    }
    shares[place(highest)] += reached(highest);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(value: f32) -> Score {
        Score::new(value)
    }

    #[test]
    fn one_finger_keeps_its_score() {
        for value in [0.0, 3.0, 40.0, 99.0] {
            assert!((fuse(&[(score(value), 1)]).get() - value).abs() < 0.01);
        }
    }

    #[test]
    fn fingers_that_agree_are_worth_more_than_the_best_of_them() {
        assert!(fuse(&[(score(30.0), 1), (score(25.0), 1)]) > score(35.0));
    }

    #[test]
    fn more_strangers_do_not_make_a_match() {
        let middling = [(score(3.0), 1); 10];
        assert!(fuse(&middling) < score(10.0));
    }

    #[test]
    fn the_best_of_ten_tries_is_worth_ten_decibels_less() {
        assert!((fuse(&[(score(50.0), 10)]).get() - 40.0).abs() < 0.01);
    }

    #[test]
    fn a_finger_that_failed_costs_less_than_a_good_one_gives() {
        let good = (score(60.0), 1);
        let with_failed = fuse(&[good, (Score::ZERO, 1)]);
        assert!(with_failed > score(50.0) && with_failed < score(60.0), "{with_failed:?}");
    }

    #[test]
    fn a_higher_finger_never_lowers_the_whole() {
        for low in 0..100 {
            let fused = |value: i32| fuse(&[(score(value as f32), 1), (score(20.0), 1), (score(5.0), 2)]);
            assert!(fused(low) <= fused(low + 1), "{low}");
        }
    }

    #[test]
    fn strangers_reach_a_fused_score_as_often_as_it_says() {
        for count in [2, 5, 10] {
            let tries = 200_000;
            let mut state = 0x2545_F491_4F6C_DD1Du64;
            let mut reached = [0; 3];
            for _ in 0..tries {
                let fingers: Vec<_> = (0..count)
                    .map(|_| {
                        state ^= state << 13;
                        state ^= state >> 7;
                        state ^= state << 17;
                        // Strangers' scores by their definition.
                        let even = (state >> 11) as f64 / (1u64 << 53) as f64;
                        (score((-10.0 * even.max(1e-12).log10()) as f32), 1)
                    })
                    .collect();
                let fused = fuse(&fingers).get();
                for (reached, limit) in reached.iter_mut().zip([10.0, 20.0, 30.0]) {
                    *reached += i32::from(fused >= limit);
                }
            }
            for (reached, share) in reached.into_iter().zip([0.1, 0.01, 0.001]) {
                let measured = f64::from(reached) / f64::from(tries);
                assert!((measured / share - 1.0).abs() < 0.25, "{count} fingers: {measured} for {share}");
            }
        }
    }

    #[test]
    fn nothing_compared_is_nothing_found() {
        assert_eq!(fuse(&[]), Score::ZERO);
    }
}
