//! Records are forgotten when their time is over: announced, a day later erased, and certified.

use policy::{Age, Answers, Class, Rule};
use ring::signature::{ED25519, UnparsedPublicKey};
use server::{PurgeStep, Service, Subject};
use sha2::{Digest as _, Sha256 as Hasher};
use sqlx::Row as _;
use wire::audit::AuditEvent;
use wire::encounter::Receipt;
use wire::hit::Finding;
use wire::purge::{Hold, NewHold, Preview, Purges, Record, SignedCertificate};
use wire::redress::Case;
use wire::{Code, EncounterId};

use crate::database;
use crate::programme::{
    ADMINISTRATOR, AUDITOR, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, REVIEWER_7, STRANGER, sha256,
};
use crate::redress::redress_case;

const DAY: i64 = 86_400;
const NO_HIT_DAYS: i64 = 90;

/// A person on no list, recorded with images.
async fn recorded(programme: &Programme, person: u64, minor: bool) -> EncounterId {
    let officer = programme.browser(OFFICER).await;
    let (mut manifest, images) = programme.manifest(person, 1);
    if minor {
        let answers = Answers::new(false, Age::Minor);
        manifest.permission = Answers { guardian_present: true, trained_officer: true, ..answers };
    }
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    for image in images {
        let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&image));
        assert!(officer.put(&path, image).await.status.is_success());
    }
    manifest.id
}

async fn purge(service: &Service) -> Vec<SignedCertificate> {
    service.purge_due("test", |_| true).await.unwrap()
}

/// Announces what is due and lets the day pass.
async fn announce(programme: &Programme) {
    assert_eq!(purge(&programme.service).await, []);
    programme.clock.advance_seconds(DAY);
}

async fn is_there(programme: &Programme, id: EncounterId) -> bool {
    let officer = programme.browser(OFFICER).await;
    officer.get(&format!("/api/encounters/{id}")).await.status.is_success()
}

/// Sealed images of a record in the data folder.
fn images_of(programme: &Programme, id: EncounterId) -> usize {
    let here = format!("/encounter/{id}/");
    programme.raw_files().iter().filter(|(path, _)| path.to_string_lossy().contains(&here)).count()
}

async fn preview(programme: &Programme) -> Preview {
    programme.browser(AUDITOR).await.get("/api/purges/preview").await.json()
}

#[tokio::test]
async fn a_dry_run_says_what_would_go_and_why_and_changes_nothing() {
    let programme = Programme::new().await;
    let id = recorded(&programme, STRANGER, false).await;
    let minor = recorded(&programme, STRANGER + 1, true).await;
    let before = preview(&programme).await;
    assert_eq!((before.erase.len(), before.next_due), (0, None), "nothing within 30 days");
    programme.clock.advance_seconds(NO_HIT_DAYS * DAY - 10);
    let soon = preview(&programme).await;
    assert_eq!((soon.erase.len(), soon.next_due), (0, Some(programme.clock.now().plus_seconds(10))));
    programme.clock.advance_seconds(10);
    let due = preview(&programme).await;
    let seen: Vec<_> = due.erase.iter().map(|due| (due.record, due.class, due.ruling.rule)).collect();
    assert_eq!(
        seen,
        [
            (Record::Encounter(id), Class::NoHit, Rule::RetainNoHit),
            (Record::Encounter(minor), Class::Minor, Rule::RetainMinor)
        ]
    );
    assert_eq!(due.erase[0].ruling.version, 3);
    assert_eq!(due.counts, [(Class::NoHit, 1), (Class::Minor, 1)].into());
    let all = programme.service.purge_dry_run().await.unwrap();
    assert_eq!(all, [(policy::Country::MADE_UP, due)]);
    assert!(is_there(&programme, id).await && is_there(&programme, minor).await);
}

