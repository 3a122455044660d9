use axum::http::StatusCode;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use packet::{PublicKey, Seal, Sealing, SecretKey, report_message};
use serde_json::json;
use wire::audit::AuditEvent;
use wire::device::{
    Contact, DeviceRecord, DeviceState, DeviceView, Enrolled, HeldList, Invitation, NewDevice, Report,
    SignedReport,
};
use wire::encounter::Manifest;
use wire::{AccountId, Bytes, Code, DeviceId, ListId, Timestamp};

use crate::programme::{ADMINISTRATOR, AUDITOR, OFFICER, Programme, sha256};

/// A device as the server meets it: its keys, and what it was told at its enrolment.
pub struct Device {
    pub id: DeviceId,
    pub key: SigningKey,
    pub exchange: SecretKey,
    pub record: DeviceRecord,
}

fn secret(id: u128, byte: u8) -> [u8; 32] {
    let mut bytes = [byte; 32];
    bytes[16..].copy_from_slice(&id.to_be_bytes());
    bytes
}

impl Device {
    /// A device of the north site.
    pub async fn enrol(programme: &Programme) -> Self {
        let administrator = programme.browser(ADMINISTRATOR).await;
        let new = json!({ "name": "Desk 4", "site": programme.north.id });
        let code = administrator.post("/api/devices/invitations", &new).await.json::<Invitation>().code;
        Self::with_code(programme, &code).await
    }

    async fn with_code(programme: &Programme, code: &str) -> Self {
        let (key, exchange, new) = keys(code);
        let enrolled: Enrolled = programme.stranger().post("/api/devices", &new).await.json();
        let record: DeviceRecord = serde_json::from_slice(&enrolled.record.0).unwrap();
        Self { id: record.id, key, exchange, record }
    }

    pub fn server_key(&self) -> PublicKey {
        PublicKey::from_bytes(&self.record.server_key.0).unwrap()
    }

    /// What the device would send of a manifest: its bytes, and the seal.
    pub fn seal(&self, manifest: &Manifest, officer: AccountId) -> (Vec<u8>, Seal) {
        self.seal_at(manifest, officer, manifest.sealed_at, 0)
    }

    /// The same by a clock of the device's own.
    pub fn seal_at(
        &self,
        manifest: &Manifest,
        officer: AccountId,
        sealed_at: Timestamp,
        clock_set_by: i64,
    ) -> (Vec<u8>, Seal) {
        let bytes = serde_json::to_vec(manifest).unwrap();
        let manifest_digest = Sealing::digest(&bytes);
        let sealing = Sealing {
            device: self.id,
            encounter: manifest.id,
            officer,
            sealed_at,
            clock_set_by,
            manifest: manifest_digest,
        };
        let signature: Signature = self.key.sign(&sealing.message());
        (bytes, sealing.signed(signature.to_bytes().into()))
    }

    /// What it says of itself.
    pub fn report(&self, report: &Report, sent_at: Timestamp) -> SignedReport {
        let report = serde_json::to_vec(report).unwrap();
        let signature: Signature = self.key.sign(&report_message(self.id, sent_at, &sha256(&report)));
        SignedReport { report: Bytes(report), sent_at, signature: Bytes(signature.to_bytes().to_vec()) }
    }

    async fn contact(&self, programme: &Programme, report: &Report) -> Contact {
        let path = format!("/api/devices/{}/reports", self.id);
        programme.stranger().post(&path, &self.report(report, programme.clock.now())).await.json()
    }
}

fn keys(code: &str) -> (SigningKey, SecretKey, NewDevice) {
    let id = DeviceId::new().0.as_u128();
    let key = SigningKey::from_slice(&secret(id, 7)).unwrap();
    let exchange = SecretKey::of(&secret(id, 9)).unwrap();
    let new = NewDevice {
        code: code.into(),
        signing_key: Bytes(key.verifying_key().to_encoded_point(false).as_bytes().to_vec()),
        exchange_key: Bytes(exchange.public().as_bytes().to_vec()),
    };
    (key, exchange, new)
}

