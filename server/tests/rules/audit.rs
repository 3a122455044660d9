use policy::{Hours, SitePolicy};
use server::Service;
use server::audit::Checkpoints;
use server::outbound::{Address, Reach};
use sqlx::Connection as _;
use wire::audit::{AuditEvent, SiteWatch, Unusual, Verification, WatchRules};
use wire::hit::Finding;

use crate::database;
use crate::programme::{ADMINISTRATOR, AUDITOR, OFFICER, Programme, REVIEWER_3, START, site_policy};

/// The database as somebody with the file would meddle with it.
async fn meddle(programme: &Programme, sql: &'static str) {
    let mut database = database::connect(programme.folder.path()).await;
    let done = sqlx::query(sql).execute(&mut database).await.unwrap();
    assert!(done.rows_affected() > 0, "{sql} changed nothing");
    database.close().await.unwrap();
}

async fn busy_programme() -> Programme {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    programme.browser(REVIEWER_3).await.review(hit, Finding::Exclusion).await;
    programme
}

#[tokio::test]
async fn an_untouched_chain_holds() {
    let programme = busy_programme().await;
    let verification: Verification =
        programme.browser(AUDITOR).await.get("/api/audit/verification").await.json();
    assert_eq!(verification.broken_at, None);
    assert!(verification.events > 20);
    let newest: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    assert!(newest.iter().any(|event| Some(&event.hash) == verification.head.as_ref()));
}

#[tokio::test(flavor = "multi_thread")]
async fn services_that_share_a_database_write_one_chain() {
    let programme = Programme::new().await;
    let account = programme.account(OFFICER).await;
    let config = || database::config(programme.folder.path());
    let second = Service::open(config().await, programme.clock.clone()).await.unwrap();
    let third = Service::open(config().await, programme.clock.clone()).await.unwrap();
    let write = async |service: &Service| {
        for _ in 0..20 {
            service.issue_link(&account, "test").await.unwrap();
        }
    };
    let auditor = programme.browser(AUDITOR).await;
    let before: Verification = auditor.get("/api/audit/verification").await.json();
    tokio::join!(write(&programme.service), write(&second), write(&third));
    let after: Verification = auditor.get("/api/audit/verification").await.json();
    assert_eq!(
        (after.broken_at, after.events),
        (None, before.events + 61),
        "60 links, and that it was verified"
    );
}

#[tokio::test]
async fn an_altered_removed_added_or_swapped_line_breaks_the_chain_where_it_was() {
    for (sql, broken_at) in [
        ("UPDATE audit_event SET actor = 'Somebody else' WHERE seq = 9", 9),
        ("UPDATE audit_event SET action = 'nothing' WHERE seq = 10", 10),
        ("UPDATE audit_event SET object = 'hit/other' WHERE seq = 11", 11),
        ("UPDATE audit_event SET at = at + 1 WHERE seq = 12", 12),
        ("UPDATE audit_event SET words = (SELECT words FROM audit_event WHERE seq = 8) WHERE seq = 13", 13),
        ("UPDATE audit_event SET hash = (SELECT hash FROM audit_event WHERE seq = 8) WHERE seq = 14", 14),
        ("DELETE FROM audit_event WHERE seq = 15", 15),
        ("DELETE FROM audit_event WHERE seq = 1", 1),
        ("UPDATE audit_event SET seq = -seq WHERE seq = 7", 7),
    ] {
        let programme = busy_programme().await;
        meddle(&programme, sql).await;
        let verification = programme.service.verify_audit().await.unwrap();
        assert_eq!(verification.broken_at, Some(broken_at), "{sql}");
        assert_eq!(verification.events, broken_at - 1, "the lines before it hold");
    }
}

#[tokio::test]
async fn a_cut_off_end_is_noticed() {
    let programme = busy_programme().await;
    let whole = programme.service.verify_audit().await.unwrap();
    meddle(&programme, "DELETE FROM audit_event WHERE seq = (SELECT MAX(seq) FROM audit_event)").await;
    let cut = programme.service.verify_audit().await.unwrap();
    assert_eq!(cut.broken_at, Some(whole.events));
}

