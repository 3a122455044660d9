/// Makes new inputs from known ones: bits turned, bytes set to telling values, pieces cut, doubled and crossed.
///
/// The same seed gives the same inputs.
#[derive(Debug, Clone)]
pub struct Mutator {
    state: u64,
    corpus: Vec<Vec<u8>>,
}

/// Inputs grow no longer than this.
const LONGEST: usize = 1 << 20;

impl Mutator {
    /// Starts from `corpus`.
    #[must_use]
    pub fn new(seed: u64, mut corpus: Vec<Vec<u8>>) -> Self {
        if corpus.is_empty() {
            corpus.push(Vec::new());
        }
        Self { state: seed, corpus }
    }

    /// The next input: one of the corpus, altered in one to eight ways.
    pub fn input(&mut self) -> Vec<u8> {
        let which = self.below(self.corpus.len());
        let mut input = self.corpus[which].clone();
        for _ in 0..=self.below(8) {
            self.alter(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn alter(&mut self, input: &mut Vec<u8>) {
        /// Values at which lengths, counts and signs turn over.
        const TELLING: [u8; 8] = [0, 1, 0x7F, 0x80, 0xFF, b'0', b'"', b'{'];
        let at = self.below(input.len().max(1)).min(input.len());
        // Headers stand at the beginning, where most rules are.
        let at = if self.below(2) == 0 { at.min(self.below(64)) } else { at };
        let end = (at + 1 + self.below(32)).min(input.len());
        match self.below(9) {
            0 => {
                let bit = self.below(8);
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            1 => {
                let value = TELLING[self.below(TELLING.len())];
                if let Some(byte) = input.get_mut(at) {
                    *byte = value;
                }
            }
            2 => {
                let value = self.next() as u8;
                if let Some(byte) = input.get_mut(at) {
                    *byte = value;
                }
            }
            3 => {
                // A number of two or four bytes, a little more or less than it was.
                let by = self.below(9) as u8;
                if let Some(byte) = input.get_mut(at) {
                    *byte = byte.wrapping_add(by).wrapping_sub(4);
                }
            }
            4 => input.truncate(at),
            5 => drop(input.drain(at.min(end)..end)),
            6 => {
                let piece = input[at.min(end)..end].to_vec();
                input.splice(at..at, piece);
            }
            7 => {
                let count = 1 + self.below(16);
                let noise: Vec<u8> = (0..count).map(|_| self.next() as u8).collect();
                input.splice(at..at, noise);
            }
            _ => {
                let other = self.below(self.corpus.len());
                let from = self.below(self.corpus[other].len().max(1)).min(self.corpus[other].len());
                input.truncate(at);
                input.extend_from_slice(&self.corpus[other][from..]);
            }
        }
    }

    fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.next()) * count as u128) >> 64) as usize
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_differ_and_the_same_seed_gives_them_again() {
        let corpus = vec![b"a sound input".to_vec(), b"another".to_vec()];
        let inputs = |seed| {
            let mut mutator = Mutator::new(seed, corpus.clone());
            (0..100).map(|_| mutator.input()).collect::<Vec<_>>()
        };
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
        assert!(inputs(1).iter().filter(|input| !corpus.contains(input)).count() > 80);
    }
}
