use axum::http::{StatusCode, header};
use serde_json::json;
use wire::Code;
use wire::session::{Role, Session};

use crate::programme::{OFFICER, Programme};

#[tokio::test]
async fn a_link_signs_in_once() {
    let programme = Programme::new().await;
    let token = programme.link(OFFICER).await;
    let browser = programme.stranger();
    let answer = browser.post("/api/session", &json!({ "token": token })).await;
    let session: Session = answer.json();
    assert_eq!((session.name.as_str(), session.role), (OFFICER, Role::Officer));
    assert_eq!(session.site, programme.north);
    assert_eq!(session.expires_at.seconds_since(session.now), 12 * 3600);
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains(OFFICER) && !answer.text().contains(&cookie[7..40]));

    let again = browser.post("/api/session", &json!({ "token": token })).await;
    assert_eq!((again.status, again.code()), (StatusCode::UNAUTHORIZED, Code::LinkSpent));
    let guessed = browser.post("/api/session", &json!({ "token": "guess" })).await;
    assert_eq!(guessed.code(), Code::LinkSpent);
}

#[tokio::test]
async fn a_link_ends_after_a_day() {
    let programme = Programme::new().await;
    let token = programme.link(OFFICER).await;
    programme.clock.advance_seconds(24 * 3600);
    let answer = programme.stranger().post("/api/session", &json!({ "token": token })).await;
    assert_eq!(answer.code(), Code::LinkSpent);
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_unused_and_after_twelve_hours_anyway() {
    let programme = Programme::new().await;
    let browser = programme.browser(OFFICER).await;
    programme.clock.advance_seconds(29 * 60);
    assert_eq!(browser.get("/api/session").await.status, StatusCode::OK);
    programme.clock.advance_seconds(29 * 60);
    assert_eq!(browser.get("/api/session").await.status, StatusCode::OK, "use renewed it");
    programme.clock.advance_seconds(30 * 60);
    assert_eq!(browser.get("/api/session").await.code(), Code::NotSignedIn);

    let browser = programme.browser(OFFICER).await;
    for _ in 0..35 {
        programme.clock.advance_seconds(20 * 60);
        assert_eq!(browser.get("/api/session").await.status, StatusCode::OK);
    }
    programme.clock.advance_seconds(20 * 60);
    assert_eq!(browser.get("/api/session").await.code(), Code::NotSignedIn, "twelve hours are over");
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    let programme = Programme::new().await;
    let browser = programme.browser(OFFICER).await;
    let answer = browser.delete("/api/session").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(browser.get("/api/session").await.code(), Code::NotSignedIn);
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_the_host() {
    let programme =
        Programme::with(|config| config.public_origin = Some("https://umbral.example".into())).await;
    let token = programme.link(OFFICER).await;
    let request = axum::http::Request::post("/api/session")
        .header(header::ORIGIN, "https://umbral.example")
        .header(header::CONTENT_TYPE, "application/json")
        .body(json!({ "token": token }).to_string().into())
        .unwrap();
    let answer = programme.stranger().send(request).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-umbral=") && cookie.ends_with("; Secure"), "{cookie}");
    assert!(answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn after_ten_failures_sign_in_waits() {
    let programme = Programme::new().await;
    let browser = programme.stranger();
    for _ in 0..10 {
        let answer = browser.post("/api/session", &json!({ "token": "guess" })).await;
        assert_eq!(answer.code(), Code::LinkSpent);
    }
    let token = programme.link(OFFICER).await;
    let answer = browser.post("/api/session", &json!({ "token": token })).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::TOO_MANY_REQUESTS, Code::Busy));
    programme.clock.advance_seconds(10);
    let answer = browser.post("/api/session", &json!({ "token": token })).await;
    assert_eq!(answer.status, StatusCode::OK, "the link was not spent meanwhile");
}
