//! The engine in a Web Worker. A thin shell: JSON and bytes in, JSON and bytes out, one [`Matcher`] per worker.
//!
//! The messages are [`wire::matcher`]; `worker.js` passes them on.

mod arriving;
mod beside;
mod comparing;
mod explaining;
mod held;
mod judging;
mod matcher;
mod reading;
mod simulated_scanner;
mod slap;
mod stretching;

pub use beside::Beside;
use js_sys::Uint8Array;
pub use matcher::{Matcher, Stopwatch};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// What JavaScript holds.
#[wasm_bindgen]
pub struct WorkerMatcher(Matcher);

/// An answer on its way to JavaScript.
#[wasm_bindgen]
pub struct Reply {
    answer: String,
    bytes: Option<Vec<u8>>,
}

#[wasm_bindgen]
impl WorkerMatcher {
    /// A matcher that holds no list.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "JavaScript knows no default")]
    pub fn new() -> Self {
        #[cfg(target_arch = "wasm32")]
        console_error_panic_hook::set_once();
        Self(Matcher::new(performance_now))
    }

    /// Answers one `wire::matcher::Request` in JSON.
    pub fn answer(&mut self, request: &str, bytes: Option<Uint8Array>) -> Reply {
        let (answer, bytes) = match bytes {
            Some(bytes) => self.0.answer_json(request, &bytes),
            None => self.0.answer_json(request, &Vec::new()),
        };
        Reply { answer, bytes }
    }
}

#[wasm_bindgen]
impl Reply {
    /// A `wire::matcher::Answer` in JSON.
    #[wasm_bindgen(getter)]
    pub fn answer(&self) -> String {
        self.answer.clone()
    }

    /// What goes beside it; given away, so ask once.
    pub fn take_bytes(&mut self) -> Option<Vec<u8>> {
        self.bytes.take()
    }
}
