use axum::http::StatusCode;
use policy::Age;
use serde_json::json;
use wire::audit::AuditEvent;
use wire::encounter::{EncounterView, Manifest, Photograph, PhotographSubject, Receipt, Source};
use wire::hit::QueueItem;
use wire::{CaptureId, Code};

use crate::browser::HOST;
use crate::programme::{AUDITOR, COLLEAGUE, OFFICER, Programme, REVIEWER_3, STRANGER};

#[tokio::test]
async fn the_same_manifest_again_gives_the_same_receipt_and_changes_nothing() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(1, 1);
    let first: Receipt = officer.post("/api/encounters", &manifest).await.json();
    programme.clock.advance_seconds(300);
    let again: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(again, first);
    let queue: Vec<QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    assert_eq!(queue.len(), 1);
    let held: Vec<EncounterView> = officer.get("/api/encounters").await.json();
    assert_eq!(held.len(), 1);
}

#[tokio::test]
async fn the_same_manifest_at_the_same_time_is_kept_once() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(1, 1);
    let (one, two) =
        tokio::join!(officer.post("/api/encounters", &manifest), officer.post("/api/encounters", &manifest));
    assert_eq!(one.json::<Receipt>(), two.json::<Receipt>());
    let queue: Vec<QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    assert_eq!(queue.len(), 1);
}

#[tokio::test]
async fn another_manifest_under_the_same_identifier_is_a_conflict() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(1, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let (mut other, _) = programme.manifest(2, 1);
    other.id = manifest.id;
    assert_eq!(officer.post("/api/encounters", &other).await.code(), Code::Conflict);
    let colleague = programme.browser(COLLEAGUE).await;
    assert_eq!(colleague.post("/api/encounters", &manifest).await.code(), Code::Conflict, "another's");
}

#[tokio::test]
async fn a_host_national_is_refused_and_only_counted() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    for (change, rule) in [
        ((true, Age::Adult), "host_national"),
        ((false, Age::UnderLimit), "under_age"),
        ((false, Age::InDoubt), "age_in_doubt"),
    ] {
        let (mut manifest, _) = programme.manifest(1, 1);
        (manifest.permission.host_national, manifest.permission.age) = change;
        let refused = officer.post("/api/encounters", &manifest).await;
        assert_eq!(refused.code(), Code::PolicyRefuses);
        assert!(refused.problem().detail.contains(rule));
        let path = format!("/api/encounters/{}", manifest.id);
        assert_eq!(officer.get(&path).await.code(), Code::NotFound);
    }
    let held: Vec<EncounterView> = officer.get("/api/encounters").await.json();
    assert!(held.is_empty());
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let counted: Vec<_> = log.iter().filter(|event| event.action == "refusal.count").collect();
    assert_eq!(counted.len(), 3);
    assert!(counted.iter().all(|event| event.object == format!("site/{}", programme.north.id)));
    assert!(!log.iter().any(|event| event.action == "encounter.store"));
}

#[tokio::test]
async fn a_refusal_is_counted_by_its_rule() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let count = async |rule: &str| officer.post("/api/refusals", &json!({ "rule": rule })).await;
    assert_eq!(count("under_age").await.status, StatusCode::NO_CONTENT);
    assert_eq!(count("under_age").await.status, StatusCode::NO_CONTENT);
    assert_eq!(count("recordable").await.code(), Code::Invalid);
    assert_eq!(count("nonsense").await.code(), Code::Invalid);
}

