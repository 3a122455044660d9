//! `cargo bench`: every stage by criterion. Only some: `cargo bench -p stages -- extract`.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};

fn clock() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

fn every_stage(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stages");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3)).sample_size(20);
    for mut stage in stages::stages() {
        group.throughput(Throughput::Elements(stage.items));
        group.bench_function(stage.name.trim(), |bencher| {
            bencher.iter_custom(|runs| Duration::from_secs_f64(stage.time(runs, clock) / 1000.0));
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    every_stage(&mut criterion);
    criterion.final_summary();
}
