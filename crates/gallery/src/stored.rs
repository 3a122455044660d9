use std::io::{self, Read as _};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use fingerprint::{FingerPosition, Sketch, Template, TemplateError};
use sha2::{Digest, Sha256};

use crate::block::Block;
use crate::column::{Column, Stored};
use crate::{PersonId, Shard};

/// Why bytes do not make a shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// The bytes do not start as a shard of a version this program reads.
    #[error("these bytes are not a gallery shard of version {VERSION}: fetch it again")]
    Format,
    /// The bytes were cut short or altered.
    #[error("the gallery shard is damaged (its checksum does not hold): fetch it again")]
    Checksum,
    /// A print in it is no template.
    #[error("print {print} of block {block} of the gallery shard cannot be read: {reason}")]
    Print {
        /// The block's place among the shard's.
        block: usize,
        /// Its place among the block's prints.
        print: usize,
        /// What is wrong with it.
        reason: TemplateError,
    },
    /// A person is in it twice.
    #[error("the gallery shard holds person {} twice", u128::from_be_bytes(person.0))]
    Twice {
        /// Who.
        person: PersonId,
    },
    /// The checksum holds, yet the parts do not fit together: whoever wrote it was wrong.
    #[error("block {block} of the gallery shard contradicts itself")]
    Structure {
        /// The block's place among the shard's.
        block: usize,
    },
    /// Where it lies could not be read.
    #[error("the gallery shard could not be read: {reason}")]
    Unread {
        /// What the system said.
        reason: String,
    },
}

pub(crate) const MAGIC: &[u8; 4] = b"UGS\x03";
const VERSION: u8 = MAGIC[3];
pub(crate) const CHECKSUM: usize = 32;

/// What stands before a block: its number of people, of prints and of bytes in all templates.
#[derive(Clone, Copy)]
pub(crate) struct Counts {
    pub people: usize,
    prints: usize,
    templates: usize,
}

impl Counts {
    pub(crate) const BYTES: usize = 12;

    fn of(block: &Block) -> Self {
        Self { people: block.places(), prints: block.prints(), templates: block.templates.bytes().len() }
    }

    fn to_bytes(self) -> Vec<u8> {
        let counts = [self.people, self.prints, self.templates];
        counts.into_iter().flat_map(|count| (count as u32).to_le_bytes()).collect()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let (numbers, _) = bytes.as_chunks();
        let number = |at: usize| numbers.get(at).map_or(0, |&number| u32::from_le_bytes(number) as usize);
        Self { people: number(0), prints: number(1), templates: number(2) }
    }

    /// Bytes of all columns; none where no memory could hold them.
    pub(crate) fn columns(self) -> Option<usize> {
        let people = self.people.checked_mul(16 + 4)?;
        let prints = self.prints.checked_mul(1 + Sketch::BYTES + 4)?;
        people.checked_add(prints)?.checked_add(self.templates)
    }
}

