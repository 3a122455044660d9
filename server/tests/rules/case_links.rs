//! Which encounters are one case: links, merges and splits, each undone with its trace.

use serde_json::json;
use wire::case::{CaseItem, CaseState, CaseView, LinkCause, Next, What};
use wire::encounter::{EncounterView, Receipt};
use wire::hit::{Finding, Hit};
use wire::{Code, EncounterId, HitId};

use crate::browser::Browser;
use crate::cases::{cases, encounters, identified, view};
use crate::programme::{OFFICER, Programme, REVIEWER_3, REVIEWER_7, SUPERVISOR};

/// Two cases of two people.
pub async fn two_cases(programme: &Programme) -> (Browser, CaseItem, CaseItem) {
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    identified(programme, &officer, 1).await;
    let one = cases(&supervisor).await.remove(0);
    programme.clock.advance_seconds(60);
    identified(programme, &officer, 2).await;
    let other = cases(&supervisor).await.into_iter().find(|item| item.id != one.id).unwrap();
    (supervisor, one, other)
}

#[tokio::test]
async fn a_merge_keeps_every_link_with_who_when_and_why_and_a_split_undoes_it() {
    let programme = Programme::new().await;
    let (supervisor, one, other) = two_cases(&programme).await;
    let note = json!({ "text": "Came with the other's papers" });
    supervisor.post(&format!("/api/cases/{}/notes", other.id), &note).await.value();
    let merge = |reason: &str| json!({ "with": other.reference, "reason": reason });
    let path = format!("/api/cases/{}/merge", one.id);
    assert_eq!(supervisor.post(&path, &merge(" ")).await.code(), Code::Invalid);
    let own = json!({ "with": one.reference, "reason": "the same" });
    assert_eq!(supervisor.post(&path, &own).await.problem().field.as_deref(), Some("with"));
    programme.clock.advance_seconds(60);
    let merged: CaseView = supervisor.post(&path, &merge("the court says they are one")).await.json();
    assert_eq!(merged.item.encounters.len(), 2);
    let moved = merged.links.iter().find(|link| link.cause == LinkCause::Merge).unwrap();
    assert_eq!(
        (moved.by.as_deref(), moved.reason.as_str()),
        (Some(SUPERVISOR), "the court says they are one")
    );
    let written = merged.timeline.iter().find(|moment| matches!(moment.what, What::Note { .. })).unwrap();
    assert_eq!(written.written_in.as_ref(), Some(&other.reference), "what was written there is shown here");

    let emptied = view(&supervisor, other.id).await;
    assert_eq!((emptied.item.state, emptied.item.encounters.len()), (CaseState::Emptied, 0));
    let end = emptied.links[0].ended.as_ref().unwrap();
    assert_eq!((end.by.as_str(), end.moved_to), (SUPERVISOR, one.id));
    assert_eq!(supervisor.post(&path, &merge("again")).await.code(), Code::Conflict);

    programme.clock.advance_seconds(60);
    let wrong = encounters(&other);
    let split = json!({ "encounters": wrong, "reason": "the court was wrong" });
    let path = format!("/api/cases/{}/split", one.id);
    let apart: CaseView = supervisor.post(&path, &split).await.json();
    assert_eq!(encounters(&apart.item), wrong);
    assert!(apart.timeline.iter().any(|moment| matches!(moment.what, What::Note { .. })), "and came along");
    let left = view(&supervisor, one.id).await;
    assert_eq!(encounters(&left.item), encounters(&one));
    assert!(left.timeline.iter().all(|moment| !matches!(moment.what, What::Note { .. })));
    let trace = left.links.iter().find(|link| link.ended.is_some()).unwrap();
    assert_eq!(trace.ended.as_ref().unwrap().reason, "the court was wrong");

    // The identification was not what was wrong: who is identified so again comes to the same case.
    let officer = programme.browser(OFFICER).await;
    let (again, _) = identified(&programme, &officer, 2).await;
    assert!(encounters(&view(&supervisor, apart.item.id).await.item).contains(&again));
}

#[tokio::test]
async fn an_identification_that_held_the_split_together_is_wrong_from_then_on() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let (first, _) = identified(&programme, &officer, 1).await;
    programme.clock.advance_seconds(60);
    let (second, _) = identified(&programme, &officer, 1).await;
    let case = cases(&supervisor).await.remove(0);
    let path = format!("/api/cases/{}/split", case.id);
    let split = |encounters: &[EncounterId]| json!({ "encounters": encounters, "reason": "two brothers" });
    for none in [&[][..], &[first, second], &[EncounterId::new()]] {
        assert_eq!(supervisor.post(&path, &split(none)).await.code(), Code::Invalid);
    }
    let apart: CaseView = supervisor.post(&path, &split(&[second])).await.json();
    let told: EncounterView = officer.get(&format!("/api/encounters/{second}")).await.json();
    assert_eq!(told.status, wire::encounter::EncounterStatus::Excluded);
    assert!(told.alert.unwrap().taken_back.is_some(), "whoever saw the alert is told");
    // The next one joins those who stayed, and nothing asks to merge the two again.
    let (third, _) = identified(&programme, &officer, 1).await;
    let stayed = view(&supervisor, case.id).await;
    assert!(encounters(&stayed.item).contains(&third));
    for case in [stayed, view(&supervisor, apart.item.id).await] {
        assert!(!case.item.next.iter().any(|next| matches!(next, Next::Merge { .. })));
    }
}

