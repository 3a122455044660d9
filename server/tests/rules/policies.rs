//! The rules of a country: every version is kept, and what was done under one is judged by it.

use policy::{Age, Answers, Differences, Modality, Rule};
use serde_json::json;
use wire::audit::AuditEvent;
use wire::encounter::{Photograph, PhotographSubject, Receipt};
use wire::list::ListInfo;
use wire::rules::{NewSite, NewVersion, Policy, PolicyVersion, Rules, SiteName};
use wire::session::{Role, Scope, Session};
use wire::{CaptureId, Code, SiteId};

use crate::programme::{
    ADMINISTRATOR, AUDITOR, OFFICER, PROGRAMME_MANAGER, Programme, STRANGER, site_policy,
};

const RULES: &str = "/api/rules/XV";
const DAY: i64 = 86_400;

async fn rules(programme: &Programme) -> Rules {
    programme.browser(OFFICER).await.get(RULES).await.json()
}

/// The newest version with a change, as the next one.
async fn changed(programme: &Programme, change: impl FnOnce(&mut Policy)) -> NewVersion {
    let mut policy = rules(programme).await.versions[0].policy.clone();
    policy.everywhere.version += 1;
    change(&mut policy);
    NewVersion { policy, effective_from: None, reason: "decree 12".into() }
}

#[tokio::test]
async fn everybody_reads_the_rules_of_the_own_country_and_only_some_may_change_them() {
    let programme = Programme::new().await;
    let seen = rules(&programme).await;
    assert_eq!((seen.in_force, seen.versions.len(), seen.may_change), (3, 1, false));
    let names: Vec<&str> = seen.sites.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(names, ["Harbour Road", "Northgate"]);
    for name in [PROGRAMME_MANAGER, ADMINISTRATOR] {
        assert!(programme.browser(name).await.get(RULES).await.json::<Rules>().may_change);
    }
}

#[tokio::test]
async fn a_change_is_a_new_version_that_says_who_made_it_when_and_why() {
    let programme = Programme::new().await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let new = changed(&programme, |policy| policy.everywhere.minimum_age = 16).await;
    let made: PolicyVersion = manager.post(RULES, &new).await.json();
    assert_eq!((made.made_by.as_str(), made.reason.as_str()), (PROGRAMME_MANAGER, "decree 12"));
    assert_eq!((made.made_at, made.effective_from), (programme.clock.now(), programme.clock.now()));
    let seen = rules(&programme).await;
    assert_eq!(seen.in_force, 4);
    assert_eq!(seen.versions[0], made);
    assert_eq!(seen.versions[1].policy.everywhere, site_policy(), "the old one is as it was");
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let line = log.iter().find(|line| line.action == "policy.change").unwrap();
    assert_eq!((line.why.as_str(), line.object.as_str()), ("decree 12", "policy/XV"));
}

#[tokio::test]
async fn two_who_change_the_same_version_do_not_overwrite_each_other() {
    let programme = Programme::new().await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let one = changed(&programme, |policy| policy.everywhere.minimum_age = 16).await;
    let other = changed(&programme, |policy| policy.everywhere.minimum_age = 15).await;
    manager.post(RULES, &one).await.json::<PolicyVersion>();
    assert_eq!(manager.post(RULES, &other).await.code(), Code::Conflict);
    assert_eq!(rules(&programme).await.versions[0].policy.everywhere.minimum_age, 16);
}

#[tokio::test]
async fn what_is_wrong_with_new_rules_is_named_with_its_remedy() {
    let programme = Programme::new().await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let sound = changed(&programme, |_| {}).await;
    let north = programme.north.id;
    type Change = fn(&mut NewVersion, SiteId);
    let changes: [(&str, Change); 6] = [
        ("reason", |new, _| new.reason = " ".into()),
        ("effective_from", |new, _| new.effective_from = Some(wire::Timestamp(1))),
        ("policy.everywhere.host_country", |new, _| {
            new.policy.everywhere.host_country = "XW".parse().unwrap();
        }),
        ("policy.everywhere.lead_threshold", |new, _| new.policy.everywhere.lead_threshold = 0),
        ("policy.sites.N.minimum_age", |new, north| {
            let laxer = Differences { minimum_age: Some(3), ..Differences::default() };
            new.policy.sites.insert(north, laxer);
        }),
        ("policy.sites.0190a1b2-0000-7000-8000-000000000000", |new, _| {
            let nowhere = "0190a1b2-0000-7000-8000-000000000000".parse().unwrap();
            new.policy.sites.insert(nowhere, Differences::default());
        }),
    ];
    for (field, change) in changes {
        let mut new = sound.clone();
        change(&mut new, north);
        let problem = manager.post(RULES, &new).await.problem();
        assert_eq!(problem.field.unwrap().replace(&north.to_string(), "N"), field);
        assert!(!problem.detail.is_empty());
    }
    let mut unknown = serde_json::to_value(&sound).unwrap();
    unknown["policy"]["everywhere"]["retention"]["keep_forever"] = json!(true);
    let problem = manager.post(RULES, &unknown).await.problem();
    assert_eq!(problem.code, Code::Invalid);
    assert!(problem.detail.contains("keep_forever"), "{}", problem.detail);
    assert_eq!(problem.field.as_deref(), Some("policy.everywhere.retention.keep_forever"));
    assert_eq!(rules(&programme).await.versions.len(), 1);
}

