//! A lost receipt: two people of the redress desk give another.

use axum::http::StatusCode;
use serde_json::json;
use wire::audit::AuditEvent;
use wire::redress::{Ask, Case, LostReceipt, NewLostReceipt, NewReceipt, Standing};
use wire::session::Role;
use wire::{Code, EncounterId};

use crate::browser::Browser;
use crate::programme::{AUDITOR, OFFICER, PROGRAMME_MANAGER, Programme};
use crate::redress::{asked, path, recorded, standing};

/// The desk asks for another receipt of a record.
pub async fn lost_receipt(desk: &Browser, record: EncounterId) -> crate::browser::Answer {
    let checked = "Planted-passport, compared with the photograph".into();
    let lost = NewLostReceipt { checked, reason: "Planted-reason: it was stolen".into() };
    desk.post(&format!("/api/encounters/{record}/lost-receipts"), &lost).await
}

#[tokio::test]
async fn whoever_lost_the_receipt_is_given_another_by_two_people_of_the_desk_and_asks_with_that() {
    const SECOND: &str = "Programme manager 2";
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, old) = recorded(&programme, &officer).await;
    let one = programme.browser(PROGRAMME_MANAGER).await;
    programme.ensure_account(SECOND, Role::ProgrammeManager, programme.south.id).await;
    let two = programme.browser(SECOND).await;

    let nothing = NewLostReceipt { checked: " ".into(), reason: "lost".into() };
    let path = format!("/api/encounters/{}/lost-receipts", manifest.id);
    assert_eq!(one.post(&path, &nothing).await.code(), Code::Invalid);
    let id: wire::LostReceiptId = lost_receipt(&one, manifest.id).await.json();
    assert_eq!(lost_receipt(&two, manifest.id).await.code(), Code::Already);
    let waiting: Vec<LostReceipt> = two.get("/api/lost-receipts").await.json();
    assert_eq!((waiting.len(), waiting[0].id, waiting[0].own), (1, id, false));
    assert_eq!(waiting[0].asked_by, PROGRAMME_MANAGER);
    assert!(waiting[0].words.checked.starts_with("Planted-passport"));

    let confirmation = format!("/api/lost-receipts/{id}/confirmation");
    assert_eq!(one.post(&confirmation, &json!(null)).await.code(), Code::NotAllowed);
    let NewReceipt { code } = two.post(&confirmation, &json!(null)).await.json();
    assert_eq!(two.post(&confirmation, &json!(null)).await.code(), Code::NotFound);
    assert!(two.get("/api/lost-receipts").await.json::<Vec<LostReceipt>>().is_empty());

    let case = asked(&programme, &code, &[Ask::See]).await;
    let case: Case = one.get(&self::path(case, "")).await.json();
    assert_eq!(case.item.record, manifest.id.reference());
    programme.clock.advance_seconds(60);
    assert_eq!(standing(&programme, &old).await, Standing { case: None }, "what is asked is the code's");

    let auditor = programme.browser(AUDITOR).await;
    let events: Vec<AuditEvent> = auditor.get("/api/audit?limit=100").await.json();
    for action in ["redress.lose", "redress.replace"] {
        let line = events.iter().find(|event| event.action == action).unwrap();
        assert_eq!(line.why, "Planted-reason: it was stolen", "{action}");
    }
}

#[tokio::test]
async fn a_receipt_that_is_declined_is_none_and_one_of_an_erased_record_waits_no_more() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = recorded(&programme, &officer).await;
    let desk = programme.browser(PROGRAMME_MANAGER).await;
    let id: wire::LostReceiptId = lost_receipt(&desk, manifest.id).await.json();
    assert_eq!(desk.delete(&format!("/api/lost-receipts/{id}")).await.status, StatusCode::NO_CONTENT);
    lost_receipt(&desk, manifest.id).await.json::<wire::LostReceiptId>();
    let subject = server::Subject::Encounter(manifest.id);
    programme.service.erase(subject, "the person asks", "test").await.unwrap();
    assert!(desk.get("/api/lost-receipts").await.json::<Vec<LostReceipt>>().is_empty());
}
