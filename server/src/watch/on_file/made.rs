//! How long a server's own start takes with as many people as `UMBRAL_START_PEOPLE` says, in the data folder that
//! `UMBRAL_START_DATA` names (`cargo xtask eval start`). Nobody is imported: one person is enrolled, and their rows are
//! written again under as many other identifiers, so that tables and indexes are as large as they would be; the list's file
//! is written as the server writes it, with prints of a few people, each finger of another of them. A start opens no row.

use std::path::{Path, PathBuf};
use std::time::Instant;

use fingerprint::{FingerPosition, Quality};
use gallery::PersonId;
use policy::Country;
use raster::Ppi;
use synthetic::{Conditions, Difficulty, Person, template, template_under};
use uuid::Uuid;
use wire::list::{Cursor, Urgency};

use super::*;
use crate::clock::Clock;
use crate::config::Config;
use crate::storage::{lists, searched_back};
use crate::watch::later::NOBODY;
use crate::watch::{NewEntry, NewPrint, Particulars};

/// Whose prints are everybody's.
const POOL: u64 = 1_000;
const LIST: &str = "Wanted";
/// Rows in one transaction.
const BATCH: u64 = 20_000;
/// Identifiers are of this form (version 7, variant 1), and end with the person's number.
const ID: u128 = 0x7000_8000_0000_0000_0000;

fn asked_for() -> Option<(u64, PathBuf)> {
    let variable = |name| std::env::var(name).ok();
    let asked = variable("UMBRAL_START_PEOPLE").zip(variable("UMBRAL_START_DATA"));
    if asked.is_none() {
        println!("skipped: UMBRAL_START_PEOPLE and UMBRAL_START_DATA do not say how many people, and where");
    }
    asked.map(|(people, data)| (people.parse().expect("it is a number"), data.into()))
}

fn id(person: u64) -> PersonId {
    PersonId(Uuid::from_u128(ID | u128::from(person)).into_bytes())
}

/// Whose finger a person's is: drawn (SplitMix64: Steele et al. 2014), so that hardly two have as much as two in common.
fn source(person: u64, finger: u64) -> u64 {
    let mut drawn = (person * 10 + finger).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for (shift, factor) in [(30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB)] {
        drawn = (drawn ^ (drawn >> shift)).wrapping_mul(factor);
    }
    (drawn ^ (drawn >> 31)) % POOL
}

fn somebody() -> NewEntry {
    let print = |position| NewPrint {
        position,
        quality: Quality { score: 90, reasons: vec![] },
        ppi: Ppi::P500,
        width: 400,
        height: 500,
        template: template(Person { seed: 0 }.finger(position)),
        image: None,
    };
    NewEntry {
        particulars: Particulars {
            subject: "Somebody Made".into(),
            biography: Default::default(),
            category: "Wanted".into(),
            severity: 3,
            instructions: "Call extension 100.".into(),
            sources: vec!["Court of Valdoria".into()],
            criterion: "Warrant".into(),
            evidence_at: Some(Clock::System.now().plus_seconds(-86_400)),
            validator: "Somebody second".into(),
        },
        expires_at: Some(Clock::System.now().plus_seconds(300 * 86_400)),
        prints: FingerPosition::TEN.map(print).into(),
    }
}

async fn open(data: &Path) -> Service {
    Service::open(Config::in_folder(data), Clock::System).await.unwrap()
}

fn everybody(people: u64) -> Shard {
    let mut pool = Shard::packed();
    for person in 0..POOL {
        let print = |finger| (finger, template(Person { seed: person }.finger(finger)));
        pool.insert(id(person), &FingerPosition::TEN.map(print));
    }
    let mut shard = Shard::packed();
    for person in 0..people {
        let print = |finger| pool.held(&id(source(person, finger))).nth(finger as usize);
        shard.insert_held(id(person), (0..10).filter_map(print));
    }
    shard
}

