use wasm_bindgen::prelude::*;

use crate::{stages, time_all};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Times every stage whose name holds one of `wanted`, or every stage where nothing is wanted, for about
/// `milliseconds` each; the timings in JSON.
#[wasm_bindgen]
#[must_use]
pub fn timings(milliseconds: f64, wanted: Vec<String>) -> String {
    let mut stages = stages();
    stages.retain(|stage| wanted.is_empty() || wanted.iter().any(|part| stage.name.contains(part)));
    let timings = time_all(&mut stages, milliseconds, performance_now);
    serde_json::to_string(&timings).unwrap_or_default()
}
