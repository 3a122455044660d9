use fingerprint::Score;

use super::number;
use crate::I18n;
use crate::texts::i18n::*;

/// A comparison score as the share of strangers that score this high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OneIn {
    /// One stranger in about this many, one significant digit, rounded down.
    About(u64),
    /// Fewer than one stranger in this many: no impostor run is large enough to say more.
    MoreThan(u64),
}

impl OneIn {
    const LIMIT: u64 = 1_000_000;

    /// Of a calibrated score.
    pub fn of(score: Score) -> Self {
        Self::of_rate(score.false_match_rate())
    }

    /// Of a share, 0 to 1.
    fn of_rate(rate: f64) -> Self {
        let strangers = 1.0 / rate;
        if strangers > Self::LIMIT as f64 {
            return Self::MoreThan(Self::LIMIT);
        }
        // The score is a 32-bit float: 40 must read as 10,000, not 9,999.99 rounded down to 9,000.
        let place = 10f64.powf((strangers * 1.000_01).log10().floor());
        Self::About(((strangers * 1.000_01 / place).floor() * place).round() as u64)
    }
}

/// "one stranger in 10,000 scores this high".
pub fn chance(i18n: I18n, score: Score) -> String {
    match OneIn::of(score) {
        OneIn::About(strangers) => t_string!(i18n, lead.one_in, n = number(i18n, strangers)),
        OneIn::MoreThan(strangers) => t_string!(i18n, lead.fewer_than_one_in, n = number(i18n, strangers)),
    }
}

/// "one search in 100 for somebody not on the list finds as much".
pub fn false_leads(i18n: I18n, fpir: f64) -> String {
    match OneIn::of_rate(fpir) {
        OneIn::About(..2) => t_string!(i18n, lead.false_leads_often).to_owned(),
        OneIn::About(searches) => t_string!(i18n, lead.false_leads, n = number(i18n, searches)),
        OneIn::MoreThan(searches) => t_string!(i18n, lead.fewer_false_leads, n = number(i18n, searches)),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_score_of_forty_is_one_stranger_in_ten_thousand() {
        assert_eq!(OneIn::of(Score::new(40.0)), OneIn::About(10_000));
        assert_eq!(OneIn::of(Score::new(45.0)), OneIn::About(30_000));
        assert_eq!(OneIn::of(Score::ZERO), OneIn::About(1));
    }

    #[wasm_bindgen_test]
    fn a_share_of_searches_is_told_as_one_in_so_many() {
        assert_eq!(OneIn::of_rate(0.01), OneIn::About(100));
        assert_eq!(OneIn::of_rate(0.7), OneIn::About(1));
        assert_eq!(OneIn::of_rate(0.0), OneIn::MoreThan(1_000_000));
    }

    #[wasm_bindgen_test]
    fn the_words_never_promise_more_than_a_million() {
        assert_eq!(OneIn::of(Score::new(60.0)), OneIn::About(1_000_000));
        assert_eq!(OneIn::of(Score::new(150.0)), OneIn::MoreThan(1_000_000));
    }
}
