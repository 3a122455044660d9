use uuid::Uuid;
use wire::EncounterId;

use crate::seal::Seal;

/// One thing in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// An encounter: what would be sent first over a link.
    Packet {
        /// Its seal.
        seal: Seal,
        /// The code on the person's receipt; empty where there is none.
        code: String,
        /// The manifest's bytes, as they were sealed.
        manifest: Vec<u8>,
    },
    /// An image of an encounter, whose manifest names it by its content.
    Image(EncounterId, Vec<u8>),
    /// What the server answers about an encounter, in JSON.
    Answer(Vec<u8>),
    /// Nothing comes after it: a file without it was cut off.
    End,
}

/// A record that was sealed by the other side, and yet is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a record of another version of this program: bring both sides to the same version")]
pub struct NotARecord;

const END: u8 = 0;
const PACKET: u8 = 1;
const IMAGE: u8 = 2;
const ANSWER: u8 = 3;

impl Record {
    /// As it is sealed: its kind, then its content.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Packet { seal, code, manifest } => {
                // A code has 18 letters; a longer one is cut, and then of no use.
                let code = &code.as_bytes()[..code.len().min(usize::from(u8::MAX))];
                [&[PACKET][..], &seal.to_bytes(), &[code.len() as u8], code, manifest].concat()
            }
            Self::Image(encounter, image) => [&[IMAGE][..], encounter.0.as_bytes(), image].concat(),
            Self::Answer(answer) => [&[ANSWER][..], answer].concat(),
            Self::End => vec![END],
        }
    }

    /// What was sealed.
    ///
    /// # Errors
    /// [`NotARecord`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotARecord> {
        let (&kind, content) = bytes.split_first().ok_or(NotARecord)?;
        match kind {
            END if content.is_empty() => Ok(Self::End),
            PACKET => {
                let (seal, rest) = content.split_at_checked(Seal::BYTES).ok_or(NotARecord)?;
                let (&length, rest) = rest.split_first().ok_or(NotARecord)?;
                let (code, manifest) = rest.split_at_checked(length.into()).ok_or(NotARecord)?;
                Ok(Self::Packet {
                    seal: Seal::from_bytes(seal).map_err(|_| NotARecord)?,
                    code: String::from_utf8(code.to_vec()).map_err(|_| NotARecord)?,
                    manifest: manifest.to_vec(),
                })
            }
            IMAGE => {
                let (id, image) = content.split_first_chunk::<16>().ok_or(NotARecord)?;
                Ok(Self::Image(EncounterId(Uuid::from_bytes(*id)), image.to_vec()))
            }
            ANSWER => Ok(Self::Answer(content.to_vec())),
            _ => Err(NotARecord),
        }
    }
}
