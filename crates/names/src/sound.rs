//! What a part of a name sounds like, roughly, in any of the languages that it may have been written down in.

use rphonetic::DoubleMetaphone;

use crate::creole;

/// The keys under which a part is found: parts that share one may be the same, spelled differently.
pub(crate) fn keys(part: &str) -> Vec<String> {
    let skeleton = skeleton(part);
    let sounds = DoubleMetaphone::default().double_metaphone(part);
    let mut keys = vec![format!("m{}", sounds.primary()), format!("m{}", sounds.alternate())];
    if skeleton.len() >= 3 {
        // The beginning or the end may be what was heard or spelled differently.
        keys.push(format!("b{}", &skeleton[..3]));
        keys.push(format!("e{}", &skeleton[1..]));
    }
    keys.push(format!("s{skeleton}"));
    keys.extend(said_alike(part).map(|spelling| format!("c{spelling}")));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Spellings of a part by which it is the same as another that has one of them: its own, and how Haitian Creole would
/// write it were it French. Very short ones say nothing.
pub(crate) fn said_alike(part: &str) -> impl Iterator<Item = String> {
    let mut spellings = creole::spellings(part);
    spellings.push(part.to_owned());
    spellings.into_iter().filter(|spelling| spelling.len() >= 3)
}

/// The consonants, those that are written for one another taken for one (b, v, w and f; s, z, x and ch; c, k and q; j
/// and y); vowels only as one sign at the beginning. Scripts that write no vowels have nothing else, and transliterations
/// mostly differ in them.
pub(crate) fn skeleton(part: &str) -> String {
    let mut rest = part;
    let mut sounds = String::new();
    while let Some(letter) = rest.chars().next() {
        let (sound, length) = sound(rest, sounds.is_empty() && rest.len() == part.len());
        if let Some(sound) = sound
            && !sounds.ends_with(sound)
        {
            sounds.push(sound);
        }
        rest = &rest[length.max(letter.len_utf8())..];
    }
    sounds
}

/// Letters that stand for one sound, before single ones are looked at.
const GROUPS: [(&str, Option<char>); 27] = [
    ("shch", Some('S')),
    ("tsch", Some('S')),
    ("sch", Some('S')),
    ("tch", Some('S')),
    ("dzh", Some('J')),
    ("dj", Some('J')),
    ("zh", Some('S')),
    ("ch", Some('S')),
    ("sh", Some('S')),
    ("sz", Some('S')),
    ("cz", Some('S')),
    ("ts", Some('S')),
    ("tz", Some('S')),
    ("hs", Some('S')),
    ("kh", Some('K')),
    ("gh", Some('K')),
    ("ck", Some('K')),
    ("qu", Some('K')),
    ("ph", Some('F')),
    ("th", Some('T')),
    ("dh", Some('T')),
    ("gn", Some('N')),
    ("nh", Some('N')),
    ("ge", Some('J')),
    ("gi", Some('J')),
    ("ce", Some('S')),
    ("ci", Some('S')),
];

/// The sound that a text begins with, if it is one that counts, and over how many letters it goes.
fn sound(text: &str, first: bool) -> (Option<char>, usize) {
    if let Some((group, sound)) = GROUPS.iter().find(|(group, _)| text.starts_with(group)) {
        return (*sound, group.len());
    }
    let sound = match text.as_bytes().first() {
        Some(b'b' | b'v' | b'w' | b'f') => Some('F'),
        Some(b'c' | b'k' | b'q' | b'g') => Some('K'),
        Some(b'd' | b't') => Some('T'),
        Some(b'j') => Some('J'),
        Some(b'y') if first => Some('J'),
        Some(b'l') => Some('L'),
        Some(b'm') => Some('M'),
        Some(b'n') => Some('N'),
        Some(b'p') => Some('P'),
        Some(b'r') => Some('R'),
        Some(b's' | b'x' | b'z') => Some('S'),
        Some(digit @ b'0'..=b'9') => Some(char::from(*digit)),
        Some(b'a' | b'e' | b'i' | b'o' | b'u') if first => Some('A'),
        _ => None,
    };
    (sound, 1)
}
