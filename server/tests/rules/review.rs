//! Review of a hit: analysis first, two people blind to each other, a supervisor where they differ.

use axum::http::StatusCode;
use policy::{Country, SitePolicy};
use serde_json::Value;
use wire::Code;
use wire::biography::{Biography, NamesAgreement, Stated};
use wire::encounter::{EncounterStatus, EncounterView};
use wire::hit::{Analysis, Claim, Finding, Hit, Outcome, QueueItem, Skip, Stage};

use crate::programme::{OFFICER, Programme, REVIEWER_3, REVIEWER_7, SUPERVISOR, listed, site_policy};

/// Every key and text in a JSON value.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| std::iter::once(key.clone()).chain(words(value))).collect()
        }
        Value::Array(items) => items.iter().flat_map(words).collect(),
        Value::String(text) => vec![text.clone()],
        _ => vec![],
    }
}

#[tokio::test]
async fn before_the_analysis_there_is_no_candidate_and_no_score() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;

    let mut shown = reviewer.claim(hit).await.value();
    assert_eq!(shown["candidate"], Value::Null);
    for print in shown["probe"].as_array_mut().unwrap() {
        // The quality of the probe is a score too, but not of the comparison.
        print.as_object_mut().unwrap().remove("quality");
    }
    let said = words(&shown);
    for hidden in ["score", "pairs", "references", "list", "Wanted", "category", "severity", "entry"] {
        assert!(!said.iter().any(|word| word == hidden), "{hidden} is told before the analysis");
    }
    let queue = reviewer.get("/api/hits").await.value();
    assert!(
        !words(&queue).iter().any(|word| ["score", "entry", "list", "category"].contains(&word.as_str()))
    );

    let shown = reviewer.analyse(hit).await.value();
    let said = words(&shown["candidate"]);
    assert!(said.iter().any(|word| word == "Wanted"));
    assert!(!said.iter().any(|word| word.contains("smuggling") || word.contains("extension 100")));
}

#[tokio::test]
async fn how_names_agree_is_shown_with_the_candidate_and_not_before() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (mut manifest, _) = programme.manifest(2, 1);
    manifest.biography = Biography { names: vec!["Somebody Listet".into()], ..Biography::default() };
    officer.post("/api/encounters", &manifest).await.value();
    let reviewer = programme.browser(REVIEWER_3).await;
    let hit = reviewer.get("/api/hits").await.json::<Vec<QueueItem>>()[0].id;
    let before = reviewer.claim(hit).await;
    assert!(!before.text().contains("agree") && !before.text().contains("Listet"));
    let shown: Hit = reviewer.analyse(hit).await.json();
    let stated = shown.candidate.unwrap().stated;
    assert_eq!(stated, Stated { names: NamesAgreement::Agree, born: None });
}

#[tokio::test]
async fn neither_deadline_nor_place_in_the_queue_tells_how_grave_a_hit_is_before_it_is_decided() {
    let policy = SitePolicy { decide_within_minutes: [240, 60, 30, 15], ..site_policy() };
    let programme = Programme::under(|_| {}, policy).await;
    let (mild, grave) = (101, 102);
    for (person, severity) in [(mild, 1), (grave, 4)] {
        let mut entry = listed(person, false);
        entry.particulars.severity = severity;
        programme.service.enrol(Country::MADE_UP, "Wanted", vec![entry], "test").await.unwrap();
    }
    let officer = programme.browser(OFFICER).await;
    let mut hits = Vec::new();
    for person in [mild, grave] {
        hits.push(programme.hit_on(&officer, person).await.1);
        programme.clock.advance_seconds(60);
    }
    let reviewer = programme.browser(REVIEWER_3).await;
    let open: Vec<QueueItem> = reviewer.get("/api/hits").await.json();
    assert_eq!(open.iter().map(|item| item.id).collect::<Vec<_>>(), hits, "as they came, not as they weigh");
    for item in &open {
        assert_eq!(item.due_at.seconds_since(item.opened_at), 15 * 60, "the shortest time, for both");
    }
    for hit in &hits {
        let shown: Hit = reviewer.claim(*hit).await.json();
        assert_eq!(shown.item.due_at.seconds_since(shown.item.opened_at), 15 * 60);
        let shown: Hit = reviewer.analyse(*hit).await.json();
        assert_eq!(shown.item.due_at.seconds_since(shown.item.opened_at), 15 * 60, "nor before the decision");
        reviewer.decide(*hit, Finding::Exclusion, "the cores differ").await.json::<Hit>();
        programme.browser(REVIEWER_7).await.review(*hit, Finding::Exclusion).await;
    }
    let closed: Vec<QueueItem> = reviewer.get("/api/hits").await.json();
    let minutes = |hit| {
        let item = closed.iter().find(|item| item.id == hit).unwrap();
        item.due_at.seconds_since(item.opened_at) / 60
    };
    assert_eq!([minutes(hits[0]), minutes(hits[1])], [240, 15], "a closed hit says what it was measured by");
}

