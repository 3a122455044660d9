//! What a person is told in their own language: the notice before anything is taken, the receipt, the public page, the
//! answer letter.
//!
//! The words lie in `texts/`, one file a language. The notice is only the first version of it: a programme changes it on
//! its server, version by version. What stands in braces is put in by [`filled`].

mod language;
mod text;
mod words;

pub use language::{LANGUAGES, Language, language};
pub use text::{BadText, Section, Text};
pub use words::{Letter, Page, Receipt, Words, words};

/// A text with `{name}` replaced by its value; braces that are not named stay as they are.
#[must_use]
pub fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, after)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (value, after))
        });
        match known {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once_and_never_read_again_as_places() {
        assert_eq!(
            filled("At {site}, {country}.", &[("site", "{country}"), ("country", "XV")]),
            "At {country}, XV."
        );
        assert_eq!(filled("{unknown} {", &[("site", "N")]), "{unknown} {");
        assert_eq!(filled("", &[]), "");
    }
}
