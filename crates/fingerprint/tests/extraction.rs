//! The rules of extraction: what is found in made-up ridges, and that any image gives an answer.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use std::f32::consts::{PI, TAU};

use fingerprint::{ExtractError, Extraction, Minutia, MinutiaKind, QualityReason, Template, extract};
use proptest::prelude::*;
use raster::{Grey, Ppi};

/// Ridges of 9 pixels, whose phase turns once around each of `minutiae` (x, y, sense), on a disc.
fn ridges(side: u32, across: f32, minutiae: &[(f32, f32, f32)], offset: f32) -> Grey {
    let (sin, cos) = across.sin_cos();
    let middle = side as f32 / 2.0;
    let pixels = (0..side * side).map(|i| {
        let (x, y) = ((i % side) as f32, (i / side) as f32);
        if (x - middle).hypot(y - middle) > middle - 12.0 {
            return 245;
        }
        let turned: f32 = minutiae.iter().map(|m| m.2 * (y - m.1).atan2(x - m.0)).sum();
        (130.0 + 100.0 * (TAU / 9.0 * (cos * x + sin * y) + turned + offset).cos()) as u8
    });
    Grey::new(side, side, None, pixels.collect()).unwrap()
}

fn found(image: &Grey) -> Extraction {
    extract(image, Ppi::P500).unwrap()
}

/// The minutiae well inside the disc: at its edge lines end because the disc does.
fn inside(template: &Template) -> Vec<Minutia> {
    let middle = f32::from(template.width()) / 2.0;
    let well = |m: &&Minutia| (m.x_px() - middle).hypot(m.y_px() - middle) < middle * 0.75;
    template.minutiae().iter().filter(well).copied().collect()
}

#[test]
fn parallel_ridges_have_no_minutiae() {
    for across in [0.0, 0.7, 1.57, 2.6] {
        assert!(inside(&found(&ridges(300, across, &[], 0.0)).template).is_empty());
    }
}

#[test]
fn one_dislocation_is_one_minutia_in_its_place() {
    for (across, x, y, sense) in
        [(0.0, 140.0, 160.0, 1.0), (1.2, 150.0, 130.0, -1.0), (2.3, 170.3, 155.7, 1.0)]
    {
        let template = found(&ridges(300, across, &[(x, y, sense)], 1.0)).template;
        let minutiae = inside(&template);
        let [minutia] = minutiae.as_slice() else {
            panic!("{} minutiae across {across}", minutiae.len());
        };
        // Where three lines meet two is a matter of half a period.
        assert!((minutia.x_px() - x).hypot(minutia.y_px() - y) < 4.5);
        // The extra ridge lies a quarter turn from where the phase grows, against the sense of turning; seen on
        // screen, y up, the angle changes sign.
        let expected = -(across - sense * PI / 2.0);
        let off = (minutia.direction_rad() - expected).rem_euclid(TAU);
        assert!(off.min(TAU - off) < 0.12, "{off} across {across}");
    }
}

#[test]
fn what_is_an_ending_in_black_is_a_bifurcation_in_white() {
    let kind = |offset: f32| {
        let template = found(&ridges(300, 0.0, &[(150.0, 150.0, 1.0)], offset)).template;
        inside(&template)[0].kind
    };
    // The extra line lies upwards, where the arc tangent is -PI/2; the phase at the minutia's x is 150/9 turns.
    let at_line = TAU / 9.0 * 150.0 - PI / 2.0;
    assert_eq!(kind(PI - at_line), MinutiaKind::Ending);
    assert_eq!(kind(-at_line), MinutiaKind::Bifurcation);
}

#[test]
fn the_stated_resolution_is_what_counts() {
    let fine = found(&ridges(300, 0.5, &[(140.0, 160.0, 1.0)], 1.0)).template;
    // The same image said to be of 750 ppi is of a smaller finger: two thirds the size.
    let said =
        extract(&ridges(300, 0.5, &[(140.0, 160.0, 1.0)], 1.0), Ppi::new(750).unwrap()).unwrap().template;
    assert_eq!((said.width(), said.height()), (200, 200));
    let (a, b) = (inside(&fine)[0], inside(&said)[0]);
    assert!((a.x_px() / 1.5 - b.x_px()).hypot(a.y_px() / 1.5 - b.y_px()) < 1.5);
}

#[test]
fn a_blank_image_gives_nothing_and_quality_zero() {
    let extraction = found(&Grey::new(300, 400, None, vec![250; 120_000]).unwrap());
    assert!(extraction.template.minutiae().is_empty());
    assert_eq!(extraction.quality.score, 0);
    assert!(extraction.quality.reasons.contains(&QualityReason::TooSmall));
}

#[test]
fn sizes_that_no_print_has_are_refused() {
    let image = |side: u32| Grey::new(side, side, None, vec![128; (side * side) as usize]).unwrap();
    assert!(matches!(extract(&image(60), Ppi::P500), Err(ExtractError::TooSmall { .. })));
    assert!(matches!(extract(&image(150), Ppi::new(1000).unwrap()), Err(ExtractError::TooSmall { .. })));
    assert!(matches!(extract(&image(2100), Ppi::P500), Err(ExtractError::TooLarge { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_image_gives_an_answer(
        width in 90u32..260,
        height in 90u32..260,
        seed in any::<u64>(),
        grain in 1u32..20,
        levels in 1u64..256,
    ) {
        // Noise in blocks, from single pixels to blobs wider than ridges.
        let noise = |x: u32, y: u32| {
            let mut z = seed ^ (u64::from(x / grain) << 32 | u64::from(y / grain));
            z = (z ^ (z >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            ((z ^ (z >> 29)) % levels) as u8
        };
        let pixels = (0..width * height).map(|i| noise(i % width, i / width)).collect();
        let image = Grey::new(width, height, None, pixels).unwrap();
        let extraction = extract(&image, Ppi::P500).unwrap();
        prop_assert!(extraction.quality.score <= 100);
        let bytes = extraction.template.to_bytes();
        prop_assert_eq!(Template::from_bytes(&bytes).unwrap(), extraction.template);
    }
}
