//! The rules of quality: each way to spoil a print is named, a good one is left alone, and worse scores lower.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use std::sync::LazyLock;

use fingerprint::QualityReason::{Ghost, OffCentre, Smudged, TipOnly, TooDry, TooSmall, TooWet};
use fingerprint::{Quality, QualityReason, extract};
use raster::{Grey, Ppi};
use synthetic::{Conditions, Difficulty, FingerSeed, Master, impression};

/// As many fingers as show that it is not luck.
const FINGERS: u64 = 6;

/// Each finger with how it is laid when nothing goes wrong.
fn fingers() -> impl Iterator<Item = (&'static Master, Conditions)> {
    static MASTERS: LazyLock<Vec<Master>> =
        LazyLock::new(|| (0..FINGERS).map(|n| Master::grow(FingerSeed(700 + n))).collect());
    MASTERS.iter().zip(0..).map(|(master, n)| (master, Conditions::draw(n, Difficulty::Good)))
}

fn quality(image: &Grey) -> Quality {
    extract(image, Ppi::P500).unwrap().quality
}

fn grey(pixels: impl Iterator<Item = f32>) -> Grey {
    Grey::new(synthetic::WIDTH, synthetic::HEIGHT, None, pixels.map(|p| p as u8).collect()).unwrap()
}

/// Asserts that the image which `spoil` makes of each finger is said to be `reason` first of all.
fn assert_said(reason: QualityReason, spoil: impl Fn(&Master, Conditions) -> Grey) {
    for (master, conditions) in fingers() {
        let quality = quality(&spoil(master, conditions));
        assert_eq!(quality.reasons.first(), Some(&reason), "finger {:?}: {quality:?}", master.seed());
    }
}

#[test]
fn a_good_print_scores_high_and_is_left_alone() {
    for (master, conditions) in fingers() {
        let quality = quality(&impression(master, &conditions));
        assert!(quality.score >= 70 && quality.reasons.is_empty(), "finger {:?}: {quality:?}", master.seed());
    }
}

#[test]
fn dry_skin_is_said_to_be_dry() {
    assert_said(TooDry, |master, conditions| {
        impression(master, &Conditions { dryness: 0.9, pressure: -0.6, ..conditions })
    });
}

#[test]
fn wet_skin_is_said_to_be_wet() {
    assert_said(TooWet, |master, conditions| {
        impression(master, &Conditions { dryness: 0.0, pressure: 1.0, ..conditions })
    });
}

#[test]
fn a_small_contact_is_said_to_be_small() {
    assert_said(TooSmall, |master, conditions| {
        impression(master, &Conditions { contact_reach: (70.0, 80.0), ..conditions })
    });
}

#[test]
fn a_tip_is_said_to_be_a_tip() {
    assert_said(TipOnly, |master, conditions| {
        let tip = Conditions {
            contact_middle: (0.0, -120.0),
            contact_reach: (95.0, 55.0),
            displacement: (0.0, 110.0),
            ..conditions
        };
        impression(master, &tip)
    });
}

#[test]
fn a_print_that_runs_off_any_edge_is_said_to_be_off_centre() {
    for displacement in [(150.0, 10.0), (-150.0, 10.0), (5.0, 190.0), (5.0, -190.0)] {
        assert_said(OffCentre, |master, conditions| {
            impression(master, &Conditions { displacement, ..conditions })
        });
    }
}

#[test]
fn a_finger_that_moves_is_said_to_have_smudged() {
    // By two ridges while the sensor looks. Along the ridges nothing would be lost; across them, where they run
    // sideways as they do in most of a print, nearly all.
    const FRAMES: u8 = 10;
    assert_said(Smudged, |master, conditions| {
        let frames: Vec<Grey> = (0..FRAMES)
            .map(|frame| {
                let moved = 20.0 * f32::from(frame) / f32::from(FRAMES - 1);
                let (x, y) = conditions.displacement;
                impression(master, &Conditions { displacement: (x, y + moved), ..conditions.clone() })
            })
            .collect();
        let mean =
            |i: usize| frames.iter().map(|f| f32::from(f.pixels()[i])).sum::<f32>() / f32::from(FRAMES);
        grey((0..frames[0].pixels().len()).map(mean))
    });
}

#[test]
fn a_latent_print_underneath_is_said_to_be_a_ghost() {
    let latent_finger = Master::grow(FingerSeed(7_000));
    for (strength, turn) in [(0.6, 0.4), (0.4, -0.5)] {
        let conditions = Conditions {
            rotation: turn,
            displacement: (30.0, -25.0),
            ..Conditions::draw(1_000, Difficulty::Good)
        };
        let latent = impression(&latent_finger, &conditions);
        assert_said(Ghost, |master, conditions| {
            let print = impression(master, &conditions);
            let both = print.pixels().iter().zip(latent.pixels());
            grey(both.map(|(&p, &l)| f32::from(p) * (1.0 - strength * (255.0 - f32::from(l)) / 255.0)))
        });
    }
}

#[test]
fn harder_conditions_score_lower() {
    let median = |difficulty: Difficulty| {
        let mut scores: Vec<u8> = (0..8)
            .flat_map(|finger| {
                let master = Master::grow(FingerSeed(800 + finger));
                (0..3).map(move |n| {
                    quality(&impression(&master, &Conditions::draw(finger * 3 + n, difficulty))).score
                })
            })
            .collect();
        scores.sort_unstable();
        scores[scores.len() / 2]
    };
    let medians = [Difficulty::Good, Difficulty::Field, Difficulty::Poor].map(median);
    assert!(medians.is_sorted_by(|a, b| a > b), "{medians:?}");
}

#[test]
fn less_of_a_finger_never_scores_higher() {
    for (master, conditions) in fingers() {
        let scores: Vec<u8> = [1.0, 0.8, 0.6, 0.45]
            .iter()
            .map(|part| {
                let contact_reach = (138.0 * part, 190.0 * part);
                quality(&impression(master, &Conditions { contact_reach, ..conditions.clone() })).score
            })
            .collect();
        // A few points of chance: what is cut off differs in clarity too.
        assert!(scores.windows(2).all(|pair| pair[1] <= pair[0] + 3), "{scores:?}");
    }
}
