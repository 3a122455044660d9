use axum::http::StatusCode;
use wire::hit::Finding;

use crate::programme::{
    ADMINISTRATOR, AUDITOR, ELSEWHERE, OFFICER, Programme, REVIEWER_3, REVIEWER_7, STRANGER, SUPERVISOR,
    sha256,
};

/// Columns of the table below, in order.
const WHO: [&str; 8] = [
    OFFICER,
    ELSEWHERE,
    REVIEWER_3,
    SUPERVISOR,
    "Watchlist manager 1",
    "Programme manager 1",
    AUDITOR,
    ADMINISTRATOR,
];

/// `+` may, `-` may not by role, `0` may by role but not this record (it looks absent), `c` needs a claim first.
const TABLE: &str = "
    GET    /api/session                    + + + + + + + +
    GET    /api/events                     + + + + + + + +
    GET    /api/lists                      + + - - - - - -
    GET    /api/lists/LIST/copy            + + - - - - - -
    POST   /api/encounters                 + 0 - - - - - -
    GET    /api/encounters                 + + - + - - - -
    GET    /api/encounters/ENCOUNTER       + 0 - + - - - -
    PUT    /api/encounters/ENCOUNTER/parts/PART  + 0 - - - - - -
    GET    /api/encounters/ENCOUNTER/parts/PART  + 0 - - - - - -
    POST   /api/refusals                   + + - - - - - -
    GET    /api/hits                       - - + + - - - -
    GET    /api/hits/HIT                   - - c c - - - -
    GET    /api/hits/HIT/prints/PRINT      - - c c - - - -
    DELETE /api/hits/HIT/claim             - - + + - - - -
    POST   /api/hits/HIT/analysis          - - c c - - - -
    POST   /api/hits/HIT/decision          - - c c - - - -
    POST   /api/alerts/ALERT/acknowledgement  + 0 - + - - - -
    GET    /api/audit                      - - - - - - + +
    GET    /api/audit/verification         - - - - - - + +
";

#[tokio::test]
async fn each_role_may_do_what_the_table_says_and_nothing_else() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    // A closed case for its alert, and an open one.
    let (_, closed) = programme.hit_on(&officer, 2).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(closed, Finding::Identification).await;
    }
    let views = officer.get("/api/encounters").await.value();
    let alert = views[0]["alert"]["id"].as_str().unwrap().to_owned();
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.value();
    let list = officer.get("/api/lists").await.value()[0]["id"].as_str().unwrap().to_owned();
    let lead = receipt.encounter.answer.leads[0].entry.to_string();
    let part = sha256(&images[0]);

    let mut browsers = Vec::new();
    for name in WHO {
        browsers.push(programme.browser(name).await);
    }
    for line in TABLE.lines().filter(|line| !line.trim().is_empty()) {
        let mut columns = line.split_whitespace();
        let (method, pattern) = (columns.next().unwrap(), columns.next().unwrap());
        let path = pattern
            .replace("LIST", &list)
            .replace("ENCOUNTER", &manifest.id.to_string())
            .replace("PART", part.as_str())
            .replace("HIT", &hit.to_string())
            .replace("PRINT", &lead)
            .replace("ALERT", &alert);
        let expected: Vec<&str> = columns.collect();
        assert_eq!(expected.len(), WHO.len(), "{line}");
        for ((who, browser), expected) in WHO.iter().zip(&browsers).zip(expected) {
            let status = match (method, pattern) {
                ("GET", "/api/events") => {
                    let request = axum::http::Request::get(&path).body(axum::body::Body::empty()).unwrap();
                    browser.open(request).await.status()
                }
                ("GET", _) => browser.get(&path).await.status,
                ("DELETE", _) => browser.delete(&path).await.status,
                ("PUT", _) => browser.put(&path, images[0].clone()).await.status,
                ("POST", "/api/encounters") => browser.post(&path, &manifest).await.status,
                ("POST", "/api/refusals") => {
                    browser.post(&path, &serde_json::json!({ "rule": "under_age" })).await.status
                }
                ("POST", "/api/hits/HIT/analysis") => browser.analyse(hit).await.status,
                ("POST", "/api/hits/HIT/decision") => {
                    browser.decide(hit, Finding::Exclusion, "the cores differ").await.status
                }
                _ => browser.post(&path, &()).await.status,
            };
            let fits = match expected {
                "+" => status.is_success(),
                "-" => status == StatusCode::FORBIDDEN,
                "0" => status == StatusCode::NOT_FOUND,
                "c" => status == StatusCode::CONFLICT,
                other => panic!("{other}?"),
            };
            assert!(fits, "{who}: {method} {pattern} answered {status}, the table says {expected}");
        }
        let nobody = programme.stranger();
        let status = match method {
            "GET" => nobody.get(&path).await.status,
            "DELETE" => nobody.delete(&path).await.status,
            "PUT" => nobody.put(&path, images[0].clone()).await.status,
            _ => nobody.post(&path, &()).await.status,
        };
        assert_eq!(status, StatusCode::UNAUTHORIZED, "nobody: {method} {pattern}");
    }
}

#[tokio::test]
async fn only_reviewers_claim_a_case_at_review() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    for name in WHO {
        let status = programme.browser(name).await.claim(hit).await.status;
        let expected = if name == REVIEWER_3 { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(status, expected, "{name}");
    }
    assert_eq!(programme.stranger().claim(hit).await.status, StatusCode::UNAUTHORIZED);
}
