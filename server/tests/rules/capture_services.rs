//! Which programs on the desk's own computer a page may talk to: none, until a site decides so.

use axum::http::header;
use scanners::sbi::ThrowAwayKeys;
use scanners::service::UnixTime;
use server::Service;
use server::clock::Clock;
use wire::Code;
use wire::services::{CaptureServices, SbiService, SecugenService};
use wire::session::Session;

use crate::browser::Browser;
use crate::database;
use crate::programme::{ELSEWHERE, OFFICER, Programme, START, site_policy};

/// A root certificate whose key nobody has any more.
fn root() -> String {
    let keys = ThrowAwayKeys::draw([3; 32], UnixTime(1_795_420_800));
    let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, keys.root());
    format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")
}

fn sbi(roots: Vec<String>) -> CaptureServices {
    let sbi = SbiService { roots, environment: "Production".into(), last_port: 4502 };
    CaptureServices { sbi: Some(sbi), ..CaptureServices::default() }
}

/// Where the page at `path` may connect to.
async fn connects_to(browser: &Browser, path: &str) -> (String, bool) {
    let answer = browser.get(path).await;
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    let rule_of = |what| policy.split("; ").find_map(|rule| rule.strip_prefix(what));
    let rule = rule_of("connect-src ").or_else(|| rule_of("default-src ")).unwrap().to_owned();
    (rule, answer.headers.contains_key("server-timing"))
}

#[tokio::test]
async fn a_page_connects_to_its_server_alone_until_its_site_switches_a_service_on() {
    let assets = tempfile::tempdir().unwrap();
    std::fs::write(assets.path().join("index.html"), "<!doctype html>").unwrap();
    let programme = Programme::with(|config| config.assets = Some(assets.path().into())).await;
    let officer = programme.browser(OFFICER).await;
    let nowhere_else = ("'self'".to_owned(), false);
    let nowhere = ("'none'".to_owned(), false);
    for path in ["/", "/encounter"] {
        assert_eq!(connects_to(&officer, path).await, nowhere_else, "{path}");
    }
    for path in ["/api/session", "/api/lists"] {
        assert_eq!(connects_to(&officer, path).await, nowhere, "{path} is no page");
    }

    let secugen = Some(SecugenService { licence: "1234".into() });
    let services = CaptureServices { secugen, ..sbi(vec![root()]) };
    programme.service.set_capture_services("Northgate", &services, "test").await.unwrap();
    let rule =
        "'self' http://127.0.0.1:4501 http://127.0.0.1:4502 https://localhost:8443 http://localhost:8000";
    assert_eq!(connects_to(&officer, "/encounter").await, (rule.to_owned(), true));
    assert_eq!(connects_to(&officer, "/api/lists").await, nowhere, "only a page connects");
    assert_eq!(connects_to(&programme.stranger(), "/").await, nowhere_else, "nobody signed in");
    assert_eq!(connects_to(&programme.browser(ELSEWHERE).await, "/").await, nowhere_else, "another site");
    let session: Session = officer.get("/api/session").await.json();
    assert_eq!(session.site.services, services, "the page is told whom to trust");

    programme.service.set_capture_services("Northgate", &CaptureServices::default(), "test").await.unwrap();
    assert_eq!(connects_to(&officer, "/").await, nowhere_else);
}

#[tokio::test]
async fn a_service_that_cannot_be_trusted_is_not_switched_on() {
    let programme = Programme::new().await;
    let good = sbi(vec![root()]);
    let with = |change: fn(&mut SbiService)| {
        let mut services = good.clone();
        change(services.sbi.as_mut().unwrap());
        services
    };
    let cases: [(&str, CaptureServices); 4] = [
        ("sbi.roots", sbi(vec![])),
        ("sbi.roots", sbi(vec!["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----".into()])),
        ("sbi.environment", with(|sbi| sbi.environment = "production".into())),
        ("sbi.last_port", with(|sbi| sbi.last_port = 4601)),
    ];
    for (field, services) in cases {
        let error = programme.service.set_capture_services("Northgate", &services, "test").await.unwrap_err();
        let server::Error::Refused(problem) = error else { panic!("{error}") };
        assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some(field)));
    }
    let error = programme.service.set_capture_services("Nowhere", &good, "test").await.unwrap_err();
    assert!(matches!(error, server::Error::Refused(problem) if problem.code == Code::NotFound));
}

#[tokio::test]
async fn the_demo_has_the_biometric_interface_only_while_it_is_started_with_a_root() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::open(database::config(folder.path()).await, Clock::manual(START)).await.unwrap();
    for site in ["Northgate", "Harbour Road"] {
        service.add_site(site, site_policy(), "test").await.unwrap();
    }
    service.set_demo_sbi_root(Some(root())).await.unwrap();
    let trusted = service.capture_services("Harbour Road").await.unwrap().sbi.unwrap();
    assert_eq!((trusted.roots, trusted.last_port), (vec![root()], 4510));
    service.set_demo_sbi_root(None).await.unwrap();
    assert!(!service.capture_services("Harbour Road").await.unwrap().any());
}
