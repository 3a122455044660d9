//! Synthetic people with synthetic templates, many of them, made once and kept in shard files.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use fingerprint::{FingerPosition, Template};
use gallery::{Check, PersonId, Shard};
use synthetic::{Conditions, Difficulty, FingerSeed, template, template_under};

pub type Fingers = Vec<(FingerPosition, Template)>;

/// Synthetic people: those enrolled are numbered from 0, strangers follow.
#[derive(Clone, Copy)]
pub struct Population {
    pub people: u64,
    pub fingers: u64,
    /// Of how many people prints are made. Whoever comes after them has fingers of ten different people among them.
    pub made: u64,
}

/// How long it took to have a gallery.
#[derive(Default)]
pub struct Took {
    pub making: Duration,
    pub opening: Duration,
}

/// People in a file.
const IN_A_FILE: u64 = 25_000;
/// People, the first, whose prints nobody else has: only these are searched for where prints are shared.
pub const APART: u64 = 1_000;

impl Population {
    /// Whose the prints of a finger are that an enrolled person has. Two people share no more than one finger.
    fn source(&self, person: u64, finger: u64) -> u64 {
        if person < self.made {
            return person;
        }
        /// How much farther on the next finger is taken from; a prime.
        const STEP: u64 = 61;
        let (shared, round) = (self.made - APART, (person - self.made) / (self.made - APART) + 1);
        APART + (person - self.made + round * STEP * (finger + 1)) % shared
    }

    fn fingers(&self, person: u64, make: impl Fn(FingerSeed) -> Template) -> Fingers {
        let fingers = FingerPosition::TEN.into_iter().take(self.fingers as usize).enumerate();
        fingers.map(|(i, position)| (position, make(FingerSeed(person * 10 + i as u64)))).collect()
    }

    /// Another impression of each of a person's fingers.
    pub fn captured(&self, person: u64) -> Fingers {
        self.fingers(person, |seed| {
            template_under(seed, &Conditions::draw(seed.0 ^ 0xC0FFEE, Difficulty::Field))
        })
    }

    /// Filled by as many threads as there are processors.
    pub fn shard(&self, people: Range<u64>) -> Shard {
        let each = (people.end - people.start).div_ceil(threads() as u64).max(1);
        let part = |from: u64| {
            let mut shard = Shard::new();
            for person in from..(from + each).min(people.end) {
                shard.insert(id(person), &self.fingers(person, template));
            }
            shard
        };
        let mut whole = Shard::new();
        std::thread::scope(|scope| {
            let parts: Vec<_> = people
                .clone()
                .step_by(each as usize)
                .map(|from| (from, scope.spawn(move || part(from))))
                .collect();
            for (from, filled) in parts {
                let filled = filled.join().unwrap_or_else(|_| part(from));
                // The parts have nobody in common.
                let _ = whole.absorb(filled);
            }
        });
        whole
    }

    /// All of them: opened from the files in `folder`, as far as they are there; the rest is made and put there.
    pub fn shard_on_file(&self, folder: &Path) -> Result<(Shard, Took)> {
        let mut took = Took::default();
        let mut whole = Shard::new();
        for from in (0..self.people).step_by(IN_A_FILE as usize) {
            let people = from..(from + IN_A_FILE).min(self.people);
            let start = Instant::now();
            let path = self.file_of(people.clone(), folder);
            if !path.exists() {
                let part =
                    if people.start < self.made { self.shard(people) } else { self.shared(people, &whole) };
                put_on_file(&part, &path)?;
                took.making += start.elapsed();
            }
            let start = Instant::now();
            let file = File::open(&path).with_context(|| path.display().to_string())?;
            let part =
                Shard::read_by_threads(BufReader::with_capacity(1 << 20, file), threads(), Check::Everything);
            let part = part.with_context(|| path.display().to_string())?;
            if whole.absorb(part).is_err() {
                bail!("{} holds other people than it should: remove it", path.display());
            }
            took.opening += start.elapsed();
        }
        if whole.people() as u64 != self.people {
            bail!("the files in {} hold {} people: remove them", folder.display(), whole.people());
        }
        Ok((whole, took))
    }

    fn file_of(&self, people: Range<u64>, folder: &Path) -> PathBuf {
        let sharing = if people.start < self.made { String::new() } else { format!("-of-{}", self.made) };
        folder.join(format!("{}-to-{}x{}{sharing}.shard", people.start, people.end, self.fingers))
    }

    /// People who have fingers of those in `made`.
    fn shared(&self, people: Range<u64>, made: &Shard) -> Shard {
        let mut shard = Shard::new();
        for person in people {
            let print = |finger| made.held(&id(self.source(person, finger))).nth(finger as usize);
            shard.insert_held(id(person), (0..self.fingers).filter_map(print));
        }
        shard
    }

    /// Whom to search for: people from all over the gallery, or of those apart.
    pub fn mates(&self, searches: u64) -> impl Iterator<Item = u64> + use<> {
        let people = if self.made < self.people { APART } else { self.people };
        let step = (people / searches).max(1);
        (0..searches).map(move |search| search * step % people)
    }
}

fn put_on_file(shard: &Shard, path: &Path) -> Result<()> {
    let beside = path.with_extension("new");
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&beside)?);
    shard.write(&mut file)?;
    file.flush()?;
    std::fs::rename(beside, path)?;
    Ok(())
}

pub fn id(person: u64) -> PersonId {
    PersonId(u128::from(person).to_be_bytes())
}

pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
