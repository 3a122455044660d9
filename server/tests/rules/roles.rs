use std::collections::BTreeSet;

use axum::http::StatusCode;
use policy::{Category, Country, SitePolicy};
use serde_json::json;
use wire::agreement::{Covers, NewAgreement};
use wire::encounter::Manifest;
use wire::handover::HandoverWords;
use wire::hit::Finding;
use wire::notice::NewNotice;
use wire::redress::{Correction, Fact, GivenCode};
use wire::session::Role;
use wire::watchlist::Terms;
use wire::{HitId, SiteId, Timestamp};

use crate::browser::Browser;
use crate::devices::Device;
use crate::lost_receipts::lost_receipt;
use crate::programme::{
    ADMINISTRATOR, AUDITOR, COLLEAGUE, ELSEWHERE, MANAGER_1, OFFICER, PROGRAMME_MANAGER, Programme,
    REVIEWER_3, REVIEWER_7, STRANGER, SUPERVISOR, draft, sha256, site_policy,
};
use crate::quarantine::refused_packet;
use crate::redress::{code, redress_case};

/// One row for each route: who gets what answer, at the record's own site, at another site of its country, and in
/// another country. `+` may, `-` may not by role, `0` may by role but not this record (it looks absent), `c` is in
/// the wrong state for it (unclaimed, the last way in), `i` is heard but needs a body. A role that is not named may not (`---`). `open` asks for no session.
const TABLE: &str = "
    GET    /healthz                                open
    GET    /readyz                                 open
    POST   /api/session                            open
    POST   /api/session/passkey/challenge          open
    POST   /api/session/passkey                    open
    POST   /api/session/password                   open
    POST   /api/session/confirmation/challenge     everybody +++
    POST   /api/session/confirmation               everybody iii
    GET    /api/sessions                           everybody +++
    DELETE /api/sessions/{another}                 everybody 000
    GET    /api/passkeys                           everybody +++
    POST   /api/passkeys/challenge                 everybody +++
    POST   /api/passkeys                           everybody iii
    DELETE /api/passkeys/{another}                 everybody 000
    POST   /api/password                           everybody iii
    POST   /api/password/confirmation              everybody iii
    DELETE /api/password                           everybody ccc
    GET    /api/accounts                           administrator +++
    POST   /api/accounts                           administrator ++0
    PUT    /api/accounts/{account}                 administrator ++0
    POST   /api/accounts/{account}/link            administrator ++0
    GET    /api/rules/{country}                    everybody ++0
    POST   /api/rules/{country}                    programme_manager cc0 administrator cc0
    POST   /api/sites                              administrator ++0
    GET    /api/purges                             programme_manager +++ auditor +++ administrator +++
    GET    /api/purges/preview                     programme_manager +++ auditor +++ administrator +++
    POST   /api/holds                              programme_manager ++0 administrator ++0
    POST   /api/holds/{encounter}/lift             programme_manager ++0 administrator ++0
    GET    /api/session                            everybody +++
    GET    /api/events                             everybody +++
    GET    /api/push                               everybody +++
    POST   /api/push                               everybody iii
    DELETE /api/push/{another}                     everybody 000
    GET    /api/calls                              administrator +++
    GET    /api/lists                              officer +++
    GET    /api/lists/key                          officer +++
    GET    /api/lists/{list}/copy                  officer ++0
    GET    /api/lists/{list}/changes               officer ++0
    GET    /api/watchlists                         watchlist_manager +++
    POST   /api/watchlists                         watchlist_manager +++
    PUT    /api/watchlists/{list}                  watchlist_manager ++0
    GET    /api/watchlists/{list}/entries          watchlist_manager ++0
    POST   /api/watchlists/{list}/entries          watchlist_manager ++0
    POST   /api/watchlists/{list}/search           watchlist_manager ++0
    GET    /api/watchlists/{list}/holders          watchlist_manager ++0
    GET    /api/watchlists/{list}/imports          watchlist_manager ++0
    POST   /api/watchlists/{list}/imports          watchlist_manager ++0
    GET    /api/imports/{import}                   watchlist_manager ++0
    POST   /api/imports/{import}/pieces            watchlist_manager ii0
    GET    /api/imports/{import}/lines             watchlist_manager ++0
    POST   /api/imports/{import}/batches           watchlist_manager cc0
    GET    /api/imports/{import}/sample            watchlist_manager ++0
    POST   /api/imports/{import}/validations       watchlist_manager cc0
    POST   /api/imports/{import}/publications      watchlist_manager cc0
    DELETE /api/imports/{import}                   watchlist_manager ++0
    GET    /api/entries/{entry}                    watchlist_manager ++0
    PUT    /api/entries/{entry}                    watchlist_manager ++0
    POST   /api/entries/{entry}/validation         watchlist_manager ++0
    POST   /api/entries/{entry}/publication        watchlist_manager cc0
    POST   /api/entries/{entry}/withdrawal         watchlist_manager ++0
    GET    /api/entries/{entry}/prints/{reference}  watchlist_manager ++0
    POST   /api/encounters                         officer +00
    GET    /api/encounters                         officer +++ supervisor +++
    GET    /api/encounters/{encounter}             officer +00 supervisor +00
    PUT    /api/encounters/{encounter}/parts/{part}  officer +00
    POST   /api/encounters/{encounter}/parts/{part}/pieces  officer +00
    GET    /api/encounters/{encounter}/parts/{part}  officer +00
    PUT    /api/encounters/{encounter}/redress-code  officer +00
    GET    /api/encounters/{another}/packet        officer 000
    DELETE /api/encounters/{another}/packet        officer 000
    GET    /api/devices                            administrator +++
    POST   /api/devices                            open
    POST   /api/devices/invitations                administrator ++0
    POST   /api/devices/{another}/reports          open
    POST   /api/devices/{device}/revocation        administrator ++0
    GET    /api/quarantine                         supervisor +++
    GET    /api/quarantine/{packet}                supervisor ++0
    POST   /api/quarantine/{packet}/release        supervisor ++0
    POST   /api/quarantine/{packet}/rejection      supervisor ++0
    POST   /api/mediums                            supervisor iii administrator iii
    GET    /api/notices                            everybody +++
    POST   /api/notices                            programme_manager +++
    PUT    /api/notices/{language}/{version}/audio  programme_manager +++
    GET    /api/notices/{language}/{version}/audio  everybody +++
    POST   /api/encounters/{encounter}/lost-receipts programme_manager ++0
    GET    /api/lost-receipts                      programme_manager +++
    POST   /api/lost-receipts/{receipt}/confirmation programme_manager ++0
    DELETE /api/lost-receipts/{receipt}            programme_manager ++0
    POST   /api/redress                            open
    POST   /api/redress/standing                   open
    GET    /api/redress/cases                      programme_manager +++
    GET    /api/redress/cases/{redress}            programme_manager ++0
    POST   /api/redress/cases/{redress}/corrections  programme_manager ++0
    PUT    /api/redress/cases/{redress}/restriction  programme_manager ++0
    POST   /api/redress/cases/{redress}/recipients   programme_manager ++0
    POST   /api/redress/cases/{redress}/erasure      programme_manager ++0
    POST   /api/redress/cases/{redress}/answer       programme_manager ++0
    POST   /api/refusals                           officer +++
    GET    /api/hits                               reviewer +++ supervisor +++
    GET    /api/hits/{hit}                         reviewer cc0 supervisor cc0
    GET    /api/hits/{hit}/features                reviewer cc0 supervisor cc0
    GET    /api/hits/{hit}/prints/{print}          reviewer cc0 supervisor cc0
    POST   /api/hits/{hit}/analysis                reviewer cc0 supervisor cc0
    POST   /api/hits/{hit}/decision                reviewer cc0 supervisor cc0
    POST   /api/hits/{hit}/claim                   reviewer ++0 supervisor --0
    POST   /api/hits/{hit}/skip                    reviewer ++0 supervisor --0
    DELETE /api/hits/{hit}/claim                   reviewer ++0 supervisor ++0
    GET    /api/error-rates                        reviewer +++ supervisor +++ programme_manager +++
    GET    /api/workload                           reviewer +++ supervisor +++ programme_manager +++
    GET    /api/cases                              supervisor +++ programme_manager +++
    POST   /api/cases/search                       supervisor +++ programme_manager +++
    GET    /api/cases/{case}                       supervisor ++0 programme_manager ++0
    GET    /api/cases/{case}/report.pdf            supervisor ++0 programme_manager ++0
    POST   /api/cases/{case}/notes                 supervisor ++0 programme_manager ++0
    PUT    /api/cases/{case}/documents/{part}      supervisor ++0 programme_manager ++0
    GET    /api/cases/{case}/documents/{part}      supervisor ++0 programme_manager ++0
    POST   /api/cases/{case}/merge                 supervisor ii0
    POST   /api/cases/{case}/split                 supervisor ii0
    POST   /api/names                              reviewer +++ supervisor +++ programme_manager +++
    GET    /api/alerts                             officer +++ supervisor +++ programme_manager +++
    GET    /api/alerts/{alert}                     officer +00 supervisor +00 programme_manager ++0
    POST   /api/alerts/{alert}/acknowledgement     officer +00 supervisor +00 programme_manager ++0
    GET    /api/erased-alerts                      officer +++ supervisor +++ programme_manager +++
    POST   /api/erased-alerts/{alert}/acknowledgement  officer 000 supervisor 000 programme_manager 000
    PUT    /api/alerts/{alert}/handover            officer +00 supervisor +00
    GET    /api/handovers/figures                  supervisor +++ programme_manager +++
    GET    /api/authorities                        officer +++ supervisor +++ programme_manager +++
    POST   /api/authorities                        programme_manager +++
    DELETE /api/authorities/{authority}            programme_manager ++0
    GET    /api/hits/{hit}/report.pdf              supervisor cc0 programme_manager cc0
    POST   /api/alerts/{alert}/correction          supervisor +c0
    GET    /api/agreements                         programme_manager +++ auditor +++ administrator +++
    POST   /api/agreements                         programme_manager +++
    DELETE /api/agreements/{agreement}             programme_manager ++0
    GET    /api/audit                              auditor +++ administrator +++
    GET    /api/audit/unusual                      auditor +++ administrator +++
    GET    /api/audit/rules                        auditor +++ administrator +++
    PUT    /api/audit/rules/{site}                 auditor ++0
    GET    /api/audit/verification                 auditor +++ administrator +++
    DELETE /api/session                            everybody +++
