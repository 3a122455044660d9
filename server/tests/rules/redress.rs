//! Redress: what a person asks with the code of their receipt, and what the desk does about it.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use policy::{Age, SitePolicy};
use serde_json::json;
use wire::audit::AuditEvent;
use wire::encounter::{EncounterStatus, EncounterView, Manifest};
use wire::hit::{Finding, QueueItem};
use wire::redress::{
    Answer, Ask, Case, CaseItem, Correction, Done, Fact, GivenCode, Lookup, NewRequest, Reason, RedressCode,
    Restriction, Standing, State, Taken, Telling, Trace,
};
use wire::session::Role;
use wire::{Code, EncounterId, RedressId};

use crate::browser::Browser;
use crate::programme::{
    AUDITOR, COLLEAGUE, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, REVIEWER_7, STRANGER, site_policy,
};

/// A code that no other number gives.
pub fn code(number: u8) -> RedressCode {
    RedressCode::from_random(std::array::from_fn(|at| {
        number.wrapping_mul(at as u8 + 3).wrapping_add(at as u8)
    }))
}

fn fresh_code() -> RedressCode {
    let id = *wire::RecipientId::new().0.as_bytes();
    RedressCode::from_random(std::array::from_fn(|at| id[at % 16] ^ id[15 - at % 16].wrapping_mul(at as u8)))
}

fn request(code: &RedressCode, asks: &[Ask]) -> NewRequest {
    NewRequest {
        code: code.clone(),
        asks: asks.to_vec(),
        words: "Planted-words: no soy yo".into(),
        contact: "Planted-contact".into(),
        language: "es".into(),
    }
}

/// A record with a receipt, and a case about it.
pub async fn redress_case(programme: &Programme, officer: &Browser) -> RedressId {
    let (_, code) = recorded(programme, officer).await;
    // The public page is slow to everybody; so that a test may ask often, time passes.
    programme.clock.advance_seconds(12);
    asked(programme, &code, &[Ask::See]).await
}

/// A case about a record that is there.
pub async fn redress_case_of(programme: &Programme, officer: &Browser, manifest: &Manifest) -> RedressId {
    let code = receipt_of(officer, manifest).await;
    programme.clock.advance_seconds(12);
    asked(programme, &code, &[Ask::See]).await
}

pub async fn recorded(programme: &Programme, officer: &Browser) -> (Manifest, RedressCode) {
    let (manifest, _) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.value();
    let code = receipt_of(officer, &manifest).await;
    (manifest, code)
}

async fn receipt_of(officer: &Browser, manifest: &Manifest) -> RedressCode {
    let code = fresh_code();
    let path = format!("/api/encounters/{}/redress-code", manifest.id);
    assert_eq!(
        officer.put_json(&path, &GivenCode { code: code.clone() }).await.status,
        StatusCode::NO_CONTENT
    );
    code
}

pub async fn asked(programme: &Programme, code: &RedressCode, asks: &[Ask]) -> RedressId {
    let nobody = programme.stranger();
    nobody.post("/api/redress", &request(code, asks)).await.json::<Taken>();
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let cases: Vec<CaseItem> = manager.get("/api/redress/cases").await.json();
    cases.into_iter().filter(|case| case.closed_at.is_none()).max_by_key(|case| case.id).unwrap().id
}

pub async fn standing(programme: &Programme, code: &RedressCode) -> Standing {
    let lookup = Lookup { code: code.clone() };
    programme.stranger().post("/api/redress/standing", &lookup).await.json()
}

pub fn path(case: RedressId, what: &str) -> String {
    format!("/api/redress/cases/{case}{what}")
}

fn frozen(restricted: bool) -> Restriction {
    Restriction { restricted, reason: "the person says that it is not them".into() }
}

async fn view(officer: &Browser, id: EncounterId) -> EncounterView {
    officer.get(&format!("/api/encounters/{id}")).await.json()
}