#[tokio::test]
async fn the_candidates_images_are_not_there_before_the_analysis() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let first = programme.browser(REVIEWER_3).await;
    first.claim(hit).await.json::<Hit>();
    let shown: Hit = first.analyse(hit).await.json();
    let reference = shown.candidate.unwrap().references[0].id;
    let probe = shown.probe[0].id;
    first.decide(hit, Finding::Exclusion, "the cores differ").await.json::<Hit>();

    let second = programme.browser(REVIEWER_7).await;
    let image = |print| format!("/api/hits/{hit}/prints/{print}");
    assert_eq!(second.get(&image(probe)).await.code(), Code::Conflict, "not even the probe without a claim");
    second.claim(hit).await.json::<Hit>();
    assert_eq!(second.get(&image(probe)).await.status, StatusCode::OK);
    assert_eq!(second.get(&image(reference)).await.code(), Code::NotFound);
    second.analyse(hit).await.json::<Hit>();
    assert_eq!(second.get(&image(reference)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_second_reviewer_learns_nothing_of_the_first_decision() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (_, one) = programme.hit_on(&officer, 1).await;
    let (_, two) = programme.hit_on(&officer, 2).await;
    let first = programme.browser(REVIEWER_3).await;
    for (hit, finding) in [(one, Finding::Identification), (two, Finding::Exclusion)] {
        first.claim(hit).await.json::<Hit>();
        first.analyse(hit).await.json::<Hit>();
        first.decide(hit, finding, "Tell-tale words of the first").await.json::<Hit>();
    }

    let second = programme.browser(REVIEWER_7).await;
    let mut seen = vec![second.get("/api/hits").await.value()];
    for hit in [one, two] {
        seen.push(second.claim(hit).await.value());
        seen.push(second.analyse(hit).await.value());
        seen.push(second.get(&format!("/api/hits/{hit}")).await.value());
    }
    for value in &seen {
        let said = words(value);
        for hidden in ["identification", "exclusion", "finding", "reason", REVIEWER_3] {
            assert!(!said.iter().any(|word| word == hidden), "{hidden} is told: {value}");
        }
        assert!(!said.iter().any(|word| word.contains("Tell-tale") || word == "clear ridges second"));
    }
    // The two hits differ in what was decided, and must not differ in what is told of it.
    for shown in &seen[1..] {
        assert_eq!((&shown["decision"], &shown["outcome"]), (&Value::Null, &Value::Null));
        assert_eq!(shown["item"]["stage"], "second_review");
    }
    let queue = seen[0].as_array().unwrap();
    assert!(queue.iter().all(|item| item["stage"] == "second_review" && item["open_to_me"] == true));
}

#[tokio::test]
async fn nobody_decides_twice_on_one_hit() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    reviewer.review(hit, Finding::Identification).await;

    assert_eq!(reviewer.claim(hit).await.code(), Code::NotAllowed);
    assert_eq!(reviewer.decide(hit, Finding::Exclusion, "on reflection").await.code(), Code::Conflict);
    let elsewhere = programme.browser(REVIEWER_3).await;
    assert_eq!(elsewhere.claim(hit).await.code(), Code::NotAllowed, "nor in another browser");
    let queue: Vec<QueueItem> = reviewer.get("/api/hits").await.json();
    assert!(!queue[0].open_to_me);
}

