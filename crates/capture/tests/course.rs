//! The way through a plan.

use FingerPosition::{LeftIndex, LeftLittle, LeftMiddle, LeftRing, RightIndex};
use capture::{Ability, Course, Exception, Manner, NoOverride, OverrideReason, Verdict, WhyMissing};
use fingerprint::FingerPosition;
use policy::{CaptureRules, Packing, Sequence};
use proptest::prelude::*;

const RULES: CaptureRules = CaptureRules {
    sequence: Sequence::FourFourTwo,
    gate: 45,
    gate_ring_little: 30,
    attempts: 3,
    packing: Packing::Lossless,
};
const FOUR: Ability = Ability { at_once: 4, rolls: false };
const LEFT: [FingerPosition; 4] = [LeftLittle, LeftRing, LeftMiddle, LeftIndex];

fn slap(scores: [u8; 4]) -> Vec<(FingerPosition, u8)> {
    LEFT.into_iter().zip(scores).collect()
}

#[test]
fn the_best_print_of_each_finger_counts_whichever_try_it_is_of() {
    let mut course = Course::new(RULES, FOUR);
    assert_eq!(course.taken(&slap([80, 80, 80, 20])), Verdict::Again(LeftIndex));
    assert_eq!(course.taken(&slap([10, 80, 80, 70])), Verdict::Good);
    assert_eq!(course.step().map(capture::Step::code), Some(13));
}

#[test]
fn after_the_third_poor_try_the_best_is_kept_with_a_reason_and_not_before() {
    let mut course = Course::new(RULES, FOUR);
    assert_eq!(course.may_override(), Err(NoOverride::TriesLeft(3)));
    course.taken(&slap([80, 80, 20, 80]));
    course.taken(&slap([80, 80, 30, 80]));
    assert_eq!(course.override_for(OverrideReason::WornSkin), Err(NoOverride::TriesLeft(1)));
    assert_eq!(course.taken(&slap([80, 80, 25, 80])), Verdict::MayOverride(LeftMiddle));
    course.override_for(OverrideReason::WornSkin).unwrap();
    assert_eq!(course.override_of(LeftMiddle, Manner::Plain), Some(OverrideReason::WornSkin));
    assert_eq!(course.override_of(LeftIndex, Manner::Plain), None, "the others are good");
    assert_eq!(course.tries_of(LeftMiddle, Manner::Plain), 3);
    assert_eq!(course.step().map(capture::Step::code), Some(13));
}

#[test]
fn pictures_that_could_not_stand_count_as_tries_but_nothing_is_kept_of_them() {
    let mut course = Course::new(RULES, FOUR);
    for _ in 0..3 {
        course.refused();
    }
    assert_eq!(course.may_override(), Err(NoOverride::NoPrint(LeftLittle)));
}

#[test]
fn a_finger_told_as_missing_is_no_longer_waited_for() {
    let mut course = Course::new(RULES, FOUR);
    course.taken(&slap([0, 80, 80, 80]));
    course.except(vec![Exception { finger: LeftLittle, why: WhyMissing::Bandaged }]);
    assert_eq!(course.step().map(capture::Step::code), Some(13), "the other three are good already");
    course.except(vec![]);
    assert!(!course.is_done(&course.plan().steps[0]), "asked for again");
}

#[test]
fn one_finger_at_a_time_goes_on_with_what_is_not_good_yet() {
    let mut course = Course::new(RULES, FOUR);
    course.taken(&slap([80, 80, 20, 80]));
    course.with_ability(Ability::SINGLE);
    let open = course.plan().steps.iter().filter(|step| !course.is_done(step)).count();
    assert_eq!(open, 7);
    course.go_to(LeftMiddle);
    assert_eq!(course.taken(&[(LeftMiddle, 60)]), Verdict::Good);
}

#[test]
fn a_step_passed_over_stays_open_and_comes_back_last() {
    let mut course = Course::new(RULES, FOUR);
    course.next();
    assert_eq!(course.at(), 1);
    course.next();
    course.next();
    assert_eq!(course.at(), 0);
}

#[test]
fn a_print_from_a_file_settles_its_finger_too() {
    let mut course = Course::new(CaptureRules { sequence: Sequence::TwoIndexes, ..RULES }, Ability::SINGLE);
    course.holds([(RightIndex, Manner::Plain, 70)]);
    assert_eq!(course.step().map(|step| step.expected.clone()), Some(vec![LeftIndex]));
    course.holds([(RightIndex, Manner::Plain, 70), (LeftIndex, Manner::Plain, 70)]);
    assert!(course.is_complete() && course.step().is_none());
    course.holds([(RightIndex, Manner::Plain, 70)]);
    assert_eq!(course.step().map(|step| step.expected.clone()), Some(vec![LeftIndex]), "taken out again");
}

#[derive(Debug, Clone)]
enum Move {
    Taken([u8; 4]),
    Refused,
    Override,
    Next,
    GoTo(FingerPosition),
    Except(Vec<FingerPosition>),
    AtOnce(u8),
}

fn moves() -> impl Strategy<Value = Move> {
    let finger = || prop::sample::select(&FingerPosition::TEN[..]);
    prop_oneof![
        4 => any::<[u8; 4]>().prop_map(|scores| Move::Taken(scores.map(|score| score % 101))),
        1 => Just(Move::Refused),
        1 => Just(Move::Override),
        1 => Just(Move::Next),
        1 => finger().prop_map(Move::GoTo),
        1 => prop::sample::subsequence(FingerPosition::TEN.to_vec(), 0..4).prop_map(Move::Except),
        1 => prop::sample::select(&[1u8, 2, 4][..]).prop_map(Move::AtOnce),
    ]
}

proptest! {
    /// Whatever the officer does, in whatever order: no finger that gives no print is asked for, nothing is
    /// overridden before its time, and what is done is good or has its reason.
    #[test]
    fn no_order_of_doing_things_breaks_the_rules(moves in prop::collection::vec(moves(), 0..60)) {
        let mut course = Course::new(RULES, FOUR);
        for each in moves {
            match each {
                Move::Taken(scores) => {
                    let fingers = course.step().map(|step| step.expected.clone()).unwrap_or_default();
                    let tries = course.step().map(|step| course.tries(step));
                    let verdict = course.taken(&fingers.iter().copied().zip(scores).collect::<Vec<_>>());
                    if matches!(verdict, Verdict::MayOverride(_)) {
                        prop_assert!(tries.unwrap() + 1 >= RULES.attempts);
                        prop_assert!(course.may_override().is_ok());
                    }
                }
                Move::Refused => course.refused(),
                Move::Override => {
                    let early = course.step().is_some_and(|step| course.tries(step) < RULES.attempts);
                    prop_assert!(course.override_for(OverrideReason::NoMoreTime).is_err() || !early);
                }
                Move::Next => course.next(),
                Move::GoTo(finger) => course.go_to(finger),
                Move::Except(fingers) => course.except(
                    fingers.into_iter().map(|finger| Exception { finger, why: WhyMissing::Amputated }).collect(),
                ),
                Move::AtOnce(at_once) => course.with_ability(Ability { at_once, rolls: false }),
            }
            let missing: Vec<_> = course.missing().iter().map(|exception| exception.finger).collect();
            prop_assert!(course.plan().fingers().iter().all(|finger| !missing.contains(finger)));
            prop_assert!(course.step().is_some() || course.is_complete());
            for finger in FingerPosition::TEN {
                if course.override_of(finger, Manner::Plain).is_some() {
                    prop_assert!(course.tries_of(finger, Manner::Plain) >= RULES.attempts);
                }
            }
        }
    }
}
