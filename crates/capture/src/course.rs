use std::collections::BTreeMap;

use fingerprint::FingerPosition;
use policy::CaptureRules;
use serde::{Deserialize, Serialize};

use crate::{Ability, Exception, Manner, Plan, Step, check};

/// Why a print is kept although it is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverrideReason {
    /// Ridges worn by work or age.
    WornSkin,
    /// Cuts, burns, a skin disease.
    DamagedSkin,
    /// The person cannot keep still, or cannot lay the hand flat.
    CannotKeepStill,
    /// No more time can be asked of this person.
    NoMoreTime,
}

impl OverrideReason {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::WornSkin, Self::DamagedSkin, Self::CannotKeepStill, Self::NoMoreTime];
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Of every finger of the step there is now a print that is good enough.
    Good,
    /// Once more: this finger is farthest from it.
    Again(FingerPosition),
    /// The tries are used up; the best prints may be kept with a reason.
    MayOverride(FingerPosition),
}

/// Why there is no override.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoOverride {
    /// There are tries left.
    #[error("the step has {0} tries left")]
    TriesLeft(u8),
    /// A finger has no print at all: say why it is missing instead.
    #[error("a finger of the step has no print: tell it as missing, with the reason")]
    NoPrint(FingerPosition),
}

/// One finger, in one manner.
type Place = (FingerPosition, Manner);

/// The way through a plan: tries, the best print of each finger, what was overridden.
///
/// It knows qualities only; the prints themselves stay with whoever shows and sends them.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    ability: Ability,
    missing: Vec<Exception>,
    rules: CaptureRules,
    plan: Plan,
    at: usize,
    /// Tries at the steps, by what they ask for, which a new plan does not change.
    tries: Vec<(Step, u8)>,
    best: BTreeMap<Place, u8>,
    overridden: BTreeMap<Place, OverrideReason>,
}

/// How far a course has come, to be written down and taken up again. The prints' qualities stay with the prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The site's rules.
    pub rules: CaptureRules,
    /// What the plan was made for.
    pub ability: Ability,
    /// The fingers that give no print.
    pub missing: Vec<Exception>,
    /// Which step is under way.
    pub at: usize,
    /// Tries at the steps.
    pub tries: Vec<(Step, u8)>,
    /// What was kept although it is not good enough.
    pub overridden: Vec<(FingerPosition, Manner, OverrideReason)>,
}

