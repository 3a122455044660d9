use wasm_bindgen::prelude::*;

use crate::{time_all, wanted_stages};

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
    let timings = time_all(&mut wanted_stages(&wanted), milliseconds, performance_now);
    serde_json::to_string(&timings).unwrap_or_default()
}
