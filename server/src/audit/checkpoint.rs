//! Signed checkpoints: how the log stood at a moment, kept where whoever meddles with the log cannot reach.
//!
//! The chain alone cannot show that its end was cut off and its head set back. A checkpoint outside can.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use wire::{Sha256, Timestamp};

use crate::problem::Error;
use crate::signing::{Signer, is_signed};

/// How the log stood, signed with the log's own Ed25519 key. One line of JSON in a checkpoint file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The newest line.
    pub seq: u64,
    /// Its hash, and so that of everything before.
    pub hash: Sha256,
    /// When it was signed.
    pub at: Timestamp,
    /// The log's public key, in hexadecimal.
    pub key: String,
    /// Over the three, in hexadecimal.
    pub signature: String,
}

/// Why a checkpoint says nothing.
#[derive(Debug, thiserror::Error)]
pub enum BadCheckpoint {
    /// A line is none.
    #[error("line {0} is no checkpoint")]
    Unreadable(usize),
    /// The signature is not by this key over these words.
    #[error("the checkpoint at line {0} of the log is not signed with the log's key")]
    Forged(u64),
}

impl Checkpoint {
    pub(super) fn sign(signer: &Signer, seq: u64, hash: Sha256, at: Timestamp) -> Self {
        let signature = signer.sign(&message(seq, &hash, at));
        Self { seq, hash, at, key: signer.public_key(), signature }
    }

    /// Whether it was signed with `key`.
    fn is_by(&self, key: &str) -> bool {
        is_signed(key, &message(self.seq, &self.hash, self.at), &self.signature)
    }
}

fn message(seq: u64, hash: &Sha256, at: Timestamp) -> Vec<u8> {
    format!("umbral checkpoint\n{seq}\n{hash}\n{}\n", at.0).into_bytes()
}

/// Checkpoints that hold by themselves, by the line they are of.
#[derive(Debug, Default)]
pub struct Checkpoints(BTreeMap<u64, Checkpoint>);

impl Checkpoints {
    /// Reads a checkpoint file, one in each line, all signed with `key`.
    ///
    /// # Errors
    /// [`BadCheckpoint`]: a file with one bad checkpoint proves nothing.
    pub fn read(text: &str, key: &str) -> Result<Self, BadCheckpoint> {
        let mut read = BTreeMap::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let checkpoint: Checkpoint =
                serde_json::from_str(line).map_err(|_| BadCheckpoint::Unreadable(at + 1))?;
            if !checkpoint.is_by(key) {
                return Err(BadCheckpoint::Forged(checkpoint.seq));
            }
            read.insert(checkpoint.seq, checkpoint);
        }
        Ok(Self(read))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether the line's hash is what a checkpoint says, where there is one of it.
    pub(super) fn agree(&self, seq: u64, hash: &str) -> bool {
        self.0.get(&seq).is_none_or(|checkpoint| checkpoint.hash.as_str() == hash)
    }

    /// The newest line that was there once.
    pub(super) fn newest(&self) -> u64 {
        self.0.last_key_value().map_or(0, |(seq, _)| *seq)
    }
}

/// Adds a checkpoint to a file, unless its last one is of the same line.
///
/// # Errors
/// [`Error::Io`] when the file cannot be written.
pub(crate) fn append(path: &Path, checkpoint: &Checkpoint) -> Result<(), Error> {
    let failed = || Error::io(format!("the checkpoint file {}", path.display()));
    let before = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed()(error)),
    };
    let last: Option<Checkpoint> = before.lines().last().and_then(|line| serde_json::from_str(line).ok());
    if last.is_some_and(|last| last.seq == checkpoint.seq) {
        return Ok(());
    }
    let mut line = serde_json::to_string(checkpoint).map_err(Error::stored("checkpoint"))?;
    line.push('\n');
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).map_err(failed())?;
    file.write_all(line.as_bytes()).map_err(failed())?;
    file.sync_all().map_err(failed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_with_any_bit_changed_or_of_another_key_is_refused() {
        let signer = || Signer::open(&Signer::generate().unwrap()).unwrap();
        let ours = signer();
        let key = ours.public_key();
        let hash = Sha256::from_digest(&[7; 32]);
        let whole = Checkpoint::sign(&ours, 41, hash, Timestamp(1_795_000_000_000));
        let line = serde_json::to_string(&whole).unwrap();
        assert_eq!(Checkpoints::read(&line, &key).unwrap().count(), 1);
        for bit in 0..64 {
            let seq = Checkpoint { seq: whole.seq ^ 1 << bit, ..whole.clone() };
            let at = Checkpoint { at: Timestamp(whole.at.0 ^ 1 << bit), ..whole.clone() };
            assert!(!seq.is_by(&key) && !at.is_by(&key));
        }
        for byte in 0..32 {
            let mut digest = [7; 32];
            digest[byte] ^= 1;
            let hash = Checkpoint { hash: Sha256::from_digest(&digest), ..whole.clone() };
            assert!(!hash.is_by(&key));
        }
        let other = signer().public_key();
        assert!(matches!(Checkpoints::read(&line, &other), Err(BadCheckpoint::Forged(41))));
        assert!(matches!(Checkpoints::read("{}", &key), Err(BadCheckpoint::Unreadable(1))));
    }
}