#[tokio::test]
async fn nothing_is_erased_that_was_not_announced_a_day_before() {
    let programme = Programme::new().await;
    let id = recorded(&programme, STRANGER, false).await;
    programme.clock.advance_seconds(NO_HIT_DAYS * DAY);
    assert_eq!(purge(&programme.service).await, [], "announced");
    let seen: Purges = programme.browser(AUDITOR).await.get("/api/purges").await.json();
    let announced = seen.announced.unwrap();
    assert_eq!(announced.records[0].record, Record::Encounter(id));
    assert_eq!(announced.begins_at, programme.clock.now().plus_seconds(DAY));
    programme.clock.advance_seconds(DAY - 1);
    assert_eq!(purge(&programme.service).await, [], "too early");
    assert!(is_there(&programme, id).await);
    programme.clock.advance_seconds(1);
    assert_eq!(purge(&programme.service).await.len(), 1);
    assert!(!is_there(&programme, id).await);
}

#[tokio::test]
async fn raw_storage_holds_nothing_of_a_purged_person() {
    let programme = Programme::new().await;
    let id = recorded(&programme, STRANGER, false).await;
    let kept = recorded(&programme, STRANGER + 1, false).await;
    assert_eq!(images_of(&programme, id), 2);
    // What lies of them now, to be looked for afterwards: every sealed value, and every sealed image.
    let here = format!("/encounter/{id}/");
    let mut sealed = sealed_values(&programme, id).await;
    let files = programme.raw_files().into_iter();
    sealed.extend(
        files.filter_map(|(path, content)| path.to_string_lossy().contains(&here).then_some(content)),
    );
    assert_eq!(sealed.len(), 6);
    let hold = NewHold { record: kept.to_string(), reason: "court order 7".into() };
    programme.browser(ADMINISTRATOR).await.post("/api/holds", &hold).await.json::<Hold>();
    programme.clock.advance_seconds(NO_HIT_DAYS * DAY);
    announce(&programme).await;
    let certificate = purge(&programme.service).await.remove(0).certificate;
    let erased = &certificate.erased[0];
    assert_eq!((erased.record, erased.images, certificate.erased.len()), (Record::Encounter(id), 2, 1));
    let kinds: Vec<&str> = erased.values.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(kinds, ["wrapped_key", "manifest", "answer", "rulings"]);

    assert_eq!((images_of(&programme, id), images_of(&programme, kept)), (0, 2));
    for (path, content) in programme.stored().await {
        for value in &sealed {
            // Nonce and beginning: of 256 random bits, nothing else is alike.
            let found = content.windows(32).any(|bytes| bytes == &value[..32]);
            assert!(!found, "what was sealed lies in {}", path.display());
        }
    }
}

/// What the database holds sealed of a record.
async fn sealed_values(programme: &Programme, id: EncounterId) -> Vec<Vec<u8>> {
    let mut db = database::connect(programme.folder.path()).await;
    let row = sqlx::query("SELECT wrapped_key, manifest, answer, rulings FROM encounter WHERE id = $1")
        .bind(id.to_string())
        .fetch_one(&mut db)
        .await
        .unwrap();
    ["wrapped_key", "manifest", "answer", "rulings"].map(|column| row.try_get(column).unwrap()).into()
}

#[tokio::test]
async fn a_purge_that_is_cut_off_after_any_step_goes_on_and_erases_each_record_once() {
    for stop_after in 0.. {
        let programme = Programme::new().await;
        let ids =
            [recorded(&programme, STRANGER, false).await, recorded(&programme, STRANGER + 1, false).await];
        programme.clock.advance_seconds(NO_HIT_DAYS * DAY);
        announce(&programme).await;
        let mut steps = 0;
        let first = programme
            .service
            .purge_due("test", |_: PurgeStep| {
                steps += 1;
                steps <= stop_after
            })
            .await
            .unwrap();
        let whole = first.len() == 1;
        let certificate = match whole {
            true => first.into_iter().next().unwrap(),
            false => {
                // As after a kill: another process opens what lies there.
                let config = database::config(programme.folder.path()).await;
                let again = Service::open(config, programme.clock.clone()).await.unwrap();
                purge(&again).await.remove(0)
            }
        };
        let mut erased: Vec<_> = certificate.certificate.erased.iter().map(|erased| erased.record).collect();
        erased.sort();
        assert_eq!(erased, ids.map(Record::Encounter), "cut off after {stop_after}");
        assert!(certificate.certificate.erased.iter().all(|record| record.images == 2));
        assert_eq!(ids.map(|id| images_of(&programme, id)), [0, 0]);
        assert_eq!(purge(&programme.service).await, [], "nothing is left to do");
        let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
        let lines = |action: &str| log.iter().filter(|line| line.action == action).count();
        assert_eq!((lines("subject.erase"), lines("purge.certify")), (2, 1));
        if whole {
            assert_eq!(stop_after, 7, "three steps for each record, and the sweep");
            return;
        }
    }
}

