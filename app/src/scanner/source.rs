use std::future::Future;
use std::rc::Rc;

use fingerprint::FingerPosition;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use leptos::task::spawn_local;
use scanners::service::Advice;
use scanners::{Condition, Finger, Frame};
use wire::{Expected, encounter};

use super::device::Device;
use super::service::ServiceScanner;

/// What a device is to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What is to be laid on it.
    pub expected: Expected,
    /// The fingers of it that cannot come.
    pub without: Vec<FingerPosition>,
}

impl Wanted {
    /// One finger, or several of which none is missing.
    pub fn all_of(expected: Expected) -> Self {
        Self { expected, without: Vec::new() }
    }
}

/// What a source may be told. Dropping the [`Source`] turns the device off and lets go of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Take what is wanted: previews follow once something touches, then one [`Event::Taken`].
    Start(Wanted),
    /// What lies there now is good: take the best of it. The source also takes it by itself when it is lifted.
    Take,
    /// Nothing is wanted after all.
    Stop,
}

/// What a source tells, in the order in which it happens.
#[derive(Debug)]
pub enum Event {
    /// The device is open and can capture. Comes again after it recovered from trouble.
    Ready(Device),
    /// What lies on the platen now.
    Preview(Preview),
    /// A finger came or went, where the device tells.
    Finger(Finger),
    /// How to lay the finger better, as the device sees it.
    Advice(Advice),
    /// Something that the person must know. If it does not pass by itself, [`Event::Ended`] follows.
    Condition(Condition),
    /// What was asked for. It comes before the condition that ended the device, so nothing taken is lost.
    Taken(Taken),
    /// Nothing comes of what was asked for, and the person must know why. The device is still there.
    Refused(Condition),
    /// Where it was looked for, there are several: these may be chosen too.
    Offered(Vec<ServiceScanner>),
    /// The device is closed; nothing follows.
    Ended,
}

/// A live picture and its place in the stream.
#[derive(Debug, Clone)]
pub struct Preview {
    /// 1, 2, 3 ... since the device was opened.
    pub sequence: u32,
    /// When its last byte arrived, in milliseconds of [`crate::clock::stopwatch`].
    pub at: f64,
    /// The picture; wiped with its last holder.
    pub frame: Rc<Frame>,
}

/// A capture.
#[derive(Debug, Clone)]
pub struct Taken {
    /// When its last byte arrived, in milliseconds of [`crate::clock::stopwatch`].
    pub at: f64,
    /// What took it, as it says itself.
    pub source: encounter::Source,
    /// What was taken.
    pub images: Images,
}

/// The images of a capture; wiped with their last holder, so read them before.
#[derive(Debug, Clone)]
pub enum Images {
    /// One picture of all that lay there.
    Whole(Rc<Frame>),
    /// A picture of each finger, which the device itself has cut out and named.
    Each(Vec<(FingerPosition, Rc<Frame>)>),
}

impl Images {
    /// The picture, or the first of several.
    pub fn first(&self) -> Option<&Rc<Frame>> {
        match self {
            Self::Whole(frame) => Some(frame),
            Self::Each(frames) => frames.first().map(|(_, frame)| frame),
        }
    }
}

/// What a source tells, to be read by whoever opened it.
pub type Events = UnboundedReceiver<Event>;

/// An open source of finger images.
#[derive(Debug, Clone)]
pub struct Source {
    commands: UnboundedSender<Command>,
}

/// A source's own side: what it is told, and where it tells.
#[derive(Debug)]
pub struct Desk {
    /// Ends when nobody holds the [`Source`] any more.
    pub commands: UnboundedReceiver<Command>,
    events: UnboundedSender<Event>,
}

impl Source {
    /// Opens a source that `run` keeps going until its desk is left.
    pub fn open<F: Future<Output = ()> + 'static>(run: impl FnOnce(Desk) -> F) -> (Self, Events) {
        let (commands, told) = unbounded();
        let (events, heard) = unbounded();
        spawn_local(run(Desk { commands: told, events }));
        (Self { commands }, heard)
    }

    /// Tells the source; one that has ended hears nothing.
    pub fn tell(&self, command: Command) {
        // The source ends by itself when it is unplugged: its events say so.
        let _ = self.commands.unbounded_send(command);
    }
}

/// A source's way to tell what it finds out beside its other work.
#[derive(Debug, Clone)]
pub struct Teller(UnboundedSender<Event>);

impl Desk {
    /// A way to tell that may be taken elsewhere.
    pub fn teller(&self) -> Teller {
        Teller(self.events.clone())
    }

    /// Tells what happened to whoever listens still.
    pub fn tell(&self, event: Event) {
        // Nobody listens after the page has left: the commands have ended too, and so does the source.
        let _ = self.events.unbounded_send(event);
    }
}

impl Teller {
    /// Tells what happened to whoever listens still.
    pub fn tell(&self, event: Event) {
        // As for the desk.
        let _ = self.0.unbounded_send(event);
    }
}
