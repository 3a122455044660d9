//! What searches find while parts change hands and lists change. NATS with JetStream must be there, as for
//! `cargo xtask cluster`, which sets `UMBRAL_TEST_NATS`.

use fingerprint::{FingerPosition, Score, Template};
use gallery::{Candidate, PersonId, SearchOptions};
use synthetic::{Conditions, Difficulty, Person, template, template_under};
use uuid::Uuid;
use wire::EntryId;

use super::super::Layout;
use super::super::assignment::ranked;
use super::super::scatter::{Gathered, Matchers};
use super::*;
use crate::vault::KeySource;

const LAYOUT: Layout = Layout { parts: 4, replicas: 1 };
const LIST: ListId = ListId(Uuid::from_u128(7));
/// Enough for every round of a search.
const PEOPLE: u64 = 600;
const SOUGHT: u64 = 77;
const OPTIONS: SearchOptions = SearchOptions { limit: 10, threshold: Score::ZERO, threads: 1 };
const FINGERS: [FingerPosition; 2] = [FingerPosition::RightIndex, FingerPosition::LeftIndex];

fn part(number: u16) -> Part {
    Part { list: LIST, number }
}

fn id(person: u64) -> EntryId {
    EntryId(Uuid::from_u128(u128::from(person) << 64 | u128::from(person.wrapping_mul(0x9D) & 0xFF)))
}

fn people() -> impl Iterator<Item = (PersonId, [(FingerPosition, Template); 2])> {
    (0..PEOPLE).map(|seed| {
        (person(id(seed)), FINGERS.map(|finger| (finger, template(Person { seed }.finger(finger)))))
    })
}

fn probe() -> Vec<(FingerPosition, Template)> {
    let captured = |finger| {
        let print = Person { seed: SOUGHT }.finger(finger);
        (finger, template_under(print, &Conditions::draw(print.0, Difficulty::Good)))
    };
    FINGERS.map(captured).into()
}

/// What one process finds.
fn alone() -> Vec<Candidate> {
    let mut shard = Shard::new();
    people().for_each(|(id, prints)| shard.insert(id, &prints));
    shard.search(&probe(), &OPTIONS)
}

/// A part as it is in a version; one in which nobody is once they have all left.
fn in_version(number: u16, version: u64, without: Option<PersonId>) -> Arc<Held> {
    let mut shard = Shard::new();
    let is_here = |id: &PersonId| LAYOUT.part_of(EntryId(Uuid::from_bytes(id.0))) == number;
    people()
        .filter(|(id, _)| is_here(id) && Some(*id) != without)
        .for_each(|(id, prints)| shard.insert(id, &prints));
    Arc::new(Held { version, shard })
}

/// NATS, and a key of this test's own.
fn cluster(folder: &tempfile::TempDir) -> Option<Cluster> {
    let nats = std::env::var("UMBRAL_TEST_NATS").ok();
    if nats.is_none() {
        println!("skipped: UMBRAL_TEST_NATS does not say where NATS is");
    }
    let key = KeySource::File(folder.path().join("matcher.key"));
    Some(Cluster { nats: nats?, credentials: None, key })
}

/// A matcher that holds these parts in version 1, follows nobody, and does `first` once, before it answers the first
/// round of a search.
async fn matcher(
    cluster: &Cluster,
    name: &str,
    parts: impl IntoIterator<Item = u16>,
    first: impl FnOnce(&Matcher) + Send + 'static,
) -> Matcher {
    let matcher = Matcher::open(cluster, name.to_owned(), 1).await.unwrap();
    for number in parts {
        let held = Versions { newest: in_version(number, 1, None), former: None };
        matcher.versions_mut().insert(part(number), held);
    }
    let (answering, first) = (matcher.clone(), Arc::new(std::sync::Mutex::new(Some(first))));
    let subject = matcher.channel.subject(&subject_of(name));
    let answers = matcher.channel.clone().answer(subject, None, move |question: Message<ToMatcher>| {
        let (matcher, first) = (answering.clone(), Arc::clone(&first));
        async move {
            if let Question::Search(_) = question.head.question
                && let Some(first) = first.lock().unwrap().take()
            {
                first(&matcher);
            }
            matcher.answer(question).await
        }
    });
    tokio::spawn(answers);
    matcher
}

/// A server that has heard from these matchers that they hold so many of these parts.
async fn server(cluster: &Cluster, said: &[(&Matcher, std::ops::Range<u16>)]) -> Matchers {
    let server = Matchers::open(cluster, LAYOUT).await.unwrap();
    for (matcher, parts) in said {
        matcher.members.beat(&matcher.id, parts.clone().map(part).collect()).await.unwrap();
    }
    while server.members.there().len() < said.len() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server
}

