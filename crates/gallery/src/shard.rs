use std::collections::HashMap;
use std::fmt;

use fingerprint::{FingerPosition, Template};

use crate::block::{Block, HeldPrint};
use crate::{Extent, PersonId, Positions};

/// A part of a gallery that one worker holds and searches.
///
/// Prints lie in blocks of flat memory, as they are stored: reading a stored shard moves nothing
/// ([`Shard::from_bytes`], [`Shard::read`]). A print takes about 600 bytes in all. While a shard is small its prints are kept ready for
/// comparison too, which takes ten times that: see [`Shard::READY_BYTES`].
#[derive(Clone, Default)]
pub struct Shard {
    pub(crate) blocks: Vec<Block>,
    places: HashMap<PersonId, Place>,
    /// Prints by the code of their position.
    counts: [usize; 11],
    readiness: Readiness,
}

/// Where a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub block: u32,
    pub person: u32,
}

/// Whether prints are kept ready for comparison.
#[derive(Debug, Clone, Copy)]
enum Readiness {
    /// All of them, taking so many bytes.
    Ready { bytes: usize },
    /// None, as all would take too much memory; each is made ready when it is compared.
    Packed,
}

impl Default for Readiness {
    fn default() -> Self {
        Self::Ready { bytes: 0 }
    }
}

impl Shard {
    /// Up to so many bytes a shard keeps its prints ready for comparison: about 1,000 people with ten fingers. Beyond,
    /// it keeps them packed: comparing one then takes about half as long again, in a browser more than twice as long.
    pub const READY_BYTES: usize = 64 << 20;

    /// An empty shard.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty shard whose prints are never kept ready: of which few are ever compared.
    #[must_use]
    pub fn packed() -> Self {
        Self { readiness: Readiness::Packed, ..Self::default() }
    }

    /// Adds a person, or replaces all the prints of one already there.
    pub fn insert(&mut self, id: PersonId, prints: &[(FingerPosition, Template)]) {
        self.add(id, |block| block.push(id, prints));
    }

