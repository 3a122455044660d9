use std::sync::Arc;

use fingerprint::{Probe, Reference, Score, SketchProbe, Template, compare};

use crate::block::Block;
use crate::shard::Place;
use crate::{Candidate, Extent, FingerScore, PersonId, Positions, Search, SearchOptions, Shard, Slice, fuse};

/// Who is compared how: the same for the same people and probe, however many threads there are and in however many parts
/// the people are held.
///
/// Everybody is compared while that takes no more than [`EXACT`] comparisons of one print. Above that a shortlist is,
/// by sketches fused over fingers, of which no more are looked at than it takes to see that they are not alike
/// ([`resemblance`]). With many fingers the filter is the surer and each comparison is one of many, so the shortlist
/// shrinks with the square of their number, and as a share of the people with their number. Where there are more than [`FIRST`] fingers, first
/// only as many of each person are compared, those whose sketches are most alike; the rest follows for the
/// [`FINAL`] best.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    /// People on the shortlist.
    pub people: usize,
    /// Fingers that are compared at first.
    pub first: usize,
    /// People of whom all fingers are compared.
    pub last: usize,
    /// People in all, in whatever parts.
    pub population: usize,
}

/// Comparisons of single prints that a search may always take, of all its parts together: about a second of one worker.
const EXACT: usize = 12_000;
/// The share of people that is always compared by one or two fingers, one in so many; by ten it is a fifth of that. What
/// the filter keeps of mates there was measured (see `cargo xtask eval search`).
const SHARE: usize = 100;
const FIRST: usize = 2;
const FINAL: usize = 100;

impl Policy {
    /// That of a search in people of this extent, who are one of `parts` like parts: others search the rest beside it.
    pub fn new(extent: &Extent, parts: usize, probe: &[ProbePrint], options: &SearchOptions) -> Self {
        let comparable = probe.iter().filter(|print| extent.comparable(print.positions) > 0).count().max(1);
        // One of unknown position is compared with all of a person's, which is as much work as many known ones.
        let due: usize = probe.iter().map(|print| extent.comparable(print.positions)).sum();
        let each = due.div_ceil(extent.people.max(1)).max(1);
        Self {
            people: (EXACT / (comparable * each * parts.max(1)))
                .max(extent.people / (SHARE * comparable.div_ceil(2)))
                .max(FINAL),
            first: if comparable > FIRST { FIRST } else { comparable },
            last: FINAL.max(options.limit),
            population: extent.people,
        }
    }

    /// Whether only a shortlist is compared, instead of everybody.
    pub fn filters(&self) -> bool {
        self.people < self.population
    }

    /// Whether a few of a probe's fingers decide of whom all are compared.
    pub fn grades(&self, probe: &[ProbePrint]) -> bool {
        self.first < probe.len() && self.people.min(self.population) > self.last
    }
}

/// A print of the probe, made ready.
pub(crate) struct ProbePrint {
    index: usize,
    positions: Positions,
    probe: Probe,
    sketch: SketchProbe,
}

/// The prints to search with, made ready once for any number of shards; copies share them. Those with the most minutiae
/// come first: they tell most.
#[derive(Clone)]
pub struct ReadyProbe(pub(crate) Arc<[ProbePrint]>);

impl ReadyProbe {
    /// Makes prints ready, each with the position or the several [`Positions`] that it may be of.
    #[must_use]
    pub fn new<P: Copy + Into<Positions>>(probe: &[(P, Template)]) -> Self {
        let ready = |(index, (position, template)): (usize, &(P, Template))| ProbePrint {
            index,
            positions: (*position).into(),
            probe: Probe::new(template),
            sketch: SketchProbe::new(template),
        };
        let mut prints: Vec<ProbePrint> = probe.iter().enumerate().map(ready).collect();
        prints.sort_by_key(|print| (std::cmp::Reverse(probe[print.index].1.minutiae().len()), print.index));
        Self(prints.into())
    }
}

impl Shard {
    /// The people whose prints score at least `options.threshold` against the probe's, best first, at most
    /// `options.limit`; people who score the same are in the order of their ids.
    ///
    /// A print is compared with those of the positions that it may be of, and with those of unknown position: each of
    /// the probe's comes with a [`fingerprint::FingerPosition`] or with several possible [`Positions`]. In a large shard only the [`Self::shortlist`] is compared.
    #[must_use]
    pub fn search<P: Copy + Into<Positions>>(
        &self,
        probe: &[(P, Template)],
        options: &SearchOptions,
    ) -> Vec<Candidate> {
        self.search_part(probe, 1, options)
    }

    /// The same in one of `parts` like parts of the people, of which others search the rest beside it: it does its share of
    /// what a search takes.
    #[must_use]
    pub fn search_part<P: Copy + Into<Positions>>(
        &self,
        probe: &[(P, Template)],
        parts: usize,
        options: &SearchOptions,
    ) -> Vec<Candidate> {
        let mut search = Search::of_part(self, parts, ReadyProbe::new(probe), *options);
        loop {
            let slices: Vec<_> = std::iter::from_fn(|| search.next_slice()).collect();
            if slices.is_empty() {
                return search.into_candidates();
            }
            for found in shared(&slices, options.threads, Slice::work) {
                search.take(found);
            }
        }
    }

