//! The rules of ten fingers: which is next, which of two prints is kept.

use fingerprint::{FingerPosition, Quality};

/// `chosen` if it is free, or else the next free finger after it; unknown once all ten are taken.
pub fn next_free(
    chosen: FingerPosition,
    taken: impl Iterator<Item = FingerPosition> + Clone,
) -> FingerPosition {
    let ten = FingerPosition::TEN;
    let start = ten.iter().position(|&position| position == chosen).unwrap_or_default();
    let mut order = ten[start..].iter().chain(&ten[..start]).copied();
    order.find(|&position| !taken.clone().any(|taken| taken == position)).unwrap_or(FingerPosition::Unknown)
}

/// Whether two prints claim the same finger: any number may be of a finger that is not known.
pub fn same_finger(one: FingerPosition, other: FingerPosition) -> bool {
    one == other && one != FingerPosition::Unknown
}

/// Whether the earlier print of a finger is kept over a later one. Of equals the later is taken: somebody asked
/// for it.
pub fn keeps(earlier: &Quality, later: &Quality) -> bool {
    earlier.score > later.score
}

/// The order in which prints are shown: as the fingers are numbered, the unknown last.
pub fn place(position: FingerPosition) -> u8 {
    match position {
        FingerPosition::Unknown => u8::MAX,
        known => known.code(),
    }
}

#[cfg(test)]
mod tests {
    use FingerPosition::{LeftLittle, LeftThumb, RightIndex, RightMiddle, RightThumb, Unknown};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_chosen_finger_is_next_while_it_is_free() {
        assert_eq!(next_free(RightMiddle, [RightThumb].into_iter()), RightMiddle);
        assert_eq!(next_free(RightThumb, [RightThumb].into_iter()), RightIndex);
    }

    #[wasm_bindgen_test]
    fn after_the_last_finger_comes_the_first_free_one() {
        assert_eq!(next_free(LeftLittle, [LeftLittle, RightThumb].into_iter()), RightIndex);
    }

    #[wasm_bindgen_test]
    fn an_eleventh_print_has_no_finger() {
        assert_eq!(next_free(LeftThumb, FingerPosition::TEN.into_iter()), Unknown);
    }

    #[wasm_bindgen_test]
    fn prints_of_unknown_fingers_never_replace_each_other() {
        assert!(!same_finger(Unknown, Unknown));
        assert!(same_finger(LeftThumb, LeftThumb));
    }

    #[wasm_bindgen_test]
    fn the_better_print_of_a_finger_is_kept() {
        let quality = |score| Quality { score, reasons: Vec::new() };
        assert!(keeps(&quality(80), &quality(79)));
        assert!(!keeps(&quality(80), &quality(80)));
    }
}
