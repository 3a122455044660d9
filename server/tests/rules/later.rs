//! Who enters a list is searched for among past encounters.

use axum::http::StatusCode;
use serde_json::json;
use wire::audit::AuditEvent;
use wire::encounter::{EncounterStatus, EncounterView, Manifest};
use wire::hit::QueueItem;

use crate::browser::Browser;
use crate::programme::{AUDITOR, MANAGER_1, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3};
use crate::redress::redress_case_of;

/// On no list, until somebody puts them there.
const WANTED_LATER: u64 = 7007;

/// Recorded, and found on no list.
async fn recorded(programme: &Programme, officer: &Browser) -> Manifest {
    let manifest = programme.manifest_as_read(WANTED_LATER);
    officer.post("/api/encounters", &manifest).await.value();
    assert_eq!(view(officer, &manifest).await.status, EncounterStatus::NoMatch);
    manifest
}

async fn view(officer: &Browser, manifest: &Manifest) -> EncounterView {
    officer.get(&format!("/api/encounters/{}", manifest.id)).await.json()
}

#[tokio::test]
async fn who_enters_a_list_is_found_among_past_encounters_and_two_people_review_it() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let manifest = recorded(&programme, &officer).await;
    assert_eq!(programme.service.match_later().await.unwrap(), 0);

    programme.clock.advance_seconds(3600);
    let entry = programme.published(WANTED_LATER).await;
    assert_eq!(programme.service.match_later().await.unwrap(), 1);
    // It is searched for once, however often somebody looks.
    assert_eq!(programme.service.match_later().await.unwrap(), 0);

    let queue: Vec<QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    assert_eq!(queue.len(), 1);
    assert!(queue[0].later && queue[0].reference == manifest.id.reference() && queue[0].open_to_me);
    let view = view(&programme.browser(OFFICER).await, &manifest).await;
    assert_eq!(view.status, EncounterStatus::UnderReview);
    assert!(view.answer.leads.is_empty(), "what the search then answered stays what it was");
    assert_eq!((view.later.len(), view.later[0].entry), (1, entry.summary.id));
    assert_eq!((view.later[0].list.as_str(), view.later[0].at), ("Wanted", programme.clock.now()));

    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let said = |action: &str| log.iter().find(|line| line.action == action).unwrap().detail.clone();
    assert!(said("hit.open").starts_with("a later match"), "{}", said("hit.open"));
    assert!(said("list.search_past").ends_with("among 1 encounters: 1 hits"), "{}", said("list.search_past"));
}

#[tokio::test]
async fn an_encounter_that_was_found_when_it_came_is_not_found_again() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    programme.published(WANTED_LATER).await;
    let manifest = programme.manifest_as_read(WANTED_LATER);
    officer.post("/api/encounters", &manifest).await.value();
    assert_eq!(programme.service.match_later().await.unwrap(), 0);
    assert!(view(&officer, &manifest).await.later.is_empty());
}

#[tokio::test]
async fn an_entry_that_was_taken_back_in_between_matches_nobody() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    recorded(&programme, &officer).await;
    let entry = programme.published(WANTED_LATER).await.summary.id;
    let manager = programme.browser(MANAGER_1).await;
    let reason = json!({ "reason": "mistaken" });
    manager.post(&format!("/api/entries/{entry}/withdrawal"), &reason).await.value();
    assert_eq!(programme.service.match_later().await.unwrap(), 0);
}

#[tokio::test]
async fn a_frozen_record_matches_nobody_until_it_is_let_go() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let manifest = recorded(&programme, &officer).await;
    let case = redress_case_of(&programme, &officer, &manifest).await;
    let desk = programme.browser(PROGRAMME_MANAGER).await;
    let path = format!("/api/redress/cases/{case}/restriction");
    let freeze = |restricted: bool| json!({ "restricted": restricted, "reason": "disputed" });
    assert_eq!(desk.put_json(&path, &freeze(true)).await.status, StatusCode::OK);
    programme.published(WANTED_LATER).await;
    assert_eq!(programme.service.match_later().await.unwrap(), 0);
    assert_eq!(desk.put_json(&path, &freeze(false)).await.status, StatusCode::OK);
    // What was let in meanwhile has been searched for; whoever comes now finds the record again.
    programme.published(WANTED_LATER).await;
    assert_eq!(programme.service.match_later().await.unwrap(), 1);
}

#[tokio::test]
async fn an_erased_record_matches_nobody_though_it_was_in_memory() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let manifest = recorded(&programme, &officer).await;
    programme.published(7008).await;
    assert_eq!(programme.service.match_later().await.unwrap(), 0, "somebody else's print");
    let subject = server::Subject::Encounter(manifest.id);
    programme.service.erase(subject, "asked for it", "test").await.unwrap();
    programme.published(WANTED_LATER).await;
    assert_eq!(programme.service.match_later().await.unwrap(), 0);
}

#[tokio::test]
async fn a_record_whose_time_is_over_matches_nobody_even_before_it_is_erased() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    recorded(&programme, &officer).await;
    let days = i64::from(programme.north.policy.retention.no_hit_days);
    programme.clock.advance_seconds(days * 86_400 + 1);
    let manager = programme.browser(MANAGER_1).await;
    let mut draft = crate::programme::draft(WANTED_LATER);
    draft.words.expires_at = Some(programme.clock.now().plus_seconds(86_400));
    let path = format!("/api/watchlists/{}/entries", programme.list().await);
    let id = manager.post(&path, &draft).await.json::<wire::watchlist::EntryView>().summary.id;
    let second = programme.browser(crate::programme::MANAGER_2).await;
    second.post(&format!("/api/entries/{id}/validation"), &()).await.value();
    manager.post(&format!("/api/entries/{id}/publication"), &()).await.value();
    assert_eq!(programme.service.match_later().await.unwrap(), 0);
}
