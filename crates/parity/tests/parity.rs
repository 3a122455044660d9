//! The same to the bit in WebAssembly as on the machine that compiled this.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_engine_finds_the_same_to_the_bit_in_webassembly() {
    let native: Vec<&str> = parity::NATIVE.lines().collect();
    assert!(native.len() > 40, "there is something to be held to");
    assert_eq!(parity::findings(), native);
}
