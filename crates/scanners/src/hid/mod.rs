//! HID DigitalPersona WebSDK: the maker's service for U.are.U readers on Windows.
//!
//! A page asks `https://127.0.0.1:52181` where the service is, shakes hands with it, and opens a socket on which
//! commands and events travel, encrypted. One finger at a time, no live pictures, no signature.

mod cipher;
#[cfg(any(test, feature = "doubles"))]
mod double;
mod message;
mod place;
mod srp;
#[cfg(test)]
mod tests;

use std::time::Duration;

#[cfg(any(test, feature = "doubles"))]
pub use double::{HidDouble, HidFault};
use raster::Ppi;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    Abilities, AnswerFault, Caveat, Condition, Identity, Takes, TimerId,
    service::{
        Biometric, Capture, Device, Encoding, Event, ExchangeId, HttpError, HttpRequest, Method, Order,
        Outbox, Output, Picture, Proof, Request, Service, Site, SocketMessage, Status, Target, UnixTime,
        json,
    },
};
use cipher::Cipher;
use message::Told;
use place::Place;
use srp::Half;

const SERVICE: &str = "https://127.0.0.1:52181/get_connection";
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// The newest way to pack messages that this session speaks.
const VERSION: u32 = 4;
/// What the service speaks that names no version.
const UNNAMED_VERSION: u32 = 3;

/// A session with the service.
// Not `Debug`: what it holds of the handshake must not reach a log.
pub struct Hid {
    /// Where the secret of the handshake comes from.
    seed: [u8; 32],
    out: Outbox,
    state: State,
    cipher: Option<Cipher>,
    readers: Vec<String>,
}

enum State {
    Closed,
    Asking(ExchangeId),
    ShakingHands(ExchangeId, Place, Half),
    Connecting,
    /// The readers were asked for; no answer within the time means that none comes.
    Listing(TimerId),
    Idle,
    Acquiring(Order, TimerId),
    Ended,
}

impl Hid {
    /// A session. `seed` must be drawn at random for it.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self { seed, out: Outbox::default(), state: State::Closed, cipher: None, readers: Vec::new() }
    }

    fn http(&mut self, method: Method, url: String, body: String) -> ExchangeId {
        let content_type = (method == Method::Post).then_some("application/x-www-form-urlencoded");
        self.out.http(HttpRequest { method, url, content_type, body, streamed: false }, ANSWER_WITHIN)
    }

    fn answered(&mut self, id: ExchangeId, body: &[u8]) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Asking(asked) if asked == id => match Place::of(body) {
                Some(place) => self.shake_hands(place),
                None => self.end(Condition::WrongAnswer(AnswerFault::Unreadable)),
            },
            State::ShakingHands(asked, place, half) if asked == id => self.connect(&place, &half, body),
            state => self.state = state,
        }
    }

    fn shake_hands(&mut self, place: Place) {
        let half = Half::new(&Sha256::digest([self.seed.as_slice(), b"half"].concat()));
        let shown = srp::hex(&half.shown.to_bytes_be());
        let body = format!("username={}&A={shown}&version={VERSION}", place.account.user);
        let id = self.http(Method::Post, format!("{}/connect", place.base), body);
        self.state = State::ShakingHands(id, place, half);
    }

    fn connect(&mut self, place: &Place, half: &Half, body: &[u8]) {
        let answer = json::object(body);
        let shown = answer.as_ref().and_then(|it| srp::number(&json::text(it, "B")?));
        let agreed = shown.and_then(|shown| half.agree(&place.account, &shown));
        let (Some(answer), Some(agreed)) = (answer, agreed) else {
            self.end(Condition::WrongAnswer(AnswerFault::Unreadable));
            return;
        };
        let version = json::number(&answer, "version").unwrap_or(UNNAMED_VERSION).min(VERSION);
        let session = srp::hex(&Sha256::digest([self.seed.as_slice(), b"session"].concat())[..8]);
        let (user, proof) = (&place.account.user, srp::hex(&agreed.proof));
        let url = format!(
            "{}/fingerprints?username={user}&M1={proof}&sessionId={session}&version={version}",
            place.socket
        );
        self.cipher = Some(Cipher::new(version, agreed));
        self.out.tell(Output::Connect(url));
        self.state = State::Connecting;
    }

    fn command(&mut self, method: u32, parameters: Option<&serde_json::Value>) {
        if let Some(cipher) = &self.cipher {
            self.out.tell(Output::Send(cipher.pack(&message::command(method, parameters))));
        }
    }

    fn list(&mut self) {
        self.command(message::ENUMERATE, None);
        self.state = State::Listing(self.out.wait(ANSWER_WITHIN));
    }

    fn acquire(&mut self, order: Order) {
        let Some(reader) = self.readers.get(order.device).cloned() else { return };
        self.out.tell(Output::Send(SocketMessage::Text(message::in_front().into())));
        self.command(message::START, Some(&json!({ "DeviceID": reader, "SampleType": message::PNG })));
        let within = order.within.clamp(Duration::from_secs(1), Duration::from_secs(120));
        let timer = self.out.wait(within);
        self.state = State::Acquiring(order, timer);
    }

    /// Ends the acquisition, whose reader lights up until then.
    fn stop(&mut self) {
        if let State::Acquiring(order, _) = std::mem::replace(&mut self.state, State::Idle)
            && let Some(reader) = self.readers.get(order.device)
        {
            let parameters = json!({ "DeviceID": reader });
            self.command(message::STOP, Some(&parameters));
        }
    }

    fn told(&mut self, told: Told, now: UnixTime) {
        match (told, &self.state) {
            (Told::Readers(readers), State::Listing(_) | State::Idle) => {
                self.readers = readers;
                self.found();
                self.state = State::Idle;
            }
            (Told::Taken { reader, file }, State::Acquiring(order, _)) => {
                let (target, asked) = (order.target, self.readers.get(order.device) == Some(&reader));
                self.stop();
                if asked {
                    self.captured(&reader, target, file, now);
                } else {
                    self.out.condition(Condition::WrongAnswer(AnswerFault::Device));
                }
            }
            (Told::Quality(quality), State::Acquiring(..)) => {
                if let Some(advice) = message::advice(quality) {
                    self.out.tell(Output::Advice(advice));
                }
            }
            (Told::Refused { method: message::START, result: code }, State::Acquiring(..))
            | (Told::Failed(code), State::Acquiring(..)) => {
                self.stop();
                self.out.condition(Condition::ServiceError { code });
            }
            (Told::Refused { result: code, .. }, State::Listing(_)) => {
                self.out.condition(Condition::ServiceError { code });
                self.state = State::Idle;
            }
            // Nobody here asked for that: the service stops for a page that is no longer in front.
            (Told::Stopped, State::Acquiring(..)) => {
                self.state = State::Idle;
                self.out.condition(Condition::PageInBackground);
            }
            (Told::Unplugged(reader), state) => {
                if let State::Acquiring(order, _) = state
                    && self.readers.get(order.device) == Some(&reader)
                {
                    self.state = State::Idle;
                    self.out.condition(Condition::Unplugged);
                }
                // The places of the others stay as they are while an order names one of them.
                if !matches!(self.state, State::Acquiring(..)) {
                    self.readers.retain(|known| *known != reader);
                    self.found();
                }
            }
            (Told::PluggedIn, State::Idle) => self.list(),
            _ => {}
        }
    }

    fn found(&mut self) {
        let devices: Vec<Device> = self.readers.iter().map(|reader| device(reader)).collect();
        if devices.is_empty() {
            self.out.condition(Condition::NoScanner);
        }
        self.out.tell(Output::Found(devices));
    }

    fn captured(&mut self, reader: &str, target: Target, file: Vec<u8>, now: UnixTime) {
        let Target::Finger(position) = target else { return };
        // The service corrects its readers' images to 500 ppi.
        let picture = Picture { encoding: Encoding::File, ppi: Some(Ppi::P500), bytes: file.into() };
        self.out.tell(Output::Captured(Capture {
            identity: device(reader).identity,
            taken_at: now,
            biometrics: vec![Biometric { site: Site::Finger(position), picture, quality: None }],
            proof: Proof::Unsigned,
        }));
    }

    fn lost(&mut self, error: HttpError) {
        self.end(match (&self.state, error) {
            (_, HttpError::Blocked) => Condition::LocalNetworkBlocked,
            (State::Asking(_), HttpError::NoAnswer | HttpError::TimedOut) => Condition::ServiceAbsent,
            _ => Condition::ServiceNotResponding,
        });
    }

    fn end(&mut self, condition: Condition) {
        self.out.condition(condition);
        self.finish();
    }

    fn finish(&mut self) {
        self.cipher = None;
        self.state = State::Ended;
        self.out.tell(Output::Ended);
    }
}

