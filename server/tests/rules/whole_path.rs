use axum::http::StatusCode;
use wire::alert::Alert;
use wire::audit::AuditEvent;
use wire::encounter::{EncounterStatus, EncounterView, Receipt};
use wire::hit::{Claim, Finding, Hit, Outcome, Print, QueueItem, Stage};

use crate::programme::{
    ADMINISTRATOR, OFFICER, Programme, REVIEWER_3, REVIEWER_7, STRANGER, SUPERVISOR, sha256,
};

#[tokio::test]
async fn from_the_manifest_to_the_alert() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, images) = programme.manifest(1, 1);

    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.encounter.status, EncounterStatus::UnderReview);
    assert_eq!(receipt.encounter.answer.leads[0].entry, programme.listed[0]);
    assert!(receipt.encounter.answer.leads[0].score.get() >= 40.0);
    assert_eq!(receipt.encounter.answer.searched[0].people, 12);
    assert_eq!(receipt.parts_wanted.len(), 2);
    assert!(!receipt.encounter.images_complete);
    for image in &images {
        let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(image));
        assert_eq!(officer.put(&path, image.clone()).await.status, StatusCode::NO_CONTENT);
    }

    let first = programme.browser(REVIEWER_3).await;
    let queue: Vec<QueueItem> = first.get("/api/hits").await.json();
    let [item] = &queue[..] else { panic!("one hit, not {}", queue.len()) };
    assert_eq!((item.stage, item.claim, item.open_to_me), (Stage::FirstReview, Claim::Free, true));
    assert_eq!((item.site.as_str(), item.reference.clone()), ("Northgate", manifest.id.reference()));
    assert_eq!(item.due_at.seconds_since(item.opened_at), 1800);

    let shown: Hit = first.claim(item.id).await.json();
    assert_eq!(shown.item.claim, Claim::Mine);
    assert!(shown.probe.iter().all(|print| print.image && !print.minutiae.is_empty()));
    assert!((0.0..1.0).contains(&shown.chance_per_hundred_searches), "12 people at 1 in 10,000");
    let shown: Hit = first.analyse(item.id).await.json();
    let candidate = shown.candidate.unwrap();
    assert_eq!(candidate.references.len(), 2);
    assert_eq!(candidate.comparisons.len(), 2);
    assert!(candidate.comparisons[0].score >= candidate.comparisons[1].score, "best first");
    for comparison in &candidate.comparisons {
        let probe = shown.probe.iter().find(|print| print.id == comparison.probe).unwrap();
        let of_reference = |print: &&Print| print.id == comparison.reference;
        let reference = candidate.references.iter().find(of_reference).unwrap();
        assert_eq!(probe.position, reference.position);
        let held = |&(a, b): &(u16, u16)| {
            usize::from(a) < probe.minutiae.len() && usize::from(b) < reference.minutiae.len()
        };
        assert!(comparison.pairs.iter().all(held));
    }
    let print = format!("/api/hits/{}/prints/{}", item.id, candidate.references[0].id);
    let image = first.get(&print).await;
    assert_eq!((image.status, &image.body[..4]), (StatusCode::OK, &b"\x89PNG"[..]));
    let shown: Hit = first.decide(item.id, Finding::Identification, "fourteen points").await.json();
    assert_eq!((shown.item.stage, shown.outcome), (Stage::SecondReview, None));

    let encounter = format!("/api/encounters/{}", manifest.id);
    let view: EncounterView = officer.get(&encounter).await.json();
    assert_eq!((view.status, view.alert), (EncounterStatus::UnderReview, None), "one person is not enough");

    let shown = programme.browser(REVIEWER_7).await.review(item.id, Finding::Identification).await;
    assert_eq!((shown.item.stage, shown.outcome), (Stage::Closed, Some(Outcome::Identification)));

    let view: EncounterView = officer.get(&encounter).await.json();
    assert_eq!(view.status, EncounterStatus::Identified);
    let alert = view.alert.unwrap();
    assert_eq!((alert.list.as_str(), alert.category.as_str()), ("Wanted", "Wanted for smuggling"));
    assert_eq!((alert.instructions.as_str(), alert.source.as_str()), ("Call extension 100.", "Prosecutor"));
    assert_eq!(alert.acknowledged, None);

    let path = format!("/api/alerts/{}/acknowledgement", alert.id);
    let seen: Alert = officer.post(&path, &()).await.json();
    assert_eq!(seen.acknowledged.as_ref().unwrap().by, OFFICER);
    let again: Alert = programme.browser(SUPERVISOR).await.post(&path, &()).await.json();
    assert_eq!(again.acknowledged, seen.acknowledged, "the first to see it stands");

    let log: Vec<AuditEvent> = programme.browser(ADMINISTRATOR).await.get("/api/audit").await.json();
    let done: Vec<&str> = log.iter().rev().map(|event| event.action.as_str()).collect();
    for action in [
        "encounter.store",
        "hit.open",
        "part.store",
        "hit.claim",
        "hit.analyse",
        "print.view",
        "hit.decide",
        "alert.raise",
        "encounter.read",
        "alert.acknowledge",
    ] {
        assert!(done.contains(&action), "{action} is not on record");
    }
    let reasons: Vec<&AuditEvent> = log.iter().filter(|event| event.action == "hit.decide").collect();
    assert!(
        reasons.iter().any(|event| event.detail.contains("fourteen points") && event.actor == REVIEWER_3)
    );
}

#[tokio::test]
async fn nobody_on_a_list_is_no_match_in_named_lists_as_of_a_moment() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(STRANGER, 1);
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.encounter.status, EncounterStatus::NoMatch);
    let searched = &receipt.encounter.answer.searched;
    assert_eq!((searched.len(), searched[0].name.as_str(), searched[0].version), (1, "Wanted", 1));
    assert_eq!(searched[0].as_of, programme.clock.now());
    let queue: Vec<QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    assert!(queue.is_empty());
}

#[tokio::test]
async fn two_exclusions_close_the_case_without_an_alert() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 2).await;
    programme.browser(REVIEWER_3).await.review(hit, Finding::Exclusion).await;
    programme.browser(REVIEWER_7).await.review(hit, Finding::Exclusion).await;
    let path = format!("/api/encounters/{}", receipt.encounter.id);
    let view: EncounterView = officer.get(&path).await.json();
    assert_eq!((view.status, view.alert), (EncounterStatus::Excluded, None));
    let queue: Vec<QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    assert!(queue.iter().all(|hit| hit.stage == Stage::Closed));
}
