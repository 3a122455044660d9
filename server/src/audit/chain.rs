//! SHA-256 over the previous hash and every field, each with its length before it, so that no two different lines
//! run together to the same bytes.

use sha2::{Digest, Sha256 as Hasher};
use wire::Sha256;

use super::Words;
use crate::storage::audit::AuditRow;

/// The hash before the first line.
pub(super) const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// How far a chain has been followed.
pub(super) struct Link {
    seq: u64,
    hash: String,
}

impl Link {
    pub fn before_the_first() -> Self {
        Self { seq: 0, hash: BEGINNING.to_owned() }
    }

    /// The newest line that holds.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Its hash.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Whether `row` is the next line as it was written; if so, the chain is followed up to it.
    pub fn advance(&mut self, row: &AuditRow, words: &Words) -> bool {
        let fits = row.seq == self.seq + 1 && hash(&self.hash, row, words).as_str() == row.hash;
        if fits {
            self.seq = row.seq;
            self.hash.clone_from(&row.hash);
        }
        fits
    }
}

/// The hash of a line after one whose hash is `previous`.
pub(super) fn hash(previous: &str, row: &AuditRow, words: &Words) -> Sha256 {
    let mut hasher = Hasher::new();
    let (seq, at) = (row.seq.to_string(), row.at.0.to_string());
    let Words { name, from, why, detail } = words;
    let fields = [
        previous,
        &seq,
        &at,
        &row.actor,
        &row.home,
        &row.action,
        &row.object,
        &row.country,
        name,
        from,
        why,
        detail,
    ];
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    Sha256::from_digest(&hasher.finalize().into())
}
