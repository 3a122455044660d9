//! The rules of the queue: first is first, nobody is left for ever, nobody has more than their share, and full is full.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use std::collections::BTreeMap;

use dispatch::{Client, Full, Queue, Ticket, Work};
use proptest::prelude::*;
use wire::list::Urgency::{self, Background, PersonPresent, Routine};
use wire::{AccountId, SiteId};

/// So many slices, one after another.
#[derive(Debug)]
struct Slices(u32);

impl Work for Slices {
    type Slice = ();

    fn next_slice(&mut self) -> Option<()> {
        self.0 = self.0.checked_sub(1)?;
        Some(())
    }
}

/// The same person for the same numbers.
fn client(site: u8, person: u8) -> Client {
    let id = |number: u8| uuid_of([number; 16]);
    Client { site: SiteId(id(site)), account: AccountId(id(person)) }
}

fn uuid_of(bytes: [u8; 16]) -> uuid::Uuid {
    uuid::Uuid::from_bytes(bytes)
}

/// Gives out slices until all is done; whose turn it was each time.
fn order(queue: &mut Queue<Slices>) -> Vec<Ticket> {
    let mut turns = Vec::new();
    while let Some((ticket, ())) = queue.next_slice() {
        turns.push(ticket);
        if queue.work(ticket).unwrap().0 == 0 {
            queue.leave(ticket);
        }
    }
    assert!(queue.is_empty());
    turns
}

fn turns_of(ticket: Ticket, turns: &[Ticket]) -> Vec<usize> {
    turns.iter().enumerate().filter(|(_, turn)| **turn == ticket).map(|(at, _)| at).collect()
}

#[test]
fn of_one_person_who_came_first_is_served_first() {
    let mut queue = Queue::new(10);
    let tickets: Vec<_> = (0..3).map(|_| queue.enter(client(1, 1), Routine, Slices(2)).unwrap()).collect();
    let expected: Vec<_> = tickets.into_iter().flat_map(|ticket| [ticket, ticket]).collect();
    assert_eq!(order(&mut queue), expected);
}

#[test]
fn a_person_at_the_desk_overtakes_what_came_before() {
    let mut queue = Queue::new(10);
    let background = queue.enter(client(1, 1), Background, Slices(100)).unwrap();
    let routine = queue.enter(client(2, 2), Routine, Slices(100)).unwrap();
    for _ in 0..5 {
        queue.next_slice().unwrap();
    }
    let urgent = queue.enter(client(3, 3), PersonPresent, Slices(20)).unwrap();
    let turns = order(&mut queue);
    assert!(*turns_of(urgent, &turns).last().unwrap() < 25, "{turns:?}");
    assert!(turns_of(routine, &turns).last() < turns_of(background, &turns).last());
}

#[test]
fn a_site_with_many_searches_has_no_more_than_one_with_a_single() {
    let mut queue = Queue::new(40);
    for person in 0..15 {
        queue.enter(client(1, person), PersonPresent, Slices(10)).unwrap();
    }
    let single = queue.enter(client(2, 99), PersonPresent, Slices(10)).unwrap();
    assert_eq!(*turns_of(single, &order(&mut queue)).last().unwrap(), 19);
}

#[test]
fn at_a_site_a_person_with_many_searches_has_no_more_than_a_colleague_with_one() {
    let mut queue = Queue::new(40);
    for _ in 0..15 {
        queue.enter(client(1, 1), PersonPresent, Slices(10)).unwrap();
    }
    let colleague = queue.enter(client(1, 2), PersonPresent, Slices(10)).unwrap();
    assert_eq!(*turns_of(colleague, &order(&mut queue)).last().unwrap(), 19);
}

#[test]
fn background_work_finds_no_place_where_a_person_at_the_desk_still_does() {
    let mut queue = Queue::new(8);
    let mut enter = |site, urgency| queue.enter(client(site, 1), urgency, Slices(1));
    for site in 0..4 {
        enter(site, Background).unwrap();
    }
    assert_eq!(enter(5, Background), Err(Full { waiting: 4 }));
    for site in 6..8 {
        enter(site, Routine).unwrap();
    }
    assert_eq!(enter(8, Routine), Err(Full { waiting: 6 }));
    for site in 9..11 {
        enter(site, PersonPresent).unwrap();
    }
    assert_eq!(enter(11, PersonPresent), Err(Full { waiting: 8 }));
}

