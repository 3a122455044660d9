//! Searching by name: across scripts and spellings, for a reason, on record, and never a hit.

use serde_json::json;
use wire::Code;
use wire::audit::AuditEvent;
use wire::biography::{Biography, BornAgreement, NameMatch, NameSearch, NamedRecord};
use wire::encounter::{EncounterStatus, EncounterView, Manifest, Receipt};
use wire::hit::QueueItem;

use crate::browser::Browser;
use crate::programme::{
    AUDITOR, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, STRANGER, SUPERVISOR, site_policy,
};
use crate::redress::redress_case_of;

fn facts(name: &str, born: &str) -> Biography {
    Biography { names: vec![name.into()], born: born.parse().ok(), place: String::new() }
}

/// Somebody on no list who says what they are called.
async fn recorded(programme: &Programme, officer: &Browser, facts: Biography) -> Manifest {
    let (mut manifest, _) = programme.manifest(STRANGER, 1);
    manifest.biography = facts;
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    manifest
}

async fn found(browser: &Browser, name: &str, born: &str) -> Vec<NameMatch> {
    let search = NameSearch { facts: facts(name, born), reason: "case 7".into() };
    browser.post("/api/names", &search).await.json()
}

#[tokio::test]
async fn a_person_is_found_by_name_in_another_script_with_day_and_month_changed_over() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let manifest = recorded(&programme, &officer, facts("محمد خالد", "1990-05-04")).await;
    recorded(&programme, &officer, facts("Pedro Gómez", "1990-05-04")).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    let found = found(&reviewer, "Mohamed Khaled", "1990-04-05").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].reference, manifest.id.reference());
    assert_eq!(found[0].born, Some(BornAgreement::DayAndMonthSwapped));
    assert_eq!(found[0].facts, manifest.biography);
    assert!(matches!(&found[0].record, NamedRecord::Encounter { site, .. } if site == "Northgate"));
}

#[tokio::test]
async fn entries_are_found_by_the_sources_name_for_them_and_tell_no_category() {
    let programme = Programme::new().await;
    let answer = programme
        .browser(SUPERVISOR)
        .await
        .post("/api/names", &json!({ "facts": { "names": ["LISTED, Somebody"] }, "reason": "case 7" }))
        .await;
    let found: Vec<NameMatch> = answer.json();
    assert_eq!(found.len(), programme.listed.len());
    assert!(matches!(&found[0].record, NamedRecord::Entry { list, .. } if list == "Wanted"));
    assert!(!answer.text().contains("smuggling"), "the category stays hidden");
}

#[tokio::test]
async fn a_name_opens_no_hit_whatever_it_is() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let manifest = recorded(&programme, &officer, facts("Somebody Listed", "")).await;
    let view: EncounterView = officer.get(&format!("/api/encounters/{}", manifest.id)).await.json();
    assert_eq!((view.status, view.answer.leads.len()), (EncounterStatus::NoMatch, 0));
    let reviewer = programme.browser(REVIEWER_3).await;
    assert!(found(&reviewer, "Somebody Listed", "").await.len() > 1);
    let queue: Vec<QueueItem> = reviewer.get("/api/hits").await.json();
    assert!(queue.is_empty());
}

#[tokio::test]
async fn who_asks_says_why_and_it_is_on_record() {
    let programme = Programme::new().await;
    let reviewer = programme.browser(REVIEWER_3).await;
    for (search, field) in [
        (json!({ "facts": { "names": ["Ana"] }, "reason": "  " }), "reason"),
        (json!({ "facts": { "names": [" "], "born": "1990" }, "reason": "case 7" }), "facts.names"),
        (json!({ "facts": { "names": ["a".repeat(121)] }, "reason": "case 7" }), "facts.names"),
        (json!({ "facts": { "names": ["Ana"], "born": "5.4.90" }, "reason": "case 7" }), "facts.born"),
    ] {
        let problem = reviewer.post("/api/names", &search).await.problem();
        assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some(field)));
    }
    found(&reviewer, "Somebody Listed", "").await;
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let line = log.iter().find(|line| line.action == "names.search").unwrap();
    assert_eq!(line.why, "case 7");
    assert!(line.detail.starts_with("12 records: "), "{}", line.detail);
}

#[tokio::test]
async fn a_name_lies_nowhere_in_the_clear() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    recorded(&programme, &officer, facts("Plantedname Unmistakable", "")).await;
    found(&programme.browser(REVIEWER_3).await, "Plantedname Unmistakable", "").await;
    for (path, content) in programme.raw_files() {
        let clear = content.windows(11).any(|bytes| bytes.eq_ignore_ascii_case(b"plantedname"));
        assert!(!clear, "{}", path.display());
    }
}

#[tokio::test]
async fn frozen_erased_and_withdrawn_records_are_not_found_by_name() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    let frozen = recorded(&programme, &officer, facts("Ana Souza", "")).await;
    let erased = recorded(&programme, &officer, facts("Ana Sousa", "")).await;
    assert_eq!(found(&reviewer, "Ana Souza", "").await.len(), 2);
    let case = redress_case_of(&programme, &officer, &frozen).await;
    let path = format!("/api/redress/cases/{case}/restriction");
    let desk = programme.browser(PROGRAMME_MANAGER).await;
    desk.put_json(&path, &json!({ "restricted": true, "reason": "disputed" })).await.value();
    programme.service.erase(server::Subject::Encounter(erased.id), "asked", "test").await.unwrap();
    assert!(found(&reviewer, "Ana Souza", "").await.is_empty());
    let entry = server::Subject::Entry(programme.listed[0]);
    let before = found(&reviewer, "Somebody Listed", "").await.len();
    programme.service.erase(entry, "asked", "test").await.unwrap();
    assert_eq!(found(&reviewer, "Somebody Listed", "").await.len(), before - 1);
}

#[tokio::test]
async fn where_the_sites_rules_say_so_nobody_is_asked_for_a_name() {
    let mut policy = site_policy();
    policy.modalities.remove(&policy::Modality::Facts);
    let programme = Programme::under(|_| {}, policy).await;
    let officer = programme.browser(OFFICER).await;
    let (mut manifest, _) = programme.manifest(STRANGER, 1);
    manifest.biography = facts("Ana Souza", "");
    let problem = officer.post("/api/encounters", &manifest).await.problem();
    assert_eq!(problem.field.as_deref(), Some("biography"));
    manifest.biography = Biography::default();
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
}
