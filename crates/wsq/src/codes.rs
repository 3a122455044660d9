//! Runs of zeros and bin numbers as symbols, and symbols as Huffman codes.

use crate::Error;

/// What a symbol says; some have bits of their own behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// So many coefficients are in the bin around zero.
    Zeros(u32),
    /// The number of one coefficient's bin.
    Number(i32),
    /// How many zeros follows in so many bits.
    ZerosIn(u8),
    /// The bin's number follows in so many bits; a negative one without its sign.
    NumberIn(u8, bool),
}

/// Bin numbers with a symbol of their own.
const NUMBERS: std::ops::RangeInclusive<i32> = -73..=74;
/// The symbol of bin 0, if it had one.
const MIDDLE: i32 = 180;
/// The longest run there is.
const LONGEST_RUN: u32 = 65_535;

impl Meaning {
    /// Of a symbol (table 4 of the specification).
    pub(crate) fn of(symbol: u8) -> Option<Self> {
        Some(match symbol {
            1..=100 => Self::Zeros(symbol.into()),
            101 => Self::NumberIn(8, false),
            102 => Self::NumberIn(8, true),
            103 => Self::NumberIn(16, false),
            104 => Self::NumberIn(16, true),
            105 => Self::ZerosIn(8),
            106 => Self::ZerosIn(16),
            107..=254 => Self::Number(i32::from(symbol) - MIDDLE),
            0 | 255 => return None,
        })
    }
}

/// A symbol with the bits behind it: how many, and which.
pub(crate) type Spoken = (u8, u8, u16);

fn number(number: i32) -> Spoken {
    let size = number.unsigned_abs().min(u32::from(u16::MAX)) as u16;
    match (NUMBERS.contains(&number), size < 256, number < 0) {
        (true, ..) => ((number + MIDDLE) as u8, 0, 0),
        (_, true, false) => (101, 8, size),
        (_, true, true) => (102, 8, size),
        (_, false, false) => (103, 16, size),
        (_, false, true) => (104, 16, size),
    }
}

fn zeros(count: u32) -> Spoken {
    match count {
        ..=100 => (count as u8, 0, 0),
        101..=255 => (105, 8, count as u16),
        _ => (106, 16, count as u16),
    }
}

/// Tells a row of bin numbers as symbols.
pub(crate) fn speak(numbers: impl IntoIterator<Item = i32>, mut told: impl FnMut(Spoken)) {
    let mut run = 0;
    for each in numbers {
        if each == 0 {
            run += 1;
            if run == LONGEST_RUN {
                told(zeros(std::mem::take(&mut run)));
            }
        } else {
            if run > 0 {
                told(zeros(std::mem::take(&mut run)));
            }
            told(number(each));
        }
    }
    if run > 0 {
        told(zeros(run));
    }
}

/// The longest code there is.
const LONGEST: usize = 16;

/// A table of codes: how many there are of each length, and their symbols, the shortest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    counts: [u8; LONGEST],
    symbols: Vec<u8>,
}

impl Table {
    /// As a file tells it.
    pub(crate) fn new(counts: [u8; LONGEST], symbols: &[u8]) -> Result<Self, Error> {
        // Every code of a length takes its share of all that can be said; the rest must be left for longer ones.
        let mut free = 1u32;
        for count in counts {
            free =
                (free * 2).checked_sub(count.into()).ok_or(Error::Damaged("more codes than there can be"))?;
            free = free.min(1 << LONGEST);
        }
        Ok(Self { counts, symbols: symbols.to_vec() })
    }

    /// The best for symbols that occur so often; none where nothing occurs.
    pub(crate) fn for_counts(occurrences: &[u64; 256]) -> Option<Self> {
        let mut symbols: Vec<u8> = (0..=255).filter(|symbol| occurrences[usize::from(*symbol)] > 0).collect();
        if symbols.is_empty() {
            return None;
        }
        symbols.sort_by_key(|symbol| (std::cmp::Reverse(occurrences[usize::from(*symbol)]), *symbol));
        // One more than there are, and the rarest: no code may be all ones, and its code would be.
        let mut weights: Vec<u64> = symbols.iter().map(|symbol| occurrences[usize::from(*symbol)]).collect();
        weights.push(0);
        let mut lengths = lengths_of(&weights);
        while lengths.iter().any(|length| *length > LONGEST) {
            weights.iter_mut().for_each(|weight| *weight = *weight / 2 + 1);
            lengths = lengths_of(&weights);
        }
        lengths.sort_unstable();
        lengths.pop();
        let mut counts = [0; LONGEST];
        lengths.iter().for_each(|length| counts[length - 1] += 1);
        Some(Self { counts, symbols })
    }

    pub(crate) fn counts(&self) -> &[u8; LONGEST] {
        &self.counts
    }

    pub(crate) fn symbols(&self) -> &[u8] {
        &self.symbols
    }

    /// For each symbol its code and that code's length; 0 for what has none.
    pub(crate) fn codes(&self) -> [(u16, u8); 256] {
        let mut codes = [(0, 0); 256];
        let (mut code, mut symbols) = (0u32, self.symbols.iter());
        for (length, count) in (1u8..).zip(self.counts) {
            for symbol in symbols.by_ref().take(count.into()) {
                codes[usize::from(*symbol)] = (code as u16, length);
                code += 1;
            }
            code <<= 1;
        }
        codes
    }

    /// The next symbol; none where the bits end before it does.
    fn symbol(&self, bits: &mut Bits<'_>) -> Option<Result<u8, Error>> {
        let (mut code, mut first, mut at) = (0u32, 0u32, 0u32);
        for count in self.counts {
            code = code << 1 | bits.bit()?;
            let count = u32::from(count);
            if code < first + count {
                let symbol = self.symbols.get((at + code - first) as usize);
                return Some(symbol.copied().ok_or(Error::Damaged("a code without a meaning")));
            }
            at += count;
            first = (first + count) << 1;
        }
        Some(Err(Error::Damaged("a code that its table does not have")))
    }
}

