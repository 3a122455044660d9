//! Times every stage natively and prints the timings in JSON: the native half of `cargo xtask bench --wasm`.

use std::sync::OnceLock;
use std::time::Instant;

use stages::{stages, time_all};

fn clock() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

fn main() {
    let milliseconds = std::env::args().nth(1).and_then(|argument| argument.parse().ok()).unwrap_or(1000.0);
    let timings = time_all(&mut stages(), milliseconds, clock);
    println!("{}", serde_json::to_string(&timings).unwrap_or_default());
}