#[tokio::test]
async fn the_log_is_read_in_pages_newest_first_and_reading_is_on_record() {
    let programme = busy_programme().await;
    let auditor = programme.browser(AUDITOR).await;
    for _ in 0..100 {
        programme.link(OFFICER).await;
    }
    let newest: Vec<AuditEvent> = auditor.get("/api/audit").await.json();
    assert_eq!(newest.len(), 100);
    assert!(newest.windows(2).all(|pair| pair[0].seq == pair[1].seq + 1));
    let path = format!("/api/audit?before={}", newest.last().unwrap().seq);
    let older: Vec<AuditEvent> = auditor.get(&path).await.json();
    assert_eq!(older.first().map(|event| event.seq + 1), newest.last().map(|event| event.seq));
    let log: Vec<AuditEvent> = programme.browser(ADMINISTRATOR).await.get("/api/audit").await.json();
    let reads = log.iter().filter(|event| event.action == "audit.read" && event.actor == AUDITOR).count();
    assert_eq!(reads, 2);
    assert_eq!(auditor.get("/api/audit?before=x").await.code(), wire::Code::Invalid);
}

#[tokio::test]
async fn looking_at_personal_data_is_on_record() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    officer.get("/api/encounters").await.value();
    officer.get(&format!("/api/encounters/{}", receipt.encounter.id)).await.value();
    let reviewer = programme.browser(REVIEWER_3).await;
    let shown = reviewer.claim(hit).await.value();
    reviewer.get(&format!("/api/hits/{hit}")).await.value();
    let print = shown["probe"][0]["id"].as_str().unwrap().to_owned();
    reviewer.get(&format!("/api/hits/{hit}/prints/{print}")).await;
    let list = officer.get("/api/lists").await.value()[0]["id"].as_str().unwrap().to_owned();
    officer.get(&format!("/api/lists/{list}/copy")).await;

    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    for (action, actor, object) in [
        ("encounter.list", OFFICER, format!("site/{}", programme.north.id)),
        ("encounter.read", OFFICER, format!("encounter/{}", receipt.encounter.id)),
        ("hit.claim", REVIEWER_3, format!("hit/{hit}")),
        ("hit.read", REVIEWER_3, format!("hit/{hit}")),
        ("print.view", REVIEWER_3, format!("hit/{hit}")),
        ("list.copy", OFFICER, format!("list/{list}")),
    ] {
        let there =
            log.iter().any(|event| event.action == action && event.actor == actor && event.object == object);
        assert!(there, "{action} by {actor} is not on record");
    }
}

#[tokio::test]
async fn a_checkpoint_outside_shows_a_log_whose_end_was_cut_off_and_closed_again() {
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("checkpoints");
    let programme = Programme::with(|config| config.checkpoints = Some(file.clone())).await;
    programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    for _ in 0..2 {
        programme.service.export_checkpoint().await.unwrap();
    }
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 1, "a log that has not grown needs no other");
    let key = programme.service.checkpoint_key();
    let checkpoints = Checkpoints::read(&text, &key).unwrap();
    let whole = programme.service.verify_audit_against(&checkpoints).await.unwrap();
    assert_eq!(whole.broken_at, None);

    meddle(&programme, "DELETE FROM audit_event WHERE seq > 20").await;
    meddle(
        &programme,
        "UPDATE audit_head SET seq = 20, hash = (SELECT hash FROM audit_event WHERE seq = 20)",
    )
    .await;
    assert_eq!(programme.service.verify_audit().await.unwrap().broken_at, None, "the chain alone holds");
    let cut = programme.service.verify_audit_against(&checkpoints).await.unwrap();
    assert_eq!(cut.broken_at, Some(21));

    // The lines that were cut off are written anew, with other contents.
    for _ in 0..whole.events {
        programme.link(OFFICER).await;
    }
    assert_eq!(programme.service.verify_audit().await.unwrap().broken_at, None);
    let rewritten = programme.service.verify_audit_against(&checkpoints).await.unwrap();
    assert_eq!(rewritten.broken_at, Some(whole.events));

    let forged = text.replace("\"seq\":", "\"seq\":1");
    assert!(Checkpoints::read(&forged, &key).is_err());
}