#[tokio::test]
async fn with_the_code_a_person_asks_and_the_desk_sees_all_that_is_held_and_answers() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, code) = recorded(&programme, &officer).await;
    assert_eq!(standing(&programme, &code).await, Standing { case: None }, "nothing was asked yet");

    let id = asked(&programme, &code, &[Ask::See, Ask::See, Ask::Correct]).await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let case: Case = manager.get(&path(id, "")).await.json();
    assert_eq!(case.item.asks, [Ask::See, Ask::Correct]);
    assert_eq!((case.item.record, case.contact.as_str()), (manifest.id.reference(), "Planted-contact"));
    assert_eq!(case.item.due_at, case.item.opened_at.plus_seconds(30 * 86_400));
    let held = case.held.unwrap();
    assert_eq!((held.prints, held.images, held.officer.as_str()), (2, 0, OFFICER));
    assert_eq!((held.permission, &held.notice), (manifest.permission, &manifest.notice));
    assert!(matches!(&case.trace[0].what, Some(Trace::Asked { words, .. }) if words.contains("no soy yo")));
    let own = standing(&programme, &code).await.case.unwrap();
    assert_eq!((own.state, own.done), (State::Received, vec![]));

    // Asking again while it is open adds to it.
    asked(&programme, &code, &[Ask::Erase]).await;
    let cases: Vec<CaseItem> = manager.get("/api/redress/cases").await.json();
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0].asks, [Ask::See, Ask::Correct, Ask::Erase]);

    let answer = Answer { reasons: "Se guardan dos huellas.".into() };
    let case: Case = manager.post(&path(id, "/answer"), &answer).await.json();
    assert_eq!(
        (case.item.state, case.reasons.as_deref()),
        (State::Answered, Some("Se guardan dos huellas."))
    );
    let own = standing(&programme, &code).await.case.unwrap();
    assert_eq!((own.state, own.closed_at.is_some()), (State::Answered, true));
    assert_eq!(manager.post(&path(id, "/answer"), &answer).await.code(), Code::Answered);
    let again = asked(&programme, &code, &[Ask::Complain]).await;
    assert_ne!(again, id, "an answered case stays as it is; another is opened");

    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    for action in
        ["redress.code", "redress.open", "redress.add", "redress.read", "redress.list", "redress.answer"]
    {
        assert!(log.iter().any(|line| line.action == action), "{action} is not on record");
    }
    let public = log.iter().find(|line| line.action == "redress.open").unwrap();
    assert_eq!((public.actor.as_str(), &public.from), ("public page", &None), "nothing of the person");
}

#[tokio::test]
async fn a_known_and_an_unknown_code_read_alike_and_take_equally_long() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (_, known) = recorded(&programme, &officer).await;
    let nobody = programme.stranger();
    let mut took = [Vec::new(), Vec::new()];
    for round in 0..3 {
        for (which, code) in [known.clone(), fresh_code()].into_iter().enumerate() {
            programme.clock.advance_seconds(60);
            let began = Instant::now();
            let answer = nobody.post("/api/redress", &request(&code, &[Ask::See])).await;
            took[which].push(began.elapsed());
            let due = programme.clock.now().plus_seconds(30 * 86_400);
            assert_eq!(
                (answer.status, answer.json()),
                (StatusCode::ACCEPTED, Taken { due_at: due }),
                "{round}"
            );
        }
    }
    let (_, never_asked) = recorded(&programme, &officer).await;
    for code in [never_asked, fresh_code()] {
        programme.clock.advance_seconds(60);
        let began = Instant::now();
        assert_eq!(standing(&programme, &code).await, Standing { case: None });
        assert!(began.elapsed() >= Duration::from_millis(400));
    }
    for took in &took {
        assert!(took.iter().all(|took| *took >= Duration::from_millis(400)), "{took:?}");
    }
    let best = |took: &[Duration]| *took.iter().min().unwrap();
    let apart = best(&took[0]).abs_diff(best(&took[1]));
    assert!(apart < Duration::from_millis(40), "{took:?}");
    let cases: Vec<CaseItem> =
        programme.browser(PROGRAMME_MANAGER).await.get("/api/redress/cases").await.json();
    assert_eq!(cases.len(), 1, "an unknown code opens nothing");
}

