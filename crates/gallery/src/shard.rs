use std::collections::HashMap;

use fingerprint::{FingerPosition, Probe, Reference, Sketch, Template, compare};

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
    pub prints: Box<[Print]>,
}

/// A held print: its sketch, to be filtered by, and its template in the stored form, made ready only when compared.
#[derive(Debug, Clone)]
pub(crate) struct Print {
    pub position: FingerPosition,
    sketch: Sketch,
    pub template: Box<[u8]>,
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
        let prints: Box<[Print]> = prints
            .iter()
            .map(|(position, template)| Print {
                position: *position,
                sketch: Sketch::new(template),
                template: template.to_bytes().into(),
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
    /// position with all. In a large shard only the [`Self::shortlist`] is compared.
    #[must_use]
    pub fn search(&self, probe: &[(FingerPosition, Template)], options: &SearchOptions) -> Vec<Candidate> {
        let survivors = self.survivors(probe);
        let probe: Vec<_> =
            probe.iter().map(|(position, template)| (*position, Probe::new(template))).collect();
        let mut candidates: Vec<Candidate> = survivors
            .into_iter()
            .filter_map(|place| self.people[place].compare(&probe))
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

    /// The `most` people whose prints resemble the probe's most by their sketches, best first.
    #[must_use]
    pub fn shortlist(&self, probe: &[(FingerPosition, Template)], most: usize) -> Vec<PersonId> {
        self.most_alike(probe, most).into_iter().map(|place| self.people[place].id).collect()
    }

    /// Who is compared: everyone in a small shard, else the most alike.
    fn survivors(&self, probe: &[(FingerPosition, Template)]) -> Vec<usize> {
        let prints = probe.len().max(1);
        let share = SHARE * self.people.len() as f32 / prints as f32;
        let most = (share as usize).max(LEAST / prints);
        if most >= self.people.len() {
            (0..self.people.len()).collect()
        } else {
            self.most_alike(probe, most)
        }
    }

    fn most_alike(&self, probe: &[(FingerPosition, Template)], most: usize) -> Vec<usize> {
        let sketches: Vec<_> =
            probe.iter().map(|(position, template)| (*position, Sketch::new(template))).collect();
        let mut ranked: Vec<(u32, usize)> = self
            .people
            .iter()
            .enumerate()
            .map(|(place, person)| (person.resemblance(&sketches), place))
            .collect();
        // The order of ids decides ties, not the order of insertion.
        let order = |a: &(u32, usize), b: &(u32, usize)| {
            b.0.cmp(&a.0).then_with(|| self.people[a.1].id.cmp(&self.people[b.1].id))
        };
        if most < ranked.len() {
            ranked.select_nth_unstable_by(most, order);
            ranked.truncate(most);
        }
        ranked.sort_by(order);
        ranked.into_iter().map(|(_, place)| place).collect()
    }
}

/// The share of a large shard's people that is compared with a single print; with more prints the filter is surer,
/// and each is compared more often, so the share falls as they grow.
const SHARE: f32 = 0.3;
/// So many people are always compared with a single print, and fewer with more in proportion.
const LEAST: usize = 2000;

impl Person {
    /// The sum over the probe's prints of the best resemblance.
    fn resemblance(&self, probe: &[(FingerPosition, Sketch)]) -> u32 {
        let best = |position: FingerPosition, sketch: &Sketch| {
            let prints = self.prints.iter().filter(|print| comparable(position, print.position));
            prints.map(|print| sketch.resemblance(&print.sketch)).max().unwrap_or(0)
        };
        probe.iter().map(|(position, sketch)| best(*position, sketch)).sum()
    }

    /// None where there is nothing to compare.
    fn compare(&self, probe: &[(FingerPosition, Probe)]) -> Option<Candidate> {
        let mut fingers = Vec::new();
        let mut scores = Vec::new();
        for (probe_index, (position, probe)) in probe.iter().enumerate() {
            let mut best: Option<FingerScore> = None;
            let mut tries = 0;
            for print in self.prints.iter().filter(|print| comparable(*position, print.position)) {
                // What was stored here was a template.
                let Ok(template) = Template::from_bytes(&print.template) else { continue };
                let score = compare(probe, &Reference::new(&template)).score;
                tries += 1;
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
