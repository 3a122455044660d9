//! A service's session wired to a double, with faults on order: what every service's tests run in.

use std::collections::VecDeque;

use crate::{
    Condition,
    service::{
        Capture, Device, Event, ExchangeId, HttpError, HttpRequest, HttpResponse, Output, Request, Service,
        SocketMessage, UnixTime,
    },
};

/// More events than any test needs: a session that runs longer runs in circles.
const EVENTS_MOST: usize = 20_000;

/// What answers a session in its tests.
pub(crate) trait Double {
    fn answer(&mut self, request: &HttpRequest, now: UnixTime) -> Result<HttpResponse, HttpError>;

    /// The chunks of a streamed answer.
    fn stream(&mut self, _request: &HttpRequest) -> Vec<Vec<u8>> {
        Vec::new()
    }

    fn connect(&mut self, _url: &str) -> bool {
        false
    }

    /// What comes over the socket in answer to a message.
    fn receive(&mut self, _message: &SocketMessage) -> Vec<SocketMessage> {
        Vec::new()
    }
}

pub(crate) struct ServiceRig<S, D> {
    pub(crate) service: S,
    pub(crate) double: D,
    pub(crate) now: UnixTime,
    /// All that came out, but for what the transport is to do.
    pub(crate) outputs: Vec<Output>,
    /// Events told so far.
    pub(crate) told: usize,
    /// The service is gone after this many events...
    pub(crate) gone_after: Option<usize>,
    /// ...the last of which is cut to this many bytes.
    pub(crate) cut: Option<usize>,
    due: VecDeque<Event>,
    abandoned: Vec<ExchangeId>,
}

impl<S: Service, D: Double> ServiceRig<S, D> {
    pub(crate) fn new(service: S, double: D) -> Self {
        Self {
            service,
            double,
            now: UnixTime(1_795_420_800),
            outputs: Vec::new(),
            told: 0,
            gone_after: None,
            cut: None,
            due: VecDeque::new(),
            abandoned: Vec::new(),
        }
    }

    /// Asks for something and runs until nothing is left to happen.
    pub(crate) fn ask(&mut self, request: Request) -> &mut Self {
        self.service.ask(request, self.now);
        self.settle()
    }

    /// Runs until nothing is left to happen.
    pub(crate) fn settle(&mut self) -> &mut Self {
        for _ in 0..EVENTS_MOST {
            while let Some(output) = self.service.poll() {
                self.carry_out(output);
            }
            let Some(event) = self.due.pop_front() else { return self };
            if let Event::Answered { id, .. } | Event::Chunk { id, .. } | Event::Failed { id, .. } = &event
                && self.abandoned.contains(id)
            {
                continue;
            }
            let event = self.spoiled(event);
            self.told += 1;
            self.service.handle(event, self.now);
        }
        panic!("the session runs in circles: {:?}", self.outputs);
    }

    fn carry_out(&mut self, output: Output) {
        let gone = self.gone_after.is_some_and(|after| self.told >= after);
        match output {
            Output::Http { id, .. } if gone => {
                self.due.push_back(Event::Failed { id, error: HttpError::NoAnswer });
            }
            Output::Http { id, request, .. } if request.streamed => {
                let chunks = self.double.stream(&request);
                self.due.extend(chunks.into_iter().map(|bytes| Event::Chunk { id, bytes: bytes.into() }));
                self.due.push_back(Event::StreamEnded(id));
            }
            Output::Http { id, request, .. } => {
                self.due.push_back(match self.double.answer(&request, self.now) {
                    Ok(response) => Event::Answered { id, response },
                    Err(error) => Event::Failed { id, error },
                });
            }
            Output::Abandon(id) => self.abandoned.push(id),
            Output::Connect(url) => {
                let open = self.double.connect(&url);
                self.due.push_back(if open {
                    Event::SocketOpened
                } else {
                    Event::SocketClosed(HttpError::NoAnswer)
                });
            }
            Output::Send(message) => {
                let answers = self.double.receive(&message);
                self.due.extend(answers.into_iter().map(Event::SocketReceived));
            }
            Output::Disconnect => {}
            Output::Wait { timer, .. } => self.due.push_back(Event::Elapsed(timer)),
            output => {
                assert!(!self.ended(), "nothing follows the end: {output:?}");
                self.outputs.push(output);
            }
        }
    }

