use sqlx::{Connection as _, SqliteConnection};
use wire::audit::{AuditEvent, Verification};
use wire::hit::Finding;

use crate::programme::{ADMINISTRATOR, AUDITOR, OFFICER, Programme, REVIEWER_3};

/// The database as somebody with the file would meddle with it.
async fn meddle(programme: &Programme, sql: &'static str) {
    let url = format!("sqlite://{}", programme.folder.path().join("umbral.db").display());
    let mut database = SqliteConnection::connect(&url).await.unwrap();
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
    let case = reviewer.claim(hit).await.value();
    reviewer.get(&format!("/api/hits/{hit}")).await.value();
    let print = case["probe"][0]["id"].as_str().unwrap().to_owned();
    reviewer.get(&format!("/api/hits/{hit}/prints/{print}")).await;
    let list = officer.get("/api/lists").await.value()[0]["id"].as_str().unwrap().to_owned();
    officer.get(&format!("/api/lists/{list}/copy")).await;

    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    for (action, actor, object) in [
        ("encounter.list", OFFICER, format!("site/{}", programme.north.id)),
        ("encounter.read", OFFICER, format!("encounter/{}", receipt.encounter.id)),
        ("hit.claim", REVIEWER_3, format!("hit/{hit}")),
        ("case.open", REVIEWER_3, format!("hit/{hit}")),
        ("print.view", REVIEWER_3, format!("hit/{hit}")),
        ("list.copy", OFFICER, format!("list/{list}")),
    ] {
        let there =
            log.iter().any(|event| event.action == action && event.actor == actor && event.object == object);
        assert!(there, "{action} by {actor} is not on record");
    }
}
