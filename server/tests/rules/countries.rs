//! A country sees nothing of another's, unless an agreement in force says so.

use policy::{Country, SitePolicy};
use wire::Code;
use wire::agreement::{Agreement, Covers, NewAgreement};
use wire::audit::AuditEvent;
use wire::encounter::{Manifest, Receipt};
use wire::hit::{Finding, QueueItem};
use wire::list::ListInfo;
use wire::session::{Role, Scope};

use crate::browser::Browser;
use crate::programme::{AUDITOR, OFFICER, PROGRAMME_MANAGER, Programme, listed, site_policy};

const HERE: Country = Country::MADE_UP;
const DAY: i64 = 86_400;

/// The programme, with a site over the border: its officer, its reviewer and its auditor.
struct Neighbours {
    programme: Programme,
    there: Country,
    officer: Browser,
    reviewer: Browser,
    auditor: Browser,
}

impl Neighbours {
    async fn new() -> Self {
        let programme = Programme::new().await;
        let there: Country = "XW".parse().unwrap();
        let policy = SitePolicy { host_country: there, ..site_policy() };
        let site = programme.service.add_site("Over the border", policy, "test").await.unwrap();
        for (name, role) in [
            ("Officer there", Role::Officer),
            ("Reviewer there", Role::Reviewer),
            ("Auditor there", Role::Auditor),
        ] {
            let role = (role, Scope::usual(role));
            programme.service.add_account(name, role, site.id, "test").await.unwrap();
        }
        let officer = programme.browser("Officer there").await;
        let reviewer = programme.browser("Reviewer there").await;
        let auditor = programme.browser("Auditor there").await;
        Self { programme, there, officer, reviewer, auditor }
    }

    async fn give(&self, covers: Covers) -> Agreement {
        let new = NewAgreement {
            taker: self.there,
            covers,
            expires_at: self.programme.clock.now().plus_seconds(30 * DAY),
            reason: "memorandum 7 of the two ministries".into(),
        };
        self.programme.browser(PROGRAMME_MANAGER).await.post("/api/agreements", &new).await.json()
    }

    /// The search of a person of the list "Wanted", which the own country keeps.
    async fn search_there(&self, capture: u64) -> Receipt {
        let session: wire::session::Session = self.officer.get("/api/session").await.json();
        let (manifest, _) = self.programme.manifest(1, capture);
        let manifest = Manifest { site: session.site.id, ..manifest };
        self.officer.post("/api/encounters", &manifest).await.json()
    }
}

#[tokio::test]
async fn lists_cross_a_border_only_while_an_agreement_is_in_force() {
    let both = Neighbours::new().await;
    assert_eq!(both.officer.get("/api/lists").await.json::<Vec<ListInfo>>(), []);
    assert!(both.search_there(1).await.encounter.answer.searched.is_empty());

    let agreement = both.give(Covers::Lists).await;
    let lists: Vec<ListInfo> = both.officer.get("/api/lists").await.json();
    let copy = format!("/api/lists/{}/copy", lists[0].id);
    assert!(both.officer.get(&copy).await.status.is_success());
    assert_eq!(both.search_there(2).await.encounter.answer.leads.len(), 1);

    both.programme
        .browser(PROGRAMME_MANAGER)
        .await
        .delete(&format!("/api/agreements/{}", agreement.id))
        .await;
    assert_eq!(both.officer.get(&copy).await.code(), Code::NotFound, "an ended agreement gives nothing");
    assert!(both.search_there(3).await.encounter.answer.searched.is_empty());

    both.give(Covers::Lists).await;
    both.programme.clock.advance_seconds(30 * DAY);
    let officer = both.programme.browser("Officer there").await;
    assert_eq!(officer.get("/api/lists").await.json::<Vec<ListInfo>>(), [], "nor does an expired one");
}

#[tokio::test]
async fn hits_are_reviewed_abroad_only_by_agreement_and_the_log_says_so() {
    let both = Neighbours::new().await;
    let (_, hit) = both.programme.hit_on(&both.programme.browser(OFFICER).await, 1).await;
    assert_eq!(both.reviewer.get("/api/hits").await.json::<Vec<QueueItem>>(), []);
    assert_eq!(both.reviewer.claim(hit).await.code(), Code::NotFound);
    both.give(Covers::Lists).await;
    assert_eq!(both.reviewer.claim(hit).await.code(), Code::NotFound, "lists are not hits");

    both.give(Covers::Hits).await;
    assert_eq!(both.reviewer.get("/api/hits").await.json::<Vec<QueueItem>>().len(), 1);
    both.reviewer.review(hit, Finding::Exclusion).await;
    for auditor in [both.programme.browser(AUDITOR).await, both.auditor] {
        let log: Vec<AuditEvent> = auditor.get("/api/audit").await.json();
        let decided = log.iter().find(|line| line.action == "hit.decide").unwrap();
        assert_eq!((decided.home, decided.country), (Some(both.there), Some(HERE)));
    }
}

#[tokio::test]
async fn an_auditor_reads_the_lines_of_the_own_country_alone() {
    let both = Neighbours::new().await;
    both.programme.hit_on(&both.programme.browser(OFFICER).await, 1).await;
    both.search_there(1).await;
    let log: Vec<AuditEvent> = both.auditor.get("/api/audit").await.json();
    assert!(log.iter().any(|line| line.action == "encounter.store"));
    for line in &log {
        assert!([line.home, line.country].contains(&Some(both.there)), "{line:?}");
    }
}

#[tokio::test]
async fn a_country_keeps_its_own_list_of_a_name_that_another_has_too() {
    let both = Neighbours::new().await;
    both.programme.service.enrol(both.there, "Wanted", vec![listed(900, false)], "test").await.unwrap();
    let lists: Vec<ListInfo> = both.officer.get("/api/lists").await.json();
    assert_eq!((lists.len(), lists[0].people), (1, 1));
    both.give(Covers::Lists).await;
    assert_eq!(both.officer.get("/api/lists").await.json::<Vec<ListInfo>>().len(), 2);
}

#[tokio::test]
async fn an_agreement_has_an_end_a_reason_and_another_country() {
    let both = Neighbours::new().await;
    let manager = both.programme.browser(PROGRAMME_MANAGER).await;
    let now = both.programme.clock.now();
    let sound = NewAgreement {
        taker: both.there,
        covers: Covers::Hits,
        expires_at: now.plus_seconds(DAY),
        reason: "memorandum 7".into(),
    };
    for (new, field) in [
        (NewAgreement { expires_at: now, ..sound.clone() }, "expires_at"),
        (NewAgreement { expires_at: now.plus_seconds(800 * DAY), ..sound.clone() }, "expires_at"),
        (NewAgreement { reason: " ".into(), ..sound.clone() }, "reason"),
        (NewAgreement { taker: HERE, ..sound.clone() }, "taker"),
        (NewAgreement { taker: "ZZ".parse().unwrap(), ..sound.clone() }, "taker"),
    ] {
        assert_eq!(manager.post("/api/agreements", &new).await.problem().field.as_deref(), Some(field));
    }
    assert_eq!(manager.get("/api/agreements").await.json::<Vec<Agreement>>(), []);
}