#[test]
fn where_there_are_no_places_everything_is_refused() {
    let mut queue = Queue::new(0);
    assert_eq!(queue.enter(client(1, 1), PersonPresent, Slices(1)), Err(Full { waiting: 0 }));
}

#[test]
fn no_site_takes_all_places_from_the_others() {
    let mut queue = Queue::new(8);
    let mut enter = |site| queue.enter(client(site, 1), PersonPresent, Slices(1));
    for _ in 0..4 {
        enter(1).unwrap();
    }
    assert_eq!(enter(1), Err(Full { waiting: 4 }));
    assert!(enter(2).is_ok());
}

#[test]
fn who_leaves_makes_room() {
    let mut queue = Queue::new(4);
    let tickets: Vec<_> =
        (0..4).map(|site| queue.enter(client(site, 1), PersonPresent, Slices(1)).unwrap()).collect();
    assert!(queue.enter(client(9, 1), PersonPresent, Slices(1)).is_err());
    assert!(queue.leave(tickets[2]).is_some() && queue.leave(tickets[2]).is_none());
    assert!(queue.enter(client(9, 1), PersonPresent, Slices(1)).is_ok());
    assert_eq!(queue.len(), 4);
}

fn urgency() -> impl Strategy<Value = Urgency> {
    prop_oneof![Just(PersonPresent), Just(Routine), Just(Background)]
}

proptest! {
    #[test]
    fn everything_that_is_let_in_gets_exactly_its_slices(
        jobs in proptest::collection::vec((0..4u8, 0..3u8, urgency(), 1..12u32), 0..40),
    ) {
        let mut queue = Queue::new(32);
        let mut due = BTreeMap::new();
        for (site, person, urgency, slices) in jobs {
            if let Ok(ticket) = queue.enter(client(site, person), urgency, Slices(slices)) {
                due.insert(ticket, slices);
            }
        }
        prop_assert!(due.len() <= 32);
        let turns = order(&mut queue);
        for (ticket, slices) in due {
            prop_assert_eq!(turns_of(ticket, &turns).len(), slices as usize);
        }
    }

    #[test]
    fn nobody_starves_however_much_keeps_coming(
        urgency in urgency(),
        newcomers in proptest::collection::vec((1..5u8, 0..3u8, urgency()), 1..6),
    ) {
        let mut queue = Queue::new(1000);
        let waiting = queue.enter(client(0, 0), urgency, Slices(3)).unwrap();
        let mut turns = Vec::new();
        // With every slice that is given out somebody else comes, who wants more than one.
        for (site, person, urgency) in newcomers.iter().cycle().take(1200) {
            let _ = queue.enter(client(*site, *person), *urgency, Slices(2));
            let (ticket, ()) = queue.next_slice().unwrap();
            turns.push(ticket);
            if queue.work(ticket).unwrap().0 == 0 {
                queue.leave(ticket);
            }
        }
        // 73 turns for the least urgent, as many times as there are sites that share them, three times over.
        let served = turns_of(waiting, &turns);
        prop_assert_eq!(served.len(), 3);
        prop_assert!(served[2] < 3 * 73 * 5, "{:?}", served);
    }

    #[test]
    fn sites_that_all_want_something_have_equally_much(
        sites in proptest::collection::vec(1..6usize, 2..5),
        urgency in urgency(),
    ) {
        let mut queue = Queue::new(100);
        let mut of = BTreeMap::new();
        for (site, &searches) in sites.iter().enumerate() {
            for person in 0..searches {
                let ticket = queue.enter(client(site as u8, person as u8), urgency, Slices(1000)).unwrap();
                of.insert(ticket, site);
            }
        }
        let mut had = vec![0; sites.len()];
        for _ in 0..sites.len() * 50 {
            had[of[&queue.next_slice().unwrap().0]] += 1;
        }
        prop_assert!(had.iter().all(|had| *had == 50), "{:?}", had);
    }
}
