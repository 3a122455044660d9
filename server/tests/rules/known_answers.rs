//! Known-answer hits: like any other to those who decide them, and nothing at all to everybody else.

use axum::http::StatusCode;
use policy::{Country, Reviewing, SitePolicy};
use serde_json::Value;
use wire::agreement::Covers;
use wire::hit::{Finding, Hit, Outcome, Provenance, QueueItem, Stage};
use wire::reviewing::{Answer, ErrorRates, Share, Workload};
use wire::session::{Role, Scope};
use wire::{Code, HitId};

use crate::browser::Browser;
use crate::programme::{
    ADMINISTRATOR, MANAGER_1, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, REVIEWER_7, SUPERVISOR,
    site_policy,
};

/// One follows each hit, within the minute.
fn always() -> SitePolicy {
    let reviewing = Reviewing { known_answers: 100, known_answers_within: 1, ..Reviewing::default() };
    SitePolicy { reviewing, ..site_policy() }
}

async fn queue(browser: &Browser) -> Vec<QueueItem> {
    browser.get("/api/hits").await.json()
}

/// A hit that a search found, and the known answer that followed it.
async fn both(programme: &Programme) -> (HitId, HitId) {
    let (_, found) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    programme.clock.advance_seconds(60);
    assert_eq!(programme.service.open_known_answers().await.unwrap(), 1);
    let reviewer = programme.browser(REVIEWER_3).await;
    let made = queue(&reviewer).await.into_iter().find(|item| item.id != found).unwrap();
    (found, made.id)
}

/// The names of all fields, in order: what an answer is made of, whatever it says. How many plain values a list holds says
/// something, as what a print's quality wants, and is no part of it.
fn form(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), form(value))).collect(),
        Value::Array(items) => items.first().filter(|item| item.is_object()).map(form).into_iter().collect(),
        other => Value::from(other.is_null()),
    }
}

#[tokio::test]
async fn it_comes_after_a_hit_and_nothing_tells_the_two_apart() {
    let programme = Programme::under(|_| {}, always()).await;
    let (found, made) = both(&programme).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    let items = queue(&reviewer).await;
    let of = |id| items.iter().find(|item| item.id == id).unwrap();
    let (one, other) = (of(found), of(made));
    let told = |item: &QueueItem| {
        let waits = item.due_at.seconds_since(item.opened_at);
        (item.site.clone(), item.against, item.later, waits, item.stage, item.open_to_me, item.known_answer)
    };
    assert_eq!(told(one), told(other));
    assert!((0..=60).contains(&other.opened_at.seconds_since(one.opened_at)));
    assert!(items.is_sorted_by_key(|item| (item.due_at, item.id)));

    let (mut claimed, mut analysed) = (Vec::new(), Vec::new());
    for id in [found, made] {
        claimed.push(reviewer.claim(id).await.value());
        analysed.push(reviewer.analyse(id).await.value());
    }
    assert_eq!(form(&claimed[0]), form(&claimed[1]));
    // The listed person of the programme has the same fingers, each with its picture.
    assert_eq!(form(&analysed[0]["item"]), form(&analysed[1]["item"]));
    let read = |value: &Value| serde_json::from_value::<Hit>(value.clone()).unwrap();
    let (one, other) = (read(&analysed[0]), read(&analysed[1]));
    let positions = |hit: &Hit| hit.probe.iter().map(|print| print.position).collect::<Vec<_>>();
    assert_eq!(positions(&one), positions(&other));
    let sources =
        |hit: &Hit| hit.probe.iter().map(|print| print.capture.clone().unwrap().source).collect::<Vec<_>>();
    assert_eq!(sources(&one), sources(&other));
    assert_eq!(one.chance_per_hundred_searches, other.chance_per_hundred_searches);
    assert_eq!((other.answer, other.outcome, other.item.known_answer), (None, None, false));
    let (one, other) = (one.candidate.unwrap(), other.candidate.unwrap());
    assert_eq!(one.provenance, other.provenance);
    assert!(matches!(other.provenance, Provenance::List { .. }));
    assert_eq!(one.stated, other.stated);
    assert_eq!(one.references.len(), other.references.len());
    assert!(!other.comparisons.is_empty() && other.references.iter().all(|print| print.image));

    // Its images are there, before and after.
    for print in [&read(&analysed[1]).probe[0], &other.references[0]] {
        let image = reviewer.get(&format!("/api/hits/{made}/prints/{}", print.id)).await;
        assert_eq!(image.status, StatusCode::OK);
        assert!(image.body.starts_with(b"\x89PNG"));
    }
    // One's own charting is taken along as that of any hit.
    reviewer.decide(made, Finding::Inconclusive, "too little").await.json::<Hit>();
    let file = reviewer.get(&format!("/api/hits/{made}/features")).await;
    assert_eq!(file.status, StatusCode::OK);
    let mine = reviewer.get(&format!("/api/hits/{made}")).await.json::<Hit>();
    assert_eq!((mine.answer, mine.outcome, mine.item.stage), (None, None, Stage::SecondReview));
}

