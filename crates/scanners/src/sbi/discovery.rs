//! Looking for services: every port is asked what scanners it has, and every service what they are.

use std::time::Duration;

use super::{request, scanner::SbiScanner, settings::SbiSettings};
use crate::{
    AnswerFault, Condition,
    service::{ExchangeId, HttpError, HttpResponse, Method, Outbox, Output, UnixTime, json::Object},
};

const FIRST_PORT: u16 = 4501;
pub(super) const LAST_PORT: u16 = 4600;
/// Requests under way at once. A closed port answers at once; only a stuck service takes its time.
const AT_ONCE: usize = 10;
const ANSWER_WITHIN: Duration = Duration::from_secs(4);

/// A look at all ports.
pub(super) struct Discovery {
    next_port: u16,
    last_port: u16,
    under_way: Vec<(ExchangeId, Question)>,
    /// Whether anything answered at all.
    answered: bool,
    blocked: bool,
    scanners: Vec<SbiScanner>,
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Which(u16),
    What(u16),
}

impl Discovery {
    /// A look at the ports up to this one.
    pub(super) fn up_to(last_port: u16) -> Self {
        Self {
            next_port: FIRST_PORT,
            last_port: last_port.min(LAST_PORT),
            under_way: Vec::new(),
            answered: false,
            blocked: false,
            scanners: Vec::new(),
            conditions: Vec::new(),
        }
    }

    /// Asks further ports, as many at once as there may be.
    pub(super) fn go_on(&mut self, out: &mut Outbox) {
        while self.under_way.len() < AT_ONCE && self.next_port <= self.last_port {
            let body = r#"{"type":"Biometric Device"}"#.to_owned();
            let ask = request(Method::MosipDiscover, self.next_port, "device", body, false);
            self.under_way.push((out.http(ask, ANSWER_WITHIN), Question::Which(self.next_port)));
            self.next_port += 1;
        }
    }

    pub(super) fn answered(
        &mut self,
        id: ExchangeId,
        response: &HttpResponse,
        settings: &SbiSettings,
        now: UnixTime,
        out: &mut Outbox,
    ) {
        match (self.take(id), entries(&response.body)) {
            // Something listens there that is no such service.
            (None, _) | (Some(Question::Which(_)), None) => {}
            (Some(Question::Which(port)), Some(_)) => {
                self.answered = true;
                let ask = request(Method::MosipInfo, port, "info", String::new(), false);
                self.under_way.push((out.http(ask, ANSWER_WITHIN), Question::What(port)));
            }
            (Some(Question::What(_)), None) => {
                self.condition(Condition::WrongAnswer(AnswerFault::Unreadable));
            }
            (Some(Question::What(port)), Some(entries)) => {
                for entry in entries {
                    match SbiScanner::read(port, &entry, settings, now) {
                        Ok(scanner) => self.scanners.push(scanner),
                        Err(condition) => self.condition(condition),
                    }
                }
            }
        }
        self.go_on(out);
    }

    pub(super) fn failed(&mut self, id: ExchangeId, error: HttpError, out: &mut Outbox) {
        match (self.take(id), error) {
            (None, _) => {}
            (_, HttpError::Blocked) => self.blocked = true,
            (Some(Question::Which(_)), _) => {}
            (Some(Question::What(_)), error) => self.condition(Condition::of_lost(error)),
        }
        self.go_on(out);
    }

    /// `None` while the look goes on; then whether there is any service.
    pub(super) fn outcome(&self) -> Option<Result<(), Condition>> {
        match (self.blocked, self.under_way.is_empty(), self.answered) {
            (true, ..) => Some(Err(Condition::LocalNetworkBlocked)),
            (_, false, _) => None,
            (_, _, true) => Some(Ok(())),
            (_, _, false) => Some(Err(Condition::ServiceAbsent)),
        }
    }

    /// The scanners, and each thing that stands in the way of others, once.
    pub(super) fn found(mut self) -> (Vec<SbiScanner>, Vec<Condition>) {
        self.scanners.sort_by_key(|scanner| scanner.port);
        let mut conditions = self.conditions;
        if self.scanners.is_empty() && conditions.is_empty() {
            conditions.push(Condition::NoScanner);
        }
        (self.scanners, conditions)
    }

    pub(super) fn abandon(&self, out: &mut Outbox) {
        for (id, _) in &self.under_way {
            out.tell(Output::Abandon(*id));
        }
    }

    fn condition(&mut self, condition: Condition) {
        if !self.conditions.contains(&condition) {
            self.conditions.push(condition);
        }
    }

    fn take(&mut self, id: ExchangeId) -> Option<Question> {
        let at = self.under_way.iter().position(|(known, _)| *known == id)?;
        Some(self.under_way.swap_remove(at).1)
    }
}

/// The objects of a list; `None` if `body` is no list.
fn entries(body: &[u8]) -> Option<Vec<Object>> {
    let list: Vec<serde_json::Value> = serde_json::from_slice(body).ok()?;
    Some(list.into_iter().filter_map(|entry| entry.as_object().cloned()).collect())
}
