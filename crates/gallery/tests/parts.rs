//! A gallery in parts finds what one shard of them all finds.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use fingerprint::{FingerPosition, Score, Template};
use gallery::{Candidate, Extent, PartedSearch, PersonId, ReadyProbe, SearchOptions, Shard};
use proptest::prelude::*;

/// A print with minutiae scattered by a small generator, the same for the same seed.
fn print(seed: u64) -> Template {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let minutiae = (0..40)
        .map(|_| fingerprint::Minutia {
            x: next(300 * 16) as u16,
            y: next(400 * 16) as u16,
            direction: next(256) as u8,
            kind: if next(2) == 0 {
                fingerprint::MinutiaKind::Ending
            } else {
                fingerprint::MinutiaKind::Bifurcation
            },
            reliability: 80,
        })
        .collect();
    Template::new(300, 400, minutiae).unwrap()
}

type Fingers = Vec<(FingerPosition, Template)>;

fn fingers_of(person: u64, fingers: usize) -> Fingers {
    let fingers = FingerPosition::TEN.into_iter().take(fingers).enumerate();
    fingers.map(|(place, position)| (position, print(person * 10 + place as u64))).collect()
}

fn id(person: u64) -> PersonId {
    PersonId(u128::from(person).to_be_bytes())
}

/// People in one shard, and shared among parts.
fn galleries(people: u64, fingers: usize, part_of: impl Fn(u64) -> usize) -> (Shard, Vec<Shard>) {
    let (mut whole, mut parts) = (Shard::new(), vec![Shard::new(); 5]);
    for person in 0..people {
        whole.insert(id(person), &fingers_of(person, fingers));
        parts[part_of(person) % 5].insert(id(person), &fingers_of(person, fingers));
    }
    (whole, parts)
}

fn in_parts(probe: &Fingers, parts: &[Shard], options: SearchOptions) -> Vec<Candidate> {
    let extent: Extent = parts.iter().map(Shard::extent).sum();
    let search = PartedSearch::new(ReadyProbe::new(probe), &extent, options);
    let shortlist = search.filters().then(|| search.shortlist(parts.iter().map(|part| search.alike(part))));
    let of_shortlist = |part: &Shard| search.graded(part, shortlist.as_deref());
    let finalists = search.grades().then(|| search.finalists(parts.iter().map(of_shortlist)));
    let left = finalists.as_ref().or(shortlist.as_ref()).map(Vec::as_slice);
    search.merge(parts.iter().map(|part| search.compare(part, left)))
}

const ALL: SearchOptions = SearchOptions { limit: 20, threshold: Score::ZERO, threads: 1 };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn however_people_are_shared_out_a_search_finds_the_same_candidates_with_the_same_scores(
        seed in any::<u64>(), people in 1..300u64, fingers in 1..4usize,
    ) {
        let part_of = |person: u64| ((person ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize;
        let (whole, parts) = galleries(people, fingers, part_of);
        for sought in [0, people / 2, people + 1] {
            let probe = fingers_of(sought, fingers);
            prop_assert_eq!(in_parts(&probe, &parts, ALL), whole.search(&probe, &ALL));
        }
    }
}

#[test]
fn parts_make_the_very_shortlist_and_grades_that_one_shard_makes() {
    // Ten fingers of so many people are filtered, then graded by two fingers.
    let (whole, parts) = galleries(1200, 10, |person| (person % 7) as usize);
    for sought in [3, 700, 5000] {
        let mut probe = fingers_of(sought, 10);
        probe.truncate(8);
        let search = PartedSearch::new(ReadyProbe::new(&probe), &whole.extent(), ALL);
        assert!(search.filters() && search.grades());
        assert_eq!(in_parts(&probe, &parts, ALL), whole.search(&probe, &ALL));
    }
}