#[tokio::test]
async fn a_hold_or_an_open_hit_keeps_a_record_even_after_it_was_announced() {
    let programme = Programme::new().await;
    let held = recorded(&programme, STRANGER, false).await;
    let officer = programme.browser(OFFICER).await;
    let (open, _) = programme.hit_on(&officer, 1).await;
    let (excluded, hit) = programme.hit_on(&officer, 2).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hit, Finding::Exclusion).await;
    }
    programme.clock.advance_seconds(NO_HIT_DAYS * DAY);
    announce(&programme).await;
    let hold = NewHold { record: held.reference(), reason: "court order 7".into() };
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    manager.post("/api/holds", &hold).await.json::<Hold>();
    assert_eq!(manager.post("/api/holds", &hold).await.code(), Code::Already, "once is enough");
    let certificate = purge(&programme.service).await.remove(0).certificate;
    assert_eq!((certificate.erased.len(), &certificate.kept[..]), (0, &[held][..]));

    programme.clock.advance_seconds(90 * DAY);
    let seen = preview(&programme).await;
    let kept: Vec<_> = seen.kept.iter().map(|due| (due.record, due.ruling.rule)).collect();
    assert!(kept.contains(&(Record::Encounter(held), Rule::LegalHold)), "{kept:?}");
    assert!(kept.contains(&(Record::Encounter(open.encounter.id), Rule::OpenHit)), "{kept:?}");
    let erase: Vec<_> = seen.erase.iter().map(|due| (due.record, due.class)).collect();
    assert_eq!(erase, [(Record::Encounter(excluded.encounter.id), Class::Excluded)]);

    // Nobody erases what is held, not even by hand.
    let by_hand = programme.service.erase(Subject::Encounter(held), "asked for", "test").await;
    assert!(matches!(by_hand, Err(server::Error::Refused(problem)) if problem.code == Code::UnderHold));
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let path = format!("/api/holds/{held}/lift");
    let nothing = manager.post(&path, &serde_json::json!({ "reason": " " })).await.problem();
    assert_eq!(nothing.field.as_deref(), Some("reason"));
    let lift = serde_json::json!({ "reason": "the court is done" });
    assert!(manager.post(&path, &lift).await.status.is_success());
    assert_eq!(manager.post(&path, &lift).await.code(), Code::Already);
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let why = |action: &str| log.iter().find(|line| line.action == action).unwrap().why.clone();
    assert_eq!((why("hold.set"), why("hold.lift")), ("court order 7".into(), "the court is done".into()));
}

