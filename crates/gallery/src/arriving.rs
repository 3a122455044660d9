use sha2::{Digest as _, Sha256};

use crate::block::Block;
use crate::stored::{CHECKSUM, Counts, MAGIC, Unchecked};
use crate::{Check, Shard, ShardError};

/// One of several equal parts of a gallery, by whole blocks: one worker's of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Which, from 0.
    pub own: usize,
    /// Of how many; 0 is taken as 1.
    pub of: usize,
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self { own: 0, of: 1 };

    fn has(self, block: usize) -> bool {
        block % self.of.max(1) == self.own
    }
}

/// A stored shard that comes piece by piece: a block is looked at once it is there, so that what comes slowly is ready
/// with its last piece, and no more is in memory than what is kept and one block.
///
/// Total: any pieces give a shard or an error.
pub struct Arriving {
    share: Share,
    check: Check,
    blocks: Vec<Block>,
    /// Of all blocks' checksums so far, kept or not.
    checksum: Sha256,
    number: usize,
    awaited: Awaited,
    /// Of what is awaited, what has come.
    waiting: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Awaited {
    Magic,
    Header,
    Block(Counts, usize),
    /// The shard is whole.
    Nothing,
    /// Something was wrong: there is no telling where anything starts.
    Lost,
}

impl Awaited {
    fn bytes(self) -> usize {
        match self {
            Self::Magic => MAGIC.len(),
            Self::Header => Counts::BYTES,
            Self::Block(_, bytes) => bytes,
            Self::Nothing | Self::Lost => 0,
        }
    }
}

impl Arriving {
    /// Nothing has come yet; of the whole, this share is kept, after it was looked at so.
    #[must_use]
    pub fn new(share: Share, check: Check) -> Self {
        Self {
            share,
            check,
            blocks: Vec::new(),
            checksum: Sha256::new(),
            number: 0,
            awaited: Awaited::Magic,
            waiting: Vec::new(),
        }
    }

    /// Takes the next piece; answers with what of it lies behind the shard's end.
    ///
    /// # Errors
    /// [`ShardError`]; nothing is taken after that.
    pub fn take<'p>(&mut self, mut piece: &'p [u8]) -> Result<&'p [u8], ShardError> {
        /// No more is believed of a block's size before so many bytes of it came.
        const BELIEVED: usize = 16 << 20;
        while self.awaited.bytes() > 0 {
            let awaited = self.awaited.bytes();
            if self.waiting.is_empty() {
                // A kept block takes no more memory than it has.
                self.waiting.reserve_exact(awaited.min(BELIEVED));
            }
            let (now, later) = piece.split_at(piece.len().min(awaited - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            piece = later;
            if self.waiting.len() < awaited {
                return Ok(piece);
            }
            let came = std::mem::take(&mut self.waiting);
            let awaited = std::mem::replace(&mut self.awaited, Awaited::Lost);
            self.awaited = self.look_at(awaited, came)?;
        }
        Ok(piece)
    }

    fn look_at(&mut self, awaited: Awaited, came: Vec<u8>) -> Result<Awaited, ShardError> {
        match awaited {
            Awaited::Magic if Shard::reads(&came) => Ok(Awaited::Header),
            Awaited::Magic => Err(ShardError::Format),
            Awaited::Header => {
                let counts = Counts::from_bytes(&came);
                let bytes = counts.columns().and_then(|columns| columns.checked_add(CHECKSUM));
                Ok(Awaited::Block(counts, bytes.ok_or(ShardError::Checksum)?))
            }
            Awaited::Block(counts, _) => {
                let block = Unchecked::of(self.check, self.number, counts, came)?;
                if counts.people == 0 {
                    let holds = block.is_empty() && self.checksum.clone().finalize()[..] == block.checksum;
                    return if holds { Ok(Awaited::Nothing) } else { Err(ShardError::Checksum) };
                }
                self.checksum.update(block.checksum);
                if self.share.has(self.number) {
                    self.blocks.push(block.check()?);
                }
                self.number += 1;
                Ok(Awaited::Header)
            }
            Awaited::Nothing | Awaited::Lost => Ok(awaited),
        }
    }

    /// The share of the shard, once all has come.
    ///
    /// # Errors
    /// [`ShardError::Checksum`] before that; [`ShardError::Twice`].
    pub fn into_shard(self) -> Result<Shard, ShardError> {
        match self.awaited {
            Awaited::Nothing => Shard::of(self.blocks).map_err(|person| ShardError::Twice { person }),
            _ => Err(ShardError::Checksum),
        }
    }
}
