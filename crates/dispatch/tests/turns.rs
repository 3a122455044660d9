//! What other machines work on begins in the queue's order, so many at once, and what does not fit is refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot take its turn should fail")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dispatch::{Client, Turn, Turns};
use wire::list::Urgency::{self, Background, PersonPresent, Routine};
use wire::{AccountId, SiteId};

/// Who has begun, in order.
type Begun = Arc<Mutex<Vec<&'static str>>>;

fn client() -> Client {
    Client { site: SiteId::new(), account: AccountId::new() }
}

fn enter(turns: &Turns, begun: &Begun, client: Client, urgency: Urgency, name: &'static str) -> Turn {
    let begun = Arc::clone(begun);
    turns.enter(client, urgency, move || begun.lock().unwrap().push(name)).unwrap()
}

#[test]
fn so_many_begin_at_once_and_the_next_when_one_ends() {
    let (turns, begun) = (Turns::new(2, 10), Begun::default());
    let one = enter(&turns, &begun, client(), Routine, "one");
    let two = enter(&turns, &begun, client(), Routine, "two");
    let three = enter(&turns, &begun, client(), Routine, "three");
    assert_eq!(*begun.lock().unwrap(), ["one", "two"]);
    drop(one);
    assert_eq!(*begun.lock().unwrap(), ["one", "two", "three"]);
    drop((two, three));
}

#[test]
fn who_has_a_person_at_the_desk_overtakes_those_who_wait() {
    let (turns, begun) = (Turns::new(1, 20), Begun::default());
    let first = enter(&turns, &begun, client(), Background, "first");
    let waiting = [
        enter(&turns, &begun, client(), Background, "background"),
        enter(&turns, &begun, client(), PersonPresent, "at the desk"),
    ];
    drop(first);
    assert_eq!(*begun.lock().unwrap(), ["first", "at the desk"]);
    drop(waiting);
}

#[test]
fn somebody_with_many_searches_holds_up_nobody_with_one() {
    let (turns, begun) = (Turns::new(1, 40), Begun::default());
    let (busy, other) = (client(), client());
    let mut many: Vec<_> = (0..5).map(|_| enter(&turns, &begun, busy, Routine, "busy")).collect();
    let one = enter(&turns, &begun, other, Routine, "other");
    drop(many.remove(0));
    drop(many.remove(0));
    assert!(begun.lock().unwrap()[..3].contains(&"other"), "{:?}", begun.lock().unwrap());
    drop((many, one));
}

#[test]
fn what_does_not_fit_is_refused_and_told_when_to_come_back() {
    let (turns, begun) = (Turns::new(1, 4), Begun::default());
    let inside = [client(), client()].map(|client| enter(&turns, &begun, client, Background, "in"));
    let full = turns.enter(client(), Background, || ()).unwrap_err();
    assert_eq!(full.waiting, 2, "background work has half of the places");
    assert!(turns.wait() >= Duration::from_secs(1));
    drop(inside);
    assert!(turns.enter(client(), Background, || ()).is_ok());
}

#[test]
fn who_goes_before_their_turn_takes_nobodys() {
    let (turns, begun) = (Turns::new(1, 10), Begun::default());
    let first = enter(&turns, &begun, client(), Routine, "first");
    drop(enter(&turns, &begun, client(), Routine, "gone"));
    let last = enter(&turns, &begun, client(), Routine, "last");
    assert_eq!(*begun.lock().unwrap(), ["first"]);
    drop(first);
    assert_eq!(*begun.lock().unwrap(), ["first", "last"]);
    drop(last);
}
