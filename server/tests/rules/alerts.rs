//! Alerts: who is told, who says that it was seen, what happens when nobody does, and what takes them back.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use policy::{Alerting, Approach, Category, Country, Reach, SitePolicy};
use serde_json::json;
use wire::Code;
use wire::alert::{Alert, Asks, Cause};
use wire::encounter::{EncounterStatus, EncounterView};
use wire::event::Event;
use wire::hit::Finding;
use wire::watchlist::Terms;

use crate::browser::Browser;
use crate::events::Stream;
use crate::programme::{
    ADMINISTRATOR, COLLEAGUE, ELSEWHERE, LISTED, MANAGER_1, OFFICER, PROGRAMME_MANAGER, Programme,
    REVIEWER_3, REVIEWER_7, SUPERVISOR, listed, site_policy,
};

pub async fn alerts(browser: &Browser) -> Vec<Alert> {
    browser.get("/api/alerts").await.json()
}

/// An alert on a listed person, raised by two reviewers.
pub async fn raised(programme: &Programme, person: u64) -> Alert {
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, person).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hit, Finding::Identification).await;
    }
    let all = alerts(&programme.browser(SUPERVISOR).await).await;
    all.into_iter().find(|alert| alert.encounter == receipt.encounter.id).unwrap()
}

fn alerting(rules: Alerting) -> SitePolicy {
    SitePolicy { alerting: rules, ..site_policy() }
}

async fn acknowledge(browser: &Browser, alert: &Alert) -> Alert {
    browser.post(&format!("/api/alerts/{}/acknowledgement", alert.id), &()).await.json()
}

#[tokio::test]
async fn the_captor_the_sites_officers_and_supervisors_are_asked_and_nobody_elsewhere() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 2).await;
    for name in [OFFICER, COLLEAGUE, SUPERVISOR] {
        let asked = alerts(&programme.browser(name).await).await;
        assert_eq!(asked[0].id, alert.id, "{name}");
        assert_eq!(asked[0].asks, Some(Asks::Acknowledge), "{name}");
    }
    assert_eq!(alerts(&programme.browser(ELSEWHERE).await).await, []);
    let overseeing = alerts(&programme.browser(PROGRAMME_MANAGER).await).await;
    assert_eq!((overseeing.len(), overseeing[0].asks), (1, None), "read, and not yet asked");
}

#[tokio::test]
async fn policy_says_who_is_told() {
    let rules = Alerting { site_officers: false, supervisors_at_once: false, ..Alerting::default() };
    let programme = Programme::under(|_| {}, alerting(rules)).await;
    raised(&programme, 2).await;
    assert_eq!(alerts(&programme.browser(OFFICER).await).await[0].asks, Some(Asks::Acknowledge));
    assert_eq!(alerts(&programme.browser(COLLEAGUE).await).await, []);
    assert_eq!(alerts(&programme.browser(SUPERVISOR).await).await[0].asks, None);
    programme.clock.advance_seconds(5 * 60);
    assert_eq!(programme.service.take_alerts_further().await.unwrap(), 1);
    assert_eq!(alerts(&programme.browser(SUPERVISOR).await).await[0].asks, Some(Asks::Acknowledge));
}

#[tokio::test]
async fn whoever_acknowledges_first_stands_with_name_time_and_place_and_nobody_is_asked_any_more() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 2).await;
    programme.clock.advance_seconds(30);
    let seen = acknowledge(&programme.browser(COLLEAGUE).await, &alert).await.acknowledged.unwrap();
    assert_eq!((seen.by.as_str(), seen.from.as_str()), (COLLEAGUE, "Northgate"));
    assert_eq!(seen.at.seconds_since(alert.raised_at), 30);
    let again = acknowledge(&programme.browser(SUPERVISOR).await, &alert).await.acknowledged.unwrap();
    assert_eq!(again, seen);
    assert_eq!(alerts(&programme.browser(OFFICER).await).await[0].asks, None);
    programme.clock.advance_seconds(3600);
    assert_eq!(programme.service.take_alerts_further().await.unwrap(), 0, "it stays where it is");
}

