//! What a scanner says of itself.

use super::{
    error,
    jwt::{Token, unverified},
    settings::SbiSettings,
};
use crate::{
    Abilities, AnswerFault, Caveat, Condition, Identity, SignatureFault, Takes,
    service::{
        Device, Status, UnixTime,
        json::{self, Object},
    },
};

/// The versions of the interface that this session speaks: one and the same, which makers name differently.
const VERSIONS: [&str; 3] = ["0.9.5", "1.0.0", "1.0"];

/// One scanner of a service.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SbiScanner {
    pub(super) port: u16,
    /// The service's own number for it.
    pub(super) id: String,
    /// The maker's number for it.
    pub(super) code: String,
    pub(super) version: &'static str,
    pub(super) device: Device,
}

impl SbiScanner {
    /// Reads one entry of the answer to `MOSIPDINFO`.
    pub(super) fn read(
        port: u16,
        entry: &Object,
        settings: &SbiSettings,
        now: UnixTime,
    ) -> Result<Self, Condition> {
        const UNREADABLE: Condition = Condition::WrongAnswer(AnswerFault::Unreadable);
        if let Some(condition) = error::condition(entry).filter(|it| *it != Condition::NotRegistered) {
            return Err(condition);
        }
        let stated = json::text(entry, "deviceInfo").ok_or(UNREADABLE)?;
        let claimed = unverified(&stated).ok_or(UNREADABLE)?;
        let registered = json::text(&claimed, "deviceStatus").as_deref() != Some("Not Registered");
        let (info, digital_id) = if registered {
            let info = verified(&stated, settings, now)?;
            let id = json::text(&info, "digitalId").ok_or(UNREADABLE)?;
            let digital_id = verified(&id, settings, now)?;
            in_time(&digital_id, "dateTime", settings, now)?;
            (info, digital_id)
        } else {
            // Nobody signs for it yet. It is listed, so that it can be registered, and takes nothing.
            let id = json::text(&claimed, "digitalId").and_then(|id| unverified(&id)).unwrap_or_default();
            (claimed, id)
        };
        let fault = |fault| Err(Condition::WrongAnswer(fault));
        let text = |key| json::text(&info, key).unwrap_or_default();
        let versions = json::texts(&info, "specVersion");
        let Some(version) = VERSIONS.into_iter().find(|known| versions.iter().any(|it| it == known)) else {
            return fault(AnswerFault::Version);
        };
        if registered && (text("purpose") != "Registration" || text("env") != settings.environment) {
            return fault(AnswerFault::Purpose);
        }
        let status = match text("deviceStatus").as_str() {
            _ if !registered => Status::NotRegistered,
            "Ready" => Status::Ready,
            "Busy" => Status::Busy,
            _ => Status::NotReady,
        };
        let firmware = Some(text("firmware")).filter(|firmware| !firmware.is_empty());
        let device = device(&digital_id, firmware, status, registered)?;
        Ok(Self { port, id: text("deviceId"), code: text("deviceCode"), version, device })
    }
}

fn device(
    digital_id: &Object,
    firmware: Option<String>,
    status: Status,
    registered: bool,
) -> Result<Device, Condition> {
    let text = |key| json::text(digital_id, key).filter(|text| !text.is_empty());
    let takes = match (text("type").as_deref(), text("deviceSubType").as_deref()) {
        (Some("Finger"), Some("Slap")) => Takes::Slaps,
        (Some("Finger"), Some("Touchless")) => Takes::Touchless,
        (Some("Finger"), _) => Takes::SingleFingers,
        (Some("Iris"), _) => Takes::Irises,
        (Some("Face"), _) => Takes::Faces,
        _ => return Err(Condition::WrongAnswer(AnswerFault::Unreadable)),
    };
    let identity = Identity {
        make: text("make").unwrap_or_default().into(),
        model: text("model").unwrap_or_default().into(),
        serial: text("serialNo"),
        firmware,
        // Each image states its own.
        native_ppi: None,
        caveats: if registered { &[] } else { &[Caveat::Unsigned] },
    };
    let vouched_by = text("deviceProvider").filter(|_| registered);
    Ok(Device { identity, abilities: Abilities { takes, preview: true, area: None }, status, vouched_by })
}

pub(super) fn verified(text: &str, settings: &SbiSettings, now: UnixTime) -> Result<Object, Condition> {
    token(text, settings, now).map(|token| token.payload)
}

pub(super) fn token(text: &str, settings: &SbiSettings, now: UnixTime) -> Result<Token, Condition> {
    Token::verified(text, &settings.roots, now).map_err(Condition::UntrustedSignature)
}

/// The time under `key`, if it is now, give or take what the site tolerates.
pub(super) fn in_time(
    object: &Object,
    key: &str,
    settings: &SbiSettings,
    now: UnixTime,
) -> Result<UnixTime, Condition> {
    let stated = json::text(object, key).and_then(|text| text.parse::<UnixTime>().ok());
    let stated = stated.ok_or(Condition::UntrustedSignature(SignatureFault::Unreadable))?;
    let seconds = stated.since(now);
    if seconds.unsigned_abs() > settings.tolerance.as_secs() {
        return Err(Condition::ClockSkew { seconds });
    }
    Ok(stated)
}
