//! One step of the course: the scanner is asked, its pictures are watched, what it takes is read, checked and kept.

use std::time::Duration;

use capture::{
    Ask, AutoCapture, AutoRules, Complaint, Course, Guidance, Guide, Impression, Outline, OverrideReason,
    SeenPrint, Sight, Step, Verdict, check,
};
use fingerprint::FingerPosition;
use gloo_timers::future::TimeoutFuture;
use keeping::StepTaken;
use leptos::prelude::*;
use leptos::task::spawn_local;
use scanners::Condition;
use wire::matcher::Request;
use wire::{CaptureId, Code, Expected, Timestamp};

use super::cues::{Cue, Cues};
use super::draft::{Choice, Draft, TakenPrint};
use super::held_against::held_against;
use super::reading::{Cut, cut_up};
use super::slap::TakenSlap;
use crate::api::Fault;
use crate::clock::Clock;
use crate::matcher::unexpected;
use crate::scanner::{CurrentScanner, Images, Judged, Taken, Wanted, shape};

/// How the step under way stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Nothing is asked for.
    Resting,
    /// The scanner waits for fingers, or shows them.
    Watching,
    /// A picture is being read and checked.
    Reading,
    /// What came of it.
    Told(Told),
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// The step is done.
    Good,
    /// Once more, because of this finger.
    Again(FingerPosition),
    /// The tries are used up: the officer decides, because of this finger.
    MayOverride(FingerPosition),
    /// The picture cannot stand.
    Complaint(Complaint),
    /// No picture came.
    TimedOut,
    /// Something went wrong.
    Fault(Fault),
}

/// One try at a step.
struct Watch {
    step: Step,
    auto: AutoCapture,
    guide: Guide,
    began_at: Timestamp,
    automatic: bool,
}

/// The taking of an encounter's prints.
#[derive(Debug, Clone, Copy)]
pub struct Taking {
    draft: Draft,
    clock: Clock,
    scanner: CurrentScanner,
    cues: Cues,
    state: RwSignal<State>,
    /// The step that the state is about, once there was one.
    about: RwSignal<Option<Step>>,
    said: RwSignal<Option<Guidance>>,
    /// Share of the time that good fingers must be held.
    held: RwSignal<f32>,
    watch: StoredValue<Option<Watch>, LocalStorage>,
    /// When the first try at each step began.
    begun: StoredValue<Vec<(Step, Timestamp)>>,
    /// Tells one try from the next.
    turn: StoredValue<u32>,
}

impl Taking {
    /// The taking of `draft`'s prints.
    pub fn new(draft: Draft, clock: Clock, scanner: CurrentScanner, cues: Cues) -> Self {
        Self {
            draft,
            clock,
            scanner,
            cues,
            state: RwSignal::new(State::Resting),
            about: RwSignal::new(None),
            said: RwSignal::new(None),
            held: RwSignal::new(0.0),
            watch: StoredValue::new_local(None),
            begun: StoredValue::new(Vec::new()),
            turn: StoredValue::new(0),
        }
    }

    /// The taking of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// How it stands, followed.
    pub fn state(self) -> State {
        self.state.get()
    }

    /// The step that is shown: the one something was just said about, or else the one that comes.
    pub fn step(self) -> Option<Step> {
        let coming = self.draft.course.with(|course| course.step().cloned());
        if self.state.with(|state| *state == State::Resting) { coming } else { self.about.get().or(coming) }
    }

    /// What to say about the live picture, followed.
    pub fn said(self) -> Option<Guidance> {
        self.said.get()
    }

    /// How much of the time that good fingers must be held is over, 0 to 1, followed.
    pub fn held(self) -> f32 {
        self.held.get()
    }

    /// Whether the scanner is at work, followed.
    pub fn busy(self) -> bool {
        self.state.with(|state| matches!(state, State::Watching | State::Reading))
    }

    /// Asks the scanner for the step under way.
    pub fn begin(self) {
        let step = self.draft.course.with_untracked(|course| course.step().cloned());
        let (Some(step), false) = (step, untrack(|| self.busy())) else { return };
        let Ok(expected) = Expected::try_from(step.code()) else { return };
        let rules = self.draft.course.with_untracked(|course| *course.rules());
        let mut auto = AutoCapture::new(step.clone(), rules, AutoRules::default());
        if !self.shows_empty_platen() {
            auto.see(&Sight { at: self.moment(), prints: Vec::new(), hand: None });
        }
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.watch.set_value(Some(Watch {
            began_at: self.began_at(&step),
            auto,
            guide: Guide::default(),
            automatic: untrack(|| self.scanner.takes_by_itself()),
            step: step.clone(),
        }));
        let without = step.asked.iter().filter(|finger| !step.expected.contains(finger)).copied().collect();
        self.about.set(Some(step));
        self.said.set(None);
        self.held.set(0.0);
        self.draft.retake.set(None);
        self.draft.choice.set(Choice::Step);
        self.state.set(State::Watching);
        self.scanner.start(Wanted { expected, without }, move |outcome| match outcome {
            Ok(taken) => self.take_in(taken),
            Err(condition) => self.go_without(condition),
        });
    }

