use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::LETTERS;

/// Symbols that are random: 90 bits.
const RANDOM: usize = 18;
/// All of them: two more let any two slips show.
const ALL: usize = RANDOM + 2;
const GROUP: usize = 4;

/// What a receipt carries so that its bearer can ask about the record: five groups of four digits and letters without
/// look-alikes. 18 symbols are random, the last two check the others: a Reed-Solomon code over GF(32), so that no one or
/// two wrong symbols, and no two swapped, make another code that holds.
///
/// Whoever has the code may ask, so it is kept nowhere: the server stores a keyed hash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedressCode([u8; ALL]);

/// The text is no code: its length, a letter or its check is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoCode;

impl RedressCode {
    /// Random bytes that a code takes.
    pub const BYTES: usize = RANDOM;

    /// The code of random bytes, of each of which five bits count.
    #[must_use]
    pub fn from_random(random: [u8; Self::BYTES]) -> Self {
        let mut symbols = [0; ALL];
        for (symbol, byte) in symbols.iter_mut().zip(random) {
            *symbol = byte & 31;
        }
        // Two unknowns, two sums: x + y = plain, x + y * alpha = weighted; where plus is exclusive or.
        let (plain, weighted) = sums(&symbols);
        let (first, second) = (weight(RANDOM), weight(RANDOM + 1));
        // x * first + y * second = weighted and x = plain + y.
        let last = divided(weighted ^ times(plain, first), first ^ second);
        symbols[RANDOM] = plain ^ last;
        symbols[RANDOM + 1] = last;
        Self(symbols)
    }

    /// The symbols without hyphens, as they are hashed.
    #[must_use]
    pub fn plain(&self) -> String {
        self.0.iter().map(|symbol| char::from(LETTERS[usize::from(*symbol)])).collect()
    }
}

/// The two sums that are nought for a code that holds.
fn sums(symbols: &[u8; ALL]) -> (u8, u8) {
    symbols.iter().enumerate().fold((0, 0), |(plain, weighted), (place, symbol)| {
        (plain ^ symbol, weighted ^ times(*symbol, weight(place)))
    })
}

/// Each place has a weight of its own: a power of the generator.
fn weight(place: usize) -> u8 {
    (0..place).fold(1, |power, _| times(power, 2))
}

/// The product in GF(32), by x^5 + x^2 + 1.
fn times(a: u8, b: u8) -> u8 {
    let mut product = 0;
    let (mut a, mut b) = (a, b);
    while b != 0 {
        if b & 1 != 0 {
            product ^= a;
        }
        b >>= 1;
        a <<= 1;
        if a & 32 != 0 {
            a ^= 0b10_0101;
        }
    }
    product
}

/// The quotient in GF(32): b^30 is the inverse of b.
fn divided(a: u8, b: u8) -> u8 {
    (0..30).fold(a, |product, _| times(product, b))
}

impl fmt::Display for RedressCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.plain().chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

/// A code opens a person's case: it does not belong in a log.
impl fmt::Debug for RedressCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedressCode(...)")
    }
}

impl fmt::Display for NoCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code is five groups of four letters and digits, as on the receipt")
    }
}

impl std::error::Error for NoCode {}

impl FromStr for RedressCode {
    type Err = NoCode;

    /// Small letters, blanks and hyphens do not matter; O is taken for 0, I and L for 1, as nothing else can be meant.
    fn from_str(text: &str) -> Result<Self, NoCode> {
        let mut symbols = [0; ALL];
        let mut letters = 0;
        for letter in text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
            let meant = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let symbol = LETTERS.iter().position(|known| char::from(*known) == meant).ok_or(NoCode)?;
            *symbols.get_mut(letters).ok_or(NoCode)? = u8::try_from(symbol).map_err(|_| NoCode)?;
            letters += 1;
        }
        if letters == ALL && sums(&symbols) == (0, 0) { Ok(Self(symbols)) } else { Err(NoCode) }
    }
}

impl TryFrom<String> for RedressCode {
    type Error = NoCode;

    fn try_from(text: String) -> Result<Self, NoCode> {
        text.parse()
    }
}

impl From<RedressCode> for String {
    fn from(code: RedressCode) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(seed: u8) -> RedressCode {
        RedressCode::from_random(std::array::from_fn(|at| seed.wrapping_mul(37).wrapping_add(at as u8 * 11)))
    }

    #[test]
    fn a_code_is_read_as_it_is_written_and_as_people_type_it() {
        for seed in 0..=255 {
            let code = code(seed);
            let text = code.to_string();
            assert_eq!(text.len(), 24);
            assert_eq!(text.parse(), Ok(code.clone()));
            assert_eq!(text.to_lowercase().replace('-', " ").parse(), Ok(code.clone()));
            assert_eq!(text.replace('0', "O").replace('1', "l").parse(), Ok(code));
        }
    }

    #[test]
    fn no_one_or_two_slips_and_no_swap_make_another_code() {
        let whole = code(7);
        for first in 0..ALL {
            for change in 1..32 {
                let mut once = whole.0;
                once[first] ^= change;
                assert_ne!(sums(&once), (0, 0));
                for second in first + 1..ALL {
                    for other in [1, 7, 19, 31] {
                        let mut twice = once;
                        twice[second] ^= other;
                        assert_ne!(sums(&twice), (0, 0), "{first} {second}");
                    }
                    let mut swapped = whole.0;
                    swapped.swap(first, second);
                    assert!(sums(&swapped) != (0, 0) || swapped == whole.0);
                }
            }
        }
    }

    #[test]
    fn what_is_no_code_is_refused_and_no_code_shows_itself_in_a_log() {
        for text in
            ["", "7F3K-92QD", "U".repeat(20).as_str(), "0".repeat(21).as_str(), "é".repeat(20).as_str()]
        {
            assert_eq!(text.parse::<RedressCode>(), Err(NoCode), "{text}");
        }
        assert_eq!(format!("{:?}", code(1)), "RedressCode(...)");
    }
}
