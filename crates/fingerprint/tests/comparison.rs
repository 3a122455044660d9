//! The rules of comparison: symmetric, blind to how the finger was laid, and telling fingers apart.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use std::f32::consts::{PI, TAU};

use fingerprint::{Minutia, MinutiaKind, Probe, Reference, Sketch, SketchProbe, Template, compare};
use proptest::prelude::*;

/// A made-up print: minutiae with directions along a made-up ridge flow, on a disc around the middle.
#[derive(Debug, Clone)]
struct Made {
    minutiae: Vec<(f32, f32, f32)>,
    bend: f32,
}

const SIDE: u16 = 500;
const MIDDLE: f32 = 250.0;
const RADIUS: f32 = 140.0;

impl Made {
    fn along(&self, x: f32, y: f32) -> f32 {
        (x * 0.01 + self.bend).sin() + (y * 0.008 - self.bend).cos()
    }

    /// Turned by `turn` radians counter-clockwise about the middle, then shifted.
    fn template(&self, turn: f32, dx: f32, dy: f32) -> Template {
        let (sin, cos) = turn.sin_cos();
        let minutiae = self
            .minutiae
            .iter()
            .map(|&(x, y, direction)| {
                let (u, v) = (x - MIDDLE, y - MIDDLE);
                let (x, y) = (MIDDLE + cos * u + sin * v + dx, MIDDLE + cos * v - sin * u + dy);
                Minutia {
                    x: (x * 16.0).round() as u16,
                    y: (y * 16.0).round() as u16,
                    direction: ((direction + turn) / TAU * 256.0).round().rem_euclid(256.0) as u8,
                    kind: MinutiaKind::Ending,
                    reliability: 80,
                }
            })
            .collect();
        Template::new(SIDE, SIDE, minutiae).unwrap().with_flow(|x, y| {
            let (u, v) = (x - dx - MIDDLE, y - dy - MIDDLE);
            let (x, y) = (cos * u - sin * v, cos * v + sin * u);
            (x.hypot(y) < RADIUS).then(|| self.along(x + MIDDLE, y + MIDDLE) + turn)
        })
    }
}

fn made() -> impl Strategy<Value = Made> {
    let minutia = (0.0..TAU, 0.0f32..1.0, any::<bool>());
    (proptest::collection::vec(minutia, 25..45), 0.0..TAU).prop_map(|(places, bend)| {
        let mut made = Made { minutiae: Vec::new(), bend };
        for (angle, area, back) in places {
            let radius = (RADIUS - 15.0) * area.sqrt();
            let (x, y) = (MIDDLE + radius * angle.cos(), MIDDLE + radius * angle.sin());
            // Minutiae of a finger keep their distance.
            if made.minutiae.iter().all(|m| (m.0 - x).hypot(m.1 - y) > 12.0) {
                let direction = made.along(x, y) + if back { PI } else { 0.0 };
                made.minutiae.push((x, y, direction));
            }
        }
        made
    })
}

fn score(a: &Template, b: &Template) -> f32 {
    compare(&Probe::new(a), &Reference::new(b)).score.get()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn comparing_either_way_round_gives_the_same_score(a in made(), b in made()) {
        let (a, b) = (a.template(0.0, 0.0, 0.0), b.template(0.0, 0.0, 0.0));
        let (there, back) = (score(&a, &b), score(&b, &a));
        prop_assert_eq!(there, back);
    }

    #[test]
    fn how_the_finger_was_laid_does_not_matter(
        a in made(),
        turn in -PI..PI,
        dx in -80.0f32..80.0,
        dy in -80.0f32..80.0,
    ) {
        let (still, moved) = (a.template(0.0, 0.0, 0.0), a.template(turn, dx, dy));
        let same = score(&still, &still);
        prop_assert!(score(&still, &moved) > 0.7 * same, "{} {}", score(&still, &moved), same);
        let comparison = compare(&Probe::new(&still), &Reference::new(&moved));
        let alignment = comparison.alignment.unwrap();
        let off = (alignment.rotation - turn).rem_euclid(TAU);
        prop_assert!(off.min(TAU - off) < 0.05);
        let (x, y) = alignment.apply(MIDDLE, MIDDLE);
        prop_assert!((x - MIDDLE - dx).hypot(y - MIDDLE - dy) < 4.0);
    }

    #[test]
    fn two_made_up_fingers_do_not_match(a in made(), b in made()) {
        let (a, b) = (a.template(0.0, 0.0, 0.0), b.template(0.0, 0.0, 0.0));
        prop_assert!(score(&a, &b) < 0.5 * score(&a, &a));
    }

    #[test]
    fn a_sketch_resembles_its_own_finger_more_than_another(a in made(), b in made(), turn in -PI..PI) {
        let probe = SketchProbe::new(&a.template(0.0, 0.0, 0.0));
        let own = probe.resemblance(&Sketch::new(&a.template(turn, 20.0, -10.0)));
        let other = probe.resemblance(&Sketch::new(&b.template(0.0, 0.0, 0.0)));
        prop_assert!(own > other, "{} {}", own, other);
    }

    #[test]
    fn each_minutia_is_in_at_most_one_pair(a in made(), b in made()) {
        let (a, b) = (a.template(0.0, 0.0, 0.0), b.template(1.0, 5.0, 5.0));
        let mut pairs = compare(&Probe::new(&a), &Reference::new(&b)).pairs;
        let count = pairs.len();
        prop_assert!(pairs.iter().all(|&(i, j)| usize::from(i) < a.minutiae().len() && usize::from(j) < b.minutiae().len()));
        pairs.sort_by_key(|p| p.0);
        pairs.dedup_by_key(|p| p.0);
        prop_assert_eq!(pairs.len(), count);
        pairs.sort_by_key(|p| p.1);
        pairs.dedup_by_key(|p| p.1);
        prop_assert_eq!(pairs.len(), count);
    }
}

#[test]
fn prints_without_minutiae_score_nothing() {
    let empty = Template::new(100, 100, Vec::new()).unwrap();
    let comparison = compare(&Probe::new(&empty), &Reference::new(&empty));
    assert_eq!(comparison.score.get(), 0.0);
    assert_eq!((comparison.pairs.len(), comparison.alignment), (0, None));
}
