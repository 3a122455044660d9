//! The fonts that every PDF reader has (ISO 32000-1, 9.6.2.2): nothing is embedded, and Latin text of western Europe is
//! complete. Widths are those of the fonts' published metrics, in thousandths of the size.

use any_ascii::any_ascii_char;

/// Of printable ASCII, from space on.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
/// Of what stands above ASCII and is no letter: as wide as the widest of those.
const SIGN: u16 = 600;

/// How heavy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// The byte of what the fonts draw (WinAnsi); none for what they do not.
pub(crate) fn drawn(letter: char) -> Option<u8> {
    Some(match letter {
        '\t' | '\n' | '\r' => b' ',
        ' '..='~' => letter as u8,
        '\u{A0}'..='\u{FF}' => letter as u32 as u8,
        '\u{20AC}' => 0x80,
        '\u{2026}' => 0x85,
        '\u{160}' => 0x8A,
        '\u{152}' => 0x8C,
        '\u{17D}' => 0x8E,
        '\u{2018}' => 0x91,
        '\u{2019}' => 0x92,
        '\u{201C}' => 0x93,
        '\u{201D}' => 0x94,
        '\u{2022}' => 0x95,
        '\u{2013}' => 0x96,
        '\u{2014}' => 0x97,
        '\u{161}' => 0x9A,
        '\u{153}' => 0x9C,
        '\u{17E}' => 0x9E,
        '\u{178}' => 0x9F,
        _ => return None,
    })
}

/// Text in the encoding of the fonts. Other letters are written in Latin ones, and one that has none by its number;
/// [`crate::script::legible`] says so beside them.
pub(crate) fn encoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match (drawn(letter), any_ascii_char(letter)) {
            (Some(byte), _) => bytes.push(byte),
            (None, "") if letter.is_alphanumeric() => {
                bytes.extend(format!("U+{:04X}", u32::from(letter)).into_bytes());
            }
            (None, latin) => bytes.extend(latin.bytes().filter(|byte| (b' '..=b'~').contains(byte))),
        }
    }
    bytes
}

/// How wide encoded text is at a size, in points.
pub(crate) fn width(encoded: &[u8], weight: Weight, size: f32) -> f32 {
    let table = if weight == Weight::Bold { &BOLD } else { &REGULAR };
    let of = |byte: u8| table.get(usize::from(byte.wrapping_sub(b' '))).copied();
    let thousandths: u32 = encoded.iter().map(|&byte| u32::from(of(base(byte)).unwrap_or(SIGN))).sum();
    thousandths as f32 * size / 1000.0
}

/// The letter that an accented one is as wide as.
fn base(byte: u8) -> u8 {
    match byte {
        0xC0..=0xC5 => b'A',
        0xC7 => b'C',
        0xC8..=0xCB => b'E',
        0xCC..=0xCF => b'I',
        0xD1 => b'N',
        0xD2..=0xD6 | 0xD8 => b'O',
        0xD9..=0xDC => b'U',
        0xDD => b'Y',
        0xE0..=0xE5 => b'a',
        0xE7 => b'c',
        0xE8..=0xEB => b'e',
        // A dotless i is a little wider than i.
        0xEC..=0xEF => b'I',
        0xF1 => b'n',
        0xF2..=0xF6 | 0xF8 => b'o',
        0xF9..=0xFC => b'u',
        0xFD | 0xFF => b'y',
        0x8A => b'S',
        0x8E => b'Z',
        0x9A => b's',
        0x9E => b'z',
        0x9F => b'Y',
        other => other,
    }
}

/// Encoded text in lines no wider than `room`; a word that is wider alone is cut.
pub(crate) fn lines(text: &str, weight: Weight, size: f32, room: f32) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = Vec::new();
        for word in encoded(paragraph).split(|byte| *byte == b' ').filter(|word| !word.is_empty()) {
            let mut longer = line.clone();
            if !longer.is_empty() {
                longer.push(b' ');
            }
            longer.extend_from_slice(word);
            if width(&longer, weight, size) <= room {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for &byte in word {
                line.push(byte);
                if width(&line, weight, size) > room && line.len() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, vec![byte]));
                }
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spanish_is_written_as_it_is_and_other_scripts_in_latin_letters() {
        assert_eq!(encoded("Núñez ¿sí?"), b"N\xFA\xF1ez \xBFs\xED?");
        assert_eq!(encoded("Иван"), b"Ivan");
        assert!(encoded("\u{0}\u{7}").is_empty());
    }

    #[test]
    fn no_line_is_wider_than_its_room_and_no_word_is_lost() {
        let text = "Twelve points agree over the whole core; supercalifragilisticexpialidocious\nand a second paragraph";
        for room in [30.0, 80.0, 200.0] {
            let lines = lines(text, Weight::Regular, 10.0, room);
            assert!(lines.iter().all(|line| width(line, Weight::Regular, 10.0) <= room));
            let joined: Vec<u8> = lines.concat().into_iter().filter(|byte| *byte != b' ').collect();
            assert_eq!(joined, encoded(text).into_iter().filter(|byte| *byte != b' ').collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_hundred_letters_are_as_wide_as_the_fonts_metrics_say() {
        assert!((width(&encoded("Helvetica"), Weight::Regular, 1000.0) - 4112.0).abs() < 1.0);
        assert_eq!(width(&encoded("ñ"), Weight::Bold, 10.0), width(&encoded("n"), Weight::Bold, 10.0));
    }
}
