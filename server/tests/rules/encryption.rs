use policy::Country;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use server::clock::Clock;
use server::config::Config;
use server::vault::KeySource;
use server::{Service, Subject};
use wire::hit::{Finding, Hit};

use crate::database;
use crate::programme::{OFFICER, Programme, REVIEWER_3, REVIEWER_7, listed};

fn holds(content: &[u8], needle: &[u8]) -> bool {
    content.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test]
async fn the_data_folder_holds_no_template_no_image_and_no_free_text_in_the_clear() {
    let programme = Programme::new().await;
    let mut entry = listed(800, true);
    entry.particulars.instructions = "Planted-instructions".into();
    entry.particulars.sources = vec!["Planted-source".into()];
    entry.particulars.subject = "Planted-subject".into();
    entry.particulars.criterion = "Planted-criterion".into();
    entry.particulars.category = "Planted-category".into();
    let reference = entry.prints[0].template.to_bytes();
    let reference_image = entry.prints[0].image.clone().unwrap();
    programme.service.enrol(Country::MADE_UP, "Wanted", vec![entry], "test").await.unwrap();

    let officer = programme.browser(OFFICER).await;
    let (_, hit) = programme.hit_on(&officer, 800).await;
    let (manifest, images) = programme.manifest(800, 1);
    for (name, reason) in [(REVIEWER_3, "Planted-reason-one"), (REVIEWER_7, "Planted-reason-two")] {
        let reviewer = programme.browser(name).await;
        reviewer.claim(hit).await.json::<Hit>();
        reviewer.analyse(hit).await.json::<Hit>();
        reviewer.decide(hit, Finding::Identification, reason).await.json::<Hit>();
    }
    let token = programme.link(OFFICER).await;

    let probe = &manifest.fingers[0].template.0;
    let mut planted: Vec<(&str, Vec<u8>)> = vec![
        ("a probe template", probe[16..48].to_vec()),
        ("a probe template in base64", STANDARD.encode(probe)[24..64].into()),
        ("a reference template", reference[16..48].to_vec()),
        ("a reference template in base64", STANDARD.encode(&reference)[24..64].into()),
        ("a probe image", images[0][60..92].to_vec()),
        ("a reference image", reference_image[60..92].to_vec()),
        ("a sign-in link's secret", token.into_bytes()),
        ("a manifest", b"policy_version".to_vec()),
        ("an analysis", b"clear ridges".to_vec()),
    ];
    for name in
        [OFFICER, REVIEWER_3, "Northgate", "Harbour Road", "Wanted", "Valdoria", "record_host_nationals"]
    {
        planted.push(("a name or a rule", name.as_bytes().to_vec()));
    }
    for word in ["instructions", "source", "subject", "criterion", "category", "reason-one", "reason-two"] {
        planted.push(("free text", format!("Planted-{word}").into_bytes()));
    }
    let files = programme.stored().await;
    let database = |path: &Path| path.ends_with("umbral.db") || path.starts_with("postgres/encounter");
    assert!(files.iter().any(|(path, _)| database(path)));
    let images = files.iter().filter(|(path, _)| path.to_string_lossy().contains("/objects/")).count();
    assert!(images >= 4, "two of the entry, two of the encounter");
    for (path, content) in &files {
        for (what, needle) in &planted {
            assert!(!holds(content, needle), "{what} lies in the clear in {}", path.display());
        }
        assert!(!holds(content, b"\x89PNG"), "an image lies in the clear in {}", path.display());
    }
}

#[tokio::test]
async fn the_data_does_not_open_under_another_master_key() {
    let programme = Programme::new().await;
    programme.service.close().await;
    let master_key = KeySource::Given("cd".repeat(32));
    let config = Config { master_key, ..database::config(programme.folder.path()).await };
    let refused = Service::open(config, Clock::System).await;
    assert!(matches!(refused, Err(server::Error::Vault(_))));
}

