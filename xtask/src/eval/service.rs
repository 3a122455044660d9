//! `cargo xtask eval service`: searches by many clients at once, through the queue that the server searches by.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use dispatch::{Client, Outcome, Pool};
use fingerprint::Score;
use gallery::{ReadyProbe, SearchOptions, Shard};
use serde::Serialize;
use wire::list::Urgency;
use wire::{AccountId, SiteId};

use super::population::{Fingers, Population};

#[derive(clap::Args)]
pub struct Args {
    /// People in the gallery, one after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000])]
    people: Vec<u64>,
    /// Fingers of each, 1 to 10.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10))]
    fingers: u64,
    /// Clients that each send their next search as soon as the last is answered.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 4, 16])]
    clients: Vec<usize>,
    /// How long each load is kept up.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// Write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// How searches are worked on.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// Each on threads of its own, as many as there are processors.
    Itself,
    /// In slices, by the queue.
    Queue,
}

#[derive(Serialize)]
struct Figures {
    people: u64,
    clients: usize,
    by: By,
    searches_per_s: f64,
    p50_ms: f64,
    p95_ms: f64,
    /// Of one more client, with a person at the desk, while the others do background work.
    urgent_p50_ms: f64,
    urgent_p95_ms: f64,
}

/// Probes that a client sends one after the other.
const PROBES: u64 = 16;
const OPTIONS: SearchOptions = SearchOptions { limit: 10, threshold: Score::ZERO, threads: 1 };

pub fn run(args: &Args) -> Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut all = Vec::new();
    println!("{threads} threads, {} fingers, closed loop, {} s each; ms", args.fingers, args.seconds);
    println!("  people clients      by  searches/s      p50      p95   urgent p50   urgent p95");
    for &people in &args.people {
        let population = Population { people, fingers: args.fingers, made: people };
        let shard = Arc::new(population.shard(0..people));
        let probes: Vec<Fingers> = population.mates(PROBES).map(|mate| population.captured(mate)).collect();
        same_answers(&shard, &probes[0], threads)?;
        for &clients in &args.clients {
            for by in [By::Itself, By::Queue] {
                let searching = Searching { shard: &shard, probes: &probes, threads, by };
                let load = Duration::from_secs(args.seconds);
                let (times, _) = searching.under(clients, Urgency::PersonPresent, false, load);
                let (_, urgent) = searching.under(clients, Urgency::Background, true, load);
                let figures = Figures {
                    people,
                    clients,
                    by,
                    searches_per_s: times.len() as f64 / load.as_secs_f64(),
                    p50_ms: at(&times, 0.5),
                    p95_ms: at(&times, 0.95),
                    urgent_p50_ms: at(&urgent, 0.5),
                    urgent_p95_ms: at(&urgent, 0.95),
                };
                println!("{figures}");
                all.push(figures);
            }
        }
    }
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&all)?)?;
    }
    Ok(())
}

/// The queue must find what a search by itself finds.
fn same_answers(shard: &Arc<Shard>, probe: &Fingers, threads: usize) -> Result<()> {
    let pool = Pool::new(threads, 4);
    let alone = shard.search(probe, &OPTIONS);
    if ask(&pool, client(), Urgency::Routine, shard, probe)? != [alone] {
        bail!("the queue found something else than the search by itself");
    }
    Ok(())
}

fn ask(
    pool: &Pool,
    client: Client,
    urgency: Urgency,
    shard: &Arc<Shard>,
    probe: &Fingers,
) -> Result<Outcome> {
    let (tell, told) = mpsc::channel();
    let send = move |found| drop(tell.send(found));
    let probe = ReadyProbe::new(probe);
    let _pending = pool.search(client, urgency, vec![Arc::clone(shard)], &probe, OPTIONS, send)?;
    Ok(told.recv()?)
}

fn client() -> Client {
    Client { site: SiteId::new(), account: AccountId::new() }
}

struct Searching<'a> {
    shard: &'a Arc<Shard>,
    probes: &'a [Fingers],
    threads: usize,
    by: By,
}

impl Searching<'_> {
    /// Keeps so many clients searching; how long each search took, in milliseconds and in order: theirs, and those of
    /// an urgent client beside them if there is to be one.
    fn under(&self, clients: usize, urgency: Urgency, beside: bool, load: Duration) -> (Vec<f64>, Vec<f64>) {
        let pool = Pool::new(self.threads, 1000);
        let (theirs, urgent) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        let end = Instant::now() + load;
        let client_does = |number: usize, urgency: Urgency, times: &Mutex<Vec<f64>>| {
            let client = client();
            for probe in self.probes.iter().cycle().skip(number) {
                let start = Instant::now();
                if start >= end {
                    return;
                }
                match self.by {
                    By::Itself => {
                        let options = SearchOptions { threads: self.threads, ..OPTIONS };
                        std::hint::black_box(self.shard.search(probe, &options));
                    }
                    // There are more places than clients.
                    By::Queue => drop(ask(&pool, client, urgency, self.shard, probe)),
                }
                let took = start.elapsed().as_secs_f64() * 1000.0;
                times.lock().unwrap_or_else(PoisonError::into_inner).push(took);
            }
        };
        std::thread::scope(|scope| {
            for number in 0..clients {
                let (does, theirs) = (&client_does, &theirs);
                scope.spawn(move || does(number, urgency, theirs));
            }
            if beside {
                scope.spawn(|| client_does(0, Urgency::PersonPresent, &urgent));
            }
        });
        let sorted = |times: Mutex<Vec<f64>>| {
            let mut times = times.into_inner().unwrap_or_else(PoisonError::into_inner);
            times.sort_by(f64::total_cmp);
            times
        };
        (sorted(theirs), sorted(urgent))
    }
}

fn at(times: &[f64], part: f64) -> f64 {
    times.get((times.len().saturating_sub(1) as f64 * part) as usize).copied().unwrap_or(f64::NAN)
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let by = match self.by {
            By::Itself => "itself",
            By::Queue => "queue",
        };
        write!(
            f,
            "{:8} {:7} {by:>7} {:11.1} {:8.0} {:8.0} {:12.0} {:12.0}",
            self.people,
            self.clients,
            self.searches_per_s,
            self.p50_ms,
            self.p95_ms,
            self.urgent_p50_ms,
            self.urgent_p95_ms,
        )
    }
}
