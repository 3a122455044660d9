//! Templates without images, for lists of thousands of people and for measuring scale.

use std::f32::consts::{PI, TAU};

use fingerprint::{Minutia, MinutiaKind, Template};

use crate::{
    Conditions, FingerSeed, HEIGHT, WIDTH,
    orientation::Flow,
    random::{Random, mix},
    skin::{Contact, Skin},
};

/// A template as a good impression of the finger might give: minutiae placed at random, as densely as real
/// ones and denser around cores and deltas, pointing along the ridges of the finger's class.
///
/// The minutiae are *not* those of [`Master::grow`](crate::Master::grow) for the same seed: a finger lives either as an image or as
/// a template. For another capture of the same template see [`template_under`].
#[must_use]
pub fn template(seed: FingerSeed) -> Template {
    template_under(seed, &Conditions::perfect(seed.0))
}

/// What an extractor might find of the finger of [`template`] in an impression under `conditions`: minutiae
/// moved with the skin, some missed, some imagined.
#[must_use]
pub fn template_under(seed: FingerSeed, conditions: &Conditions) -> Template {
    let random = &mut Random::new(conditions.seed, "extraction");
    let skin = Skin::new(conditions);
    let contact = Contact::new(conditions, random);
    let hardship =
        (0.5 * conditions.pressure.abs() + 0.5 * conditions.dryness + 0.4 * conditions.noise).min(1.0);
    let (missed, imagined) = (0.02 + 0.18 * hardship, (7.0 * hardship) as usize);

    let mut found = Vec::new();
    for point in points(seed) {
        let (x, y) = (point.x, -point.y);
        let firm = contact.at(x, y) > 0.15;
        if !firm || random.chance(missed) {
            continue;
        }
        let (px, py) = skin.over(x, y);
        let bend = skin.turn_at(px, py);
        found.extend(minutia(
            px + (0.4 + 0.7 * hardship) * random.normal(),
            py + (0.4 + 0.7 * hardship) * random.normal(),
            point.direction + bend + (0.03 + 0.06 * hardship) * random.normal(),
            // Endings and bifurcations change places with the pressure.
            if random.chance(0.3 * hardship) { opposite(point.kind) } else { point.kind },
            random.between(85.0 - 45.0 * hardship, 100.0),
        ));
    }
    for _ in 0..imagined {
        let (x, y) = (random.within(120.0), random.within(160.0));
        let (px, py) = skin.over(x, y);
        found.extend(minutia(px, py, random.within(PI), MinutiaKind::Ending, random.between(10.0, 60.0)));
    }
    #[expect(clippy::expect_used, reason = "`minutia` makes only those inside the image")]
    let template =
        Template::new(WIDTH as u16, HEIGHT as u16, found).expect("every minutia lies inside the image");
    let flow = Flow::draw(seed);
    template.with_flow(|px, py| {
        let (x, y) = skin.under(px, py);
        (contact.at(x, y) > 0.15).then(|| flow.angle(x, -y) + skin.turn_at(px, py))
    })
}

/// Cores and deltas, in pixels from the top left corner (y down).
#[derive(Debug, Clone, PartialEq)]
pub struct SingularPoints {
    /// Where ridges turn back.
    pub cores: Vec<(f32, f32)>,
    /// Where three courses of ridges meet.
    pub deltas: Vec<(f32, f32)>,
}

/// Where the cores and the deltas of the finger come to lie in an impression under `conditions`: those well inside what
/// touches.
#[must_use]
pub fn singular_points(seed: FingerSeed, conditions: &Conditions) -> SingularPoints {
    let skin = Skin::new(conditions);
    let contact = Contact::new(conditions, &mut Random::new(conditions.seed, "singular points"));
    let flow = Flow::draw(seed);
    let seen = |points: &[(f32, f32)]| {
        let touching = points.iter().map(|&(x, y)| (x, -y)).filter(|&(x, y)| contact.at(x, y) > 0.9);
        touching.map(|(x, y)| skin.over(x, y)).collect()
    };
    SingularPoints { cores: seen(flow.cores()), deltas: seen(flow.deltas()) }
}

