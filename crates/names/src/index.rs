use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use wire::biography::{Biography, Born, BornAgreement};

use crate::{Name, agreement};

/// People by what they are called, in memory.
///
/// It holds names as they were reduced to letters, never as they were written: who shows a match reads that anew.
#[derive(Clone)]
pub struct Index<K> {
    people: BTreeMap<K, Person>,
    /// Who has a name under a key.
    under: HashMap<String, HashSet<K>>,
}

#[derive(Clone)]
struct Person {
    names: Vec<Name>,
    born: Option<Born>,
    place: Name,
}

/// Somebody who may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Match<K> {
    /// Who.
    pub who: K,
    /// How alike the names are: see [`Name::likeness`]; of several names the most alike.
    pub name: f32,
    /// What the dates of birth say, where both are known.
    pub born: Option<BornAgreement>,
    /// How alike the places are, where both are known.
    pub place: Option<f32>,
}

impl<K> Default for Index<K> {
    fn default() -> Self {
        Self { people: BTreeMap::new(), under: HashMap::new() }
    }
}

impl<K: Copy + Ord + Hash> Index<K> {
    /// Below this likeness of names nobody is meant.
    pub const LEAST: f32 = 0.72;

    /// Adds somebody, in place of whatever was known of them. Who has no name is not held.
    pub fn insert(&mut self, who: K, facts: &Biography) {
        self.remove(&who);
        let person = Person::of(facts);
        if person.names.is_empty() {
            return;
        }
        for key in person.keys() {
            self.under.entry(key).or_default().insert(who);
        }
        self.people.insert(who, person);
    }

    /// Forgets somebody; whether they were there.
    pub fn remove(&mut self, who: &K) -> bool {
        let Some(person) = self.people.remove(who) else { return false };
        for key in person.keys() {
            if let Some(people) = self.under.get_mut(&key) {
                people.remove(who);
                if people.is_empty() {
                    self.under.remove(&key);
                }
            }
        }
        true
    }

    /// How many people are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Who may be meant, the likeliest first, at most `limit`. Without a name nobody is found.
    #[must_use]
    pub fn search(&self, facts: &Biography, limit: usize) -> Vec<Match<K>> {
        let asked = Person::of(facts);
        let candidates: HashSet<K> =
            asked.keys().iter().filter_map(|key| self.under.get(key)).flatten().copied().collect();
        let mut found: Vec<Match<K>> = candidates
            .into_iter()
            .filter_map(|who| Some(asked.against(who, self.people.get(&who)?)))
            .filter(|found| found.name >= Self::LEAST)
            .collect();
        found.sort_by(|a, b| b.rank().total_cmp(&a.rank()).then(a.who.cmp(&b.who)));
        found.truncate(limit);
        found
    }
}

impl Person {
    fn of(facts: &Biography) -> Self {
        let names = facts.names.iter().map(|name| Name::read(name)).filter(|name| !name.is_empty());
        Self { names: names.collect(), born: facts.born, place: Name::read(&facts.place) }
    }

    fn keys(&self) -> HashSet<String> {
        self.names.iter().flat_map(Name::keys).collect()
    }

    fn against<K>(&self, who: K, other: &Self) -> Match<K> {
        let pairs = self.names.iter().flat_map(|one| other.names.iter().map(move |two| one.likeness(two)));
        let places =
            (!self.place.is_empty() && !other.place.is_empty()).then_some((&self.place, &other.place));
        Match {
            who,
            name: pairs.fold(0.0, f32::max),
            born: self.born.zip(other.born).map(|(one, other)| agreement(&one, &other)),
            place: places.map(|(one, other)| one.likeness(other)),
        }
    }
}

impl<K> Match<K> {
    /// What the order goes by; no probability.
    fn rank(&self) -> f32 {
        let born = match self.born {
            Some(BornAgreement::Same) => 1.0,
            Some(BornAgreement::AsFarAsKnown | BornAgreement::DayAndMonthSwapped) => 0.97,
            Some(BornAgreement::Near) => 0.93,
            None => 0.9,
            Some(BornAgreement::Different) => 0.6,
        };
        self.name * born * (0.95 + 0.05 * self.place.unwrap_or(0.5))
    }
}