#[tokio::test]
async fn the_public_page_takes_only_so_much_and_so_often() {
    let programme = Programme::new().await;
    let nobody = programme.stranger();
    let slip = json!({ "code": "0000-0000-0000-0000-0001" });
    assert_eq!(nobody.post("/api/redress/standing", &slip).await.code(), Code::Invalid, "its check shows it");
    let long = NewRequest { words: "x".repeat(2001), ..request(&code(1), &[Ask::See]) };
    assert_eq!(nobody.post("/api/redress", &long).await.problem().field.as_deref(), Some("words"));
    let endless = NewRequest { words: "x".repeat(20_000), ..request(&code(1), &[Ask::See]) };
    assert_eq!(nobody.post("/api/redress", &endless).await.code(), Code::TooLarge);
    let nothing = request(&code(1), &[]);
    assert_eq!(nobody.post("/api/redress", &nothing).await.problem().field.as_deref(), Some("asks"));
    let mut busy = 0;
    for _ in 0..12 {
        let answer = nobody.post("/api/redress", &nothing).await;
        busy += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(busy >= 4, "{busy}");
    programme.clock.advance_seconds(12);
    assert_eq!(nobody.post("/api/redress", &nothing).await.code(), Code::Invalid);
}

#[tokio::test]
async fn a_code_is_given_by_who_made_the_record_and_belongs_to_that_record() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, given) = recorded(&programme, &officer).await;
    let path = format!("/api/encounters/{}/redress-code", manifest.id);
    let given = GivenCode { code: given };
    assert!(officer.put_json(&path, &given).await.status.is_success(), "the same again changes nothing");
    let colleague = programme.browser(COLLEAGUE).await;
    assert_eq!(colleague.put_json(&path, &GivenCode { code: code(9) }).await.code(), Code::NotFound);
    let (another, _) = recorded(&programme, &officer).await;
    let elsewhere = format!("/api/encounters/{}/redress-code", another.id);
    assert_eq!(officer.put_json(&elsewhere, &given).await.code(), Code::Conflict);
    for number in [2, 3] {
        assert!(officer.put_json(&path, &GivenCode { code: code(number) }).await.status.is_success());
    }
    assert_eq!(officer.put_json(&path, &GivenCode { code: code(4) }).await.code(), Code::Conflict);
}

#[tokio::test]
async fn a_frozen_record_is_neither_reviewed_nor_alerted_on_nor_shown_until_it_is_let_go_of() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    let id = receipt.encounter.id;
    let given = GivenCode { code: code(5) };
    officer.put_json(&format!("/api/encounters/{id}/redress-code"), &given).await;
    let case = asked(&programme, &given.code, &[Ask::Restrict]).await;
    reviewer.review(hit, Finding::Identification).await;
    let second = programme.browser(REVIEWER_7).await;
    second.claim(hit).await.value();
    second.analyse(hit).await.value();

    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let after: Case = manager.put_json(&path(case, "/restriction"), &frozen(true)).await.json();
    assert!(after.held.unwrap().restricted_at.is_some());
    assert_eq!(manager.put_json(&path(case, "/restriction"), &frozen(true)).await.code(), Code::Already);
    // The second identification, which would have raised an alert, is not taken.
    assert_eq!(second.decide(hit, Finding::Identification, "all agree").await.code(), Code::Conflict);
    let queue: Vec<QueueItem> = second.get("/api/hits").await.json();
    assert!(queue.iter().all(|item| item.id != hit));
    let shown = view(&officer, id).await;
    assert_eq!((shown.status, shown.alert), (EncounterStatus::Restricted, None));
    let image = format!("/api/encounters/{id}/parts/{}", programme.manifest(1, 1).0.fingers[0].image);
    assert_eq!(officer.get(&image).await.code(), Code::Conflict);
    assert_eq!(standing(&programme, &given.code).await.case.unwrap().done, [Done::Restricted]);

    manager.put_json(&path(case, "/restriction"), &frozen(false)).await.json::<Case>();
    second.claim(hit).await.value();
    second.decide(hit, Finding::Identification, "all agree").await.value();
    assert!(view(&officer, id).await.alert.is_some());
    manager.put_json(&path(case, "/restriction"), &frozen(true)).await.json::<Case>();
    assert_eq!(view(&officer, id).await.alert, None, "an alert that was raised is not shown either");
}

