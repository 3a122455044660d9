//! What is sent next.

use std::collections::BTreeMap;
use std::time::Duration;

use keeping::{Errand, Failure, Lane, Lanes, Next, PieceSize, Standing, pause};
use proptest::prelude::*;
use wire::{EncounterId, Sha256};

const START: Duration = Duration::ZERO;

/// Of no image anything has arrived.
fn none() -> BTreeMap<Sha256, u64> {
    BTreeMap::new()
}

fn name(number: u8) -> Sha256 {
    Sha256::from_digest(&[number; 32])
}

#[test]
fn every_search_goes_before_any_image() {
    let (one, other) = (EncounterId::new(), EncounterId::new());
    let mut lanes = Lanes::default();
    lanes.take_up(one, false);
    assert_eq!(lanes.next(Lane::Search, START), Next::Go(Errand::Search(one)));
    assert_eq!(lanes.standing(one), Some(Standing::SearchSent));
    lanes.answered(one, [name(1), name(2)], none());
    lanes.take_up(other, false);
    assert_eq!(lanes.next(Lane::Images, START), Next::Rest, "a search is due");
    assert_eq!(lanes.next(Lane::Search, START), Next::Go(Errand::Search(other)));
    assert_eq!(lanes.next(Lane::Images, START), Next::Rest, "a search is under way");
    lanes.answered(other, [], none());
    assert_eq!(lanes.next(Lane::Images, START), Next::Go(Errand::Image(one, name(1))));
    assert_eq!(lanes.next(Lane::Images, START), Next::Rest, "one image at a time");
}

#[test]
fn the_receipts_code_goes_before_the_images() {
    let id = EncounterId::new();
    let mut lanes = Lanes::default();
    lanes.take_up(id, true);
    lanes.next(Lane::Search, START);
    lanes.answered(id, [name(1)], none());
    assert_eq!(lanes.next(Lane::Images, START), Next::Rest);
    assert_eq!(lanes.next(Lane::Search, START), Next::Go(Errand::Code(id)));
    lanes.done(&Errand::Code(id));
    assert_eq!(lanes.standing(id), Some(Standing::Answered { sent: 0, of: 1 }));
    assert_eq!(lanes.next(Lane::Images, START), Next::Go(Errand::Image(id, name(1))));
    lanes.done(&Errand::Image(id, name(1)));
    assert!(lanes.complete(id));
    assert_eq!(lanes.standing(id), None);
}

#[test]
fn a_link_that_failed_is_tried_again_by_itself_and_a_refusal_when_somebody_asks() {
    let id = EncounterId::new();
    let mut lanes = Lanes::default();
    lanes.take_up(id, false);
    lanes.next(Lane::Search, START);
    lanes.failed(id, Failure::Passing, START, 0.0);
    assert_eq!(lanes.next(Lane::Search, START), Next::At(Duration::from_secs(2)));
    assert_eq!(lanes.next(Lane::Search, Duration::from_secs(2)), Next::Go(Errand::Search(id)));
    lanes.failed(id, Failure::Refused, START, 0.0);
    assert_eq!(lanes.next(Lane::Search, Duration::MAX), Next::Rest);
    lanes.hurry(None);
    assert_eq!(lanes.next(Lane::Search, START), Next::Rest, "nobody asked for this one");
    lanes.hurry(Some(id));
    assert_eq!(lanes.next(Lane::Search, START), Next::Go(Errand::Search(id)));
}

#[test]
fn an_encounter_that_waits_holds_up_no_other() {
    let (one, other) = (EncounterId::new(), EncounterId::new());
    let mut lanes = Lanes::default();
    lanes.take_up(one, false);
    lanes.take_up(other, false);
    lanes.next(Lane::Search, START);
    lanes.failed(one, Failure::BusyFor(Duration::from_secs(5)), START, 0.5);
    assert_eq!(lanes.next(Lane::Search, START), Next::Go(Errand::Search(other)));
}

#[test]
fn taking_up_twice_changes_nothing() {
    let id = EncounterId::new();
    let mut lanes = Lanes::default();
    lanes.take_up(id, false);
    lanes.next(Lane::Search, START);
    lanes.answered(id, [], none());
    lanes.take_up(id, false);
    assert!(lanes.complete(id));
}

