//! The demo programme finds whom it should and nobody else.

use std::sync::Arc;
use std::time::Instant;

use fingerprint::{FingerPosition, extract};
use raster::Ppi;
use server::Service;
use server::clock::Clock;
use synthetic::{Conditions, Difficulty, Master, Person, impression};
use wire::Bytes;
use wire::demo::{LISTED_WITH_IMAGES, STRANGERS};
use wire::encounter::{EncounterStatus, Manifest, Receipt};

use crate::database;
use crate::programme::{OFFICER, Programme, START};

/// Two fingers of a demo person as the simulated scanner would give them.
fn captured(manifest: &mut Manifest, seed: u64) {
    for (finger, position) in
        manifest.fingers.iter_mut().zip([FingerPosition::RightIndex, FingerPosition::LeftMiddle])
    {
        let master = Master::grow(Person { seed }.finger(position));
        let grey = impression(&master, &Conditions::draw(seed + 40, Difficulty::Good));
        let extraction = extract(&grey, Ppi::P500).unwrap();
        finger.position = position;
        finger.quality = extraction.quality;
        finger.template = Bytes(extraction.template.to_bytes());
    }
}

#[tokio::test]
async fn the_tours_people_are_found_among_a_thousand_and_strangers_are_not() {
    let mut programme = Programme::new().await;
    let folder = tempfile::tempdir().unwrap();
    let service =
        Arc::new(Service::open(database::config(folder.path()).await, Clock::manual(START)).await.unwrap());
    let started = Instant::now();
    assert!(service.make_demo(|_| {}).await.unwrap());
    println!("demo programme made in {:.1} s", started.elapsed().as_secs_f32());
    assert!(!service.make_demo(|_| {}).await.unwrap(), "a second start keeps what is there");
    programme.router = server::router(Arc::clone(&service));
    programme.service = service;

    let officer = programme.browser(OFFICER).await;
    let session: wire::session::Session = officer.get("/api/session").await.json();
    assert!(!session.site.services.any(), "the demo talks to no capture service unless it is started to");
    let searches = LISTED_WITH_IMAGES
        .take(4)
        .map(|seed| (seed, true))
        .chain(STRANGERS.take(3).map(|seed| (seed, false)));
    for (seed, listed) in searches {
        let (mut manifest, _) = programme.manifest(seed, 1);
        manifest.site = session.site.id;
        manifest.policy_version = session.site.policy.version;
        captured(&mut manifest, seed);
        let started = Instant::now();
        let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
        println!(
            "person {seed}: {} leads, best {:?}, {:.0} ms",
            receipt.encounter.answer.leads.len(),
            receipt.encounter.answer.leads.first().map(|lead| lead.score.get()),
            started.elapsed().as_secs_f64() * 1000.0
        );
        assert_eq!(receipt.encounter.answer.searched[0].people, 1000);
        let expected = if listed { EncounterStatus::UnderReview } else { EncounterStatus::NoMatch };
        assert_eq!(receipt.encounter.status, expected, "person {seed}");
    }
}
