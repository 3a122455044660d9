use gallery::Shard;
use policy::Country;
use server::watch::Particulars;
use wire::encounter::{EncounterStatus, Receipt};
use wire::list::{ListInfo, take_severities};

use crate::programme::{OFFICER, Programme, listed, particulars};

#[tokio::test]
async fn a_device_gets_a_copy_that_finds_what_the_server_finds() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let lists: Vec<ListInfo> = officer.get("/api/lists").await.json();
    let [list] = &lists[..] else { panic!("one list") };
    assert_eq!((list.name.as_str(), list.version, list.people), ("Wanted", 1, 12));

    let answer = officer.get(&format!("/api/lists/{}/copy", list.id)).await;
    assert_eq!(answer.headers["umbral-list-version"], "1");
    assert_eq!(answer.headers["umbral-list-as-of"], programme.clock.now().0.to_string().as_str());
    assert_eq!(answer.headers["cache-control"], "no-store");
    let mut body = answer.body.clone();
    let severities = take_severities(&mut body).unwrap();
    assert_eq!(severities.len(), 12);
    assert!(severities.iter().all(|(_, severity)| *severity == 3));
    let shard = Shard::from_bytes(body).unwrap();
    assert_eq!(shard.people(), 12);
    for word in ["smuggling", "Prosecutor", "extension 100", "Somebody Listed"] {
        assert!(!answer.text().contains(word), "a copy holds no {word}");
    }

    let (manifest, _) = programme.manifest(3, 1);
    let probe: Vec<_> = manifest
        .fingers
        .iter()
        .map(|finger| (finger.position, fingerprint::Template::from_bytes(&finger.template.0).unwrap()))
        .collect();
    let options = gallery::SearchOptions { limit: 10, threshold: fingerprint::Score::new(40.0), threads: 1 };
    let on_device = shard.search(&probe, &options);
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    let on_server = receipt.encounter.answer.leads;
    assert_eq!(on_server.len(), on_device.len());
    for (server, device) in on_server.iter().zip(&on_device) {
        assert_eq!(server.entry.0.into_bytes(), device.person.0);
        assert_eq!(server.score, device.score, "the same score to the bit");
    }
}

#[tokio::test]
async fn an_expired_entry_is_neither_copied_nor_searched_and_makes_a_new_version() {
    let programme = Programme::new().await;
    programme.clock.advance_seconds(91 * 86_400);
    let officer = programme.browser(OFFICER).await;
    let lists: Vec<ListInfo> = officer.get("/api/lists").await.json();
    assert_eq!((lists[0].version, lists[0].people), (2, 0));
    let (manifest, _) = programme.manifest(1, 1);
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.encounter.status, EncounterStatus::NotCompared);
    assert_eq!(receipt.encounter.answer.searched[0].people, 0);
}

#[tokio::test]
async fn an_entry_without_its_grounds_does_not_alert() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let sound = particulars();
    let without: [(&str, Particulars, bool); 5] = [
        ("source", Particulars { sources: vec![], ..sound.clone() }, true),
        ("criterion", Particulars { criterion: " ".into(), ..sound.clone() }, true),
        ("dated evidence", Particulars { evidence_at: None, ..sound.clone() }, true),
        ("validation", Particulars { validator: String::new(), ..sound.clone() }, true),
        ("expiry", sound.clone(), false),
    ];
    for (seed, (what, particulars, expires)) in (501u64..).zip(without) {
        let mut entry = listed(seed, false);
        entry.particulars = particulars;
        entry.expires_at = entry.expires_at.filter(|_| expires);
        programme.service.enrol(Country::MADE_UP, "Wanted", vec![entry], "test").await.unwrap();
        let (manifest, _) = programme.manifest(seed, 1);
        let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
        assert_eq!(receipt.encounter.status, EncounterStatus::NoMatch, "without {what}");
    }
    let lists: Vec<ListInfo> = officer.get("/api/lists").await.json();
    assert_eq!(lists[0].people, 12);
}

#[tokio::test]
async fn people_enrolled_while_the_server_runs_are_found_by_the_next_search() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (before, _) = programme.manifest(600, 1);
    let receipt: Receipt = officer.post("/api/encounters", &before).await.json();
    assert_eq!(receipt.encounter.status, EncounterStatus::NoMatch);
    let ids = programme
        .service
        .enrol(Country::MADE_UP, "Another list", vec![listed(600, false)], "test")
        .await
        .unwrap();
    let (after, _) = programme.manifest(600, 2);
    let receipt: Receipt = officer.post("/api/encounters", &after).await.json();
    assert_eq!(receipt.encounter.answer.leads[0].entry, ids[0]);
    assert_eq!(receipt.encounter.answer.searched.len(), 2);
}
