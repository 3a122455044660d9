use capture::check;
use fingerprint::FingerPosition;
use policy::CaptureRules;

use crate::components::Tone;
use crate::words::Grade;

/// How a quality is shown where prints are taken: by whether it is enough for this finger under the site's rules.
pub fn tone(score: u8, finger: FingerPosition, rules: &CaptureRules) -> Tone {
    match Grade::of(score) {
        _ if score >= check::gate(finger, rules) => Tone::Good,
        Grade::Poor => Tone::Stop,
        Grade::Fair | Grade::Good => Tone::Warn,
    }
}

#[cfg(test)]
mod tests {
    use FingerPosition::{RightLittle, RightThumb};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_is_enough_for_a_little_finger_is_not_for_a_thumb() {
        let rules = CaptureRules { gate: 45, gate_ring_little: 30, ..CaptureRules::default() };
        assert_eq!(tone(35, RightLittle, &rules), Tone::Good);
        assert_eq!(tone(35, RightThumb, &rules), Tone::Warn);
        assert_eq!(tone(29, RightLittle, &rules), Tone::Stop);
    }
}
