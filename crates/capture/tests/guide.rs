//! The one sentence to say.

use std::time::Duration;

use FingerPosition::{RightIndex, RightMiddle};
use capture::{Ability, Ask, Guidance, Guide, Outline, Plan, SeenPrint, Sight};
use fingerprint::{FingerPosition, Quality, QualityReason};
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
