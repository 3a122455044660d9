//! Passwords with one-time codes: the way in where there is no authenticator, if an administrator allows it.

use std::time::{Duration, Instant};

use ring::hmac;
use serde_json::json;
use wire::Code;
use wire::account::{AccountView, Link, Standing};
use wire::session::{Method, Session};
use wire::sign_in::CodeSecret;

use crate::browser::{Answer, Browser};
use crate::programme::{ADMINISTRATOR, OFFICER, Programme};

const PASSWORD: &str = "seven herons at dusk";

/// What the person's telephone shows.
fn code(secret: &str, programme: &Programme) -> String {
    let bits: Vec<u8> = secret
        .bytes()
        .flat_map(|letter| {
            let value = if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' };
            (0..5).rev().map(move |bit| value >> bit & 1)
        })
        .collect();
    let key: Vec<u8> =
        bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
    let step = (programme.clock.now().0 / 30_000).to_be_bytes();
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key), &step);
    let at = usize::from(tag.as_ref()[19] & 15);
    let word = u32::from_be_bytes(tag.as_ref()[at..at + 4].try_into().unwrap());
    format!("{:06}", (word & 0x7FFF_FFFF) % 1_000_000)
}

async fn allow(programme: &Programme, allowed: bool) {
    let administrator = programme.browser(ADMINISTRATOR).await;
    let accounts: Vec<AccountView> = administrator.get("/api/accounts").await.json();
    let officer = accounts.iter().find(|account| account.name == OFFICER).unwrap();
    let standing = Standing { password_allowed: allowed, ..officer.standing };
    administrator.put_json(&format!("/api/accounts/{}", officer.id), &standing).await.value();
}

/// An officer who may use a password, and does.
async fn with_password() -> (Programme, String) {
    let programme = Programme::new().await;
    allow(&programme, true).await;
    let browser = programme.browser(OFFICER).await;
    let secret: CodeSecret = browser.post("/api/password", &json!({ "password": PASSWORD })).await.json();
    assert!(secret.address.starts_with("otpauth://totp/Umbral:Officer%2014?secret="));
    let wrong = browser.post("/api/password/confirmation", &json!({ "code": "000000" })).await;
    assert_eq!(wrong.code(), Code::Invalid);
    let first = json!({ "code": code(&secret.secret, &programme) });
    assert!(browser.post("/api/password/confirmation", &first).await.status.is_success());
    programme.clock.advance_seconds(60);
    (programme, secret.secret)
}

async fn attempt(browser: &Browser, name: &str, password: &str, code: &str) -> Answer {
    let body = json!({ "name": name, "password": password, "code": code });
    browser.post("/api/session/password", &body).await
}

#[tokio::test]
async fn a_password_and_a_code_sign_in_and_a_code_is_good_once() {
    let (programme, secret) = with_password().await;
    let mut browser = programme.stranger();
    let now = code(&secret, &programme);
    let answer = attempt(&browser, OFFICER, PASSWORD, &now).await;
    browser.keep_cookie(&answer);
    let session: Session = browser.get("/api/session").await.json();
    assert_eq!((session.name.as_str(), session.method), (OFFICER, Method::Password));
    assert_eq!(attempt(&programme.stranger(), OFFICER, PASSWORD, &now).await.code(), Code::SignInFailed);
}

