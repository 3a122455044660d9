//! Whoever is recorded is searched for among past encounters: what is found links encounters, and is no alert.

use axum::http::StatusCode;
use policy::SitePolicy;
use serde_json::json;
use server::Subject;
use wire::audit::AuditEvent;
use wire::encounter::{EncounterStatus, EncounterView, Manifest};
use wire::hit::{Against, Finding, Hit, Outcome, Provenance, QueueItem};
use wire::redress::HeldAgainst;

use crate::browser::Browser;
use crate::programme::{
    AUDITOR, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, REVIEWER_7, STRANGER, sha256, site_policy,
};
use crate::redress::redress_case_of;

/// Another impression of a person each time, with its images.
async fn recorded(programme: &Programme, officer: &Browser, person: u64, capture: u64) -> Manifest {
    let (manifest, images) = programme.manifest(person, capture);
    officer.post("/api/encounters", &manifest).await.value();
    for image in images {
        let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&image));
        assert_eq!(officer.put(&path, image).await.status, StatusCode::NO_CONTENT);
    }
    programme.clock.advance_seconds(60);
    manifest
}

async fn queue(programme: &Programme) -> Vec<QueueItem> {
    programme.browser(REVIEWER_3).await.get("/api/hits").await.json()
}

async fn view(officer: &Browser, manifest: &Manifest) -> EncounterView {
    officer.get(&format!("/api/encounters/{}", manifest.id)).await.json()
}

#[tokio::test]
async fn who_was_recorded_before_is_found_once_and_by_the_later_encounter() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let first = recorded(&programme, &officer, STRANGER, 1).await;
    let other = recorded(&programme, &officer, STRANGER + 1, 1).await;
    assert_eq!(programme.service.find_links().await.unwrap(), 0, "nobody was recorded twice");
    let second = recorded(&programme, &officer, STRANGER, 2).await;
    assert_eq!(programme.service.find_links().await.unwrap(), 1);
    assert_eq!(programme.service.find_links().await.unwrap(), 0, "searched for once");

    let queue = queue(&programme).await;
    assert_eq!(queue.len(), 1);
    assert_eq!((queue[0].against, queue[0].later), (Against::SomebodyRecorded, false));
    assert_eq!(queue[0].reference, second.id.reference());
    for manifest in [first, other, second] {
        let view = view(&officer, &manifest).await;
        assert_eq!(view.status, EncounterStatus::NoMatch, "the officer is told of lists alone");
        assert!(view.answer.leads.is_empty() && view.later.is_empty());
    }
}

#[tokio::test]
async fn a_server_that_was_down_finds_each_pair_once_whatever_came_meanwhile() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    for capture in 1..=3 {
        recorded(&programme, &officer, STRANGER, capture).await;
    }
    assert_eq!(
        programme.service.find_links().await.unwrap(),
        3,
        "1-2, 1-3 and 2-3, of which none is decided"
    );
}

#[tokio::test]
async fn two_people_link_two_encounters_and_no_alert_comes_of_it() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let first = recorded(&programme, &officer, STRANGER, 1).await;
    let second = recorded(&programme, &officer, STRANGER, 2).await;
    programme.service.find_links().await.unwrap();
    let hit = queue(&programme).await[0].id;

    let (one, two) = (programme.browser(REVIEWER_3).await, programme.browser(REVIEWER_7).await);
    let shown: Hit = one.claim(hit).await.json();
    assert!(shown.candidate.is_none(), "the probe is looked at alone first");
    let shown: Hit = one.analyse(hit).await.json();
    let candidate = shown.candidate.unwrap();
    let Provenance::Encounter { id, reference, site, sealed_at } = candidate.provenance else {
        panic!("the candidate is a past encounter");
    };
    assert_eq!((id, reference, sealed_at), (first.id, first.id.reference(), first.sealed_at));
    assert_eq!(site, "Northgate");
    assert_eq!(candidate.references.len(), first.fingers.len());
    assert!(candidate.references.iter().all(|print| print.image && print.capture.is_some()));
    let image = one.get(&format!("/api/hits/{hit}/prints/{}", candidate.references[0].id)).await;
    assert_eq!(image.status, StatusCode::OK);
    one.decide(hit, Finding::Identification, "twelve points correspond").await.json::<Hit>();
    let shown = two.review(hit, Finding::Identification).await;
    assert_eq!(shown.outcome, Some(Outcome::Identification));

    for manifest in [&first, &second] {
        let view = view(&programme.browser(OFFICER).await, manifest).await;
        assert_eq!((view.status, view.alert), (EncounterStatus::NoMatch, None));
    }
    let auditor = programme.browser(AUDITOR).await;
    let log: Vec<AuditEvent> =
        auditor.get(&format!("/api/audit?subject=encounter/{}", first.id)).await.json();
    let said = |action: &str| log.iter().find(|line| line.action == action).unwrap().detail.clone();
    assert!(said("hit.open").contains(&format!("resembles encounter/{}", first.id)), "{}", said("hit.open"));
    assert!(said("hit.link").contains("two people"), "{}", said("hit.link"));
    assert!(
        log.iter().any(|line| line.action == "print.view"),
        "looks at the past encounter are on its record"
    );
    assert!(log.iter().all(|line| line.action != "alert.raise"));
}

