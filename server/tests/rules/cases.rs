use axum::http::{StatusCode, header};
use serde_json::json;
use wire::alert::Cause;
use wire::case::{CaseItem, CaseSearch, CaseState, CaseView, LinkCause, Next, What};
use wire::encounter::{EncounterView, Receipt};
use wire::handover::{Contact, HandoverState, HandoverWords};
use wire::hit::{Finding, Hit, Outcome};
use wire::purge::{Hold, NewHold};
use wire::{CaseId, Code, EncounterId, HitId};

use crate::programme::{
    ADMINISTRATOR, AUDITOR, Answer, Browser, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, REVIEWER_7,
    SUPERVISOR, picture, sha256,
};

/// A PDF, as far as anybody looks.
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
const DAY: i64 = 86_400;

/// Somebody on the list, recorded and identified by two people.
async fn identified(programme: &Programme, officer: &Browser, person: u64) -> (EncounterId, HitId) {
    let (receipt, hit) = programme.hit_on(officer, person).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hit, Finding::Identification).await;
    }
    (receipt.encounter.id, hit)
}

async fn cases(browser: &Browser) -> Vec<CaseItem> {
    browser.get("/api/cases").await.json()
}

async fn view(browser: &Browser, id: CaseId) -> CaseView {
    browser.get(&format!("/api/cases/{id}")).await.json()
}

fn encounters(item: &CaseItem) -> Vec<EncounterId> {
    item.encounters.iter().map(|encounter| encounter.id).collect()
}

async fn lay_in(browser: &Browser, id: CaseId, bytes: &[u8]) -> Answer {
    let path = format!("/api/cases/{id}/documents/{}?name=The%20warrant.pdf", sha256(bytes));
    browser.put(&path, bytes.to_vec()).await
}

#[tokio::test]
async fn two_peoples_identification_links_and_nothing_less_does() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    programme.browser(REVIEWER_3).await.review(hit, Finding::Identification).await;
    assert_eq!(cases(&supervisor).await, [], "one person's is none");
    programme.browser(REVIEWER_7).await.review(hit, Finding::Identification).await;
    let (_, excluded) = programme.hit_on(&officer, 2).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(excluded, Finding::Exclusion).await;
    }
    let found = cases(&supervisor).await;
    assert_eq!(found.len(), 1);
    assert_eq!(encounters(&found[0]), [receipt.encounter.id]);

    // The same subject again: by the same entry, into the same case.
    programme.clock.advance_seconds(60);
    let (again, _) = identified(&programme, &officer, 1).await;
    let found = cases(&supervisor).await;
    assert_eq!(found.len(), 1);
    assert_eq!(encounters(&found[0]), [again, receipt.encounter.id], "the newest first");
    let view = view(&supervisor, found[0].id).await;
    assert!(view.links.iter().all(|link| link.cause == LinkCause::Identification && link.by.is_none()));
}

#[tokio::test]
async fn what_has_to_be_done_follows_from_what_is() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let (encounter, _) = identified(&programme, &officer, 1).await;
    let item = &cases(&supervisor).await[0];
    let reference = encounter.reference();
    assert_eq!(item.state, CaseState::Waiting);
    assert!(matches!(&item.next[..], [Next::AcknowledgeAlert { encounter, .. }] if *encounter == reference));
    let seen: EncounterView = officer.get(&format!("/api/encounters/{encounter}")).await.json();
    officer.post(&format!("/api/alerts/{}/acknowledgement", seen.alert.unwrap().id), &()).await.value();
    let item = &cases(&supervisor).await[0];
    assert_eq!((item.state, &item.next[..]), (CaseState::Settled, &[][..]));
}