#[tokio::test]
async fn a_code_enrols_one_device_once_and_in_time() {
    let programme = Programme::new().await;
    let administrator = programme.browser(ADMINISTRATOR).await;
    let new = json!({ "name": "Desk 4", "site": programme.north.id });
    let invite =
        || async { administrator.post("/api/devices/invitations", &new).await.json::<Invitation>().code };
    let code = invite().await;
    let device = Device::with_code(&programme, &code.to_lowercase().replace('-', " ")).await;
    assert_eq!((device.record.name.as_str(), device.record.site), ("Desk 4", programme.north.id));
    let again = programme.stranger().post("/api/devices", &keys(&code).2).await;
    assert_eq!((again.status, again.code()), (StatusCode::UNAUTHORIZED, Code::CodeSpent), "once");
    let late = invite().await;
    programme.clock.advance_seconds(30 * 60 + 1);
    assert_eq!(
        programme.stranger().post("/api/devices", &keys(&late).2).await.code(),
        Code::CodeSpent,
        "in time"
    );
    let administrator = programme.browser(ADMINISTRATOR).await;
    let devices: Vec<DeviceView> = administrator.get("/api/devices").await.json();
    assert_eq!(devices.len(), 1);
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    for action in ["device.invite", "device.enrol", "device.list"] {
        assert!(log.iter().any(|event| event.action == action), "{action}");
    }
}

#[tokio::test]
async fn codes_cannot_be_guessed_for_long_and_a_key_that_is_none_spends_no_code() {
    let programme = Programme::new().await;
    let administrator = programme.browser(ADMINISTRATOR).await;
    let new = json!({ "name": "Desk 4", "site": programme.north.id });
    let code = administrator.post("/api/devices/invitations", &new).await.json::<Invitation>().code;
    let (_, _, mut without) = keys(&code);
    without.signing_key = Bytes(vec![4; 65]);
    let refused = programme.stranger().post("/api/devices", &without).await.problem();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("signing_key")));
    for _ in 0..10 {
        let guess = programme.stranger().post("/api/devices", &keys("0000-0000-0000").2).await;
        assert_eq!(guess.code(), Code::CodeSpent);
    }
    assert_eq!(programme.stranger().post("/api/devices", &keys(&code).2).await.code(), Code::Busy);
    programme.clock.advance_seconds(120);
    Device::with_code(&programme, &code).await;
}

#[tokio::test]
async fn what_a_device_says_of_itself_is_believed_by_its_signature_and_not_twice() {
    let programme = Programme::new().await;
    let (device, other) = (Device::enrol(&programme).await, Device::enrol(&programme).await);
    let held = HeldList { id: ListId::new(), version: 3, as_of: programme.clock.now() };
    let report = Report {
        version: "7f3k".into(),
        lists: vec![held],
        outbox: 2,
        under_way: 1,
        used: Some(5_000_000),
        quota: Some(1_000_000_000),
        wiped: false,
    };
    // Its clock is ten minutes ahead, which is noted and changes nothing.
    let sent_at = programme.clock.now().plus_seconds(600);
    let path = format!("/api/devices/{}/reports", device.id);
    let signed = device.report(&report, sent_at);
    let contact: Contact = programme.stranger().post(&path, &signed).await.json();
    assert_eq!((contact.state, contact.now), (DeviceState::Active, programme.clock.now()));
    assert_eq!(programme.stranger().post(&path, &signed).await.code(), Code::Conflict, "the same again");
    for forged in [
        other.report(&report, sent_at.plus_seconds(1)),
        SignedReport { sent_at: sent_at.plus_seconds(2), ..signed.clone() },
        SignedReport { report: Bytes(b"{}".to_vec()), sent_at: sent_at.plus_seconds(3), ..signed },
    ] {
        assert_eq!(programme.stranger().post(&path, &forged).await.status, StatusCode::UNAUTHORIZED);
    }
    let devices: Vec<DeviceView> = programme.browser(ADMINISTRATOR).await.get("/api/devices").await.json();
    let view = devices.iter().find(|view| view.id == device.id).unwrap();
    assert_eq!((view.report.as_ref(), view.clock_ahead, view.silent), (Some(&report), Some(600_000), false));
    // Its clock is put right, which is earlier than it was.
    programme.clock.advance_seconds(1);
    assert_eq!(device.contact(&programme, &report).await.state, DeviceState::Active);
    let old = device.report(&report, programme.clock.now().plus_seconds(-3600));
    assert_eq!(programme.stranger().post(&path, &old).await.code(), Code::Conflict, "an old one");
}