impl Course {
    /// What is written down of it.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            rules: self.rules,
            ability: self.ability,
            missing: self.missing.clone(),
            at: self.at,
            tries: self.tries.clone(),
            overridden: self
                .overridden
                .iter()
                .map(|(&(finger, manner), &reason)| (finger, manner, reason))
                .collect(),
        }
    }

    /// Where it stood when `progress` was written down, with these prints and their qualities.
    #[must_use]
    pub fn resume(
        progress: Progress,
        prints: impl IntoIterator<Item = (FingerPosition, Manner, u8)>,
    ) -> Self {
        let Progress { rules, ability, missing, at, tries, overridden } = progress;
        let plan = Plan::new(rules.sequence, ability, &missing);
        Self {
            // Another version of the app may make fewer steps of the same rules.
            at: at.min(plan.steps.len()),
            ability,
            rules,
            plan,
            missing,
            tries,
            best: prints.into_iter().map(|(finger, manner, score)| ((finger, manner), score)).collect(),
            overridden: overridden
                .into_iter()
                .map(|(finger, manner, reason)| ((finger, manner), reason))
                .collect(),
        }
    }

    /// At the first step.
    #[must_use]
    pub fn new(rules: CaptureRules, ability: Ability) -> Self {
        Self {
            ability,
            missing: Vec::new(),
            rules,
            plan: Plan::new(rules.sequence, ability, &[]),
            at: 0,
            tries: Vec::new(),
            best: BTreeMap::new(),
            overridden: BTreeMap::new(),
        }
    }

    /// The plan as it stands.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The site's rules.
    #[must_use]
    pub fn rules(&self) -> &CaptureRules {
        &self.rules
    }

    /// What the plan was made for.
    #[must_use]
    pub fn ability(&self) -> Ability {
        self.ability
    }

    /// The fingers that give no print.
    #[must_use]
    pub fn missing(&self) -> &[Exception] {
        &self.missing
    }

    /// Which step is under way.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// The step under way; none once every step is behind.
    #[must_use]
    pub fn step(&self) -> Option<&Step> {
        self.plan.steps.get(self.at)
    }

    /// Whether every finger of a step is good enough or was overridden.
    #[must_use]
    pub fn is_done(&self, step: &Step) -> bool {
        step.expected.iter().all(|&finger| self.settled((finger, step.manner)))
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.plan.steps.iter().all(|step| self.is_done(step))
    }

    /// Tries at the step so far.
    #[must_use]
    pub fn tries(&self, step: &Step) -> u8 {
        self.tries.iter().find(|(tried, _)| tried.is_same(step)).map_or(0, |(_, tries)| *tries)
    }

    /// Tries at the step that a finger belongs to.
    #[must_use]
    pub fn tries_of(&self, finger: FingerPosition, manner: Manner) -> u8 {
        let asks = |step: &Step| step.manner == manner && step.asked.contains(&finger);
        self.tries.iter().filter(|(step, _)| asks(step)).fold(0, |all, (_, tries)| all.saturating_add(*tries))
    }

    /// Why the best print of a finger was kept although it is not good enough.
    #[must_use]
    pub fn override_of(&self, finger: FingerPosition, manner: Manner) -> Option<OverrideReason> {
        self.overridden.get(&(finger, manner)).copied()
    }

    /// A picture came and could not stand as what was asked for.
    pub fn refused(&mut self) {
        self.tried();
    }

    /// A picture of the step under way came, with the quality of each finger in it.
    ///
    /// The best print of each finger counts, whichever try it is of; with the last finger good enough the next step
    /// that is not done is under way.
    pub fn taken(&mut self, qualities: &[(FingerPosition, u8)]) -> Verdict {
        let Some(step) = self.step().cloned() else { return Verdict::Good };
        for &(finger, score) in qualities.iter().filter(|(finger, _)| step.expected.contains(finger)) {
            let best = self.best.entry((finger, step.manner)).or_default();
            *best = (*best).max(score);
        }
        self.overridden.retain(|place, _| !step.expected.contains(&place.0) || place.1 != step.manner);
        self.tried();
        match self.poorest(&step) {
            None => {
                self.next();
                Verdict::Good
            }
            Some(finger) if self.tries(&step) < self.rules.attempts => Verdict::Again(finger),
            Some(finger) => Verdict::MayOverride(finger),
        }
    }

    /// These prints, with their qualities, are what there is: some came from files, some were taken out again.
    pub fn holds(&mut self, prints: impl IntoIterator<Item = (FingerPosition, Manner, u8)>) {
        self.best = prints.into_iter().map(|(finger, manner, score)| ((finger, manner), score)).collect();
        let (best, rules) = (&self.best, &self.rules);
        // What was kept with a reason is kept for as long as it is there and no better one is.
        self.overridden
            .retain(|place, _| best.get(place).is_some_and(|&best| best < check::gate(place.0, rules)));
        if self.step().is_none_or(|step| self.is_done(step)) {
            self.next();
        }
    }

    /// Whether the prints of the step under way may be kept as they are.
    ///
    /// # Errors
    /// [`NoOverride`]: tries are left, or a finger has no print.
    pub fn may_override(&self) -> Result<(), NoOverride> {
        let Some(step) = self.step() else { return Ok(()) };
        let left = self.rules.attempts.saturating_sub(self.tries(step));
        if left > 0 {
            return Err(NoOverride::TriesLeft(left));
        }
        let lacking = step.expected.iter().find(|&&finger| !self.best.contains_key(&(finger, step.manner)));
        lacking.map_or(Ok(()), |&finger| Err(NoOverride::NoPrint(finger)))
    }

    /// Keeps the best prints of the step under way for `reason`, and goes on.
    ///
    /// # Errors
    /// As [`Self::may_override`].
    pub fn override_for(&mut self, reason: OverrideReason) -> Result<(), NoOverride> {
        self.may_override()?;
        let Some(step) = self.step().cloned() else { return Ok(()) };
        for &finger in &step.expected {
            let place = (finger, step.manner);
            if !self.is_good(place) {
                self.overridden.insert(place, reason);
            }
        }
        self.next();
        Ok(())
    }

    /// Goes to the next step that is not done, or behind the last where all are.
    pub fn next(&mut self) {
        let count = self.plan.steps.len();
        // The step that is passed over comes last: it stays open.
        let mut after = (self.at + 1..count).chain(0..count.min(self.at + 1));
        self.at = after.find(|&at| !self.is_done(&self.plan.steps[at])).unwrap_or(count);
    }

    /// Goes to the step that asks for a finger, done or not; nothing changes where none does.
    pub fn go_to(&mut self, finger: FingerPosition) {
        self.at = self.plan.step_of(finger).unwrap_or(self.at);
    }

    /// Says which fingers give no print: they are no longer asked for. What was taken of the others stands.
    pub fn except(&mut self, missing: Vec<Exception>) {
        let gone = |finger| missing.iter().any(|exception| exception.finger == finger);
        self.best.retain(|place, _| !gone(place.0));
        self.overridden.retain(|place, _| !gone(place.0));
        self.missing = missing;
        self.plan_again();
    }

    /// Another scanner, or one finger at a time: the same fingers in other steps.
    pub fn with_ability(&mut self, ability: Ability) {
        if ability != self.ability {
            self.ability = ability;
            self.plan_again();
        }
    }

    fn plan_again(&mut self) {
        let here = self.step().cloned();
        self.plan = Plan::new(self.rules.sequence, self.ability, &self.missing);
        let same = here.and_then(|here| self.plan.steps.iter().position(|step| step.is_same(&here)));
        let open = || self.plan.steps.iter().position(|step| !self.is_done(step));
        self.at = same
            .filter(|&at| !self.is_done(&self.plan.steps[at]))
            .or_else(open)
            .unwrap_or(self.plan.steps.len());
    }

    fn tried(&mut self) {
        let Some(step) = self.step().cloned() else { return };
        match self.tries.iter_mut().find(|(tried, _)| tried.is_same(&step)) {
            Some((_, tries)) => *tries = tries.saturating_add(1),
            None => self.tries.push((step, 1)),
        }
    }

    fn is_good(&self, (finger, manner): Place) -> bool {
        self.best.get(&(finger, manner)).is_some_and(|&best| best >= check::gate(finger, &self.rules))
    }

    fn settled(&self, place: Place) -> bool {
        self.is_good(place) || self.overridden.contains_key(&place)
    }

    /// Of the step's fingers that are not good enough, the one farthest from it.
    fn poorest(&self, step: &Step) -> Option<FingerPosition> {
        let best = |finger| self.best.get(&(finger, step.manner)).copied().unwrap_or_default();
        check::poorest(step.expected.iter().map(|&finger| (finger, best(finger))), &self.rules)
    }
}
