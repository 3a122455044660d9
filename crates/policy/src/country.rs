use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A country of the programme: two capital letters, as in ISO 3166-1 alpha-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// A country that there is not: ISO 3166-1 leaves XA to XZ to its users, for demos and tests.
    pub const MADE_UP: Self = Self(*b"XV");
}

/// The text is not two capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoCountry;

impl fmt::Display for NoCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a country is two capital letters (ISO 3166-1 alpha-2): MX")
    }
}

impl std::error::Error for NoCountry {}

impl FromStr for Country {
    type Err = NoCountry;

    fn from_str(text: &str) -> Result<Self, NoCountry> {
        match *text.as_bytes() {
            [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => Ok(Self([first, second])),
            _ => Err(NoCountry),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = NoCountry;

    fn try_from(text: String) -> Result<Self, NoCountry> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.to_string()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([first, second]) = *self;
        write!(f, "{}{}", char::from(first), char::from(second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_capital_letters() {
        assert_eq!("MX".parse::<Country>().map(String::from), Ok("MX".into()));
        for text in ["", "M", "MEX", "mx", "M1", "É"] {
            assert_eq!(text.parse::<Country>(), Err(NoCountry), "{text}");
        }
    }
}
