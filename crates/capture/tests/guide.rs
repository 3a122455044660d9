//! What is said, and what is found wrong.

use std::time::Duration;

use FingerPosition::{LeftIndex, RightIndex, RightMiddle};
use capture::{Ability, Ask, Complaint, Guidance, Guide, Hand, Outline, Plan, SeenPrint, Sight, check};
use fingerprint::{FingerPosition, Quality, QualityReason, Score};
use policy::Sequence;
use proptest::prelude::*;

fn right_four() -> capture::Step {
    Plan::new(Sequence::FourFourTwo, Ability { at_once: 4, rolls: false }, &[]).steps[1].clone()
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[test]
fn the_finger_that_is_worst_is_named_with_its_first_reason() {
    let outline = Outline { left: 0.0, top: 0.0, width: 0.1, height: 0.1 };
    let print = |reasons| SeenPrint { outline, area_mm2: 90.0, quality: Quality { score: 20, reasons } };
    let dry = vec![QualityReason::TooDry, QualityReason::FewMinutiae];
    let sight = Sight {
        at: ms(0),
        prints: vec![print(vec![]), print(dry), print(vec![]), print(vec![])],
        hand: None,
    };
    let said = |finger| Guidance::of(Ask::Better(finger), &sight, &right_four());
    assert_eq!(said(RightMiddle), Guidance::Finger(RightMiddle, QualityReason::TooDry));
    assert_eq!(said(RightIndex), Guidance::Again(RightIndex));
}

#[test]
fn a_sentence_stays_until_it_can_be_read_but_praise_comes_at_once() {
    let mut guide = Guide::default();
    assert_eq!(guide.say(ms(0), Guidance::Place), Guidance::Place);
    assert_eq!(guide.say(ms(100), Guidance::Still), Guidance::Place);
    assert_eq!(guide.say(ms(950), Guidance::Still), Guidance::Still);
    assert_eq!(guide.say(ms(1000), Guidance::Hold), Guidance::Hold);
    assert_eq!(guide.say(ms(1100), Guidance::Still), Guidance::Hold, "a wobble");
    assert_eq!(guide.say(ms(1200), Guidance::Hold), Guidance::Hold);
}

proptest! {
    /// However the frames flicker, sentences that are no praise change at most every 900 ms.
    #[test]
    fn the_words_do_not_flicker(wanted in prop::collection::vec(0usize..4, 2..200)) {
        let sentences = [Guidance::Place, Guidance::Still, Guidance::Fewer, Guidance::OtherHand];
        let mut guide = Guide::default();
        let mut changes = vec![];
        let mut last = None;
        for (n, wanted) in wanted.into_iter().enumerate() {
            let at = 100 * n as u64;
            let said = guide.say(ms(at), sentences[wanted]);
            if last.replace(said) != Some(said) {
                changes.push(at);
            }
        }
        prop_assert!(changes.windows(2).all(|pair| pair[1] - pair[0] >= 900), "{:?}", changes);
    }
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
