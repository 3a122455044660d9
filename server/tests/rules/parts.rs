use axum::http::StatusCode;
use policy::Packing;
use wire::Code;
use wire::encounter::{EncounterView, PIECE_BYTES, PartProgress, Receipt};

use crate::browser::{Answer, Browser, HOST};
use crate::programme::{COLLEAGUE, OFFICER, Programme, REVIEWER_3, STRANGER, picture, sha256, site_policy};

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

/// Sends a piece, and says how much the server has.
async fn piece(officer: &Browser, path: &str, image: &[u8], at: std::ops::Range<usize>) -> Answer {
    let path = format!("{path}/pieces?from={}&of={}", at.start, image.len());
    officer.post_bytes(&path, image[at].to_vec()).await
}

#[tokio::test]
async fn an_image_in_pieces_goes_on_where_the_link_was_cut() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let image = &images[0];
    let (third, end) = (image.len() / 3, image.len());
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(image));

    let have = |answer: Answer| answer.json::<PartProgress>().have as usize;
    assert_eq!(have(piece(&officer, &path, image, 0..third).await), third);
    assert_eq!(have(piece(&officer, &path, image, 0..third).await), third, "the same again changes nothing");
    assert_eq!(
        have(piece(&officer, &path, image, end - 1..end).await),
        third,
        "nor does what lies too far on"
    );
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(
        receipt.parts_begun.get(&sha256(image)),
        Some(&(third as u64)),
        "a page that starts anew is told"
    );
    assert_eq!(receipt.parts_wanted.len(), 2);
    assert_eq!(officer.get(&path).await.code(), Code::NotFound, "it has not arrived");

    assert_eq!(
        have(piece(&officer, &path, image, third - 5..2 * third).await),
        2 * third,
        "part of it is new"
    );
    assert_eq!(have(piece(&officer, &path, image, 2 * third..end).await), end);
    assert_eq!(&officer.get(&path).await.body, image);
    assert_eq!(have(piece(&officer, &path, image, 0..third).await), end, "it is here");
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!((receipt.parts_wanted.len(), receipt.parts_begun.len()), (1, 0));
}

#[tokio::test]
async fn pieces_that_are_not_the_image_are_thrown_away_and_it_is_begun_anew() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let (image, mut altered) = (&images[0], images[0].clone());
    altered[100] ^= 1;
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(image));
    let (half, end) = (image.len() / 2, image.len());
    piece(&officer, &path, &altered, 0..half).await;
    let refused = piece(&officer, &path, &altered, half..end).await.problem();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("sha256")));
    let begun: PartProgress = piece(&officer, &path, image, 0..half).await.json();
    assert_eq!(begun.have as usize, half);
    piece(&officer, &path, image, half..end).await;
    assert_eq!(&officer.get(&path).await.body, image);
}

#[tokio::test]
async fn a_piece_is_of_a_named_image_and_neither_empty_nor_too_large_nor_beyond_it() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&images[0]));
    let send = async |query: &str, bytes: usize| {
        officer.post_bytes(&format!("{path}/pieces?{query}"), vec![7; bytes]).await.code()
    };
    assert_eq!(send("from=0&of=100", 0).await, Code::Invalid);
    assert_eq!(send("from=50&of=100", 51).await, Code::Invalid);
    assert_eq!(send("from=18446744073709551615&of=100", 2).await, Code::Invalid);
    assert_eq!(send("from=0&of=400000", PIECE_BYTES + 1).await, Code::Invalid);
    assert_eq!(send("from=0&of=12582913", 9).await, Code::TooLarge);
    let other = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(b"another"));
    assert_eq!(piece(&officer, &other, b"another", 0..7).await.code(), Code::NotFound);
    let colleague = programme.browser(COLLEAGUE).await;
    assert_eq!(piece(&colleague, &path, &images[0], 0..7).await.code(), Code::NotFound);
}

#[tokio::test]
async fn pieces_of_an_image_that_never_became_whole_are_forgotten_after_a_month() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, images) = programme.manifest(STRANGER, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&images[0]));
    piece(&officer, &path, &images[0], 0..9).await;
    let begun = async || {
        let officer = programme.browser(OFFICER).await;
        officer.post("/api/encounters", &manifest).await.json::<Receipt>().parts_begun.len()
    };
    programme.clock.advance_seconds(29 * 86_400);
    programme.service.forget_pieces_left_alone().await.unwrap();
    assert_eq!(begun().await, 1);
    programme.clock.advance_seconds(2 * 86_400);
    programme.service.forget_pieces_left_alone().await.unwrap();
    assert_eq!(begun().await, 0);
}

#[tokio::test]
async fn prints_come_packed_with_wsq_only_where_the_rules_of_the_site_pack_them() {
    let picture = raster::decode(&picture(5)).unwrap().0;
    let packed = raster::encode_wsq(&picture, 4000).unwrap();
    for packing in [Packing::Lossless, Packing::Wsq] {
        let mut policy = site_policy();
        policy.capture.packing = packing;
        let programme = Programme::under(|_| {}, policy).await;
        let officer = programme.browser(OFFICER).await;
        let (mut manifest, images) = programme.manifest(STRANGER, 1);
        manifest.fingers[0].image = sha256(&packed);
        officer.post("/api/encounters", &manifest).await.json::<Receipt>();
        let path = |image: &[u8]| format!("/api/encounters/{}/parts/{}", manifest.id, sha256(image));
        let answer = officer.put(&path(&packed), packed.clone()).await;
        if packing == Packing::Lossless {
            assert_eq!(answer.code(), Code::UnreadableImage, "every pixel is wanted here");
            continue;
        }
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        let shown = officer.get(&path(&packed)).await;
        assert_eq!(shown.headers["content-type"], "image/png", "browsers show no WSQ");
        let pixels = |file: &[u8]| raster::decode(file).unwrap().0.into_pixels();
        assert_eq!(pixels(&shown.body), pixels(&packed));
        let other = officer.put(&path(&images[1]), images[1].clone()).await;
        assert_eq!(other.status, StatusCode::NO_CONTENT, "a print of another resolution comes as it is");
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[tokio::test]
async fn a_manifest_may_come_packed_and_unfolds_into_no_more_than_another_may_have() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(STRANGER, 1);
    let send = async |body: Vec<u8>| {
        let request = axum::http::Request::post("/api/encounters")
            .header("origin", format!("http://{HOST}"))
            .header("content-type", "application/json")
            .header("content-encoding", "gzip");
        officer.send(request.body(axum::body::Body::from(gzip(&body))).unwrap()).await
    };
    let receipt: Receipt = send(serde_json::to_vec(&manifest).unwrap()).await.json();
    assert_eq!(receipt.encounter.id, manifest.id);
    let bomb = send(vec![b' '; 64 << 20]).await;
    assert_eq!((bomb.status, bomb.code()), (StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge));
}
