//! Who is there already: many people looked for among many at once, as when a sheet of people is imported.

use crate::search::{ProbePrint, places, resemblance, shared};
use crate::shard::Place;
use crate::{Candidate, ReadyProbe, SearchOptions, Shard};

/// People of the shard whose sketches stay in a processor's own memory while all probes are likened to them.
const TOGETHER: usize = 64;
/// So many people at most, those whose sketches are most alike, are compared with each probe.
const COMPARED: usize = 50;
/// Whose sketches speak against being the same person more than this is not compared, in hundredths of a log likelihood
/// ratio: of two fingers one may show nothing of the person's, and the other speak a little against them. What this and
/// [`COMPARED`] lose together `cargo xtask eval duplicates` counts: nobody of well taken prints, few of poor ones.
const LEAST: i32 = -500;

impl Shard {
    /// For each of `probes` whoever here scores best against it, at least `options.threshold`, among those whose sketches
    /// are most alike. Much quicker than as many searches, of which it is not the equal: it is for telling whether
    /// somebody is there a second time.
    #[must_use]
    pub fn likeliest(&self, probes: &[ReadyProbe], options: &SearchOptions) -> Vec<Option<Candidate>> {
        let each = probes.len().div_ceil(options.threads.max(1)).max(1);
        let parts: Vec<&[ReadyProbe]> = probes.chunks(each).collect();
        let found = shared(&parts, options.threads, |part| {
            let mut alike: Vec<MostAlike> = part.iter().map(|probe| MostAlike::of(&probe.0)).collect();
            self.liken(&mut alike);
            alike.into_iter().map(|alike| self.best_of(alike, options)).collect::<Vec<_>>()
        });
        found.into_iter().flatten().collect()
    }

    fn liken(&self, alike: &mut [MostAlike]) {
        for (number, block) in self.blocks.iter().enumerate() {
            let people: Vec<Place> = places(number, block).collect();
            for people in people.chunks(TOGETHER) {
                for probe in &mut *alike {
                    for place in people {
                        probe.take(self, (resemblance(block, *place, probe.probe), *place));
                    }
                }
            }
        }
    }

    fn best_of(&self, alike: MostAlike, options: &SearchOptions) -> Option<Candidate> {
        let MostAlike { probe, people } = alike;
        let candidates = self
            .best(people, COMPARED, i32::cmp)
            .into_iter()
            .filter_map(|(_, place)| self.compare(place, probe, probe.len(), self.people()))
            .filter(|candidate| candidate.score >= options.threshold)
            .collect();
        Candidate::best(candidates, 1).pop()
    }
}

/// The people whose sketches are most alike to one probe's.
struct MostAlike<'a> {
    probe: &'a [ProbePrint],
    people: Vec<(i32, Place)>,
}

impl<'a> MostAlike<'a> {
    fn of(probe: &'a [ProbePrint]) -> Self {
        Self { probe, people: Vec::new() }
    }

    fn take(&mut self, shard: &Shard, one: (i32, Place)) {
        if one.0 < LEAST {
            return;
        }
        self.people.push(one);
        if self.people.len() >= 4 * COMPARED {
            self.people = shard.best(std::mem::take(&mut self.people), COMPARED, i32::cmp);
        }
    }
}
