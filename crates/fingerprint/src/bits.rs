//! Numbers in as few bits as they need, low bits first: how templates are stored.

/// Writes bits.
#[derive(Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits not yet in `bytes`, and how many.
    pending: u64,
    held: u32,
}

impl BitWriter {
    pub(crate) fn after(bytes: Vec<u8>) -> Self {
        Self { bytes, ..Self::default() }
    }

    /// The lowest `count` bits of `value`; at most 32.
    pub(crate) fn put(&mut self, value: u32, count: u32) {
        self.pending |= (u64::from(value) & ((1 << count) - 1)) << self.held;
        self.held += count;
        while self.held >= 8 {
            self.bytes.push(self.pending as u8);
            self.pending >>= 8;
            self.held -= 8;
        }
    }

    /// A number that is mostly small (Golomb 1966, Rice 1971): the part above `low` bits as that many ones and a
    /// zero, then the `low` bits.
    pub(crate) fn put_rice(&mut self, value: u32, low: u32) {
        for _ in 0..value >> low {
            self.put(1, 1);
        }
        self.put(0, 1);
        self.put(value, low);
    }

    /// All bytes, the last filled up with zeros.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.held > 0 {
            self.bytes.push(self.pending as u8);
        }
        self.bytes
    }
}

/// The bits that [`BitWriter::put_rice`] takes for `values`.
pub(crate) fn rice_bits(values: impl Iterator<Item = u32>, low: u32) -> u32 {
    values.map(|value| (value >> low) + 1 + low).sum()
}

/// Reads what [`BitWriter`] wrote; none where the bytes end too early.
pub(crate) struct BitReader<'a> {
    rest: &'a [u8],
    pending: u64,
    held: u32,
}

impl<'a> BitReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, pending: 0, held: 0 }
    }

    #[inline]
    fn fill(&mut self) {
        while self.held <= 48 {
            let Some((&byte, rest)) = self.rest.split_first() else { return };
            self.pending |= u64::from(byte) << self.held;
            self.held += 8;
            self.rest = rest;
        }
    }

    /// The next `count` bits; at most 32.
    #[inline]
    pub(crate) fn take(&mut self, count: u32) -> Option<u32> {
        self.fill();
        let value = self.pending & ((1 << count) - 1);
        self.held = self.held.checked_sub(count)?;
        self.pending >>= count;
        Some(value as u32)
    }

    #[inline]
    pub(crate) fn take_rice(&mut self, low: u32) -> Option<u32> {
        let mut high = 0u32;
        loop {
            self.fill();
            let ones = self.pending.trailing_ones().min(self.held);
            high = high.checked_add(ones)?;
            self.pending >>= ones;
            self.held -= ones;
            if self.held > 0 {
                break;
            }
            if self.rest.is_empty() {
                return None;
            }
        }
        self.take(1)?;
        let value = self.take(low)?;
        (high <= u32::MAX >> low).then(|| high << low | value)
    }

    /// Whether nothing is left but the zeros that fill up the last byte.
    pub(crate) fn is_done(&self) -> bool {
        self.rest.is_empty() && self.held < 8 && self.pending == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(values in proptest::collection::vec((0u32..5000, 0u32..13), 0..100)) {
            let mut writer = BitWriter::default();
            for &(value, low) in &values {
                writer.put_rice(value, low);
                writer.put(value, 13);
            }
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            for (value, low) in values {
                prop_assert_eq!(reader.take_rice(low), Some(value));
                prop_assert_eq!(reader.take(13), Some(value));
            }
            prop_assert!(reader.is_done());
        }
    }

    #[test]
    fn bytes_that_end_too_early_give_nothing() {
        assert_eq!(BitReader::new(&[0xFF, 0xFF]).take_rice(3), None);
        assert_eq!(BitReader::new(&[0xFF]).take(9), None);
        assert!(!BitReader::new(&[0]).is_done());
    }
}
