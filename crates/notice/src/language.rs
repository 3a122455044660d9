/// A language that there are words in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// BCP 47: `es`.
    pub tag: &'static str,
    /// Its name in itself, in its own script.
    pub name: &'static str,
    /// Whether it is written from right to left.
    pub rtl: bool,
}

impl Language {
    /// `rtl` or `ltr`, as HTML has it.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if self.rtl { "rtl" } else { "ltr" }
    }
}

const fn left_to_right(tag: &'static str, name: &'static str) -> Language {
    Language { tag, name, rtl: false }
}

/// Every language that the program brings words in.
pub const LANGUAGES: [Language; 6] = [
    left_to_right("es", "Español"),
    left_to_right("en", "English"),
    left_to_right("fr", "Français"),
    left_to_right("pt", "Português"),
    Language { tag: "ar", name: "العربية", rtl: true },
    left_to_right("ht", "Kreyòl ayisyen"),
];

/// The language of a tag; a region does not matter: `es-MX` is `es`.
#[must_use]
pub fn language(tag: &str) -> Option<Language> {
    let primary = tag.split('-').next().unwrap_or_default();
    LANGUAGES.into_iter().find(|language| language.tag.eq_ignore_ascii_case(primary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_does_not_matter() {
        assert_eq!(language("es-MX").map(|language| language.name), Some("Español"));
        assert_eq!(language("AR").map(|language| language.direction()), Some("rtl"));
        assert_eq!(language("tlh"), None);
        assert_eq!(language(""), None);
    }
}