/// What everybody but the bench is shown.
const ELSEWHERE: [(&str, &str); 13] = [
    (OFFICER, "/api/encounters"),
    (OFFICER, "/api/alerts"),
    (OFFICER, "/api/lists"),
    (SUPERVISOR, "/api/encounters"),
    (SUPERVISOR, "/api/alerts"),
    (SUPERVISOR, "/api/cases"),
    (SUPERVISOR, "/api/handovers/figures"),
    (PROGRAMME_MANAGER, "/api/alerts"),
    (PROGRAMME_MANAGER, "/api/cases"),
    (PROGRAMME_MANAGER, "/api/handovers/figures"),
    (PROGRAMME_MANAGER, "/api/redress/cases"),
    (MANAGER_1, "/api/watchlists"),
    (ADMINISTRATOR, "/api/purges/preview"),
];

async fn elsewhere(programme: &Programme) -> Vec<String> {
    let mut all = Vec::new();
    for (name, path) in ELSEWHERE {
        let answer = programme.browser(name).await.get(path).await;
        assert!(answer.status.is_success(), "{name} {path}: {}", answer.text());
        all.push(format!("{path} {}", answer.text()));
    }
    all
}

#[tokio::test]
async fn two_who_identify_in_it_raise_no_alert_link_no_case_and_change_nothing_that_anybody_else_is_shown() {
    let programme = Programme::under(|_| {}, always()).await;
    let (_, made) = both(&programme).await;
    let before = elsewhere(&programme).await;
    for name in [REVIEWER_3, REVIEWER_7] {
        programme.browser(name).await.review(made, Finding::Identification).await;
    }
    assert_eq!(elsewhere(&programme).await, before);
    programme.service.deliver_calls().await.unwrap();
    assert_eq!(programme.service.find_links().await.unwrap(), 0, "nor is its person searched for");
    let names = serde_json::json!({ "facts": { "names": ["Sample"] }, "reason": "are they there?" });
    let found = programme.browser(SUPERVISOR).await.post("/api/names", &names).await.value();
    assert_eq!(found, Value::Array(vec![]));
}

