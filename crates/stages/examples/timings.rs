//! Times every stage natively, or those named, and prints the timings in JSON: the native half of `cargo xtask bench --wasm`.

use std::sync::OnceLock;
use std::time::Instant;

use stages::{time_all, wanted_stages};

fn clock() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let milliseconds = arguments.next().and_then(|argument| argument.parse().ok()).unwrap_or(1000.0);
    let wanted: Vec<String> = arguments.collect();
    let timings = time_all(&mut wanted_stages(&wanted), milliseconds, clock);
    println!("{}", serde_json::to_string(&timings).unwrap_or_default());
}
