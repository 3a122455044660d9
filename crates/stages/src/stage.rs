use serde::{Deserialize, Serialize};

/// Milliseconds from some fixed moment.
pub type Clock = fn() -> f64;

/// Something that the engine does, to be timed.
pub struct Stage {
    /// What.
    pub name: &'static str,
    /// How many things one run does.
    pub items: u64,
    run: Box<Run>,
}

/// Runs once, and says how many milliseconds of it belong to the stage.
type Run = dyn FnMut(Clock) -> f64;

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stage").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Stage {
    /// A stage that is all that `act` does.
    pub(crate) fn whole(name: &'static str, items: u64, mut act: impl FnMut() + 'static) -> Self {
        let run = move |clock: Clock| {
            let started = clock();
            act();
            clock() - started
        };
        Self { name, items, run: Box::new(run) }
    }

    /// A stage that is part of what `run` does: it says how long that part took.
    pub(crate) fn part(name: &'static str, run: impl FnMut(Clock) -> f64 + 'static) -> Self {
        Self { name, items: 1, run: Box::new(run) }
    }

    /// How many milliseconds `runs` take.
    pub fn time(&mut self, runs: u64, clock: Clock) -> f64 {
        (0..runs).map(|_| (self.run)(clock)).sum()
    }
}

/// How long a stage takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// The stage's.
    pub name: String,
    /// For one of its items, in microseconds: the least of several rounds' means, as what else the machine does only
    /// ever adds.
    pub microseconds: f64,
}

/// Times every stage for about `milliseconds` each.
pub fn time_all(stages: &mut [Stage], milliseconds: f64, clock: Clock) -> Vec<Timing> {
    /// Among how many rounds the quickest is looked for.
    const ROUNDS: u64 = 5;
    stages
        .iter_mut()
        .map(|stage| {
            // Whatever is made on first use is made now.
            stage.time(1, clock);
            let started = clock();
            stage.time(1, clock);
            let once = (clock() - started).max(0.001);
            let runs = (milliseconds / once / ROUNDS as f64).clamp(1.0, 1e6) as u64;
            let rounds = (0..ROUNDS).map(|_| stage.time(runs, clock) / runs as f64);
            let least = rounds.fold(f64::INFINITY, f64::min);
            Timing { name: stage.name.to_owned(), microseconds: least * 1000.0 / stage.items as f64 }
        })
        .collect()
}
