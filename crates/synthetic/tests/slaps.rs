//! What holds for captures of several fingers: they are split into the fingers that were laid down.
#![cfg(not(target_arch = "wasm32"))]

use fingerprint::slap::{Expected, Finding, Segment, Slap as Split, segment};
use fingerprint::{FingerPosition, Probe, Reference, compare, extract};
use proptest::prelude::*;
use raster::{Grey, Ppi};
use synthetic::{Conditions, Difficulty, Hand, Lay, Master, Person, Slap, SlapFinger, impression};

fn split(slap: &Slap, expected: &Expected) -> Split {
    segment(&slap.image, Ppi::P500, expected).expect("a platen's size")
}

fn four(hand: Hand) -> Expected {
    Expected::of(&hand.positions())
}

fn near(truth: &SlapFinger, segment: &Segment) -> bool {
    let off = (segment.centre.0 - truth.middle.0).hypot(segment.centre.1 - truth.middle.1);
    off < 40.0
        && (segment.size.0 / truth.reach.0 / 2.0 - 1.0).abs() < 0.25
        && (segment.size.1 / truth.reach.1 / 2.0 - 1.0).abs() < 0.25
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn each_finger_of_a_hand_is_found_and_named(seed in 0u64..1_000_000, left: bool) {
        let hand = if left { Hand::Left } else { Hand::Right };
        let slap = Slap::capture(&Person { seed }, hand, 0, Difficulty::Good);
        let found = split(&slap, &four(hand));
        prop_assert_eq!(found.segments.len(), 4);
        for (truth, segment) in slap.fingers.iter().zip(&found.segments) {
            prop_assert!(near(truth, segment), "{:?} and {:?}", truth, segment);
            prop_assert_eq!(truth.position, segment.position);
            prop_assert!(segment.confidence > 0.6);
        }
        let wrong = found.findings.iter().any(|f| matches!(f, Finding::WrongHand { .. }));
        prop_assert!(!wrong);
        let missing = found.findings.iter().any(|f| matches!(f, Finding::Missing { .. }));
        prop_assert!(!missing);
    }

    #[test]
    fn a_missing_finger_is_told_and_what_was_known_to_be_missing_is_not(seed in 0u64..1_000_000, absent in 1usize..3) {
        let absent = Hand::Right.positions()[absent];
        let fingers: Vec<_> = Hand::Right.positions().into_iter().filter(|&f| f != absent).collect();
        let slap = Slap::laid(&Person { seed }, &Lay::draw(&fingers, seed, Difficulty::Good));
        let told = |expected: &Expected| {
            let findings = split(&slap, expected).findings.into_iter();
            findings.filter(|f| matches!(f, Finding::Missing { .. })).collect::<Vec<_>>()
        };
        prop_assert_eq!(told(&four(Hand::Right)), [Finding::Missing { found: 3, fingers: vec![absent] }]);
        prop_assert_eq!(told(&four(Hand::Right).without(&[absent])), []);
    }
}

#[test]
fn the_other_hand_than_asked_for_is_told() {
    for (laid, asked) in [(Hand::Right, Hand::Left), (Hand::Left, Hand::Right)] {
        let slap = Slap::capture(&Person { seed: 11 }, laid, 1, Difficulty::Good);
        let found = split(&slap, &four(asked));
        assert!(found.findings.contains(&Finding::WrongHand { seen: laid }), "{:?}", found.hand);
        let nobody_asked = split(&slap, &Expected::of(&[]));
        let named: Vec<_> = nobody_asked.segments.iter().map(|s| s.position).collect();
        assert_eq!(named, laid.positions());
    }
}

#[test]
fn two_thumbs_are_found() {
    let thumbs = [FingerPosition::LeftThumb, FingerPosition::RightThumb];
    let slap = Slap::laid(&Person { seed: 3 }, &Lay::draw(&thumbs, 3, Difficulty::Good));
    let found = split(&slap, &Expected::of_code(15).expect("both thumbs"));
    assert_eq!(found.segments.iter().map(|s| s.position).collect::<Vec<_>>(), thumbs);
    assert_eq!((found.hand, found.findings.as_slice()), (None, [].as_slice()));
}

#[test]
fn a_fingertip_cut_out_of_a_slap_compares_with_the_finger_laid_down_alone() {
    let person = Person { seed: 21 };
    let slap = Slap::capture(&person, Hand::Left, 0, Difficulty::Good);
    let found = split(&slap, &four(Hand::Left));
    for (index, segment) in found.segments.iter().enumerate() {
        let crop = found.crop(&slap.image, index).expect("there is such a segment");
        let probe = Probe::new(&extract(&crop, Ppi::P500).expect("a print's size").template);
        let alone = impression(&Master::grow(person.finger(segment.position)), &Conditions::perfect(9));
        let reference = Reference::new(&extract(&alone, Ppi::P500).expect("a print's size").template);
        let score = compare(&probe, &reference).score.get();
        assert!(score > 60.0, "{:?} scores {score}", segment.position);
    }
    assert_eq!(found.crop(&slap.image, 4), None);
}

#[test]
fn neither_polarity_nor_resolution_matters() {
    let slap = Slap::capture(&Person { seed: 8 }, Hand::Right, 0, Difficulty::Good);
    let usual = split(&slap, &four(Hand::Right));
    let (width, height) = (slap.image.width(), slap.image.height());
    let negative = slap.image.pixels().iter().map(|p| 255 - p).collect();
    let negative = Grey::new(width, height, None, negative).expect("as many pixels");
    let same = segment(&negative, Ppi::P500, &four(Hand::Right)).expect("a platen's size");
    let twice = (0..4 * width * height)
        .map(|i| slap.image.pixels()[((i / (2 * width) / 2) * width + i % (2 * width) / 2) as usize]);
    let twice = Grey::new(2 * width, 2 * height, None, twice.collect()).expect("four times as many");
    let large = segment(&twice, Ppi::new(1000).expect("believable"), &four(Hand::Right)).expect("its size");
    for (i, segment) in usual.segments.iter().enumerate() {
        for (other, scale) in [(&same.segments[i], 1.0), (&large.segments[i], 2.0)] {
            assert_eq!(segment.position, other.position);
            assert!((segment.centre.0 * scale - other.centre.0).abs() < 8.0 * scale);
            assert!((segment.centre.1 * scale - other.centre.1).abs() < 8.0 * scale);
        }
    }
}
