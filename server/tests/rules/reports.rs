//! Case reports: who may take them out, of what, and what the log keeps of it.

use axum::http::header;
use sha2::{Digest as _, Sha256};
use wire::Code;
use wire::hit::Finding;

use crate::alerts::raised;
use crate::programme::{ADMINISTRATOR, OFFICER, Programme, REVIEWER_3, REVIEWER_7, SUPERVISOR};

#[tokio::test]
async fn a_report_of_a_decided_hit_holds_the_decisions_and_its_hash_stands_in_the_log() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 1).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let answer = supervisor.get(&format!("/api/hits/{}/report.pdf?language=es", alert.hit)).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/pdf");
    assert!(answer.body.starts_with(b"%PDF-"));
    let pdf = lopdf::Document::load_mem(&answer.body).unwrap();
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    let text = pdf.extract_text(&pages).unwrap();
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    for said in [
        "Informe del caso",
        &alert.reference,
        REVIEWER_3,
        REVIEWER_7,
        "twelve points correspond",
        "hit.decide",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
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