#[tokio::test]
async fn what_is_wrong_with_a_manifest_is_named() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    type Change = fn(&mut Manifest);
    let changes: [(&str, Change); 11] = [
        ("fingers", |manifest| manifest.fingers.clear()),
        ("fingers", |manifest| {
            let finger = manifest.fingers[0].clone();
            manifest.fingers.resize(21, finger);
        }),
        ("fingers[1].id", |manifest| manifest.fingers[1].id = manifest.fingers[0].id),
        ("fingers[1].template", |manifest| manifest.fingers[1].template.0.truncate(9)),
        ("fingers[0].quality", |manifest| manifest.fingers[0].quality.score = 101),
        ("fingers[0].width", |manifest| manifest.fingers[0].height = 9000),
        ("fingers[0].source.format", |manifest| {
            manifest.fingers[0].source = Source::File { format: "maria.png".into() };
        }),
        ("photographs[0].width", |manifest| manifest.photographs.push(photograph(manifest, 9000))),
        ("sealed_at", |manifest| manifest.sealed_at.0 = manifest.started_at.0 - 1),
        ("policy_version", |manifest| manifest.policy_version = 4),
        ("notice.language", |manifest| manifest.notice.language = "tlh".into()),
    ];
    for (field, change) in changes {
        let (mut manifest, _) = programme.manifest(STRANGER, 1);
        change(&mut manifest);
        let problem = officer.post("/api/encounters", &manifest).await.problem();
        assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some(field)));
    }
    let held: Vec<EncounterView> = officer.get("/api/encounters").await.json();
    assert!(held.is_empty());
}

fn photograph(manifest: &Manifest, width: u32) -> Photograph {
    Photograph {
        id: CaptureId::new(),
        subject: PhotographSubject::Mark,
        taken_at: manifest.started_at,
        width,
        height: 480,
        image: manifest.fingers[0].image.clone(),
    }
}

#[tokio::test]
async fn json_that_is_no_manifest_and_bodies_beyond_the_limit_are_refused() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let answer = officer.post("/api/encounters", &json!({ "id": "no" })).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::UNPROCESSABLE_ENTITY, Code::Invalid));
    let large = officer.post("/api/encounters", &json!({ "id": "x".repeat(2 << 20) })).await;
    assert_eq!((large.status, large.code()), (StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge));
}

#[tokio::test]
async fn no_altered_byte_of_a_manifest_brings_the_server_down() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(STRANGER, 1);
    let whole = serde_json::to_vec(&manifest).unwrap();
    for (at, value) in (0..whole.len()).step_by(37).zip([b'0', b'"', b'}', b'-', 0xFF].into_iter().cycle()) {
        let mut altered = whole.clone();
        altered[at] = value;
        let request = axum::http::Request::post("/api/encounters")
            .header("origin", format!("http://{HOST}"))
            .header("content-type", "application/json")
            .body(altered.into())
            .unwrap();
        let answer = officer.send(request).await;
        assert!(!answer.status.is_server_error(), "byte {at} as {value}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_search_that_finds_no_place_is_told_when_to_come_back_and_nothing_is_kept() {
    let programme = Programme::with(|config| config.search_places = 0).await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(1, 1);
    let answer = officer.post("/api/encounters?urgency=person_present", &manifest).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers["retry-after"], "1");
    let problem = answer.problem();
    assert_eq!((problem.code, problem.retry_after), (Code::SearchesFull, Some(1)));
    let kept: Vec<EncounterView> = officer.get("/api/encounters").await.json();
    assert!(kept.is_empty());
}

#[tokio::test]
async fn searches_at_once_find_what_each_finds_alone() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let [one, two, three] = [1, 2, 3].map(|person| programme.manifest(person, 1).0);
    let (first, second, third) = tokio::join!(
        officer.post("/api/encounters?urgency=person_present", &one),
        officer.post("/api/encounters?urgency=routine", &two),
        officer.post("/api/encounters?urgency=background", &three),
    );
    for (person, answer) in [first, second, third].into_iter().enumerate() {
        let receipt: Receipt = answer.json();
        assert_eq!(receipt.encounter.answer.leads[0].entry, programme.listed[person]);
    }
    let nonsense = officer.post("/api/encounters?urgency=now", &one).await;
    assert_eq!(nonsense.code(), Code::Invalid);
}
