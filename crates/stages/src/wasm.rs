use wasm_bindgen::prelude::*;

use crate::{stages, time_all};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Times every stage for about `milliseconds` each; the timings in JSON.
#[wasm_bindgen]
#[must_use]
pub fn timings(milliseconds: f64) -> String {
    let timings = time_all(&mut stages(), milliseconds, performance_now);
    serde_json::to_string(&timings).unwrap_or_default()
}
