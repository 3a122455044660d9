use fingerprint::FingerPosition;
use serde::{Deserialize, Serialize};

use crate::{Hand, hand_of};

/// How a finger is laid on the platen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// Laid flat.
    Plain,
    /// Rolled from nail to nail.
    Rolled,
}

/// What is laid on the platen at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The fingers that are asked for, from left to right, missing ones included: they name the step.
    pub asked: Vec<FingerPosition>,
    /// The fingers that can come, from left to right: at least one.
    pub expected: Vec<FingerPosition>,
    /// Laid flat or rolled.
    pub manner: Manner,
}

/// ANSI/NIST-ITL 1-2011, table 8: codes of several fingers, from left to right as they lie.
const CODES: [(u8, &[u8]); 10] = [
    (13, &[2, 3, 4, 5]),
    (14, &[10, 9, 8, 7]),
    (15, &[6, 1]),
    (40, &[2, 3]),
    (41, &[3, 4]),
    (42, &[4, 5]),
    (43, &[8, 7]),
    (44, &[9, 8]),
    (45, &[10, 9]),
    (46, &[7, 2]),
];

/// Whether a step of this FGP code asks for a finger: 14 asks for the left ring finger, 9 does too.
#[must_use]
pub fn asks_for(code: u8, finger: FingerPosition) -> bool {
    let several = CODES.iter().find(|(several, _)| *several == code);
    finger.code() != 0
        && several.map_or(code == finger.code(), |(_, fingers)| fingers.contains(&finger.code()))
}

impl Step {
    /// The FGP code of the step, by the fingers it asks for: 14 for the left four, and still 14 when one is missing.
    /// 0 where the standard has no code.
    #[must_use]
    pub fn code(&self) -> u8 {
        if let [finger] = self.asked[..] {
            return finger.code();
        }
        let asked = self.asked.iter().map(|finger| finger.code());
        CODES
            .iter()
            .find(|(_, fingers)| asked.clone().eq(fingers.iter().copied()))
            .map_or(0, |(code, _)| *code)
    }

    /// The hand, where all fingers are of one.
    #[must_use]
    pub fn hand(&self) -> Option<Hand> {
        let hand = hand_of(*self.asked.first()?)?;
        self.asked.iter().all(|&finger| hand_of(finger) == Some(hand)).then_some(hand)
    }

    /// Whether this is the same step, however many of its fingers are missing.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.asked == other.asked && self.manner == other.manner
    }
}
