use std::sync::Arc;

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
    #[error("print {print} of the gallery shard cannot be read: {reason}")]
    Print {
        /// Its place among the shard's prints.
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
    #[error("the gallery shard contradicts itself after print {prints}")]
    Structure {
        /// Prints read until then.
        prints: usize,
    },
}

const MAGIC: &[u8; 4] = b"UGS\x02";
const VERSION: u8 = MAGIC[3];
const CHECKSUM: usize = 32;

impl Shard {
    /// The stored form, little-endian: `"UGS"`, version, then blocks of people, last the SHA-256 of all that.
    ///
    /// A block is the number of people, of prints and of bytes in all templates, 32 bits each; the people's ids, 16
    /// bytes each; for each how many prints there are up to and with theirs, 32 bits each; the prints' positions
    /// (FGP codes), a byte each; their sketches, [`Sketch::BYTES`] each; for each how many bytes of templates there
    /// are up to and with its own, 32 bits each; the templates. This is also how prints lie in memory.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let mut block = Block::default();
        for from in &self.blocks {
            for (place, _) in from.people() {
                block.copy_person(from, place);
                if block.is_full() {
                    append(&std::mem::take(&mut block), &mut bytes);
                }
            }
        }
        if block.places() > 0 {
            append(&block, &mut bytes);
        }
        let checksum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    /// Reads the stored form. The prints stay where they are: `bytes` is kept (a `Vec<u8>` moved in, a mapped file)
    /// and searched in place. Total: any bytes give a shard or an error.
    ///
    /// # Errors
    /// [`ShardError`]; a truncated or altered shard is refused by its checksum.
    pub fn from_bytes(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self, ShardError> {
        let stored: Stored = Arc::new(bytes);
        let whole = (*stored).as_ref();
        if !whole.starts_with(MAGIC) {
            return Err(ShardError::Format);
        }
        let (content, checksum) = whole.split_last_chunk::<CHECKSUM>().ok_or(ShardError::Checksum)?;
        if content.len() < MAGIC.len() || Sha256::digest(content)[..] != *checksum {
            return Err(ShardError::Checksum);
        }
        let mut reader = Reader { stored: &stored, at: MAGIC.len(), end: content.len(), prints: 0 };
        let mut shard = Self::new();
        while reader.at < reader.end {
            let block = reader.block()?;
            shard.adopt(block).map_err(|person| ShardError::Twice { person })?;
        }
        Ok(shard)
    }
}

fn append(block: &Block, bytes: &mut Vec<u8>) {
    let columns =
        [&block.ids, &block.ends, &block.positions, &block.sketches, &block.template_ends, &block.templates];
    for count in [block.places(), block.prints(), block.templates.bytes().len()] {
        bytes.extend_from_slice(&(count as u32).to_le_bytes());
    }
    for column in columns {
        bytes.extend_from_slice(column.bytes());
    }
}

struct Reader<'a> {
    stored: &'a Stored,
    at: usize,
    end: usize,
    /// Read so far.
    prints: usize,
}

impl Reader<'_> {
    fn contradiction(&self) -> ShardError {
        ShardError::Structure { prints: self.prints }
    }

    /// The next `count` items of `size` bytes.
    fn column(&mut self, count: usize, size: usize) -> Result<Column, ShardError> {
        let length = count.checked_mul(size).ok_or_else(|| self.contradiction())?;
        let after = self.at.checked_add(length).filter(|&after| after <= self.end);
        let range = self.at..after.ok_or_else(|| self.contradiction())?;
        self.at = range.end;
        Ok(Column::part(self.stored, range))
    }

    fn block(&mut self) -> Result<Block, ShardError> {
        let header = self.column(3, 4)?;
        let [people, prints, templates] = [0, 1, 2].map(|place| header.number(place));
        let block = Block {
            ids: self.column(people, 16)?,
            ends: self.column(people, 4)?,
            positions: self.column(prints, 1)?,
            sketches: self.column(prints, Sketch::BYTES)?,
            template_ends: self.column(prints, 4)?,
            templates: self.column(templates, 1)?,
            ..Block::default()
        };
        // Each count says where something ends: none may go back, and the last must be all.
        let fits = |ends: &Column, count: usize, all: usize| {
            let ends = (0..count).map(|place| ends.number(place));
            ends.clone().is_sorted() && ends.max().unwrap_or(0) == all
        };
        let known = |&code: &u8| FingerPosition::try_from(code).is_ok();
        if people == 0
            || !fits(&block.ends, people, prints)
            || !fits(&block.template_ends, prints, templates)
            || !block.positions.bytes().iter().all(known)
        {
            return Err(self.contradiction());
        }
        for print in 0..prints {
            Template::from_bytes(block.template(print))
                .map_err(|reason| ShardError::Print { print: self.prints, reason })?;
            self.prints += 1;
        }
        Ok(block)
    }
}
