use fingerprint::Score;

/// One score from several fingers' scores, each the best of `(score, comparisons)` tries.
///
/// A calibrated score is a stranger's chance of scoring this high, so fingers combine as independent p-values:
/// first each is corrected for having been the best of several comparisons (Sidak), then the product's own chance
/// is taken (Fisher 1932). One good finger among bad ones still counts; a person is not favoured for having more
/// prints on file.
#[must_use]
pub fn fuse(fingers: &[(Score, usize)]) -> Score {
    // The sum of n independent -ln(p) is Gamma(n, 1) distributed: its tail is exp(-x) * sum of x^k / k!.
    let x: f64 = fingers.iter().map(|&(score, tries)| corrected(score, tries)).sum();
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..fingers.len() {
        term *= x / k as f64;
        sum += term;
    }
    Score::new(((x - f64::ln(sum)) * 10.0 / std::f64::consts::LN_10) as f32)
}

/// `-ln` of the chance that the best of `tries` comparisons with a stranger scores at least `score`.
fn corrected(score: Score, tries: usize) -> f64 {
    let p = score.false_match_rate();
    // ln(1 - p) loses all digits for small p; ln_1p does not.
    let best_of = -(tries as f64 * (-p).ln_1p()).exp_m1();
    -best_of.min(1.0).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(value: f32) -> Score {
        Score::new(value)
    }

    #[test]
    fn one_finger_keeps_its_score() {
        for value in [0.0, 3.0, 40.0, 180.0] {
            assert!((fuse(&[(score(value), 1)]).get() - value).abs() < 0.01);
        }
    }

    #[test]
    fn fingers_that_agree_are_worth_more_than_the_best_of_them() {
        assert!(fuse(&[(score(30.0), 1), (score(25.0), 1)]) > score(40.0));
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
    fn nothing_compared_is_nothing_found() {
        assert_eq!(fuse(&[]), Score::ZERO);
    }
}
