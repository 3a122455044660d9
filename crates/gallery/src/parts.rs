//! A search in a gallery whose parts lie in different places: what it finds is, score for score, what it would find in
//! one shard of them all.
//!
//! Nothing here knows how the parts are reached. Whoever leads a search adds up their [`Extent`]s and begins a
//! [`PartedSearch`] of the whole. Where it [filters](PartedSearch::filters), each part says who in it is most
//! [`alike`](PartedSearch::alike), and the most alike of all are [shortlisted](PartedSearch::shortlist). Where it
//! [grades](PartedSearch::grades), each part says how those of them whom it holds score by a few
//! [fingers](PartedSearch::graded), and the best of all are the [finalists](PartedSearch::finalists). Each part
//! [compares](PartedSearch::compare) those who are left, and what came of that is [merged](PartedSearch::merge). A part
//! makes the same `PartedSearch` of the same extent, probe and options.

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

/// Somebody of whom a few fingers were compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    /// The fused score of those fingers.
    pub score: f32,
    /// Who.
    pub person: PersonId,
}

impl PartedSearch {
    /// A search in parts of this extent together.
    #[must_use]
    pub fn new(probe: ReadyProbe, extent: &Extent, options: SearchOptions) -> Self {
        Self { policy: Policy::new(extent, 1, &probe.0, &options), probe, options }
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

    /// Of what several parts said, those who may come on the shortlist, best first.
    #[must_use]
    pub fn most_alike(&self, parts: impl IntoIterator<Item = Vec<Alike>>) -> Vec<Alike> {
        let mut all: Vec<Alike> = parts.into_iter().flatten().collect();
        all.sort_unstable_by(|a, b| b.evidence.cmp(&a.evidence).then(a.person.cmp(&b.person)));
        all.truncate(self.policy.people);
        all
    }

    /// The shortlist, out of what every part said.
    #[must_use]
    pub fn shortlist(&self, parts: impl IntoIterator<Item = Vec<Alike>>) -> Vec<PersonId> {
        self.most_alike(parts).into_iter().map(|alike| alike.person).collect()
    }

    /// Whether a few fingers decide of whom all are compared.
    #[must_use]
    pub fn grades(&self) -> bool {
        self.policy.grades(&self.probe.0)
    }

    /// Of a part's people among these, or of all, those who may be finalists, best first.
    #[must_use]
    pub fn graded(&self, part: &Shard, people: Option<&[PersonId]>) -> Vec<Graded> {
        let places = part.places(people);
        let score = |place: &Place| {
            let found = part.compare(*place, &self.probe.0, self.policy.first, self.policy.population);
            found.map_or(0.0, |found| found.score.get())
        };
        let ranked = shared(&places, self.options.threads, score).into_iter().zip(places).collect();
        let best = part.best(ranked, self.policy.last, f32::total_cmp);
        best.into_iter().map(|(score, place)| Graded { score, person: part.id(place) }).collect()
    }

    /// Of what several parts said, those who may be finalists, best first.
    #[must_use]
    pub fn best_graded(&self, parts: impl IntoIterator<Item = Vec<Graded>>) -> Vec<Graded> {
        let mut all: Vec<Graded> = parts.into_iter().flatten().collect();
        all.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.person.cmp(&b.person)));
        all.truncate(self.policy.last);
        all
    }

    /// The finalists, out of what every part said.
    #[must_use]
    pub fn finalists(&self, parts: impl IntoIterator<Item = Vec<Graded>>) -> Vec<PersonId> {
        self.best_graded(parts).into_iter().map(|graded| graded.person).collect()
    }

    /// Compares all fingers of a part's people among these, or of all: the candidates in it, best first.
    #[must_use]
    pub fn compare(&self, part: &Shard, people: Option<&[PersonId]>) -> Vec<Candidate> {
        let compare = |place: &Place| {
            let found = part.compare(*place, &self.probe.0, self.probe.0.len(), self.policy.population);
            found.filter(|found| found.score >= self.options.threshold)
        };
        let found = shared(&part.places(people), self.options.threads, compare);
        self.merge([found.into_iter().flatten().collect()])
    }

    /// The candidates, out of what every part compared; best first.
    #[must_use]
    pub fn merge(&self, parts: impl IntoIterator<Item = Vec<Candidate>>) -> Vec<Candidate> {
        Candidate::best(parts.into_iter().flatten().collect(), self.options.limit)
    }
}

impl Shard {
    /// Where these people are, as far as they are here, or all people.
    fn places(&self, people: Option<&[PersonId]>) -> Vec<Place> {
        match people {
            Some(people) => people.iter().filter_map(|person| self.place(person)).collect(),
            None => self.everybody().collect(),
        }
    }
}
