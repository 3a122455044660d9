//! One scanner through its paces.

use fingerprint::FingerPosition;
use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{AbortHandle, Abortable, Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use scanners::{Condition, Finger};
use wire::Expected;
use wire::matcher::{Answer, Request};

use super::report::{Live, Outcome, Pace, Print, Report};
use crate::clock::{Clock, stopwatch};
use crate::matcher::Matcher;
use crate::scanner::{
    Command, CurrentScanner, Event, Events, Judge, Judged, Preview, Reachable, Source, Taken, Wanted, shape,
};

/// What whoever checks is asked to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Wait: it is being opened.
    Wait,
    /// Lay a finger on it.
    Place,
    /// Keep the finger there.
    Hold,
    /// Unplug it, and plug it in again.
    Replug,
}

/// The check under way, or the last one.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    current: CurrentScanner,
    matcher: Matcher,
    clock: Clock,
    judge: Judge,
    report: RwSignal<Option<Report>>,
    ask: RwSignal<Option<Ask>>,
    preview: RwSignal<Option<Preview>, LocalStorage>,
    condition: RwSignal<Option<Condition>>,
    skip: StoredValue<Option<UnboundedSender<()>>, LocalStorage>,
    running: StoredValue<Option<AbortHandle>, LocalStorage>,
}

/// A judgement of so many pictures ago still says what lies there.
const PICTURES_RECENT: u32 = 3;
/// A print good enough to be taken by itself...
const GOOD: u8 = 40;
/// ...once so many live pictures have come, so that the figures mean something...
const PICTURES_LEAST: u32 = 12;
/// ...or whatever it is like, after so many.
const PICTURES_MOST: u32 = 60;
/// The rate that operators want, less what a full-speed bus cannot give.
const PICTURES_A_SECOND: f64 = 5.0;

impl Check {
    /// No check yet.
    pub fn new() -> Self {
        let check = Self {
            current: CurrentScanner::expect(),
            matcher: Matcher::expect(),
            clock: Clock::expect(),
            judge: Judge::new(),
            report: RwSignal::new(None),
            ask: RwSignal::new(None),
            preview: RwSignal::new_local(None),
            condition: RwSignal::new(None),
            skip: StoredValue::new_local(None),
            running: StoredValue::new_local(None),
        };
        on_cleanup(move || check.stop());
        check
    }

    /// What was found so far.
    pub fn report(self) -> Signal<Option<Report>> {
        self.report.into()
    }

    /// What to do now; nothing once the check is over.
    pub fn ask(self) -> Signal<Option<Ask>> {
        self.ask.into()
    }

    /// What lies on the scanner now.
    pub fn preview(self) -> Signal<Option<Preview>, LocalStorage> {
        self.preview.into()
    }

    /// How good that is.
    pub fn judged(self) -> Signal<Option<Judged>, LocalStorage> {
        self.judge.judged()
    }

    /// What stands in the way now.
    pub fn condition(self) -> Signal<Option<Condition>> {
        self.condition.into()
    }

    /// Goes on without what is asked for.
    pub fn skip(self) {
        self.skip.with_value(|skip| {
            if let Some(skip) = skip {
                // A check that is over skips nothing.
                let _ = skip.unbounded_send(());
            }
        });
    }

    /// Ends the check; the device is let go of.
    pub fn stop(self) {
        if let Some(running) = self.running.try_update_value(Option::take).flatten() {
            running.abort();
        }
        self.ask.try_set(None);
        self.preview.try_set(None);
        self.judge.clear();
    }

    /// Checks `scanner`.
    pub fn start(self, scanner: Reachable) {
        self.stop();
        let (skip, skipped) = unbounded();
        let (running, registration) = AbortHandle::new_pair();
        self.skip.set_value(Some(skip));
        self.running.set_value(Some(running));
        self.condition.set(None);
        self.report.set(Some(Report {
            at: Some(self.clock.now()),
            browser: window().navigator().user_agent().unwrap_or_default(),
            scanner: scanner.name(),
            ..Report::default()
        }));
        spawn_local(async move {
            let paces = Abortable::new(self.paces(scanner, skipped), registration);
            if paces.await.is_ok() {
                self.stop();
            }
        });
    }