impl Shard {
    /// The stored form: see [`Self::write`].
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes =
            Vec::with_capacity(self.held_bytes() + (self.blocks.len() + 2) * (Counts::BYTES + CHECKSUM));
        // Memory takes whatever is written.
        let _ = self.write(&mut bytes);
        bytes
    }

    /// Writes the stored form, little-endian: `"UGS"`, version; blocks of people, each with the SHA-256 of it; a block
    /// of nobody; the SHA-256 of the blocks' SHA-256, one after the other.
    ///
    /// A block is the number of people, of prints and of bytes in all templates, 32 bits each; the people's ids, 16
    /// bytes each; for each how many prints there are up to and with theirs, 32 bits each; the prints' positions
    /// (FGP codes), a byte each; their sketches, [`Sketch::BYTES`] each; for each how many bytes of templates there
    /// are up to and with its own, 32 bits each; the templates. This is also how prints lie in memory.
    ///
    /// # Errors
    /// What `to` says.
    pub fn write(&self, to: &mut impl io::Write) -> io::Result<()> {
        to.write_all(MAGIC)?;
        let mut checksum = Sha256::new();
        let mut write = |block: &Block| {
            let mut digest = Sha256::new();
            for part in [&Counts::of(block).to_bytes()[..]].into_iter().chain(columns(block)) {
                digest.update(part);
                to.write_all(part)?;
            }
            let digest = digest.finalize();
            checksum.update(digest);
            to.write_all(&digest)
        };
        // Whole blocks as they are, the others put together.
        let mut rest = Block::default();
        for block in &self.blocks {
            if block.is_full() && !block.has_gaps() {
                write(block)?;
                continue;
            }
            for (place, _) in block.people() {
                rest.copy_person(block, place);
                if rest.is_full() {
                    write(&std::mem::take(&mut rest))?;
                }
            }
        }
        if rest.places() > 0 {
            write(&rest)?;
        }
        to.write_all(&[0; Counts::BYTES])?;
        to.write_all(&checksum.finalize())
    }

    /// Whether bytes that start so may be a stored form that this program reads.
    #[must_use]
    pub fn reads(start: &[u8]) -> bool {
        start.starts_with(MAGIC)
    }

    /// Reads the stored form and nothing after it, block by block, each into memory of its own, which takes no more than
    /// the block does. Total: any bytes give a shard or an error.
    ///
    /// # Errors
    /// [`ShardError`]; a truncated or altered shard is refused by its checksums.
    pub fn read(from: impl io::Read) -> Result<Self, ShardError> {
        let mut source = Streamed(from);
        let blocks = Blocks::begin(&mut source, Check::Everything)?;
        blocks.checked()?.into_shard()
    }

    /// The same, with blocks checked by several threads side by side.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_by_threads(
        from: impl io::Read + Send,
        threads: usize,
        check: Check,
    ) -> Result<Self, ShardError> {
        let mut source = Streamed(from);
        let blocks = Blocks::begin(&mut source, check)?;
        let checked = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(|| blocks.checked())).collect();
            let cut_off = || ShardError::Unread { reason: "a thread was cut off".into() };
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|_| Err(cut_off())))
                .collect::<Result<Vec<_>, _>>()
        })?;
        Checked(checked.into_iter().flat_map(|part| part.0).collect()).into_shard()
    }

    /// Reads the stored form, which is all of `bytes`. The prints stay where they are: `bytes` is kept (a `Vec<u8>`
    /// moved in, a mapped file) and searched in place.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_bytes(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self, ShardError> {
        let mut whole = Whole { stored: Arc::new(bytes), at: 0 };
        let shard = Blocks::begin(&mut whole, Check::Everything)?.checked()?.into_shard()?;
        if whole.at == (*whole.stored).as_ref().len() { Ok(shard) } else { Err(ShardError::Checksum) }
    }
}

fn columns(block: &Block) -> impl Iterator<Item = &[u8]> {
    let Block { ids, ends, positions, sketches, template_ends, templates, .. } = block;
    [ids, ends, positions, sketches, template_ends, templates].into_iter().map(Column::bytes)
}

/// Where a stored shard comes from.
trait Source {
    /// The next `count` bytes.
    fn take(&mut self, count: usize) -> Result<(Stored, Range<usize>), ShardError>;
}

/// Bytes that stay where they are.
struct Whole {
    stored: Stored,
    at: usize,
}

impl Source for Whole {
    fn take(&mut self, count: usize) -> Result<(Stored, Range<usize>), ShardError> {
        let end = self.at.checked_add(count).filter(|&end| end <= (*self.stored).as_ref().len());
        let range = self.at..end.ok_or(ShardError::Checksum)?;
        self.at = range.end;
        Ok((Arc::clone(&self.stored), range))
    }
}

/// Bytes that come one after the other.
struct Streamed<R>(R);

impl<R: io::Read> Source for Streamed<R> {
    fn take(&mut self, count: usize) -> Result<(Stored, Range<usize>), ShardError> {
        /// No more is believed of a block's size before so many bytes of it came.
        const BELIEVED: usize = 16 << 20;
        let mut bytes = Vec::with_capacity(count.min(BELIEVED));
        let unread = |error: io::Error| ShardError::Unread { reason: error.to_string() };
        self.0.by_ref().take(count as u64).read_to_end(&mut bytes).map_err(unread)?;
        if bytes.len() < count { Err(ShardError::Checksum) } else { Ok((Arc::new(bytes), 0..count)) }
    }
}

/// What is looked at in a stored shard before it is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Checksums, parts and every print.
    Everything,
    /// Only whether the parts fit together: the bytes are known to be, to the last one, what this program wrote of a shard
    /// that was whole, as when they were sealed. Searching what is not so finds nothing in it, and no more.
    Parts,
}

/// A block as it is stored, not looked at yet.
pub(crate) struct Unchecked {
    check: Check,
    number: usize,
    counts: Counts,
    stored: Stored,
    columns: Range<usize>,
    pub checksum: [u8; CHECKSUM],
}

/// The blocks of a stored shard, to be taken one after the other, by several threads or one.
struct Blocks<'a, S>(Mutex<Remaining<'a, S>>);

struct Remaining<'a, S> {
    check: Check,
    source: &'a mut S,
    number: usize,
    /// Of all blocks' checksums so far.
    checksum: Sha256,
    is_done: bool,
}