#[tokio::test]
async fn of_encounters_that_are_linked_only_the_likeliest_is_looked_at() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    recorded(&programme, &officer, STRANGER, 1).await;
    recorded(&programme, &officer, STRANGER, 2).await;
    programme.service.find_links().await.unwrap();
    let hit = queue(&programme).await[0].id;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hit, Finding::Identification).await;
    }
    recorded(&programme, &programme.browser(OFFICER).await, STRANGER, 3).await;
    assert_eq!(programme.service.find_links().await.unwrap(), 1);
}

#[tokio::test]
async fn where_policy_does_not_search_encounters_nobody_is_searched_for_and_nobody_found() {
    let policy = SitePolicy { search_past: false, ..site_policy() };
    let programme = Programme::under(|_| {}, policy).await;
    let officer = programme.browser(OFFICER).await;
    recorded(&programme, &officer, STRANGER, 1).await;
    recorded(&programme, &officer, STRANGER, 2).await;
    assert_eq!(programme.service.find_links().await.unwrap(), 0);
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let line = log.iter().find(|line| line.action == "encounter.search_past").unwrap();
    assert!(line.why.starts_with("past_not_searched"), "{}", line.why);
}

#[tokio::test]
async fn a_frozen_encounter_is_neither_found_nor_reviewed_until_it_is_let_go() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let first = recorded(&programme, &officer, STRANGER, 1).await;
    recorded(&programme, &officer, STRANGER, 2).await;
    assert_eq!(programme.service.find_links().await.unwrap(), 1);
    let hit = queue(&programme).await[0].id;
    let case = redress_case_of(&programme, &officer, &first).await;
    let desk = programme.browser(PROGRAMME_MANAGER).await;
    let held: wire::redress::Case = desk.get(&format!("/api/redress/cases/{case}")).await.json();
    let links = held.held.unwrap().hits;
    assert!(matches!(&links[0].against, HeldAgainst::Recorded { .. }), "the person is told of the link");

    let path = format!("/api/redress/cases/{case}/restriction");
    let freeze = |restricted: bool| json!({ "restricted": restricted, "reason": "disputed" });
    assert_eq!(desk.put_json(&path, &freeze(true)).await.status, StatusCode::OK);
    assert!(queue(&programme).await.is_empty());
    let refused = programme.browser(REVIEWER_3).await.claim(hit).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    recorded(&programme, &programme.browser(OFFICER).await, STRANGER, 3).await;
    assert_eq!(programme.service.find_links().await.unwrap(), 1, "the second alone");
    assert_eq!(desk.put_json(&path, &freeze(false)).await.status, StatusCode::OK);
    assert_eq!(queue(&programme).await.len(), 2);
}

#[tokio::test]
async fn what_is_erased_takes_its_links_along() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let first = recorded(&programme, &officer, STRANGER, 1).await;
    recorded(&programme, &officer, STRANGER, 2).await;
    assert_eq!(programme.service.find_links().await.unwrap(), 1);
    let hit = queue(&programme).await[0].id;
    programme.browser(REVIEWER_3).await.review(hit, Finding::Identification).await;
    programme.service.erase(Subject::Encounter(first.id), "asked for it", "test").await.unwrap();
    assert!(queue(&programme).await.is_empty());
    recorded(&programme, &programme.browser(OFFICER).await, STRANGER, 3).await;
    assert_eq!(programme.service.find_links().await.unwrap(), 1, "the second alone");
}

#[tokio::test]
async fn an_encounter_whose_time_is_over_is_not_found_even_before_it_is_erased() {
    let programme = Programme::new().await;
    recorded(&programme, &programme.browser(OFFICER).await, STRANGER, 1).await;
    programme.service.find_links().await.unwrap();
    let days = i64::from(programme.north.policy.retention.no_hit_days);
    programme.clock.advance_seconds(days * 86_400 + 1);
    recorded(&programme, &programme.browser(OFFICER).await, STRANGER, 2).await;
    assert_eq!(programme.service.find_links().await.unwrap(), 0);
}
