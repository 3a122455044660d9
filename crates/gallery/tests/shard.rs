//! The rules of a shard: what is held, found, refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use fingerprint::{FingerPosition, Minutia, MinutiaKind, Score, Template};
use gallery::{Check, PersonId, Positions, ReadyProbe, Search, SearchOptions, Shard, ShardError};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

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

const ALL: SearchOptions = SearchOptions { limit: 100, threshold: Score::ZERO, threads: 1 };

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
fn prints_that_another_shard_holds_are_taken_over_as_they_are() {
    let (from, mut to) = (shard_of(4), Shard::new());
    for number in [3, 1] {
        to.insert_held(person(number), from.held(&person(number)));
    }
    assert_eq!((to.people(), to.prints(), from.held(&person(9)).count()), (2, 4, 0));
    let probe = [(FingerPosition::RightIndex, print(6))];
    let of_both =
        from.search(&probe, &ALL).into_iter().filter(|c| [person(1), person(3)].contains(&c.person));
    let fingers =
        |found: Vec<gallery::Candidate>| found.into_iter().map(|c| (c.person, c.fingers)).collect::<Vec<_>>();
    assert_eq!(fingers(to.search(&probe, &ALL)), fingers(of_both.collect()));
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
    let again = Shard::from_bytes(shard.to_bytes()).unwrap();
    let probe = [(FingerPosition::Unknown, print(5))];
    assert_eq!(again.search(&probe, &ALL), shard.search(&probe, &ALL));
}

/// The stored form of blocks, whatever they hold, with checksums that hold.
fn stored(blocks: &[&[u8]]) -> Vec<u8> {
    let digests: Vec<_> = blocks.iter().map(Sha256::digest).collect();
    let blocks = blocks.iter().zip(&digests).map(|(block, digest)| [block, &digest[..]].concat());
    [&b"UGS\x03"[..], &blocks.collect::<Vec<_>>().concat(), &[0; 12], &Sha256::digest(digests.concat())]
        .concat()
}

/// The first block of a stored shard that has one.
fn block(stored: &[u8]) -> &[u8] {
    &stored[4..stored.len() - 32 - 12 - 32]
}

#[test]
fn a_shard_is_read_by_any_number_of_threads_and_what_follows_it_is_left() {
    let shard = ten_fingers(0, 2100);
    let bytes = [shard.to_bytes().as_slice(), b"more"].concat();
    let mut rest = &bytes[..];
    assert_eq!((Shard::read(&mut rest).unwrap().people(), rest), (2100, &b"more"[..]));
    for (threads, check) in [(1, Check::Everything), (2, Check::Parts), (5, Check::Everything)] {
        let mut rest = &bytes[..];
        let again = Shard::read_by_threads(std::io::Read::by_ref(&mut rest), threads, check).unwrap();
        assert_eq!((again.people(), again.prints(), rest), (2100, 21_000, &b"more"[..]));
        assert_eq!(again.to_bytes(), shard.to_bytes());
    }
    assert_eq!(Shard::from_bytes(bytes).unwrap_err(), ShardError::Checksum);
}

#[test]
fn in_a_shard_that_was_wrongly_taken_for_whole_a_search_finds_nothing_and_does_not_fail() {
    let whole = ten_fingers(0, 3).to_bytes();
    let templates = whole.len() - 32 - 12 - 32 - 2000;
    let mut altered = whole.clone();
    altered[templates..templates + 1800].fill(0xff);
    assert_eq!(Shard::from_bytes(altered.clone()).unwrap_err(), ShardError::Checksum);
    let shard = Shard::read_by_threads(&altered[..], 1, Check::Parts).unwrap();
    let probe = [(FingerPosition::Unknown, print(5))];
    assert!(shard.search(&probe, &ALL).len() <= 3);
    assert!(
        shard.likeliest(&[ReadyProbe::new(&probe)], &ALL)[0].as_ref().is_none_or(|found| found.fpir <= 1.0)
    );
}