#[tokio::test]
async fn two_who_differ_are_told_the_answer_and_no_supervisor_is_asked() {
    let programme = Programme::under(|_| {}, always()).await;
    let (_, made) = both(&programme).await;
    let (first, second) = (programme.browser(REVIEWER_3).await, programme.browser(REVIEWER_7).await);
    let shown = first.review(made, Finding::Identification).await;
    assert_eq!((shown.item.stage, shown.outcome, shown.answer), (Stage::SecondReview, None, None));
    let none: ErrorRates = first.get("/api/error-rates").await.json();
    assert_eq!(none.people[0].tally.mated.all() + none.people[0].tally.non_mated.all(), 0, "it would tell");
    let shown = second.claim(made).await.json::<Hit>();
    assert_eq!((shown.differing, shown.answer), (vec![], None));
    second.analyse(made).await.json::<Hit>();
    let shown: Hit = second.decide(made, Finding::Exclusion, "the deltas differ").await.json();
    assert_eq!((shown.item.stage, shown.outcome), (Stage::Closed, Some(Outcome::Conflict)));
    assert!(shown.item.known_answer);
    let answer = shown.answer.unwrap();
    let again: Hit = first.get(&format!("/api/hits/{made}")).await.json();
    assert_eq!(again.answer, Some(answer));

    // Each is scored alone, and a reviewer sees their own.
    let share = |count| Share { count, of: 1 };
    let none = Share { count: 0, of: 0 };
    let wrong = |of: &ErrorRates| {
        let tally = of.people[0].tally;
        (tally.false_identifications(), tally.missed_identifications())
    };
    let (own, others): (ErrorRates, ErrorRates) =
        (first.get("/api/error-rates").await.json(), second.get("/api/error-rates").await.json());
    assert_eq!((own.people.len(), own.people[0].name.as_str(), own.everybody), (1, REVIEWER_3, None));
    let expected = match answer {
        Answer::Mated => ((none, share(0)), (none, share(1))),
        Answer::NonMated => ((share(1), none), (share(0), none)),
    };
    assert_eq!((wrong(&own), wrong(&others)), expected);
    let all: ErrorRates = programme.browser(PROGRAMME_MANAGER).await.get("/api/error-rates").await.json();
    let names: Vec<_> = all.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, [REVIEWER_3, REVIEWER_7], "in the order of their names, whatever they found");
    let everybody = all.everybody.unwrap();
    assert_eq!(everybody.mated.all() + everybody.non_mated.all(), 2);
    let supervisor = programme.browser(SUPERVISOR).await;
    assert!(queue(&supervisor).await.iter().all(|item| item.id != made));
    assert_eq!(supervisor.claim(made).await.code(), Code::Conflict);
}

#[tokio::test]
async fn a_report_is_refused_as_that_of_any_open_hit_and_none_is_made_afterwards() {
    let programme = Programme::under(|_| {}, always()).await;
    let (found, made) = both(&programme).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let report = async |id| supervisor.get(&format!("/api/hits/{id}/report.pdf")).await;
    assert_eq!(report(made).await.text(), report(found).await.text());
    for name in [REVIEWER_3, REVIEWER_7] {
        programme.browser(name).await.review(made, Finding::Exclusion).await;
    }
    assert_eq!(report(made).await.code(), Code::Conflict);
}

#[tokio::test]
async fn none_comes_where_the_rules_want_none_or_whose_shape_it_would_have_is_erased() {
    let rules = Reviewing { known_answers: 0, ..Reviewing::default() };
    let programme = Programme::under(|_| {}, SitePolicy { reviewing: rules, ..site_policy() }).await;
    programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    programme.clock.advance_seconds(4 * 3600);
    assert_eq!(programme.service.open_known_answers().await.unwrap(), 0);

    let programme = Programme::under(|_| {}, always()).await;
    let (receipt, _) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let erased = server::Subject::Encounter(receipt.encounter.id);
    programme.service.erase(erased, "the person asked for it", "test").await.unwrap();
    programme.clock.advance_seconds(60);
    assert_eq!(programme.service.open_known_answers().await.unwrap(), 0);
    assert!(queue(&programme.browser(REVIEWER_3).await).await.is_empty());
}