#[tokio::test]
async fn a_case_tells_nothing_of_a_hit_that_is_under_review() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    // Twice on the list: one hit is decided, the other is not.
    let again = vec![crate::programme::listed(1, false)];
    programme.service.enrol(policy::Country::MADE_UP, "Wanted", again, "test").await.unwrap();
    let (_, hit) = programme.hit_on(&officer, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    reviewer.claim(hit).await.json::<Hit>();
    let shown: Hit = reviewer.analyse(hit).await.json();
    let other = *shown.candidates.iter().find(|id| **id != hit).unwrap();
    reviewer.decide(hit, Finding::Identification, "fifteen points").await.json::<Hit>();
    programme.browser(REVIEWER_7).await.review(hit, Finding::Identification).await;
    reviewer.review(other, Finding::Exclusion).await;

    let item = &cases(&supervisor).await[0];
    assert!(item.next.iter().any(|next| matches!(next, Next::SecondReview { .. })));
    let view = view(&supervisor, item.id).await;
    let decided = view.timeline.iter().filter(|moment| matches!(moment.what, What::Decided { .. })).count();
    assert_eq!(decided, 1);
    let open = view.timeline.iter().filter(|moment| matches!(&moment.what, What::Found { among: None, .. }));
    assert_eq!(open.count(), 1, "nor on which list it is");
}

/// Two cases of two people.
async fn two_cases(programme: &Programme) -> (Browser, CaseItem, CaseItem) {
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

#[tokio::test]
async fn cases_are_found_by_reference_site_date_name_and_state_and_only_for_a_reason() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (mut manifest, _) = programme.manifest(1, 1);
    manifest.biography.names = vec!["Amelia Robles".into()];
    officer.post("/api/encounters", &manifest).await.value();
    let hits: Vec<wire::hit::QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hits[0].id, Finding::Identification).await;
    }
    programme.clock.advance_seconds(2 * DAY);
    // Sessions have ended meanwhile.
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    identified(&programme, &officer, 2).await;
    let amelia = cases(&supervisor).await.into_iter().find(|case| encounters(case) == [manifest.id]).unwrap();
    let reason = "the embassy asks about her".to_owned();
    let search = |search: CaseSearch| {
        let supervisor = &supervisor;
        let search = CaseSearch { reason: reason.clone(), ..search };
        async move { supervisor.post("/api/cases/search", &search).await.json::<Vec<CaseItem>>() }
    };
    let all = CaseSearch::default;
    let day = Some(manifest.sealed_at.plus_seconds(DAY));
    for (asked, number) in [
        (all(), 2),
        (CaseSearch { record: amelia.reference.to_lowercase(), ..all() }, 1),
        (CaseSearch { record: manifest.id.reference(), ..all() }, 1),
        (CaseSearch { record: manifest.id.to_string(), ..all() }, 1),
        (CaseSearch { record: "0000-0000".into(), ..all() }, 0),
        (CaseSearch { site: "north".into(), ..all() }, 2),
        (CaseSearch { site: "harbour".into(), ..all() }, 0),
        (CaseSearch { until: day, ..all() }, 1),
        (CaseSearch { from: day, ..all() }, 1),
        (CaseSearch { name: "Robles, Amélia".into(), ..all() }, 1),
        (CaseSearch { name: "Zacarias".into(), ..all() }, 0),
        (CaseSearch { state: Some(CaseState::Waiting), ..all() }, 2),
        (CaseSearch { state: Some(CaseState::Settled), ..all() }, 0),
        (
            CaseSearch { name: "Amelia Robles".into(), until: day, state: Some(CaseState::Waiting), ..all() },
            1,
        ),
    ] {
        assert_eq!(search(asked.clone()).await.len(), number, "{asked:?}");
    }
    let refused = supervisor.post("/api/cases/search", &json!({ "name": "Amelia", "reason": "x" })).await;
    assert_eq!(refused.problem().field.as_deref(), Some("reason"));
}

