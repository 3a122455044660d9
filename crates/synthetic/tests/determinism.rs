//! The same seed gives the same bytes, here, on the server and in the browser.

use raster::Grey;
use synthetic::{Conditions, Difficulty, FingerSeed, Master, impression};

/// FNV-1a of the pixels.
fn digest(image: &Grey) -> u64 {
    image.pixels().iter().fold(0xCBF2_9CE4_8422_2325, |hash, &pixel| {
        (hash ^ u64::from(pixel)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn a_seed_gives_the_same_bytes_on_every_target() {
    let master = Master::grow(FingerSeed(2026));
    assert_eq!(digest(&master.image()), MASTER);
    for (difficulty, expected) in [(Difficulty::Good, GOOD), (Difficulty::Poor, POOR)] {
        let image = impression(&master, &Conditions::draw(5, difficulty));
        assert_eq!(digest(&image), expected, "{difficulty:?}");
    }
}

const MASTER: u64 = 5_585_947_188_244_755_699;
const GOOD: u64 = 6_169_189_982_566_842_141;
const POOR: u64 = 1_597_915_209_867_689_189;
