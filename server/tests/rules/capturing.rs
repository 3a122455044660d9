//! How prints were taken: what a record keeps of it, and what no honest device would say.

use capture::{Exception, Impression, OverrideReason, WhyMissing};
use fingerprint::FingerPosition;
use raster::Ppi;
use wire::encounter::{
    Device, Manifest, Photograph, PhotographSubject, Receipt, SlapCapture, Source, Taking,
};
use wire::hit::{Hit, QueueItem};
use wire::{CaptureId, Code};

use crate::programme::{OFFICER, Programme, REVIEWER_3, STRANGER, picture, sha256};

fn scanner() -> Source {
    Source::Scanner(Device {
        make: "DigitalPersona".into(),
        model: "U.are.U 4500".into(),
        serial: Some("0042".into()),
        firmware: None,
        native_ppi: Ppi::new(512),
    })
}

/// The manifest as a scanner's: every finger at its third try, the first one overridden.
fn scanned(programme: &Programme, person: u64) -> Manifest {
    let (mut manifest, _) = programme.manifest(person, 1);
    for finger in &mut manifest.fingers {
        finger.source = scanner();
        finger.impression = Impression::LivePlain;
        finger.taking = Some(Taking {
            step: finger.position.code(),
            tries: 3,
            began_at: manifest.started_at,
            automatic: true,
            override_reason: None,
        });
    }
    manifest.fingers[0].quality.score = 20;
    override_of(&mut manifest, 0, Some(OverrideReason::WornSkin));
    manifest.exceptions = vec![Exception { finger: FingerPosition::LeftLittle, why: WhyMissing::Amputated }];
    manifest
}

fn override_of(manifest: &mut Manifest, at: usize, reason: Option<OverrideReason>) {
    manifest.fingers[at].taking.as_mut().unwrap().override_reason = reason;
}

#[tokio::test]
async fn the_reviewer_sees_how_the_probe_was_taken_and_which_fingers_are_missing() {
    let programme = Programme::new().await;
    let manifest = scanned(&programme, 1);
    programme.browser(OFFICER).await.post("/api/encounters", &manifest).await.json::<Receipt>();
    let reviewer = programme.browser(REVIEWER_3).await;
    let queue: Vec<QueueItem> = reviewer.get("/api/hits").await.json();
    let shown: Hit = reviewer.claim(queue[0].id).await.json();
    assert_eq!(shown.exceptions, manifest.exceptions);
    let first = shown.probe[0].capture.clone().unwrap();
    assert_eq!((first.source, first.impression), (scanner(), Impression::LivePlain));
    assert_eq!(first.taking.unwrap().override_reason, Some(OverrideReason::WornSkin));
}

#[tokio::test]
async fn what_no_honest_device_says_of_its_capture_is_named() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    type Change = fn(&mut Manifest);
    let changes: [(&str, Change); 13] = [
        ("exceptions[0].finger", |manifest| manifest.exceptions[0].finger = FingerPosition::LeftIndex),
        ("exceptions[1].finger", |manifest| manifest.exceptions.push(manifest.exceptions[0])),
        ("exceptions[0].finger", |manifest| manifest.exceptions[0].finger = FingerPosition::Unknown),
        ("fingers[0].taking.step", |manifest| manifest.fingers[0].taking.as_mut().unwrap().step = 14),
        ("fingers[0].taking.tries", |manifest| manifest.fingers[0].taking.as_mut().unwrap().tries = 0),
        ("fingers[0].taking.override_reason", |manifest| {
            manifest.fingers[0].taking.as_mut().unwrap().tries = 2;
        }),
        ("fingers[1].taking.override_reason", |manifest| {
            override_of(manifest, 1, Some(OverrideReason::NoMoreTime));
        }),
        ("fingers[1].impression", |manifest| manifest.fingers[1].impression = Impression::Unknown),
        ("fingers[0].source", |manifest| {
            let Source::Scanner(device) = &mut manifest.fingers[0].source else { panic!("a scanner's") };
            device.model = "m".repeat(101);
        }),
        ("fingers[0].slap", |manifest| manifest.fingers[0].slap = Some(CaptureId::new())),
        ("slaps[0].id", |manifest| {
            manifest.slaps[0].id = manifest.fingers[0].id;
            manifest.fingers[1].slap = Some(manifest.fingers[0].id);
        }),
        ("slaps[0].id", |manifest| manifest.fingers[1].slap = None),
        ("slaps[0].source", |manifest| {
            let Source::Scanner(device) = &mut manifest.slaps[0].source else { panic!("a scanner's") };
            device.make = "\n".into();
        }),
    ];
    for (field, change) in changes {
        let mut manifest = scanned(&programme, STRANGER);
        cut_out_of_a_slap(&mut manifest, &picture(7));
        change(&mut manifest);
        let problem = officer.post("/api/encounters", &manifest).await.problem();
        assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some(field)));
    }
    officer.post("/api/encounters", &scanned(&programme, STRANGER)).await.json::<Receipt>();
}

#[tokio::test]
async fn a_slap_asks_for_each_of_its_fingers() {
    let programme = Programme::new().await;
    let mut manifest = scanned(&programme, STRANGER);
    for (finger, step) in manifest.fingers.iter_mut().zip([13, 14]) {
        finger.taking.as_mut().unwrap().step = step;
    }
    programme.browser(OFFICER).await.post("/api/encounters", &manifest).await.json::<Receipt>();
}

/// The second print's whole slap.
fn cut_out_of_a_slap(manifest: &mut Manifest, image: &[u8]) {
    let id = CaptureId::new();
    manifest.fingers[1].slap = Some(id);
    manifest.slaps = vec![SlapCapture {
        id,
        taken_at: manifest.started_at,
        source: scanner(),
        ppi: Ppi::P500,
        width: 40,
        height: 60,
        image: sha256(image),
    }];
}

#[tokio::test]
async fn a_whole_slap_is_kept_beside_the_prints_cut_out_of_it() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (mut manifest, slap) = (scanned(&programme, STRANGER), picture(7));
    cut_out_of_a_slap(&mut manifest, &slap);
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert!(receipt.parts_wanted.contains(&sha256(&slap)));
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&slap));
    assert!(officer.put(&path, slap.clone()).await.status.is_success());
    assert_eq!(officer.get(&path).await.body, slap);
}

#[tokio::test]
async fn a_photograph_is_kept_as_a_jpeg_and_comes_back_the_same() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (mut manifest, prints) = programme.manifest(STRANGER, 1);
    let jpeg = include_bytes!("photograph.jpg").to_vec();
    let photograph = |image: &[u8]| Photograph {
        id: CaptureId::new(),
        subject: PhotographSubject::Person,
        taken_at: manifest.started_at,
        width: 32,
        height: 24,
        image: sha256(image),
    };
    manifest.photographs = vec![photograph(&jpeg)];
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert!(receipt.parts_wanted.contains(&sha256(&jpeg)));
    let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&jpeg));
    assert!(officer.put(&path, jpeg.clone()).await.status.is_success());
    let back = officer.get(&path).await;
    assert_eq!((&back.body, &back.headers["content-type"]), (&jpeg, &"image/jpeg".parse().unwrap()));

    // A PNG is no photograph.
    let (mut other, _) = programme.manifest(STRANGER, 2);
    other.photographs = vec![Photograph { width: 40, height: 60, ..photograph(&prints[0]) }];
    officer.post("/api/encounters", &other).await.json::<Receipt>();
    let path = format!("/api/encounters/{}/parts/{}", other.id, sha256(&prints[0]));
    assert_eq!(officer.put(&path, prints[0].clone()).await.code(), Code::UnreadableImage);
}
