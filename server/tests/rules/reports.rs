//! Case reports: who may take them out, of what, and what the log keeps of it.

use axum::http::header;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use wire::Code;
use wire::case::CaseItem;
use wire::handover::{Contact, HandoverState, HandoverWords};
use wire::hit::Finding;

use crate::alerts::raised;
use crate::programme::{
    ADMINISTRATOR, OFFICER, Programme, REVIEWER_3, REVIEWER_7, SUPERVISOR, listed, sha256,
};

/// What a report says, on one line.
fn text_of(pdf: &[u8]) -> String {
    let pdf = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    let text = pdf.extract_text(&pages).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_report_of_a_decided_hit_holds_the_decisions_and_its_hash_stands_in_the_log() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 1).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let answer = supervisor.get(&format!("/api/hits/{}/report.pdf?language=es", alert.hit)).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/pdf");
    assert!(answer.body.starts_with(b"%PDF-"));
    let text = text_of(&answer.body);
    for said in [
        "Informe del caso",
        &alert.reference,
        "Primer revisor",
        "Segundo revisor",
        "twelve points correspond",
        "hit.decide",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    assert!(!text.contains(REVIEWER_3), "who decided is told as what they were to the hit");
    let log = programme.browser(ADMINISTRATOR).await.get("/api/audit").await.text();
    assert!(log.contains("hit.report") && log.contains(&hex::encode(Sha256::digest(&answer.body))));
}

#[tokio::test]
async fn what_is_not_decided_is_not_reported() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    programme.browser(REVIEWER_3).await.review(hit, Finding::Identification).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    assert_eq!(supervisor.get(&format!("/api/hits/{hit}/report.pdf")).await.code(), Code::Conflict);
}

#[tokio::test]
async fn the_report_of_a_case_tells_all_that_is_decided_and_its_hash_stands_in_the_log() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 1).await;
    let officer = programme.browser(OFFICER).await;
    let planned = HandoverWords {
        state: HandoverState::Planned,
        authority: Contact { name: "State police".into(), phone: "555 0142".into() },
        ..HandoverWords::default()
    };
    officer.put_json(&format!("/api/alerts/{}/handover", alert.id), &planned).await.value();
    programme.clock.advance_seconds(60);
    let (again, open) = programme.hit_on(&officer, 1).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(open, Finding::Identification).await;
    }
    let supervisor = programme.browser(SUPERVISOR).await;
    let case = supervisor.get("/api/cases").await.json::<Vec<CaseItem>>().remove(0);
    let note = json!({ "text": "The consul was called." });
    supervisor.post(&format!("/api/cases/{}/notes", case.id), &note).await.value();
    let document = b"%PDF-1.7\n%%EOF".to_vec();
    let hash = sha256(&document);
    let path = format!("/api/cases/{}/documents/{hash}?name=warrant.pdf", case.id);
    assert!(supervisor.put(&path, document).await.status.is_success());

    let answer = supervisor.get(&format!("/api/cases/{}/report.pdf", case.id)).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/pdf");
    let text = text_of(&answer.body);
    for said in [
        &format!("Case report {}", case.reference),
        "Contents: Encounter",
        &alert.reference,
        &again.encounter.id.reference(),
        "twelve points correspond",
        "Alert: Wanted for smuggling",
        "Hand-over planned",
        "State police",
        "two people's identification",
        "The consul was called.",
        "warrant.pdf",
        hash.as_str(),
        "hit.decide",
        "Page 1 of",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    assert!(!text.contains(REVIEWER_3), "who decided is told as what they were to the hit");
    let log = programme.browser(ADMINISTRATOR).await.get("/api/audit").await.text();
    assert!(log.contains("case.report") && log.contains(&hex::encode(Sha256::digest(&answer.body))));
}

#[tokio::test]
async fn the_report_of_a_case_says_of_an_open_hit_that_there_is_one_and_nothing_else() {
    let programme = Programme::new().await;
    raised(&programme, 1).await;
    let again = vec![listed(1, false)];
    programme.service.enrol(policy::Country::MADE_UP, "Wanted", again, "test").await.unwrap();
    programme.service.match_later().await.unwrap();
    let supervisor = programme.browser(SUPERVISOR).await;
    let case = supervisor.get("/api/cases").await.json::<Vec<CaseItem>>().remove(0);
    let text = text_of(&supervisor.get(&format!("/api/cases/{}/report.pdf", case.id)).await.body);
    assert!(text.contains("Hits under review 1"), "{text}");
    assert_eq!(text.matches("Hit: ").count(), 1, "the closed one: {text}");
}
