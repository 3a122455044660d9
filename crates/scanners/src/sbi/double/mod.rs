//! A service in software: a four-finger scanner, a single-finger one, or one for irises, fed with what never lived.

mod eye;
mod hand;
mod keys;

use std::str::FromStr;

use fingerprint::FingerPosition;
use isobio::Compression;
use raster::Grey;
use serde_json::{Value, json};
use synthetic::Person;

use keys::Credential;
pub use keys::ThrowAwayKeys;

use super::{chain::Chain, sites::name_of};
use crate::service::{Eye, HashForm, Target, UnixTime, json};

/// What the double does wrong on command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum SbiFault {
    Busy,
    NotReady,
    NotRegistered,
    NoFinger,
    Unplugged,
    WrongSignature,
    UnknownRoot,
    ExpiredCertificate,
    WrongHash,
    WrongTransaction,
    WrongScanner,
    TestScanner,
    MissingFinger,
    FastClock,
    Encrypted,
    Damaged,
}

impl SbiFault {
    /// All of them, with the names under which they are asked for.
    pub const ALL: [(&'static str, Self); 16] = [
        ("busy", Self::Busy),
        ("not-ready", Self::NotReady),
        ("not-registered", Self::NotRegistered),
        ("no-finger", Self::NoFinger),
        ("unplugged", Self::Unplugged),
        ("wrong-signature", Self::WrongSignature),
        ("unknown-root", Self::UnknownRoot),
        ("expired-certificate", Self::ExpiredCertificate),
        ("wrong-hash", Self::WrongHash),
        ("wrong-transaction", Self::WrongTransaction),
        ("wrong-scanner", Self::WrongScanner),
        ("test-scanner", Self::TestScanner),
        ("missing-finger", Self::MissingFinger),
        ("fast-clock", Self::FastClock),
        ("encrypted", Self::Encrypted),
        ("damaged", Self::Damaged),
    ];
}

/// A word names no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the double knows no fault \"{0}\"")]
pub struct UnknownFault(String);

impl FromStr for SbiFault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        let known = Self::ALL.into_iter().find(|(known, _)| *known == name);
        known.map(|(_, fault)| fault).ok_or_else(|| UnknownFault(name.to_owned()))
    }
}

/// What the double's scanner takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum SbiKind {
    Slaps,
    SingleFingers,
    Irises,
}

/// A service in software, on one port.
#[derive(Clone)]
pub struct SbiDouble {
    keys: ThrowAwayKeys,
    kind: SbiKind,
    hash_form: HashForm,
    compression: Compression,
    person: Person,
    fault: Option<SbiFault>,
    captures: u64,
}

const SERIAL: &str = "SAMPLE-000001";
const CODE: &str = "sample-device-code";

impl SbiDouble {
    /// A scanner of this kind, with a person before it.
    #[must_use]
    pub fn new(keys: ThrowAwayKeys, kind: SbiKind) -> Self {
        Self {
            keys,
            kind,
            hash_form: HashForm::Bytes,
            compression: Compression::Png,
            person: Person { seed: 1 },
            fault: None,
            captures: 0,
        }
    }

    /// One that chains its hashes so.
    #[must_use]
    pub fn chaining(mut self, form: HashForm) -> Self {
        self.hash_form = form;
        self
    }

