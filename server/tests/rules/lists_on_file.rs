//! Lists in sealed files: a start reads them, and what is in them is gone with the people.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use policy::Country;
use server::{Service, Subject, router};
use wire::encounter::Receipt;

use crate::browser::Browser;
use crate::database;
use crate::programme::{OFFICER, Programme, listed};

/// A programme whose list is on file.
async fn programme() -> Programme {
    let programme = Programme::with(|config| config.people_on_file = 1).await;
    assert_eq!(programme.service.put_lists_on_file().await.unwrap(), 1);
    assert_eq!(programme.service.put_lists_on_file().await.unwrap(), 0, "it is there, in a recent version");
    programme
}

fn file(programme: &Programme) -> PathBuf {
    let files = std::fs::read_dir(programme.folder.path().join("lists")).unwrap();
    let is_list = |path: &PathBuf| path.extension().is_some_and(|end| end == "sealed");
    files.map(|file| file.unwrap().path()).find(is_list).unwrap()
}

/// Another start of the same programme.
async fn started_again(programme: &Programme) -> Service {
    Service::open(database::config(programme.folder.path()).await, programme.clock.clone()).await.unwrap()
}

async fn found_by(browser: &Browser, programme: &Programme, person: u64) -> Receipt {
    let (manifest, _) = programme.manifest(person, 1);
    browser.post("/api/encounters", &manifest).await.json()
}

#[tokio::test]
async fn a_start_from_a_file_finds_what_the_list_finds_with_all_changes_since() {
    let programme = programme().await;
    let here = programme.browser(OFFICER).await;
    programme.service.enrol(Country::MADE_UP, "Wanted", vec![listed(700, false)], "test").await.unwrap();
    let there = here.at(router(Arc::new(started_again(&programme).await)));
    for person in [1, 7, 700] {
        let expected = found_by(&here, &programme, person).await.encounter.answer;
        let found = found_by(&there, &programme, person).await.encounter.answer;
        assert_eq!((&found.leads, found.searched[0].people), (&expected.leads, 13));
        assert_eq!(found.leads.len(), 1);
    }
}

#[tokio::test]
async fn a_file_that_was_altered_or_cut_short_is_not_believed() {
    let programme = programme().await;
    let path = file(&programme);
    let whole = std::fs::read(&path).unwrap();
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    for content in [altered, whole[..whole.len() - 1].to_vec()] {
        std::fs::write(&path, content).unwrap();
        let there = programme.browser(OFFICER).await.at(router(Arc::new(started_again(&programme).await)));
        assert_eq!(
            found_by(&there, &programme, 3).await.encounter.answer.leads.len(),
            1,
            "from the database"
        );
    }
}

#[tokio::test]
async fn a_file_opens_for_nobody_once_somebody_in_it_is_erased() {
    let programme = programme().await;
    let mut database = database::connect(programme.folder.path()).await;
    let mut keys =
        async || sqlx::query("SELECT list FROM shard_file").fetch_all(&mut database).await.unwrap().len();
    assert_eq!(keys().await, 1);
    let subject = Subject::Entry(programme.listed[0]);
    programme.service.erase(subject, "the entry was a mistake", "test").await.unwrap();
    assert_eq!(keys().await, 0, "the key of the file went with the person");
}

/// With `UMBRAL_ON_FILE_PEOPLE` people, how long a start takes with and without a file.
#[tokio::test]
async fn a_start_with_a_large_list_is_quicker_from_its_file() {
    let Ok(people) = std::env::var("UMBRAL_ON_FILE_PEOPLE") else {
        println!("skipped: UMBRAL_ON_FILE_PEOPLE does not say how many people to measure with");
        return;
    };
    let people: u64 = people.parse().expect("it is a number");
    let programme = Programme::with(|config| config.people_on_file = 1).await;
    for from in (0..people).step_by(1000) {
        let listed =
            (from..(from + 1000).min(people)).map(|seed| crate::cluster::listed_with_ten(20_000 + seed));
        programme.service.enrol(Country::MADE_UP, "Wanted", listed.collect(), "test").await.unwrap();
    }
    let start = async || {
        let service = started_again(&programme).await;
        let began = Instant::now();
        service.prepare().await.unwrap();
        began.elapsed().as_secs_f64()
    };
    let from_entries = start().await;
    let began = Instant::now();
    programme.service.put_lists_on_file().await.unwrap();
    let written = began.elapsed().as_secs_f64();
    let from_file = start().await;
    let mib = std::fs::metadata(file(&programme)).unwrap().len() as f64 / f64::from(1 << 20);
    println!(
        "{people} people x 10 fingers: a start opens every entry in {from_entries:.2} s, reads the file of {mib:.0} MiB in {from_file:.2} s; it was written in {written:.2} s"
    );
    assert!(from_file < from_entries);
}
