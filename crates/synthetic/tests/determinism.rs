//! The same seed gives the same bytes, here, on the server and in the browser.

use synthetic::{Conditions, Difficulty, FingerSeed, Master, impression, template_under};

/// FNV-1a.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// These values change with every change to how prints are made; what matters is that natively and in
/// WebAssembly they are the same.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn a_seed_gives_the_same_bytes_on_every_target() {
    let seed = FingerSeed(2026);
    let master = Master::grow(seed);
    let (good, poor) = (Conditions::draw(5, Difficulty::Good), Conditions::draw(5, Difficulty::Poor));
    // Not the template's bytes: how those are packed is not this crate's concern.
    let minutiae: Vec<u8> = template_under(seed, &poor)
        .minutiae()
        .iter()
        .flat_map(|m| [m.x.to_le_bytes(), m.y.to_le_bytes(), [m.direction, m.reliability]])
        .flatten()
        .collect();
    let digests = [
        digest(master.image().pixels()),
        digest(impression(&master, &good).pixels()),
        digest(impression(&master, &poor).pixels()),
        digest(&minutiae),
    ];
    let expected = [
        9_258_608_267_502_255_256,
        15_339_866_583_033_149_646,
        15_072_984_737_311_471_123,
        2_134_137_492_371_314_929,
    ];
    assert_eq!(digests, expected);
}