/// How deep each of these weights, which fall, lies in Huffman's tree.
fn lengths_of(weights: &[u64]) -> Vec<usize> {
    // Leaves from the lightest on, then the nodes above them, which are made in the order of their weights.
    let mut nodes: Vec<u64> = weights.iter().rev().copied().collect();
    let leaves = nodes.len();
    let mut above = vec![0; leaves];
    let (mut leaf, mut node) = (0, leaves);
    while nodes.len() < 2 * leaves - 1 {
        let mut weight = 0;
        for _ in 0..2 {
            let from_leaves = leaf < leaves && (node >= nodes.len() || nodes[leaf] <= nodes[node]);
            let next = if from_leaves { &mut leaf } else { &mut node };
            weight += nodes[*next];
            above[*next] = nodes.len();
            *next += 1;
        }
        nodes.push(weight);
        above.push(0);
    }
    let mut depth = vec![0; nodes.len()];
    for at in (0..nodes.len().saturating_sub(1)).rev() {
        depth[at] = depth[above[at]] + 1;
    }
    depth.truncate(leaves);
    depth
}

/// Coded data up to the next marker, bit by bit; a byte of ones is followed by one of zeros that says nothing.
pub(crate) struct Bits<'b> {
    bytes: &'b [u8],
    at: usize,
    left: u32,
}

impl<'b> Bits<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0, left: 8 }
    }

    fn bit(&mut self) -> Option<u32> {
        let byte = *self.bytes.get(self.at)?;
        if byte == 0xFF && self.bytes.get(self.at + 1) != Some(&0) {
            return None;
        }
        self.left -= 1;
        let bit = u32::from(byte) >> self.left & 1;
        if self.left == 0 {
            self.left = 8;
            self.at += if byte == 0xFF { 2 } else { 1 };
        }
        Some(bit)
    }

    fn number(&mut self, bits: u8) -> Option<u32> {
        (0..bits).try_fold(0, |number, _| Some(number << 1 | self.bit()?))
    }

    /// What the next symbol says, its own bits put in; none where the data end.
    pub(crate) fn next(&mut self, table: &Table) -> Option<Result<Meaning, Error>> {
        let symbol = match table.symbol(self)? {
            Ok(symbol) => symbol,
            Err(error) => return Some(Err(error)),
        };
        Some(match Meaning::of(symbol) {
            Some(Meaning::ZerosIn(bits)) => Ok(Meaning::Zeros(self.number(bits)?)),
            Some(Meaning::NumberIn(bits, negative)) => {
                let number = self.number(bits)? as i32;
                Ok(Meaning::Number(if negative { -number } else { number }))
            }
            Some(meaning) => Ok(meaning),
            None => Err(Error::Damaged("a symbol without a meaning")),
        })
    }
}

/// Writes codes; the last byte is filled with ones.
#[derive(Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Writer {
    pub(crate) fn put(&mut self, value: u16, bits: u8) {
        for at in (0..bits).rev() {
            self.held = self.held << 1 | u32::from(value >> at & 1);
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.held as u8);
                if self.held == 0xFF {
                    self.bytes.push(0);
                }
                (self.held, self.count) = (0, 0);
            }
        }
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        while self.count > 0 {
            self.put(1, 1);
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_runs_come_back() {
        let numbers: Vec<i32> =
            [vec![0; 70_000], vec![1, -1, 74, 75, -73, -74, 255, 256, -255, -256, 65_535]]
                .into_iter()
                .chain([vec![0; 99], vec![3], vec![0; 101], vec![-65_535], vec![0; 256], vec![2]])
                .flatten()
                .collect();
        let mut occurrences = [0; 256];
        speak(numbers.iter().copied(), |(symbol, ..)| occurrences[usize::from(symbol)] += 1);
        let table = Table::for_counts(&occurrences).unwrap();
        let table = Table::new(*table.counts(), table.symbols()).unwrap();
        let codes = table.codes();
        assert!(
            codes.iter().all(|(code, length)| *length == 0 || u32::from(*code) + 1 != 1 << length),
            "all ones"
        );
        let mut writer = Writer::default();
        speak(numbers.iter().copied(), |(symbol, bits, value)| {
            let (code, length) = codes[usize::from(symbol)];
            assert!(length > 0);
            writer.put(code, length);
            writer.put(value, bits);
        });
        let bytes = writer.finish();
        let mut bits = Bits::new(&bytes);
        let mut back = Vec::new();
        while let Some(meaning) = bits.next(&table) {
            match meaning.unwrap() {
                Meaning::Zeros(count) => back.extend(std::iter::repeat_n(0, count as usize)),
                Meaning::Number(number) => back.push(number),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(back, numbers);
    }

    #[test]
    fn no_code_is_longer_than_sixteen_bits() {
        let mut occurrences = [0; 256];
        let (mut a, mut b) = (1u64, 1u64);
        for count in occurrences.iter_mut().skip(1).take(60) {
            *count = a;
            (a, b) = (b, a + b);
        }
        let table = Table::for_counts(&occurrences).unwrap();
        assert_eq!(table.counts().iter().map(|count| u32::from(*count)).sum::<u32>(), 60);
        Table::new(*table.counts(), table.symbols()).unwrap();
    }

    #[test]
    fn one_symbol_alone_has_a_code() {
        let mut occurrences = [0; 256];
        occurrences[7] = 3;
        let table = Table::for_counts(&occurrences).unwrap();
        assert_eq!(table.codes()[7], (0, 1));
    }
}
