use FingerPosition as P;
use fingerprint::FingerPosition;
use policy::Sequence;
use serde::{Deserialize, Serialize};

use crate::{ACROSS, Exception, Hand, Manner, Step};

/// What a scanner can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ability {
    /// Plain fingers at once: 1, 2 or 4.
    pub at_once: u8,
    /// Whether it takes rolled fingers.
    pub rolls: bool,
}

impl Ability {
    /// A scanner of one finger.
    pub const SINGLE: Self = Self { at_once: 1, rolls: false };
}

/// The steps of an encounter's capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In their order.
    pub steps: Vec<Step>,
    /// Whether the scanner makes the site's sequence impossible, so that these steps stand in for it.
    pub instead: bool,
}

impl Plan {
    /// The steps of `sequence` for a scanner of this `ability`; `missing` fingers are not asked for, and a step with
    /// none left is left out.
    #[must_use]
    pub fn new(sequence: Sequence, ability: Ability, missing: &[Exception]) -> Self {
        let at_once = usize::from(ability.at_once.max(1));
        let rolled = sequence == Sequence::RolledTen && ability.rolls;
        let plain: Vec<Vec<P>> = match sequence {
            Sequence::FourFourTwo | Sequence::RolledTen if at_once > 1 => {
                let thumbs = [P::LeftThumb, P::RightThumb];
                [&Hand::Left.positions()[..], &Hand::Right.positions(), &thumbs]
                    .iter()
                    .flat_map(|fingers| fingers.chunks(at_once).map(<[P]>::to_vec))
                    .collect()
            }
            // One at a time there is no order that a plain print of the same finger could show to be wrong.
            Sequence::RolledTen if rolled => Vec::new(),
            Sequence::FourFourTwo | Sequence::SingleTen | Sequence::RolledTen => singles(&P::TEN),
            Sequence::TwoIndexes => singles(&[P::RightIndex, P::LeftIndex]),
        };
        let all = plain.into_iter().map(|asked| (asked, Manner::Plain));
        let rolls =
            singles(if rolled { &P::TEN } else { &[] }).into_iter().map(|asked| (asked, Manner::Rolled));
        let comes = |finger: &P| missing.iter().all(|exception| exception.finger != *finger);
        let steps = all
            .chain(rolls)
            .filter_map(|(asked, manner)| {
                let expected: Vec<P> = asked.iter().copied().filter(comes).collect();
                (!expected.is_empty()).then_some(Step { asked, expected, manner })
            })
            .collect();
        let wanted_at_once = match sequence {
            Sequence::FourFourTwo | Sequence::RolledTen => 4,
            Sequence::SingleTen | Sequence::TwoIndexes => 1,
        };
        let instead = at_once < wanted_at_once || (sequence == Sequence::RolledTen && !rolled);
        Self { steps, instead }
    }

    /// Where the plan asks for a finger first.
    #[must_use]
    pub fn step_of(&self, finger: P) -> Option<usize> {
        self.steps.iter().position(|step| step.expected.contains(&finger))
    }

    /// Every finger that is asked for, each once, as they lie from left to right.
    #[must_use]
    pub fn fingers(&self) -> Vec<P> {
        ACROSS.into_iter().filter(|&finger| self.step_of(finger).is_some()).collect()
    }
}

fn singles(fingers: &[P]) -> Vec<Vec<P>> {
    fingers.iter().map(|&finger| vec![finger]).collect()
}