async fn search(server: &Matchers, version: u64) -> Gathered {
    server.search((LIST, version), &probe(), OPTIONS).await
}

/// Names of two matchers, the first of which is the first to be asked for this part.
fn names(number: u16) -> [String; 2] {
    let names = ["east".to_owned(), "west".to_owned()];
    let ranked = ranked(part(number), &names);
    [ranked[0].clone(), ranked[1].clone()]
}

#[tokio::test]
async fn a_part_that_goes_over_while_it_is_searched_is_searched_by_whoever_has_it_now() {
    let keys = tempfile::tempdir().unwrap();
    let Some(cluster) = cluster(&keys) else { return };
    let [old, new] = names(3);
    let lets_go = |matcher: &Matcher| drop(matcher.versions_mut().remove(&part(3)));
    let old = matcher(&cluster, &old, 0..4, lets_go).await;
    let new = matcher(&cluster, &new, [3], |_| ()).await;
    let server = server(&cluster, &[(&old, 0..4), (&new, 3..4)]).await;
    let found = search(&server, 1).await;
    assert!(old.versions().get(&part(3)).is_none(), "it was let go of during the search");
    assert_eq!((found.searched, found.extent.people), (4, PEOPLE as usize));
    assert_eq!(found.candidates, alone());
}

#[tokio::test]
async fn a_matcher_that_holds_less_than_it_said_last_is_asked_for_the_rest() {
    let keys = tempfile::tempdir().unwrap();
    let Some(cluster) = cluster(&keys) else { return };
    let [old, new] = names(3);
    let old = matcher(&cluster, &old, 0..3, |_| ()).await;
    let new = matcher(&cluster, &new, [3], |_| ()).await;
    let server = server(&cluster, &[(&old, 0..4), (&new, 3..4)]).await;
    let found = search(&server, 1).await;
    assert_eq!((found.searched, found.candidates), (4, alone()));

    drop(new.versions_mut().remove(&part(3)));
    let found = search(&server, 1).await;
    assert_eq!(found.searched, 3, "what nobody has is not searched, and what others have is");
}

#[tokio::test]
async fn a_matcher_that_is_silent_for_a_moment_is_asked_all_the_same() {
    let keys = tempfile::tempdir().unwrap();
    let Some(cluster) = cluster(&keys) else { return };
    let only = matcher(&cluster, "only", 0..4, |_| ()).await;
    let server = server(&cluster, &[(&only, 0..4)]).await;
    while !server.members.there().is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let found = search(&server, 1).await;
    assert_eq!((found.searched, found.candidates), (4, alone()));
}

#[tokio::test]
async fn a_search_goes_on_in_the_version_it_began_with_and_the_next_has_the_newest() {
    let keys = tempfile::tempdir().unwrap();
    let Some(cluster) = cluster(&keys) else { return };
    let sought = person(id(SOUGHT));
    let goes_on = move |matcher: &Matcher| {
        for (part, held) in matcher.versions_mut().iter_mut() {
            let former = Some((Arc::clone(&held.newest), Instant::now()));
            *held = Versions { newest: in_version(part.number, 2, Some(sought)), former };
        }
    };
    let only = matcher(&cluster, "only", 0..4, goes_on).await;
    let server = server(&cluster, &[(&only, 0..4)]).await;
    let found = search(&server, 1).await;
    assert_eq!((found.version, found.searched, found.candidates), (1, 4, alone()));

    only.versions_mut().values_mut().for_each(|held| held.former = None);
    let found = search(&server, 1).await;
    assert_eq!((found.version, found.searched, found.extent.people), (2, 4, PEOPLE as usize - 1));
    assert!(found.candidates.iter().all(|candidate| candidate.person != sought));
}

#[tokio::test]
async fn how_much_a_matcher_holds_is_told_while_it_searches() {
    let keys = tempfile::tempdir().unwrap();
    let Some(cluster) = cluster(&keys) else { return };
    let busy = matcher(&cluster, "busy", 0..4, |_| ()).await;
    let _searching = busy.turns.acquire().await.unwrap();
    let asked = ToMatcher { list: LIST, version: 1, parts: vec![0, 9], question: Question::Extents };
    let told = tokio::time::timeout(Duration::from_secs(5), busy.answer(asked.into())).await.unwrap();
    let OfMatcher::Extents(extents) = told.head else { panic!("{:?}", told.head) };
    assert!(matches!(extents[..], [Some((1, _)), None]), "{extents:?}");
}