/// Writes the rows of the one person who was enrolled again, for everybody else.
async fn write_rows(service: &Service, list: ListId, people: u64) {
    for from in (0..people).step_by(BATCH as usize) {
        let mut transaction = service.storage.write().await.unwrap();
        for query in [
            "INSERT INTO entry (id, list, list_version, state, author, changed_at, valid_until, expires_at, ends_at, \
             wrapped_key, particulars, prints) \
             WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2) \
             SELECT printf('00000000-0000-7000-8000-%012x', i), list, 1, state, author, changed_at, valid_until, \
             expires_at, ends_at, wrapped_key, particulars, prints FROM n, entry WHERE list = $3 AND id = \
             (SELECT MAX(id) FROM entry WHERE list = $3)",
            "INSERT INTO list_change (list, version, entry, step, effect, at, actor) \
             WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2) \
             SELECT list, version, printf('00000000-0000-7000-8000-%012x', i), step, effect, at, actor FROM n, \
             list_change WHERE list = $3 AND entry = (SELECT MAX(id) FROM entry WHERE list = $3)",
        ] {
            sqlx::query(query)
                .bind(from.cast_signed())
                .bind((from + BATCH).min(people).cast_signed())
                .bind(list.to_string())
                .execute(&mut *transaction)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
    }
}

#[tokio::test]
async fn as_many_people_as_asked_for_are_made() {
    let Some((people, data)) = asked_for() else { return };
    let service = open(&data).await;
    let one = service.enrol(Country::MADE_UP, LIST, vec![somebody()], "made").await.unwrap();
    let mut db = service.storage.read().await.unwrap();
    let list = lists::named(&mut db, &service.programme_key, Country::MADE_UP, LIST).await.unwrap().unwrap();
    drop(db);
    let start = Instant::now();
    write_rows(&service, list.id, people).await;
    println!("{people} people's rows written in {:.0} s", start.elapsed().as_secs_f64());
    let mut transaction = service.storage.write().await.unwrap();
    let reached = Cursor { version: list.version, entry: one[0] };
    searched_back::set_reached(&mut transaction, list.id, reached).await.unwrap();
    transaction.commit().await.unwrap();

    let start = Instant::now();
    let shard = Arc::new(everybody(people));
    let severities = (0..people).map(|person| (id(person), 3)).collect();
    println!("their prints put together in {:.0} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    service.put_on_file(Arc::new(HeldList { list, shard, severities, elsewhere: None })).await.unwrap();
    println!("the list put on file in {:.0} s", start.elapsed().as_secs_f64());
    service.close().await;
}

#[tokio::test]
async fn a_start_with_them_finds_whom_it_holds() {
    let Some((people, data)) = asked_for() else { return };
    let start = Instant::now();
    let service = open(&data).await;
    let opened = start.elapsed().as_secs_f64();
    service.prepare().await.unwrap();
    let ready = start.elapsed().as_secs_f64();
    let sought = people / 2;
    let probe: Vec<_> = FingerPosition::TEN
        .into_iter()
        .zip(0..)
        .map(|(position, finger)| {
            let finger = Person { seed: source(sought, finger) }.finger(position);
            (position, template_under(finger, &Conditions::draw(sought, Difficulty::Good)))
        })
        .collect();
    let lists = service.current_lists().await.unwrap();
    let threshold = fingerprint::Score::new(60.0);
    let answer = service.search_in(lists, (NOBODY, Urgency::PersonPresent), &probe, threshold).await.unwrap();
    let answered = start.elapsed().as_secs_f64();
    assert_eq!(u64::from(answer.searched[0].people), people);
    assert_eq!(answer.leads[0].entry.0.into_bytes(), id(sought).0);
    println!(
        "{people} people x 10 fingers: database open after {opened:.1} s, lists held after {ready:.1} s, first search answered after {answered:.1} s"
    );
    service.close().await;
}
