//! A session with one scanner behind a service: a desk's commands in, its events out.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use fingerprint::FingerPosition;
use futures::StreamExt as _;
use futures::future::{Either, select};
use futures::pin_mut;
use leptos::task::spawn_local;
use scanners::service::{
    Capture, Device as Found, Encoding, Order, Output, Picture, Request, Site, Status, Target,
};
use scanners::{AnswerFault, Condition, Frame, Takes};
use wire::Expected;
use wire::matcher::{Answer, Request as Question};
use zeroize::Zeroizing;

use super::talk::Talk;
use super::{Named, ServiceScanner};
use crate::clock::stopwatch;
use crate::matcher::Matcher;
use crate::scanner::device::Device;
use crate::scanner::source::{Command, Desk, Event, Images, Preview, Taken, Wanted};

/// The quality, on the scanner's own scale of 0 to 100, at which it need not wait for better.
const GOOD_ENOUGH: u8 = 60;
/// How long a scanner waits for fingers.
const WITHIN: Duration = Duration::from_secs(30);

/// A session under way.
pub struct Session {
    desk: Desk,
    talk: Talk,
    scanner: ServiceScanner,
    matcher: Matcher,
    /// The scanner's place among those that the service has, once it is found.
    place: Option<usize>,
    /// Whether the scanner is at work for this session.
    ordered: bool,
    /// The scanner as its capture has just shown it to be.
    renamed: Option<Device>,
    previews: Previews,
}

impl Session {
    /// A session that has not begun.
    pub fn new(desk: Desk, talk: Talk, scanner: ServiceScanner, matcher: Matcher) -> Self {
        let previews = Previews { matcher, busy: Rc::default(), sequence: Rc::default() };
        Self { desk, talk, scanner, matcher, place: None, ordered: false, renamed: None, previews }
    }

    /// Keeps the session going until the desk is left, or the service or its scanner is lost.
    pub async fn run(mut self) {
        self.talk.ask(Request::Open);
        let mut left = false;
        loop {
            match if left { Ok(self.talk.next().await) } else { self.told_or_asked().await } {
                Ok(Output::Ended) => break,
                Ok(output) => self.hear(output).await,
                Err(command) => {
                    left = command.is_none();
                    self.obey(command);
                }
            }
        }
        self.desk.tell(Event::Ended);
    }

    /// What the service tells, or else what the desk asks.
    async fn told_or_asked(&mut self) -> Result<Output, Option<Command>> {
        let told = self.talk.next();
        pin_mut!(told);
        match select(told, self.desk.commands.next()).await {
            Either::Left((output, _)) => Ok(output),
            Either::Right((command, _)) => Err(command),
        }
    }

    /// No command is that the desk was left.
    fn obey(&mut self, command: Option<Command>) {
        let request = match (command, self.place) {
            (None, _) => Request::Close,
            (Some(Command::Start(wanted)), Some(place)) => {
                self.ordered = true;
                Request::Capture(order(place, wanted))
            }
            (Some(Command::Stop), _) => {
                self.ordered = false;
                Request::Stop
            }
            // The scanner takes it by itself, as soon as it is good.
            (Some(Command::Start(_) | Command::Take), _) => return,
        };
        self.talk.ask(request);
    }

    async fn hear(&mut self, output: Output) {
        match output {
            Output::Found(scanners) => self.found(&scanners),
            Output::Frame(picture) => self.previews.show(&self.desk, picture),
            Output::Captured(capture) => {
                self.ordered = false;
                let outcome = taken(self.matcher, capture).await;
                self.desk.tell(outcome.map_or_else(Event::Refused, Event::Taken));
                if let Some(device) = self.renamed.take() {
                    self.desk.tell(Event::Ready(device));
                }
            }
            Output::Condition(condition) => self.met(condition),
            Output::Advice(advice) => self.desk.tell(Event::Advice(advice)),
            // Everything else is the talk's own.
            _ => {}
        }
    }

    fn found(&mut self, scanners: &[Found]) {
        let place = self.scanner.place_among(scanners);
        self.place = place;
        let Some(found) = place.and_then(|place| scanners.get(place)) else {
            // What stands in its way was told before; a scanner that is back is looked for anew.
            self.talk.ask(Request::Close);
            return;
        };
        let each = ServiceScanner::each_of(&self.scanner.program, scanners);
        if each.len() > 1 {
            self.desk.tell(Event::Offered(each));
        }
        let device = Device::behind_service(found);
        if self.ordered {
            self.renamed = Some(device);
            return;
        }
        self.desk.tell(Event::Ready(device));
        let standing = match found.status {
            Status::Ready => None,
            Status::Busy => Some(Condition::Busy),
            Status::NotReady => Some(Condition::NotReady),
            Status::NotRegistered => Some(Condition::NotRegistered),
        };
        if let Some(condition) = standing {
            self.desk.tell(Event::Condition(condition));
        }
    }

