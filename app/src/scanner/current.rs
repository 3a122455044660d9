use futures::channel::oneshot;
use futures::future::Shared;
use futures::{FutureExt as _, StreamExt as _};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use scanners::Condition;
use scanners::service::Advice;

use super::device::Device;
use super::judging::{Judge, Judged};
use super::reachable::Reachable;
use super::serial::SerialReader;
use super::service::ServiceScanner;
use super::simulated::Volunteer;
use super::source::{Command, Event, Events, Preview, Source, Taken, Wanted};
use super::usb::{self, UsbReader};
use crate::clock::Clock;
use crate::matcher::Matcher;
use crate::session::CurrentSession;

/// How often a service that is not there is looked for.
const LOOK_AGAIN_MS: u32 = 2000;

/// What is done once something was taken, or is known not to come.
type OnEnd = Box<dyn Fn(Result<Taken, Condition>)>;

/// The scanner that this desk works with, and what it shows now.
///
/// What was asked for stays asked for while the scanner is unplugged, or the page is hidden: capture goes on as soon as
/// it is back.
#[derive(Debug, Clone, Copy)]
pub struct CurrentScanner {
    session_of_page: CurrentSession,
    matcher: Matcher,
    clock: Clock,
    judge: Judge,
    reachable: RwSignal<Vec<Reachable>, LocalStorage>,
    /// Single scanners that a capture service was found to have.
    offered: StoredValue<Vec<ServiceScanner>, LocalStorage>,
    /// The scanner chosen, open or not.
    chosen: RwSignal<Option<Reachable>, LocalStorage>,
    session: StoredValue<Option<Session>, LocalStorage>,
    sessions: StoredValue<u32>,
    /// Resolves when the last session has closed its device.
    closed: StoredValue<Option<Shared<oneshot::Receiver<()>>>, LocalStorage>,
    device: RwSignal<Option<Device>>,
    preview: RwSignal<Option<Preview>, LocalStorage>,
    advice: RwSignal<Option<Advice>>,
    condition: RwSignal<Option<Condition>>,
    wanted: RwSignal<Option<Wanted>>,
    on_end: StoredValue<Option<OnEnd>, LocalStorage>,
    volunteer: RwSignal<Volunteer>,
}

/// A source under way. Its number tells its events from those of the one before it.
#[derive(Debug, Clone)]
struct Session {
    number: u32,
    source: Option<Source>,
}

impl CurrentScanner {
    /// Gives the scanner to everything below, once the session is there; none is open yet.
    pub fn provide() {
        let scanner = Self {
            session_of_page: CurrentSession::expect(),
            clock: Clock::expect(),
            matcher: Matcher::expect(),
            judge: Judge::new(),
            reachable: RwSignal::new_local(Vec::new()),
            offered: StoredValue::new_local(Vec::new()),
            chosen: RwSignal::new_local(None),
            session: StoredValue::new_local(None),
            sessions: StoredValue::new(0),
            closed: StoredValue::new_local(None),
            device: RwSignal::new(None),
            preview: RwSignal::new_local(None),
            advice: RwSignal::new(None),
            condition: RwSignal::new(None),
            wanted: RwSignal::new(None),
            on_end: StoredValue::new_local(None),
            volunteer: RwSignal::new(Volunteer::default()),
        };
        scanner.follow_plugs();
        scanner.rest_while_hidden();
        provide_context(scanner);
    }

    /// The scanner of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The scanners that can be used without asking the person again.
    pub fn reachable(self) -> Signal<Vec<Reachable>, LocalStorage> {
        self.reachable.into()
    }

    /// The scanner chosen, open or not.
    pub fn chosen(self) -> Signal<Option<Reachable>, LocalStorage> {
        self.chosen.into()
    }

    /// The device, once it is open.
    pub fn device(self) -> Signal<Option<Device>> {
        self.device.into()
    }

    /// Whether it takes prints when it holds them for good, and not when it is told to, followed.
    pub fn takes_by_itself(self) -> bool {
        self.device.with(|device| device.as_ref().is_some_and(|device| device.capabilities.by_itself))
    }

    /// What lies on the platen now; none unless something was asked for.
    pub fn preview(self) -> Signal<Option<Preview>, LocalStorage> {
        self.preview.into()
    }

    /// How good the live picture is; it may be of one just before.
    pub fn judged(self) -> Signal<Option<Judged>, LocalStorage> {
        self.judge.judged()
    }

    /// A matcher for what was taken: it is warm by then, and no search holds it up.
    pub fn reader(self) -> Matcher {
        self.judge.matcher()
    }

