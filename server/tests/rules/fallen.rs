//! Findings that fall, in every way in which one can: everybody who saw the alert is told, and is asked to say that they know.

use serde_json::{Value, json};
use server::Subject;
use wire::alert::{Alert, Asks, ErasedAlert};
use wire::case::CaseItem;
use wire::encounter::{EncounterStatus, EncounterView, Manifest};

use crate::alerts::{alerts, raised};
use crate::browser::Browser;
use crate::programme::{COLLEAGUE, MANAGER_1, OFFICER, PROGRAMME_MANAGER, Programme, SUPERVISOR};

const DAY: i64 = 86_400;

async fn erased(browser: &Browser) -> Vec<ErasedAlert> {
    browser.get("/api/erased-alerts").await.json()
}

/// An alert that its officer and a supervisor have seen, and a colleague has not.
async fn seen(programme: &Programme) -> Alert {
    let alert = raised(programme, 2).await;
    for name in [OFFICER, SUPERVISOR] {
        alerts(&programme.browser(name).await).await;
    }
    alert
}

/// Whether somebody is asked to say that they know that an alert no longer stands.
async fn is_told(programme: &Programme, name: &str, alert: &Alert) -> bool {
    let browser = programme.browser(name).await;
    let standing = alerts(&browser).await;
    let taken_back =
        standing.iter().any(|each| each.id == alert.id && each.asks == Some(Asks::AcknowledgeTakingBack));
    taken_back || erased(&browser).await.iter().any(|each| each.reference == alert.reference)
}

/// After the finding fell: who saw the alert is told, who did not is not, and nobody is asked to act on it.
async fn tells_whoever_saw_it(programme: &Programme, alert: &Alert) {
    for (name, told) in [(OFFICER, true), (SUPERVISOR, true), (COLLEAGUE, false)] {
        assert_eq!(is_told(programme, name, alert).await, told, "{name}");
        let asked = alerts(&programme.browser(name).await).await;
        let acts = |each: &Alert| each.id == alert.id && each.asks == Some(Asks::Acknowledge);
        assert!(!asked.iter().any(acts), "{name} is not asked to act on it");
    }
    assert_eq!(programme.service.take_alerts_further().await.unwrap(), 0, "it goes no further");
}

#[tokio::test]
async fn a_corrected_decision_tells_whoever_saw_the_alert() {
    let programme = Programme::new().await;
    let alert = seen(&programme).await;
    let wrong = json!({ "finding": "exclusion", "reason": "The core lies elsewhere." });
    let path = format!("/api/alerts/{}/correction", alert.id);
    programme.browser(SUPERVISOR).await.post(&path, &wrong).await.value();
    tells_whoever_saw_it(&programme, &alert).await;
}

#[tokio::test]
async fn a_withdrawn_entry_tells_whoever_saw_the_alert() {
    let programme = Programme::new().await;
    let alert = seen(&programme).await;
    let path = format!("/api/entries/{}/withdrawal", programme.listed[1]);
    let withdrawal = json!({ "reason": "the warrant was lifted" });
    programme.browser(MANAGER_1).await.post(&path, &withdrawal).await.value();
    tells_whoever_saw_it(&programme, &alert).await;
}

#[tokio::test]
async fn a_split_tells_whoever_saw_the_alert() {
    let programme = Programme::new().await;
    raised(&programme, 2).await;
    programme.clock.advance_seconds(60);
    let alert = seen(&programme).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let case = supervisor.get("/api/cases").await.json::<Vec<CaseItem>>().remove(0);
    let split = json!({ "encounters": [alert.encounter], "reason": "two brothers" });
    supervisor.post(&format!("/api/cases/{}/split", case.id), &split).await.value();
    tells_whoever_saw_it(&programme, &alert).await;
}