    /// A condition ends the order under way, but for one that is about the service: then nothing is left to order from.
    fn met(&mut self, condition: Condition) {
        match condition {
            Condition::ServiceNotResponding | Condition::LocalNetworkBlocked | Condition::Unplugged => {
                self.desk.tell(Event::Condition(condition));
                self.talk.ask(Request::Close);
            }
            _ if std::mem::take(&mut self.ordered) => self.desk.tell(Event::Refused(condition)),
            _ => self.desk.tell(Event::Condition(condition)),
        }
    }
}

fn order(device: usize, Wanted { expected, without }: Wanted) -> Order {
    let target = match expected {
        Expected::LeftFour => Target::LeftFour,
        Expected::RightFour => Target::RightFour,
        Expected::TwoThumbs => Target::Thumbs,
        Expected::Finger(position) => Target::Finger(position),
    };
    Order { device, target, without, quality: GOOD_ENOUGH, within: WITHIN }
}

/// The images of a capture, unpacked.
async fn taken(matcher: Matcher, capture: Capture) -> Result<Taken, Condition> {
    let at = stopwatch();
    let mut frames: Vec<(FingerPosition, Rc<Frame>)> = Vec::new();
    for biometric in capture.biometrics {
        let Site::Finger(position) = biometric.site else { continue };
        let frame = unpacked(matcher, &biometric.picture).await;
        frames.push((position, Rc::new(frame.ok_or(Condition::WrongAnswer(AnswerFault::Image))?)));
    }
    let source = Device::about(&capture.identity);
    Ok(Taken { at, source: wire::encounter::Source::Scanner(source), images: Images::Each(frames) })
}

/// A picture's grey values; none if it is damaged. What is packed is unpacked in a worker.
async fn unpacked(matcher: Matcher, picture: &Picture) -> Option<Frame> {
    if let Encoding::Raw { width, height } = picture.encoding {
        return Frame::new(width, height, picture.ppi, picture.bytes.clone());
    }
    let (answer, pixels) = matcher.ask_about(&Question::Unpack, &picture.bytes).await.ok()?;
    let (Answer::Unpacked { width, height, ppi }, Some(unpacked)) = (answer, pixels) else { return None };
    let pixels = Zeroizing::new(unpacked.to_vec());
    unpacked.fill(0, 0, unpacked.length());
    Frame::new(width, height, picture.ppi.or(ppi), pixels)
}

/// Live pictures on their way to the desk. While one is being unpacked the others pass: there are always more.
struct Previews {
    matcher: Matcher,
    busy: Rc<Cell<bool>>,
    sequence: Rc<Cell<u32>>,
}

impl Previews {
    fn show(&self, desk: &Desk, picture: Picture) {
        if self.busy.replace(true) {
            return;
        }
        let at = stopwatch();
        let (matcher, teller) = (self.matcher, desk.teller());
        let (busy, sequence) = (self.busy.clone(), self.sequence.clone());
        spawn_local(async move {
            if let Some(frame) = unpacked(matcher, &picture).await {
                sequence.set(sequence.get() + 1);
                teller.tell(Event::Preview(Preview { sequence: sequence.get(), at, frame: Rc::new(frame) }));
            }
            busy.set(false);
        });
    }
}

impl ServiceScanner {
    /// Its place among the scanners of its service.
    fn place_among(&self, scanners: &[Found]) -> Option<usize> {
        let fits = |found: &Found| {
            self.named.as_ref().is_none_or(|named| *named == Named::of(&found.identity))
                && takes(found).is_some()
        };
        let fitting = scanners.iter().enumerate().filter(|(_, found)| fits(found));
        fitting.rev().max_by_key(|(_, found)| takes(found)).map(|(place, _)| place)
    }

    /// The scanners of fingers that a service has, each by itself.
    fn each_of(program: &super::Program, scanners: &[Found]) -> Vec<Self> {
        let fingers = scanners.iter().filter(|found| takes(found).is_some());
        let named = fingers.map(|found| Some(Named::of(&found.identity)));
        named.map(|named| Self { program: program.clone(), named }).collect()
    }
}

/// How much a scanner takes at once; nothing if it is not for fingers.
fn takes(found: &Found) -> Option<u8> {
    match found.abilities.takes {
        Takes::Slaps => Some(3),
        Takes::Touchless => Some(2),
        Takes::SingleFingers => Some(1),
        Takes::Irises | Takes::Faces => None,
    }
}