    /// What the person must know; gone when the device goes on.
    pub fn condition(self) -> Signal<Option<Condition>> {
        self.condition.into()
    }

    /// How to lay the finger better, where the scanner itself says so.
    pub fn advice(self) -> Signal<Option<Advice>> {
        self.advice.into()
    }

    /// Who stands at the simulated scanner.
    pub fn volunteer(self) -> RwSignal<Volunteer> {
        self.volunteer
    }

    /// Works with the first real scanner that may be used without asking, or else with `otherwise`, unless one is
    /// chosen already.
    pub fn resume(self, otherwise: Option<Reachable>) {
        spawn_local(async move {
            let reachable = self.all().await;
            if self.reachable.try_set(reachable.clone()).is_some() {
                return;
            }
            let first = reachable.into_iter().find(|scanner| *scanner != Reachable::Simulated);
            if let Some(scanner) = self.chosen.get_untracked().or(first).or(otherwise)
                && self.session.with_value(Option::is_none)
            {
                self.work_with(scanner);
            }
        });
    }

    /// Reads again which scanners can be used.
    pub fn look_around(self) {
        spawn_local(async move {
            let reachable = self.all().await;
            self.reachable.try_set(reachable);
        });
    }

    /// The scanners that can be used now without asking the person again.
    pub async fn all(self) -> Vec<Reachable> {
        let services = self.session_of_page.untracked().map(|session| session.site.services);
        let offered = self.offered.try_get_value().unwrap_or_default();
        Reachable::all(&services.unwrap_or_default(), &offered).await
    }

    /// Lets the person choose a reader on USB in the browser's own list, and works with it. It must come from a click
    /// or a key.
    pub fn choose_usb(self) {
        spawn_local(async move { self.chose(UsbReader::choose().await.map(Reachable::Usb)) });
    }

    /// As [`Self::choose_usb`], for a reader behind a serial port.
    pub fn choose_serial(self) {
        spawn_local(async move { self.chose(SerialReader::choose().await.map(Reachable::Serial)) });
    }

    fn chose(self, choice: Result<Reachable, Condition>) {
        match choice {
            Ok(scanner) => {
                self.look_around();
                self.work_with(scanner);
            }
            Err(condition) => drop(self.condition.try_set(Some(condition))),
        }
    }

    /// Works with `scanner` from here on; the one before is let go of.
    pub fn work_with(self, scanner: Reachable) {
        self.condition.set(None);
        self.chosen.set(Some(scanner.clone()));
        self.open(scanner);
    }

    fn open(self, scanner: Reachable) {
        self.close();
        let number = self.begin_session();
        spawn_local(async move {
            self.closed().await;
            if self.session_number() != Some(number) {
                return;
            }
            let (source, events) = scanner.open(self.matcher, self.clock, self.volunteer.into());
            self.session.update_value(|session| *session = Some(Session { number, source: Some(source) }));
            self.listen(number, events).await;
        });
    }

    /// Asks for `wanted`; `on_end` gets it, even if the scanner is unplugged meanwhile, or why it does not come.
    pub fn start(self, wanted: Wanted, on_end: impl Fn(Result<Taken, Condition>) + 'static) {
        self.on_end.set_value(Some(Box::new(on_end)));
        self.wanted.set(Some(wanted.clone()));
        if self.device.with_untracked(Option::is_some) {
            self.condition.set(None);
            self.tell(Command::Start(wanted));
        }
    }

    /// Takes what lies there now.
    pub fn take(self) {
        self.tell(Command::Take);
    }

    /// Wants nothing after all.
    pub fn stop(self) {
        self.tell(Command::Stop);
        self.on_end.set_value(None);
        self.wanted.set(None);
        self.clear();
    }

    /// Turns the scanner off and lets go of it, and of what was asked for.
    pub fn let_go(self) {
        self.stop();
        self.close();
        self.chosen.set(None);
        self.condition.set(None);
    }

    /// Resolves when no device is open any more.
    pub async fn closed(self) {
        if let Some(closed) = self.closed.try_get_value().flatten() {
            // A session that is gone without a word has closed its device too.
            let _ = closed.await;
        }
    }

    fn begin_session(self) -> u32 {
        let number = self.sessions.get_value().wrapping_add(1);
        self.sessions.set_value(number);
        self.session.set_value(Some(Session { number, source: None }));
        number
    }

    fn session_number(self) -> Option<u32> {
        self.session.try_with_value(|session| session.as_ref().map(|session| session.number)).flatten()
    }

    fn close(self) {
        self.session.set_value(None);
        self.device.set(None);
        self.clear();
    }

