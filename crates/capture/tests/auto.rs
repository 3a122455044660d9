//! When a picture is taken by itself.

use std::time::Duration;

use FingerPosition::{RightIndex, RightLittle, RightMiddle};
use capture::{Ability, Ask, AutoCapture, AutoRules, Hand, Outline, Plan, SeenPrint, Sight, Step};
use fingerprint::{FingerPosition, Quality};
use policy::{CaptureRules, Packing, Sequence};
use proptest::prelude::*;

const RULES: CaptureRules = CaptureRules {
    sequence: Sequence::FourFourTwo,
    gate: 45,
    gate_ring_little: 30,
    attempts: 3,
    packing: Packing::Lossless,
};
const FRAME_MS: u64 = 100;

fn one(finger: FingerPosition) -> Step {
    let plan = Plan::new(Sequence::SingleTen, Ability::SINGLE, &[]);
    plan.steps.into_iter().find(|step| step.expected == [finger]).expect("all ten are asked for")
}

fn right_four() -> Step {
    Plan::new(Sequence::FourFourTwo, Ability { at_once: 4, rolls: false }, &[]).steps[1].clone()
}

/// A print at `left` of the frame's width.
fn print(left: f32, area_mm2: f32, score: u8) -> SeenPrint {
    let outline = Outline { left, top: 0.3, width: 0.1, height: 0.3 };
    SeenPrint { outline, area_mm2, quality: Quality { score, reasons: vec![] } }
}

struct Watch {
    auto: AutoCapture,
    ms: u64,
}

impl Watch {
    fn new(step: Step) -> Self {
        Self { auto: AutoCapture::new(step, RULES, AutoRules::default()), ms: 0 }
    }

    fn see(&mut self, prints: Vec<SeenPrint>) -> Ask {
        self.see_hand(prints, None)
    }

    fn see_hand(&mut self, prints: Vec<SeenPrint>, hand: Option<Hand>) -> Ask {
        self.ms += FRAME_MS;
        self.auto.see(&Sight { at: Duration::from_millis(self.ms), prints, hand })
    }
}

#[test]
fn a_good_finger_held_still_is_taken_at_its_best_frame() {
    let mut watch = Watch::new(one(RightIndex));
    assert_eq!(watch.see(vec![]), Ask::Place);
    assert_eq!(watch.see(vec![print(0.4, 20.0, 10)]), Ask::More { seen: 0 });
    assert_eq!(watch.see(vec![print(0.4, 150.0, 60)]), Ask::Still, "it has just come to this size");
    let scores = [60, 70, 82, 75, 80, 79];
    let asks: Vec<_> = scores.iter().map(|&score| watch.see(vec![print(0.4, 150.0, score)])).collect();
    assert!(asks[..4].iter().all(|ask| matches!(ask, Ask::Hold { .. })), "{asks:?}");
    assert_eq!(asks[4], Ask::Take { at: Duration::from_millis(600) }, "the frame that scored 82");
    assert_eq!(asks[5], asks[4], "once taken, taken");
}

#[test]
fn what_lay_there_before_must_be_lifted_first_and_wiped_if_it_never_moves() {
    let mut watch = Watch::new(one(RightIndex));
    for _ in 0..20 {
        assert_eq!(watch.see(vec![print(0.4, 150.0, 90)]), Ask::Clear { wipe: false });
    }
    for _ in 0..10 {
        watch.see(vec![print(0.4, 150.0, 90)]);
    }
    assert_eq!(watch.see(vec![print(0.4, 150.0, 90)]), Ask::Clear { wipe: true });
    assert_eq!(watch.see(vec![print(0.6, 150.0, 90)]), Ask::Clear { wipe: false }, "it moves: a finger");
    assert_eq!(watch.see(vec![]), Ask::Place);
}

#[test]
fn three_of_four_fingers_are_never_taken() {
    let mut watch = Watch::new(right_four());
    watch.see(vec![]);
    let three = || (0..3).map(|n| print(0.2 * n as f32, 150.0, 90)).collect::<Vec<_>>();
    for _ in 0..100 {
        assert_eq!(watch.see(three()), Ask::More { seen: 3 });
    }
    for _ in 0..100 {
        watch.see(three());
    }
    assert_eq!(watch.see(three()), Ask::TimedOut);
}

