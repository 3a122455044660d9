//! What a person is called, when and where they were born: optional everywhere, sealed where it is kept.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{EncounterId, EntryId, Timestamp};

/// What is known of a person beside their prints. It never opens a hit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Biography {
    /// Names, each as a whole, as the person or a document writes it: also former ones and others they go by.
    #[serde(default)]
    pub names: Vec<String>,
    /// When they were born, as far as it is known.
    #[serde(default)]
    pub born: Option<Born>,
    /// Where; empty where it is not known.
    #[serde(default)]
    pub place: String,
}

impl Biography {
    /// The most names.
    pub const NAMES: usize = 10;
    /// The most characters of a name or a place.
    pub const CHARACTERS: usize = 120;

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.iter().all(|name| name.trim().is_empty())
            && self.born.is_none()
            && self.place.trim().is_empty()
    }
}

/// `POST /api/names`: who on the country's lists and in its encounters may be meant. The answer opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameSearch {
    /// Whom to look for; at least one name.
    pub facts: Biography,
    /// Why: never empty, and on record.
    pub reason: String,
}

/// Somebody who may be meant: no hit, no identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NameMatch {
    /// Whose record.
    pub record: NamedRecord,
    /// What people call it.
    pub reference: String,
    /// What it says.
    pub facts: Biography,
    /// How alike the names are: 0 (nothing in common) to 1 (the same but for order, accents and script).
    pub name: f32,
    /// What the dates of birth say, where both are known.
    pub born: Option<BornAgreement>,
    /// How alike the places are, where both are known: 0 to 1.
    pub place: Option<f32>,
}

/// A record that names somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NamedRecord {
    /// An active entry: not its category, which nobody learns before a hit is decided.
    Entry {
        /// By pseudonym.
        id: EntryId,
        /// The list's name.
        list: String,
    },
    /// An encounter.
    Encounter {
        /// Which.
        id: EncounterId,
        /// The site's name.
        site: String,
        /// When it was sent.
        at: Timestamp,
    },
}

/// A date of birth, as far as it is known. In JSON and for people it is text: "1990-05-04", "1990-05", "1990",
/// "about 1990".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Born {
    /// 1850 to 2149.
    pub year: u16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31; only with a month.
    pub day: Option<u8>,
    /// Whether even the year is a guess.
    pub about: bool,
}

/// A text is no date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date of birth is 1990-05-04, 1990-05, 1990 or \"about 1990\"")]
pub struct NoBirthDate;

impl FromStr for Born {
    type Err = NoBirthDate;

    fn from_str(text: &str) -> Result<Self, NoBirthDate> {
        let text = text.trim();
        let (about, date) = match text.strip_prefix("about ").or_else(|| text.strip_prefix('~')) {
            Some(date) => (true, date.trim()),
            None => (false, text),
        };
        let number = |text: &str, digits: usize| {
            let sound = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            if sound { text.parse::<u16>().map_err(|_| NoBirthDate) } else { Err(NoBirthDate) }
        };
        let in_bounds = |value: u16, most: u8| {
            u8::try_from(value).ok().filter(|value| (1..=most).contains(value)).ok_or(NoBirthDate)
        };
        let mut parts = date.split('-');
        let year = number(parts.next().unwrap_or_default(), 4)?;
        let month = parts.next().map(|month| in_bounds(number(month, 2)?, 12)).transpose()?;
        let day = parts.next().map(|day| in_bounds(number(day, 2)?, 31)).transpose()?;
        if parts.next().is_some() || !(1850..2150).contains(&year) || about && month.is_some() {
            return Err(NoBirthDate);
        }
        Ok(Self { year, month, day, about })
    }
}

impl fmt::Display for Born {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.about {
            f.write_str("about ")?;
        }
        write!(f, "{:04}", self.year)?;
        match (self.month, self.day) {
            (Some(month), Some(day)) => write!(f, "-{month:02}-{day:02}"),
            (Some(month), None) => write!(f, "-{month:02}"),
            (None, _) => Ok(()),
        }
    }
}

impl Serialize for Born {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Born {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What two dates of birth say to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BornAgreement {
    /// They are the same.
    Same,
    /// They are the same as far as both are known.
    AsFarAsKnown,
    /// They are the same with day and month changed over.
    DayAndMonthSwapped,
    /// They are so near that one may be a slip or a guess.
    Near,
    /// They are not of one person, if both are right.
    Different,
}

/// What is stated of two people, held side by side: for information, beside a comparison of prints that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// Their names.
    pub names: NamesAgreement,
    /// Their dates of birth; none where they are not stated on both sides.
    pub born: Option<BornAgreement>,
}

/// What the names of two people say to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamesAgreement {
    /// One may be a spelling of the other.
    Agree,
    /// They are other names.
    Differ,
    /// One side states none.
    NotStated,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_birth_reads_as_it_is_written() {
        for text in ["1990-05-04", "1990-05", "1990", "about 1990"] {
            assert_eq!(text.parse::<Born>().unwrap().to_string(), text);
        }
        assert_eq!("~1990".parse::<Born>().unwrap().to_string(), "about 1990");
    }

    #[test]
    fn what_is_no_date_of_birth_is_refused() {
        for text in [
            "",
            "90",
            "1990-13",
            "1990-00-01",
            "1990-05-32",
            "04.05.1990",
            "about 1990-05",
            "1990-5-4",
            "0090",
        ] {
            assert_eq!(text.parse::<Born>(), Err(NoBirthDate), "{text}");
        }
    }
}
