//! Hand-overs: what each state needs, what follows a finding that falls, and what is counted.

use policy::SitePolicy;
use serde_json::json;
use wire::Code;
use wire::alert::{Alert, AlertFile};
use wire::handover::{Authority, Contact, Counts, HandoverFigures, HandoverState, HandoverWords, LedTo};

use crate::alerts::{alerts, raised};
use crate::programme::{COLLEAGUE, OFFICER, PROGRAMME_MANAGER, Programme, SUPERVISOR, site_policy};

fn planned() -> HandoverWords {
    HandoverWords {
        state: HandoverState::Planned,
        authority: Contact { name: "State police, Northgate desk".into(), phone: "555 0142".into() },
        ..HandoverWords::default()
    }
}

fn path(alert: &Alert) -> String {
    format!("/api/alerts/{}/handover", alert.id)
}

#[tokio::test]
async fn a_hand_over_says_to_whom_on_what_grounds_and_when() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 2).await;
    let officer = programme.browser(OFFICER).await;
    let nobody = HandoverWords { authority: Contact::default(), ..planned() };
    let refused = officer.put_json(&path(&alert), &nobody).await.problem();
    assert_eq!(refused.field.as_deref(), Some("authority.name"));
    let file: AlertFile = officer.put_json(&path(&alert), &planned()).await.json();
    let first = file.handover.unwrap();
    assert_eq!((first.words.state, first.changed_by.as_str()), (HandoverState::Planned, OFFICER));

    let mut done = HandoverWords { state: HandoverState::Done, ..planned() };
    assert_eq!(officer.put_json(&path(&alert), &done).await.problem().field.as_deref(), Some("legal_basis"));
    done.legal_basis = "Warrant 12/2026".into();
    assert_eq!(officer.put_json(&path(&alert), &done).await.problem().field.as_deref(), Some("at"));
    done.at = Some(programme.clock.now());
    let file: AlertFile = programme.browser(COLLEAGUE).await.put_json(&path(&alert), &done).await.json();
    let now = file.handover.unwrap();
    assert_eq!((now.id, now.changed_by.as_str()), (first.id, COLLEAGUE), "one form, whoever fills it in");
    let undone = HandoverWords { state: HandoverState::CalledOff, ..done };
    assert_eq!(officer.put_json(&path(&alert), &undone).await.code(), Code::Conflict, "what is done is done");
}

#[tokio::test]
async fn what_is_written_of_a_hand_over_lies_sealed() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 2).await;
    programme.browser(OFFICER).await.put_json(&path(&alert), &planned()).await.value();
    for (name, content) in programme.stored().await {
        let found = content.windows(12).any(|bytes| bytes == b"State police");
        assert!(!found, "{}", name.display());
    }
}

#[tokio::test]
async fn a_finding_that_falls_names_whom_to_call_and_stops_what_is_planned() {
    let programme = Programme::new().await;
    let alert = raised(&programme, 2).await;
    let (officer, supervisor) = (programme.browser(OFFICER).await, programme.browser(SUPERVISOR).await);
    alerts(&officer).await;
    let done = HandoverWords {
        state: HandoverState::Done,
        legal_basis: "Warrant 12/2026".into(),
        at: Some(programme.clock.now()),
        ..planned()
    };
    officer.put_json(&path(&alert), &done).await.value();
    let wrong = json!({ "finding": "exclusion", "reason": "The core lies elsewhere." });
    supervisor.post(&format!("/api/alerts/{}/correction", alert.id), &wrong).await.value();
    let call = alerts(&officer).await[0].taken_back.clone().unwrap().call.unwrap();
    assert_eq!(call, planned().authority);
    let file: AlertFile = supervisor.get(&format!("/api/alerts/{}", alert.id)).await.json();
    let mut names: Vec<&str> = file.witnesses.iter().map(|witness| witness.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, [OFFICER, SUPERVISOR], "everybody who saw it");

    let other = raised(&programme, 3).await;
    supervisor.post(&format!("/api/alerts/{}/correction", other.id), &wrong).await.value();
    assert_eq!(officer.put_json(&path(&other), &planned()).await.code(), Code::Conflict);
}

#[tokio::test]
async fn programme_managers_keep_the_list_that_officers_choose_from() {
    let programme = Programme::new().await;
    let (manager, officer) = (programme.browser(PROGRAMME_MANAGER).await, programme.browser(OFFICER).await);
    let police = Contact { name: " State police ".into(), phone: "555 0142".into() };
    let added: Authority = manager.post("/api/authorities", &police).await.json();
    assert_eq!(added.contact.name, "State police");
    assert_eq!(manager.post("/api/authorities", &police).await.code(), Code::Already);
    let odd = Contact { name: "Prosecutor".into(), phone: "the desk".into() };
    let refused = manager.post("/api/authorities", &odd).await.problem();
    assert_eq!(refused.field.as_deref(), Some("authority.phone"));
    assert_eq!(officer.get("/api/authorities").await.json::<Vec<Authority>>(), std::slice::from_ref(&added));
    assert!(manager.delete(&format!("/api/authorities/{}", added.id)).await.status.is_success());
    assert_eq!(officer.get("/api/authorities").await.json::<Vec<Authority>>(), []);
}

/// Two alerts, one with a hand-over that is planned, and what a manager sees of them where so few may be shown.
async fn figures(smallest_count: u16) -> HandoverFigures {
    let policy = SitePolicy { smallest_count, ..site_policy() };
    let programme = Programme::under(|_| {}, policy).await;
    let one = raised(&programme, 2).await;
    raised(&programme, 3).await;
    programme.browser(OFFICER).await.put_json(&path(&one), &planned()).await.value();
    programme.browser(PROGRAMME_MANAGER).await.get("/api/handovers/figures").await.json()
}

#[tokio::test]
async fn alerts_are_counted_by_category_site_month_and_what_they_led_to() {
    let figures = figures(1).await;
    let [row] = &figures.rows[..] else { panic!("{figures:?}") };
    assert_eq!((row.site.as_str(), row.category.as_str()), ("Northgate", "Wanted for smuggling"));
    let led_to = LedTo { taken_back: 0, states: [1, 1, 0, 0] };
    assert_eq!(row.counts, Counts { alerts: Some(2), led_to: Some(led_to) });
    assert_eq!(figures.all, row.counts);
}

#[tokio::test]
async fn counts_below_what_the_policy_says_are_not_given_nor_what_would_tell_them() {
    let figures = figures(5).await;
    assert_eq!((figures.smallest, figures.rows[0].counts), (5, Counts::default()));
    assert_eq!(figures.all, Counts::default());
}