#[tokio::test]
async fn erasing_a_record_at_the_redress_desk_tells_whoever_saw_the_alert() {
    let programme = Programme::new().await;
    let alert = seen(&programme).await;
    let officer = programme.browser(OFFICER).await;
    let recorded = Manifest { id: alert.encounter, ..programme.manifest(2, 1).0 };
    let request = crate::redress::redress_case_of(&programme, &officer, &recorded).await;
    let path = format!("/api/redress/cases/{request}/erasure");
    let why = json!({ "reason": "the person was taken for another" });
    programme.browser(PROGRAMME_MANAGER).await.post(&path, &why).await.value();
    tells_whoever_saw_it(&programme, &alert).await;
}

#[tokio::test]
async fn a_record_whose_time_is_over_tells_whoever_saw_the_alert_when_it_is_purged() {
    let programme = Programme::new().await;
    let alert = seen(&programme).await;
    programme.clock.advance_seconds(1826 * DAY);
    for _ in 0..2 {
        programme.service.purge_due("test", |_| true).await.unwrap();
        programme.clock.advance_seconds(DAY);
    }
    tells_whoever_saw_it(&programme, &alert).await;
}

#[tokio::test]
async fn erasing_an_encounter_tells_whoever_saw_the_alert_and_nothing_else_of_it() {
    let programme = Programme::new().await;
    let alert = seen(&programme).await;
    programme.service.erase(Subject::Encounter(alert.encounter), "a court order", "test").await.unwrap();
    tells_whoever_saw_it(&programme, &alert).await;
    let said = programme.browser(OFFICER).await.get("/api/erased-alerts").await.value();
    let Value::Object(said) = &said[0] else { panic!("{said}") };
    let mut names: Vec<&str> = said.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["at", "id", "reference", "site"]);
}

#[tokio::test]
async fn erasing_an_entry_tells_whoever_saw_the_alert_and_nobody_stays_identified_by_it() {
    let programme = Programme::new().await;
    let alert = seen(&programme).await;
    programme.service.erase(Subject::Entry(programme.listed[1]), "a court order", "test").await.unwrap();
    tells_whoever_saw_it(&programme, &alert).await;
    let officer = programme.browser(OFFICER).await;
    let encounter: EncounterView = officer.get(&format!("/api/encounters/{}", alert.encounter)).await.json();
    assert_eq!(encounter.status, EncounterStatus::NoMatch);
}

#[tokio::test]
async fn each_answers_for_themselves_and_with_the_last_answer_nothing_is_left() {
    let programme = Programme::new().await;
    let alert = seen(&programme).await;
    programme.service.erase(Subject::Encounter(alert.encounter), "a court order", "test").await.unwrap();
    let path = format!("/api/erased-alerts/{}/acknowledgement", alert.id);
    let (officer, supervisor) = (programme.browser(OFFICER).await, programme.browser(SUPERVISOR).await);
    assert!(officer.post(&path, &()).await.status.is_success());
    assert_eq!(erased(&officer).await, []);
    assert_eq!(erased(&supervisor).await.len(), 1, "one's answer is not another's");
    assert_eq!(officer.post(&path, &()).await.code(), wire::Code::NotFound);
    assert!(supervisor.post(&path, &()).await.status.is_success());
    assert_eq!(erased(&supervisor).await, []);
}

#[tokio::test]
async fn who_already_knew_that_it_was_taken_back_is_not_told_again_by_the_erasure() {
    let programme = Programme::new().await;
    let alert = seen(&programme).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let wrong = json!({ "finding": "exclusion", "reason": "The core lies elsewhere." });
    supervisor.post(&format!("/api/alerts/{}/correction", alert.id), &wrong).await.value();
    let officer = programme.browser(OFFICER).await;
    officer.post(&format!("/api/alerts/{}/acknowledgement", alert.id), &()).await.value();
    programme.service.erase(Subject::Encounter(alert.encounter), "a court order", "test").await.unwrap();
    assert_eq!(erased(&officer).await, []);
    assert_eq!(erased(&supervisor).await.len(), 1, "who had not answered still is");
}