impl Service for Hid {
    fn ask(&mut self, request: Request, _: UnixTime) {
        match (request, &self.state) {
            (_, State::Ended) => {}
            (Request::Open, State::Closed) => {
                let id = self.http(Method::Get, SERVICE.to_owned(), String::new());
                self.state = State::Asking(id);
            }
            (Request::Open, State::Idle) => self.list(),
            (Request::Capture(order), State::Idle) if matches!(order.target, Target::Finger(_)) => {
                self.acquire(order);
            }
            (Request::Stop, State::Acquiring(..)) => self.stop(),
            (Request::Close, _) => {
                self.stop();
                if self.cipher.is_some() {
                    self.out.tell(Output::Disconnect);
                }
                self.finish();
            }
            (Request::Open | Request::Capture(_) | Request::Stop, _) => {}
        }
    }

    fn handle(&mut self, event: Event, now: UnixTime) {
        match (event, &self.state) {
            (_, State::Closed | State::Ended) => {}
            (Event::Answered { id, response }, _) => self.answered(id, &response.body),
            (Event::Failed { id, error }, State::Asking(asked) | State::ShakingHands(asked, ..))
                if id == *asked =>
            {
                self.lost(error);
            }
            (Event::SocketOpened, State::Connecting) => self.list(),
            (Event::SocketReceived(message), _) => {
                let text = self.cipher.as_ref().and_then(|cipher| cipher.unpack(&message));
                if let Some(told) = text.and_then(|text| Told::of(&text)) {
                    self.told(told, now);
                }
            }
            (Event::SocketClosed(error), _) if self.cipher.is_some() => self.lost(error),
            (Event::Elapsed(timer), State::Listing(waited)) if timer == *waited => {
                self.end(Condition::ServiceNotResponding);
            }
            (Event::Elapsed(timer), State::Acquiring(_, waited)) if timer == *waited => {
                self.stop();
                self.out.condition(Condition::NoFinger);
            }
            _ => {}
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }
}

/// What is known of a reader: the service names it by a number of its own.
fn device(reader: &str) -> Device {
    let identity = Identity {
        make: "HID DigitalPersona".into(),
        model: "U.are.U (WebSDK)".into(),
        serial: Some(reader.to_owned()),
        firmware: None,
        native_ppi: None,
        caveats: &[Caveat::Unsigned, Caveat::VerificationReader],
    };
    let abilities = Abilities { takes: Takes::SingleFingers, preview: false, area: None };
    Device { identity, abilities, status: Status::Ready, vouched_by: None }
}