#[tokio::test]
async fn an_encounter_whose_identification_was_corrected_waits_to_be_split_off() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    identified(&programme, &officer, 1).await;
    programme.clock.advance_seconds(60);
    let (second, _) = identified(&programme, &officer, 1).await;
    let seen: EncounterView = officer.get(&format!("/api/encounters/{second}")).await.json();
    let correction = json!({ "finding": "exclusion", "reason": "the second look at the cores" });
    let path = format!("/api/alerts/{}/correction", seen.alert.unwrap().id);
    supervisor.post(&path, &correction).await.value();
    let case = cases(&supervisor).await.remove(0);
    let wanted = Next::SplitOff { encounter: second.reference() };
    assert!(case.next.contains(&wanted), "{:?}", case.next);
    let split = json!({ "encounters": [second], "reason": "another person" });
    let apart: CaseView = supervisor.post(&format!("/api/cases/{}/split", case.id), &split).await.json();
    assert_eq!(apart.item.next, []);
    assert!(!view(&supervisor, case.id).await.item.next.contains(&wanted));
}

#[tokio::test]
async fn two_encounters_that_are_linked_by_two_people_are_one_case() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let mut recorded = Vec::new();
    for capture in [1, 2] {
        let (manifest, _) = programme.manifest(crate::programme::STRANGER, capture);
        officer.post("/api/encounters", &manifest).await.value();
        recorded.insert(0, manifest.id);
        programme.clock.advance_seconds(60);
    }
    programme.service.find_links().await.unwrap();
    let hits: Vec<wire::hit::QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hits[0].id, Finding::Identification).await;
    }
    let case = cases(&supervisor).await.remove(0);
    assert_eq!(encounters(&case), recorded);
    assert_eq!(case.state, CaseState::Settled, "a link raises no alert");

    // Undone, they are two, and nothing says that they are one any more.
    let split = json!({ "encounters": [recorded[1]], "reason": "two sisters" });
    supervisor.post(&format!("/api/cases/{}/split", case.id), &split).await.value();
    let apart = cases(&supervisor).await;
    assert_eq!(apart.len(), 2);
    assert!(apart.iter().all(|case| case.next.is_empty()), "{apart:?}");
}

#[tokio::test]
async fn an_identification_across_two_cases_asks_a_supervisor_to_merge_them() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    // On the list twice without anybody knowing: each entry has got a case of its own.
    let twice = vec![crate::programme::listed(1, false)];
    let (one, other) = (identified(&programme, &officer, 1).await, {
        programme.service.enrol(policy::Country::MADE_UP, "Wanted", twice, "test").await.unwrap();
        programme.service.match_later().await.unwrap();
        let (manifest, _) = programme.manifest(1, 2);
        let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
        receipt.encounter.id
    });
    let hits: Vec<wire::hit::QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    let first_entry = one.1;
    let mut of_second: Vec<HitId> = hits
        .iter()
        .filter(|hit| hit.reference == other.reference() && hit.id != first_entry)
        .map(|hit| hit.id)
        .collect();
    // The second encounter is identified by the newer entry only: it has nothing in common with the first yet.
    of_second.sort();
    for hit in &of_second {
        let mut found = Finding::Exclusion;
        let reviewer = programme.browser(REVIEWER_3).await;
        reviewer.claim(*hit).await.json::<Hit>();
        let shown: Hit = reviewer.analyse(*hit).await.json();
        if shown.candidate.unwrap().references.iter().all(|print| !print.image) {
            found = Finding::Identification;
        }
        reviewer.decide(*hit, found, "as it is").await.json::<Hit>();
        programme.browser(REVIEWER_7).await.review(*hit, found).await;
    }
    assert_eq!(cases(&supervisor).await.len(), 2);
    // Then the later match of the first encounter with that newer entry is identified too.
    let later = hits.iter().find(|hit| hit.later && hit.reference == one.0.reference()).unwrap().id;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(later, Finding::Identification).await;
    }
    let found = cases(&supervisor).await;
    assert_eq!(found.len(), 2, "nobody but a supervisor merges");
    for (case, with) in [(&found[0], &found[1]), (&found[1], &found[0])] {
        assert!(case.next.contains(&Next::Merge { with: with.id, reference: with.reference.clone() }));
    }
    let merge = json!({ "with": found[1].id, "reason": "one person, two entries" });
    let path = format!("/api/cases/{}/merge", found[0].id);
    let merged: CaseView = supervisor.post(&path, &merge).await.json();
    assert!(!merged.item.next.iter().any(|next| matches!(next, Next::Merge { .. })));
}