#[tokio::test]
async fn a_service_that_was_stopped_has_everything_when_it_starts_again() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    programme.service.close().await;

    let config = database::config(programme.folder.path()).await;
    let service = Arc::new(Service::open(config, programme.clock.clone()).await.unwrap());
    let again = Programme { router: server::router(Arc::clone(&service)), service, ..programme };
    let officer = again.browser(OFFICER).await;
    let views = officer.get("/api/encounters").await.value();
    assert_eq!(views[0]["id"], receipt.encounter.id.to_string());
    again.browser(REVIEWER_3).await.review(hit, Finding::Exclusion).await;
}

#[tokio::test]
async fn the_master_key_changes_while_the_service_runs_and_old_backups_then_do_not_open() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    let folder = programme.folder.path();
    let backup = tempfile::tempdir().unwrap();
    database::back_up(folder, backup.path()).await;

    // The command, in a process of its own beside the service.
    let command =
        || async { Service::open(database::config(folder).await, programme.clock.clone()).await.unwrap() };
    assert!(command().await.rotate_master_key("test").await.unwrap() > 14, "every list entry, and more");
    programme.browser(REVIEWER_3).await.review(hit, Finding::Exclusion).await;
    programme.hit_on(&officer, 2).await;
    let stragglers = command().await.retire_master_keys("test").await.unwrap();
    assert!(stragglers <= 1, "{stragglers}");
    let path = format!("/api/encounters/{}", receipt.encounter.id);
    assert!(officer.get(&path).await.status.is_success(), "the service has not noticed");
    programme.hit_on(&officer, 3).await;
    command().await.prepare().await.unwrap();

    std::fs::copy(folder.join("master.key"), backup.path().join("master.key")).unwrap();
    let old = Service::open(database::config(backup.path()).await, Clock::System).await;
    assert!(matches!(old, Err(server::Error::Vault(_))), "a backup from before the rotation");
}

#[tokio::test]
async fn an_erased_person_is_in_no_answer_and_in_no_file() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hit, Finding::Identification).await;
    }
    let id = receipt.encounter.id;
    let images = |programme: &Programme| {
        let here = format!("/encounter/{id}/");
        programme.raw_files().iter().filter(|(path, _)| path.to_string_lossy().contains(&here)).count()
    };
    assert_eq!(images(&programme), 2);
    let subject = Subject::Encounter(id);
    assert!(programme.service.erase(subject, " ", "test").await.is_err(), "without a reason nobody is");
    let certificate = programme.service.erase(subject, "the person asked for it", "test").await.unwrap();
    assert_eq!((certificate.images, images(&programme)), (2, 0));
    let kinds: Vec<&str> = certificate.erased.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(kinds, ["wrapped_key", "manifest", "answer", "rulings", "link", "case's wrapped_key"]);

    let path = format!("/api/encounters/{id}");
    assert_eq!(officer.get(&path).await.code(), wire::Code::NotFound);
    assert_eq!(officer.get("/api/encounters").await.value(), serde_json::json!([]));
    assert!(programme.service.erase(subject, "again", "test").await.is_err());
    let line: Vec<wire::audit::AuditEvent> =
        programme.browser(crate::programme::AUDITOR).await.get("/api/audit").await.json();
    let line = line.iter().find(|line| line.action == "subject.erase").unwrap();
    assert_eq!(line.why, "the person asked for it");
    assert_eq!(programme.service.verify_audit().await.unwrap().broken_at, None);
}

#[tokio::test]
async fn an_erased_entry_is_searched_no_more() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (_, _) = programme.hit_on(&officer, 1).await;
    let entry = Subject::Entry(programme.listed[0]);
    programme.service.erase(entry, "listed by mistake", "test").await.unwrap();
    let (manifest, _) = programme.manifest(1, 2);
    let receipt: wire::encounter::Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.encounter.answer.leads, []);
    assert_eq!(receipt.encounter.answer.searched[0].people, 11);
}