#[tokio::test]
async fn a_closed_case_stays_in_the_queue_of_those_who_decided_it_and_of_nobody_else() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    for name in [REVIEWER_3, REVIEWER_7] {
        programme.browser(name).await.review(hit, Finding::Exclusion).await;
    }
    for name in [REVIEWER_3, REVIEWER_7] {
        let queue: Vec<QueueItem> = programme.browser(name).await.get("/api/hits").await.json();
        assert_eq!((queue[0].id, queue[0].stage, queue[0].open_to_me), (hit, Stage::Closed, false));
    }
    let queue: Vec<QueueItem> = programme.browser(SUPERVISOR).await.get("/api/hits").await.json();
    assert!(queue.is_empty());
}

#[tokio::test]
async fn a_decision_sent_again_changes_nothing() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    reviewer.review(hit, Finding::Identification).await;
    let again: Hit = reviewer.decide(hit, Finding::Identification, "twelve points correspond").await.json();
    assert_eq!((again.item.stage, again.outcome), (Stage::SecondReview, None));
}

#[tokio::test]
async fn two_who_differ_send_the_case_to_a_supervisor_who_settles_it() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    assert_eq!(supervisor.claim(hit).await.code(), Code::NotAllowed, "there is no conflict yet");
    programme.browser(REVIEWER_3).await.review(hit, Finding::Identification).await;
    let shown = programme.browser(REVIEWER_7).await.review(hit, Finding::Exclusion).await;
    assert_eq!((shown.item.stage, shown.outcome), (Stage::WithSupervisor, None));

    let path = format!("/api/encounters/{}", receipt.encounter.id);
    let view: EncounterView = officer.get(&path).await.json();
    assert_eq!((view.status, view.alert), (EncounterStatus::WithSupervisor, None));

    let shown = supervisor.review(hit, Finding::Identification).await;
    assert_eq!((shown.item.stage, shown.outcome), (Stage::Closed, Some(Outcome::Identification)));
    let view: EncounterView = officer.get(&path).await.json();
    assert_eq!(view.status, EncounterStatus::Identified);
    assert!(view.alert.is_some());
}

#[tokio::test]
async fn a_supervisor_does_not_identify_alone() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    programme.browser(REVIEWER_3).await.review(hit, Finding::Exclusion).await;
    programme.browser(REVIEWER_7).await.review(hit, Finding::Inconclusive).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    supervisor.claim(hit).await.json::<Hit>();
    supervisor.analyse(hit).await.json::<Hit>();
    let refused = supervisor.decide(hit, Finding::Identification, "I see it").await;
    assert_eq!(refused.code(), Code::Conflict);
    supervisor.decide(hit, Finding::Inconclusive, "it cannot be told").await.json::<Hit>();
    let view: EncounterView = officer.get(&format!("/api/encounters/{}", receipt.encounter.id)).await.json();
    assert_eq!((view.status, view.alert), (EncounterStatus::Inconclusive, None));
}

#[tokio::test]
async fn a_case_is_one_persons_at_a_time_until_they_let_go_or_time_does() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let (one, other) = (programme.browser(REVIEWER_3).await, programme.browser(REVIEWER_7).await);
    one.claim(hit).await.json::<Hit>();
    assert_eq!(other.claim(hit).await.code(), Code::Conflict);
    let queue: Vec<QueueItem> = other.get("/api/hits").await.json();
    assert_eq!((queue[0].claim, queue[0].open_to_me), (Claim::Other, false));

    assert_eq!(one.delete(&format!("/api/hits/{hit}/claim")).await.status, StatusCode::NO_CONTENT);
    other.claim(hit).await.json::<Hit>();
    programme.clock.advance_seconds(14 * 60);
    other.get(&format!("/api/hits/{hit}")).await.json::<Hit>();
    programme.clock.advance_seconds(14 * 60);
    assert_eq!(one.claim(hit).await.code(), Code::Conflict, "looking at it renewed the claim");
    programme.clock.advance_seconds(60);
    one.claim(hit).await.json::<Hit>();
    assert_eq!(other.get(&format!("/api/hits/{hit}")).await.code(), Code::Conflict);
    assert_eq!(other.analyse(hit).await.code(), Code::Conflict);
}