#[tokio::test]
async fn what_nobody_acknowledges_goes_to_supervisors_and_then_to_programme_managers() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 2).await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    assert_eq!(programme.service.take_alerts_further().await.unwrap(), 0, "not before its time");
    programme.clock.advance_seconds(5 * 60);
    assert_eq!(programme.service.take_alerts_further().await.unwrap(), 1);
    assert_eq!(programme.service.take_alerts_further().await.unwrap(), 0, "once");
    let now = alerts(&manager).await;
    assert_eq!((now[0].reach, now[0].asks), (Reach::Supervisors, None));
    programme.clock.advance_seconds(10 * 60);
    assert_eq!(programme.service.take_alerts_further().await.unwrap(), 1);
    let now = alerts(&programme.browser(PROGRAMME_MANAGER).await).await;
    assert_eq!((now[0].reach, now[0].asks), (Reach::ProgrammeManagers, Some(Asks::Acknowledge)));
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    assert_eq!(acknowledge(&manager, &alert).await.acknowledged.unwrap().by, PROGRAMME_MANAGER);
    let log = programme.browser(ADMINISTRATOR).await.get("/api/audit").await.text();
    assert_eq!(log.matches("alert.take_further").count(), 2);
}

#[tokio::test]
async fn a_start_goes_on_where_the_last_one_ended() {
    let programme = Programme::new().await;
    raised(&programme, 2).await;
    programme.clock.advance_seconds(20 * 60);
    programme.service.close().await;
    let config = crate::database::config(programme.folder.path()).await;
    let again = server::Service::open(config, programme.clock.clone()).await.unwrap();
    assert_eq!(again.take_alerts_further().await.unwrap(), 1);
    assert_eq!(again.take_alerts_further().await.unwrap(), 1, "step by step, none left out");
    assert_eq!(again.take_alerts_further().await.unwrap(), 0);
}

#[tokio::test]
async fn an_alert_says_what_to_do_whom_to_call_and_how_often_such_a_lead_is_right() {
    let programme =
        Programme::under(|_| {}, alerting(Alerting { phone: "555 0100".into(), ..Alerting::default() }))
            .await;
    let own = raised(&programme, 2).await;
    assert_eq!(own.phone, "555 0100", "the site's number, where the category has none");
    assert_eq!((own.instructions.as_str(), own.approach), ("Call extension 100.", Approach::Caution));
    // Twelve people at one false lead in 10,000 comparisons each: 12 in 10,000 searches.
    assert!((own.base_rate.by_chance - 25.2).abs() < 0.1, "{}", own.base_rate.by_chance);
    assert_eq!(own.base_rate.found, None);

    let manager = programme.browser(MANAGER_1).await;
    let mut categories = Category::usual();
    for category in categories.iter_mut().filter(|each| each.approach == Approach::Help) {
        category.phone = "555 0199".into();
    }
    let terms = Terms {
        name: "Sought".into(),
        owner: "Prosecutor".into(),
        legal_basis: "Statute 7".into(),
        categories,
    };
    manager.post("/api/watchlists", &terms).await.value();
    let mut entry = listed(301, false);
    entry.particulars.category = "Missing person".into();
    programme.service.enrol(Country::MADE_UP, "Sought", vec![entry], "test").await.unwrap();
    let missing = raised(&programme, 301).await;
    assert_eq!((missing.approach, missing.phone.as_str()), (Approach::Help, "555 0199"));
}