    /// Takes what lies there now.
    pub fn take_now(self) {
        self.scanner.take();
    }

    /// Wants nothing for now.
    pub fn rest(self) {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        if self.state.with_untracked(|state| *state == State::Watching) {
            self.scanner.stop();
        }
        self.watch.set_value(None);
        self.said.set(None);
        self.state.set(State::Resting);
    }

    /// Leaves the step under way open and goes to the next.
    pub fn skip(self) {
        self.rest();
        self.draft.course.update(Course::next);
        self.draft.choice.set(Choice::Step);
    }

    /// Keeps the best prints of the step under way, and says why.
    pub fn keep(self, reason: OverrideReason) {
        self.rest();
        let kept = self.draft.course.try_update(|course| course.override_for(reason));
        if matches!(kept, Some(Ok(()))) && self.cues.go_on() {
            self.begin();
        }
    }

    /// Looks at what was found in a live picture of `width` by `height` pixels.
    pub fn look(self, judged: &Judged, (width, height): (u32, u32)) {
        if self.state.with_untracked(|state| *state != State::Watching) {
            return;
        }
        let at = self.moment();
        let looked = self.watch.try_update_value(|watch| {
            let watch = watch.as_mut()?;
            let sight = sight(judged, &watch.step, (width as f32, height as f32), at);
            let ask = watch.auto.see(&sight);
            watch.automatic = matches!(ask, Ask::Take { .. });
            Some((ask, watch.guide.say(at, Guidance::of(ask, &sight, &watch.step))))
        });
        let Some((ask, said)) = looked.flatten() else { return };
        if self.said.get_untracked() != Some(said) {
            self.said.set(Some(said));
        }
        self.held.set(if let Ask::Hold { share } = ask { share } else { 0.0 });
        match ask {
            Ask::Take { .. } => self.scanner.take(),
            Ask::TimedOut => {
                self.scanner.stop();
                self.watch.set_value(None);
                self.tell(Told::TimedOut);
            }
            _ => {}
        }
    }

    fn take_in(self, taken: Taken) {
        let Some(watch) = self.watch.try_update_value(Option::take).flatten() else { return };
        self.state.set(State::Reading);
        self.cues.give(Cue::Taken);
        spawn_local(async move {
            let told = self.read(&watch, &taken).await.unwrap_or_else(Told::Fault);
            if self.state.with_untracked(|state| *state == State::Reading) {
                self.tell(told);
            }
        });
    }

    /// No picture comes; what else there is to know stands beside.
    fn go_without(self, condition: Condition) {
        self.watch.set_value(None);
        match condition {
            Condition::NoFinger => self.tell(Told::TimedOut),
            _ => self.rest(),
        }
    }

    async fn read(self, watch: &Watch, taken: &Taken) -> Result<Told, Fault> {
        let Cut { prints, hand, whole } = self.cut(&watch.step, taken).await?;
        let complaint = match check::fingers(&watch.step, prints.len(), hand) {
            Err(complaint) => Some(complaint),
            Ok(fingers) => {
                let templates = prints.iter().map(|(_, (print, _))| print.template.clone());
                let new = fingers.iter().copied().zip(templates);
                held_against(self.scanner.reader(), self.draft, watch.step.manner, new).await?
            }
        };
        if let Some(complaint) = complaint {
            self.draft.course.update(Course::refused);
            return Ok(Told::Complaint(complaint));
        }
        let step =
            StepTaken { code: watch.step.code(), began_at: watch.began_at, automatic: watch.automatic };
        let taken_at = self.clock.now();
        let slap = whole.map(|whole| TakenSlap::of(whole, taken_at, taken.source.clone()));
        let mut qualities = Vec::new();
        let mut retake = None;
        for (&position, (_, (print, image))) in watch.step.expected.iter().zip(prints) {
            qualities.push((position, print.quality.score));
            retake = self.draft.put(TakenPrint {
                id: CaptureId::new(),
                position,
                taken_at,
                source: taken.source.clone(),
                impression: Impression::from(watch.step.manner),
                step: Some(step),
                slap: slap.clone(),
                print: print.into(),
                image: image.into(),
            });
        }
        let verdict = self.draft.course.try_update(|course| course.taken(&qualities));
        // Of several fingers some may be better and some not: the pictures show which are kept.
        self.draft.retake.set(retake.filter(|_| qualities.len() == 1));
        Ok(match verdict {
            Some(Verdict::Again(finger)) => Told::Again(finger),
            Some(Verdict::MayOverride(finger)) => Told::MayOverride(finger),
            Some(Verdict::Good) | None => Told::Good,
        })
    }