    /// The same with no more than the `most` people compared whose sketches are most alike, however small the shard is:
    /// for one search after another where each must be quick, as when each person of a sheet is looked for.
    #[must_use]
    pub fn search_most_alike<P: Copy + Into<Positions>>(
        &self,
        probe: &[(P, Template)],
        most: usize,
        options: &SearchOptions,
    ) -> Vec<Candidate> {
        let probe = ReadyProbe::new(probe);
        let candidates = self
            .ranked(&probe, most)
            .into_iter()
            .filter_map(|(_, place)| self.compare(place, &probe.0, probe.0.len(), self.people()))
            .filter(|candidate| candidate.score >= options.threshold)
            .collect();
        Candidate::best(candidates, options.limit)
    }

    /// The `most` people whose prints resemble the probe's most by their sketches, best first.
    #[must_use]
    pub fn shortlist<P: Copy + Into<Positions>>(
        &self,
        probe: &[(P, Template)],
        most: usize,
    ) -> Vec<PersonId> {
        self.ranked(&ReadyProbe::new(probe), most).into_iter().map(|(_, place)| self.id(place)).collect()
    }

    fn ranked(&self, probe: &ReadyProbe, most: usize) -> Vec<(i32, Place)> {
        let ranked =
            (0..self.blocks.len()).flat_map(|block| self.most_alike(block, &probe.0, most)).collect();
        self.best(ranked, most, i32::cmp)
    }

    pub(crate) fn id(&self, place: Place) -> PersonId {
        self.blocks[place.block as usize].id(place.person as usize)
    }

    pub(crate) fn everybody(&self) -> impl Iterator<Item = Place> + '_ {
        self.blocks.iter().enumerate().flat_map(|(number, block)| places(number, block))
    }

    /// Of one block, who can be among the `most` people that are most alike by their sketches, and how alike.
    pub(crate) fn most_alike(&self, number: usize, probe: &[ProbePrint], most: usize) -> Vec<(i32, Place)> {
        let block = &self.blocks[number];
        let alike = places(number, block).map(|place| (resemblance(block, place, probe), place));
        let mut alike: Vec<(i32, Place)> = alike.collect();
        if alike.len() > most {
            alike.select_nth_unstable_by(most, |a, b| self.order(a, b, i32::cmp));
            alike.truncate(most);
        }
        alike
    }

    /// The `most` with the highest value, in order.
    pub(crate) fn best<T>(
        &self,
        mut ranked: Vec<(T, Place)>,
        most: usize,
        compare: impl Fn(&T, &T) -> std::cmp::Ordering + Copy,
    ) -> Vec<(T, Place)> {
        if most < ranked.len() {
            ranked.select_nth_unstable_by(most, |a, b| self.order(a, b, compare));
            ranked.truncate(most);
        }
        ranked.sort_by(|a, b| self.order(a, b, compare));
        ranked
    }

    /// Highest first; the order of ids decides ties, not the order of insertion.
    fn order<T>(
        &self,
        a: &(T, Place),
        b: &(T, Place),
        compare: impl Fn(&T, &T) -> std::cmp::Ordering,
    ) -> std::cmp::Ordering {
        compare(&b.0, &a.0).then_with(|| self.id(a.1).cmp(&self.id(b.1)))
    }

    /// Compares a person's prints with the `fingers` of the probe whose sketches are most alike; none where there is
    /// nothing to compare. They are one of `population` people who are searched.
    pub(crate) fn compare(
        &self,
        place: Place,
        probe: &[ProbePrint],
        fingers: usize,
        population: usize,
    ) -> Option<Candidate> {
        let block = &self.blocks[place.block as usize];
        let mut chosen: Vec<&ProbePrint> = probe.iter().collect();
        if fingers < chosen.len() {
            let alike = |print: &&ProbePrint| evidence(block, place, print).unwrap_or(i32::MIN);
            chosen.sort_by_cached_key(|print| std::cmp::Reverse(alike(print)));
            chosen.truncate(fingers);
        }
        chosen.sort_by_key(|print| print.index);
        let mut compared = Vec::new();
        let mut scores = Vec::new();
        for print in chosen {
            let mut best: Option<FingerScore> = None;
            let mut tries = 0;
            for held in comparable(block, place, print.positions) {
                let Some(score) = score(block, held, &print.probe) else { continue };
                tries += 1;
                if best.is_none_or(|best| score > best.score) {
                    best =
                        Some(FingerScore { probe_index: print.index, position: block.position(held), score });
                }
            }
            if let Some(best) = best {
                scores.push((best.score, tries));
                compared.push(best);
            }
        }
        let score = fuse(&scores);
        let fpir = score.false_positive_identification_rate(population);
        (!compared.is_empty()).then(|| Candidate {
            person: block.id(place.person as usize),
            score,
            fpir,
            fingers: compared,
        })
    }
}