";

const ROLES: [Role; 7] = [
    Role::Officer,
    Role::Reviewer,
    Role::Supervisor,
    Role::WatchlistManager,
    Role::ProgrammeManager,
    Role::Auditor,
    Role::Administrator,
];

fn word(role: Role) -> String {
    serde_json::to_value(role).unwrap().as_str().unwrap().to_owned()
}

/// What the table says for a role, at the three places; nothing where the route is open.
fn expected(line: &str, role: Role) -> Option<String> {
    let cells: Vec<&str> = line.split_whitespace().skip(2).collect();
    if cells == ["open"] {
        return None;
    }
    let named = cells.chunks(2).find(|cell| cell[0] == "everybody" || cell[0] == word(role));
    Some(named.map_or("---", |cell| cell[1]).to_owned())
}

#[test]
fn the_table_has_a_row_for_each_route_and_no_other() {
    // The names in the braces differ: the table says of what the identifier is.
    let shape = |path: &str| {
        let part = |part: &str| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    };
    let served: BTreeSet<String> =
        server::routes().iter().map(|(method, path)| format!("{method} {}", shape(path))).collect();
    let listed: BTreeSet<String> = rows()
        .map(|line| {
            let mut columns = line.split_whitespace();
            format!("{} {}", columns.next().unwrap(), shape(columns.next().unwrap()))
        })
        .collect();
    assert_eq!(served, listed);
}

