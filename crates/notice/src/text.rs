use serde::{Deserialize, Serialize};

/// The longest paragraph, in characters: a notice that nobody finishes tells nobody.
const LONGEST: usize = 2000;
/// The most sections.
const SECTIONS: usize = 12;

/// The words of a notice. `{site}` stands for the name of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// What is about to happen: the one sentence in large letters.
    pub first: String,
    /// What it is for, who decides, how it is kept, what one may ask for.
    pub sections: Vec<Section>,
    /// What is said at the end.
    pub last: String,
}

/// A paragraph and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What it is about.
    pub title: String,
    /// The paragraph.
    pub words: String,
}

/// Why a text is no notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadText {
    /// Where: `sections[2].words`.
    pub field: String,
    /// What is wrong there.
    pub why: &'static str,
}

impl Text {
    /// Whether every part says something, and no more than a person can take in.
    ///
    /// # Errors
    /// The first part that does not.
    pub fn check(&self) -> Result<(), BadText> {
        let bad = |field: String, why| Err(BadText { field, why });
        if !(1..=SECTIONS).contains(&self.sections.len()) {
            return bad("sections".into(), "A notice has 1 to 12 sections.");
        }
        for (field, words) in self.parts() {
            if words.trim().is_empty() {
                return bad(field, "This is empty.");
            }
            if words.chars().count() > LONGEST {
                return bad(field, "A paragraph has at most 2,000 characters.");
            }
            if words.chars().any(|letter| letter.is_control() && letter != '\n') {
                return bad(field, "This holds a control character.");
            }
        }
        Ok(())
    }

    /// All of it in the order in which it is read out, with the site's name in its place.
    #[must_use]
    pub fn read_out(&self, site: &str) -> String {
        let parts: Vec<String> =
            self.parts().map(|(_, words)| crate::filled(words, &[("site", site)])).collect();
        parts.join("\n")
    }

    fn parts(&self) -> impl Iterator<Item = (String, &str)> {
        let sections = self.sections.iter().enumerate().flat_map(|(at, section)| {
            [
                (format!("sections[{at}].title"), section.title.as_str()),
                (format!("sections[{at}].words"), section.words.as_str()),
            ]
        });
        std::iter::once(("first".to_owned(), self.first.as_str()))
            .chain(sections)
            .chain(std::iter::once(("last".to_owned(), self.last.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LANGUAGES, words};

    #[test]
    fn every_language_has_a_notice_that_names_the_site_and_is_read_out_in_order() {
        for language in LANGUAGES {
            let notice = &words(language.tag).notice;
            assert_eq!(notice.check(), Ok(()), "{}", language.tag);
            let spoken = notice.read_out("Northgate");
            assert!(spoken.contains("Northgate") && !spoken.contains('{'), "{}", language.tag);
            let place = |part: &str| spoken.find(part).unwrap();
            assert!(place(&notice.sections[0].title) < place(&notice.sections[0].words));
            assert!(place(&notice.sections[3].words) < place(&notice.last));
        }
    }

    #[test]
    fn an_empty_or_endless_part_is_named() {
        let whole = words("en").notice.clone();
        let field = |change: fn(&mut Text)| {
            let mut text = whole.clone();
            change(&mut text);
            text.check().unwrap_err().field
        };
        assert_eq!(field(|text| text.first = "  ".into()), "first");
        assert_eq!(field(|text| text.sections.clear()), "sections");
        assert_eq!(field(|text| text.sections[2].words = "x".repeat(2001)), "sections[2].words");
        assert_eq!(field(|text| text.last = "a\u{202e}\u{7}".into()), "last");
    }
}
