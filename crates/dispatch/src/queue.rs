use std::collections::BTreeMap;

use wire::list::Urgency;
use wire::{AccountId, SiteId};

use crate::shares::Shares;

/// Something that can be done in slices.
pub trait Work {
    /// A piece of it.
    type Slice;

    /// The next piece; none while pieces under way must come back first, or when there is no more to do.
    fn next_slice(&mut self) -> Option<Self::Slice>;
}

/// On whose behalf a search is: the site first, then the person at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Client {
    /// Where it comes from.
    pub site: SiteId,
    /// Whose it is.
    pub account: AccountId,
}

/// Names what waits in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(u64);

/// There is no place: come back later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{waiting} searches are under way already")]
pub struct Full {
    /// How many are before.
    pub waiting: usize,
}

/// What waits to be worked on, and whose turn it is.
///
/// Each slice goes to the urgency that has had least of what is due to it, there to the site that has had least, there
/// to the person who has had least, there to who came first. So somebody with a hundred searches holds up nobody with
/// one, a long search is overtaken by short ones, and nothing that is in waits for ever, however much comes after it.
#[derive(Debug)]
pub struct Queue<W> {
    limit: usize,
    next: u64,
    jobs: BTreeMap<Ticket, Job<W>>,
    urgencies: Shares<Urgency>,
    sites: Shares<(Urgency, SiteId)>,
    people: Shares<(Urgency, Client)>,
}

#[derive(Debug)]
struct Job<W> {
    client: Client,
    urgency: Urgency,
    work: W,
}

impl<W: Work> Queue<W> {
    /// A queue with so many places. With none it refuses everything.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            next: 0,
            jobs: BTreeMap::new(),
            urgencies: Shares::default(),
            sites: Shares::default(),
            people: Shares::default(),
        }
    }

    /// Lets a search in.
    ///
    /// # Errors
    /// [`Full`] when there is no place. Background work has the first half of the places, routine work three quarters:
    /// who has a person at the desk finds one longer. No site has more than half of them.
    pub fn enter(&mut self, client: Client, urgency: Urgency, work: W) -> Result<Ticket, Full> {
        let waiting = self.jobs.len();
        let places = match urgency {
            Urgency::PersonPresent => self.limit,
            Urgency::Routine => (self.limit * 3).div_ceil(4),
            Urgency::Background => self.limit.div_ceil(2),
        };
        let of_site = self.jobs.values().filter(|job| job.client.site == client.site).count();
        if waiting >= places || of_site >= self.limit.div_ceil(2) {
            return Err(Full { waiting });
        }
        self.urgencies.join(urgency, |_| true);
        self.sites.join((urgency, client.site), |(of, _)| *of == urgency);
        self.people.join((urgency, client), |(of, other)| *of == urgency && other.site == client.site);
        let ticket = Ticket(self.next);
        self.next += 1;
        self.jobs.insert(ticket, Job { client, urgency, work });
        Ok(ticket)
    }

    /// The next slice to work on, and of which search; none while all there is to do is under way.
    pub fn next_slice(&mut self) -> Option<(Ticket, W::Slice)> {
        let mut turns: Vec<(_, Ticket)> = self
            .jobs
            .iter()
            .map(|(&ticket, &Job { client, urgency, .. })| {
                let had = (
                    (self.urgencies.of(&urgency), urgency),
                    (self.sites.of(&(urgency, client.site)), client.site),
                    self.people.of(&(urgency, client)),
                );
                (had, ticket)
            })
            .collect();
        turns.sort_unstable();
        turns.into_iter().find_map(|(_, ticket)| {
            let Job { client, urgency, work } = self.jobs.get_mut(&ticket)?;
            let slice = work.next_slice()?;
            self.urgencies.charge(urgency, cost(*urgency));
            self.sites.charge(&(*urgency, client.site), 1);
            self.people.charge(&(*urgency, *client), 1);
            Some((ticket, slice))
        })
    }

    /// A search that is in.
    pub fn work(&mut self, ticket: Ticket) -> Option<&mut W> {
        self.jobs.get_mut(&ticket).map(|job| &mut job.work)
    }

    /// Takes a search out, done or not.
    pub fn leave(&mut self, ticket: Ticket) -> Option<W> {
        let Job { client, urgency, work } = self.jobs.remove(&ticket)?;
        let mut left = self.jobs.values().filter(|job| job.urgency == urgency).map(|job| job.client);
        let (mut any, mut same_site, mut same_person) = (false, false, false);
        for other in &mut left {
            any = true;
            same_site |= other.site == client.site;
            same_person |= other == client;
        }
        if !any {
            self.urgencies.leave(&urgency);
        }
        if !same_site {
            self.sites.leave(&(urgency, client.site));
        }
        if !same_person {
            self.people.leave(&(urgency, client));
        }
        Some(work)
    }

    /// How many searches are in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }
}

/// What a slice costs an urgency. While all three want something, of 73 slices 64 are for people at the desk, 8 routine
/// and 1 background: first is first, but nobody is left for ever.
fn cost(urgency: Urgency) -> u64 {
    match urgency {
        Urgency::PersonPresent => 1,
        Urgency::Routine => 8,
        Urgency::Background => 64,
    }
}
