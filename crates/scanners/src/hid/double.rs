//! The service in software.

use raster::Grey;
use serde_json::{Value, json};

use super::{
    cipher::Cipher,
    message,
    srp::{self, Account},
};
use crate::service::{HttpError, HttpRequest, HttpResponse, SocketMessage, json};

/// What the double does wrong on command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum HidFault {
    Absent,
    NoReader,
    RefusesToStart,
    StopsByItself,
    Unplugged,
    NoFinger,
    WrongReader,
}

const READER: &str = "aaaaaaaa-0000-0000-0000-000000000001";

/// HID's service in software, with a reader that the demo's prints are laid on.
pub struct HidDouble {
    version: u32,
    print: Option<Grey>,
    fault: Option<HidFault>,
    /// The proof expected of the page, and how messages travel then.
    expected: Option<(String, Cipher)>,
}

impl HidDouble {
    /// One that speaks up to this version, 1 to 4.
    #[must_use]
    pub fn new(version: u32) -> Self {
        Self { version, print: None, fault: None, expected: None }
    }

    /// Lays a print on the reader: 500 ppi, dark ridges, the fingertip up.
    pub fn touch(&mut self, print: &Grey) {
        self.print = Some(print.clone());
    }

    /// Does this wrong from now on.
    pub fn fault(&mut self, fault: Option<HidFault>) {
        self.fault = fault;
    }

    fn account() -> Account {
        Account { user: "sample".to_owned(), password: vec![0xab, 0xcd], salt: vec![0x01, 0x23] }
    }

    /// Answers a request as the service does.
    ///
    /// # Errors
    /// [`HttpError`] where the service is not there.
    pub fn answer(&mut self, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
        if self.fault == Some(HidFault::Absent) {
            return Err(HttpError::NoAnswer);
        }
        let answer = match request.url.rsplit('/').next() {
            Some("get_connection") => {
                let query = "web_sdk_port=52182&web_sdk_secure=true&web_sdk_username=sample\
                             &web_sdk_password=abcd&web_sdk_salt=0123";
                json!({ "endpoint": format!("https://127.0.0.1:52181/?{query}") })
            }
            Some("connect") => self.shake_hands(&request.body),
            _ => return Ok(HttpResponse { status: 404, body: Vec::new().into() }),
        };
        Ok(HttpResponse { status: 200, body: answer.to_string().into_bytes().into() })
    }

    fn shake_hands(&mut self, body: &str) -> Value {
        let shown = body.split('&').find_map(|pair| pair.strip_prefix("A=")).and_then(srp::number);
        let (own, agreed) = srp::answer(&Self::account(), &[5; 32], &shown.unwrap_or_default());
        self.expected = Some((srp::hex(&agreed.proof), Cipher::new(self.version, agreed)));
        json!({ "B": srp::hex(&own.to_bytes_be()), "version": self.version })
    }

    /// Whether the socket opens: only for who proves to know the key.
    #[must_use]
    pub fn connect(&self, url: &str) -> bool {
        let proof = url.split('&').find_map(|pair| pair.strip_prefix("M1="));
        self.expected.as_ref().is_some_and(|(expected, _)| proof == Some(expected.as_str()))
    }

    /// What comes over the socket in answer to a message.
    #[must_use]
    pub fn receive(&self, message: &SocketMessage) -> Vec<SocketMessage> {
        let Some((_, cipher)) = &self.expected else { return Vec::new() };
        let object = |text: &str| json::unpack(text).and_then(|bytes| json::object(&bytes));
        let command = cipher.unpack(message).and_then(|text| object(&text));
        let method = command.and_then(|command| json::number(&command, "Method"));
        let told = match method {
            Some(message::ENUMERATE) => {
                let readers = if self.fault == Some(HidFault::NoReader) { vec![] } else { vec![READER] };
                let list = json!(readers).to_string();
                vec![response(
                    message::ENUMERATE,
                    0,
                    &json!({ "DeviceCount": readers.len(), "DeviceIDs": list }),
                )]
            }
            Some(message::START) => self.acquisition(),
            Some(method) => vec![response(method, 0, &json!({}))],
            None => Vec::new(),
        };
        told.iter().map(|told| cipher.pack(&json::pack(told.to_string()))).collect()
    }

    fn acquisition(&self) -> Vec<Value> {
        let event = |number: u32, data: Value| notification(number, READER, &data);
        let mut told = vec![response(message::START, 0, &json!({})), event(11, json!({}))];
        match (self.fault, &self.print) {
            (Some(HidFault::RefusesToStart), _) => {
                told = vec![response(message::START, -2_147_024_891, &json!({}))];
            }
            (Some(HidFault::StopsByItself), _) => told.push(event(10, json!({}))),
            (Some(HidFault::Unplugged), _) => told.push(event(2, json!({}))),
            (Some(HidFault::NoFinger), _) | (_, None) => {}
            (fault, Some(print)) => {
                let file = json::pack(raster::encode_png(print).unwrap_or_default());
                let samples = json!({ "SampleFormat": 5, "Samples": json!([file]).to_string() });
                let another = "aaaaaaaa-0000-0000-0000-000000000002";
                let reader = if fault == Some(HidFault::WrongReader) { another } else { READER };
                told.push(event(4, json!({ "Quality": 21 })));
                told.push(event(4, json!({ "Quality": 0 })));
                told.push(notification(0, reader, &samples));
            }
        }
        told
    }
}

fn response(method: u32, result: i64, data: &Value) -> Value {
    let inner = json!({ "Method": method, "Result": result, "Data": json::pack(data.to_string()) });
    json!({ "Type": 0, "Data": json::pack(inner.to_string()) })
}

fn notification(event: u32, reader: &str, data: &Value) -> Value {
    let inner = json!({ "Event": event, "Device": reader, "Data": json::pack(data.to_string()) });
    json!({ "Type": 1, "Data": json::pack(inner.to_string()) })
}
