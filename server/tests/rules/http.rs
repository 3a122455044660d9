use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use wire::Code;

use crate::browser::HOST;
use crate::programme::{OFFICER, Programme};

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let assets = tempfile::tempdir().unwrap();
    std::fs::write(assets.path().join("index.html"), "<!doctype html>").unwrap();
    let programme = Programme::with(|config| config.assets = Some(assets.path().into())).await;
    let browser = programme.browser(OFFICER).await;
    let paths =
        ["/api/session", "/api/lists", "/api/nothing", "/api/hits", "/", "/enter", "/no.js", "/healthz"];
    for path in paths {
        let answer = browser.get(path).await;
        let is = |name: &str, value: &str| {
            assert_eq!(answer.headers.get(name).map(|value| value.to_str().unwrap()), Some(value), "{path}");
        };
        is("cross-origin-resource-policy", "same-origin");
        is("x-content-type-options", "nosniff");
        assert!(answer.headers.contains_key("x-request-id"));
        assert!(!answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "this is plain HTTP");
        let csp = answer.headers["content-security-policy"].to_str().unwrap();
        let says = |rule: &str| csp.split("; ").any(|part| part == rule);
        assert!(says("default-src 'none'") && says("frame-ancestors 'none'"), "{path}");
        if path.starts_with("/api/") {
            is("cache-control", "no-store");
            let bytes: usize =
                answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
            assert!(bytes < 350, "{path}: {bytes} bytes of headers are a wait on a slow link");
            continue;
        }
        is("cross-origin-opener-policy", "same-origin");
        is("cross-origin-embedder-policy", "require-corp");
        is("referrer-policy", "no-referrer");
        for rule in [
            "script-src 'self' 'wasm-unsafe-eval'",
            "require-trusted-types-for 'script'",
            "trusted-types default umbral",
        ] {
            assert!(says(rule), "{path}: {rule}");
        }
        assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"));
        let permissions = answer.headers["permissions-policy"].to_str().unwrap();
        for allowed in ["usb=(self)", "serial=(self)", "camera=(self)", "microphone=()", "geolocation=()"] {
            assert!(permissions.contains(allowed), "{path}: {allowed}");
        }
    }
}

#[tokio::test]
async fn a_page_of_another_origin_changes_nothing() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let refusal = |origin: Option<&str>, site: Option<&str>| {
        let mut request = Request::post("/api/refusals").header(header::CONTENT_TYPE, "application/json");
        for (name, value) in [("origin", origin), ("sec-fetch-site", site)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        officer.send(request.body(Body::from(r#"{"rule":"under_age"}"#)).unwrap())
    };
    let here = format!("http://{HOST}");
    for (origin, site) in [
        (None, None),
        (Some("https://evil.example"), None),
        (Some("null"), None),
        (None, Some("cross-site")),
        (Some(here.as_str()), Some("same-site")),
    ] {
        let answer = refusal(origin, site).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, Code::NotAllowed));
    }
    assert_eq!(refusal(Some(&here), Some("same-origin")).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn unknown_routes_and_methods_are_told_in_json() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    for path in ["/api", "/api/nothing", "/api/hits/not-an-id/prints/x/y"] {
        let answer = officer.get(path).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, Code::NotFound), "{path}");
    }
    let answer = officer.get("/api/encounters/not-an-id").await;
    assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, Code::NotFound));
    assert_eq!(officer.delete("/api/lists").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_app_is_served_with_its_types_its_compression_and_its_addresses() {
    let assets = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| std::fs::write(assets.path().join(name), content).unwrap();
    file("index.html", "<!doctype html><title>Umbral</title>");
    file("app_bg.wasm", "raw");
    file("app_bg.wasm.br", "squeezed");
    file("style-0123abcd.css", "body {}");
    let programme = Programme::with(|config| config.assets = Some(assets.path().into())).await;
    let browser = programme.stranger();

    for path in ["/", "/enter", "/hits/0190a1b2-0000-7000-8000-000000000000"] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.text().contains("Umbral")), (StatusCode::OK, true), "{path}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-cache");
    }
    let wasm = browser.get("/app_bg.wasm").await;
    assert_eq!(
        (wasm.text().as_str(), &wasm.headers[header::CONTENT_TYPE]),
        ("raw", &"application/wasm".parse().unwrap())
    );
    let request =
        Request::get("/app_bg.wasm").header(header::ACCEPT_ENCODING, "gzip, br").body(Body::empty());
    let wasm = browser.send(request.unwrap()).await;
    assert_eq!(
        (wasm.text().as_str(), &wasm.headers[header::CONTENT_ENCODING]),
        ("squeezed", &"br".parse().unwrap())
    );
    assert_eq!(wasm.headers[header::CONTENT_TYPE], "application/wasm");
    let style = browser.get("/style-0123abcd.css").await;
    assert!(style.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert_eq!(browser.get("/missing.js").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_path_climbs_out_of_the_apps_folder() {
    let folder = tempfile::tempdir().unwrap();
    let assets = folder.path().join("web");
    std::fs::create_dir_all(assets.join("style")).unwrap();
    std::fs::write(assets.join("index.html"), "<!doctype html>").unwrap();
    std::fs::write(folder.path().join("umbral.db"), "planted").unwrap();
    let programme = Programme::with(|config| config.assets = Some(assets)).await;
    let browser = programme.stranger();
    for path in [
        "/../umbral.db",
        "/style/../../umbral.db",
        "/%2e%2e/umbral.db",
        "/..%2fumbral.db",
        "/%2e%2e%2fumbral.db",
        "/..%5cumbral.db",
        "/.%00./umbral.db",
        "/%252e%252e/umbral.db",
        "//../umbral.db",
        "/style/..%2f..%2fumbral.db",
    ] {
        let answer = browser.get(path).await;
        assert!(!answer.text().contains("planted"), "{path}");
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn health_needs_no_session() {
    let programme = Programme::new().await;
    let nobody = programme.stranger();
    assert_eq!(nobody.get("/healthz").await.text(), "ok");
    assert_eq!(nobody.get("/readyz").await.text(), "ready");
    programme.service.close().await;
    assert_eq!(nobody.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(nobody.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
}
