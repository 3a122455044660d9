use futures::StreamExt as _;
use leptos::prelude::*;
use leptos::task::spawn_local;
use scanners::{Condition, Finger};
use wire::Expected;
use wire::demo::STRANGERS;

use super::device::Device;
use super::judging::{Judge, Judged};
use super::simulated::simulated;
use super::source::{Command, Event, Events, Preview, Source, Taken};
use crate::matcher::Matcher;

/// What is done with a capture.
type OnTaken = Box<dyn Fn(Taken)>;

/// The scanner that this desk works with, and what it shows now.
#[derive(Debug, Clone, Copy)]
pub struct CurrentScanner {
    matcher: Matcher,
    judge: Judge,
    source: StoredValue<Option<Source>, LocalStorage>,
    /// Tells the events of one source from those of the one before it.
    generation: StoredValue<u32>,
    device: RwSignal<Option<Device>>,
    preview: RwSignal<Option<Preview>, LocalStorage>,
    finger: RwSignal<Option<Finger>>,
    condition: RwSignal<Option<Condition>>,
    wanted: RwSignal<Option<Expected>>,
    on_taken: StoredValue<Option<OnTaken>, LocalStorage>,
    person: RwSignal<u64>,
}

impl CurrentScanner {
    /// Gives the scanner to everything below; none is open yet.
    pub fn provide() {
        provide_context(Self {
            matcher: Matcher::expect(),
            judge: Judge::new(),
            source: StoredValue::new_local(None),
            generation: StoredValue::new(0),
            device: RwSignal::new(None),
            preview: RwSignal::new_local(None),
            finger: RwSignal::new(None),
            condition: RwSignal::new(None),
            wanted: RwSignal::new(None),
            on_taken: StoredValue::new_local(None),
            person: RwSignal::new(*STRANGERS.start()),
        });
    }

    /// The scanner of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The device, once it is open.
    pub fn device(self) -> Signal<Option<Device>> {
        self.device.into()
    }

    /// What lies on the platen now; none unless something was asked for.
    pub fn preview(self) -> Signal<Option<Preview>, LocalStorage> {
        self.preview.into()
    }

    /// How good the live picture is; it may be of one just before.
    pub fn judged(self) -> Signal<Option<Judged>, LocalStorage> {
        Signal::derive_local(move || self.judge.judged())
    }

    /// Whether a finger is on the platen, where the device tells.
    pub fn finger(self) -> Signal<Option<Finger>> {
        self.finger.into()
    }

    /// What the person must know; gone when the device goes on.
    pub fn condition(self) -> Signal<Option<Condition>> {
        self.condition.into()
    }

    /// What is being asked for.
    pub fn wanted(self) -> Signal<Option<Expected>> {
        self.wanted.into()
    }

    /// Who stands at the simulated scanner.
    pub fn person(self) -> RwSignal<u64> {
        self.person
    }

    /// Works with the simulated scanner from here on.
    pub fn use_simulated(self) {
        self.work_with(simulated(self.matcher, self.person.into()));
    }

    /// Works with `source` from here on; the one before is let go of.
    pub fn work_with(self, (source, mut events): (Source, Events)) {
        self.let_go();
        let generation = self.generation.get_value();
        self.source.set_value(Some(source));
        spawn_local(async move {
            while let Some(event) = events.next().await {
                if self.generation.try_get_value() != Some(generation) {
                    return;
                }
                self.hear(event);
            }
        });
    }

    /// Asks for `expected`; `on_taken` gets it, even if the scanner is unplugged meanwhile.
    pub fn start(self, expected: Expected, on_taken: impl Fn(Taken) + 'static) {
        self.on_taken.set_value(Some(Box::new(on_taken)));
        self.wanted.set(Some(expected));
        self.condition.set(None);
        self.tell(Command::Start(expected));
    }

    /// Takes what lies there now.
    pub fn take(self) {
        self.tell(Command::Take);
    }

    /// Wants nothing after all.
    pub fn stop(self) {
        self.tell(Command::Stop);
        self.on_taken.set_value(None);
        self.rest();
    }

    /// Turns the scanner off and lets go of it.
    pub fn let_go(self) {
        self.generation.update_value(|generation| *generation = generation.wrapping_add(1));
        self.source.set_value(None);
        self.on_taken.set_value(None);
        self.device.set(None);
        self.condition.set(None);
        self.rest();
    }

    fn tell(self, command: Command) {
        self.source.with_value(|source| source.iter().for_each(|source| source.tell(command)));
    }

    fn rest(self) {
        self.wanted.set(None);
        self.finger.set(None);
        self.preview.set(None);
        self.judge.clear();
    }

    fn hear(self, event: Event) {
        match event {
            Event::Ready(device) => {
                self.device.set(Some(device));
                self.condition.set(None);
            }
            Event::Preview(preview) => {
                // None is wanted if it was under way when the person stopped.
                if let Some(expected) = self.wanted.get_untracked() {
                    self.judge.show(expected, preview.clone());
                    self.preview.set(Some(preview));
                }
            }
            Event::Finger(finger) => self.finger.set(Some(finger)),
            Event::Condition(condition) => self.condition.set(Some(condition)),
            Event::Taken(taken) => {
                self.rest();
                if let Some(on_taken) = self.on_taken.try_update_value(Option::take).flatten() {
                    on_taken(taken);
                }
            }
            Event::Ended => {
                self.source.set_value(None);
                self.device.set(None);
                self.rest();
            }
        }
    }
}
