//! Passkeys, and what is only done by who has just shown theirs.

use passkeys::software::{Authenticator, client_data};
use passkeys::{Assertion, Attestation, Base64Url};
use policy::SitePolicy;
use serde_json::{Value, json};
use wire::Code;
use wire::audit::AuditEvent;
use wire::hit::{Finding, Hit};
use wire::session::{Method, OwnSession, Session};
use wire::sign_in::{Challenge, Passkey};

use crate::browser::{Answer, Browser, HOST};
use crate::programme::{ADMINISTRATOR, AUDITOR, OFFICER, Programme, REVIEWER_3, site_policy};

/// A programme where a link only opens the door.
async fn strict() -> Programme {
    Programme::under(|_| {}, SitePolicy { links_suffice: false, ..site_policy() }).await
}

fn authenticator() -> Authenticator {
    let id = wire::PasskeyId::new().to_string().into_bytes();
    Authenticator { party: "localhost", id, ..Authenticator::es256() }
}

fn page(ceremony: &str, challenge: &Challenge) -> String {
    let challenge: Base64Url = serde_json::from_value(challenge.public_key["challenge"].clone()).unwrap();
    client_data(ceremony, &challenge.0, &format!("http://{HOST}"))
}

async fn make(browser: &Browser, authenticator: &Authenticator) -> Answer {
    let challenge: Challenge = browser.post("/api/passkeys/challenge", &()).await.json();
    assert_eq!(challenge.public_key["rp"]["id"], "localhost");
    let made: Attestation = authenticator.make(&page("create", &challenge));
    browser.post("/api/passkeys", &json!({ "name": "blue key", "credential": made })).await
}

async fn assertion(browser: &Browser, path: &str, authenticator: &mut Authenticator) -> Value {
    let challenge: Challenge = browser.post(path, &()).await.json();
    authenticator.counter += 1;
    let used: Assertion = authenticator.sign(&page("get", &challenge));
    serde_json::to_value(used).unwrap()
}

async fn sign_in(programme: &Programme, authenticator: &mut Authenticator) -> Browser {
    let mut browser = programme.stranger();
    let credential = assertion(&browser, "/api/session/passkey/challenge", authenticator).await;
    let answer = browser.post("/api/session/passkey", &json!({ "credential": credential })).await;
    browser.keep_cookie(&answer);
    browser
}

async fn confirm(browser: &Browser, authenticator: &mut Authenticator) -> Answer {
    let credential = assertion(browser, "/api/session/confirmation/challenge", authenticator).await;
    browser.post("/api/session/confirmation", &json!({ "with": "passkey", "credential": credential })).await
}

#[tokio::test]
async fn a_link_only_lets_a_person_make_a_passkey_which_then_signs_in() {
    let programme = strict().await;
    let browser = programme.browser(OFFICER).await;
    assert!(browser.get("/api/session").await.json::<Session>().enrolling);
    for path in ["/api/lists", "/api/encounters", "/api/events"] {
        assert_eq!(browser.get(path).await.code(), Code::EnrolFirst, "{path}");
    }
    let mut key = authenticator();
    make(&browser, &key).await.json::<Passkey>();
    let session: Session = browser.get("/api/session").await.json();
    assert_eq!((session.enrolling, session.has_passkey, session.method), (false, true, Method::Passkey));
    assert!(browser.get("/api/lists").await.status.is_success());

    let again = sign_in(&programme, &mut key).await;
    assert_eq!(again.get("/api/session").await.json::<Session>().name, OFFICER);
    let passkeys: Vec<Passkey> = again.get("/api/passkeys").await.json();
    assert_eq!((passkeys[0].name.as_str(), passkeys[0].device_bound), ("blue key", true));
    assert_eq!(passkeys[0].used_at, Some(programme.clock.now()));
}

#[tokio::test]
async fn a_challenge_is_answered_once_in_time_and_for_what_it_was_given() {
    let programme = strict().await;
    let browser = programme.browser(OFFICER).await;
    let mut key = authenticator();
    make(&browser, &key).await.json::<Passkey>();

    let nobody = programme.stranger();
    let credential = assertion(&nobody, "/api/session/passkey/challenge", &mut key).await;
    let body = json!({ "credential": credential });
    assert!(nobody.post("/api/session/passkey", &body).await.status.is_success());
    assert_eq!(nobody.post("/api/session/passkey", &body).await.code(), Code::SignInFailed, "once");

    let credential = assertion(&nobody, "/api/session/passkey/challenge", &mut key).await;
    programme.clock.advance_seconds(301);
    let late = nobody.post("/api/session/passkey", &json!({ "credential": credential })).await;
    assert_eq!(late.code(), Code::SignInFailed);

    let other = assertion(&browser, "/api/session/confirmation/challenge", &mut key).await;
    let elsewhere = nobody.post("/api/session/passkey", &json!({ "credential": other })).await;
    assert_eq!(elsewhere.code(), Code::SignInFailed, "it was given to confirm, not to sign in");
}

