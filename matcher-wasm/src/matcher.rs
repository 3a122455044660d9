use raster::Ppi;
use wire::Problem;
use wire::matcher::{Answer, Request, Shape};

use crate::beside::Beside;
use crate::comparing::compare;
use crate::explaining::explain;
use crate::held::HeldLists;
use crate::judging::judge;
use crate::reading::{pack, photograph, read_file, read_scan, read_slap, unpack};
use crate::simulated_scanner::SimulatedScanner;
use crate::stretching::stretch;

/// Milliseconds from some fixed moment.
pub type Stopwatch = fn() -> f64;

/// Answers the page's requests, one at a time.
pub struct Matcher {
    lists: HeldLists,
    scanner: SimulatedScanner,
    stopwatch: Stopwatch,
}

/// An answer and the bytes beside it.
type Answered = (Answer, Option<Vec<u8>>);

impl Matcher {
    /// A matcher that holds no list and measures with `stopwatch`.
    #[must_use]
    pub fn new(stopwatch: Stopwatch) -> Self {
        Self { lists: HeldLists::default(), scanner: SimulatedScanner::default(), stopwatch }
    }

    /// [`Self::answer`], between JSON and JSON.
    pub fn answer_json(&mut self, request: &str, bytes: &impl Beside) -> (String, Option<Vec<u8>>) {
        let (answer, bytes) = match serde_json::from_str(request) {
            Ok(request) => self.answer(request, bytes),
            Err(error) => {
                let problem = Problem::invalid("request", format!("not a request to the matcher: {error}"));
                (Answer::Refused { problem }, None)
            }
        };
        let json = serde_json::to_string(&answer).unwrap_or_else(|error| {
            // Only a score that is no number could do this, and a score is always one.
            format!(r#"{{"kind":"refused","problem":{{"code":"internal","detail":"{error}"}}}}"#)
        });
        (json, bytes)
    }

    /// Answers one request; what cannot be done is an [`Answer::Refused`].
    pub fn answer(&mut self, request: Request, bytes: &impl Beside) -> Answered {
        self.try_answer(request, bytes).unwrap_or_else(|problem| (Answer::Refused { problem }, None))
    }

    fn try_answer(&mut self, request: Request, bytes: &impl Beside) -> Result<Answered, Problem> {
        let started = (self.stopwatch)();
        let took_ms = || (self.stopwatch)() - started;
        Ok(match request {
            Request::Hold { list, seal, piece, share } => {
                self.lists.hold(list, &seal, (piece, share), bytes)?;
                (Answer::Held { lists: self.lists.infos() }, None)
            }
            Request::Follow { seal } => (self.lists.follow(&seal, &bytes.all())?, None),
            Request::Release { list } => {
                self.lists.release(list);
                (Answer::Held { lists: self.lists.infos() }, None)
            }
            Request::Read { ppi } => {
                let (answer, pngs) = read_file(&bytes.all(), ppi, took_ms)?;
                (answer, Some(pngs))
            }
            Request::ReadSlap { shape, fingers } => {
                let (answer, pngs) = read_slap(shape, bytes.all(), &fingers, took_ms)?;
                (answer, Some(pngs))
            }
            Request::Unpack => {
                let (answer, pixels) = unpack(bytes.all())?;
                (answer, Some(pixels))
            }
            Request::Pack { ratio } => {
                let (answer, packed) = pack(bytes.all(), ratio)?;
                (answer, Some(packed))
            }
            Request::Photograph => (photograph(&bytes.all())?, None),
            Request::Compare { probe, references } => {
                (Answer::Scores { scores: compare(&probe, &references)? }, None)
            }
            Request::ReadScan { shape } => {
                let (mut print, png) = read_scan(shape, bytes.all())?;
                print.took_ms = took_ms();
                (Answer::Print { print }, Some(png))
            }
            Request::Judge { expected, shape } => {
                let mut judgement = judge(expected, shape, bytes.all())?;
                judgement.took_ms = took_ms();
                (Answer::Judgement { judgement }, None)
            }
            Request::Search { prints, threshold, now } => {
                let answer = self.lists.search(&prints, threshold, now)?;
                (Answer::Search { answer, took_ms: took_ms() }, None)
            }
            Request::Explain { ppi, step } => {
                let (explained, png) = explain(&bytes.all(), ppi, step)?;
                (Answer::Explained { explained }, Some(png))
            }
            Request::Stretch { salt } => (Answer::Stretched, Some(stretch(bytes.all(), &salt.0)?)),
            Request::SimulatedFrame { laid, placement, frame } => {
                let (frame, last) = self.scanner.frame(laid, placement, frame);
                let shape = Shape { width: frame.width(), height: frame.height(), ppi: Ppi::P500 };
                let next_ms = SimulatedScanner::FRAME_INTERVAL_MS;
                (Answer::Frame { shape, last, next_ms }, Some(frame.into_pixels()))
            }
        })
    }
}
