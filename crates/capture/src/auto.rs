use std::collections::VecDeque;
use std::time::Duration;

use fingerprint::FingerPosition;
use policy::CaptureRules;

use crate::{Sight, Step, check};

/// When a picture is taken by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AutoRules {
    /// Skin of each finger that must touch, in square millimetres.
    pub area_mm2: f32,
    /// The share of the frame that a finger may move from one frame to the next and still lie still.
    pub movement: f32,
    /// The share by which the skin that touches may grow or shrink meanwhile.
    pub growth: f32,
    /// How long all fingers must be good enough, without a break.
    pub hold: Duration,
    /// Frames of that time among which the best is chosen: at least the first, at most the second number.
    pub frames: (usize, usize),
    /// How long fingers that lie still may be poor before the best picture of them counts as a try.
    pub patience: Duration,
    /// After how long without a picture the officer is asked.
    pub timeout: Duration,
}

impl Default for AutoRules {
    /// Within what operators are used to: see the norms in NIST SP 500-280 and the practice of live-scan stations.
    fn default() -> Self {
        Self {
            area_mm2: 40.0,
            movement: 0.025,
            growth: 0.08,
            hold: Duration::from_millis(350),
            frames: (3, 5),
            patience: Duration::from_millis(2500),
            timeout: Duration::from_secs(20),
        }
    }
}

/// What the step waits for, or asks to be done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ask {
    /// The last fingers are still there: they must be lifted. What does not move for long is no finger but its trace.
    Clear {
        /// Whether the platen should be wiped.
        wipe: bool,
    },
    /// Nothing touches.
    Place,
    /// Fewer fingers touch than are expected, or too little of them.
    More {
        /// How many touch enough.
        seen: usize,
    },
    /// More prints than fingers are expected.
    Fewer,
    /// This looks like the other hand.
    OtherHand,
    /// The fingers move.
    Still,
    /// They lie still, and one is not good enough.
    Better(FingerPosition),
    /// They are good enough: hold on.
    Hold {
        /// The share of the time that is over, 0 to 1.
        share: f32,
    },
    /// Take the picture of this moment, the best one.
    Take {
        /// [`Sight::at`] of the frame.
        at: Duration,
    },
    /// Nobody came, or they never lay well: the officer decides how to go on.
    TimedOut,
}

/// Watches the frames of one try at one step.
#[derive(Debug, Clone)]
pub struct AutoCapture {
    step: Step,
    gate: CaptureRules,
    rules: AutoRules,
    began: Option<Duration>,
    /// Since when something lies on a platen that should be empty.
    unclear: Option<(Duration, Sight)>,
    clear: bool,
    last: Option<Sight>,
    still_since: Option<Duration>,
    /// Frames in which everything was good enough, without a break: moment and quality of the worst finger.
    held: VecDeque<(Duration, u8)>,
    held_since: Option<Duration>,
    /// The best of the frames in which all fingers lay still.
    best: Option<(Duration, u8)>,
    ended: Option<Ask>,
}

impl AutoCapture {
    /// Watches for `step`; the platen must be seen empty first.
    #[must_use]
    pub fn new(step: Step, gate: CaptureRules, rules: AutoRules) -> Self {
        Self {
            step,
            gate,
            rules,
            began: None,
            unclear: None,
            clear: false,
            last: None,
            still_since: None,
            held: VecDeque::new(),
            held_since: None,
            best: None,
            ended: None,
        }
    }

    /// Looks at a frame, each later than the one before. After [`Ask::Take`] and [`Ask::TimedOut`] nothing changes.
    pub fn see(&mut self, sight: &Sight) -> Ask {
        if let Some(ended) = self.ended {
            return ended;
        }
        let ask = self.judge(sight);
        self.last = Some(sight.clone());
        if matches!(ask, Ask::Take { .. } | Ask::TimedOut) {
            self.ended = Some(ask);
        }
        ask
    }

