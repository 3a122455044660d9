use std::ops::Range;
use std::sync::Arc;

/// The bytes of a stored shard, wherever they lie: in memory or in a mapped file.
pub(crate) type Stored = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// Bytes one after the other: a part of a stored shard, left where it lies, until it is written to; then its own.
#[derive(Clone)]
pub(crate) enum Column {
    Own(Vec<u8>),
    Part(Stored, Range<usize>),
}

impl Column {
    pub(crate) const fn new() -> Self {
        Self::Own(Vec::new())
    }

    /// `range` must lie inside `stored`.
    pub(crate) fn part(stored: &Stored, range: Range<usize>) -> Self {
        debug_assert!(range.end <= (**stored).as_ref().len());
        Self::Part(Arc::clone(stored), range)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Part(stored, range) => (**stored).as_ref().get(range.clone()).unwrap_or_default(),
        }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if let Self::Part(..) = self {
            *self = Self::Own(self.bytes().to_vec());
        }
        if let Self::Own(own) = self {
            own.extend_from_slice(bytes);
        }
    }

    /// The number at `place` in a column of such.
    pub(crate) fn number(&self, place: usize) -> usize {
        let (numbers, _) = self.bytes().as_chunks();
        // 32 bits fit every `usize` that is searched on.
        numbers.get(place).map_or(0, |&number| u32::from_le_bytes(number) as usize)
    }

    pub(crate) fn push_number(&mut self, number: usize) {
        self.push(&(number as u32).to_le_bytes());
    }

    pub(crate) fn shrink(&mut self) {
        if let Self::Own(own) = self {
            own.shrink_to_fit();
        }
    }
}

impl Default for Column {
    fn default() -> Self {
        Self::new()
    }
}
