//! A stored shard that comes piece by piece.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use fingerprint::{FingerPosition, Minutia, MinutiaKind, Template};
use gallery::{Arriving, Check, PersonId, Shard, ShardError, Share};
use proptest::prelude::*;

fn shard_of(people: u32) -> Shard {
    let mut shard = Shard::new();
    for number in 0..people {
        let minutia = |at: u32| Minutia {
            x: ((number * 7 + at * 331) % 4800) as u16,
            y: ((number * 13 + at * 173) % 6400) as u16,
            direction: (at * 37 % 256) as u8,
            kind: MinutiaKind::Ending,
            reliability: 80,
        };
        let print = Template::new(300, 400, (0..9).map(minutia).collect()).unwrap();
        let id = PersonId(u128::from(number).to_be_bytes());
        shard.insert(id, &[(FingerPosition::RightIndex, print)]);
    }
    shard
}

fn in_pieces(bytes: &[u8], size: usize, share: Share) -> Result<(Shard, Vec<u8>), ShardError> {
    let (mut arriving, mut behind) = (Arriving::new(share, Check::Everything), Vec::new());
    for piece in bytes.chunks(size) {
        behind.extend_from_slice(arriving.take(piece)?);
    }
    Ok((arriving.into_shard()?, behind))
}

#[test]
fn in_pieces_of_whatever_size_it_is_the_same_and_what_follows_it_is_left() {
    let shard = shard_of(2500);
    let bytes = [&shard.to_bytes()[..], b"more"].concat();
    for size in [1000, 4096, 1 << 20, bytes.len()] {
        let (again, behind) = in_pieces(&bytes, size, Share::WHOLE).unwrap();
        assert_eq!((again.to_bytes() == shard.to_bytes(), &behind[..]), (true, &b"more"[..]), "{size}");
    }
}

#[test]
fn everybody_is_in_one_share_and_in_no_other() {
    let bytes = shard_of(5000).to_bytes();
    for of in [1, 2, 3, 8] {
        let mut whole = Shard::new();
        for own in 0..of {
            whole.absorb(in_pieces(&bytes, 70_000, Share { own, of }).unwrap().0).unwrap();
        }
        assert_eq!(whole.people(), 5000, "{of} shares");
    }
}

#[test]
fn a_share_of_what_was_cut_short_is_none() {
    let bytes = shard_of(3).to_bytes();
    for length in 0..bytes.len() {
        let outcome = in_pieces(&bytes[..length], 100, Share { own: 1, of: 2 });
        assert_eq!(outcome.err(), Some(ShardError::Checksum), "{length}");
    }
}

proptest! {
    /// The own share is looked at; of the others their checksums alone, which the whole's covers.
    #[test]
    fn what_was_altered_in_the_own_share_is_refused(at in 4..4000usize, flip in 1..=255u8) {
        let mut bytes = shard_of(12).to_bytes();
        let at = at % (bytes.len() - 4) + 4;
        bytes[at] ^= flip;
        let mut arriving = Arriving::new(Share::WHOLE, Check::Everything);
        let taken = arriving.take(&bytes).map(drop);
        prop_assert!(taken.and_then(|()| arriving.into_shard().map(drop)).is_err());
    }

    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..400), size in 1..60usize) {
        let mut bytes = bytes;
        if bytes.len() >= 4 { bytes[..4].copy_from_slice(b"UGS\x03"); }
        let _ = in_pieces(&bytes, size, Share { own: 0, of: 0 });
    }
}