#[test]
fn whoever_is_there_a_second_time_is_likeliest_whoever_else_is_looked_for_beside_them() {
    let shard = ten_fingers(0, 200);
    let options = SearchOptions { limit: 1, threshold: Score::new(40.0), threads: 1 };
    let person = |number: u64| PersonId(u128::from(number).to_be_bytes());
    let again = |number: u64| {
        let print = |finger: FingerPosition| (finger, print(10 * number + u64::from(finger.code())));
        ReadyProbe::new(&FingerPosition::TEN.map(print))
    };
    let probes: Vec<ReadyProbe> = (150..250).map(again).collect();
    for threads in [1, 3] {
        let found = shard.likeliest(&probes, &SearchOptions { threads, ..options });
        let found: Vec<_> = found.into_iter().map(|one| one.map(|one| one.person)).collect();
        let expected: Vec<_> = (150..250).map(|number| (number < 200).then(|| person(number))).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_shard_without_one_of_its_blocks_is_refused() {
    let bytes = ten_fingers(0, 2100).to_bytes();
    let first = 4 + 12 + 1024 * (16 + 4) + 10 * 1024 * (1 + 228 + 4);
    let templates = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let without = [&bytes[..4], &bytes[first + templates + 32..]].concat();
    assert_eq!(Shard::from_bytes(without).unwrap_err(), ShardError::Checksum);
}

#[test]
fn a_shard_cut_short_anywhere_is_refused() {
    let bytes = shard_of(2).to_bytes();
    for length in 0..bytes.len() {
        let refused = if length < 4 { ShardError::Format } else { ShardError::Checksum };
        assert_eq!(Shard::from_bytes(bytes[..length].to_vec()).unwrap_err(), refused);
    }
}

#[test]
fn a_shard_in_which_somebody_is_twice_is_refused() {
    let once = shard_of(1).to_bytes();
    let twice = stored(&[block(&once), block(&once)]);
    assert_eq!(Shard::from_bytes(twice).unwrap_err(), ShardError::Twice { person: person(0) });
}

#[test]
fn a_shard_whose_parts_do_not_fit_together_is_refused_though_its_checksum_holds() {
    let sound = shard_of(2).to_bytes();
    let content = block(&sound);
    assert_eq!(stored(&[content]), sound);
    let mut refused = 0;
    for place in 0..content.len() {
        let mut wrong = content.to_vec();
        wrong[place] ^= 0x81;
        // What still makes sense is another shard; nothing may panic, not even when it is searched.
        match Shard::from_bytes(stored(&[&wrong])) {
            Ok(shard) => drop(shard.search(&[(FingerPosition::Unknown, print(1))], &ALL)),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 40, "{refused}");
}

#[test]
fn bytes_that_are_something_else_are_refused() {
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
    let found = shard.search(&probe, &SearchOptions { limit: 5, ..ALL });
    assert_eq!(found[0].person, PersonId(id));
    for threads in [2, 3, 7] {
        assert_eq!(shard.search(&probe, &SearchOptions { limit: 5, threads, ..ALL }), found);
    }
}

/// People with ten fingers each, numbered on from `from`.
fn ten_fingers(from: u64, people: u64) -> Shard {
    let mut shard = Shard::new();
    for number in from..from + people {
        let prints: Vec<_> = FingerPosition::TEN
            .into_iter()
            .map(|finger| (finger, print(10 * number + u64::from(finger.code()))))
            .collect();
        shard.insert(PersonId(u128::from(number).to_be_bytes()), &prints);
    }
    shard
}

#[test]
fn threads_change_nothing_in_what_a_shortlist_finds() {
    // With ten fingers no more than 120 people are compared.
    let shard = ten_fingers(0, 620);
    let probe: Vec<_> =
        FingerPosition::TEN.map(|finger| (finger, print(10 * 433 + u64::from(finger.code())))).into();
    let found = shard.search(&probe, &ALL);
    assert_eq!((found[0].person, found.len()), (PersonId(433u128.to_be_bytes()), 100));
    for threads in [2, 3, 7] {
        assert_eq!(shard.search(&probe, &SearchOptions { threads, ..ALL }), found);
    }
}

#[test]
fn parts_put_together_are_the_whole_and_nobody_is_taken_twice() {
    let (whole, mut parts) = (ten_fingers(0, 30), ten_fingers(0, 20));
    parts.absorb(ten_fingers(20, 10)).unwrap();
    assert_eq!((parts.people(), parts.prints(), parts.held_bytes()), (30, 300, whole.held_bytes()));
    let probe = [(Positions::ANY, print(10 * 25 + 3))];
    assert_eq!(parts.search(&probe, &ALL), whole.search(&probe, &ALL));
    assert_eq!(parts.absorb(ten_fingers(29, 5)), Err(PersonId(29u128.to_be_bytes())));
    assert_eq!(parts.people(), 30);
}

#[test]
fn searches_that_take_turns_in_any_order_find_what_each_finds_alone() {
    let shard = ten_fingers(0, 620);
    let probe = |of: u64| -> Vec<_> {
        FingerPosition::TEN.map(|finger| (finger, print(10 * of + u64::from(finger.code())))).into()
    };
    let alone = [433, 17].map(|of| shard.search(&probe(of), &ALL));
    let mut searches = [433, 17].map(|of| Search::new(&shard, ReadyProbe::new(&probe(of)), ALL));
    while !searches.iter().all(Search::is_done) {
        for search in &mut searches {
            // All that is to be had at this moment, brought back the other way round.
            let mut slices: Vec<_> = std::iter::from_fn(|| search.next_slice()).collect();
            while let Some(slice) = slices.pop() {
                search.take(slice.work());
            }
        }
    }
    assert_eq!(searches.map(Search::into_candidates), alone);
}

/// What is done to a shard.
#[derive(Debug, Clone)]
enum Change {
    Insert(u8, u64),
    Remove(u8),
    StoreAndRead,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (0..12u8, 0..30u64).prop_map(|(number, seed)| Change::Insert(number, seed)),
        3 => (0..12u8).prop_map(Change::Remove),
        1 => Just(Change::StoreAndRead),
    ]
}

fn any_positions() -> impl Strategy<Value = Vec<FingerPosition>> {
    proptest::sample::subsequence(FingerPosition::TEN.to_vec(), 1..=10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_print_is_compared_with_the_positions_that_it_may_be_of_and_no_others(
        positions in any_positions(),
        finger in 0..10usize,
    ) {
        let shard = ten_fingers(0, 3);
        let (finger, seed) = (FingerPosition::TEN[finger], 10 + finger as u64 + 1);
        let probe = [(positions.iter().copied().collect::<Positions>(), print(seed))];
        let found = shard.search(&probe, &ALL);
        prop_assert!(found.iter().flat_map(|c| &c.fingers).all(|f| positions.contains(&f.position)));
        let is_found = found[0].fingers[0].position == finger && found[0].person == PersonId(1u128.to_be_bytes());
        prop_assert_eq!(is_found && found[0].score > Score::new(40.0), positions.contains(&finger));
    }

    #[test]
    fn knowing_more_of_the_position_never_lowers_the_score(positions in any_positions(), finger in 0..10usize) {
        let shard = ten_fingers(0, 3);
        let part = Template::new(300, 400, print(10 + finger as u64 + 1).minutiae()[..14].to_vec()).unwrap();
        let score = |positions: Positions| {
            let found = shard.search(&[(positions, part.clone())], &ALL);
            found.into_iter().find(|c| c.person == PersonId(1u128.to_be_bytes())).unwrap().score
        };
        let finger = FingerPosition::TEN[finger];
        let known = score(finger.into());
        let some = score(positions.into_iter().chain([finger]).collect());
        prop_assert!(known >= some && some >= score(Positions::ANY));
        prop_assert_eq!(score(FingerPosition::Unknown.into()), score(Positions::ANY));
    }

    #[test]
    fn any_bytes_give_a_shard_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Shard::from_bytes(bytes.clone());
        let _ = Shard::from_bytes([b"UGS\x03".as_slice(), &bytes].concat());
        let _ = Shard::from_bytes(stored(&[&bytes]));
    }

    #[test]
    fn an_altered_bit_anywhere_is_noticed(place in 4usize..10_000, bit in 0..8u8) {
        let mut bytes = shard_of(2).to_bytes();
        let place = 4 + place % (bytes.len() - 4);
        bytes[place] ^= 1 << bit;
        prop_assert_eq!(Shard::from_bytes(bytes).unwrap_err(), ShardError::Checksum);
    }

    #[test]
    fn whatever_was_added_and_removed_before_a_shard_finds_what_one_filled_anew_finds(
        changes in proptest::collection::vec(change(), 0..40),
        probe in 0..30u64,
    ) {
        let mut shard = Shard::new();
        let mut held = std::collections::BTreeMap::new();
        for change in changes {
            match change {
                Change::Insert(number, seed) => {
                    let prints = [(FingerPosition::RightIndex, print(seed)), (FingerPosition::Unknown, print(seed + 1))];
                    shard.insert(person(number), &prints);
                    held.insert(number, prints);
                }
                Change::Remove(number) => {
                    prop_assert_eq!(shard.remove(&person(number)), held.remove(&number).is_some());
                }
                Change::StoreAndRead => shard = Shard::from_bytes(shard.to_bytes()).unwrap(),
            }
        }
        let mut anew = Shard::new();
        for (number, prints) in &held {
            anew.insert(person(*number), prints);
        }
        prop_assert_eq!((shard.people(), shard.prints()), (anew.people(), anew.prints()));
        let probe = [(FingerPosition::RightIndex, print(probe))];
        prop_assert_eq!(shard.search(&probe, &ALL), anew.search(&probe, &ALL));
        prop_assert_eq!(shard.shortlist(&probe, 5), anew.shortlist(&probe, 5));
    }
}