#[tokio::test]
async fn a_corrected_fact_keeps_the_old_one_in_the_case_until_the_record_is_erased() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, code) = recorded(&programme, &officer).await;
    let case = asked(&programme, &code, &[Ask::Correct]).await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let right = Correction { fact: Fact::Age(Age::InDoubt), reason: "a birth certificate was shown".into() };
    let after: Case = manager.post(&path(case, "/corrections"), &right).await.json();
    assert_eq!(after.held.unwrap().permission.age, Age::InDoubt);
    let corrected = after.trace.last().unwrap();
    assert_eq!(corrected.by, PROGRAMME_MANAGER);
    assert_eq!(
        corrected.what,
        Some(Trace::Corrected {
            old: Fact::Age(manifest.permission.age),
            new: right.fact.clone(),
            reason: right.reason.clone(),
        })
    );
    assert_eq!(manager.post(&path(case, "/corrections"), &right).await.code(), Code::Already);
    let tongue = Correction { fact: Fact::NoticeLanguage("tlh".into()), ..right };
    assert_eq!(manager.post(&path(case, "/corrections"), &tongue).await.code(), Code::Invalid);

    let reason = Reason { reason: "the person asks for it".into() };
    let gone: Case = manager.post(&path(case, "/erasure"), &reason).await.json();
    assert_eq!(gone.held, None);
    let steps: Vec<bool> = gone.trace.iter().map(|step| step.what.is_some()).collect();
    assert_eq!(steps, [true, false, true], "what was corrected is gone with the record");
    assert!(matches!(gone.trace[2].what, Some(Trace::Erased { values: 4, .. })));
}

#[tokio::test]
async fn an_erased_record_is_gone_everybody_who_had_it_is_to_be_told_and_the_code_still_says_so() {
    let programme = Programme::new().await;
    let abroad = SitePolicy { host_country: "XW".parse().unwrap(), ..site_policy() };
    let abroad = programme.service.add_site("Over the border", abroad, "test").await.unwrap();
    programme.ensure_account("Reviewer abroad", Role::Reviewer, abroad.id).await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let shared = json!({
        "taker": "XW", "covers": "hits", "expires_at": programme.clock.now().plus_seconds(3600),
        "reason": "memorandum 7",
    });
    manager.post("/api/agreements", &shared).await.value();
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    programme.browser("Reviewer abroad").await.claim(hit).await.value();
    let id = receipt.encounter.id;
    let given = GivenCode { code: code(6) };
    officer.put_json(&format!("/api/encounters/{id}/redress-code"), &given).await;
    let case = asked(&programme, &given.code, &[Ask::Erase]).await;

    manager.post(&path(case, "/recipients"), &json!({ "name": "The court" })).await.json::<Case>();
    let reason = Reason { reason: "the person asks for it".into() };
    let gone: Case = manager.post(&path(case, "/erasure"), &reason).await.json();
    let told: Vec<_> = gone.recipients.iter().map(|one| (one.name.as_str(), &one.notices[..])).collect();
    let waits = [(Done::Erased, Telling::Waiting)];
    assert_eq!(told, [("XW", &waits[..]), ("The court", &waits[..])]);
    assert_eq!(gone.done, [Done::Erased, Done::Told]);
    assert_eq!(officer.get(&format!("/api/encounters/{id}")).await.code(), Code::NotFound);
    assert_eq!(programme.service.verify_audit().await.unwrap().broken_at, None);
    let own = standing(&programme, &given.code).await.case.unwrap();
    assert_eq!((own.state, own.done), (State::InProgress, vec![Done::Erased, Done::Told]));
    let fact = Correction { fact: Fact::HostNational(true), reason: "too late".into() };
    assert_eq!(manager.post(&path(case, "/corrections"), &fact).await.code(), Code::Erased);
    manager.post(&path(case, "/answer"), &json!({ "reasons": "Se borró." })).await.json::<Case>();

    programme.service.rotate_master_key("test").await.unwrap();
    programme.service.retire_master_keys("test").await.unwrap();
    manager.get(&path(case, "")).await.json::<Case>();
    for (file, content) in programme.stored().await {
        let code = given.code.plain();
        for planted in ["Planted-words", "Planted-contact", "The court", "Se borr", code.as_str()] {
            let clear = content.windows(planted.len()).any(|bytes| bytes == planted.as_bytes());
            assert!(!clear, "{planted} lies in the clear in {}", file.display());
        }
    }
}

