//! `cargo xtask eval search`: one probe against many people, on synthetic templates.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use fingerprint::{Probe, Reference, Score, Sketch, SketchProbe, Template};
use gallery::{SearchOptions, Shard};
use serde::Serialize;
use synthetic::{FingerSeed, template};

use super::device;
use super::population::{APART, Fingers, Population, Took, id, threads};
use crate::system;

#[derive(clap::Args)]
pub struct Args {
    /// People in the gallery; several numbers, and each is measured, one after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [5000])]
    people: Vec<u64>,
    /// Fingers of each, 1 to 10.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10))]
    fingers: u64,
    /// Searches with people who are in the gallery, and as many with people who are not.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    searches: u64,
    /// In headless Chromium with two workers, each holding half the people, through the module that is shipped.
    #[arg(long)]
    device: bool,
    /// Keep the people in shard files in this folder, and open those that are there instead of making them.
    #[arg(long)]
    work: Option<PathBuf>,
    /// With --work: make the prints of so many people only; all others have each finger of another of them, and nobody
    /// whose prints are shared is searched for. The gallery is as large, and there in a fraction of the time.
    #[arg(long, requires = "work", value_parser = clap::value_parser!(u64).range(2 * APART..))]
    made: Option<u64>,
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
    /// One after the other, each on as many threads as there are processors.
    searches_per_s: f64,
    /// Processor time of a search, all threads together: what other programs are at hardly changes that.
    cpu_ms: Option<f64>,
    /// Of that, the filter's.
    filter_ms: Option<f64>,
    /// Programs that wanted a processor at the end, this one's threads among them.
    load: Option<f64>,
    /// Reading and checking the shard files, where they were there.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_s: Option<f64>,
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

pub fn run(args: &Args) -> Result<()> {
    let mut all = Vec::new();
    for &people in &args.people {
        let population = Population { people, fingers: args.fingers, made: args.made.unwrap_or(people) };
        let figures = if args.device {
            on_device(&population, args.searches, args.work.as_deref())?
        } else {
            here(&population, args.searches, args.work.as_deref())?
        };
        println!("{figures}");
        all.push(figures);
    }
    if all.len() > 1 {
        println!("{}", Table(&all));
    }
    if let Some(file) = &args.json {
        let json = if let [one] = &all[..] {
            serde_json::to_string_pretty(one)?
        } else {
            serde_json::to_string_pretty(&all)?
        };
        std::fs::write(file, json)?;
    }
    Ok(())
}

/// A false alarm in 1,000 searches: each of the people may give it.
fn threshold(population: &Population) -> Score {
    Score::new(10.0 * (1000.0 * population.people as f32).log10())
}

fn here(population: &Population, searches: u64, work: Option<&Path>) -> Result<Figures> {
    let before = system::resident_mib();
    let start = Instant::now();
    let (shard, took) = match work {
        Some(folder) => population.shard_on_file(folder)?,
        None => (population.shard(0..population.people), Took { making: start.elapsed(), ..Took::default() }),
    };
    let [made, opened] = [took.making, took.opening].map(|time| time.as_secs_f64());
    println!("{} prints made in {made:.0} s, shard files opened in {opened:.1} s", shard.prints());
    let after = system::resident_mib();
    let threshold = threshold(population);
    let options = SearchOptions { limit: 10, threshold: Score::ZERO, threads: threads() };
    let mut tally = Tally::default();
    let (mut cpu_ms, mut filter_ms) = (0.0, 0.0);
    for (number, mate) in (0..).zip(population.mates(searches)) {
        let probe = population.captured(mate);
        let (start, used) = (Instant::now(), system::processor_s());
        let found = shard.search(&probe, &options);
        tally.times.push(start.elapsed().as_secs_f64() * 1000.0);
        cpu_ms += ms_since(used) / searches as f64;
        tally.missed += u64::from(!found.iter().any(|c| c.person == id(mate) && c.score >= threshold));
        let used = system::processor_s();
        tally.ranks.push(rank(&shard, &probe, mate));
        filter_ms += ms_since(used) / searches as f64;

        let found = shard.search(&population.captured(population.people + number), &options);
        tally.alarms += u64::from(found.first().is_some_and(|c| c.score >= threshold));
    }
    Ok(Figures {
        cpu_ms: Some(cpu_ms).filter(|ms| ms.is_finite()),
        filter_ms: Some(filter_ms).filter(|ms| ms.is_finite()),
        bytes_per_print: shard.held_bytes() as f64 / shard.prints() as f64,
        resident_mib: before.zip(after).map(|(before, after)| after - before),
        filter_per_s: filter_per_s(),
        exact_per_s: exact_per_s(),
        load: system::load(),
        open_s: work.map(|_| opened),
        ..tally.figures(population)
    })
}

/// Processor time used since.
fn ms_since(used: Option<f64>) -> f64 {
    system::processor_s().zip(used).map_or(f64::NAN, |(now, before)| (now - before) * 1000.0)
}

fn on_device(population: &Population, searches: u64, work: Option<&Path>) -> Result<Figures> {
    let half = population.people / 2;
    let halves = [0..half, half..population.people];
    let parts = match work {
        Some(folder) => {
            let (whole, _) = population.shard_on_file(folder)?;
            halves.map(|people| {
                let mut part = Shard::new();
                people.for_each(|person| part.insert_held(id(person), whole.held(&id(person))));
                part
            })
        }
        None => halves.map(|people| population.shard(people)),
    };
    let threshold = threshold(population);
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
    /// Of searches for mates, in milliseconds.
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
            searches_per_s: 1000.0 * self.times.len() as f64 / self.times.iter().sum::<f64>(),
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
        let mut also = |figure: Option<f64>, what: &str| match figure {
            Some(figure) => write!(f, ", {figure:.0} {what}"),
            None => Ok(()),
        };
        also(self.resident_mib, "MiB resident")?;
        also(self.wasm_mib, "MiB of WebAssembly memory")?;
        also(self.cpu_ms, "ms of processor time a search")?;
        also(self.filter_ms, "of them for the filter")?;
        also(self.load, "programs wanting a processor")
    }
}

/// Searches in galleries of several sizes.
struct Table<'a>(&'a [Figures]);

impl std::fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "   people  searches/s   p50 ms   p95 ms  processor ms  load")?;
        for figures in self.0 {
            let Figures { people, searches_per_s, p50_ms, p95_ms, cpu_ms, load, .. } = figures;
            let (cpu_ms, load) = (cpu_ms.unwrap_or(f64::NAN), load.unwrap_or(f64::NAN));
            write!(
                f,
                "\n{people:9} {searches_per_s:11.1} {p50_ms:8.0} {p95_ms:8.0} {cpu_ms:13.0} {load:5.1}"
            )?;
        }
        Ok(())
    }
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
