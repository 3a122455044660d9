//! A search as slices of a few milliseconds, so that searches can take turns and threads can share one.
//!
//! No thread and no clock is here: whoever holds a [`Search`] asks for slices, has them worked on in any order by
//! whomever, and brings back what they found. What is found depends on neither.

use std::borrow::Borrow;
use std::collections::VecDeque;

use crate::search::Policy;
use crate::shard::Place;
use crate::{Candidate, ReadyProbe, SearchOptions, Shard};

/// Comparisons of single prints in a slice: some milliseconds, as one block of people takes the filter.
const COMPARISONS: usize = 256;

/// A search under way in one shard, which must stay as it is until the end: a reference to it, or a share of it.
pub struct Search<S> {
    shard: S,
    probe: ReadyProbe,
    policy: Policy,
    options: SearchOptions,
    stage: Stage,
    /// Of this stage, not given out yet.
    waiting: VecDeque<Task>,
    /// Given out and not brought back.
    under_way: usize,
}

/// How far a search has come, with what this stage has found so far.
enum Stage {
    /// Who is most alike by their sketches?
    Shortlist(Vec<(i32, Place)>),
    /// Who is most alike by their first fingers?
    First(Vec<(f32, Place)>),
    /// Who is alike by all fingers?
    Last(Vec<Candidate>),
}

/// What is to be done in a slice.
enum Task {
    Filter(usize),
    First(Vec<Place>),
    Last(Vec<Place>),
}

/// A piece of work of some milliseconds.
pub struct Slice<S> {
    shard: S,
    probe: ReadyProbe,
    policy: Policy,
    options: SearchOptions,
    task: Task,
}

/// What came of a slice, for [`Search::take`].
pub struct Found(Part);

enum Part {
    Alike(Vec<(i32, Place)>),
    First(Vec<(f32, Place)>),
    Last(Vec<Candidate>),
}

impl<S: Borrow<Shard> + Clone> Search<S> {
    /// Begins a search; see [`Shard::search`] for what it finds. `options.threads` says nothing here.
    #[must_use]
    pub fn new(shard: S, probe: ReadyProbe, options: SearchOptions) -> Self {
        Self::of_part(shard, 1, probe, options)
    }

    /// The same in one of `parts` like parts; see [`Shard::search_part`].
    pub(crate) fn of_part(shard: S, parts: usize, probe: ReadyProbe, options: SearchOptions) -> Self {
        let held = shard.borrow();
        let policy = Policy::new(&held.extent(), parts, &probe.0, &options);
        let blocks = held.blocks.len();
        let everybody: Option<Vec<Place>> = (!policy.filters()).then(|| held.everybody().collect());
        let mut search = Self {
            shard,
            probe,
            policy,
            options,
            stage: Stage::Shortlist(Vec::new()),
            waiting: VecDeque::new(),
            under_way: 0,
        };
        match everybody {
            Some(people) => search.compare(people),
            None => search.waiting.extend((0..blocks).map(Task::Filter)),
        }
        search
    }

    /// The next piece of work; none while what is under way must be brought back first, or when all is done.
    pub fn next_slice(&mut self) -> Option<Slice<S>> {
        let task = self.waiting.pop_front()?;
        self.under_way += 1;
        Some(Slice {
            shard: self.shard.clone(),
            probe: self.probe.clone(),
            policy: self.policy,
            options: self.options,
            task,
        })
    }

    /// Takes what a slice of this search found.
    pub fn take(&mut self, found: Found) {
        self.under_way = self.under_way.saturating_sub(1);
        match (&mut self.stage, found.0) {
            (Stage::Shortlist(all), Part::Alike(part)) => all.extend(part),
            (Stage::First(all), Part::First(part)) => all.extend(part),
            (Stage::Last(all), Part::Last(part)) => all.extend(part),
            // Of another search: it is none of this one's findings.
            _ => {}
        }
        if self.under_way == 0 && self.waiting.is_empty() {
            self.next_stage();
        }
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.under_way == 0 && self.waiting.is_empty()
    }

    /// Who was found, best first. Before all is done: nobody.
    #[must_use]
    pub fn into_candidates(self) -> Vec<Candidate> {
        let (true, Stage::Last(candidates)) = (self.is_done(), self.stage) else { return Vec::new() };
        Candidate::best(candidates, self.options.limit)
    }

    fn next_stage(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Last(Vec::new())) {
            Stage::Shortlist(alike) => {
                let people = self.shard.borrow().best(alike, self.policy.people, i32::cmp);
                self.compare(people.into_iter().map(|(_, place)| place).collect());
            }
            Stage::First(scores) => {
                let people = self.shard.borrow().best(scores, self.policy.last, f32::total_cmp);
                self.compare_all_fingers(people.into_iter().map(|(_, place)| place).collect());
            }
            last @ Stage::Last(_) => self.stage = last,
        }
    }

    /// Compares people: where there are many of them and of fingers, some fingers first.
    fn compare(&mut self, people: Vec<Place>) {
        if self.policy.grades(&self.probe.0) {
            self.stage = Stage::First(Vec::new());
            let each = (COMPARISONS / self.policy.first.max(1)).max(1);
            self.waiting.extend(people.chunks(each).map(|part| Task::First(part.to_vec())));
        } else {
            self.compare_all_fingers(people);
        }
    }

    fn compare_all_fingers(&mut self, people: Vec<Place>) {
        self.stage = Stage::Last(Vec::new());
        let each = (COMPARISONS / self.probe.0.len().max(1)).max(1);
        self.waiting.extend(people.chunks(each).map(|part| Task::Last(part.to_vec())));
    }
}

impl<S: Borrow<Shard>> Slice<S> {
    /// Does it.
    #[must_use]
    pub fn work(&self) -> Found {
        let (shard, probe) = (self.shard.borrow(), &self.probe.0[..]);
        Found(match &self.task {
            Task::Filter(block) => Part::Alike(shard.most_alike(*block, probe, self.policy.people)),
            Task::First(people) => {
                let score = |place: &Place| {
                    shard
                        .compare(*place, probe, self.policy.first, self.policy.population)
                        .map_or(0.0, |c| c.score.get())
                };
                Part::First(people.iter().map(|place| (score(place), *place)).collect())
            }
            Task::Last(people) => {
                let compare =
                    |place: &Place| shard.compare(*place, probe, probe.len(), self.policy.population);
                let compared = people.iter().filter_map(compare);
                Part::Last(compared.filter(|candidate| candidate.score >= self.options.threshold).collect())
            }
        })
    }
}
