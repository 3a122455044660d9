//! An encounter of which parts of the lists could not be searched is searched for again by itself.

use axum::http::StatusCode;
use serde_json::json;
use wire::audit::AuditEvent;
use wire::encounter::{EncounterStatus, EncounterView, Manifest};
use wire::hit::QueueItem;

use crate::browser::Browser;
use crate::database;
use crate::programme::{AUDITOR, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, STRANGER};
use crate::redress::redress_case_of;

/// On no list, until somebody puts them there.
const WANTED_LATER: u64 = 7007;

/// Has an encounter stand as it does where a matcher was lost while it was searched for.
async fn left_incomplete(programme: &Programme, manifest: &Manifest) {
    let mut db = database::connect(programme.folder.path()).await;
    for query in [
        "UPDATE encounter SET status = 'incomplete' WHERE id = $1",
        "INSERT INTO search_due (encounter, among) VALUES ($1, 'lists')",
    ] {
        sqlx::query(query).bind(manifest.id.to_string()).execute(&mut db).await.unwrap();
    }
}

async fn recorded(programme: &Programme, officer: &Browser, manifest: &Manifest) {
    officer.post("/api/encounters", manifest).await.value();
    left_incomplete(programme, manifest).await;
    assert_eq!(view(officer, manifest).await.status, EncounterStatus::Incomplete);
}

async fn view(officer: &Browser, manifest: &Manifest) -> EncounterView {
    officer.get(&format!("/api/encounters/{}", manifest.id)).await.json()
}

#[tokio::test]
async fn the_whole_search_is_made_up_for_and_the_officer_is_told_as_of_when() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(STRANGER, 1);
    recorded(&programme, &officer, &manifest).await;
    programme.clock.advance_seconds(300);
    assert_eq!(programme.service.search_again().await.unwrap(), 1);
    assert_eq!(programme.service.search_again().await.unwrap(), 0, "once it is whole, it is done");
    let view = view(&officer, &manifest).await;
    assert_eq!(view.status, EncounterStatus::NoMatch);
    assert_eq!(
        (view.answer.at, view.answer.searched[0].as_of),
        (programme.clock.now(), programme.clock.now())
    );
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let line = log.iter().find(|line| line.action == "encounter.search_again").unwrap();
    assert!(line.detail.starts_with("searched in Wanted version"), "{}", line.detail);
}

#[tokio::test]
async fn what_was_missed_opens_a_hit_then_and_only_one() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let manifest = programme.manifest_as_read(WANTED_LATER);
    recorded(&programme, &officer, &manifest).await;
    programme.published(WANTED_LATER).await;
    assert_eq!(programme.service.search_again().await.unwrap(), 1);
    assert_eq!(programme.service.match_later().await.unwrap(), 0, "the same lead opens no second hit");
    let queue: Vec<QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    assert_eq!((queue.len(), queue[0].later), (1, false));
    let view = view(&programme.browser(OFFICER).await, &manifest).await;
    assert_eq!((view.status, view.answer.leads.len()), (EncounterStatus::UnderReview, 1));
}

#[tokio::test]
async fn a_frozen_record_waits_until_it_is_let_go() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(STRANGER, 1);
    recorded(&programme, &officer, &manifest).await;
    let case = redress_case_of(&programme, &officer, &manifest).await;
    let desk = programme.browser(PROGRAMME_MANAGER).await;
    let path = format!("/api/redress/cases/{case}/restriction");
    let freeze = |restricted: bool| json!({ "restricted": restricted, "reason": "disputed" });
    assert_eq!(desk.put_json(&path, &freeze(true)).await.status, StatusCode::OK);
    assert_eq!(programme.service.search_again().await.unwrap(), 0);
    assert_eq!(desk.put_json(&path, &freeze(false)).await.status, StatusCode::OK);
    assert_eq!(programme.service.search_again().await.unwrap(), 1);
}
