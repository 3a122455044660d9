//! MOSIP Secure Biometric Interface 0.9.5 (also sold as 1.0): the way to four-finger scanners of many makers.
//!
//! Services listen on `http://127.0.0.1`, each on the first free port of 4501 to 4600, and speak HTTP with methods
//! of their own. A capture for registration comes unencrypted and signed by the scanner; it is used only if the
//! signature leads to a root that the site trusts, and answers exactly what was asked: see [`answer`]. Live
//! pictures come beside it, unsigned and only for the screen.

mod answer;
mod chain;
mod discovery;
#[cfg(any(test, feature = "doubles"))]
mod double;
mod error;
mod jwt;
mod scanner;
mod settings;
mod sites;
mod stream;
#[cfg(test)]
mod tests;
mod trust;

use std::time::Duration;

use sha2::{Digest, Sha256};

#[cfg(any(test, feature = "doubles"))]
pub use double::{SbiDouble, SbiFault, SbiKind, ThrowAwayKeys};
pub use settings::SbiSettings;
pub use trust::{RootError, Roots};

use crate::{
    Condition, Takes,
    service::{
        Encoding, Event, ExchangeId, HttpError, HttpRequest, HttpResponse, Method, Order, Outbox, Output,
        Picture, Request, Service, Status, Target, UnixTime,
    },
};
use answer::Asked;
use chain::Chain;
use discovery::Discovery;
use scanner::SbiScanner;
use stream::Parts;

/// Beyond the time that the scanner itself gives the fingers.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const WITHIN_MOST: Duration = Duration::from_secs(120);

/// A session with all services of this computer.
// Not `Debug`: what it holds of a preview must not reach a log.
pub struct Sbi {
    settings: SbiSettings,
    /// What transaction numbers are drawn from.
    seed: [u8; 32],
    transactions: u64,
    out: Outbox,
    state: State,
    scanners: Vec<SbiScanner>,
    chain: Chain,
}

enum State {
    Closed,
    Looking(Discovery),
    Idle,
    Capturing(Capturing),
    Ended,
}

struct Capturing {
    capture: ExchangeId,
    stream: ExchangeId,
    order: Order,
    transaction: String,
    parts: Parts,
}

impl Sbi {
    /// A session that demands what `settings` say. `seed` must be drawn at random for it.
    #[must_use]
    pub fn new(settings: SbiSettings, seed: [u8; 32]) -> Self {
        Self {
            settings,
            seed,
            transactions: 0,
            out: Outbox::default(),
            state: State::Closed,
            scanners: Vec::new(),
            chain: Chain::default(),
        }
    }

    fn look(&mut self) {
        let mut discovery = Discovery::up_to(self.settings.last_port);
        discovery.go_on(&mut self.out);
        self.state = State::Looking(discovery);
    }