/// A minutia on the finger; y up from its middle, direction in radians.
struct Point {
    x: f32,
    y: f32,
    direction: f32,
    kind: MinutiaKind,
}

/// The finger's minutiae.
fn points(seed: FingerSeed) -> Vec<Point> {
    /// No two minutiae are closer, in pixels: about one ridge.
    const SPACING: f32 = 9.5;
    let flow = Flow::draw(seed);
    let random = &mut Random::new(mix(seed.0), "minutiae");
    let count = (64.0 + 10.0 * random.normal()) as usize;
    let mut points: Vec<Point> = Vec::with_capacity(count);
    // One try in three or so succeeds; a crowded finger ends with fewer.
    for _ in 0..8 * count {
        if points.len() == count {
            break;
        }
        let (x, y) = (random.within(170.0), random.within(215.0));
        let singular = flow.cores().iter().chain(flow.deltas());
        let near = singular.map(|&(u, v)| (u - x) * (u - x) + (v - y) * (v - y)).fold(f32::MAX, f32::min);
        let wanted = 0.4 + 0.6 / (1.0 + near / (55.0 * 55.0));
        let outside = (x / 160.0) * (x / 160.0) + (y / 215.0) * (y / 215.0) > 1.0;
        let crowded = |p: &Point| (p.x - x) * (p.x - x) + (p.y - y) * (p.y - y) < SPACING * SPACING;
        if outside || !random.chance(wanted) || points.iter().any(crowded) {
            continue;
        }
        let direction = flow.angle(x, y) + if random.chance(0.5) { PI } else { 0.0 };
        let kind = if random.chance(0.57) { MinutiaKind::Ending } else { MinutiaKind::Bifurcation };
        points.push(Point { x, y, direction, kind });
    }
    points
}

/// The minutia in a template's units, if it lies inside the image.
fn minutia(px: f32, py: f32, direction: f32, kind: MinutiaKind, reliability: f32) -> Option<Minutia> {
    let inside = px >= 0.0 && py >= 0.0 && px < WIDTH as f32 && py < HEIGHT as f32;
    let turns = direction / TAU;
    inside.then(|| Minutia {
        x: (px * Minutia::PER_PIXEL) as u16,
        y: (py * Minutia::PER_PIXEL) as u16,
        direction: ((turns - turns.floor()) * 256.0) as u8,
        kind,
        reliability: reliability as u8,
    })
}

fn opposite(kind: MinutiaKind) -> MinutiaKind {
    match kind {
        MinutiaKind::Ending => MinutiaKind::Bifurcation,
        MinutiaKind::Bifurcation => MinutiaKind::Ending,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Difficulty;

    #[test]
    fn templates_have_as_many_minutiae_as_real_prints() {
        let counts: Vec<usize> = (0..300).map(|seed| template(FingerSeed(seed)).minutiae().len()).collect();
        let mean = counts.iter().sum::<usize>() as f32 / 300.0;
        assert!((40.0..60.0).contains(&mean), "{mean}");
        assert!(counts.iter().all(|count| (18..90).contains(count)), "{counts:?}");
    }

    #[test]
    fn minutiae_point_along_the_ridges_of_the_finger() {
        let seed = FingerSeed(12);
        let flow = Flow::draw(seed);
        for minutia in template(seed).minutiae() {
            let (x, y) = (minutia.x_px() - 180.0, 240.0 - minutia.y_px());
            let off = 2.0 * (minutia.direction_rad() - flow.angle(x, y));
            let near_core = flow.cores().iter().any(|&(u, v)| (u - x).abs() + (v - y).abs() < 25.0);
            assert!(off.cos() > 0.8 || near_core, "off by {} rad at {x}, {y}", 0.5 * off);
        }
    }

    #[test]
    fn a_seed_and_conditions_always_give_the_same_template() {
        let conditions = Conditions::draw(9, Difficulty::Poor);
        assert_eq!(template_under(FingerSeed(4), &conditions), template_under(FingerSeed(4), &conditions));
        assert_ne!(template(FingerSeed(4)), template(FingerSeed(5)));
    }
}
