//! `cargo xtask eval search`: one probe against many people, on synthetic templates.

use std::ops::Range;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use fingerprint::{FingerPosition, Probe, Reference, Score, Sketch, SketchProbe, Template};
use gallery::{PersonId, SearchOptions, Shard};
use serde::Serialize;
use synthetic::{Conditions, Difficulty, FingerSeed, template, template_under};

use super::device;

#[derive(clap::Args)]
pub struct Args {
    /// People in the gallery.
    #[arg(long, default_value_t = 5000)]
    people: u64,
    /// Fingers of each, 1 to 10.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10))]
    fingers: u64,
    /// Searches with people who are in the gallery, and as many with people who are not.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    searches: u64,
    /// In headless Chromium with two workers, each holding half the people, through the module that is shipped.
    #[arg(long)]
    device: bool,
    /// Write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[derive(Default, Serialize)]
struct Figures {
    people: u64,
    fingers: u64,
    /// Mates among the 1 % that the filter ranks highest.
    hit_rate_1pct: f64,
    /// The same at each of [`PENETRATIONS`].
    hit_rates: Vec<HitRate>,
    p50_ms: f64,
    p95_ms: f64,
    /// Mates that score no higher than the threshold of one false alarm in 1,000 searches, by calibrated score.
    fnir_at_fpir_1e3: f64,
    /// Strangers' searches that reached that threshold all the same.
    fpir_measured: f64,
    /// Of memory, those made ready for comparison aside; stored they are as many.
    bytes_per_print: f64,
    /// Of this process, where the system tells; on a device see `wasm_mib`.
    resident_mib: Option<f64>,
    /// WebAssembly memory of both workers together.
    #[serde(skip_serializing_if = "Option::is_none")]
    wasm_mib: Option<f64>,
    filter_per_s: f64,
    exact_per_s: f64,
}

/// What the filter keeps of mates, given which share of the people it lets through.
#[derive(Serialize)]
struct HitRate {
    penetration: f64,
    hit_rate: f64,
}

/// Shares of the people that the filter lets through, at which it is told how many mates are among them.
const PENETRATIONS: [f64; 5] = [0.001, 0.005, 0.01, 0.02, 0.05];

pub(super) type Fingers = Vec<(FingerPosition, Template)>;

/// Synthetic people: those enrolled are numbered from 0, strangers follow.
pub(super) struct Population {
    pub people: u64,
    pub fingers: u64,
}

impl Population {
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
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
        let each = (people.end - people.start).div_ceil(threads).max(1);
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

    /// A false alarm in 1,000 searches: each of the people may give it.
    fn threshold(&self) -> Score {
        Score::new(10.0 * (1000.0 * self.people as f32).log10())
    }