    /// One that packs its images so: not at all, or as PNG.
    #[must_use]
    pub fn packing(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// Another person steps before the scanner.
    pub fn person(&mut self, person: Person) {
        self.person = person;
    }

    /// Does this wrong from now on.
    pub fn fault(&mut self, fault: Option<SbiFault>) {
        self.fault = fault;
    }

    /// The answer to a request, as JSON; `None` where the service knows no such method or path.
    pub fn answer(&mut self, method: &str, path: &str, body: &[u8], now: UnixTime) -> Option<String> {
        let unplugged = self.fault == Some(SbiFault::Unplugged);
        match (method, path) {
            ("MOSIPDISC", "/device") if unplugged => Some("[]".to_owned()),
            ("MOSIPDISC", "/device") => {
                let id = json::pack(self.digital_id(now).to_string());
                Some(json!([self.info(&Value::String(id))]).to_string())
            }
            ("MOSIPDINFO", "/info") if unplugged => Some(json!([{ "error": error("202") }]).to_string()),
            ("MOSIPDINFO", "/info") => Some(self.described(now)),
            ("RCAPTURE", "/capture") => Some(self.captured(body, now).to_string()),
            _ => None,
        }
    }

    /// The live pictures of a stream: an empty platen, then the fingers ever nearer, as parts of one body.
    #[must_use]
    pub fn stream(&self, body: &[u8]) -> Vec<Vec<u8>> {
        let sub_device = json::object(body).and_then(|it| json::number(&it, "deviceSubId")).unwrap_or(0);
        let wanted = match (self.kind, sub_device) {
            (SbiKind::Slaps, 1) => Target::LeftFour.fingers(),
            (SbiKind::Slaps, 2) => Target::RightFour.fingers(),
            (SbiKind::Slaps, 3) => Target::Thumbs.fingers(),
            _ => vec![FingerPosition::RightIndex],
        };
        let images: Vec<Grey> = match self.kind {
            SbiKind::Irises => vec![eye::look(self.person)],
            _ => hand::fingers(&self.person, &wanted, self.captures).into_iter().map(|(_, it)| it).collect(),
        };
        (0..=images.len()).map(|laid| part(&hand::preview(&images[..laid]))).collect()
    }

    fn digital_id(&self, now: UnixTime) -> Value {
        let ahead = if self.fault == Some(SbiFault::FastClock) { 3600 } else { 0 };
        json!({
            "serialNo": if self.fault == Some(SbiFault::WrongScanner) { "SAMPLE-000002" } else { SERIAL },
            "make": "Umbral", "model": "Sample",
            "type": if self.kind == SbiKind::Irises { "Iris" } else { "Finger" },
            "deviceSubType": match self.kind {
                SbiKind::Slaps => "Slap",
                SbiKind::SingleFingers => "Single",
                SbiKind::Irises => "Double",
            },
            "deviceProvider": "Sample maker", "deviceProviderId": "SAMPLE",
            "dateTime": UnixTime(now.0 + ahead).to_string(),
        })
    }

    fn info(&self, digital_id: &Value) -> Value {
        json!({
            "deviceId": "1",
            "deviceStatus": match self.fault {
                Some(SbiFault::Busy) => "Busy",
                Some(SbiFault::NotReady) => "Not Ready",
                Some(SbiFault::NotRegistered) => "Not Registered",
                _ => "Ready",
            },
            "certification": "L0", "serviceVersion": "0.9.5", "firmware": "1.0",
            "deviceSubId": if self.kind == SbiKind::SingleFingers { json!(["1"]) } else { json!([1, 2, 3]) },
            "callbackId": "http://127.0.0.1:4501/", "digitalId": digital_id, "deviceCode": CODE,
            "specVersion": ["0.9.5"], "purpose": "Registration",
            "env": self.environment(), "error": error("0"),
        })
    }

    fn environment(&self) -> &'static str {
        if self.fault == Some(SbiFault::TestScanner) { "Developer" } else { "Production" }
    }

    fn described(&self, now: UnixTime) -> String {
        let id = self.digital_id(now);
        let info = if self.fault == Some(SbiFault::NotRegistered) {
            json::pack(self.info(&Value::String(json::pack(id.to_string()))).to_string())
        } else {
            self.token(&self.info(&Value::String(self.token(&id))))
        };
        json!([{ "deviceInfo": info, "error": error("0") }]).to_string()
    }

    fn token(&self, payload: &Value) -> String {
        let credential = match self.fault {
            Some(SbiFault::ExpiredCertificate) => Credential::Expired,
            Some(SbiFault::UnknownRoot) => Credential::Stranger,
            _ => Credential::Good,
        };
        let token = self.keys.token(payload, credential);
        match (self.fault, token.rsplit_once('.')) {
            (Some(SbiFault::WrongSignature), Some((signed, signature))) => {
                let mut bytes = json::unpack(signature).unwrap_or_default();
                bytes[100] ^= 1;
                format!("{signed}.{}", json::pack(bytes))
            }
            _ => token,
        }
    }