    fn clear(self) {
        self.preview.set(None);
        self.advice.set(None);
        self.judge.clear();
    }

    fn tell(self, command: Command) {
        self.session.with_value(|session| {
            if let Some(source) = session.as_ref().and_then(|session| session.source.as_ref()) {
                source.tell(command);
            }
        });
    }

    /// Hears a session to its end, even when another is chosen: its device must be closed before it is opened again.
    async fn listen(self, number: u32, mut events: Events) {
        let (over, closed) = oneshot::channel();
        self.closed.set_value(Some(closed.shared()));
        while let Some(event) = events.next().await {
            if self.session_number() == Some(number) {
                self.hear(event);
            }
        }
        // Nobody may be waiting.
        let _ = over.send(());
    }

    fn hear(self, event: Event) {
        match event {
            Event::Ready(device) => {
                self.judge.warm_up();
                self.device.set(Some(device));
                self.condition.set(None);
                if let Some(wanted) = self.wanted.get_untracked() {
                    self.tell(Command::Start(wanted));
                }
            }
            Event::Preview(preview) => {
                // None is wanted if it was under way when the person stopped.
                if let Some(wanted) = self.wanted.get_untracked() {
                    // Without its density a picture is for the eye alone: its ridges have no measure.
                    if preview.frame.ppi().is_some() {
                        self.judge.show(wanted.expected, preview.clone());
                    }
                    self.preview.set(Some(preview));
                }
            }
            // The capture screen goes by what the pictures show: not every device tells.
            Event::Finger(_) => {}
            Event::Advice(advice) => self.advice.set(Some(advice)),
            Event::Condition(condition) => self.met(condition),
            Event::Offered(scanners) => {
                self.offered.set_value(scanners);
                self.look_around();
            }
            Event::Taken(taken) => self.end(Ok(taken)),
            Event::Refused(condition) => {
                self.met(condition);
                self.end(Err(condition));
            }
            Event::Ended => {
                self.close();
                self.look_for_service_again();
            }
        }
    }

    /// One that is met again, as a service is looked for again and again, is not told again.
    fn met(self, condition: Condition) {
        if self.condition.get_untracked() != Some(condition) {
            self.condition.set(Some(condition));
        }
    }

    /// Nobody says when a service that stopped is back, so it is looked for.
    fn look_for_service_again(self) {
        let Some(scanner @ Reachable::Service(_)) = self.chosen.get_untracked() else { return };
        spawn_local(async move {
            TimeoutFuture::new(LOOK_AGAIN_MS).await;
            let chosen = self.chosen.try_get_untracked().flatten();
            let idle = self.session.try_with_value(Option::is_none).unwrap_or_default();
            if idle && chosen.as_ref() == Some(&scanner) && !document().hidden() {
                self.open(scanner);
            }
        });
    }

    /// Nothing is wanted any more, for it came or will not.
    fn end(self, outcome: Result<Taken, Condition>) {
        self.wanted.set(None);
        self.clear();
        if let Some(on_end) = self.on_end.try_update_value(Option::take).flatten() {
            on_end(outcome);
        }
    }

    /// The scanner that was unplugged is opened again when it is back.
    fn follow_plugs(self) {
        let plugged_in = move |reader: UsbReader| {
            let back = Reachable::Usb(reader);
            let idle = self.session.try_with_value(Option::is_none).unwrap_or_default();
            let wanted =
                self.chosen.try_get_untracked().flatten().is_some_and(|chosen| chosen.is_same(&back));
            if idle && wanted && !document().hidden() {
                self.work_with(back);
            }
        };
        let plugs = usb::watch(plugged_in, move || self.look_around());
        // For as long as the page lives.
        std::mem::forget(plugs);
    }

    /// A page that nobody sees lets go of its scanner, for others to use, and takes it up again when it is seen.
    fn rest_while_hidden(self) {
        let rest = move || {
            if self.chosen.get_untracked().is_some_and(|chosen| chosen != Reachable::Simulated) {
                self.close();
            }
        };
        let hidden = move || {
            if document().hidden() {
                rest();
            } else if self.session.with_value(Option::is_none)
                && let Some(scanner) = self.chosen.get_untracked()
            {
                self.work_with(scanner);
            }
        };
        let seen =
            super::listening::Listening::start(&document(), "visibilitychange", move |_: web_sys::Event| {
                hidden();
            });
        let left = window_event_listener_untyped("pagehide", move |_| rest());
        // For as long as the page lives.
        std::mem::forget((seen, left));
    }
}