#[tokio::test]
async fn a_decision_needs_the_claim_then_the_analysis_then_a_reason() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    let decide = |reason: &'static str| reviewer.decide(hit, Finding::Exclusion, reason);
    assert_eq!(decide("no claim").await.code(), Code::Conflict);
    reviewer.claim(hit).await.json::<Hit>();
    assert_eq!(decide("no analysis").await.code(), Code::Conflict);
    reviewer.analyse(hit).await.json::<Hit>();
    let refused = decide("   ").await.problem();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("reason")));
    decide("the cores differ").await.json::<Hit>();
}

#[tokio::test]
async fn an_analysis_cannot_be_changed_once_the_candidate_was_shown() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    reviewer.claim(hit).await.json::<Hit>();
    reviewer.analyse(hit).await.json::<Hit>();
    reviewer.analyse(hit).await.json::<Hit>();
    let changed = serde_json::json!({ "value": "insufficient", "note": "now that I have seen it" });
    assert_eq!(reviewer.post(&format!("/api/hits/{hit}/analysis"), &changed).await.code(), Code::Conflict);
}

#[tokio::test]
async fn an_entry_that_has_expired_since_the_search_identifies_nobody() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    programme.clock.advance_seconds(91 * 86_400);
    let reviewer = programme.browser(REVIEWER_3).await;
    reviewer.claim(hit).await.json::<Hit>();
    reviewer.analyse(hit).await.json::<Hit>();
    assert_eq!(reviewer.decide(hit, Finding::Identification, "it is he").await.code(), Code::Conflict);
    reviewer.decide(hit, Finding::Inconclusive, "the entry has expired").await.json::<Hit>();
}

#[tokio::test]
async fn a_case_that_was_skipped_with_a_reason_is_free_for_others_and_marked_for_who_skipped_it() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let (one, other) = (programme.browser(REVIEWER_3).await, programme.browser(REVIEWER_7).await);
    one.claim(hit).await.json::<Hit>();
    let path = format!("/api/hits/{hit}/skip");
    let skip = |reason: &str| Skip { reason: reason.into() };
    assert_eq!(one.post(&path, &skip(" ")).await.code(), Code::Invalid);
    assert_eq!(other.post(&path, &skip("mine")).await.code(), Code::Conflict, "another has it open");
    assert_eq!(one.post(&path, &skip("I know the family")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(one.post(&path, &skip("again")).await.status, StatusCode::NO_CONTENT);

    for (browser, skipped) in [(&one, true), (&other, false)] {
        let queue: Vec<QueueItem> = browser.get("/api/hits").await.json();
        assert_eq!((queue[0].claim, queue[0].open_to_me, queue[0].skipped), (Claim::Free, true, skipped));
    }
}

#[tokio::test]
async fn a_probe_is_analysed_once_for_all_its_candidates_which_come_in_an_order_of_the_reviewers_own() {
    let programme = Programme::new().await;
    let again = vec![listed(1, false)];
    programme.service.enrol(Country::MADE_UP, "Wanted", again, "test").await.unwrap();
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    assert_eq!(reviewer.claim(hit).await.json::<Hit>().candidates, vec![], "not before the analysis");
    let shown: Hit = reviewer.analyse(hit).await.json();
    assert!(shown.candidates.len() == 2 && shown.candidates.contains(&hit), "{:?}", shown.candidates);
    let other = *shown.candidates.iter().find(|id| **id != hit).unwrap();

    let second: Hit = reviewer.claim(other).await.json();
    assert_eq!(second.analysis, shown.analysis);
    assert_eq!(second.candidates, shown.candidates, "the same order for both hits");
    assert!(second.candidate.is_some());
    let changed = Analysis { value: wire::hit::Value::Insufficient, note: String::new(), charts: vec![] };
    assert_eq!(reviewer.post(&format!("/api/hits/{other}/analysis"), &changed).await.code(), Code::Conflict);
    // Another reviewer begins with the probe.
    assert_eq!(programme.browser(REVIEWER_7).await.claim(hit).await.code(), Code::Conflict);
    reviewer.delete(&format!("/api/hits/{hit}/claim")).await;
    assert_eq!(programme.browser(REVIEWER_7).await.claim(hit).await.json::<Hit>().analysis, None);
}