#[tokio::test]
async fn the_timeline_follows_an_alert_to_its_end() {
    let programme = Programme::new().await;
    let alert = crate::alerts::raised(&programme, 1).await;
    programme.clock.advance_seconds(5 * 60);
    programme.service.take_alerts_further().await.unwrap();
    let officer = programme.browser(OFFICER).await;
    officer.post(&format!("/api/alerts/{}/acknowledgement", alert.id), &()).await.value();
    let planned = HandoverWords {
        state: HandoverState::Planned,
        authority: Contact { name: "State police".into(), phone: "555 0142".into() },
        ..HandoverWords::default()
    };
    officer.put_json(&format!("/api/alerts/{}/handover", alert.id), &planned).await.value();
    let supervisor = programme.browser(SUPERVISOR).await;
    let correction = json!({ "finding": "exclusion", "reason": "the deltas differ" });
    supervisor.post(&format!("/api/alerts/{}/correction", alert.id), &correction).await.value();

    let case = cases(&supervisor).await.remove(0);
    let what: Vec<What> =
        view(&supervisor, case.id).await.timeline.into_iter().map(|each| each.what).collect();
    let page = Some(alert.id);
    for expected in [
        What::Alerted { category: alert.category.clone(), alert: page },
        What::TakenFurther { to: policy::Reach::Supervisors },
        What::Acknowledged,
        What::HandedOver {
            state: HandoverState::Planned,
            authority: "State police".into(),
            when: None,
            outcome: String::new(),
            alert: page,
        },
        What::TakenBack {
            cause: Cause::FindingCorrected,
            reason: "the deltas differ".into(),
            told: 2,
            know: 0,
        },
    ] {
        assert!(what.contains(&expected), "{expected:?} is not in {what:?}");
    }
    // What two people decided stays told as they decided it.
    assert!(what.iter().any(|each| matches!(each, What::Decided { outcome: Outcome::Identification, .. })));
    // Who may not read the alert is not led to it.
    programme
        .ensure_account("Supervisor of the south", wire::session::Role::Supervisor, programme.south.id)
        .await;
    let elsewhere = programme.browser("Supervisor of the south").await;
    let moments = view(&elsewhere, case.id).await.timeline;
    assert!(moments.iter().any(|each| matches!(each.what, What::HandedOver { alert: None, .. })));
}