#[test]
fn the_other_hand_is_told_while_it_lies_there() {
    let mut watch = Watch::new(right_four());
    let four = || (0..4).map(|n| print(0.2 * n as f32, 150.0, 90)).collect::<Vec<_>>();
    watch.see(vec![]);
    assert_eq!(watch.see_hand(four(), Some(Hand::Left)), Ask::OtherHand);
    watch.see_hand(four(), Some(Hand::Right));
    assert!(matches!(watch.see_hand(four(), Some(Hand::Right)), Ask::Hold { .. }));
}

#[test]
fn ring_and_little_fingers_pass_one_step_lower_and_the_worst_finger_is_named() {
    let mut watch = Watch::new(right_four());
    let four = |middle, little| {
        [90, middle, 35, little]
            .iter()
            .enumerate()
            .map(|(n, &score)| print(0.2 * n as f32, 150.0, score))
            .collect()
    };
    watch.see(vec![]);
    watch.see(four(90, 35));
    assert!(matches!(watch.see(four(90, 35)), Ask::Hold { .. }));
    assert_eq!(watch.see(four(40, 35)), Ask::Better(RightMiddle));
    assert_eq!(watch.see(four(40, 20)), Ask::Better(RightLittle));
}

#[test]
fn a_finger_that_stays_poor_is_taken_at_its_best_when_patience_ends() {
    let mut watch = Watch::new(one(RightIndex));
    watch.see(vec![]);
    let mut asks = vec![];
    for n in 0..40 {
        asks.push(watch.see(vec![print(0.4, 150.0, if n == 12 { 30 } else { 20 })]));
    }
    assert_eq!(asks[10], Ask::Better(RightIndex));
    assert_eq!(
        *asks.last().unwrap(),
        Ask::Take { at: Duration::from_millis(1400) },
        "the frame that scored 30"
    );
}

#[test]
fn nobody_comes_and_the_officer_is_asked() {
    let mut watch = Watch::new(one(RightIndex));
    let asks: Vec<_> = (0..202).map(|_| watch.see(vec![])).collect();
    assert_eq!((asks[199], asks[201]), (Ask::Place, Ask::TimedOut));
}

proptest! {
    /// Whatever comes, a picture is taken only of a frame in which all lay still, and a good one only after the hold.
    #[test]
    fn nothing_is_taken_that_moved_or_was_not_held(
        frames in prop::collection::vec((0usize..3, 0.0f32..0.08, 0.0f32..200.0, 0u8..=100), 1..120),
    ) {
        let rules = AutoRules::default();
        let mut watch = Watch::new(one(RightIndex));
        watch.see(vec![]);
        let mut left = 0.4;
        let mut seen: Vec<(Duration, Vec<SeenPrint>)> = vec![(Duration::from_millis(watch.ms), vec![])];
        for (count, slide, area, score) in frames {
            left = if left + slide > 0.8 { 0.1 } else { left + slide };
            let area = if area > 100.0 { 150.0 } else { area };
            let prints: Vec<_> = (0..count).map(|n| print(left + 0.1 * n as f32, area, score)).collect();
            let ask = watch.see(prints.clone());
            seen.push((Duration::from_millis(watch.ms), prints));
            if let Ask::Take { at } = ask {
                let taken = seen.iter().position(|(moment, _)| *moment == at).unwrap();
                let (before, now) = (&seen[taken - 1].1, &seen[taken].1);
                prop_assert_eq!((before.len(), now.len()), (1, 1));
                prop_assert!(now[0].area_mm2 >= rules.area_mm2);
                prop_assert!(now[0].outline.movement(&before[0].outline) <= rules.movement);
                let good = now[0].quality.score >= RULES.gate;
                let last = seen.len() - 1;
                let run = seen[..=last].iter().rev().take_while(|(_, prints)| {
                    prints.len() == 1 && (!good || prints[0].quality.score >= RULES.gate)
                });
                let needed = if good { rules.hold } else { rules.patience };
                prop_assert!(run.count() as u64 * FRAME_MS >= needed.as_millis() as u64);
                break;
            }
        }
    }
}