proptest! {
    #[test]
    fn pauses_grow_and_never_pass_half_a_minute_by_much(failures in 0u32..1000, random in 0.0f64..1.0) {
        let this = pause(failures, random);
        prop_assert!(this >= Duration::from_secs(1) && this <= Duration::from_secs(32));
        prop_assert!(pause(failures + 1, random) >= this);
    }

    /// Whatever fails and in whatever order: each image arrives, and nothing is sent after the last.
    #[test]
    fn everything_arrives_in_the_end(outcomes in prop::collection::vec(any::<bool>(), 0..40), images in 0u8..6) {
        let id = EncounterId::new();
        let (mut lanes, mut now, mut arrived) = (Lanes::default(), START, Vec::new());
        let mut outcomes = outcomes.into_iter();
        lanes.take_up(id, true);
        while !lanes.complete(id) {
            let mut moved = false;
            for lane in [Lane::Search, Lane::Images] {
                match lanes.next(lane, now) {
                    Next::Go(errand) => {
                        moved = true;
                        if !outcomes.next().unwrap_or(true) {
                            lanes.failed(id, Failure::Passing, now, 0.3);
                        } else if let Errand::Search(_) = errand {
                            let wanted = (0..images).map(name).filter(|name| !arrived.contains(name));
                            lanes.answered(id, wanted, none());
                        } else {
                            if let Errand::Image(_, name) = &errand {
                                arrived.push(name.clone());
                            }
                            lanes.done(&errand);
                        }
                    }
                    Next::At(later) => {
                        moved = true;
                        now = later;
                    }
                    Next::Rest => {}
                }
            }
            prop_assert!(moved || lanes.complete(id), "nothing goes on");
            if lanes.standing(id).is_none() { break }
        }
        prop_assert_eq!(arrived.len(), usize::from(images));
        prop_assert_eq!(lanes.next(Lane::Search, now), Next::Rest);
        prop_assert_eq!(lanes.next(Lane::Images, now), Next::Rest);
    }
}

#[test]
fn a_search_goes_between_two_pieces_of_an_image() {
    let (one, other) = (EncounterId::new(), EncounterId::new());
    let mut lanes = Lanes::default();
    lanes.take_up(one, false);
    lanes.next(Lane::Search, START);
    lanes.answered(one, [name(1)], none());
    let image = Errand::Image(one, name(1));
    assert_eq!(lanes.next(Lane::Images, START), Next::Go(image.clone()));
    lanes.take_up(other, false);
    lanes.advanced(&image, 1000);
    assert_eq!(lanes.next(Lane::Images, START), Next::Rest, "a search is due");
    lanes.next(Lane::Search, START);
    lanes.answered(other, [], none());
    assert_eq!(lanes.next(Lane::Images, START), Next::Go(image.clone()));
    assert_eq!(lanes.have(&image), 1000);
    assert_eq!(lanes.standing(one), Some(Standing::Answered { sent: 0, of: 1 }));
}

#[test]
fn an_image_goes_on_where_the_server_says_that_it_broke_off() {
    let id = EncounterId::new();
    let mut lanes = Lanes::default();
    lanes.take_up(id, false);
    lanes.next(Lane::Search, START);
    lanes.answered(id, [name(1), name(2)], BTreeMap::from([(name(2), 4096)]));
    assert_eq!(lanes.have(&Errand::Image(id, name(1))), 0);
    assert_eq!(lanes.have(&Errand::Image(id, name(2))), 4096);
    // A piece that begins elsewhere changes nothing: the answer puts that right.
    lanes.next(Lane::Images, START);
    lanes.advanced(&Errand::Image(id, name(1)), 9000);
    lanes.next(Lane::Images, START);
    lanes.failed(id, Failure::Passing, START, 0.5);
    assert_eq!(lanes.have(&Errand::Image(id, name(1))), 9000, "what arrived has arrived");
}

#[test]
fn a_piece_takes_a_few_seconds_whatever_the_link() {
    let mut size = PieceSize::default();
    size.took(16 << 10, Duration::from_millis(40));
    assert_eq!(size.bytes(), PieceSize::LARGEST, "a good link");
    // 9.6 kbit/s carry 1,200 bytes a second.
    size.took(12_000, Duration::from_secs(10));
    assert_eq!(size.bytes(), 6000);
    size.cut();
    assert_eq!(size.bytes(), PieceSize::LEAST);
    size.took(1, Duration::from_secs(500));
    assert_eq!(size.bytes(), PieceSize::LEAST);
    size.took(u32::MAX, Duration::ZERO);
    assert_eq!(size.bytes(), PieceSize::LARGEST);
}

/// What a device does in an hour over a link that is cut at random: the same each time it has the same seed.
#[test]
fn desks_that_lost_the_same_link_come_back_at_different_moments_each_by_its_seed() {
    let moments = |seed: u64| {
        let mut random = seed;
        let mut draw = move || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 11) as f64 / (1u64 << 53) as f64
        };
        let id = EncounterId::new();
        let (mut lanes, mut now, mut moments) = (Lanes::default(), START, Vec::new());
        lanes.take_up(id, false);
        while now < Duration::from_secs(3600) {
            match lanes.next(Lane::Search, now) {
                Next::Go(_) => {
                    moments.push(now);
                    lanes.failed(id, Failure::Passing, now, draw());
                }
                Next::At(later) => now = later,
                Next::Rest => unreachable!("it is tried for ever"),
            }
        }
        moments
    };
    assert_eq!(moments(7), moments(7));
    assert_ne!(moments(7), moments(8));
    let gaps: Vec<_> = moments(7).windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.iter().all(|gap| (1..=32).contains(&gap.as_secs())), "{gaps:?}");
    assert!(gaps.len() > 3600 / 32 && gaps.len() < 3600 / 14, "{} times an hour", gaps.len());
}
