//! The rules of a shard: what is held, found, refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use fingerprint::{FingerPosition, Minutia, MinutiaKind, Score, Template};
use gallery::{PersonId, SearchOptions, Shard, ShardError};
use proptest::prelude::*;

/// A print with minutiae scattered by a small generator, the same for the same seed.
fn print(seed: u64) -> Template {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let minutiae = (0..40)
        .map(|_| Minutia {
            x: next(300 * 16) as u16,
            y: next(400 * 16) as u16,
            direction: next(256) as u8,
            kind: if next(2) == 0 { MinutiaKind::Ending } else { MinutiaKind::Bifurcation },
            reliability: 80,
        })
        .collect();
    Template::new(300, 400, minutiae).unwrap()
}

fn person(number: u8) -> PersonId {
    PersonId([number; 16])
}

fn shard_of(people: u8) -> Shard {
    let mut shard = Shard::new();
    for number in 0..people {
        let fingers = [
            (FingerPosition::RightIndex, print(u64::from(number) * 2)),
            (FingerPosition::LeftIndex, print(u64::from(number) * 2 + 1)),
        ];
        shard.insert(person(number), &fingers);
    }
    shard
}

const ALL: SearchOptions = SearchOptions { limit: 100, threshold: Score::ZERO };

#[test]
fn the_same_print_is_found_first() {
    let found = shard_of(5).search(&[(FingerPosition::RightIndex, print(6))], &ALL);
    assert_eq!(found[0].person, person(3));
    assert_eq!(found[0].fingers[0].position, FingerPosition::RightIndex);
}

#[test]
fn another_position_is_not_compared() {
    let found = shard_of(3).search(&[(FingerPosition::RightThumb, print(2))], &ALL);
    assert!(found.is_empty());
}

#[test]
fn what_nobody_has_cannot_be_compared() {
    let shard = shard_of(1);
    assert!(shard.can_compare(FingerPosition::RightIndex) && shard.can_compare(FingerPosition::Unknown));
    assert!(!shard.can_compare(FingerPosition::RightThumb));
    assert!(!Shard::new().can_compare(FingerPosition::Unknown));
}

#[test]
fn an_unknown_position_is_compared_with_all() {
    let found = shard_of(3).search(&[(FingerPosition::Unknown, print(3))], &ALL);
    assert_eq!(found[0].person, person(1));
    assert_eq!(found[0].fingers[0].position, FingerPosition::LeftIndex);
}

#[test]
fn a_removed_person_is_not_found_and_the_others_still_are() {
    let mut shard = shard_of(4);
    assert!(shard.remove(&person(1)));
    assert!(!shard.remove(&person(1)));
    assert_eq!((shard.people(), shard.prints()), (3, 6));
    assert!(shard.search(&[(FingerPosition::Unknown, print(2))], &ALL).iter().all(|c| c.person != person(1)));
    assert_eq!(shard.search(&[(FingerPosition::Unknown, print(6))], &ALL)[0].person, person(3));
    assert!(shard.remove(&person(3)));
    assert_eq!(shard.people(), 2);
}

#[test]
fn a_person_inserted_again_has_only_the_new_prints() {
    let mut shard = shard_of(2);
    shard.insert(person(0), &[(FingerPosition::RightThumb, print(99))]);
    assert_eq!((shard.people(), shard.prints()), (2, 3));
    assert_eq!(shard.search(&[(FingerPosition::RightThumb, print(99))], &ALL)[0].person, person(0));
}

#[test]
fn two_fingers_of_one_person_outscore_one() {
    let shard = shard_of(4);
    // Partial prints, so that one alone leaves room above its score.
    let part = |seed| Template::new(300, 400, print(seed).minutiae()[..16].to_vec()).unwrap();
    let one = shard.search(&[(FingerPosition::RightIndex, part(4))], &ALL);
    let both = [(FingerPosition::RightIndex, part(4)), (FingerPosition::LeftIndex, part(5))];
    let two = shard.search(&both, &ALL);
    assert_eq!((one[0].person, two[0].person), (person(2), person(2)));
    assert!(two[0].score > one[0].score);
    assert_eq!(two[0].fingers.len(), 2);
}

#[test]
fn a_stored_shard_finds_the_same() {
    let shard = shard_of(4);
    let again = Shard::from_bytes(&shard.to_bytes()).unwrap();
    let probe = [(FingerPosition::Unknown, print(5))];
    assert_eq!(again.search(&probe, &ALL), shard.search(&probe, &ALL));
}

#[test]
fn a_truncated_or_altered_shard_is_refused() {
    let bytes = shard_of(2).to_bytes();
    for length in [5, 36, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(Shard::from_bytes(&bytes[..length]).unwrap_err(), ShardError::Checksum);
    }
    for place in (4..bytes.len()).step_by(7) {
        let mut altered = bytes.clone();
        altered[place] ^= 1;
        assert_eq!(Shard::from_bytes(&altered).unwrap_err(), ShardError::Checksum);
    }
    assert_eq!(Shard::from_bytes(b"PNG").unwrap_err(), ShardError::Format);
}

#[test]
fn a_large_shard_finds_by_its_shortlist_who_everyone_compared_would_find() {
    let mut shard = Shard::new();
    for number in 0..2500u16 {
        let mut id = [0; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        shard.insert(PersonId(id), &[(FingerPosition::RightIndex, print(u64::from(number)))]);
    }
    let mut id = [0; 16];
    id[..2].copy_from_slice(&1234u16.to_be_bytes());
    let probe = [(FingerPosition::RightIndex, print(1234))];
    assert_eq!(shard.shortlist(&probe, 25)[0], PersonId(id));
    assert_eq!(shard.search(&probe, &SearchOptions { limit: 1, ..ALL })[0].person, PersonId(id));
}

proptest! {
    #[test]
    fn any_bytes_give_a_shard_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Shard::from_bytes(&bytes);
        let _ = Shard::from_bytes(&[b"UGS\x01".as_slice(), &bytes].concat());
    }
}
