use axum::http::StatusCode;
use serde_json::json;
use server::PurgeStep;
use wire::audit::AuditEvent;
use wire::encounter::{EncounterView, Receipt};
use wire::quarantine::{Opened, PacketStanding, Quarantined, WhyRefused};
use wire::{Code, QuarantineId};

use crate::browser::Browser;
use crate::devices::Device;
use crate::programme::{ADMINISTRATOR, AUDITOR, COLLEAGUE, OFFICER, Programme, SUPERVISOR};

/// A packet of the north site that was altered on its way, and refused.
pub async fn refused_packet(programme: &Programme, officer: &Browser) -> QuarantineId {
    let device = Device::enrol(programme).await;
    let (manifest, _) = programme.manifest(9100, 1);
    let (mut bytes, seal) = device.seal(&manifest, programme.account(OFFICER).await.id);
    bytes.push(b' ');
    let refused = officer.post_sealed(&bytes, &seal.to_text()).await;
    assert_eq!(refused.code(), Code::PacketRefused, "{}", refused.text());
    let packets = quarantined(programme).await;
    packets.iter().find(|packet| packet.encounter == manifest.id).unwrap().id
}

async fn quarantined(programme: &Programme) -> Vec<Quarantined> {
    programme.browser(SUPERVISOR).await.get("/api/quarantine").await.json()
}

#[tokio::test]
async fn what_a_device_sealed_is_taken_and_the_same_again_changes_nothing() {
    let programme = Programme::new().await;
    let device = Device::enrol(&programme).await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(1, 1);
    let (bytes, seal) = device.seal(&manifest, programme.account(OFFICER).await.id);
    let first: Receipt = officer.post_sealed(&bytes, &seal.to_text()).await.json();
    programme.clock.advance_seconds(7200);
    let officer = programme.browser(OFFICER).await;
    let again: Receipt = officer.post_sealed(&bytes, &seal.to_text()).await.json();
    assert_eq!(first, again);
    assert!(quarantined(&programme).await.is_empty());
}

