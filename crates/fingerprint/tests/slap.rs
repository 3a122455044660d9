//! The rules of splitting: which fingers belong together, and that any image gives an answer.

use fingerprint::slap::{Expected, ExpectedError, Finding, Hand, segment};
use fingerprint::{ExtractError, FingerPosition};
use proptest::prelude::*;
use raster::{Grey, Ppi};

#[test]
fn codes_of_several_fingers_name_them_from_left_to_right() {
    assert_eq!(Expected::of_code(13).unwrap().positions(), Hand::Right.positions());
    assert_eq!(Expected::of_code(14).unwrap().positions(), Hand::Left.positions());
    assert_eq!(
        Expected::of_code(15).unwrap().positions(),
        [FingerPosition::LeftThumb, FingerPosition::RightThumb]
    );
    assert_eq!(Expected::of_code(48).unwrap().hand(), Some(Hand::Right));
    assert_eq!(Expected::of_code(46).unwrap().hand(), None, "index fingers of both hands");
    assert_eq!(Expected::of_code(2), Err(ExpectedError::Code(2)));
}

#[test]
fn an_amputated_finger_is_not_expected() {
    let expected = Expected::of_code(14).unwrap().without(&[FingerPosition::LeftRing]);
    assert_eq!(
        expected.positions(),
        [FingerPosition::LeftLittle, FingerPosition::LeftMiddle, FingerPosition::LeftIndex]
    );
    assert_eq!(expected.hand(), Some(Hand::Left));
}

#[test]
fn an_empty_platen_lacks_every_finger() {
    let image = Grey::new(1600, 1500, None, vec![240; 2_400_000]).unwrap();
    let slap = segment(&image, Ppi::P500, &Expected::of_code(13).unwrap()).unwrap();
    assert!(slap.segments.is_empty());
    assert_eq!(slap.findings, [Finding::Missing { found: 0, fingers: Hand::Right.positions().to_vec() }]);
}

#[test]
fn a_size_that_no_platen_has_is_refused() {
    let image = Grey::new(1600, 1500, None, vec![240; 2_400_000]).unwrap();
    let refused = segment(&image, Ppi::new(300).unwrap(), &Expected::of(&[]));
    assert!(matches!(refused, Err(ExtractError::TooLarge { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_image_gives_an_answer(
        width in 90u32..700,
        height in 90u32..700,
        seed in any::<u64>(),
        grain in 1u32..40,
        levels in 1u64..256,
        ppi in 200u16..600,
        code in 13u8..16,
    ) {
        let noise = |x: u32, y: u32| {
            let mut z = seed ^ (u64::from(x / grain) << 32 | u64::from(y / grain));
            z = (z ^ (z >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            ((z ^ (z >> 29)) % levels) as u8
        };
        let pixels = (0..width * height).map(|i| noise(i % width, i / width)).collect();
        let image = Grey::new(width, height, None, pixels).unwrap();
        if let Ok(slap) = segment(&image, Ppi::new(ppi).unwrap(), &Expected::of_code(code).unwrap()) {
            for (i, segment) in slap.segments.iter().enumerate() {
                prop_assert!(segment.size.0 > 0.0 && segment.size.1 > 0.0 && segment.confidence <= 1.0);
                prop_assert!(slap.crop(&image, i).is_some());
            }
        }
    }
}
