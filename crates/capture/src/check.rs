//! What is wrong with prints that were taken.

use fingerprint::{FingerPosition, Score};
use policy::CaptureRules;

use crate::{Hand, Step};

/// From this score two prints are of the same finger, as far as a warning goes: of the 45 pairs of a person's ten
/// fingers one in about 2,000 people has a pair that reaches it by chance.
pub const SAME_FINGER: f32 = 50.0;

/// Below this score a rolled print is not of the finger whose plain print it is held against: one stranger in 100
/// reaches it, and prints of one finger seldom stay below.
pub const OTHER_FINGER: f32 = 20.0;

/// Why a picture cannot stand as what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complaint {
    /// Fewer prints than fingers.
    MissingFinger {
        /// How many were found.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// More prints than fingers.
    TooMany {
        /// How many were found.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// It looks like the other hand.
    WrongHand,
    /// The finger was taken before, as another one.
    SameFinger {
        /// What was asked for.
        finger: FingerPosition,
        /// What it was taken as.
        taken_as: FingerPosition,
    },
    /// The rolled print is not of the finger whose plain print was taken.
    WrongFinger {
        /// What was asked for.
        finger: FingerPosition,
    },
}

/// The fingers that `found` prints, from left to right, are of, or why that cannot be said. `hand` is what the prints
/// together look like.
///
/// # Errors
/// [`Complaint::MissingFinger`], [`Complaint::TooMany`], [`Complaint::WrongHand`].
pub fn fingers(step: &Step, found: usize, hand: Option<Hand>) -> Result<&[FingerPosition], Complaint> {
    let expected = step.expected.len();
    if found < expected {
        return Err(Complaint::MissingFinger { found, expected });
    }
    if found > expected {
        return Err(Complaint::TooMany { found, expected });
    }
    if is_other_hand(step, hand) {
        return Err(Complaint::WrongHand);
    }
    Ok(&step.expected)
}

/// Whether fingers that look like those of `hand` cannot be the step's: one or two fingers look like either hand's.
#[must_use]
pub fn is_other_hand(step: &Step, hand: Option<Hand>) -> bool {
    step.expected.len() > 2 && hand.is_some() && step.hand().is_some() && hand != step.hand()
}

/// Whether a new print of `finger` is of one that was taken as another. `scores` are of comparisons with the plain
/// prints taken before.
///
/// # Errors
/// [`Complaint::SameFinger`], with the one it resembles most.
pub fn repeated(finger: FingerPosition, scores: &[(FingerPosition, Score)]) -> Result<(), Complaint> {
    let most = scores
        .iter()
        .filter(|(taken_as, score)| *taken_as != finger && score.get() >= SAME_FINGER)
        .max_by(|one, other| one.1.get().total_cmp(&other.1.get()));
    match most {
        Some(&(taken_as, _)) => Err(Complaint::SameFinger { finger, taken_as }),
        None => Ok(()),
    }
}

/// Whether a rolled print is of the finger whose plain print it was compared with.
///
/// # Errors
/// [`Complaint::WrongFinger`].
pub fn rolled(finger: FingerPosition, against_plain: Score) -> Result<(), Complaint> {
    if against_plain.get() < OTHER_FINGER { Err(Complaint::WrongFinger { finger }) } else { Ok(()) }
}

/// The quality (0 to 100) from which a print of `finger` is good enough.
#[must_use]
pub fn gate(finger: FingerPosition, rules: &CaptureRules) -> u8 {
    match finger.code() {
        4 | 5 | 9 | 10 => rules.gate_ring_little,
        _ => rules.gate,
    }
}

/// Of the fingers that are not good enough, the one that is farthest from it.
pub fn poorest(
    scores: impl Iterator<Item = (FingerPosition, u8)>,
    rules: &CaptureRules,
) -> Option<FingerPosition> {
    scores
        .map(|(finger, score)| (finger, i16::from(score) - i16::from(gate(finger, rules))))
        .filter(|(_, above)| *above < 0)
        .min_by_key(|(_, above)| *above)
        .map(|(finger, _)| finger)
}