pub(crate) fn places(number: usize, block: &Block) -> impl Iterator<Item = Place> + '_ {
    block.people().map(move |(person, _)| Place { block: number as u32, person: person as u32 })
}

/// The prints of a person that one of these `positions` is compared with.
fn comparable(block: &Block, place: Place, positions: Positions) -> impl Iterator<Item = usize> + '_ {
    block.prints_of(place.person as usize).filter(move |&print| positions.may_be(block.position(print)))
}

/// The score against one held print.
fn score(block: &Block, print: usize, probe: &Probe) -> Option<Score> {
    if let Some(reference) = block.reference(print) {
        return Some(compare(probe, reference).score);
    }
    // What is stored here was checked to be a template.
    let template = Template::from_bytes(block.template(print)).ok()?;
    Some(compare(probe, &Reference::new(&template)).score)
}

/// How much the sketches of a person's prints speak for the probe's being theirs: the log likelihood ratios of all
/// fingers together, so that who has fewer prints is not behind. They are added up finger by finger (a sequential
/// probability ratio test: Wald 1945). Of whom so much speaks against it that no stranger need be looked at further, the
/// rest counts as unlike as can be: nobody who might be meant is behind them.
pub(crate) fn resemblance(block: &Block, place: Place, probe: &[ProbePrint]) -> i32 {
    /// Two fingers that show nothing of the person's are borne with, whichever they are: of 3,000 synthetic mates in
    /// impressions of field and of poor quality none fell so low, and strangers do after three fingers.
    const HOPELESS: i32 = 2 * LEAST;
    let mut sum = 0;
    for (at, print) in probe.iter().enumerate() {
        sum += evidence(block, place, print).unwrap_or(0);
        if sum < HOPELESS {
            let rest = probe.len() - at - 1;
            return sum + LEAST * rest as i32;
        }
    }
    sum
}

/// The least evidence of a finger, however unlike: it may just have been laid elsewhere.
const LEAST: i32 = -400;

/// The log likelihood ratio, in hundredths, of one finger's sketches. A straight line in the root of the
/// resemblance, as measured on the pairs of FVC2002 DB1-4 B; of several tries, the best.
fn evidence(block: &Block, place: Place, print: &ProbePrint) -> Option<i32> {
    /// The evidence per unit of the root, and the root at which a mate is as likely as a stranger.
    const LINE: (i32, i32) = (9, 86);
    let (mut most, mut tries) = (0, 0u32);
    for held in comparable(block, place, print.positions) {
        print.sketch.resemblances(block.sketches(held..held + 1), |_, one| most = most.max(one));
        tries += 1;
    }
    let ratio = (LINE.0 * (most.isqrt() as i32 - LINE.1)).max(LEAST);
    // Of many tries one is likely to be like by chance: ln 2 for each doubling.
    (tries > 0).then(|| ratio - 69 * tries.ilog2() as i32)
}

/// `of` each of `items`, in their order, shared among `threads`.
pub(crate) fn shared<I: Sync, T: Send>(items: &[I], threads: usize, of: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let each = items.len().div_ceil(threads.max(1)).max(1);
    if each >= items.len() {
        return items.iter().map(of).collect();
    }
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(each)
            .map(|part| (part, scope.spawn(|| part.iter().map(&of).collect::<Vec<T>>())))
            .collect();
        // A thread that could not finish is no reason to have no answer: its part is done here.
        let finish = |(part, thread): (&[I], std::thread::ScopedJoinHandle<'_, Vec<T>>)| {
            thread.join().unwrap_or_else(|_| part.iter().map(&of).collect())
        };
        parts.into_iter().flat_map(finish).collect()
    })
}

#[cfg(test)]
mod tests {
    use fingerprint::{FingerPosition, Minutia, MinutiaKind, Score};

    use super::*;

    fn policy(people: usize, parts: usize) -> Policy {
        let minutia = Minutia { x: 9, y: 9, direction: 0, kind: MinutiaKind::Ending, reliability: 100 };
        let template = Template::new(300, 300, vec![minutia]).unwrap();
        let probe = ReadyProbe::new(&[(FingerPosition::RightIndex, template)]);
        let mut extent = Extent { people, ..Extent::default() };
        extent.prints[usize::from(FingerPosition::RightIndex.code())] = people;
        Policy::new(
            &extent,
            parts,
            &probe.0,
            &SearchOptions { limit: 10, threshold: Score::ZERO, threads: 1 },
        )
    }

    #[test]
    fn parts_share_what_a_search_may_take() {
        assert!(!policy(EXACT, 1).filters());
        assert_eq!(policy(4 * EXACT, 1).people, EXACT);
        assert_eq!(policy(2 * EXACT, 2).people, EXACT / 2);
        assert_eq!(policy(EXACT, 4).people, EXACT / 4);
        assert!(!policy(EXACT / 4, 4).filters());
    }
}