#[tokio::test]
async fn another_country_that_is_given_the_hits_is_not_given_known_answers() {
    let programme = Programme::under(|_| {}, always()).await;
    let abroad = SitePolicy { host_country: "XW".parse().unwrap(), ..site_policy() };
    let abroad = programme.service.add_site("Over the border", abroad, "test").await.unwrap();
    let role = (Role::Reviewer, Scope::usual(Role::Reviewer));
    programme.service.add_account("Reviewer 40", role, abroad.id, "test").await.unwrap();
    let agreement = wire::agreement::NewAgreement {
        taker: abroad.policy.host_country,
        covers: Covers::Hits,
        expires_at: programme.clock.now().plus_seconds(86_400),
        reason: "memorandum 9".into(),
    };
    programme.browser(PROGRAMME_MANAGER).await.post("/api/agreements", &agreement).await.value();
    let (found, made) = both(&programme).await;
    let partner = programme.browser("Reviewer 40").await;
    let theirs: Vec<HitId> = queue(&partner).await.into_iter().map(|item| item.id).collect();
    assert_eq!(theirs, [found]);
    assert_eq!(partner.claim(made).await.code(), Code::NotFound);
    assert_ne!(abroad.policy.host_country, Country::MADE_UP);
}

#[tokio::test]
async fn a_closed_one_is_forgotten_after_a_month_and_what_was_found_after_a_year() {
    let programme = Programme::under(|_| {}, always()).await;
    let (_, made) = both(&programme).await;
    for name in [REVIEWER_3, REVIEWER_7] {
        programme.browser(name).await.review(made, Finding::Exclusion).await;
    }
    let files = programme.raw_files().len();
    programme.clock.advance_seconds(31 * 86_400);
    programme.service.forget_known_answers().await.unwrap();
    assert_eq!(programme.raw_files().len(), files - 4, "two prints on each side");
    let reviewer = programme.browser(REVIEWER_3).await;
    assert_eq!(reviewer.get(&format!("/api/hits/{made}")).await.code(), Code::NotFound);
    let counted = async || {
        let rates: ErrorRates = programme.browser(REVIEWER_3).await.get("/api/error-rates").await.json();
        let tally = rates.people[0].tally;
        tally.mated.all() + tally.non_mated.all()
    };
    assert_eq!(counted().await, 1);
    programme.clock.advance_seconds(340 * 86_400);
    programme.service.forget_known_answers().await.unwrap();
    assert_eq!(counted().await, 0);
}

#[tokio::test]
async fn a_break_is_suggested_to_the_person_and_counted_for_the_supervisor_and_a_pause_begins_anew() {
    let reviewing = Reviewing { known_answers: 0, break_after_minutes: 20, ..Reviewing::default() };
    let programme = Programme::under(|_| {}, SitePolicy { reviewing, ..site_policy() }).await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    let load = async |of: &Browser| of.get("/api/workload").await.json::<Workload>();
    assert_eq!(
        load(&reviewer).await,
        Workload { at_work: 0, decided_in_hour: 0, mine: None, breaks_due: None }
    );
    reviewer.claim(hit).await.json::<Hit>();
    reviewer.analyse(hit).await.json::<Hit>();
    for _ in 0..5 {
        programme.clock.advance_seconds(4 * 60);
        reviewer.get(&format!("/api/hits/{hit}")).await.json::<Hit>();
    }
    reviewer.decide(hit, Finding::Exclusion, "the cores differ").await.json::<Hit>();
    let mine = load(&reviewer).await;
    let stint = mine.mine.unwrap();
    assert_eq!((mine.at_work, mine.decided_in_hour, mine.breaks_due), (1, 1, None));
    assert_eq!((stint.decided, stint.break_due), (1, true));
    let all = load(&programme.browser(SUPERVISOR).await).await;
    assert_eq!((all.at_work, all.decided_in_hour, all.mine, all.breaks_due), (1, 1, None, Some(1)));
    programme.clock.advance_seconds(5 * 60);
    let rested = load(&programme.browser(REVIEWER_3).await).await;
    assert_eq!((rested.at_work, rested.mine), (0, None));
}
