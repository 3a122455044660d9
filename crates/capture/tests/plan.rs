//! Which fingers are asked for, in which steps.

use FingerPosition::{LeftIndex, LeftLittle, LeftThumb, RightIndex, RightThumb};
use capture::{Ability, Exception, Hand, Manner, Plan, WhyMissing};
use fingerprint::FingerPosition;
use policy::Sequence;
use proptest::prelude::*;

const FOUR: Ability = Ability { at_once: 4, rolls: false };
const SEQUENCES: [Sequence; 4] =
    [Sequence::FourFourTwo, Sequence::SingleTen, Sequence::TwoIndexes, Sequence::RolledTen];

fn codes(plan: &Plan) -> Vec<u8> {
    plan.steps.iter().map(capture::Step::code).collect()
}

fn amputated(finger: FingerPosition) -> Exception {
    Exception { finger, why: WhyMissing::Amputated }
}

#[test]
fn identification_flats_are_left_four_right_four_and_two_thumbs() {
    let plan = Plan::new(Sequence::FourFourTwo, FOUR, &[]);
    assert_eq!(codes(&plan), [14, 13, 15]);
    assert_eq!(plan.steps[0].expected, Hand::Left.positions());
    assert!(!plan.instead);
}

#[test]
fn a_scanner_of_one_finger_takes_the_same_ten_one_by_one_and_says_so() {
    let plan = Plan::new(Sequence::FourFourTwo, Ability::SINGLE, &[]);
    assert_eq!(codes(&plan), (1..=10).collect::<Vec<_>>());
    assert!(plan.instead);
    assert!(!Plan::new(Sequence::SingleTen, Ability::SINGLE, &[]).instead);
}

#[test]
fn a_scanner_of_two_fingers_takes_pairs_with_codes_of_the_standard() {
    let plan = Plan::new(Sequence::FourFourTwo, Ability { at_once: 2, rolls: false }, &[]);
    assert_eq!(codes(&plan), [45, 43, 40, 42, 15]);
    assert!(plan.instead);
}

#[test]
fn rolled_prints_follow_the_flats_that_show_their_order() {
    let plan = Plan::new(Sequence::RolledTen, Ability { at_once: 4, rolls: true }, &[]);
    assert_eq!(codes(&plan)[..3], [14, 13, 15]);
    assert!(plan.steps[3..].iter().all(|step| step.manner == Manner::Rolled));
    assert_eq!(plan.steps.len(), 13);
    let without = Plan::new(Sequence::RolledTen, FOUR, &[]);
    assert_eq!((codes(&without), without.instead), (vec![14, 13, 15], true));
}

#[test]
fn the_rapid_sequence_is_both_index_fingers_whatever_the_scanner() {
    for ability in [FOUR, Ability::SINGLE] {
        let plan = Plan::new(Sequence::TwoIndexes, ability, &[]);
        assert_eq!((codes(&plan), plan.instead), (vec![2, 7], false));
    }
}

#[test]
fn a_missing_finger_shrinks_its_step_and_leaves_its_name() {
    let plan = Plan::new(Sequence::FourFourTwo, FOUR, &[amputated(LeftLittle), amputated(RightThumb)]);
    assert_eq!(codes(&plan), [14, 13, 15]);
    assert_eq!(plan.steps[0].expected.len(), 3);
    assert_eq!(plan.steps[2].expected, [LeftThumb]);
}

#[test]
fn a_step_with_no_finger_left_is_left_out() {
    let hand: Vec<_> = Hand::Left.positions().iter().map(|&finger| amputated(finger)).collect();
    assert_eq!(codes(&Plan::new(Sequence::FourFourTwo, FOUR, &hand)), [13, 15]);
    assert_eq!(Plan::new(Sequence::TwoIndexes, FOUR, &[amputated(RightIndex)]).fingers(), [LeftIndex]);
}

proptest! {
    #[test]
    fn every_finger_that_can_come_is_asked_for_once_and_no_other(
        sequence in prop::sample::select(&SEQUENCES[..]),
        at_once in 0u8..6,
        rolls: bool,
        missing in prop::sample::subsequence(FingerPosition::TEN.to_vec(), 0..=10),
    ) {
        let exceptions: Vec<_> = missing.iter().map(|&finger| amputated(finger)).collect();
        let plan = Plan::new(sequence, Ability { at_once, rolls }, &exceptions);
        for manner in [Manner::Plain, Manner::Rolled] {
            let of_manner = plan.steps.iter().filter(|step| step.manner == manner);
            let mut asked: Vec<_> = of_manner.flat_map(|step| step.expected.clone()).collect();
            asked.sort();
            let once = asked.len();
            asked.dedup();
            prop_assert_eq!(asked.len(), once);
            prop_assert!(asked.iter().all(|finger| !missing.contains(finger)));
        }
        let mut wanted: Vec<_> = match sequence {
            Sequence::TwoIndexes => vec![RightIndex, LeftIndex],
            _ => FingerPosition::TEN.to_vec(),
        };
        wanted.retain(|finger| !missing.contains(finger));
        let mut fingers = plan.fingers();
        fingers.sort();
        prop_assert_eq!(fingers, wanted);
        for step in &plan.steps {
            prop_assert!(!step.expected.is_empty());
            prop_assert!(step.expected.len() <= usize::from(at_once.max(1)));
            prop_assert!(step.manner == Manner::Plain || (rolls && step.expected.len() == 1));
            if (1..=4).contains(&at_once) && at_once != 3 {
                prop_assert_ne!(step.code(), 0, "{:?}", step);
            }
        }
    }
}