    async fn paces(self, scanner: Reachable, mut skipped: UnboundedReceiver<()>) {
        self.ask.set(Some(Ask::Wait));
        // The desk's own session must not hold the device.
        self.current.let_go();
        self.current.closed().await;
        let Some((source, mut events)) = self.connect(scanner.clone(), Pace::Connect).await else { return };
        let finger = match scanner {
            // A service must be told which; the right index lies as well as any.
            Reachable::Service(_) => FingerPosition::RightIndex,
            _ => FingerPosition::Unknown,
        };
        self.capture(finger, &source, &mut events, &mut skipped).await;
        // A simulation has no plug, and a service does not say that its scanner lost one.
        if !matches!(scanner, Reachable::Simulated | Reachable::Service(_)) {
            self.reconnect(scanner, source, events, &mut skipped).await;
        }
    }

    async fn connect(self, scanner: Reachable, pace: Pace) -> Option<(Source, Events)> {
        let began = stopwatch();
        let (source, mut events) = scanner.open(self.matcher, self.clock, self.current.volunteer().into());
        while let Some(event) = events.next().await {
            match event {
                Event::Ready(device) => {
                    self.judge.warm_up();
                    let took = stopwatch() - began;
                    self.condition.set(None);
                    self.note(|report| {
                        match pace {
                            Pace::Reconnect => report.ready_again_ms = Some(took),
                            _ => report.ready_ms = Some(took),
                        }
                        report.may_enrol = Some(device.may_enrol);
                        report.caveats = device.caveats;
                        report.device = Some(device.about);
                        report.note(pace, Outcome::Passed);
                    });
                    return Some((source, events));
                }
                Event::Condition(condition) => self.met(pace, condition),
                _ => {}
            }
        }
        None
    }

    async fn capture(
        self,
        finger: FingerPosition,
        source: &Source,
        events: &mut Events,
        skipped: &mut UnboundedReceiver<()>,
    ) {
        let expected = Expected::Finger(finger);
        self.ask.set(Some(Ask::Place));
        self.judge.clear();
        source.tell(Command::Start(Wanted::all_of(expected)));
        let (mut first, mut last, mut pictures) = (0.0, 0.0, 0u32);
        let taken = loop {
            let event = match select(events.next(), skipped.next()).await {
                Either::Left((Some(event), _)) => event,
                Either::Left((None, _)) => break None,
                Either::Right(_) => {
                    source.tell(Command::Stop);
                    self.note(|report| report.note(Pace::Capture, Outcome::Skipped));
                    break None;
                }
            };
            match event {
                Event::Preview(preview) => {
                    if pictures == 0 {
                        first = preview.at;
                    }
                    (last, pictures) = (preview.at, pictures + 1);
                    let sequence = preview.sequence;
                    self.ask.set(Some(Ask::Hold));
                    self.condition.set(None);
                    self.judge.show(expected, preview.clone());
                    self.preview.set(Some(preview));
                    if pictures >= PICTURES_MOST || (pictures >= PICTURES_LEAST && self.is_good(sequence)) {
                        source.tell(Command::Take);
                    }
                }
                Event::Taken(taken) => break Some(taken),
                Event::Condition(condition) => self.met(Pace::Capture, condition),
                Event::Refused(condition) => {
                    self.met(Pace::Capture, condition);
                    break None;
                }
                Event::Finger(Finger::On) => self.ask.set(Some(Ask::Hold)),
                Event::Finger(Finger::Off) => self.ask.set(Some(Ask::Place)),
                Event::Ready(device) => self.note(|report| report.device = Some(device.about)),
                Event::Advice(_) | Event::Offered(_) | Event::Ended => {}
            }
        };
        self.preview.set(None);
        let tally = self.judge.tally();
        self.judge.clear();
        let span = last - first;
        let per_second = if span > 0.0 { f64::from(pictures - 1) * 1000.0 / span } else { 0.0 };
        if pictures > 0 {
            let live =
                Live { pictures, judged: tally.judged, per_second, quality_within_ms: tally.worst_lag_ms };
            let outcome = if per_second >= PICTURES_A_SECOND { Outcome::Passed } else { Outcome::Poor };
            self.note(|report| {
                report.live = Some(live);
                report.note(Pace::Live, outcome);
            });
        }
        if let Some(taken) = taken {
            self.note(|report| report.note(Pace::Capture, Outcome::Passed));
            self.read(&taken).await;
        }
    }

