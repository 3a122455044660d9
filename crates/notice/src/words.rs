use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{LANGUAGES, Text};

/// Everything that is said to a person in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The first version of the notice.
    pub notice: Text,
    /// What the receipt says.
    pub receipt: Receipt,
    /// What the public page says.
    pub page: Page,
    /// What the answer letter says.
    pub letter: Letter,
}

/// The receipt. `{address}` is that of the public page, `{country}` the host country's name; `{no_hit}`, `{excluded}`,
/// `{identified}` and `{minor}` are days by what comes of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words in texts/en.json are the documentation")]
pub struct Receipt {
    pub title: String,
    pub what: String,
    pub where_label: String,
    pub when: String,
    pub record: String,
    pub prints: String,
    pub photographs: String,
    pub told: String,
    pub code: String,
    pub how: String,
    pub rights: String,
    pub careful: String,
    pub kept_label: String,
    pub kept: String,
    pub complain_label: String,
    pub complain: String,
}

/// The public page. `{date}` is the day by which an answer is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words in texts/en.json are the documentation")]
pub struct Page {
    pub title: String,
    pub intro: String,
    pub language: String,
    pub code: String,
    pub code_wrong: String,
    pub ask_title: String,
    pub asks: String,
    pub see: String,
    pub correct: String,
    pub restrict: String,
    pub erase: String,
    pub complain: String,
    pub choose: String,
    pub words: String,
    pub contact: String,
    pub contact_help: String,
    pub send: String,
    pub sent: String,
    pub sent_words: String,
    pub status_title: String,
    pub status: String,
    pub none: String,
    pub received: String,
    pub in_progress: String,
    pub answered: String,
    pub answer_where: String,
    pub opened: String,
    pub due: String,
    pub closed: String,
    pub asked_for: String,
    pub done: String,
    pub done_corrected: String,
    pub done_restricted: String,
    pub done_lifted: String,
    pub done_erased: String,
    pub done_told: String,
    pub done_nothing: String,
    pub busy: String,
    pub unreachable: String,
    pub failed: String,
}

/// The answer letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words in texts/en.json are the documentation")]
pub struct Letter {
    pub title: String,
    pub opening: String,
    pub asked: String,
    pub found: String,
    pub held: String,
    pub nothing_held: String,
    pub corrected: String,
    pub restricted: String,
    pub lifted: String,
    pub erased: String,
    pub unchanged: String,
    pub told: String,
    pub told_nobody: String,
    pub reasons: String,
    pub further: String,
    pub signed: String,
}

static ALL: LazyLock<[Words; LANGUAGES.len()]> = LazyLock::new(|| {
    [
        read(include_str!("../texts/es.json")),
        read(include_str!("../texts/en.json")),
        read(include_str!("../texts/fr.json")),
        read(include_str!("../texts/pt.json")),
        read(include_str!("../texts/ar.json")),
        read(include_str!("../texts/ht.json")),
    ]
});

#[expect(clippy::panic, reason = "a text that a test has not read cannot be built in")]
fn read(text: &str) -> Words {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("a text in texts/: {error}"))
}

/// The words of a language; English where there is none of that tag.
#[must_use]
pub fn words(tag: &str) -> &'static Words {
    let primary = tag.split('-').next().unwrap_or_default();
    let of = |tag: &str| LANGUAGES.iter().position(|language| language.tag.eq_ignore_ascii_case(tag));
    let [_, english, ..] = &*ALL;
    of(primary).and_then(|at| ALL.get(at)).unwrap_or(english)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text of a value, with its place.
    fn texts(value: &serde_json::Value, place: &str, found: &mut Vec<(String, String)>) {
        match value {
            serde_json::Value::String(text) => found.push((place.to_owned(), text.clone())),
            serde_json::Value::Array(all) => {
                all.iter().enumerate().for_each(|(at, one)| texts(one, &format!("{place}[{at}]"), found));
            }
            serde_json::Value::Object(all) => {
                all.iter().for_each(|(name, one)| texts(one, &format!("{place}.{name}"), found));
            }
            _ => {}
        }
    }

    fn places(text: &str) -> Vec<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_language_says_everything_and_has_the_same_places_to_fill() {
        let all = |tag: &str| {
            let mut found = Vec::new();
            texts(&serde_json::to_value(words(tag)).unwrap(), "", &mut found);
            found
        };
        let english = all("en");
        assert!(english.len() > 80);
        for language in LANGUAGES {
            let theirs = all(language.tag);
            assert_eq!(theirs.len(), english.len(), "{}", language.tag);
            for ((place, text), (_, in_english)) in theirs.iter().zip(&english) {
                assert!(!text.trim().is_empty(), "{}{place}", language.tag);
                assert_eq!(places(text), places(in_english), "{}{place}", language.tag);
                assert!(
                    language.tag == "en" || text != in_english || text.len() < 20,
                    "{}{place}",
                    language.tag
                );
            }
        }
    }

    #[test]
    fn each_tag_has_its_own_words_and_an_unknown_one_has_the_english_ones() {
        assert_eq!(words("ar").page.language, "اللغة");
        assert_eq!(words("pt-BR"), words("pt"));
        assert_eq!(words("tlh"), words("en"));
    }
}
