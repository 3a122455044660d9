//! What holds for every finger and every impression.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::LazyLock;

use fingerprint::{Probe, Reference, compare, extract};
use proptest::prelude::*;
use raster::Ppi;
use synthetic::{
    Conditions, Difficulty, FingerSeed, HEIGHT, Master, WIDTH, impression, template, template_under,
};

static MASTER: LazyLock<Master> = LazyLock::new(|| Master::grow(FingerSeed(1)));

fn any_conditions() -> impl Strategy<Value = Conditions> {
    let length = || prop_oneof![-500f32..500.0, Just(0.0), Just(f32::MAX), Just(f32::NAN)];
    let share = || prop_oneof![-1f32..1.0, Just(f32::INFINITY), Just(f32::NAN)];
    let point = || (length(), length());
    (
        (point(), share(), point(), share()),
        (share(), share(), share(), share()),
        (point(), point(), 0u8..9, any::<u64>()),
    )
        .prop_map(|((displacement, rotation, traction, torsion), skin, contact)| {
            let (pressure, dryness, noise, background) = skin;
            let (contact_middle, contact_reach, scratches, seed) = contact;
            Conditions {
                displacement,
                rotation,
                traction,
                torsion,
                pressure,
                dryness,
                noise,
                background,
                contact_middle,
                contact_reach,
                scratches,
                seed,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_conditions_an_impression_has_its_size(conditions in any_conditions()) {
        let image = impression(&MASTER, &conditions);
        prop_assert_eq!((image.width(), image.height(), image.ppi), (WIDTH, HEIGHT, Some(Ppi::P500)));
    }

    #[test]
    fn whatever_the_conditions_a_template_lies_in_the_image(seed: u64, conditions in any_conditions()) {
        let template = template_under(FingerSeed(seed), &conditions);
        prop_assert_eq!((u32::from(template.width()), u32::from(template.height())), (WIDTH, HEIGHT));
    }

    #[test]
    fn fingers_of_neighbouring_seeds_have_nothing_in_common(seed in 0..u64::MAX) {
        let (one, other) = (template(FingerSeed(seed)), template(FingerSeed(seed + 1)));
        let score = compare(&Probe::new(&one), &Reference::new(&other)).score.get();
        prop_assert!(score < 50.0, "{}", score);
    }
}

#[test]
fn a_print_is_dark_on_white_and_its_corners_are_empty() {
    for seed in 0..20 {
        let image = impression(&MASTER, &Conditions::draw(seed, Difficulty::Good));
        let ink = image.pixels().iter().filter(|&&grey| grey < 128).count() as f32;
        let share = ink / image.pixels().len() as f32;
        assert!((0.10..0.45).contains(&share), "{share} of impression {seed} is ink");
        let (width, last) = (WIDTH as usize, image.pixels().len() - 1);
        for corner in [0, width - 1, last + 1 - width, last] {
            assert!(image.pixels()[corner] > 190, "impression {seed}");
        }
    }
}

#[test]
fn impressions_of_one_finger_match_and_those_of_different_fingers_do_not() {
    let template = |master: &Master, capture| {
        let image = impression(master, &Conditions::draw(capture, Difficulty::Good));
        extract(&image, Ppi::P500).unwrap().template
    };
    let fingers: Vec<Master> = (40..46).map(|seed| Master::grow(FingerSeed(seed))).collect();
    let references: Vec<Reference> =
        fingers.iter().map(|master| Reference::new(&template(master, master.seed().0))).collect();
    for (n, master) in fingers.iter().enumerate() {
        let probe = Probe::new(&template(master, 1_000 + master.seed().0));
        for (m, reference) in references.iter().enumerate() {
            let score = compare(&probe, reference).score.get();
            if n == m {
                assert!(score > 60.0, "finger {n} scores {score} against itself");
            } else {
                assert!(score < 50.0, "finger {n} scores {score} against {m}");
            }
        }
    }
}
