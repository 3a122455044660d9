//! Text in scripts that the file's fonts do not draw.
//!
//! The fonts that every reader has are Latin. One that covers the scripts of the world weighs tens of megabytes, and most of
//! them want shaping and an order from right to left, which is a text engine. So letters of other scripts are written in
//! Latin ones, and the file says of what they are and where the text stands as it was written: never is a name changed
//! without a word.

use std::borrow::Cow;

use crate::Language;
use crate::helvetica::drawn;

const LATIN: [&str; 2] = ["Latin with further marks", "latino con otros signos"];
const ARABIC: [&str; 2] = ["Arabic", "árabe"];
const GEORGIAN: [&str; 2] = ["Georgian", "georgiano"];
const HANGUL: [&str; 2] = ["Korean", "coreano"];
const CHINESE: [&str; 2] = ["Chinese", "chino"];
const OTHER: [&str; 2] = ["another script", "otra escritura"];

/// Blocks of Unicode, in order, with their script's name in English and in Spanish.
const SCRIPTS: &[(u32, u32, [&str; 2])] = &[
    (0x0100, 0x02AF, LATIN),
    (0x0370, 0x03FF, ["Greek", "griego"]),
    (0x0400, 0x052F, ["Cyrillic", "cirílico"]),
    (0x0530, 0x058F, ["Armenian", "armenio"]),
    (0x0590, 0x05FF, ["Hebrew", "hebreo"]),
    (0x0600, 0x06FF, ARABIC),
    (0x0700, 0x074F, ["Syriac", "siríaco"]),
    (0x0750, 0x077F, ARABIC),
    (0x08A0, 0x08FF, ARABIC),
    (0x0900, 0x097F, ["Devanagari", "devanagari"]),
    (0x0980, 0x09FF, ["Bengali", "bengalí"]),
    (0x0A00, 0x0A7F, ["Gurmukhi", "gurmukhi"]),
    (0x0A80, 0x0AFF, ["Gujarati", "guyaratí"]),
    (0x0B80, 0x0BFF, ["Tamil", "tamil"]),
    (0x0C00, 0x0C7F, ["Telugu", "telugu"]),
    (0x0D80, 0x0DFF, ["Sinhala", "cingalés"]),
    (0x0E00, 0x0E7F, ["Thai", "tailandés"]),
    (0x0E80, 0x0EFF, ["Lao", "lao"]),
    (0x0F00, 0x0FFF, ["Tibetan", "tibetano"]),
    (0x1000, 0x109F, ["Burmese", "birmano"]),
    (0x10A0, 0x10FF, GEORGIAN),
    (0x1100, 0x11FF, HANGUL),
    (0x1200, 0x139F, ["Ethiopic", "etíope"]),
    (0x1780, 0x17FF, ["Khmer", "jemer"]),
    (0x1800, 0x18AF, ["Mongolian", "mongol"]),
    (0x1C90, 0x1CBF, GEORGIAN),
    (0x1E00, 0x1EFF, LATIN),
    (0x1F00, 0x1FFF, ["Greek", "griego"]),
    (0x2D00, 0x2D2F, GEORGIAN),
    (0x3040, 0x30FF, ["Japanese", "japonés"]),
    (0x3400, 0x9FFF, CHINESE),
    (0xAC00, 0xD7AF, HANGUL),
    (0xF900, 0xFAFF, CHINESE),
    (0xFB50, 0xFDFF, ARABIC),
    (0xFE70, 0xFEFF, ARABIC),
    (0x20000, 0x3FFFF, CHINESE),
];

/// The text, and after it in which scripts letters of it are written that the fonts do not draw.
pub(crate) fn legible(text: &str, language: Language) -> Cow<'_, str> {
    let mut scripts = Vec::<&str>::new();
    for letter in text.chars().filter(|letter| drawn(*letter).is_none() && letter.is_alphanumeric()) {
        let known = SCRIPTS.iter().find(|(first, last, _)| (*first..=*last).contains(&u32::from(letter)));
        let name = language.one_of(known.map_or(OTHER, |(_, _, names)| *names));
        if !scripts.contains(&name) {
            scripts.push(name);
        }
    }
    match scripts.is_empty() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("{} {}", text.trim_end(), language.written_in(&scripts.join(", ")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fonts_draw_stays_as_it_is() {
        let text = "Núñez Çelik, \u{201C}Šimon\u{201D}: 3 €";
        assert_eq!(legible(text, Language::English), text);
    }

    #[test]
    fn a_name_in_another_script_says_in_which() {
        for (name, script) in [
            ("Наталья", "Cyrillic"),
            ("محمد علي", "Arabic"),
            ("ნინო", "Georgian"),
            ("王小明", "Chinese"),
            ("Nguyễn", "Latin with further marks"),
            ("አበበ", "Ethiopic"),
            ("\u{A000}\u{A001}", "another script"),
        ] {
            let said = legible(name, Language::English);
            assert!(said.starts_with(name) && said.contains(script), "{said}");
        }
        assert!(legible("Наталья", Language::Spanish).contains("escrito en cirílico"));
    }

    #[test]
    fn blocks_are_in_order_and_none_overlaps() {
        assert!(SCRIPTS.windows(2).all(|two| two[0].0 <= two[0].1 && two[0].1 < two[1].0));
    }
}
