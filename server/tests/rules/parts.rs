use axum::http::StatusCode;
use wire::Code;
use wire::encounter::{EncounterView, Receipt};

use crate::programme::{COLLEAGUE, OFFICER, Programme, REVIEWER_3, STRANGER, picture, sha256};

#[tokio::test]
async fn a_part_is_taken_once_and_comes_back_the_same() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.parts_wanted.len(), 2);
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&images[0]));
    assert_eq!(officer.get(&path).await.code(), Code::NotFound, "it has not arrived");
    for _ in 0..2 {
        assert_eq!(officer.put(&path, images[0].clone()).await.status, StatusCode::NO_CONTENT);
    }
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.parts_wanted, [sha256(&images[1])]);

    let back = officer.get(&path).await;
    assert_eq!((back.status, &back.body), (StatusCode::OK, &images[0]));
    assert_eq!(back.headers["content-type"], "image/png");

    let last = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&images[1]));
    officer.put(&last, images[1].clone()).await;
    let view: EncounterView = officer.get(&format!("/api/encounters/{}", manifest.id)).await.json();
    assert!(view.images_complete);
}

#[tokio::test]
async fn an_altered_part_is_refused() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&images[0]));
    let mut altered = images[0].clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let problem = officer.put(&path, altered).await.problem();
    assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some("sha256")));
    assert_eq!(officer.put(&path, images[1].clone()).await.code(), Code::Invalid, "swapped");
    assert_eq!(officer.get(&path).await.code(), Code::NotFound);
}

#[tokio::test]
async fn only_what_the_manifest_names_is_taken() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let other = picture(77);
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&other));
    assert_eq!(officer.put(&path, other).await.code(), Code::NotFound);
    let nonsense = format!("/api/encounters/{}/parts/nonsense", manifest.id);
    assert_eq!(officer.put(&nonsense, vec![1]).await.code(), Code::NotFound);
}

#[tokio::test]
async fn a_part_must_be_an_image_of_the_size_that_was_sealed() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (mut manifest, images) = programme.manifest(STRANGER, 1);
    manifest.fingers[0].width = 41;
    manifest.fingers[1].image = sha256(b"not an image");
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let path = |image: &[u8]| format!("/api/encounters/{}/parts/{}", manifest.id, sha256(image));
    let problem = officer.put(&path(&images[0]), images[0].clone()).await.problem();
    assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some("fingers.width")));
    let refused = officer.put(&path(b"not an image"), b"not an image".to_vec()).await;
    assert_eq!(refused.code(), Code::UnreadableImage);
}

#[tokio::test]
async fn a_part_beyond_twelve_mebibytes_is_refused() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&images[0]));
    let answer = officer.put(&path, vec![0; (12 << 20) + 1]).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge));
    let answer = officer.put(&path, vec![0; 11 << 20]).await;
    assert_eq!(answer.code(), Code::Invalid, "large, but allowed so far");
}

/// A PNG of a few hundred bytes whose header claims 60,000 x 60,000 pixels.
fn bomb() -> Vec<u8> {
    let mut png = picture(1);
    png[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    let crc = png[12..29].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    });
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}

#[tokio::test]
async fn an_image_that_would_unfold_into_gigabytes_is_refused_before_it_does() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (mut manifest, _) = programme.manifest(STRANGER, 1);
    manifest.fingers[0].image = sha256(&bomb());
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&bomb()));
    let problem = officer.put(&path, bomb()).await.problem();
    assert_eq!(problem.code, Code::UnreadableImage);
    assert!(problem.detail.contains("60000 x 60000"), "by its size, not because it is damaged: {problem}");
}

#[tokio::test]
async fn only_the_capturing_officer_sends_and_sees_the_images() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&images[0]));
    let colleague = programme.browser(COLLEAGUE).await;
    assert_eq!(colleague.put(&path, images[0].clone()).await.code(), Code::NotFound);
    officer.put(&path, images[0].clone()).await;
    assert_eq!(colleague.get(&path).await.code(), Code::NotFound);
    assert_eq!(programme.browser(REVIEWER_3).await.get(&path).await.code(), Code::NotAllowed);
}