#[tokio::test]
async fn a_certificate_is_signed_chained_and_in_the_log_and_says_nothing_of_anybody() {
    let programme = Programme::new().await;
    let mut earlier: Option<SignedCertificate> = None;
    for person in 0..2 {
        let id = recorded(&programme, STRANGER + person, true).await;
        programme.clock.advance_seconds(NO_HIT_DAYS * DAY);
        announce(&programme).await;
        let signed = purge(&programme.service).await.remove(0);
        let text = serde_json::to_vec(&signed.certificate).unwrap();
        assert_eq!(signed.sha256.as_str(), hex::encode(Hasher::digest(&text)));
        assert_eq!(signed.key, programme.service.checkpoint_key());
        let key = UnparsedPublicKey::new(&ED25519, hex::decode(&signed.key).unwrap());
        let message = format!("umbral purge certificate\n{}\n", signed.sha256);
        key.verify(message.as_bytes(), &hex::decode(&signed.signature).unwrap()).unwrap();
        assert_eq!(signed.certificate.previous, earlier.map(|earlier| earlier.sha256));
        let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
        let line = log.iter().find(|line| line.action == "purge.certify").unwrap();
        assert!(line.detail.contains(signed.sha256.as_str()));
        let erased = serde_json::to_value(&signed.certificate.erased[0]).unwrap();
        let mut fields: Vec<&String> = erased.as_object().unwrap().keys().collect();
        fields.sort();
        assert_eq!(fields, ["encounter", "images", "values"], "not whether they were a minor");
        assert_eq!(signed.certificate.erased[0].record, Record::Encounter(id));
        earlier = Some(signed);
    }
    let seen: Purges = programme.browser(ADMINISTRATOR).await.get("/api/purges").await.json();
    assert_eq!(seen.certificates.len(), 2);
    assert_eq!(Some(&seen.certificates[0]), earlier.as_ref(), "the newest first");
    assert_eq!(programme.service.verify_audit().await.unwrap().broken_at, None);
}

#[tokio::test]
async fn an_open_request_of_the_person_keeps_their_record() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    redress_case(&programme, &officer).await;
    programme.clock.advance_seconds(NO_HIT_DAYS * DAY);
    let seen = preview(&programme).await;
    assert_eq!((seen.erase.len(), seen.kept.len()), (0, 1));
    assert_eq!(seen.kept[0].ruling.rule, Rule::OpenCase);
}

#[tokio::test]
async fn an_answered_request_is_forgotten_in_its_time_with_all_that_was_written_and_certified() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let open = redress_case(&programme, &officer).await;
    let answered = redress_case(&programme, &officer).await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let about = |id| format!("/api/redress/cases/{id}");
    let answer = serde_json::json!({ "reasons": "Nothing was found." });
    manager
        .post(&format!("{}/recipients", about(answered)), &serde_json::json!({ "name": "The court" }))
        .await;
    manager.post(&format!("{}/answer", about(answered)), &answer).await.json::<Case>();

    programme.clock.advance_seconds(730 * DAY - 1);
    let early = preview(&programme).await;
    assert!(early.erase.iter().all(|due| due.class != Class::Request), "its own record is due, it is not");
    programme.clock.advance_seconds(1);
    announce(&programme).await;
    let certificate = purge(&programme.service).await.remove(0).certificate;
    assert_eq!(certificate.counts[&Class::Request], 1);
    let gone = certificate.erased.iter().find(|erased| erased.record == Record::Redress(answered)).unwrap();
    let what: Vec<_> = gone.values.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(&what[..2], ["wrapped_key", "request"]);
    assert!(what.contains(&"step") && what.contains(&"recipient"), "{what:?}");

    let manager = programme.browser(PROGRAMME_MANAGER).await;
    assert_eq!(manager.get(&about(answered)).await.code(), Code::NotFound);
    manager.get(&about(open)).await.json::<Case>();
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    assert!(log.iter().any(|line| line.object == format!("redress/{answered}")), "that it was is on record");
    let left = "SELECT (SELECT COUNT(*) FROM redress_step) AS steps, \
                (SELECT COUNT(*) FROM redress_recipient) AS names, (SELECT COUNT(*) FROM redress_code) AS codes";
    let mut database = database::connect(programme.folder.path()).await;
    let row = sqlx::query(left).fetch_one(&mut database).await.unwrap();
    let count = |column| row.get::<i64, _>(column);
    assert_eq!(
        (count("steps"), count("names"), count("codes")),
        (1, 0, 1),
        "those of the open request alone"
    );
}
