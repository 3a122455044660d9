//! French names as Haitian Creole writes them down: by their sounds. "Saint-Louis" is "Sen Lwi", "Robert" is "Wobè".
//!
//! Creole spelling has one sign for each sound, so a French spelling is read by French rules, said as in Haiti (no rounded
//! front vowels; r is w before a rounded vowel and silent after a vowel), and written in Creole's letters. Accents are gone
//! by then, and with them whether a last e is said: both readings are given.

/// What must follow, or stand before, for a rule to hold.
#[derive(Clone, Copy)]
enum Where {
    Anywhere,
    /// The word ends behind it, but for consonants and an e that are not said.
    AtEnd,
    /// A vowel follows.
    BeforeVowel,
    /// e, i or y follows.
    BeforeFront,
    /// No vowel follows, nor another m or n: then a vowel before m or n is said through the nose.
    Nasal,
    /// Between two vowels.
    Between,
    /// A rounded vowel follows.
    BeforeRounded,
    /// Behind a vowel, with no vowel after it.
    Closing,
    AtStart,
}

use Where::{Anywhere, AtEnd, AtStart, BeforeFront, BeforeRounded, BeforeVowel, Between, Closing, Nasal};

/// Letters, where, and the sound in Creole's letters; the first that fits holds.
const RULES: [(&str, Where, &str); 78] = [
    ("eaux", AtEnd, "o"),
    ("ault", AtEnd, "o"),
    ("eau", Anywhere, "o"),
    ("aux", AtEnd, "o"),
    ("au", Anywhere, "o"),
    ("eux", AtEnd, "e"),
    ("oeu", Anywhere, "e"),
    ("ieu", Anywhere, "ye"),
    ("eu", Anywhere, "e"),
    ("aim", Nasal, "en"),
    ("ain", Nasal, "en"),
    ("ein", Nasal, "en"),
    ("oin", Nasal, "wen"),
    ("ien", Nasal, "yen"),
    ("ean", Nasal, "an"),
    ("in", Nasal, "en"),
    ("im", Nasal, "en"),
    ("yn", Nasal, "en"),
    ("ym", Nasal, "en"),
    ("un", Nasal, "en"),
    ("an", Nasal, "an"),
    ("am", Nasal, "an"),
    ("en", Nasal, "an"),
    ("em", Nasal, "an"),
    ("on", Nasal, "on"),
    ("om", Nasal, "on"),
    // A c that has lost its cedilla.
    ("cois", AtEnd, "swa"),
    ("oi", Anywhere, "wa"),
    ("oy", AtEnd, "wa"),
    ("oe", Anywhere, "owe"),
    ("ou", BeforeVowel, "w"),
    ("ou", Anywhere, "ou"),
    ("ui", Anywhere, "wi"),
    ("ai", Anywhere, "e"),
    ("ei", Anywhere, "e"),
    ("ay", AtEnd, "e"),
    ("er", AtEnd, "e"),
    ("ez", AtEnd, "e"),
    ("et", AtEnd, "e"),
    ("ill", BeforeVowel, "iy"),
    ("ch", Anywhere, "ch"),
    ("ph", Anywhere, "f"),
    ("th", Anywhere, "t"),
    ("gn", Anywhere, "ny"),
    ("cqu", Anywhere, "k"),
    ("qu", Anywhere, "k"),
    ("gu", BeforeFront, "g"),
    ("ge", BeforeRounded, "j"),
    ("sc", BeforeFront, "s"),
    ("ck", Anywhere, "k"),
    ("pt", Anywhere, "t"),
    ("ss", Anywhere, "s"),
    ("rr", BeforeRounded, "w"),
    ("rr", Closing, ""),
    ("c", BeforeFront, "s"),
    ("g", BeforeFront, "j"),
    ("r", BeforeRounded, "w"),
    ("r", Closing, ""),
    ("s", Between, "z"),
    ("x", AtStart, "z"),
    ("x", Anywhere, "ks"),
    ("h", Anywhere, ""),
    ("q", Anywhere, "k"),
    ("c", Anywhere, "k"),
    ("i", BeforeVowel, "y"),
    ("u", BeforeVowel, "y"),
    ("u", Anywhere, "i"),
    ("y", BeforeVowel, "y"),
    ("y", Anywhere, "i"),
    ("a", Anywhere, "a"),
    ("e", Anywhere, "e"),
    ("i", Anywhere, "i"),
    ("o", Anywhere, "o"),
    ("ll", Anywhere, "l"),
    ("nn", Anywhere, "n"),
    ("mm", Anywhere, "m"),
    ("tt", Anywhere, "t"),
    ("pp", Anywhere, "p"),
];