#[tokio::test]
async fn whatever_is_wrong_reads_the_same() {
    let (programme, secret) = with_password().await;
    let nobody = programme.stranger();
    let right = code(&secret, &programme);
    let mut answers = Vec::new();
    for (name, password, code) in [
        ("Nobody at all", PASSWORD, right.as_str()),
        (OFFICER, "seven herons at dawn", &right),
        (OFFICER, PASSWORD, "000000"),
        (ADMINISTRATOR, PASSWORD, &right),
    ] {
        let answer = attempt(&nobody, name, password, code).await;
        assert_eq!(answer.code(), Code::SignInFailed);
        answers.push(answer.text());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn whoever_signs_in_in_vain_waits_as_long_whether_there_is_such_an_account_or_not() {
    let (programme, secret) = with_password().await;
    let nobody = programme.stranger();
    let right = code(&secret, &programme);
    // The shortest of several, and more of them while this machine is busy with other things: noise dies out. Hashing is
    // ten times all the rest, so who is not hashed for stands out from three times as long by far.
    let mut shortest = [Duration::MAX; 3];
    let even = |shortest: &[Duration; 3]| {
        let (least, most) = (shortest.iter().min().unwrap(), shortest.iter().max().unwrap());
        *most < *least * 3
    };
    for round in 0..20 {
        let ways =
            [("Nobody at all", PASSWORD), (OFFICER, "seven herons at dawn"), (ADMINISTRATOR, PASSWORD)];
        for ((name, password), shortest) in ways.into_iter().zip(&mut shortest) {
            let began = Instant::now();
            assert_eq!(attempt(&nobody, name, password, &right).await.code(), Code::SignInFailed);
            *shortest = began.elapsed().min(*shortest);
        }
        if round >= 2 && even(&shortest) {
            break;
        }
        programme.clock.advance_seconds(86_400);
    }
    assert!(shortest.iter().all(|took| *took > Duration::from_millis(2)), "always hashed: {shortest:?}");
    assert!(even(&shortest), "nobody, a wrong password, an account without one: {shortest:?}");
}

#[tokio::test]
async fn failures_lock_a_name_out_for_longer_each_time_whether_it_is_anybodys_or_not() {
    let (programme, secret) = with_password().await;
    for name in [OFFICER, "Nobody at all"] {
        let nobody = programme.stranger();
        for _ in 0..5 {
            assert_eq!(
                attempt(&nobody, name, "seven herons at dawn", "000000").await.code(),
                Code::SignInFailed
            );
        }
        assert_eq!(attempt(&nobody, name, PASSWORD, &code(&secret, &programme)).await.code(), Code::Busy);
        programme.clock.advance_seconds(31);
        assert_eq!(attempt(&nobody, name, "seven herons at dawn", "000000").await.code(), Code::SignInFailed);
        programme.clock.advance_seconds(31);
        assert_eq!(
            attempt(&nobody, name, PASSWORD, &code(&secret, &programme)).await.code(),
            Code::Busy,
            "double"
        );
        programme.clock.advance_seconds(120);
    }
    let right = attempt(&programme.stranger(), OFFICER, PASSWORD, &code(&secret, &programme)).await;
    assert!(right.status.is_success(), "the person themselves get in when the time is over");
}

#[tokio::test]
async fn only_whom_an_administrator_allows_uses_a_password() {
    let programme = Programme::new().await;
    let browser = programme.browser(OFFICER).await;
    let body = json!({ "password": PASSWORD });
    assert_eq!(browser.post("/api/password", &body).await.code(), Code::NotAllowed);

    let (programme, secret) = with_password().await;
    allow(&programme, false).await;
    let now = code(&secret, &programme);
    let refused = attempt(&programme.stranger(), OFFICER, PASSWORD, &now).await;
    assert_eq!(refused.code(), Code::SignInFailed, "taken back, it signs nobody in");
}

#[tokio::test]
async fn a_suspended_person_is_out_at_once_and_a_recovery_link_ends_the_other_sessions() {
    let programme = Programme::new().await;
    let administrator = programme.browser(ADMINISTRATOR).await;
    let officer = programme.browser(OFFICER).await;
    let account = programme.account(OFFICER).await.id;
    let path = format!("/api/accounts/{account}");
    let link: Link = administrator.post(&format!("{path}/link"), &()).await.json();
    assert_eq!(
        officer.get("/api/session").await.code(),
        Code::NotSignedIn,
        "the link is for who lost theirs"
    );
    let mut officer = programme.stranger();
    let answer = officer.post("/api/session", &json!({ "token": link.token })).await;
    officer.keep_cookie(&answer);

    let accounts: Vec<AccountView> = administrator.get("/api/accounts").await.json();
    let standing = accounts.iter().find(|view| view.id == account).unwrap().standing;
    administrator.put_json(&path, &Standing { suspended: true, ..standing }).await.value();
    assert_eq!(officer.get("/api/session").await.code(), Code::NotSignedIn);
    assert_eq!(administrator.post(&format!("{path}/link"), &()).await.code(), Code::Conflict);
    let own = format!("/api/accounts/{}", programme.account(ADMINISTRATOR).await.id);
    assert_eq!(administrator.put_json(&own, &standing).await.code(), Code::Conflict, "not one's own");
}
