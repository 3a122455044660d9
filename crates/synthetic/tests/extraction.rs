//! What extraction must find in prints of which everything is known.
#![cfg(not(target_arch = "wasm32"))]

use fingerprint::{
    Polarity, Resolution, SingularKind, SingularPoint, Step, Transparency, estimated_ppi, explain, extract,
};
use raster::{Grey, Ppi};
use synthetic::{
    Conditions, Difficulty, FingerSeed, HEIGHT, Master, SingularPoints, WIDTH, impression, singular_points,
};

/// Impressions of many fingers, with their seeds and conditions.
fn impressions(count: u64, difficulty: Difficulty) -> impl Iterator<Item = (FingerSeed, Conditions, Grey)> {
    (0..count).map(move |n| {
        let (finger, conditions) = (FingerSeed(900 + n), Conditions::draw(n, difficulty));
        let image = impression(&Master::grow(finger), &conditions);
        (finger, conditions, image)
    })
}

fn negative(image: &Grey) -> Grey {
    let pixels = image.pixels().iter().map(|p| 255 - p).collect();
    Grey::new(image.width(), image.height(), image.ppi, pixels).expect("as many pixels")
}

#[derive(Default)]
struct Seen {
    points: Vec<SingularPoint>,
    skeleton: Vec<f32>,
}

impl Transparency for Seen {
    fn wants(&self, step: Step) -> bool {
        step == Step::Skeleton
    }

    fn wants_singular_points(&self) -> bool {
        true
    }

    fn plane(&mut self, step: Step, width: usize, height: usize, values: &[f32]) {
        if step == Step::Skeleton {
            assert_eq!(values.len(), width * height);
            self.skeleton = values.to_vec();
        }
    }

    fn singular_points(&mut self, points: &[SingularPoint]) {
        self.points = points.to_vec();
    }
}

fn seen(image: &Grey) -> Seen {
    let mut seen = Seen::default();
    explain(image, Ppi::P500, &mut seen).expect("a print's size");
    seen
}

#[test]
fn cores_and_deltas_are_found_where_they_lie() {
    const NEAR: f32 = 20.0;
    for (kind, recall, precision) in [(SingularKind::Core, 0.85, 0.85), (SingularKind::Delta, 0.8, 0.8)] {
        let (mut there, mut met, mut found, mut right, mut off) = (0f32, 0f32, 0f32, 0f32, 0f32);
        for (finger, conditions, image) in impressions(24, Difficulty::Good) {
            let SingularPoints { cores, deltas } = singular_points(finger, &conditions);
            let truth = if kind == SingularKind::Core { cores } else { deltas };
            let points: Vec<_> = seen(&image).points.into_iter().filter(|p| p.kind == kind).collect();
            let distance = |p: &SingularPoint, t: &(f32, f32)| (p.x - t.0).hypot(p.y - t.1);
            there += truth.len() as f32;
            found += points.len() as f32;
            for t in &truth {
                if let Some(nearest) = points.iter().map(|p| distance(p, t)).min_by(f32::total_cmp)
                    && nearest < NEAR
                {
                    met += 1.0;
                    off += nearest;
                }
            }
            // At the rim of what touches, one may be found that was not asked for.
            let all = singular_points(finger, &Conditions { contact_reach: (300.0, 300.0), ..conditions });
            let all = if kind == SingularKind::Core { all.cores } else { all.deltas };
            right += points.iter().filter(|p| all.iter().any(|t| distance(p, t) < 2.0 * NEAR)).count() as f32;
        }
        println!(
            "{kind:?}: {there} there, recall {:.3}, precision {:.3}, {:.1} px off",
            met / there,
            right / found,
            off / met
        );
        assert!(met / there > recall && right / found > precision, "{kind:?}");
    }
}

#[test]
fn an_arch_has_no_core_that_is_sure() {
    let arch = (0..).map(FingerSeed).find(|s| s.class() == synthetic::PatternClass::Arch);
    let image = impression(&Master::grow(arch.expect("one in thirty")), &Conditions::perfect(1));
    assert!(seen(&image).points.iter().all(|p| p.confidence < 0.7));
}

#[test]
fn ridge_lines_run_where_the_print_is_dark() {
    for (_, _, image) in impressions(3, Difficulty::Good) {
        let skeleton = seen(&image).skeleton;
        let on = skeleton.iter().zip(image.pixels()).filter(|(line, _)| **line > 0.5).map(|(_, &p)| p);
        let (sum, count) = on.fold((0f32, 0f32), |(s, n), p| (s + f32::from(p), n + 1.0));
        let mean = image.pixels().iter().map(|&p| f32::from(p)).sum::<f32>() / image.pixels().len() as f32;
        assert!(count > 3000.0 && sum / count < 0.75 * mean, "{count} pixels of {}", sum / count);
    }
}

#[test]
fn light_ridges_are_told_and_give_the_same_template() {
    for (_, _, image) in impressions(8, Difficulty::Field) {
        let dark = extract(&image, Ppi::P500).expect("a print's size");
        let light = extract(&negative(&image), Ppi::P500).expect("a print's size");
        assert_eq!((dark.polarity, light.polarity), (Polarity::DarkRidges, Polarity::LightRidges));
        // To the rounding of a sum.
        let close = |a: usize, b: usize| a.abs_diff(b) <= 1 + a / 20;
        assert!(close(dark.template.minutiae().len(), light.template.minutiae().len()));
        assert!(dark.quality.score.abs_diff(light.quality.score) <= 2);
    }
}

#[test]
fn a_resolution_that_cannot_be_right_is_told_and_the_right_one_estimated() {
    for (_, _, image) in impressions(6, Difficulty::Good) {
        let told = |ppi| extract(&image, Ppi::new(ppi).expect("believable")).map(|e| e.resolution);
        assert_eq!(told(500), Ok(Resolution::Plausible));
        for wrong in [250, 1000] {
            assert_eq!(told(wrong), Ok(Resolution::Doubtful { likely: Ppi::new(500) }), "{wrong}");
        }
        assert_eq!(estimated_ppi(&image), Ppi::new(500));
    }
    let blank = Grey::new(WIDTH, HEIGHT, None, vec![240; (WIDTH * HEIGHT) as usize]).expect("as many pixels");
    assert_eq!(estimated_ppi(&blank), None);
}