#[tokio::test]
async fn a_key_that_nobody_made_here_or_that_counts_back_signs_nobody_in() {
    let programme = strict().await;
    let browser = programme.browser(OFFICER).await;
    let mut key = authenticator();
    make(&browser, &key).await.json::<Passkey>();
    let nobody = programme.stranger();
    for mut wrong in [authenticator(), Authenticator { id: key.id.clone(), ..authenticator() }] {
        let credential = assertion(&nobody, "/api/session/passkey/challenge", &mut wrong).await;
        let answer = nobody.post("/api/session/passkey", &json!({ "credential": credential })).await;
        assert_eq!(answer.code(), Code::SignInFailed);
    }
    sign_in(&programme, &mut key).await;
    key.counter = 0;
    let credential = assertion(&nobody, "/api/session/passkey/challenge", &mut key).await;
    let cloned = nobody.post("/api/session/passkey", &json!({ "credential": credential })).await;
    assert_eq!(cloned.code(), Code::SignInFailed);
}

#[tokio::test]
async fn an_identification_needs_a_confirmation_of_the_last_five_minutes() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let browser = programme.browser(REVIEWER_3).await;
    let mut key = authenticator();
    make(&browser, &key).await.json::<Passkey>();
    let reviewer = sign_in(&programme, &mut key).await;
    programme.clock.advance_seconds(301);
    reviewer.claim(hit).await.json::<Hit>();
    reviewer.analyse(hit).await.json::<Hit>();
    let refused = reviewer.decide(hit, Finding::Identification, "twelve points").await;
    assert_eq!(refused.code(), Code::ConfirmFirst);

    let mut strangers = authenticator();
    assert_eq!(confirm(&reviewer, &mut strangers).await.code(), Code::SignInFailed);
    assert!(confirm(&reviewer, &mut key).await.status.is_success());
    reviewer.decide(hit, Finding::Identification, "twelve points").await.json::<Hit>();
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    for action in ["passkey.make", "session.confirm"] {
        assert!(log.iter().any(|line| line.action == action && line.actor == REVIEWER_3), "{action}");
    }
}

#[tokio::test]
async fn nobody_confirms_with_another_persons_key() {
    let programme = strict().await;
    let (one, other) = (programme.browser(OFFICER).await, programme.browser(ADMINISTRATOR).await);
    let (mut ones, others) = (authenticator(), authenticator());
    make(&one, &ones).await.json::<Passkey>();
    make(&other, &others).await.json::<Passkey>();
    assert_eq!(confirm(&other, &mut ones).await.code(), Code::SignInFailed);
}

#[tokio::test]
async fn who_decides_about_people_uses_a_key_that_cannot_be_copied() {
    let programme = strict().await;
    let synced = Authenticator { flags: 0b1101, ..authenticator() };
    let refused = make(&programme.browser(REVIEWER_3).await, &synced).await.problem();
    assert_eq!(refused.field.as_deref(), Some("credential"));
    make(&programme.browser(OFFICER).await, &synced).await.json::<Passkey>();
}

#[tokio::test]
async fn the_last_way_in_stays_and_changes_need_a_fresh_proof() {
    let programme = strict().await;
    let browser = programme.browser(OFFICER).await;
    let (first, mut second) = (authenticator(), authenticator());
    let kept: Passkey = make(&browser, &first).await.json();
    let path = format!("/api/passkeys/{}", kept.id);
    assert_eq!(browser.delete(&path).await.code(), Code::Conflict);
    make(&browser, &second).await.json::<Passkey>();
    programme.clock.advance_seconds(301);
    assert_eq!(browser.delete(&path).await.code(), Code::ConfirmFirst);
    confirm(&browser, &mut second).await;
    assert!(browser.delete(&path).await.status.is_success());
    assert_eq!(browser.get("/api/passkeys").await.json::<Vec<Passkey>>().len(), 1);
    let again = make(&browser, &second).await;
    assert_eq!(again.code(), Code::Conflict, "a key is kept once");
}

#[tokio::test]
async fn one_sees_and_ends_ones_own_sessions() {
    let programme = Programme::new().await;
    let (here, there) = (programme.browser(OFFICER).await, programme.browser(OFFICER).await);
    let sessions: Vec<OwnSession> = here.get("/api/sessions").await.json();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|session| !session.current).unwrap();
    let path = format!("/api/sessions/{}", other.id);
    let foreign = programme.browser(ADMINISTRATOR).await;
    assert_eq!(foreign.delete(&path).await.code(), Code::NotFound, "it is not theirs");
    assert!(here.delete(&path).await.status.is_success());
    assert_eq!(there.get("/api/session").await.code(), Code::NotSignedIn);
    assert!(here.get("/api/session").await.status.is_success());
}

#[tokio::test]
async fn a_session_brought_along_to_a_sign_in_is_over_and_its_secret_is_not_used_again() {
    let programme = Programme::new().await;
    let before = programme.browser(OFFICER).await;
    let token = programme.link(REVIEWER_3).await;
    let answer = before.post("/api/session", &json!({ "token": token })).await;
    let mut after = programme.stranger();
    after.keep_cookie(&answer);
    assert_ne!(before.cookie, after.cookie);
    assert_eq!(before.get("/api/session").await.code(), Code::NotSignedIn);
    assert_eq!(after.get("/api/session").await.json::<Session>().name, REVIEWER_3);
    let mut fixed = programme.stranger();
    fixed.cookie = Some("umbral=chosen-by-somebody-else".into());
    assert_eq!(fixed.get("/api/session").await.code(), Code::NotSignedIn);
}
