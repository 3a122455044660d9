//! SecuGen WebAPI: the maker's service for all its readers, on `https://localhost:8443`.
//!
//! One request takes one finger; there is no live picture and no signature. Bodies travel as plain text, so that
//! a browser asks no leave of the service first. Beyond its trial time the service wants a licence for the page's
//! address.

mod answer;
#[cfg(any(test, feature = "doubles"))]
mod double;
#[cfg(test)]
mod tests;

use std::time::Duration;

#[cfg(any(test, feature = "doubles"))]
pub use double::{SecugenDouble, SecugenFault};

use crate::{
    Abilities, Caveat, Condition, Identity, Takes,
    service::{
        Biometric, Capture, Device, Event, ExchangeId, HttpError, HttpRequest, HttpResponse, Method, Order,
        Outbox, Output, Proof, Request, Service, Site, Status, Target, UnixTime,
    },
};
use answer::Answer;

/// Where the service listens; the second is without encryption, which some set-ups have instead.
const ADDRESSES: [&str; 2] = ["https://localhost:8443", "http://localhost:8000"];
const LOOK_WITHIN: Duration = Duration::from_secs(3);
/// What the service needs beyond the time that it gives the finger.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// A session with the service.
pub struct Secugen {
    licence: String,
    out: Outbox,
    state: State,
    address: usize,
    device: Device,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Closed,
    Looking(ExchangeId),
    Idle,
    Capturing(ExchangeId, Order),
    Ended,
}

impl Secugen {
    /// A session; `licence` is the service's key for this page's address, empty within its trial time.
    #[must_use]
    pub fn new(licence: impl Into<String>) -> Self {
        let identity = Identity {
            make: "SecuGen".into(),
            model: "WebAPI".into(),
            serial: None,
            firmware: None,
            native_ppi: None,
            caveats: &[Caveat::Unsigned],
        };
        let abilities = Abilities { takes: Takes::SingleFingers, preview: false, area: None };
        let device = Device { identity, abilities, status: Status::Ready, vouched_by: None };
        Self { licence: licence.into(), out: Outbox::default(), state: State::Closed, address: 0, device }
    }

    fn post(&mut self, path: &str, body: String, timeout: Duration) -> ExchangeId {
        let url = format!("{}{path}", ADDRESSES[self.address]);
        let content_type = Some("text/plain");
        self.out.http(HttpRequest { method: Method::Post, url, content_type, body, streamed: false }, timeout)
    }

    /// Comparing nothing with nothing shows that the service is there, and lights no reader.
    fn look(&mut self) {
        let id = self.post("/SGIMatchScore", String::new(), LOOK_WITHIN);
        self.state = State::Looking(id);
    }

    fn capture(&mut self, order: Order) {
        let licence: String = self.licence.bytes().map(percent_encoded).collect();
        let within = order.within.clamp(Duration::from_secs(1), Duration::from_secs(120));
        let body = format!(
            "Timeout={}&Quality={}&licstr={licence}&templateFormat=ISO&imageWSQRate=0.75&fakeDetection=0",
            within.as_millis(),
            order.quality.clamp(1, 100),
        );
        let id = self.post("/SGIFPCapture", body, within + ANSWER_WITHIN);
        self.state = State::Capturing(id, order);
    }

    fn found(&mut self) {
        self.out.tell(Output::Found(vec![self.device.clone()]));
    }

    fn answered(&mut self, id: ExchangeId, response: &HttpResponse, now: UnixTime) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Looking(looking) if looking == id => self.found(),
            State::Capturing(capturing, order) if capturing == id => match Answer::of(response) {
                Ok(answer) => self.captured(answer, &order, now),
                Err(condition) => self.out.condition(condition),
            },
            state => self.state = state,
        }
    }

    fn captured(&mut self, answer: Answer, order: &Order, now: UnixTime) {
        let identity = &mut self.device.identity;
        let before = identity.clone();
        identity.make = answer.make.map_or(before.make.clone(), Into::into);
        identity.model = answer.model.map_or(before.model.clone(), Into::into);
        identity.serial = answer.serial.or(before.serial.clone());
        identity.native_ppi = answer.picture.ppi;
        if *identity != before {
            self.found();
        }
        let Target::Finger(position) = order.target else { return };
        self.out.tell(Output::Captured(Capture {
            identity: self.device.identity.clone(),
            taken_at: now,
            biometrics: vec![Biometric {
                site: Site::Finger(position),
                picture: answer.picture,
                quality: answer.quality,
            }],
            proof: Proof::Unsigned,
        }));
    }

    fn failed(&mut self, id: ExchangeId, error: HttpError) {
        match &self.state {
            State::Looking(looking) if *looking == id => {
                if error == HttpError::Blocked {
                    self.end(Condition::LocalNetworkBlocked);
                } else if self.address + 1 < ADDRESSES.len() {
                    self.address += 1;
                    self.look();
                } else {
                    self.end(Condition::ServiceAbsent);
                }
            }
            State::Capturing(capturing, _) if *capturing == id => self.end(Condition::of_lost(error)),
            _ => {}
        }
    }

    fn end(&mut self, condition: Condition) {
        self.out.condition(condition);
        self.finish();
    }

    fn finish(&mut self) {
        self.state = State::Ended;
        self.out.tell(Output::Ended);
    }
}

impl Service for Secugen {
    fn ask(&mut self, request: Request, _: UnixTime) {
        match (request, &self.state) {
            (_, State::Ended) => {}
            (Request::Open, State::Closed) => self.look(),
            (Request::Open, State::Idle) => self.found(),
            (Request::Capture(order), State::Idle) if matches!(order.target, Target::Finger(_)) => {
                self.capture(order);
            }
            (Request::Stop, State::Capturing(id, _)) => {
                self.out.tell(Output::Abandon(*id));
                self.state = State::Idle;
            }
            (Request::Close, state) => {
                if let State::Looking(id) | State::Capturing(id, _) = state {
                    self.out.tell(Output::Abandon(*id));
                }
                self.finish();
            }
            (Request::Open | Request::Capture(_) | Request::Stop, _) => {}
        }
    }

    fn handle(&mut self, event: Event, now: UnixTime) {
        match event {
            Event::Answered { id, response } => self.answered(id, &response, now),
            Event::Failed { id, error } => self.failed(id, error),
            _ => {}
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }
}

fn percent_encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}