    /// Whom to search for: people from all over the gallery.
    pub fn mates(&self, searches: u64) -> impl Iterator<Item = u64> {
        let (step, people) = ((self.people / searches).max(1), self.people);
        (0..searches).map(move |search| search * step % people)
    }
}

fn id(person: u64) -> PersonId {
    PersonId(u128::from(person).to_be_bytes())
}

pub fn run(args: &Args) -> Result<()> {
    let population = Population { people: args.people, fingers: args.fingers };
    let figures =
        if args.device { on_device(&population, args.searches)? } else { here(&population, args.searches) };
    println!("{figures}");
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(())
}

fn here(population: &Population, searches: u64) -> Figures {
    let before = resident_mib();
    let start = Instant::now();
    let shard = population.shard(0..population.people);
    println!("{} prints made in {:.0} s", shard.prints(), start.elapsed().as_secs_f64());
    let after = resident_mib();
    let threshold = population.threshold();
    let options = SearchOptions { limit: 10, threshold: Score::ZERO, threads: 2 };
    let mut tally = Tally::default();
    for (search, mate) in (0..).zip(population.mates(searches)) {
        let probe = population.captured(mate);
        tally.ranks.push(rank(&shard, &probe, mate));
        let start = Instant::now();
        let found = shard.search(&probe, &options);
        tally.times.push(start.elapsed().as_secs_f64() * 1000.0);
        tally.missed += u64::from(!found.iter().any(|c| c.person == id(mate) && c.score >= threshold));

        let stranger = population.captured(population.people + search);
        let alarm = shard.search(&stranger, &options).first().is_some_and(|c| c.score >= threshold);
        tally.alarms += u64::from(alarm);
    }
    Figures {
        bytes_per_print: shard.held_bytes() as f64 / shard.prints() as f64,
        resident_mib: before.zip(after).map(|(before, after)| after - before),
        filter_per_s: filter_per_s(),
        exact_per_s: exact_per_s(),
        ..tally.figures(population)
    }
}

fn on_device(population: &Population, searches: u64) -> Result<Figures> {
    let half = population.people / 2;
    let parts = [population.shard(0..half), population.shard(half..population.people)];
    let threshold = population.threshold();
    let mates: Vec<u64> = population.mates(searches).collect();
    let strangers = (0..searches).map(|search| population.people + search);
    let probes: Vec<Fingers> =
        mates.iter().copied().chain(strangers).map(|person| population.captured(person)).collect();
    let on_device = device::search([&parts[0], &parts[1]], &probes)?;

    let mut tally = Tally::default();
    let (of_mates, of_strangers) = on_device.searches.split_at(mates.len());
    for ((&mate, probe), search) in mates.iter().zip(&probes).zip(of_mates) {
        // The filter is the same everywhere, so it is looked at where that is simple.
        tally.ranks.push(rank(&parts[usize::from(mate >= half)], probe, mate));
        tally.times.push(search.ms);
        tally.missed += u64::from(!device::found(search, id(mate), threshold));
    }
    let alarmed = |search: &&device::Search| search.leads.first().is_some_and(|lead| lead.score >= threshold);
    tally.alarms = of_strangers.iter().filter(alarmed).count() as u64;
    let (filter_per_s, exact_per_s) = device::rates()?;
    let prints: usize = parts.iter().map(Shard::prints).sum();
    let bytes: usize = parts.iter().map(Shard::held_bytes).sum();
    println!("both parts held after {:.1} s", on_device.load_ms / 1000.0);
    Ok(Figures {
        bytes_per_print: bytes as f64 / prints as f64,
        wasm_mib: Some(on_device.wasm_mib),
        filter_per_s,
        exact_per_s,
        ..tally.figures(population)
    })
}

/// At which share of the shard's people the filter comes to a mate; none where that is beyond all of [`PENETRATIONS`].
fn rank(shard: &Shard, probe: &Fingers, mate: u64) -> Option<f64> {
    let most = shard.people().div_ceil(20);
    let before = shard.shortlist(probe, most).iter().position(|person| *person == id(mate))?;
    Some((before + 1) as f64 / shard.people() as f64)
}

/// What came of the searches.
#[derive(Default)]
struct Tally {
    times: Vec<f64>,
    /// Of the mates: see [`rank`].
    ranks: Vec<Option<f64>>,
    missed: u64,
    alarms: u64,
}

impl Tally {
    /// The figures that searches alone give.
    fn figures(mut self, population: &Population) -> Figures {
        self.times.sort_by(f64::total_cmp);
        let at = |part: f64| self.times[((self.times.len() - 1) as f64 * part) as usize];
        let share = |count: u64| count as f64 / self.times.len() as f64;
        let hit_rate = |penetration: f64| {
            // Of few people, one is more than the share.
            let penetration = penetration.max(1.0 / population.people as f64);
            share(self.ranks.iter().flatten().filter(|&&rank| rank <= penetration).count() as u64)
        };
        Figures {
            people: population.people,
            fingers: population.fingers,
            hit_rate_1pct: hit_rate(0.01),
            hit_rates: PENETRATIONS
                .map(|penetration| HitRate { penetration, hit_rate: hit_rate(penetration) })
                .into(),
            p50_ms: at(0.5),
            p95_ms: at(0.95),
            fnir_at_fpir_1e3: share(self.missed),
            fpir_measured: share(self.alarms),
            ..Figures::default()
        }
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} people x {} fingers: filter keeps", self.people, self.fingers)?;
        for (at, HitRate { penetration, hit_rate }) in self.hit_rates.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(f, "{comma} {:.1} % at {:.1} %", hit_rate * 100.0, penetration * 100.0)?;
        }
        write!(
            f,
            "; search p50 {:.1} ms p95 {:.1} ms, FNIR {:.1} % at FPIR 0.1 % (measured {:.1} %), {:.0} bytes a print, filter {:.0}/s, exact {:.0}/s",
            self.p50_ms,
            self.p95_ms,
            self.fnir_at_fpir_1e3 * 100.0,
            self.fpir_measured * 100.0,
            self.bytes_per_print,
            self.filter_per_s,
            self.exact_per_s,
        )?;
        let mut memory = |what: &str, mib: Option<f64>| match mib {
            Some(mib) => write!(f, ", {mib:.0} MiB {what}"),
            None => Ok(()),
        };
        memory("resident", self.resident_mib)?;
        memory("of WebAssembly memory", self.wasm_mib)
    }
}

/// Memory held by this process, where the system tells.
fn resident_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

fn some_templates() -> Vec<Template> {
    (0..200).map(|seed| template(FingerSeed(1_000_000 + seed))).collect()
}

fn filter_per_s() -> f64 {
    let templates = some_templates();
    let probes: Vec<SketchProbe> = templates.iter().map(SketchProbe::new).collect();
    let sketches: Vec<u8> = templates.iter().flat_map(|t| Sketch::new(t).to_bytes()).collect();
    let start = Instant::now();
    let mut sum = 0u64;
    for _ in 0..10 {
        for probe in &probes {
            probe.resemblances(&sketches, |_, one| sum += u64::from(one));
        }
    }
    std::hint::black_box(sum);
    (10 * templates.len() * templates.len()) as f64 / start.elapsed().as_secs_f64()
}

fn exact_per_s() -> f64 {
    let sides: Vec<(Probe, Reference)> =
        some_templates().iter().map(|t| (Probe::new(t), Reference::new(t))).collect();
    let start = Instant::now();
    for (probe, _) in &sides[..40] {
        for (_, reference) in &sides {
            std::hint::black_box(fingerprint::compare(probe, reference));
        }
    }
    (40 * sides.len()) as f64 / start.elapsed().as_secs_f64()
}
