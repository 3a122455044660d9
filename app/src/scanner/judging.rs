//! How good the live picture is, while it is live.

use std::rc::Rc;

use fingerprint::FingerPosition;
use leptos::prelude::*;
use leptos::task::spawn_local;
use raster::Ppi;
use scanners::Frame;
use wire::Expected;
use wire::matcher::{Answer, Judgement, Request, Shape};

use super::source::Preview;
use crate::clock::stopwatch;
use crate::matcher::Matcher;

/// Judges live pictures in a worker of its own, so that a long search does not hold them up. While one is being
/// judged only the newest waits: a judgement of a picture that is gone helps nobody.
#[derive(Debug, Clone, Copy)]
pub struct Judge {
    matcher: Matcher,
    busy: StoredValue<bool>,
    newest: StoredValue<Option<(Expected, Preview)>, LocalStorage>,
    judged: RwSignal<Option<Judged>, LocalStorage>,
    tally: StoredValue<Tally>,
    warm: StoredValue<bool>,
}

/// How the judging went since [`Judge::clear`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Pictures judged.
    pub judged: u32,
    /// Pictures that were too soon gone to be judged.
    pub passed_over: u32,
    /// Milliseconds from a picture's last byte to its judgement, at worst.
    pub worst_lag_ms: f64,
}

/// A judgement, and the picture it is of.
#[derive(Debug, Clone)]
pub struct Judged {
    /// [`Preview::sequence`] of the picture.
    pub sequence: u32,
    /// Its quality and where the skin is.
    pub judgement: Rc<Judgement>,
}

impl Judge {
    /// A judge whose worker starts with the first picture.
    pub fn new() -> Self {
        Self {
            matcher: Matcher::apart(),
            busy: StoredValue::new(false),
            newest: StoredValue::new_local(None),
            judged: RwSignal::new_local(None),
            tally: StoredValue::new(Tally::default()),
            warm: StoredValue::new(false),
        }
    }

    /// Has the worker judge a drawn pattern a few times: browsers make code fast only once it was found to be busy,
    /// which should not be the first finger's loss.
    pub fn warm_up(self) {
        if self.warm.try_update_value(|warm| std::mem::replace(warm, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            let (expected, shape) = (Expected::Finger(FingerPosition::Unknown), PATTERN);
            for _ in 0..WARMING {
                // Whatever it says: a worker that cannot start is told of when there is a picture.
                let _ = self.matcher.ask_about(&Request::Judge { expected, shape }, &pattern()).await;
            }
        });
    }

    /// The newest judgement, followed; none while nothing is live.
    pub fn judged(self) -> Signal<Option<Judged>, LocalStorage> {
        self.judged.into()
    }

    /// The matcher that it judges with: it has started by the time a print is taken.
    pub fn matcher(self) -> Matcher {
        self.matcher
    }

    /// How it went.
    pub fn tally(self) -> Tally {
        self.tally.get_value()
    }

    /// Judges `preview` as soon as the one before it is done, unless a newer one comes meanwhile.
    pub fn show(self, expected: Expected, preview: Preview) {
        if self.newest.try_update_value(|newest| newest.replace((expected, preview))).flatten().is_some() {
            self.tally.update_value(|tally| tally.passed_over += 1);
        }
        if self.busy.get_value() {
            return;
        }
        self.busy.set_value(true);
        spawn_local(async move {
            while let Some((expected, preview)) = self.newest.try_update_value(Option::take).flatten() {
                // A picture that cannot be judged is shown without a word; the next one may be better.
                if let Some(judgement) = self.judge(expected, &preview.frame).await {
                    let judged = Judged { sequence: preview.sequence, judgement: Rc::new(judgement) };
                    self.judged.try_set(Some(judged));
                    let lag = stopwatch() - preview.at;
                    self.tally.try_update_value(|tally| {
                        tally.judged += 1;
                        tally.worst_lag_ms = tally.worst_lag_ms.max(lag);
                    });
                }
            }
            self.busy.try_update_value(|busy| *busy = false);
        });
    }

    /// Forgets what it saw.
    pub fn clear(self) {
        self.newest.try_update_value(Option::take);
        self.tally.try_update_value(std::mem::take);
        self.judged.try_set(None);
    }

    async fn judge(self, expected: Expected, frame: &Frame) -> Option<Judgement> {
        let (answer, _) = self
            .matcher
            .ask_about(&Request::Judge { expected, shape: shape(frame) }, frame.pixels())
            .await
            .ok()?;
        let Answer::Judgement { judgement } = answer else { return None };
        Some(judgement)
    }
}

/// How often a pattern is judged before the code is fast.
const WARMING: u32 = 3;
/// As large as a small reader's picture.
const PATTERN: Shape = Shape { width: 256, height: 320, ppi: Ppi::P500 };

/// Rings as far apart as ridges are, around a point beside the middle.
fn pattern() -> Vec<u8> {
    const RIDGE_PX: f32 = 9.0;
    let grey = |x: u32, y: u32| {
        let away = (x as f32 - 100.0).hypot(y as f32 - 200.0);
        (128.0 + 100.0 * (std::f32::consts::TAU * away / RIDGE_PX).sin()) as u8
    };
    (0..PATTERN.height).flat_map(|y| (0..PATTERN.width).map(move |x| grey(x, y))).collect()
}

/// How the grey values of a frame lie; a sensor that does not say its density is taken for the usual one.
pub fn shape(frame: &Frame) -> Shape {
    Shape { width: frame.width(), height: frame.height(), ppi: frame.ppi().unwrap_or(Ppi::P500) }
}
