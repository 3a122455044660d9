//! Several servers on one database: what happens at one is told at the others and found by them, and what nobody asks
//! for is done by one of them. Where the database is SQLite there is one server, and most of this says nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use policy::Country;
use server::config::Config;
use server::{Service, Subject, router};
use tokio::task::JoinSet;
use wire::encounter::Receipt;
use wire::event::Event;

use crate::browser::Browser;
use crate::database;
use crate::events::Stream;
use crate::programme::{COLLEAGUE, OFFICER, Programme, REVIEWER_7, listed};

/// Another server of the programme, with a data folder of its own.
struct Second {
    _folder: tempfile::TempDir,
    service: Arc<Service>,
}

impl Second {
    async fn of(programme: &Programme) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = database::config(programme.folder.path()).await;
        let config = Config { data: folder.path().to_owned(), people_on_file: 1, ..config };
        let service = Arc::new(Service::open(config, programme.clock.clone()).await.unwrap());
        Self { _folder: folder, service }
    }

    fn browser(&self, here: &Browser) -> Browser {
        here.at(router(Arc::clone(&self.service)))
    }
}

fn is_shared() -> bool {
    let shared = std::env::var("UMBRAL_TEST_POSTGRES").is_ok();
    if !shared {
        println!("skipped: on SQLite there is one server");
    }
    shared
}

/// Has servers tell each other, from now until the value is dropped.
async fn telling_each_other(services: [&Arc<Service>; 2], streams: [&mut Stream; 2]) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for service in services {
        let service = Arc::clone(service);
        tasks.spawn(async move { service.share_events().await });
    }
    // Whoever begins to hear may have missed something until now.
    for stream in streams {
        assert_eq!(first(stream).await, Event::Lagged);
    }
    tasks
}

/// The first thing that is told, which may take a while under load.
async fn first(stream: &mut Stream) -> Event {
    let began = Instant::now();
    loop {
        match stream.next().await {
            Some(event) => return event,
            None => assert!(began.elapsed() < Duration::from_secs(20), "nothing was told"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_at_one_server_is_told_once_at_each_to_those_whom_it_concerns() {
    if !is_shared() {
        return;
    }
    let programme = Programme::new().await;
    let there = Second::of(&programme).await;
    let (officer, colleague) = (programme.browser(OFFICER).await, programme.browser(COLLEAGUE).await);
    let reviewer = programme.browser(REVIEWER_7).await;
    let mut own = Stream::open(&colleague).await;
    let mut other = Stream::open(&there.browser(&colleague)).await;
    let _telling = telling_each_other([&programme.service, &there.service], [&mut own, &mut other]).await;
    let mut reviewing = Stream::open(&there.browser(&reviewer)).await;

    let (manifest, _) = programme.manifest(1, 1);
    officer.post("/api/encounters", &manifest).await.json::<Receipt>();
    for stream in [&mut own, &mut other] {
        assert_eq!(first(stream).await, Event::Encounter { id: manifest.id });
        assert_eq!(stream.next().await, None, "once, and nothing of the hit");
    }
    assert!(matches!(first(&mut reviewing).await, Event::Hit { .. }));

    let (manifest, _) = programme.manifest(900, 1);
    there.browser(&officer).post("/api/encounters", &manifest).await.json::<Receipt>();
    for stream in [&mut own, &mut other] {
        assert_eq!(first(stream).await, Event::Encounter { id: manifest.id });
        assert_eq!(stream.next().await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_server_puts_on_a_list_is_found_at_the_others_and_what_it_takes_off_is_not() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let elsewhere = if is_shared() {
        Second::of(&programme).await.browser(&officer)
    } else {
        let again = Service::open(database::config(programme.folder.path()).await, programme.clock.clone());
        officer.at(router(Arc::new(again.await.unwrap())))
    };
    let leads = async |person: u64, capture: u64| {
        let (manifest, _) = programme.manifest(person, capture);
        let receipt: Receipt = elsewhere.post("/api/encounters", &manifest).await.json();
        receipt.encounter.answer.leads.len()
    };
    assert_eq!(leads(700, 1).await, 0);
    let new = programme.service.enrol(Country::MADE_UP, "Wanted", vec![listed(700, false)], "test").await;
    assert_eq!(leads(700, 2).await, 1, "the very next search has it");
    let erased = Subject::Entry(new.unwrap()[0]);
    programme.service.erase(erased, "a mistake", "test").await.unwrap();
    assert_eq!(leads(700, 3).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_server_starts_from_a_file_of_its_own_and_an_erasure_closes_them_all() {
    if !is_shared() {
        return;
    }
    let programme = Programme::with(|config| config.people_on_file = 1).await;
    let there = Second::of(&programme).await;
    let mut database = database::connect(programme.folder.path()).await;
    let mut files =
        async || sqlx::query("SELECT list FROM shard_file").fetch_all(&mut database).await.unwrap().len();
    for (service, all) in [(&programme.service, 1), (&there.service, 2)] {
        assert_eq!(service.put_lists_on_file().await.unwrap(), 1);
        assert_eq!(service.put_lists_on_file().await.unwrap(), 0, "it has one, whatever the other has");
        assert_eq!(files().await, all);
    }
    let subject = Subject::Entry(programme.listed[0]);
    programme.service.erase(subject, "the entry was a mistake", "test").await.unwrap();
    assert_eq!(files().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_is_on_duty_and_another_takes_over_when_it_leaves_or_is_lost() {
    let programme = Programme::new().await;
    assert_eq!(programme.service.is_on_duty(), !is_shared(), "alone it need not ask");
    if !is_shared() {
        return;
    }
    let (one, two) = (Second::of(&programme).await.service, Second::of(&programme).await.service);
    let on_duty = |service: &Arc<Service>| {
        let service = Arc::clone(service);
        tokio::spawn(async move { service.keep_duty().await })
    };
    let until = async |what: &str, holds: &dyn Fn() -> bool| {
        let began = Instant::now();
        while !holds() {
            assert!(!(one.is_on_duty() && two.is_on_duty()), "both at once");
            assert!(began.elapsed() < Duration::from_secs(60), "{what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        began.elapsed()
    };
    let first = on_duty(&one);
    until("the first", &|| one.is_on_duty()).await;
    let second = on_duty(&two);
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(one.is_on_duty() && !two.is_on_duty());

    // One that leaves says so.
    first.abort();
    one.end_duty().await.unwrap();
    assert!(until("the second", &|| two.is_on_duty()).await < Duration::from_secs(10));

    // One that is lost does not, and nobody takes over before it must have stopped by itself.
    second.abort();
    let third = Second::of(&programme).await.service;
    let (lost, watching) = (Instant::now(), on_duty(&third));
    while !third.is_on_duty() {
        assert!(lost.elapsed() < Duration::from_secs(60), "nobody takes over");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(lost.elapsed() > Duration::from_secs(8), "{:?}", lost.elapsed());
    watching.abort();
}