    async fn read(self, taken: &Taken) {
        let Some(image) = taken.images.first() else { return };
        let request = Request::ReadScan { shape: shape(image) };
        let answer = self.judge.matcher().ask_about(&request, image.pixels()).await;
        let Ok((Answer::Print { print }, _)) = answer else {
            self.note(|report| report.note(Pace::Quality, Outcome::Poor));
            return;
        };
        let read = Print {
            width: print.width,
            height: print.height,
            ppi: print.ppi.get(),
            quality: print.quality.score,
            minutiae: print.minutiae.len(),
            quality_after_ms: stopwatch() - taken.at,
        };
        let outcome = if read.quality >= GOOD { Outcome::Passed } else { Outcome::Poor };
        self.note(|report| {
            report.print = Some(read);
            report.note(Pace::Quality, outcome);
        });
    }

    async fn reconnect(
        self,
        scanner: Reachable,
        source: Source,
        mut events: Events,
        skipped: &mut UnboundedReceiver<()>,
    ) {
        self.ask.set(Some(Ask::Replug));
        let mut gone = false;
        while !gone {
            match select(events.next(), skipped.next()).await {
                Either::Left((Some(Event::Condition(condition)), _)) => self.condition.set(Some(condition)),
                Either::Left((Some(Event::Ended) | None, _)) => gone = true,
                Either::Left(_) => {}
                Either::Right(_) => {
                    self.note(|report| report.note(Pace::Reconnect, Outcome::Skipped));
                    drop(source);
                    while events.next().await.is_some() {}
                    return;
                }
            }
        }
        loop {
            let back = self.current.all().await.into_iter().find(|reachable| reachable.is_same(&scanner));
            if let Some(back) = back {
                self.ask.set(Some(Ask::Wait));
                if let Some((source, mut events)) = self.connect(back, Pace::Reconnect).await {
                    drop(source);
                    while events.next().await.is_some() {}
                }
                return;
            }
            if skipped.try_recv().is_ok() {
                self.note(|report| report.note(Pace::Reconnect, Outcome::Skipped));
                return;
            }
            TimeoutFuture::new(LOOK_EVERY_MS).await;
        }
    }

    /// Whether a picture no older than a few before `sequence` is good.
    fn is_good(self, sequence: u32) -> bool {
        self.judge.judged().with_untracked(|judged| {
            let recent = judged.as_ref().filter(|judged| judged.sequence + PICTURES_RECENT >= sequence);
            recent
                .and_then(|judged| judged.judgement.largest())
                .is_some_and(|print| print.quality.score >= GOOD)
        })
    }

    /// Shows a condition; one that ends the session is how the pace went.
    fn met(self, pace: Pace, condition: Condition) {
        self.condition.set(Some(condition));
        if !condition.passes() {
            self.note(|report| report.note(pace, Outcome::Failed(condition)));
        }
    }

    fn note(self, note: impl FnOnce(&mut Report)) {
        self.report.update(|report| {
            if let Some(report) = report {
                note(report);
            }
        });
    }
}

/// How often to look whether a scanner is back.
const LOOK_EVERY_MS: u32 = 250;
