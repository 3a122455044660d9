use any_ascii::any_ascii_char;

use crate::sound::{keys, said_alike, skeleton};

/// A name as somebody wrote it, in parts of Latin letters whose order says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    parts: Vec<String>,
}

/// Words between names, which are written or left out at will.
const PARTICLES: [&str; 26] = [
    "al", "el", "ul", "ad", "as", "ash", "ar", "bin", "ibn", "bint", "da", "das", "de", "del", "den", "der",
    "di", "do", "dos", "du", "la", "las", "le", "los", "van", "von",
];

/// From here on two spellings may be of one name.
const ALIKE: f64 = 0.82;

impl Name {
    /// Reads a name in any script. What is no letter and no digit separates parts, but for apostrophes and accents.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut parts: Vec<String> = text
            .split(|letter: char| !letter.is_alphanumeric() && !is_within(letter))
            .flat_map(latin)
            .filter(|part| !part.is_empty())
            .collect();
        let named = |part: &String| !PARTICLES.contains(&part.as_str());
        if parts.iter().any(named) {
            parts.retain(named);
        }
        Self { parts }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// How alike two names are: 0 (nothing in common) to 1 (the same, but for order, accents and script). The same
    /// either way round.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        // In an order of their own, so that ties fall alike either way round.
        let mut both = [self, other];
        both.sort_by(|a, b| (a.parts.len(), &a.parts).cmp(&(b.parts.len(), &b.parts)));
        let [short, long] = both;
        if short.parts.is_empty() {
            return 0.0;
        }
        // All pairs, the most alike first; what is joined in one may be two parts of the other.
        let mut pairs = Vec::new();
        for (at, part) in short.units() {
            for (against, other) in long.units() {
                let alike = part_likeness(&part, &other);
                // One of both is as it was written.
                if alike > 0.0 && (at.len() == 1 || against.len() == 1) {
                    pairs.push((alike, at.clone(), against));
                }
            }
        }
        pairs.sort_by(|a, b| {
            let size = |pair: &(f64, Range, Range)| pair.1.len() + pair.2.len();
            b.0.total_cmp(&a.0).then(size(b).cmp(&size(a))).then_with(|| {
                (a.1.start, a.1.end, a.2.start, a.2.end).cmp(&(b.1.start, b.1.end, b.2.start, b.2.end))
            })
        });
        let (mut used_short, mut used_long) = (vec![false; short.parts.len()], vec![false; long.parts.len()]);
        let (mut sum, mut together) = (0.0, 0);
        for (alike, at, against) in pairs {
            let free = !used_short[at.clone()].contains(&true) && !used_long[against.clone()].contains(&true);
            if free {
                used_short[at.clone()].fill(true);
                used_long[against.clone()].fill(true);
                sum += alike * at.len() as f64;
                together += 1;
            }
        }
        let covered = used_long.iter().filter(|used| **used).count() as f64 / long.parts.len() as f64;
        let mut likeness = sum / short.parts.len() as f64 * (0.88 + 0.12 * covered);
        if together == 1 && covered < 1.0 {
            // One name in common is one that thousands have.
            likeness *= 0.75;
        }
        likeness as f32
    }

    /// What it is found under.
    pub(crate) fn keys(&self) -> Vec<String> {
        let mut all: Vec<String> = self.units().flat_map(|(_, part)| keys(&part)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The parts, and each two neighbours as one: "Xiao Ming" is also "Xiaoming".
    fn units(&self) -> impl Iterator<Item = (Range, String)> + '_ {
        let single = self.parts.iter().enumerate().map(|(at, part)| (at..at + 1, part.clone()));
        let joined = self.parts.windows(2).enumerate().map(|(at, two)| (at..at + 2, two.concat()));
        single.chain(joined)
    }
}

type Range = std::ops::Range<usize>;

/// How alike two parts are: 0 or from [`ALIKE`] to 1.
fn part_likeness(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() == 1 {
        // An initial.
        return if long.starts_with(short) { ALIKE } else { 0.0 };
    }
    let spelled = strsim::jaro_winkler(one, other);
    let sounds = skeleton(one);
    let sounds_same = sounds == skeleton(other) && sounds.len() >= 2;
    let said_alike = || said_alike(one).any(|spelling| said_alike(other).any(|it| it == spelling));
    let alike = if sounds_same || said_alike() { spelled.max(0.94) } else { spelled };
    if alike >= ALIKE { alike } else { 0.0 }
}

/// Whether a sign stands within a part of a name: an apostrophe, or an accent that was written for itself.
fn is_within(sign: char) -> bool {
    matches!(sign, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | 'ʹ' | 'ʻ') || any_ascii_char(sign).is_empty()
}

/// A word in lower-case Latin letters; scripts that write syllables give one part for each.
fn latin(word: &str) -> Vec<String> {
    // The article is written on to the word in Arabic, and apart or not at all elsewhere.
    let word = match word.strip_prefix("ال") {
        Some(rest) if rest.chars().count() > 2 => rest,
        _ => word,
    };
    let mut parts = vec![String::new()];
    for sign in word.chars() {
        let first = parts.last().is_none_or(String::is_empty);
        let letters = match sign {
            // Signs for a long vowel as well as for a consonant: which, their place tells mostly.
            'و' if !first => "u",
            'ي' | 'ى' | 'ی' if !first => "i",
            'ا' | 'أ' | 'إ' | 'آ' | 'ع' | 'ة' => "a",
            _ => any_ascii_char(sign),
        };
        let letters = letters.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase());
        if is_syllable(sign) {
            parts.push(letters.collect());
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.extend(letters);
        }
    }
    parts
}

/// Chinese characters and Korean syllables.
fn is_syllable(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{3134F}')
}
