//! What is sent next.

use std::time::Duration;

use keeping::{Errand, Failure, Lane, Lanes, Next, Standing, pause};
use proptest::prelude::*;
use wire::{EncounterId, Sha256};

const START: Duration = Duration::ZERO;

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
    lanes.answered(one, [name(1), name(2)]);
    lanes.take_up(other, false);
    assert_eq!(lanes.next(Lane::Images, START), Next::Rest, "a search is due");
    assert_eq!(lanes.next(Lane::Search, START), Next::Go(Errand::Search(other)));
    assert_eq!(lanes.next(Lane::Images, START), Next::Rest, "a search is under way");
    lanes.answered(other, []);
    assert_eq!(lanes.next(Lane::Images, START), Next::Go(Errand::Image(one, name(1))));
    assert_eq!(lanes.next(Lane::Images, START), Next::Rest, "one image at a time");
}

#[test]
fn the_receipts_code_goes_before_the_images() {
    let id = EncounterId::new();
    let mut lanes = Lanes::default();
    lanes.take_up(id, true);
    lanes.next(Lane::Search, START);
    lanes.answered(id, [name(1)]);
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
    lanes.answered(id, []);
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
                            lanes.answered(id, (0..images).map(name).filter(|name| !arrived.contains(name)));
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
