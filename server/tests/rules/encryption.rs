use policy::Country;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use server::Service;
use server::clock::Clock;
use server::config::Config;
use wire::hit::{Case, Finding};

use crate::programme::{OFFICER, Programme, REVIEWER_3, REVIEWER_7, listed};

fn holds(content: &[u8], needle: &[u8]) -> bool {
    content.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test]
async fn the_data_folder_holds_no_template_no_image_and_no_free_text_in_the_clear() {
    let programme = Programme::new().await;
    let mut entry = listed(800, true);
    entry.particulars.instructions = "Planted-instructions".into();
    entry.particulars.source = "Planted-source".into();
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
        reviewer.claim(hit).await.json::<Case>();
        reviewer.analyse(hit).await.json::<Case>();
        reviewer.decide(hit, Finding::Identification, reason).await.json::<Case>();
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
    for word in ["instructions", "source", "criterion", "category", "reason-one", "reason-two"] {
        planted.push(("free text", format!("Planted-{word}").into_bytes()));
    }
    let files = programme.raw_files();
    assert!(files.iter().any(|(path, _)| path.ends_with("umbral.db")));
    let images = files.iter().filter(|(path, _)| path.to_string_lossy().contains("/objects/")).count();
    assert!(images >= 4, "two of the entry, two of the encounter");
    for (path, content) in &files {
        for (what, needle) in &planted {
            assert!(!holds(content, needle), "{what} lies in the clear in {}", path.display());
        }
        assert!(!holds(content, b"\x89PNG"), "an image lies in the clear in {}", path.display());
    }
    assert!(holds(&files.iter().flat_map(|(_, content)| content.clone()).collect::<Vec<_>>(), b"Officer 14"));
}

#[tokio::test]
async fn the_data_does_not_open_under_another_master_key() {
    let programme = Programme::new().await;
    programme.service.close().await;
    let config = Config { master_key: Some("cd".repeat(32)), ..Config::in_folder(programme.folder.path()) };
    let refused = Service::open(config, Clock::System).await;
    assert!(matches!(refused, Err(server::Error::Vault(_))));
}

#[tokio::test]
async fn a_service_that_was_stopped_has_everything_when_it_starts_again() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    programme.service.close().await;

    let config = Config::in_folder(programme.folder.path());
    let service = Arc::new(Service::open(config, programme.clock.clone()).await.unwrap());
    let again = Programme { router: server::router(Arc::clone(&service)), service, ..programme };
    let officer = again.browser(OFFICER).await;
    let views = officer.get("/api/encounters").await.value();
    assert_eq!(views[0]["id"], receipt.encounter.id.to_string());
    again.browser(REVIEWER_3).await.review(hit, Finding::Exclusion).await;
}