#[tokio::test]
async fn a_device_that_is_silent_longer_than_the_rules_allow_is_shown_as_that() {
    let programme = Programme::new().await;
    let device = Device::enrol(&programme).await;
    device.contact(&programme, &Report::default()).await;
    let silent = || async {
        let devices: Vec<DeviceView> =
            programme.browser(ADMINISTRATOR).await.get("/api/devices").await.json();
        devices[0].silent
    };
    programme.clock.advance_seconds(7 * 86_400);
    assert!(!silent().await);
    programme.clock.advance_seconds(1);
    assert!(silent().await);
    programme.clock.advance_seconds(1);
    device.contact(&programme, &Report::default()).await;
    assert!(!silent().await);
}

#[tokio::test]
async fn a_device_that_is_called_back_hears_it_and_says_when_it_has_erased_itself() {
    let programme = Programme::new().await;
    let device = Device::enrol(&programme).await;
    let administrator = programme.browser(ADMINISTRATOR).await;
    let path = format!("/api/devices/{}/revocation", device.id);
    let revoke = |stolen: bool, reason: &'static str| {
        let (administrator, path) = (&administrator, &path);
        async move { administrator.post(path, &json!({ "stolen": stolen, "reason": reason })).await }
    };
    assert_eq!(revoke(false, "x").await.code(), Code::Invalid, "a reason");
    assert_eq!(revoke(false, "it goes to another site").await.status, StatusCode::NO_CONTENT);
    assert_eq!(revoke(false, "it goes to another site").await.code(), Code::Already);
    let contact = device.contact(&programme, &Report { outbox: 1, ..Report::default() }).await;
    assert_eq!(
        (contact.state, contact.reason.as_deref()),
        (DeviceState::Revoked, Some("it goes to another site"))
    );
    assert_eq!(revoke(true, "it was stolen meanwhile").await.status, StatusCode::NO_CONTENT);
    programme.clock.advance_seconds(1);
    assert_eq!(device.contact(&programme, &Report::default()).await.state, DeviceState::Stolen);
    programme.clock.advance_seconds(1);
    let wiped = Report { wiped: true, ..Report::default() };
    assert_eq!(device.contact(&programme, &wiped).await.state, DeviceState::Wiped);
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    assert!(log.iter().any(|event| event.action == "device.wiped"));
    let revoked = log.iter().find(|event| event.action == "device.revoke").unwrap();
    assert!(revoked.object.ends_with(&device.id.to_string()));
}

#[tokio::test]
async fn where_the_rules_say_so_only_enrolled_devices_record() {
    let mut strict = crate::programme::site_policy();
    strict.devices.enrolled_only = true;
    let programme = Programme::under(|_| {}, strict).await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(1, 1);
    let refused = officer.post("/api/encounters", &manifest).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, Code::DeviceNeeded));
    let device = Device::enrol(&programme).await;
    let (bytes, seal) = device.seal(&manifest, programme.account(OFFICER).await.id);
    assert_eq!(officer.post_sealed(&bytes, &seal.to_text()).await.status, StatusCode::CREATED);
}
