//! Shards as devices fetch them.

use fingerprint::{FingerPosition, Score};
use gallery::{PersonId, SearchOptions, Shard};
use sha2::{Digest as _, Sha256};
use synthetic::FingerSeed;

/// Altered bytes are refused by their checksums; with the right ones, whatever stands where a block should is a block or
/// a contradiction; a shard can be searched, and reads back as itself.
pub(crate) fn run(bytes: &[u8]) {
    let _ = Shard::from_bytes(bytes.to_vec());
    // As seeds have one block at most, between the version and its checksum, the end and the end's.
    let Some(block) = bytes.get(4..bytes.len().saturating_sub(32 + 12 + 32)) else { return };
    let digest = Sha256::digest(block);
    let sealed = [b"UGS\x03", block, &digest, &[0; 12], &Sha256::digest(digest)].concat();
    let Ok(shard) = Shard::from_bytes(sealed) else { return };
    let probe = [(FingerPosition::Unknown, synthetic::template(FingerSeed(20)))];
    let options = SearchOptions { limit: 5, threshold: Score::ZERO, threads: 1 };
    assert!(shard.search(&probe, &options).len() <= shard.people().min(5));
    let again = Shard::from_bytes(shard.to_bytes());
    assert_eq!(again.map(|again| (again.people(), again.prints())), Ok((shard.people(), shard.prints())));
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut shard = Shard::new();
    let empty = shard.to_bytes();
    for person in 0..3u8 {
        let print = |finger: u8| synthetic::template(FingerSeed(u64::from(10 * person + finger)));
        let prints = [(FingerPosition::RightIndex, print(0)), (FingerPosition::Unknown, print(1))];
        shard.insert(PersonId([person; 16]), &prints[..usize::from(person).min(2)]);
    }
    vec![empty, shard.to_bytes()]
}
