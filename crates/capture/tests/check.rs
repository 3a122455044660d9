//! What is found wrong with prints that were taken.

use FingerPosition::{LeftIndex, LeftMiddle, RightIndex, RightMiddle, RightRing};
use capture::{Ability, Complaint, Hand, Plan, Step, check};
use fingerprint::slap::{Expected, segment};
use fingerprint::{FingerPosition, Probe, Reference, Score, Template};
use policy::{CaptureRules, Sequence};
use raster::{Grey, Ppi};
use synthetic::{Conditions, Difficulty, Master, Person, Slap, impression};

fn right_four() -> Step {
    Plan::new(Sequence::FourFourTwo, Ability { at_once: 4, rolls: false }, &[]).steps[1].clone()
}

#[test]
fn a_slap_must_have_every_finger_and_be_of_the_right_hand() {
    let step = right_four();
    assert_eq!(check::fingers(&step, 4, Some(Hand::Right)), Ok(&Hand::Right.positions()[..]));
    assert_eq!(check::fingers(&step, 3, None), Err(Complaint::MissingFinger { found: 3, expected: 4 }));
    assert_eq!(check::fingers(&step, 5, None), Err(Complaint::TooMany { found: 5, expected: 4 }));
    assert_eq!(check::fingers(&step, 4, Some(Hand::Left)), Err(Complaint::WrongHand));
    let thumbs = &Plan::new(Sequence::FourFourTwo, Ability { at_once: 4, rolls: false }, &[]).steps[2];
    assert!(check::fingers(thumbs, 2, Some(Hand::Left)).is_ok(), "two thumbs are of no one hand");
}

#[test]
fn the_same_finger_twice_is_told_with_what_it_was_taken_as() {
    let scores =
        [(RightMiddle, Score::new(30.0)), (LeftIndex, Score::new(90.0)), (RightIndex, Score::new(120.0))];
    let told = check::repeated(RightIndex, &scores);
    assert_eq!(told, Err(Complaint::SameFinger { finger: RightIndex, taken_as: LeftIndex }));
    assert_eq!(check::repeated(LeftIndex, &scores[..2]), Ok(()), "another try at the same finger");
}

#[test]
fn a_rolled_print_must_resemble_the_plain_one_of_its_finger() {
    assert_eq!(check::rolled(RightIndex, Score::new(60.0)), Ok(()));
    assert_eq!(
        check::rolled(RightIndex, Score::new(3.0)),
        Err(Complaint::WrongFinger { finger: RightIndex })
    );
}

#[test]
fn ring_and_little_fingers_have_a_lower_gate() {
    let rules = CaptureRules::default();
    for finger in FingerPosition::TEN {
        let weak = matches!(finger.code(), 4 | 5 | 9 | 10);
        assert_eq!(check::gate(finger, &rules), if weak { 30 } else { 45 }, "{finger:?}");
    }
    let scores = [(RightIndex, 44), (RightMiddle, 60), (RightRing, 12)];
    assert_eq!(check::poorest(scores.into_iter(), &rules), Some(RightRing), "18 below its gate, not 1");
    assert_eq!(check::poorest([(RightIndex, 45), (RightRing, 30)].into_iter(), &rules), None);
}

fn template(image: &Grey) -> Template {
    fingerprint::extract(image, Ppi::P500).expect("a print").template
}

fn score(probe: &Template, reference: &Template) -> Score {
    fingerprint::compare(&Probe::new(probe), &Reference::new(reference)).score
}

/// The fingers of a slap, each as it was cut out.
fn slap_of(person: &Person, capture: u64) -> Vec<(FingerPosition, Template)> {
    let image = Slap::capture(person, Hand::Right, capture, Difficulty::Good).image;
    let found = segment(&image, Ppi::P500, &Expected::of(&Hand::Right.positions())).expect("four fingers");
    let tips = found.segments.iter().enumerate();
    tips.map(|(at, tip)| (tip.position, template(&found.crop(&image, at).expect("a tip")))).collect()
}

/// A print of more skin than a plain one shows, as a rolled print is.
fn rolled(person: &Person, finger: FingerPosition) -> Template {
    let seed = person.finger(finger);
    let conditions = Conditions::draw(seed.0 ^ 0x5EED, Difficulty::Good);
    let (width, height) = conditions.contact_reach;
    let conditions = Conditions { contact_reach: (1.35 * width, height), ..conditions };
    template(&impression(&Master::grow(seed), &conditions))
}

/// Not on made-up scores: the thresholds must hold for what the engine gives.
#[test]
fn a_finger_of_a_slap_is_known_again_and_its_neighbours_are_not_taken_for_it() {
    for seed in [5001, 5002] {
        let person = Person { seed };
        let (first, second) = (slap_of(&person, 1), slap_of(&person, 2));
        for (finger, probe) in &second {
            let scores: Vec<_> =
                first.iter().map(|(taken_as, reference)| (*taken_as, score(probe, reference))).collect();
            assert_eq!(check::repeated(*finger, &scores), Ok(()), "{finger:?}: {scores:?}");
            // The same print, given for a finger of the other hand.
            let other = if *finger == RightIndex { LeftMiddle } else { LeftIndex };
            let told = Complaint::SameFinger { finger: other, taken_as: *finger };
            assert_eq!(check::repeated(other, &scores), Err(told), "{finger:?}: {scores:?}");
        }
    }
}

#[test]
fn a_rolled_print_is_held_against_the_finger_that_the_slap_shows() {
    let person = Person { seed: 5003 };
    for (finger, plain) in slap_of(&person, 1) {
        assert_eq!(check::rolled(finger, score(&rolled(&person, finger), &plain)), Ok(()), "{finger:?}");
        let neighbour = if finger == RightIndex { RightMiddle } else { RightIndex };
        let told = Err(Complaint::WrongFinger { finger });
        assert_eq!(check::rolled(finger, score(&rolled(&person, neighbour), &plain)), told, "{finger:?}");
    }
}
