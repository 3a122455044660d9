//! A subject's case: what it tells of whom, what is next, and when it goes.

use axum::http::{StatusCode, header};
use serde_json::json;
use wire::alert::Cause;
use wire::case::{CaseItem, CaseSearch, CaseState, CaseView, LinkCause, Next, What};
use wire::encounter::EncounterView;
use wire::handover::{Contact, HandoverState, HandoverWords};
use wire::hit::{Finding, Hit, Outcome};
use wire::purge::{Hold, NewHold};
use wire::{CaseId, Code, EncounterId, HitId};

use crate::browser::{Answer, Browser};
use crate::case_links::two_cases;
use crate::programme::{
    ADMINISTRATOR, AUDITOR, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, REVIEWER_7, SUPERVISOR,
    picture, sha256,
};

/// A PDF, as far as anybody looks.
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
const DAY: i64 = 86_400;

/// Somebody on the list, recorded and identified by two people.
pub async fn identified(programme: &Programme, officer: &Browser, person: u64) -> (EncounterId, HitId) {
    let (receipt, hit) = programme.hit_on(officer, person).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hit, Finding::Identification).await;
    }
    (receipt.encounter.id, hit)
}

pub async fn cases(browser: &Browser) -> Vec<CaseItem> {
    browser.get("/api/cases").await.json()
}

pub async fn view(browser: &Browser, id: CaseId) -> CaseView {
    browser.get(&format!("/api/cases/{id}")).await.json()
}

pub fn encounters(item: &CaseItem) -> Vec<EncounterId> {
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