    /// The prints that were taken, from left to right, and the hand they look like they are of.
    async fn cut(self, step: &Step, taken: &Taken) -> Result<Cut, Fault> {
        match &taken.images {
            Images::Whole(picture) => {
                let shape = shape(picture);
                let request = if step.asked.len() > 1 {
                    Request::ReadSlap { shape, fingers: step.expected.clone() }
                } else {
                    Request::ReadScan { shape }
                };
                self.ask(&request, picture.pixels()).await
            }
            Images::Each(pictures) => {
                let mut cut = Cut::default();
                for &finger in &step.expected {
                    let Some((_, picture)) = pictures.iter().find(|(named, _)| *named == finger) else {
                        continue;
                    };
                    let request = Request::ReadScan { shape: shape(picture) };
                    cut.prints.extend(self.ask(&request, picture.pixels()).await?.prints);
                }
                Ok(cut)
            }
        }
    }

    /// What the matcher reads in a picture; nothing where there is no print.
    async fn ask(self, request: &Request, pixels: &[u8]) -> Result<Cut, Fault> {
        match self.scanner.reader().ask_about(request, pixels).await {
            Ok((answer, Some(pngs))) => cut_up(answer, &pngs).ok_or_else(unexpected),
            Ok((_, None)) => Err(unexpected()),
            Err(Fault::Refused(problem)) if problem.code == Code::NoPrint => Ok(Cut::default()),
            Err(fault) => Err(fault),
        }
    }

    /// Says what came of the try, and goes on by itself where there is nothing to decide.
    fn tell(self, told: Told) {
        self.cues.give(if told == Told::Good { Cue::Good } else { Cue::Look });
        self.said.set(None);
        self.held.set(0.0);
        let tries_left = self.draft.course.with_untracked(|course| {
            course.step().is_some_and(|step| course.tries(step) < course.rules().attempts)
        });
        let pause = match &told {
            Told::Good => tries_left.then_some(Self::LOOK_MS),
            Told::Again(_) | Told::Complaint(_) => tries_left.then_some(Self::READ_MS),
            Told::MayOverride(_) | Told::TimedOut | Told::Fault(_) => None,
        };
        self.state.set(State::Told(told));
        let (Some(pause), true) = (pause, self.cues.go_on()) else { return };
        let turn = self.turn.get_value();
        spawn_local(async move {
            TimeoutFuture::new(pause).await;
            if self.turn.try_get_value() == Some(turn) && self.cues.go_on() {
                self.begin();
            }
        });
    }

    /// How long good prints are looked at before the next step begins.
    const LOOK_MS: u32 = 700;
    /// How long it takes to read what went wrong.
    const READ_MS: u32 = 2200;

    /// Simulated scanners and those of several fingers stream; a reader's pictures begin with the finger, and it
    /// waits by itself until the last one is lifted.
    fn shows_empty_platen(self) -> bool {
        self.scanner.device().with_untracked(|device| {
            device.as_ref().is_some_and(|device| device.simulated || device.capabilities.slaps)
        })
    }

    fn began_at(self, step: &Step) -> Timestamp {
        let now = self.clock.now();
        let known = self
            .begun
            .with_value(|begun| begun.iter().find(|(each, _)| each.is_same(step)).map(|each| each.1));
        if known.is_none() {
            self.begun.update_value(|begun| begun.push((step.clone(), now)));
        }
        known.unwrap_or(now)
    }

    fn moment(self) -> Duration {
        Duration::from_millis(u64::try_from(self.clock.now().0).unwrap_or_default())
    }
}

/// What a judgement says, in shares of the picture.
fn sight(judged: &Judged, step: &Step, (width, height): (f32, f32), at: Duration) -> Sight {
    let judgement = &judged.judgement;
    let seen = |print: &wire::matcher::LivePrint| {
        let (left, top, right, bottom) = print.outline.bounds();
        SeenPrint {
            outline: Outline {
                left: left / width,
                top: top / height,
                width: (right - left) / width,
                height: (bottom - top) / height,
            },
            area_mm2: print.outline.area,
            quality: print.quality.clone(),
        }
    };
    // One finger may show in pieces.
    let prints = match step.asked.len() {
        1 => judgement.largest().map(seen).into_iter().collect(),
        _ => judgement.prints.iter().map(seen).collect(),
    };
    Sight { at, prints, hand: judgement.hand }
}
