//! The demo programme's scanner: synthetic people put synthetic fingers on it.

use std::rc::Rc;

use fingerprint::FingerPosition;
use futures::StreamExt as _;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use raster::Ppi;
use scanners::{Condition, Finger, Frame};
use wire::Expected;
use wire::demo::STRANGERS;
use wire::encounter;
use wire::matcher::{Answer, Laid, Request};
use zeroize::Zeroizing;

use super::device::{Capabilities, Device};
use super::source::{Command, Desk, Event, Events, Images, Preview, Source, Taken};
use crate::api::Fault;
use crate::clock;
use crate::matcher::{Matcher, unexpected};

/// Who stands at the simulated scanner, and what they do when they are asked for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volunteer {
    /// The seed of the synthetic person.
    pub person: u64,
    /// How they follow what is asked.
    pub deed: Deed,
    /// The fingers they do not have, or cannot lay down.
    pub missing: Vec<FingerPosition>,
}

/// How somebody follows what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// As asked.
    AsAsked,
    /// With the other hand.
    OtherHand,
    /// With one finger, whichever is asked for.
    SameFinger,
    /// Without one of several fingers.
    OneLess,
    /// With skin of which only poor prints come.
    PoorSkin,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::AsAsked, Self::OtherHand, Self::SameFinger, Self::OneLess, Self::PoorSkin];
}

impl Default for Volunteer {
    fn default() -> Self {
        Self { person: *STRANGERS.start(), deed: Deed::AsAsked, missing: Vec::new() }
    }
}

impl Volunteer {
    /// What lies on the platen when `expected` is asked for.
    fn lays(&self, expected: Expected) -> Laid {
        let mut fingers = expected.positions();
        match self.deed {
            Deed::AsAsked | Deed::PoorSkin => {}
            Deed::OtherHand => fingers.iter_mut().for_each(|finger| *finger = other_hand(*finger)),
            Deed::SameFinger if fingers.len() == 1 => fingers = vec![FingerPosition::RightIndex],
            Deed::SameFinger => {}
            Deed::OneLess if fingers.len() > 1 => drop(fingers.pop()),
            Deed::OneLess => {}
        }
        fingers.retain(|finger| !self.missing.contains(finger));
        Laid { person: self.person, fingers, poor: self.deed == Deed::PoorSkin }
    }
}

/// The same finger of the other hand.
fn other_hand(finger: FingerPosition) -> FingerPosition {
    let code = match finger.code() {
        right @ 1..=5 => right + 5,
        left @ 6..=10 => left - 5,
        unknown => unknown,
    };
    FingerPosition::try_from(code).unwrap_or(finger)
}

/// Opens the simulation, on which `volunteer` lays what is expected as soon as it is asked for.
pub fn simulated(matcher: Matcher, volunteer: Signal<Volunteer>) -> (Source, Events) {
    Source::open(|desk| Simulation { desk, matcher, volunteer, placement: 0, sequence: 0 }.run())
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
        capabilities: Capabilities { slaps: true, rolls: false, previews: true, by_itself: false },
        caveats: Vec::new(),
        may_enrol: true,
        simulated: true,
    }
}

struct Simulation {
    desk: Desk,
    matcher: Matcher,
    volunteer: Signal<Volunteer>,
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
            let Command::Start(wanted) = command else { continue };
            match self.place(wanted.expected).await {
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
        let Some(volunteer) = self.volunteer.try_get_untracked() else { return Ok(None) };
        let laid = volunteer.lays(expected);
        self.placement += 1;
        self.desk.tell(Event::Finger(Finger::On));
        let mut told = None;
        for frame in 0.. {
            let request = Request::SimulatedFrame { laid: laid.clone(), placement: self.placement, frame };
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
                let (source, images) = (encounter::Source::SimulatedScanner, Images::Whole(picture));
                self.desk.tell(Event::Taken(Taken { at, source, images }));
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

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_volunteer_lays_what_they_have_of_what_they_take_the_request_for() {
        use FingerPosition::{LeftThumb, RightIndex, RightMiddle, RightRing, RightThumb};
        let lays = |deed, missing: &[FingerPosition], expected| {
            Volunteer { person: 1, deed, missing: missing.to_vec() }.lays(expected).fingers
        };
        let thumb = Expected::Finger(RightThumb);
        assert_eq!(lays(Deed::OtherHand, &[], thumb), [LeftThumb]);
        assert_eq!(lays(Deed::SameFinger, &[], thumb), [RightIndex]);
        assert_eq!(lays(Deed::OneLess, &[], Expected::RightFour), [RightIndex, RightMiddle, RightRing]);
        assert_eq!(lays(Deed::AsAsked, &[LeftThumb], Expected::TwoThumbs), [RightThumb]);
    }
}