#[tokio::test]
async fn an_altered_packet_is_refused_with_the_reason_and_waits_for_a_supervisor_once() {
    let programme = Programme::new().await;
    let device = Device::enrol(&programme).await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(1, 1);
    let (bytes, seal) = device.seal(&manifest, programme.account(OFFICER).await.id);
    let mut altered = manifest.clone();
    altered.fingers[0].quality.score = 99;
    let altered = serde_json::to_vec(&altered).unwrap();
    for _ in 0..2 {
        let refused = officer.post_sealed(&altered, &seal.to_text()).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, Code::PacketRefused));
        assert!(refused.problem().detail.contains("altered"));
    }
    let mut resealed = seal.to_bytes();
    resealed[60] ^= 1;
    let resealed = packet::Seal::from_bytes(&resealed).unwrap();
    assert_eq!(officer.post_sealed(&bytes, &resealed.to_text()).await.code(), Code::PacketRefused);
    let path = format!("/api/encounters/{}", manifest.id);
    assert_eq!(officer.get(&path).await.code(), Code::NotFound, "nothing of it was taken");
    let packets = quarantined(&programme).await;
    assert_eq!(packets.iter().map(|packet| packet.why).collect::<Vec<_>>(), [WhyRefused::Altered; 2]);
    // What was sealed, unaltered, is taken all the same.
    assert_eq!(officer.post_sealed(&bytes, &seal.to_text()).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_foreign_device_a_foreign_officer_and_one_that_was_called_back_are_refused() {
    let programme = Programme::new().await;
    let (device, stolen) = (Device::enrol(&programme).await, Device::enrol(&programme).await);
    let own = programme.account(OFFICER).await.id;
    let officer = programme.browser(OFFICER).await;
    let why = |packets: &[Quarantined]| packets[0].why;

    let (manifest, _) = programme.manifest(1, 1);
    let (bytes, seal) = device.seal(&manifest, own);
    let colleague = programme.browser(COLLEAGUE).await;
    assert_eq!(colleague.post_sealed(&bytes, &seal.to_text()).await.code(), Code::PacketRefused);
    assert_eq!(why(&quarantined(&programme).await), WhyRefused::ForeignOfficer);

    programme.clock.advance_seconds(1);
    let stranger = Device { id: wire::DeviceId::new(), ..Device::enrol(&programme).await };
    let (bytes, seal) = stranger.seal(&manifest, own);
    assert_eq!(officer.post_sealed(&bytes, &seal.to_text()).await.code(), Code::PacketRefused);
    assert_eq!(why(&quarantined(&programme).await), WhyRefused::ForeignDevice);

    programme.clock.advance_seconds(1);
    let administrator = programme.browser(ADMINISTRATOR).await;
    for (device, stolen) in [(&device, false), (&stolen, true)] {
        let path = format!("/api/devices/{}/revocation", device.id);
        let order = json!({ "stolen": stolen, "reason": "it was lost on the way" });
        assert_eq!(administrator.post(&path, &order).await.status, StatusCode::NO_CONTENT);
    }
    // What it had sealed before is sent still, unless it is in the wrong hands.
    let (bytes, seal) = device.seal(&manifest, own);
    assert_eq!(officer.post_sealed(&bytes, &seal.to_text()).await.status, StatusCode::CREATED);
    let (before, _) = programme.manifest(2, 1);
    let (bytes, seal) = stolen.seal(&before, own);
    assert_eq!(officer.post_sealed(&bytes, &seal.to_text()).await.code(), Code::PacketRefused);
    programme.clock.advance_seconds(60);
    let (later, _) = programme.manifest(3, 1);
    let (bytes, seal) = device.seal(&later, own);
    assert_eq!(officer.post_sealed(&bytes, &seal.to_text()).await.code(), Code::PacketRefused);
    assert_eq!(why(&quarantined(&programme).await), WhyRefused::RevokedDevice);
}

#[tokio::test]
async fn moments_that_do_not_fit_are_refused_and_a_clock_that_is_a_little_off_is_not() {
    let programme = Programme::new().await;
    let device = Device::enrol(&programme).await;
    let own = programme.account(OFFICER).await.id;
    let officer = programme.browser(OFFICER).await;
    // By the device's clock, how far that was set right, and by the manifest: seconds from now.
    for (clock, set_by, says, taken) in [
        (0, 0, 0, true),
        (-1800, 1800, 0, true),
        (1800, 0, 1800, true),
        (0, 0, 60, false),
        (-7200, 7200, 0, false),
        (7200, 0, 7200, false),
        (-172_800, 0, -172_800, false),
    ] {
        let (mut manifest, _) = programme.manifest(9200, 1);
        let now = programme.clock.now();
        manifest.sealed_at = now.plus_seconds(says);
        manifest.started_at = manifest.sealed_at.plus_seconds(-60);
        let (bytes, seal) = device.seal_at(&manifest, own, now.plus_seconds(clock), set_by * 1000);
        let answer = officer.post_sealed(&bytes, &seal.to_text()).await;
        assert_eq!(answer.status == StatusCode::CREATED, taken, "{clock} {set_by} {says}: {}", answer.text());
        if taken {
            let view: Receipt = answer.json();
            assert_eq!(view.encounter.sealed_at, manifest.sealed_at, "no moment is rewritten");
        }
    }
    assert!(quarantined(&programme).await.iter().all(|packet| packet.why == WhyRefused::Redated));
}

#[tokio::test]
async fn another_packet_of_an_encounter_and_one_of_an_erased_encounter_are_replays() {
    let programme = Programme::new().await;
    let device = Device::enrol(&programme).await;
    let own = programme.account(OFFICER).await.id;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(9300, 1);
    let (bytes, seal) = device.seal(&manifest, own);
    officer.post_sealed(&bytes, &seal.to_text()).await.json::<Receipt>();
    let mut other = manifest.clone();
    other.fingers.pop();
    let (altered, resealed) = device.seal(&other, own);
    assert_eq!(officer.post_sealed(&altered, &resealed.to_text()).await.code(), Code::PacketRefused);
    for _ in 0..2 {
        programme.clock.advance_seconds(91 * 86_400);
        programme.service.purge_due("test", |_: PurgeStep| true).await.unwrap();
    }
    let officer = programme.browser(OFFICER).await;
    assert!(
        officer.get("/api/encounters").await.json::<Vec<EncounterView>>().is_empty(),
        "its time was over"
    );
    assert_eq!(officer.post_sealed(&bytes, &seal.to_text()).await.code(), Code::PacketRefused);
    let packets = quarantined(&programme).await;
    assert_eq!(packets.iter().map(|packet| packet.why).collect::<Vec<_>>(), [WhyRefused::Replayed; 2]);
    let path = format!("/api/quarantine/{}/release", packets[0].id);
    let verdict = json!({ "reason": "somebody asked for it" });
    let supervisor = programme.browser(SUPERVISOR).await;
    assert_eq!(supervisor.post(&path, &verdict).await.code(), Code::Conflict, "it is not brought back");
}

#[tokio::test]
async fn a_supervisor_looks_and_lets_it_in_or_rejects_it_with_a_reason_and_once() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let (one, two) = (refused_packet(&programme, &officer).await, refused_packet(&programme, &officer).await);
    let opened: Opened = supervisor.get(&format!("/api/quarantine/{one}")).await.json();
    assert_eq!(opened.says.map(|says| says.fingers), Some(2));
    let decide = |id: QuarantineId, how: &str, reason: &str| {
        let (path, reason) = (format!("/api/quarantine/{id}/{how}"), json!({ "reason": reason }));
        let supervisor = &supervisor;
        async move { supervisor.post(&path, &reason).await }
    };
    assert_eq!(decide(one, "release", "").await.code(), Code::Invalid);
    let released: Quarantined = decide(one, "release", "a proxy had added a space").await.json();
    assert!(released.decided.is_some_and(|decided| decided.released && decided.by == SUPERVISOR));
    let held: Vec<EncounterView> = officer.get("/api/encounters").await.json();
    assert!(held.iter().any(|view| view.id == released.encounter));
    let rejected: Quarantined = decide(two, "rejection", "nobody knows where it is from").await.json();
    assert!(rejected.decided.is_some_and(|decided| !decided.released));
    let opened: Opened = supervisor.get(&format!("/api/quarantine/{two}")).await.json();
    assert_eq!(opened.says, None, "its content is forgotten");
    for id in [one, two] {
        assert_eq!(decide(id, "release", "once more, with feeling").await.code(), Code::Already);
    }
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    for action in
        ["packet.refuse", "quarantine.list", "quarantine.look", "quarantine.release", "quarantine.reject"]
    {
        assert!(log.iter().any(|event| event.action == action), "{action}");
    }
}

