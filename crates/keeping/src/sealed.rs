/// The first byte of every sealed record. Another format gets another number, and both are read.
const VERSION: u8 = 1;
/// AES-GCM's nonce, random for each record: one key may seal 2^32 of them (NIST SP 800-38D, 8.3).
const NONCE_BYTES: usize = 12;
/// AES-GCM's tag, at the end of the sealed content.
const TAG_BYTES: usize = 16;

/// A record sealed with AES-256-GCM, as it is stored: version, nonce, then the content with its tag. The cipher is the
/// browser's, whose keys never reach this program; [`Place::sealed_with`](crate::Place::sealed_with) is the
/// associated data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed<'b> {
    /// Used for this record alone.
    pub nonce: [u8; NONCE_BYTES],
    /// The cipher's output.
    pub content: &'b [u8],
}

/// What was found is no sealed record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSealed {
    /// It ends too early.
    #[error("{0} bytes are too few for a sealed record: it was torn while it was written")]
    Torn(usize),
    /// It is of another version of this program.
    #[error("a sealed record of version {0}, which this version of Umbral cannot read: update it")]
    OtherVersion(u8),
}

impl<'b> Sealed<'b> {
    /// Bytes before the content.
    pub const START: usize = 1 + NONCE_BYTES;
    /// Bytes by which a record grows.
    pub const OVERHEAD: usize = Self::START + TAG_BYTES;

    /// As it is stored.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1 + NONCE_BYTES + self.content.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(self.content);
        bytes
    }

    /// What is stored.
    ///
    /// # Errors
    /// [`NotSealed`]; whether the content is whole and in its place only the cipher can tell.
    pub fn from_bytes(bytes: &'b [u8]) -> Result<Self, NotSealed> {
        let nonce = Self::nonce_of(bytes, bytes.len())?;
        Ok(Self { nonce, content: bytes.get(Self::START..).unwrap_or_default() })
    }

    /// The nonce of a record of `length` bytes that begins so: its [`START`](Self::START) is enough.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    pub fn nonce_of(start: &[u8], length: usize) -> Result<[u8; NONCE_BYTES], NotSealed> {
        match start.split_first() {
            Some((&VERSION, rest)) => match rest.first_chunk::<NONCE_BYTES>() {
                Some(nonce) if length >= Self::OVERHEAD => Ok(*nonce),
                _ => Err(NotSealed::Torn(length)),
            },
            Some((&other, _)) => Err(NotSealed::OtherVersion(other)),
            None => Err(NotSealed::Torn(0)),
        }
    }
}