    /// Nobody can guess the next one, so an answer to it was not made beforehand.
    fn transaction(&mut self) -> String {
        self.transactions += 1;
        let digest = Sha256::new().chain_update(self.seed).chain_update(self.transactions.to_be_bytes());
        digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    fn capture(&mut self, mut order: Order, now: UnixTime) {
        let Some(scanner) = self.scanners.get(order.device).filter(|it| fits(it, &order)).cloned() else {
            return;
        };
        if scanner.device.status == Status::NotRegistered {
            self.out.condition(Condition::NotRegistered);
            return;
        }
        order.within = order.within.clamp(Duration::from_secs(1), WITHIN_MOST);
        let transaction = self.transaction();
        let timeout = order.within.as_millis().to_string();
        let slaps = scanner.device.abilities.takes == Takes::Slaps;
        let sub_device = sites::sub_device(order.target, slaps).to_string();
        // Every number as text: some services accept nothing else.
        let stream = serde_json::json!({
            "deviceId": scanner.id, "deviceSubId": sub_device, "timeout": timeout,
        });
        let (fingers, eyes) = (order.target.fingers(), order.target.eyes());
        let named = if let [finger] = fingers.as_slice() { vec![sites::name_of(*finger)] } else { vec![] };
        let lacking: Vec<_> = order
            .without
            .iter()
            .filter(|finger| fingers.contains(finger))
            .map(|finger| sites::name_of(*finger))
            .collect();
        let capture = serde_json::json!({
            "env": self.settings.environment,
            "purpose": "Registration",
            "specVersion": scanner.version,
            "timeout": timeout,
            "captureTime": now.to_string(),
            "transactionId": transaction,
            "bio": [{
                "type": if eyes.is_empty() { "Finger" } else { "Iris" },
                "count": fingers.len().max(eyes.len()).to_string(),
                "bioSubType": named,
                "exception": lacking,
                "requestedScore": order.quality.clamp(1, 100).to_string(),
                "deviceId": scanner.id,
                "deviceSubId": sub_device,
                "previousHash": self.chain.stated(),
            }],
            "customOpts": {},
        });
        let within = order.within + ANSWER_WITHIN;
        let mut ask = |method, path, body: serde_json::Value| {
            let streamed = method == Method::MosipStream;
            self.out.http(request(method, scanner.port, path, body.to_string(), streamed), within)
        };
        let stream = ask(Method::MosipStream, "stream", stream);
        let capture = ask(Method::MosipRegistrationCapture, "capture", capture);
        let parts = Parts::default();
        self.state = State::Capturing(Capturing { capture, stream, order, transaction, parts });
    }

    fn answered(&mut self, id: ExchangeId, response: &HttpResponse, now: UnixTime) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Looking(mut discovery) => {
                discovery.answered(id, response, &self.settings, now, &mut self.out);
                self.looked(discovery);
            }
            State::Capturing(capturing) if capturing.capture == id => {
                self.out.tell(Output::Abandon(capturing.stream));
                self.captured(&capturing, response, now);
            }
            state => self.state = state,
        }
    }

    fn captured(&mut self, capturing: &Capturing, response: &HttpResponse, now: UnixTime) {
        let Some(scanner) = self.scanners.get(capturing.order.device) else { return };
        let asked = Asked {
            scanner,
            order: &capturing.order,
            transaction: &capturing.transaction,
            settings: &self.settings,
            chain: &self.chain,
        };
        match asked.check(&response.body, now) {
            Ok((capture, chain)) => {
                self.chain = chain;
                self.out.tell(Output::Captured(capture));
            }
            Err(condition) => self.out.condition(condition),
        }
    }

    fn looked(&mut self, discovery: Discovery) {
        match discovery.outcome() {
            None => self.state = State::Looking(discovery),
            Some(Err(condition)) => {
                discovery.abandon(&mut self.out);
                self.end(condition);
            }
            Some(Ok(())) => {
                let (scanners, conditions) = discovery.found();
                self.scanners = scanners;
                for condition in conditions {
                    self.out.condition(condition);
                }
                let devices = self.scanners.iter().map(|scanner| scanner.device.clone()).collect();
                self.out.tell(Output::Found(devices));
            }
        }
    }

    fn failed(&mut self, id: ExchangeId, error: HttpError) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Looking(mut discovery) => {
                discovery.failed(id, error, &mut self.out);
                self.looked(discovery);
            }
            State::Capturing(capturing) if capturing.capture == id => {
                self.out.tell(Output::Abandon(capturing.stream));
                self.out.condition(Condition::of_lost(error));
            }
            // A preview is no condition of a capture.
            state => self.state = state,
        }
    }

    fn streamed(&mut self, id: ExchangeId, bytes: &[u8]) {
        if let State::Capturing(capturing) = &mut self.state
            && capturing.stream == id
        {
            capturing.parts.push(bytes);
            while let Some(bytes) = capturing.parts.next() {
                self.out.tell(Output::Frame(Picture { encoding: Encoding::File, ppi: None, bytes }));
            }
        }
    }

    /// Breaks off whatever is under way.
    fn abandon(&mut self) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Looking(discovery) => discovery.abandon(&mut self.out),
            State::Capturing(capturing) => {
                self.out.tell(Output::Abandon(capturing.stream));
                self.out.tell(Output::Abandon(capturing.capture));
            }
            State::Closed | State::Idle | State::Ended => {}
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

impl Service for Sbi {
    fn ask(&mut self, request: Request, now: UnixTime) {
        match (request, &self.state) {
            (_, State::Ended) => {}
            (Request::Open, State::Closed | State::Idle) => self.look(),
            (Request::Capture(order), State::Idle) => self.capture(order, now),
            (Request::Stop, State::Capturing(_)) => self.abandon(),
            (Request::Close, _) => {
                self.abandon();
                self.finish();
            }
            (Request::Open | Request::Capture(_) | Request::Stop, _) => {}
        }
    }

    fn handle(&mut self, event: Event, now: UnixTime) {
        match event {
            Event::Answered { id, response } => self.answered(id, &response, now),
            Event::Chunk { id, bytes } => self.streamed(id, &bytes),
            Event::Failed { id, error } => self.failed(id, error),
            _ => {}
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }
}

/// A request to the service on `port`. The address has no name, which a name service might have sent elsewhere.
fn request(method: Method, port: u16, path: &str, body: String, streamed: bool) -> HttpRequest {
    let url = format!("http://127.0.0.1:{port}/{path}");
    HttpRequest { method, url, content_type: Some("application/json"), body, streamed }
}

/// Whether a scanner can take what is ordered.
fn fits(scanner: &SbiScanner, order: &Order) -> bool {
    match (scanner.device.abilities.takes, order.target) {
        (Takes::Slaps | Takes::Touchless, Target::LeftFour | Target::RightFour | Target::Thumbs) => {
            !order.fingers().is_empty()
        }
        (Takes::SingleFingers | Takes::Slaps | Takes::Touchless, Target::Finger(_)) => true,
        (Takes::Irises, Target::Eye(_) | Target::Eyes) => true,
        _ => false,
    }
}
