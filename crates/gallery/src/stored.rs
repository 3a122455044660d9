use fingerprint::{FingerPosition, Template, TemplateError};
use sha2::{Digest, Sha256};

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
    /// The checksum holds, yet the parts do not fit together: whoever wrote it was wrong.
    #[error("the gallery shard contradicts itself after print {prints}")]
    Structure {
        /// Prints read until then.
        prints: usize,
    },
}

const MAGIC: &[u8; 4] = b"UGS\x01";
const VERSION: u8 = MAGIC[3];
const CHECKSUM: usize = 32;

impl Shard {
    /// The stored form, little-endian: `"UGS"`, version, number of people; for each the id, the number of prints,
    /// and for each print its position, length and template; last the SHA-256 of all that.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&(self.people.len() as u32).to_le_bytes());
        for person in &self.people {
            bytes.extend_from_slice(&person.id.0);
            bytes.extend_from_slice(&(person.prints.len() as u16).to_le_bytes());
            for print in &person.prints {
                bytes.push(print.position.code());
                bytes.extend_from_slice(&(print.template.len() as u16).to_le_bytes());
                bytes.extend_from_slice(&print.template);
            }
        }
        let checksum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    /// Reads the stored form. Total: any bytes give a shard or an error.
    ///
    /// # Errors
    /// [`ShardError`]; a truncated or altered shard is refused by its checksum.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ShardError> {
        if !bytes.starts_with(MAGIC) {
            return Err(ShardError::Format);
        }
        let (content, checksum) =
            bytes.split_at_checked(bytes.len().saturating_sub(CHECKSUM)).ok_or(ShardError::Checksum)?;
        if content.len() < MAGIC.len() || Sha256::digest(content)[..] != *checksum {
            return Err(ShardError::Checksum);
        }
        let mut reader = Reader { rest: &content[MAGIC.len()..], prints: 0 };
        let mut shard = Self::new();
        for _ in 0..u32::from_le_bytes(reader.array()?) {
            let id = PersonId(reader.array()?);
            let count = u16::from_le_bytes(reader.array()?);
            let prints = (0..count).map(|_| reader.print()).collect::<Result<Vec<_>, _>>()?;
            shard.insert(id, &prints);
        }
        if reader.rest.is_empty() { Ok(shard) } else { Err(reader.contradiction()) }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    prints: usize,
}

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], ShardError> {
        let (array, rest) = self.rest.split_first_chunk().ok_or_else(|| self.contradiction())?;
        self.rest = rest;
        Ok(*array)
    }

    fn print(&mut self) -> Result<(FingerPosition, Template), ShardError> {
        let [code] = self.array()?;
        let position = FingerPosition::try_from(code).map_err(|_| self.contradiction())?;
        let length = usize::from(u16::from_le_bytes(self.array()?));
        let (template, rest) = self.rest.split_at_checked(length).ok_or_else(|| self.contradiction())?;
        self.rest = rest;
        let template = Template::from_bytes(template)
            .map_err(|reason| ShardError::Print { print: self.prints, reason })?;
        self.prints += 1;
        Ok((position, template))
    }

    fn contradiction(&self) -> ShardError {
        ShardError::Structure { prints: self.prints }
    }
}
