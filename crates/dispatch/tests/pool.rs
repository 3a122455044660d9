//! The threads find what a search alone finds, give up what nobody waits for, and refuse what does not fit.

use std::sync::{Arc, mpsc};

use dispatch::{Client, Outcome, Pool};
use fingerprint::{FingerPosition, Score, Template};
use gallery::{PersonId, ReadyProbe, SearchOptions, Shard};
use synthetic::{FingerSeed, template};
use wire::list::Urgency;
use wire::{AccountId, SiteId};

const OPTIONS: SearchOptions = SearchOptions { limit: 5, threshold: Score::ZERO, threads: 1 };

fn shard(people: u64) -> Arc<Shard> {
    let mut shard = Shard::new();
    for person in 0..people {
        shard.insert(PersonId(u128::from(person).to_be_bytes()), &probe(person));
    }
    Arc::new(shard)
}

fn probe(person: u64) -> Vec<(FingerPosition, Template)> {
    vec![(FingerPosition::RightIndex, template(FingerSeed(person)))]
}

fn client() -> Client {
    Client { site: SiteId::new(), account: AccountId::new() }
}

#[test]
fn searches_at_once_find_what_each_finds_alone() {
    let (pool, one, other) = (Pool::new(2, 40), shard(120), shard(0));
    let (tell, told) = mpsc::channel::<(u64, Outcome)>();
    let pending: Vec<_> = (0..12)
        .map(|person| {
            let (tell, probe) = (tell.clone(), ReadyProbe::new(&probe(person)));
            let shards = vec![Arc::clone(&one), Arc::clone(&other)];
            let send = move |found| tell.send((person, found)).unwrap();
            pool.search(client(), Urgency::Routine, shards, &probe, OPTIONS, send).unwrap()
        })
        .collect();
    for _ in 0..12 {
        let (person, found) = told.recv().unwrap();
        assert_eq!(found, [one.search(&probe(person), &OPTIONS), vec![]]);
    }
    drop(pending);
}

#[test]
fn where_there_is_nobody_to_compare_with_the_answer_comes_all_the_same() {
    let (tell, told) = mpsc::channel();
    let pool = Pool::new(1, 4);
    let send = move |found| tell.send(found).unwrap();
    let _pending =
        pool.search(client(), Urgency::Routine, vec![], &ReadyProbe::new(&probe(1)), OPTIONS, send);
    assert_eq!(told.recv().unwrap(), Outcome::new());
}

#[test]
fn what_nobody_waits_for_any_more_makes_room() {
    let (pool, shard) = (Pool::new(1, 4), shard(200));
    let probe = ReadyProbe::new(&probe(3));
    let search =
        || pool.search(client(), Urgency::PersonPresent, vec![Arc::clone(&shard)], &probe, OPTIONS, drop);
    let pending: Vec<_> = std::iter::from_fn(|| search().ok()).take(1000).collect();
    assert!(pending.len() >= 4, "four places at least");
    if pending.len() < 1000 {
        assert!(pool.wait() >= std::time::Duration::from_secs(1));
    }
    drop(pending);
    assert!(search().is_ok());
}