/// A part of a name, in lower-case Latin letters, as Creole would write it: with a last e said, and without.
pub(crate) fn spellings(part: &str) -> Vec<String> {
    let mut all = vec![spelled(part)];
    let stem = part.trim_end_matches('s');
    if let Some(stem) = stem.strip_suffix('e').filter(|stem| stem.len() > 1) {
        // What stands behind the last consonant of a group is not said either: "Baptiste" is "Batis".
        let last = GROUPS.iter().find_map(|(group, said)| Some((stem.strip_suffix(group)?, said)));
        let stem = last.map_or_else(|| stem.to_owned(), |(rest, said)| format!("{rest}{said}"));
        // An e that is not said keeps the consonant before it from falling silent; the mark is dropped again.
        all.push(spelled(&format!("{stem}{MUTE}")));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Consonants that end a word before an e that is not said, and what of them is.
const GROUPS: [(&str, &str); 14] = [
    ("st", "ss"),
    ("br", "b"),
    ("tr", "t"),
    ("dr", "d"),
    ("vr", "v"),
    ("pr", "p"),
    ("cr", "c"),
    ("gr", "g"),
    ("fr", "f"),
    ("bl", "b"),
    ("pl", "p"),
    ("cl", "c"),
    ("gl", "g"),
    ("fl", "f"),
];

/// Stands for an e that is written and not said.
const MUTE: char = '\'';

fn spelled(part: &str) -> String {
    let said = without_silent_end(part);
    let mut sounds = String::new();
    let mut at = 0;
    while let Some(letter) = said[at..].chars().next() {
        let rule = RULES.iter().find(|(letters, place, _)| {
            said[at..].starts_with(letters) && holds(*place, &said, at, at + letters.len())
        });
        match rule {
            Some((letters, _, sound)) => {
                push(&mut sounds, sound);
                at += letters.len();
            }
            None => {
                if letter != MUTE {
                    push(&mut sounds, letter.encode_utf8(&mut [0; 4]));
                }
                at += letter.len_utf8();
            }
        }
    }
    sounds
}

/// A sound said twice is said once.
fn push(sounds: &mut String, sound: &str) {
    for letter in sound.chars() {
        if !sounds.ends_with(letter) {
            sounds.push(letter);
        }
    }
}

/// The consonants that end a French word unsaid, behind a vowel or a nasal, taken away.
fn without_silent_end(part: &str) -> String {
    let said = part.trim_end_matches(['d', 's', 't', 'x', 'z', 'p']);
    let end_matters =
        ["ez", "et", "eaux", "aux", "eux", "ault", "cois"].iter().any(|end| part.ends_with(end));
    // What would be left without a vowel, or ends in one that these letters belong to, is read as it is.
    if end_matters || !said.contains(is_vowel) { part.to_owned() } else { said.to_owned() }
}

fn holds(place: Where, part: &str, from: usize, to: usize) -> bool {
    let before = part[..from].chars().next_back();
    let mut rest = part[to..].chars();
    let (after, then) = (rest.next(), rest.next());
    let vowel = |letter: Option<char>| letter.is_some_and(is_vowel);
    match place {
        Anywhere => true,
        AtStart => before.is_none(),
        AtEnd => after.is_none(),
        BeforeVowel => vowel(after),
        BeforeFront => matches!(after, Some('e' | 'i' | 'y' | MUTE)),
        Nasal => !vowel(after) && !matches!(after, Some('m' | 'n' | 'h' | MUTE)),
        Between => vowel(before) && (vowel(after) || after == Some(MUTE)),
        BeforeRounded => {
            matches!((after, then), (Some('o'), _) | (Some('a'), Some('u')) | (Some('e'), Some('a')))
        }
        Closing => vowel(before) && !vowel(after),
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_names_are_spelled_as_they_sound_in_haiti() {
        let mut wrong = Vec::new();
        for (french, creole) in [
            ("saint", "sen"),
            ("louis", "lwi"),
            ("pierre", "pye"),
            ("jean", "jan"),
            ("robert", "wobe"),
            ("rose", "woz"),
            ("charles", "chal"),
            ("georges", "joj"),
            ("jacques", "jak"),
            ("joseph", "jozef"),
            ("philippe", "filip"),
            ("guillaume", "giyom"),
            ("francois", "franswa"),
            ("toussaint", "tousen"),
            ("roger", "woje"),
            ("emmanuel", "emanyel"),
            ("daniel", "danyel"),
            ("dieudonne", "dyedone"),
            ("celestin", "selesten"),
            ("augustin", "ogisten"),
            ("auguste", "ogis"),
            ("baptiste", "batis"),
            ("etienne", "etyen"),
            ("beauvoir", "bovwa"),
            ("laguerre", "lage"),
            ("victor", "vikto"),
            ("jules", "jil"),
            ("noel", "nowel"),
            ("edouard", "edwa"),
            ("leroy", "lewa"),
        ] {
            let found = spellings(french);
            wrong.extend((!found.iter().any(|it| it == creole)).then_some((french, creole, found)));
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