#[tokio::test]
async fn lines_about_a_person_are_found_with_a_stated_reason_which_is_on_record() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    programme.hit_on(&officer, 2).await;
    programme.browser(REVIEWER_3).await.review(hit, Finding::Exclusion).await;
    let auditor = programme.browser(AUDITOR).await;
    let path = format!("/api/audit?about={}", receipt.encounter.id);
    for reason in ["", "&reason=", "&reason=++", "&reason=why+not"] {
        let refused = auditor.get(&format!("{path}{reason}")).await.problem();
        assert_eq!(refused.field.as_deref(), Some("reason"), "{reason:?} is no reason");
    }
    let found: Vec<AuditEvent> = auditor.get(&format!("{path}&reason=complaint+41")).await.json();
    assert!(found.len() > 6);
    for line in &found {
        let about = [format!("encounter/{}", receipt.encounter.id), format!("hit/{hit}")];
        assert!(about.contains(&line.object), "{line:?}");
    }
    let reference = receipt.encounter.reference.to_lowercase();
    let path = format!("/api/audit?about={reference}&reason=complaint+41");
    let by_reference: Vec<AuditEvent> = auditor.get(&path).await.json();
    assert_eq!(by_reference[1..], found, "the look before is one more line about the person");
    let entry = receipt.encounter.answer.leads[0].entry;
    let path = format!("/api/audit?about=entry/{entry}&reason=complaint+41");
    let on_list: Vec<AuditEvent> = auditor.get(&path).await.json();
    assert!(on_list.iter().any(|line| line.object == format!("hit/{hit}")));
    for about in ["0000-0000", "nobody"] {
        let refused = auditor.get(&format!("/api/audit?about={about}&reason=complaint+41")).await;
        assert!(refused.status.is_client_error(), "{about}");
    }
    let reviewer = programme.account(REVIEWER_3).await.id;
    let by_name = "/api/audit?by=Reviewer+3&reason=complaint+41";
    let named: Vec<AuditEvent> = auditor.get(by_name).await.json();
    assert!(named.len() > 4 && named.iter().all(|line| line.account == Some(reviewer)));
    let path = format!("/api/audit?by={reviewer}&reason=complaint+41");
    let theirs: Vec<AuditEvent> = auditor.get(&path).await.json();
    assert!(theirs.len() > 4 && theirs.iter().all(|line| line.account == Some(reviewer)));
    let newest: Vec<AuditEvent> = auditor.get("/api/audit").await.json();
    let reads: Vec<_> = newest.iter().filter(|line| line.why == "complaint 41").collect();
    assert_eq!(reads.len(), 5);
    assert!(newest.iter().all(|line| !line.why.is_empty()), "every line says why");
}

#[tokio::test]
async fn who_looks_at_far_more_people_than_the_peers_do_stands_out() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, _) = programme.hit_on(&officer, 1).await;
    let auditor = programme.browser(AUDITOR).await;
    assert_eq!(auditor.get("/api/audit/unusual").await.json::<Vec<Unusual>>(), []);
    for _ in 0..60 {
        officer.get(&format!("/api/encounters/{}", receipt.encounter.id)).await.value();
    }
    let found: Vec<Unusual> = auditor.get("/api/audit/unusual").await.json();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].name.as_str(), found[0].looks >= 60, found[0].usual), (OFFICER, true, 0));
    programme.clock.advance_seconds(86_401);
    let auditor = programme.browser(AUDITOR).await;
    assert_eq!(auditor.get("/api/audit/unusual").await.json::<Vec<Unusual>>(), [], "a day later");
}