    /// The same with prints that another shard holds.
    pub fn insert_held<'a>(&mut self, id: PersonId, prints: impl IntoIterator<Item = HeldPrint<'a>>) {
        self.add(id, |block| block.push_held(id, prints.into_iter()));
    }

    /// A person's prints; none where they are not here.
    pub fn held(&self, id: &PersonId) -> impl Iterator<Item = HeldPrint<'_>> {
        self.place(id).into_iter().flat_map(|Place { block, person }| {
            let block = &self.blocks[block as usize];
            block.prints_of(person as usize).map(|print| block.held(print))
        })
    }

    fn add(&mut self, id: PersonId, push: impl FnOnce(&mut Block) -> usize) {
        self.remove(&id);
        if self.blocks.last().is_none_or(Block::is_full) {
            self.blocks.last_mut().map(Block::shrink);
            let mut block = Block::default();
            if let Readiness::Ready { .. } = self.readiness {
                block.prepare();
            }
            self.blocks.push(block);
        }
        let last = self.blocks.len() - 1;
        let person = push(&mut self.blocks[last]);
        for print in self.blocks[last].prints_of(person) {
            self.counts[usize::from(self.blocks[last].position(print).code())] += 1;
        }
        self.places.insert(id, Place { block: last as u32, person: person as u32 });
        if let Readiness::Ready { bytes } = self.readiness {
            self.set_ready_bytes(bytes + self.blocks[last].ready_bytes_of(person));
        }
    }

    /// Removes a person; whether they were there.
    pub fn remove(&mut self, id: &PersonId) -> bool {
        let Some(Place { block, person }) = self.places.remove(id) else { return false };
        let block_place = block as usize;
        let block = &mut self.blocks[block_place];
        for print in block.prints_of(person as usize) {
            self.counts[usize::from(block.position(print).code())] -= 1;
        }
        block.remove(person as usize);
        if block.is_sparse() {
            let before = block.ready_bytes();
            *block = block.rewritten();
            let after = block.ready_bytes();
            for (person, id) in self.blocks[block_place].people() {
                self.places.insert(id, Place { block: block_place as u32, person: person as u32 });
            }
            if let Readiness::Ready { bytes } = self.readiness {
                self.set_ready_bytes(bytes + after - before);
            }
        }
        true
    }

    /// A shard of blocks that were stored; who is twice among them, if somebody is.
    pub(crate) fn of(blocks: Vec<Block>) -> Result<Self, PersonId> {
        let mut shard = Self::new();
        // Known before the first print is made ready, so that no memory is taken that is not kept; and before all are
        // counted, of a large shard.
        let mut ready = 0;
        let is_too_much = |block: &Block| {
            ready += block.ready_bytes();
            ready > Self::READY_BYTES
        };
        if blocks.iter().any(is_too_much) {
            shard.readiness = Readiness::Packed;
        }
        shard.places.reserve(blocks.iter().map(Block::places).sum());
        blocks.into_iter().try_for_each(|block| shard.adopt(block))?;
        Ok(shard)
    }

    /// Takes over a block; none of its people may be here or twice in it.
    fn adopt(&mut self, block: Block) -> Result<(), PersonId> {
        let at = self.blocks.len() as u32;
        for (person, id) in block.people() {
            if self.places.insert(id, Place { block: at, person: person as u32 }).is_some() {
                return Err(id);
            }
        }
        for print in block.people().flat_map(|(person, _)| block.prints_of(person)) {
            self.counts[usize::from(block.position(print).code())] += 1;
        }
        self.blocks.push(block);
        match self.readiness {
            Readiness::Packed => self.blocks[at as usize].unprepare(),
            Readiness::Ready { bytes } => {
                self.set_ready_bytes(bytes + self.blocks[at as usize].ready_bytes());
                if let Readiness::Ready { .. } = self.readiness {
                    self.blocks[at as usize].prepare();
                }
            }
        }
        Ok(())
    }

    /// Takes over all people of another shard, as when parts were filled by several threads.
    ///
    /// # Errors
    /// Who is here already; then `other` is dropped and nothing has changed.
    pub fn absorb(&mut self, other: Self) -> Result<(), PersonId> {
        if let Some(id) = other.places.keys().find(|id| self.places.contains_key(*id)) {
            return Err(*id);
        }
        other.blocks.into_iter().try_for_each(|block| self.adopt(block))
    }

    /// Takes over all people of another shard, in place of those of the same name here.
    pub fn replace_with(&mut self, other: Self) {
        for id in other.places.keys() {
            self.remove(id);
        }
        for block in other.blocks {
            // Nobody of the block is here any more, nor twice in one shard.
            let _ = self.adopt(block);
        }
    }

    /// Bytes that the prints take, those made ready aside.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.blocks.iter().map(Block::held_bytes).sum()
    }

    fn set_ready_bytes(&mut self, bytes: usize) {
        self.readiness = if bytes <= Self::READY_BYTES {
            Readiness::Ready { bytes }
        } else {
            self.blocks.iter_mut().for_each(Block::unprepare);
            Readiness::Packed
        };
    }

    /// How many people are held.
    #[must_use]
    pub fn people(&self) -> usize {
        self.places.len()
    }

    /// How many prints are held.
    #[must_use]
    pub fn prints(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Whether anybody here has a print that one of these positions is compared with: without, a search with that
    /// finger says nothing, least of all "no match".
    #[must_use]
    pub fn can_compare(&self, positions: impl Into<Positions>) -> bool {
        self.extent().can_compare(positions)
    }

    /// How much is held.
    #[must_use]
    pub fn extent(&self) -> Extent {
        Extent { people: self.people(), prints: self.counts }
    }

    pub(crate) fn place(&self, id: &PersonId) -> Option<Place> {
        self.places.get(id).copied()
    }
}

impl fmt::Debug for Shard {
    /// How much it holds, and nothing of whom.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shard")
            .field("people", &self.people())
            .field("prints", &self.prints())
            .field("blocks", &self.blocks.len())
            .field("readiness", &self.readiness)
            .finish_non_exhaustive()
    }
}