#[tokio::test]
async fn rules_that_are_to_come_do_not_hold_yet() {
    let programme = Programme::new().await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let mut new = changed(&programme, |policy| policy.everywhere.minimum_age = 16).await;
    new.effective_from = Some(programme.clock.now().plus_seconds(DAY));
    manager.post(RULES, &new).await.json::<PolicyVersion>();
    assert_eq!(rules(&programme).await.in_force, 3);
    programme.clock.advance_seconds(DAY);
    assert_eq!(rules(&programme).await.in_force, 4);
    let session: Session = programme.browser(OFFICER).await.get("/api/session").await.json();
    assert_eq!((session.site.policy.version, session.site.policy.minimum_age), (4, 16));
}

#[tokio::test]
async fn an_encounter_is_judged_by_the_rules_in_force_when_it_began() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    // Begun under version 3, sent after version 4 forbade photographs.
    let (mut before, _) = programme.manifest(STRANGER, 1);
    before.photographs.push(photograph(before.fingers[0].image.clone(), before.started_at));
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let new = changed(&programme, |policy| {
        policy.everywhere.modalities.remove(&Modality::Photograph);
    })
    .await;
    manager.post(RULES, &new).await.json::<PolicyVersion>();
    officer.post("/api/encounters", &before).await.json::<Receipt>();

    programme.clock.advance_seconds(3600);
    let officer = programme.browser(OFFICER).await;
    let (mut after, _) = programme.manifest(STRANGER, 2);
    after.photographs.push(photograph(after.fingers[0].image.clone(), after.started_at));
    let problem = officer.post("/api/encounters", &after).await.problem();
    assert_eq!(problem.field.as_deref(), Some("photographs[0].subject"));
    after.photographs.clear();
    officer.post("/api/encounters", &after).await.json::<Receipt>();

    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let stored: Vec<&str> =
        log.iter().filter(|line| line.action == "encounter.store").map(|line| &line.detail[..]).collect();
    assert!(stored[0].contains("by version 4 of the rules: recordable, modality_allowed"), "{}", stored[0]);
    assert!(stored[1].contains("by version 3 of the rules"), "{}", stored[1]);
}

fn photograph(image: wire::Sha256, taken_at: wire::Timestamp) -> Photograph {
    let (width, height) = (640, 480);
    Photograph { id: CaptureId::new(), subject: PhotographSubject::Person, taken_at, width, height, image }
}

#[tokio::test]
async fn a_minor_without_what_the_rules_ask_for_is_turned_away_and_only_counted() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let minor = Answers::new(false, Age::PerhapsAdult);
    let with_guardian = Answers { guardian_present: true, ..minor };
    for (answers, rule) in [(minor, Rule::NoGuardian), (with_guardian, Rule::NoTrainedOfficer)] {
        let (mut manifest, _) = programme.manifest(STRANGER, 1);
        manifest.permission = answers;
        let problem = officer.post("/api/encounters", &manifest).await.problem();
        assert_eq!(problem.code, Code::PolicyRefuses);
        let word = serde_json::to_value(rule).unwrap();
        assert!(problem.detail.contains(word.as_str().unwrap()) && problem.detail.contains("version 3"));
    }
    let (mut manifest, _) = programme.manifest(STRANGER, 1);
    manifest.permission = Answers { trained_officer: true, ..with_guardian };
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
}

#[tokio::test]
async fn a_list_that_stays_home_is_searched_by_the_server_and_held_by_no_device() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let lists: Vec<ListInfo> = officer.get("/api/lists").await.json();
    let new = changed(&programme, |policy| {
        policy.everywhere.devices.withheld_lists.insert("Wanted".into());
    })
    .await;
    programme.browser(PROGRAMME_MANAGER).await.post(RULES, &new).await.json::<PolicyVersion>();
    assert_eq!(officer.get("/api/lists").await.json::<Vec<ListInfo>>(), []);
    assert_eq!(officer.get(&format!("/api/lists/{}/copy", lists[0].id)).await.code(), Code::NotFound);
    let (manifest, _) = programme.manifest(1, 1);
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.encounter.answer.leads.len(), 1);
}

#[tokio::test]
async fn a_site_is_added_under_its_countrys_rules_and_a_new_country_begins_with_the_usual_ones() {
    let programme = Programme::new().await;
    let administrator = programme.browser(ADMINISTRATOR).await;
    let new = |name: &str, country: &str, country_name: Option<&str>| NewSite {
        name: name.into(),
        country: country.parse().unwrap(),
        country_name: country_name.map(Into::into),
    };
    let site: SiteName = administrator.post("/api/sites", &new("Bridge", "XV", None)).await.json();
    let seen = rules(&programme).await;
    assert!(seen.sites.contains(&site));
    assert_eq!(seen.versions.len(), 1, "it does not differ");
    assert_eq!(administrator.post("/api/sites", &new("Bridge", "XV", None)).await.code(), Code::Conflict);
    let abroad = new("Station", "XW", None);
    assert_eq!(administrator.post("/api/sites", &abroad).await.code(), Code::NotFound, "the own country's");

    let role = (Role::Administrator, Scope::Programme);
    programme.service.add_account("Administrator of all", role, programme.north.id, "test").await.unwrap();
    let of_all = programme.browser("Administrator of all").await;
    let nameless = of_all.post("/api/sites", &abroad).await.problem();
    assert_eq!(nameless.field.as_deref(), Some("country_name"));
    of_all.post("/api/sites", &new("Station", "XW", Some("Westmark"))).await.json::<SiteName>();
    let seen: Rules = of_all.get("/api/rules/XW").await.json();
    assert_eq!(seen.versions[0].policy.everywhere.host_country_name, "Westmark");
    assert!(!seen.versions[0].policy.everywhere.links_suffice);
    assert_eq!(of_all.get("/api/rules/ZZ").await.code(), Code::NotFound);
}