#[tokio::test]
async fn a_site_says_itself_which_looks_stand_out() {
    let minute = u16::try_from(START.0 / 60_000 % 1440).unwrap();
    let closed = Hours { opens: (minute + 60) % 1440, closes: (minute + 120) % 1440, utc_offset: 0 };
    let policy = SitePolicy { hours: Some(closed), ..site_policy() };
    let programme = Programme::under(|_| {}, policy).await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, _) = programme.hit_on(&officer, 1).await;
    let auditor = programme.browser(AUDITOR).await;
    let sites: Vec<SiteWatch> = auditor.get("/api/audit/rules").await.json();
    assert_eq!(sites.len(), 2);
    assert!(sites.iter().all(|site| site.rules == WatchRules::default()), "nothing is set at first");
    assert!(sites.iter().all(|site| site.hours == Some(closed)), "the hours are those of the policy");
    let path = format!("/api/audit/rules/{}", programme.north.id);
    assert!(auditor.put_json(&path, &WatchRules { looks_a_day: Some(2) }).await.status.is_success());
    for _ in 0..3 {
        officer.get(&format!("/api/encounters/{}", receipt.encounter.id)).await.value();
    }
    let found: Vec<Unusual> = auditor.get("/api/audit/unusual").await.json();
    let theirs = found.iter().find(|one| one.name == OFFICER).unwrap();
    assert_eq!((theirs.out_of_hours, theirs.over_rule, theirs.far_more), (3, Some(2), false));
    let nonsense = WatchRules { looks_a_day: Some(0) };
    assert_eq!(auditor.put_json(&path, &nonsense).await.code(), wire::Code::Invalid);
    let log: Vec<AuditEvent> = auditor.get("/api/audit").await.json();
    assert!(log.iter().any(|line| line.action == "audit.rules"), "who set the rules is on record");
}

/// A witness that answers with these statuses, one a connection; the bodies it was sent.
async fn witness(statuses: &'static [&'static str]) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/umbral?site=7", listener.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let mut bodies = Vec::new();
        for status in statuses {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = String::new();
            while !request.ends_with('}') {
                let mut piece = [0; 4096];
                let read = stream.read(&mut piece).await.unwrap();
                request.push_str(std::str::from_utf8(&piece[..read]).unwrap());
            }
            assert!(request.starts_with("POST /umbral?site=7 HTTP/1.1\r\n"), "{request}");
            bodies.push(request.split_once("\r\n\r\n").unwrap().1.to_owned());
            let answer =
                format!("HTTP/1.1 {status}\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        bodies
    });
    (address, heard)
}

#[tokio::test]
async fn checkpoints_are_posted_to_a_witness_and_tried_again_until_it_takes_them() {
    let (address, heard) = witness(&["503 Busy", "200 OK"]).await;
    let programme = Programme::with(|config| {
        config.checkpoint_address = Some(Address::parse(&address, Reach::Nearby).unwrap());
    })
    .await;
    programme.service.export_checkpoint().await.unwrap();
    programme.service.export_checkpoint().await.unwrap();
    let bodies = heard.await.unwrap();
    assert_eq!(
        bodies[0], bodies[1],
        "the same one was tried again, and a log that has not grown needs no other"
    );
    let key = programme.service.checkpoint_key();
    let checkpoints = Checkpoints::read(&bodies[1], &key).unwrap();
    assert_eq!(checkpoints.count(), 1);
    let whole = programme.service.verify_audit_against(&checkpoints).await.unwrap();
    assert_eq!(whole.broken_at, None);
}

#[tokio::test]
async fn a_redirect_into_the_own_network_is_not_followed() {
    let (address, heard) = witness(&["302 Found", "302 Found", "302 Found"]).await;
    let address = Address::parse(&address, Reach::Nearby).unwrap();
    for _ in 0..3 {
        let refused = server::outbound::post(&address, "{}".into()).await;
        assert!(matches!(refused, Err(server::outbound::NotDelivered::Refused(status)) if status == 302));
    }
    assert_eq!(heard.await.unwrap().len(), 3);
    let elsewhere = Address::parse("https://localhost/", Reach::Public).unwrap();
    let refused = server::outbound::post(&elsewhere, "{}".into()).await;
    assert!(
        matches!(refused, Err(server::outbound::NotDelivered::Guarded(_))),
        "a name of this machine: {refused:?}"
    );
}