fn rows() -> impl Iterator<Item = &'static str> {
    TABLE.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[tokio::test]
async fn each_role_at_each_place_may_do_what_the_table_says_and_nothing_else() {
    let programme = Programme::new().await;
    let abroad = SitePolicy { host_country: "XW".parse().unwrap(), ..site_policy() };
    let abroad = programme.service.add_site("Over the border", abroad, "test").await.unwrap();
    let officer = programme.browser(OFFICER).await;
    // A closed case for its alert, and an open one.
    let (_, closed) = programme.hit_on(&officer, 2).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(closed, Finding::Identification).await;
    }
    let views = officer.get("/api/encounters").await.value();
    let alert = views[0]["alert"]["id"].as_str().unwrap().to_owned();
    let cases = programme.browser(SUPERVISOR).await.get("/api/cases").await.value();
    let case = cases[0]["id"].as_str().unwrap().to_owned();
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.value();
    let list = officer.get("/api/lists").await.value()[0]["id"].as_str().unwrap().to_owned();
    let lead = receipt.encounter.answer.leads[0].entry.to_string();
    let part = sha256(&images[0]);
    let account = programme.account(COLLEAGUE).await.id.to_string();
    let keeper = programme.browser(MANAGER_1).await;
    let someones_case = redress_case(&programme, &officer).await;

    for line in rows() {
        let mut columns = line.split_whitespace();
        let (method, pattern) = (columns.next().unwrap(), columns.next().unwrap());
        let path = pattern
            .replace("{list}", &list)
            .replace("{encounter}", &manifest.id.to_string())
            .replace("{part}", part.as_str())
            .replace("{hit}", &hit.to_string())
            .replace("{print}", &lead)
            .replace("{alert}", &alert)
            .replace("{case}", &case)
            .replace("{account}", &account)
            .replace("{language}", "es")
            .replace("{version}", "1")
            .replace("{site}", &programme.south.id.to_string())
            .replace("{country}", &programme.north.policy.host_country.to_string())
            .replace("{another}", "0190a1b2-0000-7000-8000-000000000000");
        for role in ROLES {
            let Some(expected) = expected(line, role) else { continue };
            for (site, expected) in [&programme.north, &programme.south, &abroad].iter().zip(expected.chars())
            {
                // The officer at the record's site is the one who captured it.
                let own = role == Role::Officer && site.id == programme.north.id;
                let name = if own { OFFICER.to_owned() } else { format!("{} at {}", word(role), site.name) };
                programme.ensure_account(&name, role, site.id).await;
                let browser = programme.browser(&name).await;
                // What is done to a case or an entry is done once: each time it is a fresh one.
                let mut path = match expected == '+' && path.contains("{redress}") {
                    true => path.replace("{redress}", &redress_case(&programme, &officer).await.to_string()),
                    false => path.replace("{redress}", &someones_case.to_string()),
                };
                if path.contains("{receipt}")
                    || path.ends_with("/lost-receipts") && path.contains("encounters")
                {
                    // Of a record of its own, as nothing may wait for the other's.
                    let (record, _) = programme.manifest(STRANGER, 2);
                    officer.post("/api/encounters", &record).await.value();
                    path = path.replace(&manifest.id.to_string(), &record.id.to_string());
                    if path.contains("{receipt}") {
                        let asks = programme.browser(PROGRAMME_MANAGER).await;
                        let asked = lost_receipt(&asks, record.id).await.value();
                        path = path.replace("{receipt}", asked.as_str().unwrap());
                    }
                }
                if path.contains("{device}") {
                    path = path.replace("{device}", &Device::enrol(&programme).await.id.to_string());
                }
                if path.contains("{packet}") {
                    path = path.replace("{packet}", &refused_packet(&programme, &officer).await.to_string());
                }
                if path.contains("{authority}") {
                    let keeper = programme.browser(PROGRAMME_MANAGER).await;
                    let new = json!({ "name": SiteId::new(), "phone": "" });
                    let made = keeper.post("/api/authorities", &new).await.value();
                    path = path.replace("{authority}", made["id"].as_str().unwrap());
                }
                if path.contains("{agreement}") {
                    path = path.replace("{agreement}", &programme.agreement(&abroad).await.to_string());
                }
                if path.contains("{entry}") && role == Role::WatchlistManager {
                    let entry = programme.draft(&keeper, 701).await;
                    path = path.replace("{entry}", &entry.summary.id.to_string());
                    path = path.replace("{reference}", &entry.prints_held[0].id.to_string());
                } else {
                    path = path.replace("{entry}", &lead).replace("{reference}", &lead);
                }
                if path.contains("{import}") {
                    let sheet = a_sheet(&SiteId::new().to_string());
                    let imports = format!("/api/watchlists/{list}/imports");
                    let import = keeper.post_bytes(&imports, sheet).await.value();
                    path = path.replace("{import}", import["id"].as_str().unwrap());
                }
                let mut theirs = manifest.clone();
                theirs.policy_version = site.policy.version;
                let taker = if site.id == abroad.id { &programme.north } else { &abroad };
                let status = ask(
                    &browser,
                    method,
                    pattern,
                    &path,
                    &Asked {
                        manifest: theirs,
                        image: images[0].clone(),
                        hit,
                        taker: taker.policy.host_country,
                        later: programme.clock.now().plus_seconds(86_400),
                    },
                )
                .await;
                let fits = match expected {
                    '+' => status.is_success(),
                    '-' => status == StatusCode::FORBIDDEN,
                    '0' => status == StatusCode::NOT_FOUND,
                    'c' => status == StatusCode::CONFLICT,
                    'i' => status == StatusCode::UNPROCESSABLE_ENTITY,
                    other => panic!("{other}?"),
                };
                assert!(fits, "{name}: {method} {pattern} answered {status}, the table says {expected}");
                browser.delete(&format!("/api/hits/{hit}/claim")).await;
            }
        }
        if !line.ends_with("open") {
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
}

/// What the requests of the table are about.
struct Asked {
    manifest: Manifest,
    image: Vec<u8>,
    hit: HitId,
    taker: Country,
    later: Timestamp,
}

/// A list's terms, under a name that no other list has.
fn terms() -> Terms {
    let mut categories = Category::usual();
    categories.push(Category { name: "Wanted for smuggling".into(), ..categories[0].clone() });
    Terms {
        name: SiteId::new().to_string(),
        owner: "Prosecutor".into(),
        legal_basis: "Statute 7".into(),
        categories,
    }
}

/// The sheet of an import that nobody has begun, of one person without files.
fn a_sheet(person: &str) -> Vec<u8> {
    let heading = "person,file,category,sources,criterion,evidence,expires";
    format!("{heading}\n{person},a.png,Wanted,Court,Warrant,2026-01-01,2027-01-01\n").into_bytes()
}

async fn ask(browser: &Browser, method: &str, pattern: &str, path: &str, asked: &Asked) -> StatusCode {
    match (method, pattern) {
        ("GET", "/api/events") => {
            let request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
            browser.open(request).await.status()
        }
        ("GET", "/api/lists/{list}/changes") => browser.get(&format!("{path}?since=1")).await.status,
        ("GET", _) => browser.get(path).await.status,
        ("DELETE", _) => browser.delete(path).await.status,
        ("PUT", "/api/audit/rules/{site}") => {
            browser.put_json(path, &json!({ "hours": null, "looks_a_day": 40 })).await.status
        }
        ("PUT", "/api/encounters/{encounter}/redress-code") => {
            browser.put_json(path, &GivenCode { code: code(1) }).await.status
        }
        ("POST", "/api/encounters/{encounter}/lost-receipts") => {
            browser
                .post(path, &json!({ "checked": "a passport", "reason": "the receipt got wet" }))
                .await
                .status
        }
        ("POST", "/api/notices") => {
            let text = notice::words("fr").notice.clone();
            let new = NewNotice { language: "fr".into(), name: "Français".into(), rtl: false, text };
            browser.post(path, &new).await.status
        }
        ("PUT", "/api/notices/{language}/{version}/audio") => {
            browser.put(path, b"ID3 spoken".to_vec()).await.status
        }
        ("PUT", "/api/redress/cases/{redress}/restriction") => {
            browser.put_json(path, &json!({ "restricted": true, "reason": "it is disputed" })).await.status
        }
        ("POST", "/api/redress/cases/{redress}/corrections") => {
            let fact = Fact::HostNational(true);
            browser.post(path, &Correction { fact, reason: "a passport was shown".into() }).await.status
        }
        ("POST", "/api/redress/cases/{redress}/recipients") => {
            browser.post(path, &json!({ "name": "The court" })).await.status
        }
        ("POST", "/api/redress/cases/{redress}/erasure") => {
            browser.post(path, &json!({ "reason": "the person asks" })).await.status
        }
        ("POST", "/api/redress/cases/{redress}/answer") => {
            browser.post(path, &json!({ "reasons": "Se hizo lo que pidió." })).await.status
        }
        ("PUT", "/api/accounts/{account}") => {
            let standing = json!({
                "role": "watchlist_manager", "scope": "site", "password_allowed": true, "suspended": false,
            });
            browser.put_json(path, &standing).await.status
        }
        ("PUT", "/api/cases/{case}/documents/{part}") => {
            browser.put(&format!("{path}?name=scan.png"), asked.image.clone()).await.status
        }
        ("POST", "/api/cases/search") => {
            browser.post(path, &json!({ "reason": "the court asks again" })).await.status
        }
        ("POST", "/api/cases/{case}/notes") => browser.post(path, &json!({ "text": "seen" })).await.status,
        ("POST", "/api/cases/{case}/merge") => {
            browser.post(path, &json!({ "with": "0000-0000", "reason": "one person" })).await.status
        }
        ("POST", "/api/cases/{case}/split") => {
            browser.post(path, &json!({ "encounters": [], "reason": "two people" })).await.status
        }
        ("PUT", "/api/watchlists/{list}") => browser.put_json(path, &terms()).await.status,
        ("PUT", "/api/entries/{entry}") => browser.put_json(path, &draft(701)).await.status,
        ("PUT", "/api/alerts/{alert}/handover") => {
            browser.put_json(path, &HandoverWords::default()).await.status
        }
        ("PUT", _) => browser.put(path, asked.image.clone()).await.status,
        ("POST", "/api/watchlists") => browser.post(path, &terms()).await.status,
        ("POST", "/api/watchlists/{list}/entries") => browser.post(path, &draft(701)).await.status,
        ("POST", "/api/watchlists/{list}/imports") => {
            browser.post_bytes(path, a_sheet(&SiteId::new().to_string())).await.status
        }
        ("POST", "/api/encounters/{encounter}/parts/{part}/pieces") => {
            let path = format!("{path}?from=0&of={}", asked.image.len());
            browser.post_bytes(&path, asked.image.clone()).await.status
        }
        ("POST", "/api/imports/{import}/pieces") => browser.post_bytes(path, vec![]).await.status,
        ("POST", "/api/imports/{import}/batches") => {
            browser.post(path, &json!({ "leave_out": true })).await.status
        }
        ("POST", "/api/imports/{import}/validations") => {
            browser.post(path, &json!({ "reason": "the sample was looked at" })).await.status
        }
        ("POST", "/api/watchlists/{list}/search") => {
            let search = json!({ "words": "somebody", "reason": "the court asks again" });
            browser.post(path, &search).await.status
        }
        ("POST", "/api/entries/{entry}/withdrawal") => {
            browser.post(path, &json!({ "reason": "the warrant was lifted" })).await.status
        }
        ("POST", "/api/accounts") => {
            let site = asked.manifest.site;
            let new = json!({ "name": SiteId::new(), "role": "officer", "scope": "site", "site": site });
            browser.post(path, &new).await.status
        }
        ("POST", "/api/rules/{country}") => {
            // The version that is in force: nobody overwrites it.
            let policy = wire::rules::Policy::of_country(site_policy());
            let new = wire::rules::NewVersion { policy, effective_from: None, reason: "decree 12".into() };
            browser.post(path, &new).await.status
        }
        ("POST", "/api/devices/invitations") => {
            browser.post(path, &json!({ "name": "Desk 4", "site": asked.manifest.site })).await.status
        }
        ("POST", "/api/devices/{device}/revocation") => {
            browser.post(path, &json!({ "stolen": false, "reason": "it is broken" })).await.status
        }
        ("POST", "/api/quarantine/{packet}/release" | "/api/quarantine/{packet}/rejection") => {
            browser.post(path, &json!({ "reason": "the site was asked" })).await.status
        }
        ("POST", "/api/mediums") => browser.post_bytes(path, b"no such file".to_vec()).await.status,
        ("POST", "/api/holds") => {
            // Held by nobody else, so that each who may can.
            let lift = json!({ "reason": "the court is done" });
            let path_of_lift = format!("/api/holds/{}/lift", asked.manifest.id);
            browser.post(&path_of_lift, &lift).await;
            let hold = json!({ "record": asked.manifest.id, "reason": "court order 7" });
            browser.post(path, &hold).await.status
        }
        ("POST", "/api/holds/{encounter}/lift") => {
            let hold = json!({ "record": asked.manifest.id, "reason": "court order 7" });
            browser.post("/api/holds", &hold).await;
            browser.post(path, &json!({ "reason": "the court is done" })).await.status
        }
        ("POST", "/api/sites") => {
            let country = site_policy().host_country;
            let name = SiteId::new().to_string();
            browser.post(path, &wire::rules::NewSite { name, country, country_name: None }).await.status
        }
        ("POST", "/api/encounters") => browser.post(path, &asked.manifest).await.status,
        ("POST", "/api/names") => {
            browser.post(path, &json!({ "facts": { "names": ["Ana"] }, "reason": "case 7" })).await.status
        }
        ("POST", "/api/refusals") => browser.post(path, &json!({ "rule": "under_age" })).await.status,
        ("POST", "/api/hits/{hit}/analysis") => browser.analyse(asked.hit).await.status,
        ("POST", "/api/hits/{hit}/decision") => {
            browser.decide(asked.hit, Finding::Exclusion, "the cores differ").await.status
        }
        ("POST", "/api/hits/{hit}/skip") => {
            browser.post(path, &json!({ "reason": "not my field" })).await.status
        }
        ("POST", "/api/authorities") => {
            browser.post(path, &json!({ "name": SiteId::new(), "phone": "" })).await.status
        }
        ("POST", "/api/alerts/{alert}/correction") => {
            browser.post(path, &json!({ "finding": "exclusion", "reason": "the cores differ" })).await.status
        }
        ("POST", "/api/agreements") => {
            let new = NewAgreement {
                taker: asked.taker,
                covers: Covers::Lists,
                expires_at: asked.later,
                reason: "memorandum 7".into(),
            };
            browser.post(path, &new).await.status
        }
        _ => browser.post(path, &()).await.status,
    }
}

#[tokio::test]
async fn only_reviewers_claim_a_case_at_review() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    for name in [OFFICER, ELSEWHERE, REVIEWER_3, SUPERVISOR, AUDITOR, ADMINISTRATOR] {
        let status = programme.browser(name).await.claim(hit).await.status;
        let expected = if name == REVIEWER_3 { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(status, expected, "{name}");
    }
    assert_eq!(programme.stranger().claim(hit).await.status, StatusCode::UNAUTHORIZED);
}
