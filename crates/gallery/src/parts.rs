//! A search in a gallery whose parts lie in different places: what it finds is, score for score, what it would find in
//! one shard of them all.
//!
//! Nothing here knows how the parts are reached. Whoever leads a search adds up their [`Extent`]s and begins a
//! [`PartedSearch`] of the whole; where it [filters](PartedSearch::filters), each part says who in it is most
//! [`alike`](PartedSearch::alike), and the most alike of all are [shortlisted](PartedSearch::shortlist); each part
//! [compares](PartedSearch::compare) those of them whom it holds; and what came of that is
//! [merged](PartedSearch::merge). A part makes the same `PartedSearch` of the same extent, probe and options.

use serde::{Deserialize, Serialize};

use crate::search::{Policy, shared};
use crate::shard::Place;
use crate::{Candidate, Extent, PersonId, ReadyProbe, SearchOptions, Shard};

/// A search in parts, as whoever leads it and every part see it.
pub struct PartedSearch {
    probe: ReadyProbe,
    policy: Policy,
    options: SearchOptions,
}

/// Somebody whose sketches were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// How much they speak for the probe's being theirs: a log likelihood ratio in hundredths.
    pub evidence: i32,
    /// Who.
    pub person: PersonId,
}

/// Somebody who was compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The score of the fingers compared at first; 0 where all were at once.
    pub first: f32,
    /// Who.
    pub person: PersonId,
    /// What came of all fingers, where it reaches the threshold.
    pub candidate: Option<Candidate>,
}

impl PartedSearch {
    /// A search in parts of this extent together.
    #[must_use]
    pub fn new(probe: ReadyProbe, extent: &Extent, options: SearchOptions) -> Self {
        Self { policy: Policy::new(extent, &probe.0, &options), probe, options }
    }

    /// Whether only a shortlist is compared, instead of everybody.
    #[must_use]
    pub fn filters(&self) -> bool {
        self.policy.filters()
    }

    /// Those of a part who may come on the shortlist, best first.
    #[must_use]
    pub fn alike(&self, part: &Shard) -> Vec<Alike> {
        let (blocks, most): (Vec<usize>, usize) = ((0..part.blocks.len()).collect(), self.policy.people);
        let alike =
            shared(&blocks, self.options.threads, |&block| part.most_alike(block, &self.probe.0, most));
        let best = part.best(alike.into_iter().flatten().collect(), most, i32::cmp);
        best.into_iter().map(|(evidence, place)| Alike { evidence, person: part.id(place) }).collect()
    }

    /// The shortlist, out of what every part said.
    #[must_use]
    pub fn shortlist(&self, parts: impl IntoIterator<Item = Vec<Alike>>) -> Vec<PersonId> {
        let mut all: Vec<Alike> = parts.into_iter().flatten().collect();
        let order = |a: &Alike, b: &Alike| b.evidence.cmp(&a.evidence).then(a.person.cmp(&b.person));
        all.sort_unstable_by(order);
        all.truncate(self.policy.people);
        all.into_iter().map(|alike| alike.person).collect()
    }

    /// Compares those of a part who are on the shortlist, or everybody where there is none.
    #[must_use]
    pub fn compare(&self, part: &Shard, shortlist: Option<&[PersonId]>) -> Vec<Compared> {
        let people: Vec<Place> = match shortlist {
            Some(shortlist) => shortlist.iter().filter_map(|person| part.place(person)).collect(),
            None => part.everybody().collect(),
        };
        let score = |place: Place, fingers: usize| {
            part.compare(place, &self.probe.0, fingers, self.policy.population)
        };
        let all_fingers = |place: Place| {
            score(place, self.probe.0.len()).filter(|found| found.score >= self.options.threshold)
        };
        let threads = self.options.threads;
        if !self.policy.grades(&self.probe.0) {
            let found = shared(&people, threads, |&place| all_fingers(place));
            let compared =
                |found: Candidate| Compared { first: 0.0, person: found.person, candidate: Some(found) };
            return found.into_iter().flatten().map(compared).collect();
        }
        let first = |place: &Place| score(*place, self.policy.first).map_or(0.0, |found| found.score.get());
        let ranked = shared(&people, threads, first).into_iter().zip(people).collect();
        // No more of one part can be among the best of all.
        let best = part.best(ranked, self.policy.last, f32::total_cmp);
        shared(&best, threads, |&(first, place)| Compared {
            first,
            person: part.id(place),
            candidate: all_fingers(place),
        })
    }

    /// The candidates, out of what every part compared; best first.
    #[must_use]
    pub fn merge(&self, parts: impl IntoIterator<Item = Vec<Compared>>) -> Vec<Candidate> {
        let mut all: Vec<Compared> = parts.into_iter().flatten().collect();
        if self.policy.grades(&self.probe.0) {
            all.sort_unstable_by(|a, b| b.first.total_cmp(&a.first).then(a.person.cmp(&b.person)));
            all.truncate(self.policy.last);
        }
        let candidates = all.into_iter().filter_map(|compared| compared.candidate).collect();
        Candidate::best(candidates, self.options.limit)
    }
}
