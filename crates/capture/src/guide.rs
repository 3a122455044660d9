use std::time::Duration;

use fingerprint::{FingerPosition, QualityReason};

use crate::{Ask, Sight, Step};

/// The one thing to say to the person now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guidance {
    /// Lift the hand.
    Lift,
    /// Wipe the platen.
    Wipe,
    /// Lay down what the step asks for.
    Place,
    /// So many fingers touch, and more should.
    More {
        /// How many touch.
        seen: usize,
        /// How many should.
        expected: usize,
    },
    /// More touches than the fingers that are asked for.
    Fewer,
    /// The other hand, please.
    OtherHand,
    /// Keep still.
    Still,
    /// What to do about one finger.
    Finger(FingerPosition, QualityReason),
    /// A finger is not good enough, and nothing says why: lay it down again.
    Again(FingerPosition),
    /// Good: hold on.
    Hold,
    /// The picture is taken.
    Taken,
    /// Too long without a picture.
    TimedOut,
}

impl Guidance {
    /// What an ask means to the person, with the frame that led to it.
    #[must_use]
    pub fn of(ask: Ask, sight: &Sight, step: &Step) -> Self {
        match ask {
            Ask::Clear { wipe: true } => Self::Wipe,
            Ask::Clear { wipe: false } => Self::Lift,
            Ask::Place => Self::Place,
            Ask::More { seen } => Self::More { seen, expected: step.expected.len() },
            Ask::Fewer => Self::Fewer,
            Ask::OtherHand => Self::OtherHand,
            Ask::Still => Self::Still,
            Ask::Better(finger) => {
                let seen = sight.fingers(&step.expected).find(|(each, _)| *each == finger);
                let reason = seen.and_then(|(_, print)| print.quality.reasons.first());
                reason.map_or(Self::Again(finger), |&reason| Self::Finger(finger, reason))
            }
            Ask::Hold { .. } => Self::Hold,
            Ask::Take { .. } => Self::Taken,
            Ask::TimedOut => Self::TimedOut,
        }
    }

    /// Whether waiting to say it would be wrong: it praises, or ends the try.
    fn at_once(self) -> bool {
        matches!(self, Self::Hold | Self::Taken | Self::TimedOut)
    }
}

/// Says one thing at a time, long enough to be read.
#[derive(Debug, Clone, Default)]
pub struct Guide {
    said: Option<(Guidance, Duration)>,
    /// What would be said instead, and since when.
    next: Option<(Guidance, Duration)>,
}

impl Guide {
    /// What was begun to be said stays for so long.
    const READ: Duration = Duration::from_millis(900);
    /// Something else must hold for so long before it is said.
    const LASTS: Duration = Duration::from_millis(250);

    /// What to say at a moment when `wanted` would be right; moments only grow.
    pub fn say(&mut self, at: Duration, wanted: Guidance) -> Guidance {
        let Some((said, since)) = self.said else { return self.begin(at, wanted) };
        if said == wanted {
            self.next = None;
            return said;
        }
        let wanted_since = match self.next {
            Some((next, since)) if next == wanted => since,
            _ => at,
        };
        self.next = Some((wanted, wanted_since));
        let read = at.saturating_sub(since) >= Self::READ || said.at_once();
        let lasts = at.saturating_sub(wanted_since) >= Self::LASTS;
        if wanted.at_once() || (read && lasts) { self.begin(at, wanted) } else { said }
    }

    fn begin(&mut self, at: Duration, guidance: Guidance) -> Guidance {
        self.said = Some((guidance, at));
        self.next = None;
        guidance
    }
}
