//! `cargo xtask eval search`: one probe against many people, on synthetic templates.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use fingerprint::{FingerPosition, Probe, Reference, Score, Sketch, SketchProbe, Template};
use gallery::{PersonId, SearchOptions, Shard};
use serde::Serialize;
use synthetic::{Conditions, Difficulty, FingerSeed, template, template_under};

#[derive(clap::Args)]
pub struct Args {
    /// People in the gallery.
    #[arg(long, default_value_t = 5000)]
    people: u64,
    /// Fingers of each, 1 to 10.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10))]
    fingers: u64,
    /// Searches with people who are in the gallery, and as many with people who are not.
    #[arg(long, default_value_t = 100)]
    searches: u64,
    /// Write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[derive(Serialize)]
struct Figures {
    people: u64,
    fingers: u64,
    /// Mates among the 1 % that the filter ranks highest.
    hit_rate_1pct: f64,
    p50_ms: f64,
    p95_ms: f64,
    /// Mates that score no higher than the threshold of one false alarm in 1,000 searches, by calibrated score.
    fnir_at_fpir_1e3: f64,
    /// Strangers' searches that reached that threshold all the same.
    fpir_measured: f64,
    bytes_per_print: f64,
    resident_mib: Option<f64>,
    filter_per_s: f64,
    exact_per_s: f64,
}

type Fingers = Vec<(FingerPosition, Template)>;

pub fn run(args: &Args) -> Result<()> {
    let seed = |person: u64, finger: usize| FingerSeed(person * 10 + finger as u64);
    let positions = &FingerPosition::TEN[..args.fingers as usize];
    let fingers = |person: u64, make: &dyn Fn(FingerSeed) -> Template| -> Fingers {
        positions.iter().enumerate().map(|(i, &position)| (position, make(seed(person, i)))).collect()
    };
    let captured = |person: u64| {
        fingers(person, &|seed| template_under(seed, &Conditions::draw(seed.0 ^ 0xC0FFEE, Difficulty::Field)))
    };
    let id = |person: u64| PersonId(u128::from(person).to_be_bytes());

    let before = resident_mib();
    let mut shard = Shard::new();
    for person in 0..args.people {
        shard.insert(id(person), &fingers(person, &template));
    }
    let after = resident_mib();

    // A false alarm in 1,000 searches: each of the people may give it.
    let threshold = Score::new(10.0 * (1000.0 * args.people as f32).log10());
    let options = SearchOptions { limit: 10, threshold: Score::ZERO, threads: 2 };
    let (mut times, mut kept, mut missed, mut alarms) = (Vec::new(), 0u64, 0u64, 0u64);
    let step = (args.people / args.searches).max(1);
    for search in 0..args.searches {
        let mate = search * step % args.people;
        let probe = captured(mate);
        let short = shard.shortlist(&probe, (args.people as usize / 100).max(1));
        kept += u64::from(short.contains(&id(mate)));

        let start = Instant::now();
        let found = shard.search(&probe, &options);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        missed += u64::from(!found.iter().any(|c| c.person == id(mate) && c.score >= threshold));

        let stranger = captured(args.people + search);
        alarms += u64::from(shard.search(&stranger, &options).first().is_some_and(|c| c.score >= threshold));
    }
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let share = |count: u64| count as f64 / args.searches as f64;
    let figures = Figures {
        people: args.people,
        fingers: args.fingers,
        hit_rate_1pct: share(kept),
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        fnir_at_fpir_1e3: share(missed),
        fpir_measured: share(alarms),
        bytes_per_print: shard.to_bytes().len() as f64 / shard.prints() as f64,
        resident_mib: before.zip(after).map(|(before, after)| after - before),
        filter_per_s: filter_per_s(),
        exact_per_s: exact_per_s(),
    };
    println!(
        "{} people x {} fingers: filter keeps {:.1} % at 1 %, search p50 {:.1} ms p95 {:.1} ms, FNIR {:.1} % at FPIR 0.1 % (measured {:.1} %), {:.0} bytes a print stored, {:.0} MiB resident, filter {:.0}/s, exact {:.0}/s",
        figures.people,
        figures.fingers,
        figures.hit_rate_1pct * 100.0,
        figures.p50_ms,
        figures.p95_ms,
        figures.fnir_at_fpir_1e3 * 100.0,
        figures.fpir_measured * 100.0,
        figures.bytes_per_print,
        figures.resident_mib.unwrap_or(f64::NAN),
        figures.filter_per_s,
        figures.exact_per_s,
    );
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(())
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