#[tokio::test]
async fn a_corrected_finding_reaches_everybody_who_saw_the_alert_and_each_must_answer() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 2).await;
    let (officer, supervisor) = (programme.browser(OFFICER).await, programme.browser(SUPERVISOR).await);
    acknowledge(&officer, &alert).await;
    let path = format!("/api/alerts/{}/correction", alert.id);
    let twice = supervisor.post(&path, &json!({ "finding": "identification", "reason": "sure" })).await;
    assert_eq!(twice.problem().field.as_deref(), Some("finding"));
    let silent = supervisor.post(&path, &json!({ "finding": "exclusion", "reason": " " })).await;
    assert_eq!(silent.problem().field.as_deref(), Some("reason"));
    let wrong = json!({ "finding": "exclusion", "reason": "The core lies elsewhere." });
    supervisor.post(&path, &wrong).await.json::<Alert>();
    assert_eq!(supervisor.post(&path, &wrong).await.code(), Code::Already);

    let encounter: EncounterView = officer.get(&format!("/api/encounters/{}", alert.encounter)).await.json();
    assert_eq!(encounter.status, EncounterStatus::Excluded);
    for browser in [&officer, &supervisor] {
        let now = &alerts(browser).await[0];
        assert_eq!(now.asks, Some(Asks::AcknowledgeTakingBack));
        let back = now.taken_back.as_ref().unwrap();
        assert_eq!((back.cause, back.by.as_str()), (Cause::FindingCorrected, SUPERVISOR));
        assert_eq!(back.why, "The core lies elsewhere.");
    }
    // Who never saw the alert is asked nothing; and one's answer is not another's.
    assert_eq!(alerts(&programme.browser(COLLEAGUE).await).await[0].asks, None);
    acknowledge(&officer, &alert).await;
    assert_eq!(alerts(&officer).await[0].asks, None);
    assert_eq!(alerts(&supervisor).await[0].asks, Some(Asks::AcknowledgeTakingBack));
}

#[tokio::test]
async fn a_withdrawn_entry_takes_its_alerts_back_even_before_anybody_acknowledged() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 2).await;
    let officer = programme.browser(OFFICER).await;
    alerts(&officer).await;
    let entry = programme.listed[1];
    let manager = programme.browser(MANAGER_1).await;
    let withdrawal = json!({ "reason": "the warrant was lifted" });
    manager.post(&format!("/api/entries/{entry}/withdrawal"), &withdrawal).await.value();
    let now = &alerts(&officer).await[0];
    assert_eq!(now.id, alert.id);
    assert_eq!(now.asks, Some(Asks::AcknowledgeTakingBack), "and nobody is asked to act on it");
    let back = now.taken_back.as_ref().unwrap();
    assert_eq!((back.cause, back.why.as_str()), (Cause::EntryWithdrawn, "the warrant was lifted"));
    programme.clock.advance_seconds(3600);
    assert_eq!(programme.service.take_alerts_further().await.unwrap(), 0, "it goes no further");
}

#[tokio::test]
async fn only_supervisors_correct() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 2).await;
    let path = format!("/api/alerts/{}/correction", alert.id);
    for name in [OFFICER, REVIEWER_3, PROGRAMME_MANAGER, ADMINISTRATOR] {
        let refused = programme.browser(name).await;
        let refused = refused.post(&path, &json!({ "finding": "exclusion", "reason": "no" })).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name}");
    }
}

#[tokio::test]
async fn an_alert_is_there_to_be_read_within_a_second_of_the_second_identification() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let second = programme.browser(REVIEWER_7).await;
    let mut stream = Stream::open(&officer).await;
    let mut took = Vec::new();
    for person in LISTED {
        let (receipt, hit) = programme.hit_on(&officer, person).await;
        programme.browser(REVIEWER_3).await.review(hit, Finding::Identification).await;
        second.claim(hit).await.value();
        second.analyse(hit).await.value();
        while stream.next().await.is_some() {}
        let begun = Instant::now();
        let deciding = second.decide(hit, Finding::Identification, "twelve points correspond");
        let shown = async {
            let alert = Event::Alert { encounter: receipt.encounter.id };
            while stream.next().await != Some(alert) {}
            assert_eq!(alerts(&officer).await[0].encounter, receipt.encounter.id);
            begun.elapsed()
        };
        took.push(tokio::join!(deciding, shown).1);
    }
    took.sort_unstable();
    let (median, last) = (took[took.len() / 2], took[took.len() * 95 / 100]);
    println!("second identification to alert read: median {median:?}, p95 {last:?} of {}", took.len());
    assert!(last < Duration::from_secs(1), "{took:?}");
}