#[tokio::test]
async fn the_officer_hears_what_was_decided_and_removes_what_was_rejected_alone() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let (one, two) = (refused_packet(&programme, &officer).await, refused_packet(&programme, &officer).await);
    let packets = quarantined(&programme).await;
    let path_of = |id| {
        let packet = packets.iter().find(|packet| packet.id == id).unwrap();
        format!("/api/encounters/{}/packet", packet.encounter)
    };
    let (let_in, rejected) = (path_of(one), path_of(two));
    let waiting: PacketStanding = officer.get(&rejected).await.json();
    assert_eq!((waiting.why, waiting.decided), (WhyRefused::Altered, None));
    assert_eq!(officer.delete(&rejected).await.code(), Code::Conflict, "nobody has decided");
    for (id, how) in [(one, "release"), (two, "rejection")] {
        let reason = json!({ "reason": "the supervisor's own words" });
        assert!(supervisor.post(&format!("/api/quarantine/{id}/{how}"), &reason).await.status.is_success());
    }
    let told: PacketStanding = officer.get(&rejected).await.json();
    let decided = told.decided.unwrap();
    assert_eq!((decided.released, &*decided.reason), (false, "the supervisor's own words"));
    assert!(officer.get(&let_in).await.json::<PacketStanding>().decided.unwrap().released);
    assert_eq!(officer.delete(&let_in).await.code(), Code::Conflict, "it was let in: it is sent again");
    let colleague = programme.browser(COLLEAGUE).await;
    assert_eq!(colleague.get(&rejected).await.code(), Code::NotFound, "another's is nobody's business");
    assert_eq!(officer.delete(&rejected).await.status, StatusCode::NO_CONTENT);
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    for action in ["quarantine.told", "packet.remove"] {
        assert!(log.iter().any(|event| event.action == action), "{action}");
    }
}