    fn captured(&mut self, body: &[u8], now: UnixTime) -> Value {
        let refused = |code| json!({ "biometrics": [{ "specVersion": "0.9.5", "error": error(code) }] });
        match self.fault {
            Some(SbiFault::Busy) => return refused("111"),
            Some(SbiFault::NotReady) => return refused("110"),
            Some(SbiFault::NotRegistered) => return refused("100"),
            Some(SbiFault::NoFinger) => return refused("101"),
            Some(SbiFault::Unplugged) => return refused("202"),
            _ => {}
        }
        let Some(asked) = Asked::of(body) else { return refused("113") };
        let mut parts = self.parts(&asked);
        if parts.is_empty() {
            return refused("109");
        }
        if self.fault == Some(SbiFault::MissingFinger) {
            parts.pop();
        }
        self.captures += 1;
        let mut chain = asked.chain;
        let mut biometrics = Vec::new();
        for (name, mut record) in parts {
            if self.fault == Some(SbiFault::Damaged) {
                record.truncate(100);
            }
            chain = chain.after(&record, self.hash_form);
            let hash = if self.fault == Some(SbiFault::WrongHash) { "00".repeat(32) } else { chain.stated() };
            let transaction = match self.fault {
                Some(SbiFault::WrongTransaction) => "another-transaction",
                _ => asked.transaction.as_str(),
            };
            let payload = json!({
                "digitalId": self.token(&self.digital_id(now)), "deviceCode": CODE,
                "deviceServiceVersion": "0.9.5", "bioType": self.digital_id(now)["type"], "bioSubType": name,
                "purpose": "Registration", "env": self.environment(), "bioValue": json::pack(&record),
                "transactionId": transaction,
                "timestamp": self.digital_id(now)["dateTime"], "requestedScore": "60", "qualityScore": "74.4",
            });
            let mut entry = json!({
                "specVersion": "0.9.5", "data": self.token(&payload), "hash": hash, "error": error("0"),
            });
            if self.fault == Some(SbiFault::Encrypted) {
                entry["sessionKey"] = json!("c2FtcGxl");
            }
            biometrics.push(entry);
        }
        json!({ "biometrics": biometrics })
    }
}

impl SbiDouble {
    /// The name and the record of each finger or eye asked for.
    fn parts(&self, asked: &Asked) -> Vec<(&'static str, Vec<u8>)> {
        if self.kind == SbiKind::Irises {
            let image = eye::look(self.person);
            return asked.eyes().into_iter().map(|(name, eye)| (name, eye::record(eye, &image))).collect();
        }
        let fingers = asked.fingers(self.kind == SbiKind::Slaps);
        hand::fingers(&self.person, &fingers, self.captures + 1)
            .into_iter()
            .map(|(position, image)| (name_of(position), hand::record(position, &image, self.compression)))
            .collect()
    }
}

fn error(code: &str) -> Value {
    json!({ "errorCode": code, "errorInfo": if code == "0" { "Success" } else { "Failure" } })
}

/// One part of a stream.
fn part(file: &[u8]) -> Vec<u8> {
    let length = file.len();
    let header = format!("--BoundaryString\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n");
    [header.as_bytes(), file, b"\r\n"].concat()
}

/// What a capture request asks for. Numbers that are not written as text are refused, as the reference software
/// does.
struct Asked {
    transaction: String,
    sub_device: u8,
    count: usize,
    named: Vec<String>,
    lacking: Vec<String>,
    chain: Chain,
}

impl Asked {
    fn of(body: &[u8]) -> Option<Self> {
        let request = json::object(body)?;
        let bio = request.get("bio")?.as_array()?.first()?.as_object()?;
        let text = |key: &str| bio.get(key).and_then(Value::as_str);
        for key in ["count", "requestedScore", "deviceId", "deviceSubId", "previousHash"] {
            text(key)?;
        }
        (request.get("timeout")?.is_string() && request.get("specVersion")?.is_string()).then_some(())?;
        Some(Self {
            transaction: request.get("transactionId")?.as_str()?.to_owned(),
            sub_device: text("deviceSubId")?.parse().ok()?,
            count: text("count")?.parse().ok()?,
            named: json::texts(bio, "bioSubType"),
            lacking: json::texts(bio, "exception"),
            chain: Chain::going_on_from(text("previousHash")?),
        })
    }

    fn eyes(&self) -> Vec<(&'static str, Eye)> {
        match self.sub_device {
            1 => vec![("Left", Eye::Left)],
            2 => vec![("Right", Eye::Right)],
            _ => vec![("Left", Eye::Left), ("Right", Eye::Right)],
        }
    }

    fn fingers(&self, slaps: bool) -> Vec<FingerPosition> {
        let named = |position: &FingerPosition| self.named.iter().any(|name| name == name_of(*position));
        let fingers: Vec<FingerPosition> = match (self.count, slaps, self.sub_device) {
            (1, ..) => FingerPosition::TEN.into_iter().filter(named).collect(),
            (4, true, 1) => Target::LeftFour.fingers(),
            (4, true, 2) => Target::RightFour.fingers(),
            (2, true, 3) => Target::Thumbs.fingers(),
            _ => Vec::new(),
        };
        let lacks = |position: &FingerPosition| self.lacking.iter().any(|name| name == name_of(*position));
        fingers.into_iter().filter(|position| !lacks(position)).collect()
    }
}