#[tokio::test]
async fn no_other_role_and_no_other_country_has_a_hand_in_a_case() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let case = redress_case(&programme, &officer).await;
    let abroad = SitePolicy { host_country: "XW".parse().unwrap(), ..site_policy() };
    let abroad = programme.service.add_site("Over the border", abroad, "test").await.unwrap();
    programme.ensure_account("Manager abroad", Role::ProgrammeManager, abroad.id).await;
    let stranger = programme.browser("Manager abroad").await;
    assert_eq!(stranger.get("/api/redress/cases").await.json::<Vec<CaseItem>>(), []);
    let reason = Reason { reason: "curious".into() };
    for answer in [
        stranger.get(&path(case, "")).await,
        stranger.put_json(&path(case, "/restriction"), &frozen(true)).await,
        stranger.post(&path(case, "/erasure"), &reason).await,
    ] {
        assert_eq!(answer.code(), Code::NotFound);
    }
    for role in [OFFICER, REVIEWER_3, AUDITOR] {
        let browser = programme.browser(role).await;
        assert_eq!(browser.post(&path(case, "/erasure"), &reason).await.code(), Code::NotAllowed, "{role}");
    }
}

#[tokio::test]
async fn a_legal_hold_keeps_a_record_from_the_desk_too() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, code) = recorded(&programme, &officer).await;
    let case = asked(&programme, &code, &[Ask::Erase]).await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let hold = json!({ "record": manifest.id.reference(), "reason": "court order 7" });
    manager.post("/api/holds", &hold).await.value();

    let reason = Reason { reason: "the person asks for it".into() };
    let refused = manager.post(&path(case, "/erasure"), &reason).await.problem();
    assert_eq!(refused.code, Code::UnderHold);
    assert!(refused.detail.contains("legal hold") && refused.detail.contains("lifted"), "{}", refused.detail);
    let still: Case = manager.get(&path(case, "")).await.json();
    assert!(still.held.is_some() && still.done.is_empty(), "nothing was erased, and nothing says so");
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    assert!(log.iter().all(|line| line.action != "redress.erase" && line.action != "subject.erase"));

    let lift = json!({ "reason": "the court is done" });
    let lifted = manager.post(&format!("/api/holds/{}/lift", manifest.id), &lift).await;
    assert!(lifted.status.is_success());
    let gone: Case = manager.post(&path(case, "/erasure"), &reason).await.json();
    assert_eq!((gone.held.is_none(), gone.done[0]), (true, Done::Erased));
}