    /// The best frame so far in which every finger lay still, for an officer who takes the picture by hand.
    #[must_use]
    pub fn best(&self) -> Option<Duration> {
        self.best.map(|(at, _)| at)
    }

    fn judge(&mut self, sight: &Sight) -> Ask {
        let began = *self.began.get_or_insert(sight.at);
        if !self.clear {
            if !sight.prints.is_empty() {
                return self.unclear(sight);
            }
            self.clear = true;
            self.began = Some(sight.at);
        }
        let late = sight.at.saturating_sub(began) >= self.rules.timeout;
        let or_late = |ask| if late { Ask::TimedOut } else { ask };

        let touching = sight.prints.iter().filter(|print| print.area_mm2 >= self.rules.area_mm2).count();
        if touching != self.step.expected.len() || sight.prints.len() != touching {
            self.moved();
            return or_late(match touching {
                _ if sight.prints.is_empty() => Ask::Place,
                more if more > self.step.expected.len() => Ask::Fewer,
                seen => Ask::More { seen },
            });
        }
        if check::is_other_hand(&self.step, sight.hand) {
            self.moved();
            return or_late(Ask::OtherHand);
        }
        if !self.lies_still(sight) {
            self.moved();
            return or_late(Ask::Still);
        }
        let still_since = *self.still_since.get_or_insert(sight.at);

        let worst = sight.prints.iter().map(|print| print.quality.score).min().unwrap_or_default();
        if self.best.is_none_or(|(_, best)| worst >= best) {
            self.best = Some((sight.at, worst));
        }
        let scores = sight.fingers(&self.step.expected).map(|(finger, print)| (finger, print.quality.score));
        let Some(poor) = check::poorest(scores, &self.gate) else { return self.hold(sight.at, worst) };
        self.held.clear();
        self.held_since = None;
        if sight.at.saturating_sub(still_since) >= self.rules.patience {
            return self.best.map_or(Ask::Better(poor), |(at, _)| Ask::Take { at });
        }
        or_late(Ask::Better(poor))
    }

    /// Something lies on the platen before anything was asked for.
    fn unclear(&mut self, sight: &Sight) -> Ask {
        match &self.unclear {
            Some((since, first)) if lies_as(sight, first, &self.rules) => {
                Ask::Clear { wipe: sight.at.saturating_sub(*since) >= self.rules.patience }
            }
            _ => {
                self.unclear = Some((sight.at, sight.clone()));
                Ask::Clear { wipe: false }
            }
        }
    }

    fn lies_still(&self, sight: &Sight) -> bool {
        self.last.as_ref().is_some_and(|last| lies_as(sight, last, &self.rules))
    }

    fn hold(&mut self, at: Duration, worst: u8) -> Ask {
        let since = *self.held_since.get_or_insert(at);
        self.held.push_back((at, worst));
        if self.held.len() > self.rules.frames.1 {
            self.held.pop_front();
        }
        let held = at.saturating_sub(since);
        // Of equals the later is taken: skin settles.
        let best = self.held.iter().max_by_key(|(_, worst)| *worst);
        match best {
            Some(&(at, _)) if held >= self.rules.hold && self.held.len() >= self.rules.frames.0 => {
                Ask::Take { at }
            }
            _ => Ask::Hold { share: (held.as_secs_f32() / self.rules.hold.as_secs_f32()).min(1.0) },
        }
    }

    fn moved(&mut self) {
        self.still_since = None;
        self.held_since = None;
        self.held.clear();
        self.best = None;
    }
}

/// Whether the same prints lie where they lay.
fn lies_as(sight: &Sight, earlier: &Sight, rules: &AutoRules) -> bool {
    sight.prints.len() == earlier.prints.len()
        && sight.prints.iter().zip(&earlier.prints).all(|(print, earlier)| {
            let grown = (print.area_mm2 - earlier.area_mm2).abs() / earlier.area_mm2.max(1.0);
            print.outline.movement(&earlier.outline) <= rules.movement && grown <= rules.growth
        })
}
