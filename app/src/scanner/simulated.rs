//! The demo programme's scanner: synthetic people put synthetic fingers on it.

use std::rc::Rc;

use futures::StreamExt as _;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use raster::Ppi;
use scanners::{Condition, Finger, Frame};
use wire::Expected;
use wire::encounter;
use wire::matcher::{Answer, Request};
use zeroize::Zeroizing;

use super::device::{Capabilities, Device};
use super::source::{Command, Desk, Event, Events, Preview, Source, Taken};
use crate::api::Fault;
use crate::clock;
use crate::matcher::{Matcher, unexpected};

/// Opens the simulation, on which `person` lays what is expected as soon as it is asked for.
pub fn simulated(matcher: Matcher, person: Signal<u64>) -> (Source, Events) {
    Source::open(|desk| Simulation { desk, matcher, person, placement: 0, sequence: 0 }.run())
}

fn device() -> Device {
    Device {
        about: encounter::Device {
            make: "Umbral".to_owned(),
            model: "Simulated scanner".to_owned(),
            serial: None,
            firmware: None,
            native_ppi: Some(Ppi::P500),
        },
        capabilities: Capabilities { slaps: true, rolls: false, previews: true },
        caveats: Vec::new(),
        may_enrol: true,
        simulated: true,
    }
}

struct Simulation {
    desk: Desk,
    matcher: Matcher,
    person: Signal<u64>,
    placement: u64,
    sequence: u32,
}

impl Simulation {
    async fn run(mut self) {
        self.desk.tell(Event::Ready(device()));
        let mut next = None;
        while let Some(command) = match next.take() {
            Some(command) => Some(command),
            None => self.desk.commands.next().await,
        } {
            let Command::Start(expected) = command else { continue };
            match self.place(expected).await {
                Ok(interrupted) => next = interrupted,
                Err(_) => {
                    self.desk.tell(Event::Condition(Condition::NotResponding));
                    break;
                }
            }
        }
        self.desk.tell(Event::Ended);
    }

    /// Lets fingers come down until they lie still, or a command says otherwise, which is the answer.
    async fn place(&mut self, expected: Expected) -> Result<Option<Command>, Fault> {
        // The signal ends with the page, and so does the simulation.
        let Some(person) = self.person.try_get_untracked() else { return Ok(None) };
        self.placement += 1;
        self.desk.tell(Event::Finger(Finger::On));
        let mut told = None;
        for frame in 0.. {
            let request = Request::SimulatedFrame { person, expected, placement: self.placement, frame };
            let (Answer::Frame { shape, last, next_ms }, Some(pixels)) =
                self.matcher.ask(&request, None).await?
            else {
                return Err(unexpected());
            };
            let picture = Zeroizing::new(pixels.to_vec());
            pixels.fill(0, 0, pixels.length());
            let picture = Frame::new(shape.width, shape.height, Some(shape.ppi), picture);
            let picture = Rc::new(picture.ok_or_else(unexpected)?);
            let at = clock::stopwatch();
            self.sequence += 1;
            self.desk.tell(Event::Preview(Preview { sequence: self.sequence, at, frame: picture.clone() }));
            TimeoutFuture::new(next_ms).await;
            told = self.desk.commands.try_recv().ok();
            if last || told == Some(Command::Take) {
                self.desk.tell(Event::Taken(Taken { expected, at, image: picture }));
                break;
            }
            if told.is_some() {
                break;
            }
        }
        self.desk.tell(Event::Finger(Finger::Off));
        Ok(told)
    }
}
