use std::collections::HashMap;

use fingerprint::{FingerPosition, Probe, Reference, Template, compare};

use crate::{Candidate, FingerScore, PersonId, SearchOptions, fuse};

/// A part of a gallery that one worker holds and searches.
#[derive(Debug, Clone, Default)]
pub struct Shard {
    pub(crate) people: Vec<Person>,
    /// Where each person is in `people`.
    places: HashMap<PersonId, usize>,
    prints: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub id: PersonId,
    pub prints: Vec<Print>,
}

#[derive(Debug, Clone)]
pub(crate) struct Print {
    pub position: FingerPosition,
    pub template: Template,
    reference: Reference,
}

impl Shard {
    /// An empty shard.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a person, or replaces all the prints of one already there.
    pub fn insert(&mut self, id: PersonId, prints: &[(FingerPosition, Template)]) {
        self.remove(&id);
        let prints: Vec<Print> = prints
            .iter()
            .map(|(position, template)| Print {
                position: *position,
                template: template.clone(),
                reference: Reference::new(template),
            })
            .collect();
        self.prints += prints.len();
        self.places.insert(id, self.people.len());
        self.people.push(Person { id, prints });
    }

    /// Removes a person; whether they were there.
    pub fn remove(&mut self, id: &PersonId) -> bool {
        let Some(place) = self.places.remove(id) else { return false };
        let person = self.people.swap_remove(place);
        self.prints -= person.prints.len();
        if let Some(moved) = self.people.get(place) {
            self.places.insert(moved.id, place);
        }
        true
    }

    /// How many people are held.
    #[must_use]
    pub fn people(&self) -> usize {
        self.people.len()
    }

    /// How many prints are held.
    #[must_use]
    pub fn prints(&self) -> usize {
        self.prints
    }

    /// The people whose prints score at least `options.threshold` against the probe's, best first, at most
    /// `options.limit`; people who score the same are in the order of their ids.
    ///
    /// A print of a known position is compared with those of the same and of unknown position; one of unknown
    /// position with all.
    #[must_use]
    pub fn search(&self, probe: &[(FingerPosition, Template)], options: &SearchOptions) -> Vec<Candidate> {
        let probe: Vec<_> =
            probe.iter().map(|(position, template)| (*position, Probe::new(template))).collect();
        let mut candidates: Vec<Candidate> = self
            .people
            .iter()
            .filter_map(|person| person.compare(&probe))
            .filter(|candidate| candidate.score >= options.threshold)
            .collect();
        candidates.sort_by(|a, b| b.score.get().total_cmp(&a.score.get()).then(a.person.cmp(&b.person)));
        candidates.truncate(options.limit);
        candidates
    }

    /// Whether anybody here has a print that one of `position` is compared with: without, a search with that
    /// finger says nothing, least of all "no match".
    #[must_use]
    pub fn can_compare(&self, position: FingerPosition) -> bool {
        self.people
            .iter()
            .any(|person| person.prints.iter().any(|print| comparable(position, print.position)))
    }
}

impl Person {
    /// None where there is nothing to compare.
    fn compare(&self, probe: &[(FingerPosition, Probe)]) -> Option<Candidate> {
        let mut fingers = Vec::new();
        let mut scores = Vec::new();
        for (probe_index, (position, probe)) in probe.iter().enumerate() {
            let mut best: Option<FingerScore> = None;
            let mut tries = 0;
            for print in self.prints.iter().filter(|print| comparable(*position, print.position)) {
                tries += 1;
                let score = compare(probe, &print.reference).score;
                if best.is_none_or(|best| score > best.score) {
                    best = Some(FingerScore { probe_index, position: print.position, score });
                }
            }
            if let Some(best) = best {
                scores.push((best.score, tries));
                fingers.push(best);
            }
        }
        (!fingers.is_empty()).then(|| Candidate { person: self.id, score: fuse(&scores), fingers })
    }
}

fn comparable(probe: FingerPosition, reference: FingerPosition) -> bool {
    probe == reference || probe == FingerPosition::Unknown || reference == FingerPosition::Unknown
}
