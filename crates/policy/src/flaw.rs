use std::fmt;
use std::ops::RangeInclusive;

/// What is wrong with a policy: the field, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// `everywhere.retention.no_hit_days`.
    pub field: String,
    /// What to do about it.
    pub remedy: Remedy,
}

/// What to do about a [`Flaw`]. Its text is English; the app has words for each in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The number is out of range.
    Number {
        /// The least it can be.
        least: i32,
        /// The most it can be.
        most: i32,
    },
    /// The country has no name, or too long a one.
    CountryName,
    /// Fingerprints are not captured, so nothing can be searched.
    KeepFingerprints,
    /// No language is named.
    OneLanguage,
    /// What stands for a language is none.
    LanguageTag,
    /// The same is named twice.
    Once,
    /// The site opens when it closes.
    NoHours,
    /// What stands for a telephone number cannot be dialled.
    Phone,
    /// A site allows what its country does not.
    NoLaxer,
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number { least, most } => return write!(f, "Write a number from {least} to {most}."),
            Self::CountryName => "Write the country's name, at most 60 characters.",
            Self::KeepFingerprints => {
                "Keep fingerprints among them: without a print nothing can be searched."
            }
            Self::OneLanguage => "Name at least one language: es.",
            Self::LanguageTag => "Write a language as BCP 47 does: es, en, ht, pt-BR.",
            Self::Once => "Name each language once.",
            Self::NoHours => "Leave the hours out where the site always works.",
            Self::Phone => "Write a number as it is dialled, at most 40 characters: +52 962 000 0000.",
            Self::NoLaxer => {
                "A site can only be stricter than its country: change the country's rule, or leave this one out."
            }
        })
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.remedy)
    }
}

impl std::error::Error for Flaw {}

pub(crate) fn holds(sound: bool, field: &str, remedy: Remedy) -> Result<(), Flaw> {
    if sound { Ok(()) } else { Err(Flaw { field: field.to_owned(), remedy }) }
}

pub(crate) fn within<T: Copy + Into<i32>>(
    value: T,
    range: RangeInclusive<T>,
    field: &str,
) -> Result<(), Flaw> {
    let (least, most) = ((*range.start()).into(), (*range.end()).into());
    holds((least..=most).contains(&value.into()), field, Remedy::Number { least, most })
}