#[tokio::test]
async fn documents_are_kept_sealed_by_content_and_only_of_kinds_that_a_case_takes() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    identified(&programme, &officer, 1).await;
    let id = cases(&supervisor).await[0].id;
    for _ in 0..2 {
        assert_eq!(lay_in(&supervisor, id, PDF).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(lay_in(&supervisor, id, &picture(7)).await.status, StatusCode::NO_CONTENT);
    for (bytes, code) in [
        (&b"<script>alert(1)</script>"[..], Code::Invalid),
        (b"\x89PNG\r\n\x1a\nbut no picture", Code::UnreadableImage),
    ] {
        assert_eq!(lay_in(&supervisor, id, bytes).await.code(), code);
    }
    let other = format!("/api/cases/{id}/documents/{}?name=x", sha256(b"other bytes"));
    assert_eq!(supervisor.put(&other, PDF.to_vec()).await.problem().field.as_deref(), Some("sha256"));
    let case = view(&supervisor, id).await;
    assert_eq!(case.documents.len(), 2, "the same again is the same");
    let warrant = case.documents.iter().find(|document| document.sha256 == sha256(PDF)).unwrap();
    assert_eq!((warrant.name.as_str(), warrant.by.as_str()), ("The warrant.pdf", SUPERVISOR));

    let read = supervisor.get(&format!("/api/cases/{id}/documents/{}", warrant.sha256)).await;
    assert_eq!(
        (&read.body[..], &read.headers[header::CONTENT_TYPE]),
        (PDF, &"application/pdf".parse().unwrap())
    );
    assert_eq!(read.headers[header::CONTENT_DISPOSITION], "attachment");
    for (path, bytes) in programme.stored().await {
        let clear = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
        assert!(!clear(b"%PDF-1.7") && !clear(b"The warrant"), "{}", path.display());
    }
}

#[tokio::test]
async fn a_case_goes_with_its_last_encounter_and_stays_while_a_hold_keeps_one() {
    let programme = Programme::new().await;
    let (supervisor, one, other) = two_cases(&programme).await;
    let merge = json!({ "with": other.reference, "reason": "one person" });
    supervisor.post(&format!("/api/cases/{}/merge", one.id), &merge).await.value();
    let note = json!({ "text": "Something to keep" });
    supervisor.post(&format!("/api/cases/{}/notes", one.id), &note).await.value();
    lay_in(&supervisor, one.id, PDF).await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let held = encounters(&one)[0];
    let hold = NewHold { record: held.reference(), reason: "court order 7".into() };
    manager.post("/api/holds", &hold).await.json::<Hold>();
    let officer = programme.browser(OFFICER).await;
    for id in [held, encounters(&other)[0]] {
        let seen: EncounterView = officer.get(&format!("/api/encounters/{id}")).await.json();
        officer.post(&format!("/api/alerts/{}/acknowledgement", seen.alert.unwrap().id), &()).await.value();
    }
    let purge = async || {
        programme.service.purge_due("test", |_| true).await.unwrap();
        programme.clock.advance_seconds(DAY);
        programme.service.purge_due("test", |_| true).await.unwrap();
    };
    programme.clock.advance_seconds(1826 * DAY);
    purge().await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let kept = view(&supervisor, one.id).await;
    assert_eq!(encounters(&kept.item), [held], "the other's time was over");
    assert_eq!(kept.documents.len(), 1);
    let gone = supervisor.get(&format!("/api/cases/{}", other.id)).await;
    assert_eq!(gone.code(), Code::NotFound, "the case that had only that one");

    let lift = json!({ "reason": "the court is done" });
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    manager.post(&format!("/api/holds/{held}/lift"), &lift).await;
    purge().await;
    let supervisor = programme.browser(SUPERVISOR).await;
    assert_eq!(supervisor.get(&format!("/api/cases/{}", one.id)).await.code(), Code::NotFound);
    let documents = format!("/case/{}/", one.id);
    assert!(programme.raw_files().iter().all(|(path, _)| !path.to_string_lossy().contains(&documents)));
}

#[tokio::test]
async fn only_those_who_follow_subjects_see_cases_and_only_a_supervisor_links() {
    let programme = Programme::new().await;
    let (_, one, other) = two_cases(&programme).await;
    for name in [OFFICER, REVIEWER_3, AUDITOR, ADMINISTRATOR] {
        assert_eq!(
            programme.browser(name).await.get("/api/cases").await.status,
            StatusCode::FORBIDDEN,
            "{name}"
        );
    }
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    assert!(!view(&manager, one.id).await.may_link);
    let merge = json!({ "with": other.reference, "reason": "one person" });
    let refused = manager.post(&format!("/api/cases/{}/merge", one.id), &merge).await;
    assert_eq!(refused.code(), Code::NotAllowed);
}

#[tokio::test]
async fn a_frozen_record_shows_no_name_and_is_found_by_none() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(1, 1);
    officer.post("/api/encounters", &manifest).await.value();
    let hits: Vec<wire::hit::QueueItem> = programme.browser(REVIEWER_3).await.get("/api/hits").await.json();
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hits[0].id, Finding::Identification).await;
    }
    let supervisor = programme.browser(SUPERVISOR).await;
    let request = crate::redress::redress_case_of(&programme, &officer, &manifest).await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let freeze = json!({ "restricted": true, "reason": "it is disputed" });
    let path = format!("/api/redress/cases/{request}/restriction");
    assert!(manager.put_json(&path, &freeze).await.status.is_success());
    let case = &cases(&supervisor).await[0];
    assert!(matches!(&case.next[..], [Next::AnswerRedress { .. }]));
    let view = view(&supervisor, case.id).await;
    assert!(view.timeline.iter().any(|moment| moment.what == What::Frozen));
    assert!(
        view.timeline
            .iter()
            .all(|moment| !matches!(moment.what, What::Alerted { .. } | What::Decided { .. }))
    );
}