impl<'a, S: Source> Blocks<'a, S> {
    fn begin(source: &'a mut S, check: Check) -> Result<Self, ShardError> {
        match source.take(MAGIC.len()) {
            Ok((stored, range)) if (*stored).as_ref().get(range.clone()).is_some_and(Shard::reads) => {
                let checksum = Sha256::new();
                Ok(Self(Mutex::new(Remaining { check, source, number: 0, checksum, is_done: false })))
            }
            Ok(_) | Err(ShardError::Checksum) => Err(ShardError::Format),
            Err(error) => Err(error),
        }
    }

    /// Takes and checks blocks till there are no more.
    fn checked(&self) -> Result<Checked, ShardError> {
        let mut checked = Vec::new();
        loop {
            let next = self.0.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(block) = next? else { return Ok(Checked(checked)) };
            checked.push((block.number, block.check()?));
        }
    }
}

impl<S: Source> Remaining<'_, S> {
    fn next(&mut self) -> Result<Option<Unchecked>, ShardError> {
        if self.is_done {
            return Ok(None);
        }
        // After an error there is no telling where anything starts.
        self.is_done = true;
        let (header, range) = self.source.take(Counts::BYTES)?;
        let counts = Counts::from_bytes((*header).as_ref().get(range).unwrap_or_default());
        let columns = counts.columns().and_then(|columns| columns.checked_add(CHECKSUM));
        let (stored, range) = self.source.take(columns.ok_or(ShardError::Checksum)?)?;
        let block = Unchecked::lying_at(self.check, self.number, counts, (stored, range))?;
        if counts.people == 0 {
            let holds = block.is_empty() && self.checksum.clone().finalize()[..] == block.checksum;
            return if holds { Ok(None) } else { Err(ShardError::Checksum) };
        }
        self.checksum.update(block.checksum);
        self.is_done = false;
        self.number += 1;
        Ok(Some(block))
    }
}

/// Blocks that were checked, each with its number.
struct Checked(Vec<(usize, Block)>);

impl Checked {
    fn into_shard(mut self) -> Result<Shard, ShardError> {
        self.0.sort_unstable_by_key(|(number, _)| *number);
        let blocks = self.0.into_iter().map(|(_, block)| block).collect();
        Shard::of(blocks).map_err(|person| ShardError::Twice { person })
    }
}

impl Unchecked {
    /// A block whose bytes, with its checksum at their end, are all of `bytes`.
    pub(crate) fn of(
        check: Check,
        number: usize,
        counts: Counts,
        bytes: Vec<u8>,
    ) -> Result<Self, ShardError> {
        let range = 0..bytes.len();
        Self::lying_at(check, number, counts, (Arc::new(bytes), range))
    }

    fn lying_at(
        check: Check,
        number: usize,
        counts: Counts,
        (stored, range): (Stored, Range<usize>),
    ) -> Result<Self, ShardError> {
        let columns = range.start..range.end.saturating_sub(CHECKSUM);
        let stated = (*stored).as_ref().get(columns.end..range.end).unwrap_or_default();
        let checksum = stated.try_into().map_err(|_| ShardError::Checksum)?;
        Ok(Self { check, number, counts, stored, columns, checksum })
    }

    /// Whether nothing is in it: the end of a shard.
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    pub(crate) fn check(self) -> Result<Block, ShardError> {
        let Self { check, number, counts, stored, columns, checksum } = self;
        let Counts { people, prints, templates } = counts;
        if check == Check::Everything {
            let mut digest = Sha256::new_with_prefix(counts.to_bytes());
            digest.update((*stored).as_ref().get(columns.clone()).unwrap_or_default());
            if digest.finalize()[..] != checksum {
                return Err(ShardError::Checksum);
            }
        }
        let mut at = columns.start;
        // The counts were added up before as many bytes were taken.
        let mut column = |count: usize, size: usize| {
            let start = at;
            at += count * size;
            Column::part(&stored, start..at)
        };
        let block = Block {
            ids: column(people, 16),
            ends: column(people, 4),
            positions: column(prints, 1),
            sketches: column(prints, Sketch::BYTES),
            template_ends: column(prints, 4),
            templates: column(templates, 1),
            ..Block::default()
        };
        // Each count says where something ends: none may go back, and the last must be all.
        let fits = |ends: &Column, count: usize, all: usize| {
            let ends = (0..count).map(|place| ends.number(place));
            ends.clone().is_sorted() && ends.max().unwrap_or(0) == all
        };
        let known = |&code: &u8| FingerPosition::try_from(code).is_ok();
        if !fits(&block.ends, people, prints)
            || !fits(&block.template_ends, prints, templates)
            || !block.positions.bytes().iter().all(known)
        {
            return Err(ShardError::Structure { block: number });
        }
        for print in (0..prints).filter(|_| check == Check::Everything) {
            Template::from_bytes(block.template(print)).map_err(|reason| ShardError::Print {
                block: number,
                print,
                reason,
            })?;
        }
        Ok(block)
    }
}