    /// Cuts the last event before the service goes, and turns all after it into failures.
    fn spoiled(&self, event: Event) -> Event {
        let Some(after) = self.gone_after else { return event };
        let gone = self.told >= after;
        let cut = self.cut.filter(|_| self.told + 1 == after);
        match event {
            Event::Answered { id, .. } | Event::Chunk { id, .. } if gone => {
                Event::Failed { id, error: HttpError::NoAnswer }
            }
            Event::StreamEnded(id) if gone => Event::Failed { id, error: HttpError::NoAnswer },
            Event::SocketOpened | Event::SocketReceived(_) if gone => {
                Event::SocketClosed(HttpError::NoAnswer)
            }
            Event::Answered { id, mut response } => {
                if let Some(cut) = cut {
                    response.body.truncate(cut);
                }
                Event::Answered { id, response }
            }
            event => event,
        }
    }

    pub(crate) fn found(&self) -> Vec<Device> {
        let last = self.outputs.iter().rev().find_map(|output| match output {
            Output::Found(devices) => Some(devices.clone()),
            _ => None,
        });
        last.unwrap_or_default()
    }

    pub(crate) fn captures(&self) -> Vec<&Capture> {
        self.outputs
            .iter()
            .filter_map(|output| if let Output::Captured(capture) = output { Some(capture) } else { None })
            .collect()
    }

    pub(crate) fn conditions(&self) -> Vec<Condition> {
        let told = |output: &Output| {
            if let Output::Condition(condition) = output { Some(*condition) } else { None }
        };
        self.outputs.iter().filter_map(told).collect()
    }

    pub(crate) fn ended(&self) -> bool {
        self.outputs.contains(&Output::Ended)
    }
}

/// The service goes away after each event of `session` in turn: nothing is made up, and the session says so or
/// was over.
pub(crate) fn gone_at_any_event<S: Service, D: Double>(
    rig: impl Fn() -> ServiceRig<S, D>,
    session: impl Fn(&mut ServiceRig<S, D>),
) {
    let mut whole = rig();
    session(&mut whole);
    for gone_after in 0..whole.told {
        let mut rig = rig();
        rig.gone_after = Some(gone_after);
        session(&mut rig);
        let told = !rig.conditions().is_empty() || rig.captures().len() == whole.captures().len();
        assert!(told, "gone after {gone_after}: {:?}", rig.outputs);
    }
}

/// Tells a session whatever a broken or hostile service might: it must come to no harm, and end at most once.
pub(crate) fn survive(mut service: impl Service, requests: &[Request], told: Vec<(u8, Vec<u8>)>) {
    let now = UnixTime(1_795_420_800);
    let (mut open, mut timers, mut ends, mut asked) = (Vec::new(), Vec::new(), 0, requests.iter());
    for (kind, bytes) in told {
        while let Some(output) = service.poll() {
            match output {
                Output::Http { id, .. } => open.push(id),
                Output::Wait { timer, .. } => timers.push(timer),
                Output::Captured(capture) => capture.biometrics.iter().for_each(|biometric| {
                    // Only that it returns.
                    let _ = biometric.picture.decode();
                }),
                Output::Ended => ends += 1,
                _ => {}
            }
        }
        let id = open.get(usize::from(kind) % open.len().max(1)).copied();
        let response = HttpResponse { status: 200, body: bytes.clone().into() };
        let event = match (kind % 8, id) {
            (0 | 1, _) => {
                if let Some(request) = asked.next() {
                    service.ask(request.clone(), now);
                }
                continue;
            }
            (2, Some(id)) => Event::Chunk { id, bytes: bytes.into() },
            (3, Some(id)) => Event::StreamEnded(id),
            (4, _) => Event::SocketReceived(SocketMessage::Binary(bytes.into())),
            (5, _) => Event::SocketReceived(SocketMessage::Text(
                String::from_utf8_lossy(&bytes).into_owned().into(),
            )),
            (6, _) if kind > 128 => Event::SocketOpened,
            (6, _) => timers.pop().map_or(Event::SocketOpened, Event::Elapsed),
            (_, Some(id)) => Event::Answered { id, response },
            _ => continue,
        };
        service.handle(event, now);
    }
    service.ask(Request::Close, now);
    while let Some(output) = service.poll() {
        ends += usize::from(output == Output::Ended);
    }
    assert!(ends <= 1);
}
